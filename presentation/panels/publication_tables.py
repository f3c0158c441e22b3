"""Publication in tables: monthly files by region, files of other rhythms, and the deadlines."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.exact import exact
from presentation.cards.tiles import heat_table, legend
from presentation.charts.base import spread_of
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table
from presentation.panels.publicacion import PAGE, files

DUE, TOTAL = "out_publicacion__due_share", "out_publicacion__due_total"
DEADLINES = "out_calendar__month_deadline"


@data.drawn
def by_region(ctx: PageContext, year: int) -> Safe:
    """Return the share of months due by monthly file and region, north to south.

    Args:
        ctx: The page's context.
        year: The year shown.
    """
    t = ctx.t
    rows = _of_files(ctx, year, "region", is_monthly=True)
    totals = data.figures(ctx.build_id, "months_due_published", year=year, geography_level="region")
    totals = totals.sort_values("region_order_north_south")
    heads = [(row.region_code, row.geography) for row in totals.itertuples()]
    codes = totals["region_code"].tolist()
    lines = [(t("publicacion.regions_total"), _cells(totals, "months_due_published", codes))]
    for file in files(ctx, year).to_dict("records"):
        own = rows[rows["ta_file"] == file["ta_file"]]
        lines.append((t.pick(file, "ta_file"), _cells(own, "months_due_published_file", codes)))
    ends = spread_of(totals, "months_due_published")
    title = t("publicacion.regions_few")
    if ends is not None:
        low, high = ends
        title = t(
            "publicacion.regions_title",
            low=low["geography"],
            low_share=t.percent(low["months_due_published"], 1),
            high=high["geography"],
            high_share=t.percent(high["months_due_published"], 1),
        )
    table = heat_table(
        t,
        heads,
        lines,
        caption=title,
        simulated=bool((rows["origin"] == "simulated").any()),
        corner=t("publicacion.regions_corner"),
    )
    return html_card(
        ctx,
        legend(t, states=("zero", "few", "none")),
        table,
        name="regions",
        title=title,
        subtitle=t("publicacion.regions_subtitle", year=year),
        rows=rows,
        table=DUE,
        query=exact(ctx.build, {TOTAL: totals, DUE: rows}),
        twin=("geography", "ta_file", "published_due_pct", "municipalities"),
        metrics=("months_due_published_file",),
        page=PAGE,
        year=str(year),
    )


def _of_files(ctx: PageContext, year: int, level: str, *, is_monthly: bool) -> pd.DataFrame:
    chosen = {"year": year, "geography_level": level, "is_monthly": is_monthly}
    return data.figures(ctx.build_id, "months_due_published_file", **chosen)


def _cells(rows: pd.DataFrame, metric: str, codes: list[str]) -> list[dict | None]:
    known = rows.assign(
        mean_pct=rows[metric],
        score_state=["few" if pd.isna(v) else "value" for v in rows[metric]],
        n_municipalities=rows["municipalities"],
    )
    by_code = {row["region_code"]: row for row in known.to_dict("records")}
    return [by_code.get(code) for code in codes]


@data.drawn
def others(ctx: PageContext, year: int) -> Safe:
    """Return the files that are not published month by month, apart from the rest.

    Args:
        ctx: The page's context.
        year: The year shown.
    """
    t = ctx.t
    rows = _of_files(ctx, year, "country", is_monthly=False)
    rows = rows.sort_values("months_due_published_file", ascending=False)
    title = t("publicacion.others_few")
    for top in rows[rows["months_due_published_file"].notna()].head(1).to_dict("records"):
        title = t(
            "publicacion.others_title",
            n=t.number(len(rows)),
            file=t.pick(top, "ta_file"),
            share=t.percent(top["months_due_published_file"], 1),
        )
    contract = ctx.build.describe(DUE)
    names = ("municipalities", "published_due_pct", "seen_until")
    heads = [(t("publicacion.regions_corner"), False)]
    heads += [(contract.column(name).label.in_language(t.lang), True) for name in names]
    lines = [
        [
            t.pick(row, "ta_file"),
            t.number(row["municipalities"]),
            t.percent(row["months_due_published_file"], 1),
            _unbroken(t.date(row["seen_until"])),
        ]
        for row in rows.to_dict("records")
    ]
    return html_card(
        ctx,
        data_table(heads, lines, caption=title),
        name="others",
        title=title,
        subtitle=t("publicacion.others_subtitle", year=year),
        rows=rows,
        table=DUE,
        metrics=("months_due_published_file",),
        page=PAGE,
        year=str(year),
    )


@data.drawn
def deadlines(ctx: PageContext, year: int) -> Safe:
    """Return the tenth working day of every month of a year, and the holidays that move it.

    Args:
        ctx: The page's context.
        year: The year shown.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, DEADLINES, year=year).sort_values("month")
    days = rows["deadline"].dt.day
    first, last = t.number(days.min()), t.number(days.max())
    title = t("publicacion.deadlines_title", year=year, first=first, last=last)
    keys = (("month", False), ("day", False), ("working", True), ("holidays", False))
    lines = [
        [
            t(f"month.{row['month']}"),
            _unbroken(t.date(row["deadline"])),
            t.number(row["working_day_count"]),
            row[f"holidays_{t.lang}"] if isinstance(row[f"holidays_{t.lang}"], str) else "–",
        ]
        for row in rows.to_dict("records")
    ]
    heads = [(t(f"publicacion.deadline.{key}"), is_number) for key, is_number in keys]
    return html_card(
        ctx,
        data_table(heads, lines, caption=title),
        name="deadlines",
        title=title,
        subtitle=t("publicacion.deadlines_subtitle"),
        rows=rows,
        table=DEADLINES,
        page=PAGE,
        year=str(year),
    )


def _unbroken(text: str) -> Safe:
    return tag("span", text, style="white-space:nowrap")
