"""Publication day by day: how punctual the months were, in the country and its parts."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, timedelta
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.kpi import Kpi
from presentation.context import PageContext
from presentation.markup.html import Safe
from presentation.markup.tables import data_table, linked
from presentation.panels import lateness
from presentation.words import Text

PAGE = "publicacion"
CELLS, SHARES = "out_publicacion__punctuality", "out_publicacion__punctuality_share"
REGIONS, FILES = "core_territory__region", "core_catalogue__ta_file"
PER_MONTH = 36  # days after the month's end that the slider offers


@data.drawn
def months(ctx: PageContext) -> list[str]:
    """Return the months watched whole, as ``2024-11``, latest first.

    Args:
        ctx: The page's context.
    """
    rows = data.figures(ctx.build_id, "month_filled")[["year", "month"]].drop_duplicates()
    return sorted((f"{r.year}-{r.month:02d}" for r in rows.itertuples()), reverse=True)


def days(month: str) -> list[str]:
    """Return the days that the slider offers for a month: from its end on.

    Args:
        month: The month, as ``2024-11``.
    """
    year, number = int(month[:4]), int(month[5:])
    first = date(year + number // 12, number % 12 + 1, 1)
    return [(first + timedelta(days=n)).isoformat() for n in range(PER_MONTH)]


@data.drawn
def usual_day(ctx: PageContext, month: str) -> str:
    """Return the day after the deadline of a month.

    Args:
        ctx: The page's context.
        month: The month, as ``2024-11``.
    """
    rows = data.figures(ctx.build_id, "month_filled", year=int(month[:4]), month=int(month[5:]))
    return str((rows["deadline"].iloc[0] + pd.Timedelta(days=1)).date())


def named(ctx: PageContext, month: str) -> str:
    """Return a month in words.

    Args:
        ctx: The page's context.
        month: The month, as ``2024-11``.
    """
    return f"{ctx.t(f'month.{int(month[5:])}')} {month[:4]}"


@data.drawn
def kpis(ctx: PageContext) -> list[Kpi]:
    """Return the share on time, the day of the median, what was never seen, and the arrivals.

    Args:
        ctx: The page's context.
    """
    t = ctx.t
    row = (
        data.figures(ctx.build_id, "months_on_time", dimension="country")
        .sort_values("year")
        .iloc[-1]
    )
    seen = data.figures(ctx.build_id, "months_arrived", year=int(row["year"])).iloc[0]
    span = t(
        "puntual.span",
        first=t(f"month.{seen['first_month']}"),
        last=t(f"month.{seen['last_month']}"),
        year=row["year"],
    )
    return [
        _on_time(ctx, row, span),
        _median(ctx, row, span),
        _never(ctx, row, span),
        _seen(ctx, seen, span, int(row["year"])),
    ]


def _on_time(ctx: PageContext, row: Any, span: str) -> Kpi:
    t, label = ctx.t, ctx.t("puntual.on_time")
    cells = t("puntual.cells", n=t.number(row["month_count"]))
    value = span_of(t, row, "months_on_time", "on_time_high_pct", t.percent)
    query = metric_sql(ctx, "months_on_time", dimension="country", year=int(row["year"]))
    cite = Cite(f"{label}: {value}", query, PAGE, metrics=("months_on_time",))
    detail = f"{cells} · {span}"
    return Kpi(label, value, str(row["origin"]), detail, change=_change(ctx), cite=cite)


def _seen(ctx: PageContext, seen: Any, span: str, year: int) -> Kpi:
    t, label = ctx.t, ctx.t("puntual.seen")
    value = t.number(seen["months_arrived"])
    quartiles = t.count("puntual.seen_count", int(seen["municipalities"]))
    if not pd.isna(seen["arrival_median"]):
        quartiles += t(
            "puntual.seen_quartiles",
            median=t.number(seen["arrival_median"]),
            low=t.number(seen["arrival_quartile_1"]),
            high=t.number(seen["arrival_quartile_3"]),
        )
    query = metric_sql(ctx, "months_arrived", year=year)
    cite = Cite(f"{label}: {value}", query, PAGE, metrics=("months_arrived",))
    exact = t("puntual.exact", n=t.number(seen["exact_count"]))
    return Kpi(label, value, str(seen["origin"]), f"{quartiles} · {span}", exact, cite=cite)


def span_of(t: Any, row: Any, low: str, high: str, write: Any) -> str:
    """Return one number, or both ends where the series does not decide between them.

    Args:
        t: Text in the language of the reader.
        row: Of the shares.
        low: Column of the least it can be.
        high: Column of the most.
        write: Writes a number.
    """
    if pd.isna(row[low]):
        return t("word.few")
    first = write(row[low])
    if pd.isna(row[high]):
        return t("word.or_more", n=first)
    last = write(row[high])
    return first if first == last else f"{first}–{last}"


def _change(ctx: PageContext) -> str | None:
    """Return the first and the last month, over the same files: else the files would change."""
    levels = lateness.levels(ctx)
    if levels is None:
        return None
    first, last, files = levels
    return ctx.t("puntual.change", first=first, last=last, files=files)


def _median(ctx: PageContext, row: Any, span: str) -> Kpi:
    t, label = ctx.t, ctx.t("puntual.median")
    value = span_of(t, row, "months_median_day", "median_high_working_day", t.number)
    in_days = span_of(t, row, "median_low_days", "median_high_days", t.number)
    query = metric_sql(ctx, "months_median_day", dimension="country", year=int(row["year"]))
    cite = Cite(f"{label}: {value}", query, PAGE, metrics=("months_median_day",))
    known = not pd.isna(row["months_median_day"])
    detail = f"{t('puntual.median_detail', days=in_days)} · {span}" if known else span
    return Kpi(label, value, str(row["origin"]), detail, cite=cite)


def _never(ctx: PageContext, row: Any, span: str) -> Kpi:
    t, label = ctx.t, ctx.t("puntual.not_seen")
    value = t.number(row["months_not_seen"])
    unknown = t("puntual.unknown", n=t.number(row["unknown_count"]))
    query = metric_sql(ctx, "months_not_seen", dimension="country", year=int(row["year"]))
    cite = Cite(f"{label}: {value}", query, PAGE, metrics=("months_not_seen",))
    detail = t("puntual.cells", n=t.number(row["month_count"]))
    return Kpi(label, value, str(row["origin"]), f"{detail} · {span}", unknown, cite=cite)


@data.drawn
def parts(ctx: PageContext, dimension: str) -> Safe:
    """Return the shares by region (north to south), rurality or file, as a table.

    Args:
        ctx: The page's context.
        dimension: ``region``, ``rurality`` or ``ta_file``.
    """
    t = ctx.t
    rows = data.figures(ctx.build_id, "months_on_time", dimension=dimension)
    rows = rows[rows["year"] == rows["year"].max()]
    names = _names(ctx, dimension, rows)
    rows = rows.assign(named=rows["member"].map(names)).dropna(subset=["named"])
    if dimension == "region":
        order = {code: at for at, code in enumerate(names)}
        rows = rows.sort_values("member", key=lambda column: column.map(order))
    else:
        rows = rows.sort_values("months_on_time", na_position="first")
    known = rows[rows["months_on_time"].notna()]
    title = t("puntual.parts_few")
    if len(known) > 1:
        ends = known.sort_values("months_on_time")
        low, high = ends.iloc[0], ends.iloc[-1]
        title = t(
            f"puntual.{dimension}_title",
            low=low["named"],
            low_share=t.percent(low["months_on_time"], 1),
            high=high["named"],
            high_share=t.percent(high["on_time_high_pct"], 1),
        )
    heads = ("on_time", "median", "late", "not_seen_n", "unknown_n", "municipalities")
    lines = [
        [
            row["named"] if dimension != "region" else _region(t, row),
            span_of(t, row, "months_on_time", "on_time_high_pct", t.percent),
            span_of(t, row, "months_median_day", "median_high_working_day", t.number),
            *(t.number(row[name]) for name in ("late_count", "months_not_seen", "unknown_count")),
            t.number(row["municipalities"]),
        ]
        for row in rows.to_dict("records")
    ]
    top = [(t(f"puntual.{dimension}"), False), *((t(f"puntual.head.{h}"), True) for h in heads)]
    return html_card(
        ctx,
        data_table(top, lines, caption=title),
        name=f"on_time_{dimension}",
        title=title,
        subtitle=t("puntual.parts_subtitle"),
        rows=rows,
        table=SHARES,
        page=PAGE,
        metrics=("months_on_time",),
    )


def _region(t: Text, row: dict[Hashable, Any]) -> Any:
    return linked(t, {"region_code": row["member"], "region": row["named"]}, "region")


def _names(ctx: PageContext, dimension: str, rows: pd.DataFrame) -> dict[str, str]:
    if dimension == "region":
        regions = data.table(ctx.build_id, REGIONS).sort_values("region_order_north_south")
        return dict(zip(regions["region_code"], regions["region"], strict=True))
    if dimension == "ta_file":
        files = data.table(ctx.build_id, FILES)
        return dict(zip(files["ta_file"], files[f"name_{ctx.lang}"], strict=True))
    return {member: ctx.t.code("rurality", member) for member in rows["member"]}
