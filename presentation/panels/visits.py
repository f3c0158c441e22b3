"""Sessions, letters and trainings with municipalities, region by region: the register of CL0048."""

from __future__ import annotations

from datetime import date

import pandas as pd

from presentation import data
from presentation.cards.cards import card, html_card
from presentation.cards.delivered import chips, deliver
from presentation.charts.simulated import words
from presentation.context import PageContext
from presentation.desk.record import Record
from presentation.formats import period_end
from presentation.markup.html import Safe
from presentation.markup.tables import data_table, linked

COMMITMENT, REGIONS = "CL0048", "out_actividades__region"
PRINTED = "core_ogp__visited_region"
COUNTS = ("session", "letter", "counterpart", "training", "trained", "advice")


def section(ctx: PageContext, record: Record, *, page: str) -> None:
    """Show the register on the page of its commitment, or what to deliver for it.

    Args:
        ctx: The page's context.
        record: The commitment at the date chosen.
        page: Url path of the page it stands on, for the permanent link.
    """
    if record.code != COMMITMENT:
        return
    if PRINTED in ctx.build.manifest["row_counts"]:  # older editions have none
        rows = data.table(ctx.build_id, PRINTED)
        if (rows["date_text"].map(period_end) <= record.as_of).any():
            card("visits_printed", printed(ctx, record.as_of, page=page))
    if data.table(ctx.build_id, REGIONS).empty:
        deliver(ctx, "actividad", ctx.t("visits.deliver"))
    else:
        card("visits", regions(ctx, record.as_of, page=page))


@data.drawn
def printed(ctx: PageContext, as_of: date, *, page: str) -> Safe:
    """Return which regions had been visited by the report, and which it announced.

    Args:
        ctx: The page's context.
        as_of: The day it is told of; nothing later enters.
        page: Url path of the page it stands on, for the permanent link.
    """
    t, rows = ctx.t, data.table(ctx.build_id, PRINTED)
    rows = rows[rows["date_text"].map(period_end) <= as_of]
    places = data.table(ctx.build_id, "core_territory__region")
    rows = rows.merge(places[["region_code", "region", "region_order_north_south"]])
    rows = rows.sort_values("region_order_north_south")
    lines = [
        [
            linked(t, row, "region"),
            t(f"visits.state.{row['visit_state']}"),
            t(f"visits.basis.{row['basis']}"),
            t.date(row["date_text"]),
        ]
        for row in rows.to_dict("records")
    ]
    heads = [(t(f"visits.{name}"), False) for name in ("region", "visit", "basis_head", "as_of")]
    visited = int((rows["visit_state"] == "visited").sum())
    title = t("visits.printed", n=t.number(visited), all=t.number(len(rows)))
    return html_card(
        ctx,
        chips(ctx, rows),
        data_table(heads, lines, caption=title),
        name="visits_printed",
        title=title,
        subtitle=t("visits.printed_subtitle"),
        rows=rows,
        table=PRINTED,
        page=page,
        commitment=COMMITMENT,
        as_of=as_of.isoformat(),
    )


@data.drawn
def regions(ctx: PageContext, as_of: date, *, page: str) -> Safe:
    """Return what had been done in each region by a date, from north to south.

    Args:
        ctx: The page's context.
        as_of: The day it is told of; nothing later enters.
        page: Url path of the page it stands on, for the permanent link.
    """
    t, rows = ctx.t, data.table(ctx.build_id, REGIONS).sort_values("region_order")
    if "valid_from" in rows:  # older editions know of no day
        rows = rows[rows["valid_from"] <= pd.Timestamp(as_of)].sort_values("valid_from")
        rows = rows.drop_duplicates("region_code", keep="last").sort_values("region_order")
    lines = [
        [
            linked(t, row, "region"),
            *(t.number(row[f"{name}_count"]) for name in COUNTS),
            _day(ctx, row["first_session"]),
            _day(ctx, row["first_lapse"]),
        ]
        for row in rows.to_dict("records")
    ]
    heads = [(t("visits.region"), False), *((t(f"visits.{name}"), True) for name in COUNTS)]
    heads += [(t("visits.first_session"), False), (t("visits.first_lapse"), False)]
    visited = int((rows["session_count"] > 0).sum())
    title = t.count("visits.title", visited)
    return html_card(
        ctx,
        chips(ctx, rows),
        data_table(heads, lines, caption=title, search=t("word.search")),
        name="visits",
        title=words(title, rows, t),
        subtitle=t("visits.subtitle", date=t.date(as_of)),
        rows=rows,
        table=REGIONS,
        page=page,
        commitment=COMMITMENT,
        as_of=as_of.isoformat(),
    )


def _day(ctx: PageContext, value: object) -> str:
    return "–" if pd.isna(value) else ctx.t.date(value)
