"""The six data sets that people ask for, as tables of a build."""

from __future__ import annotations

from pipelines.serving import Build

PACKS: dict[str, tuple[str, ...]] = {
    "panel": (
        "out_fiscalizacion__municipality_standing",
        "out_fiscalizacion__municipality_change",
        "out_fiscalizacion__rank_range",
        "core_fiscalizacion__round",
        "core_territory__comuna",
    ),
    "items": (
        "core_fiscalizacion__item_result",
        "out_fiscalizacion__municipality_materia",
        "out_fiscalizacion__materia_change",
        "out_fiscalizacion__item_comparability",
    ),
    "convenios": (
        "out_convenios__municipality",
        "out_convenios__known_signing",
        "out_convenios__never_signed",
        "out_convenios__year_coverage",
        "out_convenios__coverage_by",
    ),
    "adoption": (
        "out_adopcion__tool_municipality",
        "out_adopcion__stage_municipality",
        "out_adopcion__tool_year",
        "out_adopcion__timeline",
    ),
    "publication": (
        "out_publicacion__month_municipality",
        "out_publicacion__municipality_year",
        "out_publicacion__year_region_file",
        "out_publicacion__working_day",
    ),
    "ogp": (
        "out_ogp__commitment",
        "out_ogp__milestone",
        "out_ogp__assessment",
        "out_ogp__indicator_value",
    ),
}


def tables_of(build: Build, pack_id: str) -> list[str]:
    """Return the tables of a data set that a build has; an old edition may lack one.

    Args:
        build: The build.
        pack_id: A key of :data:`PACKS`.

    Raises:
        KeyError: There is no such data set.
    """
    held = set(build.tables())
    return [name for name in PACKS[pack_id] if name in held]
