"""A materia: how it did round by round, and where."""

from __future__ import annotations

from presentation import data
from presentation.cards.cards import headline
from presentation.context import PageContext
from public.listing import rows_card

PAGE = "materia"
MATERIAS = "core_catalogue__materia"
EACH = ("materia",)  # choices with a page each


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, MATERIAS).sort_values("materia_order")
    ids, names = rows["materia_id"].tolist(), rows[f"name_{ctx.lang}"].tolist()
    title = ctx.stage.box()
    with ctx.stage.box("filters"):
        known = ctx.choose("materia", ids, names, default=ids[0])
    name = names[ids.index(known)]
    with title:
        headline(ctx, t("public.nav.materia"), name, t("public.materia.lead"), of=[])
    rows_card(
        ctx,
        "rounds",
        "out_fiscalizacion__materia_round",
        ("round_id", "n_municipalities", "mean_pct", "low_count", "missing_count", "origin"),
        page=PAGE,
        title=t("public.materia.rounds", materia=name),
        materia_id=known,
    )
    rows_card(
        ctx,
        "regions",
        "out_fiscalizacion__region_materia",
        ("round_id", "region", "n_municipalities", "mean_pct", "origin"),
        page=PAGE,
        title=t("public.materia.regions", materia=name),
        sort=("round_id", "region_order_north_south"),
        materia_id=known,
        revision="as_published",
    )
    rows_card(
        ctx,
        "catalogue",
        MATERIAS,
        ("name", "source_id", "note"),
        page=PAGE,
        title=t("public.catalogued"),
        materia_id=known,
    )
