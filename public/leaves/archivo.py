"""A file of active transparency that CPLT publishes: how fresh it is, and what is known of it."""

from __future__ import annotations

from presentation import data
from presentation.cards.cards import headline
from presentation.context import PageContext
from public.listing import rows_card

PAGE = "archivo"
FILES = "core_catalogue__ta_file"
SHARES = ("mean_months_published", "share_any_month_pct", "share_11_or_12_months_pct")
EACH = ("ta_file",)  # choices with a page each


def show(ctx: PageContext) -> None:
    """Show the page.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, FILES).sort_values("ta_file_order")
    ids, names = rows["ta_file"].tolist(), rows[f"name_{ctx.lang}"].tolist()
    title = ctx.stage.box()
    with ctx.stage.box("filters"):
        known = ctx.choose("ta_file", ids, names, default=ids[0])
    with title:
        headline(
            ctx, t("public.nav.archivo"), names[ids.index(known)], t("public.archivo.lead"), of=[]
        )
    fresh = ("dated_count", "on_time_count", "late_count", "overdue_count")
    shares = ("on_time_pct", "late_pct", "overdue_pct")
    rows_card(
        ctx,
        "freshness",
        "out_publicacion__file_freshness",
        ("seen_until", "last_deadline", *fresh, *shares, "origin"),
        page=PAGE,
        title=t("public.archivo.fresh"),
        ta_file=known,
    )
    rows_card(
        ctx,
        "regions",
        "out_publicacion__year_region_file",
        ("year", "geography", "municipalities", *SHARES, "origin"),
        page=PAGE,
        title=t("public.archivo.regions"),
        sort=("year", "geography_level", "region_order_north_south"),
        ta_file=known,
    )
    rows_card(
        ctx,
        "catalogue",
        FILES,
        ("ta_file", "name", "names_people", "source_id", "note"),
        page=PAGE,
        title=t("public.catalogued"),
        ta_file=known,
    )
