"""Ficha municipal: one A4 page about one municipality, from the tables of a build."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports import printing
from exports.ficha import blocks, figures
from exports.ficha.blocks import CALENDAR, CASES, PATHS
from exports.ficha.figures import GROUPS, POSITION
from exports.printing import Tables
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.marking import Marked, origin_of
from pipelines.origins import SIMULATED, Origin
from presentation.charts.credits import credit
from presentation.panels.municipio import signing
from presentation.words import Text

COMUNAS = "core_territory__comuna"
CONVENIOS = "out_convenios__municipality"
KNOWN = "out_convenios__known_signing"
TIMELINE = "out_adopcion__timeline"
WIDTH, HEIGHT = 420.0, 350.0


def ficha(tables: Tables, cut: str, lang: str) -> Marked:
    """Return the ficha of a municipality as PDF.

    Args:
        tables: The tables of a build.
        cut: Code of the municipality.
        lang: ``es`` or ``en``.

    Raises:
        FaroError: There is no such municipality.
    """
    with serving.of_its_time(tables.build):
        said = words(tables, cut, lang)
    return printing.pdf("ficha", said, tables.build, said["origin"])


def origin(tables: Tables, cut: str) -> Origin:
    """Return the worst origin of the rows a ficha shows."""
    return origin_of(*_shown(tables, cut))


def municipality(tables: Tables, cut: str) -> pd.Series:
    """Return the row of a municipality.

    Raises:
        FaroError: There is none with this code.
    """
    rows = tables.of(COMUNAS, cut=cut, has_municipality=True)
    if rows.empty:
        raise FaroError(
            f"there is no municipality {cut[:40]}",
            fix="Give the five digits of its code, such as 13101; `faro names` finds it by name",
            code="no_municipality",
        )
    return rows.iloc[0]


def words(tables: Tables, cut: str, lang: str) -> dict[str, Any]:
    """Return every word of a ficha, as its template asks for them."""
    t, row = Text(lang, tables.build), municipality(tables, cut)
    build_id, name = tables.build.build_id, str(row["comuna"])
    standing = tables.of(POSITION, cut=cut).sort_values("year") if len(tables(POSITION)) else None
    history, timeline = _charts(tables, t, cut)
    shown = _shown(tables, cut)
    worst = origin_of(*shown, history["origin"], timeline["origin"])
    title = t("print.ficha.title", name=name)
    link = printing.address("municipio", build=build_id, lang=lang, cut=cut)
    about = t("print.ficha.about", name=name)
    return {
        **printing.frame(tables, t, title=title, description=about, link=link),
        "eyebrow": t("print.ficha.eyebrow"),
        "name": name,
        "lead": _lead(tables, t, row),
        "banner": printing.plain(t("notice.simulated")) if worst == SIMULATED else None,
        "origin": worst,
        "kpis": figures.kpis(tables, t, cut, standing),
        "history": history,
        "timeline": timeline,
        "mend": blocks.mend(tables, t, cut),
        "calendar": blocks.calendar(tables, t, cut),
        "cases": blocks.cases(tables, t, cut),
        "sources": credit(t, *shown, build_id=build_id),
    }


def _charts(tables: Tables, t: Text, cut: str) -> list[dict[str, Any]]:
    """Return history and timeline; the country stands in for the first one not known."""
    parts: dict[str, Any] = {"build_id": tables.build.build_id, "width": WIDTH, "height": HEIGHT}
    found = [
        printing.chart(tables, t, recipe, empty=t(f"print.deliver.{needs}"), cut=cut, **parts)
        for recipe, needs in (
            ("municipality_history", "scores"),
            ("municipality_timeline", "adoption"),
        )
    ]
    for at, made in enumerate(found):
        if made["svg"] is None:
            country = printing.chart(tables, t, "national_series", empty=made["empty"], **parts)
            found[at] = country | {"missing": made["empty"]}
            break
    return found


def _shown(tables: Tables, cut: str) -> list[pd.DataFrame]:
    names = (POSITION, PATHS, CALENDAR, CASES, CONVENIOS, KNOWN, TIMELINE)
    own = [tables.of(name, cut=cut) for name in names if len(tables(name))]
    return [rows for rows in [*own, tables.of(GROUPS, group_id="all")] if len(rows)]


def _lead(tables: Tables, t: Text, row: pd.Series) -> str:
    rurality = row["pndr_class_2024"]
    said = t.code("rurality", rurality) if isinstance(rurality, str) else t.missing
    people = t.count("municipio.people", int(row["population_census_2024"]))
    cut = str(row["cut"])
    signed = signing(t, tables.of(CONVENIOS, cut=cut), tables.of(KNOWN, cut=cut))
    return " · ".join([str(row["region"]), said, people, signed])
