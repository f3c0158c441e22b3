"""Publication: how fresh active transparency is between two yearly rounds."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.exact import exact
from presentation.cards.html import Safe, tag
from presentation.cards.kpi import Kpi
from presentation.cards.tables import data_table
from presentation.cards.tiles import heat_table, legend
from presentation.charts.base import spread_of
from presentation.choices.filters import ALL
from presentation.context import PageContext

NO_DAYS = ("fresh", "where", "rules")
VIEWS = ("days", "late", *NO_DAYS)
DUE, TOTAL = "out_publicacion__due_share", "out_publicacion__due_total"
DEADLINES = "out_calendar__month_deadline"
PAGE = "publicacion"


@data.drawn
def years(ctx: PageContext) -> list[str]:
    """Return the years audited, latest first.

    Args:
        ctx: The page's context.
    """
    audited = data.figures(ctx.build_id, "months_due_published")["year"].unique()
    return [str(year) for year in sorted(audited, reverse=True)]


@data.drawn
def newest(ctx: PageContext) -> str:
    """Return the last year with a figure of the country; the last one audited where none has.

    Args:
        ctx: The page's context.
    """
    rows = data.figures(ctx.build_id, "months_due_published")
    known = rows[(rows["geography_level"] == "country") & rows["months_due_published"].notna()]
    return str((rows if known.empty else known)["year"].max())


@data.drawn
def files(ctx: PageContext, year: int) -> pd.DataFrame:
    """Return the monthly files of the country in a year, the one furthest behind first.

    Args:
        ctx: The page's context.
        year: The year shown.
    """
    rows = data.figures(
        ctx.build_id,
        "months_due_published_file",
        year=year,
        geography_level="country",
        is_monthly=True,
    )
    return rows.sort_values(["months_due_published_file", "ta_file_order"])


@data.drawn
def headline(ctx: PageContext, year: int) -> str:
    """Return the sentence that says where freshness stands and which file lags most.

    Args:
        ctx: The page's context.
        year: The year shown.
    """
    t, worst = ctx.t, files(ctx, year).iloc[0]
    share = data.metric(
        ctx.build_id, "months_due_published", year=year, geography_level="country"
    ).iloc[0]
    if pd.isna(share["value"]):
        return t("publicacion.headline_few", year=year)
    return t(
        "publicacion.headline",
        share=t.percent(share["value"], 1),
        year=year,
        file=t.pick(worst, "ta_file"),
        low=t.percent(worst["months_due_published_file"], 1),
    )


@data.drawn
def kpis(ctx: PageContext, year: int, region: str) -> list[Kpi]:
    """Return the share of months due, of updates on time and overdue, and the file behind.

    Args:
        ctx: The page's context.
        year: The year shown.
        region: Code of the region shown; ``all`` for the country.
    """
    return [
        _due(ctx, year, region),
        *nationwide(ctx, [*_updates(ctx), _worst(ctx, year)], region),
    ]


def nationwide(ctx: PageContext, kpis: list[Kpi], region: str) -> list[Kpi]:
    """Return figures that exist for the country alone; they say so where a region is chosen.

    Args:
        ctx: The page's context.
        kpis: The figures of the country.
        region: Code of the region shown; ``all`` for the country.
    """
    if region == ALL:
        return kpis
    country = ctx.t("publicacion.kpi.country")
    return [replace(kpi, detail=f"{country} · {kpi.detail}") for kpi in kpis]


def _due(ctx: PageContext, year: int, region: str) -> Kpi:
    t = ctx.t
    where = {"geography_level": "country"} if region == ALL else {"region_code": region}
    rows = data.figures(ctx.build_id, "months_due_published", **where).sort_values("year")
    row = rows[rows["year"] == year].iloc[0]
    label, share = t("publicacion.kpi.due"), row["months_due_published"]
    value = t("publicacion.few") if pd.isna(share) else t.percent(share, 1)
    change = None
    if pd.notna(row["change_pts"]):
        points = t.points(row["change_pts"], 1)
        change = t("publicacion.kpi.change", change=points, year=year - 1)
    known = rows[rows["months_due_published"].notna()]
    detail = t(
        "publicacion.kpi.files",
        files=t.number(row["file_count"]),
        n=t.number(row["municipalities"]),
        year=year,
    )
    return Kpi(
        label=label,
        value=value,
        origin=str(row["origin"]),
        detail=detail if region == ALL else f"{row['geography']} · {detail}",
        change=change,
        spark=tuple(zip(known["year"], known["months_due_published"], strict=True)),
        role="pilot",
        cite=Cite(
            f"{label}: {value}",
            metric_sql(ctx, "months_due_published", **where, year=year),
            PAGE,
            {"year": str(year), "region": region},
            ("months_due_published",),
        ),
    )


def _updates(ctx: PageContext) -> list[Kpi]:
    t = ctx.t
    row = data.figures(ctx.build_id, "updates_on_time", is_monthly=True).iloc[0]
    notes = {
        "on_time": t("publicacion.kpi.late", late=t.percent(row["late_pct"], 1)),
        "overdue": t("publicacion.kpi.overdue_note"),
    }
    cards = []
    for state, note in notes.items():
        metric = f"updates_{state}"
        label, value = t(f"publicacion.kpi.{state}"), t.percent(row[metric], 1)
        detail = t(
            "publicacion.kpi.updates",
            part=t.number(row[f"{state}_count"]),
            n=t.number(row["dated_count"]),
            day=t.date(row["seen_until"]),
        )
        query = metric_sql(ctx, metric, is_monthly=True)
        cite = Cite(f"{label}: {value}", query, PAGE, metrics=(metric,))
        cards.append(Kpi(label, value, str(row["origin"]), detail, change=note, cite=cite))
    return cards


def _worst(ctx: PageContext, year: int) -> Kpi:
    t, row = ctx.t, files(ctx, year).iloc[0]
    label, share = t("publicacion.kpi.worst"), row["months_due_published_file"]
    # Of shares that are all withheld none is the lowest: no file is named.
    few = pd.isna(share)
    value = t("publicacion.few") if few else t.percent(share, 1)
    metric = "months_due_published_file"
    file = str(row["ta_file"])
    query = metric_sql(ctx, metric, year=year, geography_level="country", ta_file=file)
    note = t(
        "publicacion.kpi.worst_note",
        n=t.number(row["municipalities"]),
        day=t.date(row["seen_until"]),
    )
    return Kpi(
        label=label,
        value=value,
        origin=str(row["origin"]),
        detail=str(year) if few else f"{t.pick(row, 'ta_file')} · {year}",
        change=note,
        cite=Cite(f"{label}: {value}", query, PAGE, {"year": str(year)}, (metric,)),
    )


@data.drawn
def by_region(ctx: PageContext, year: int, note: str) -> Safe:
    """Return the share of months due by monthly file and region, north to south.

    Args:
        ctx: The page's context.
        year: The year shown.
        note: What is added to the subtitle; empty for nothing.
    """
    t = ctx.t
    rows = data.figures(
        ctx.build_id,
        "months_due_published_file",
        year=year,
        geography_level="region",
        is_monthly=True,
    )
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
        subtitle=f"{t('publicacion.regions_subtitle', year=year)} {note}".rstrip(),
        rows=rows,
        table=DUE,
        query=exact(ctx.build, {TOTAL: totals, DUE: rows}),
        twin=("geography", "ta_file", "published_due_pct", "municipalities"),
        metrics=("months_due_published_file",),
        page=PAGE,
        year=str(year),
    )


def _cells(rows: pd.DataFrame, metric: str, codes: list[str]) -> list[dict | None]:
    known = rows.assign(
        mean_pct=rows[metric],
        score_state=["few" if pd.isna(v) else "value" for v in rows[metric]],
        n_municipalities=rows["municipalities"],
    )
    by_code = {row["region_code"]: row for row in known.to_dict("records")}
    return [by_code.get(code) for code in codes]


@data.drawn
def others(ctx: PageContext, year: int, note: str) -> Safe:
    """Return the files that are not published month by month, apart from the rest.

    Args:
        ctx: The page's context.
        year: The year shown.
        note: What is added to the subtitle; empty for nothing.
    """
    t = ctx.t
    rows = data.figures(
        ctx.build_id,
        "months_due_published_file",
        year=year,
        geography_level="country",
        is_monthly=False,
    )
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
        subtitle=f"{t('publicacion.others_subtitle', year=year)} {note}".rstrip(),
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
