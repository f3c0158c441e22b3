"""Publication day by day: how punctual each month was, and who is late on a day chosen."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards import queries
from presentation.cards.cards import card_head, html_card
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.cite import said as quoted
from presentation.cards.delivered import Listing
from presentation.cards.html import Safe, join, tag
from presentation.cards.kpi import Kpi
from presentation.cards.tables import data_table, linked
from presentation.choices.filters import ALL
from presentation.context import PageContext
from presentation.panels import lateness
from presentation.words import Text

PAGE = "publicacion"
CELLS, SHARES = "out_publicacion__punctuality", "out_publicacion__punctuality_share"
ARRIVALS, FILLING = "out_publicacion__arrival_total", "out_publicacion__filling"
REGIONS, FILES = "core_territory__region", "core_catalogue__ta_file"
STAGES = "core_proceso__stage"
PER_MONTH = 36  # days after the month's end that the slider offers


@data.drawn
def months(ctx: PageContext) -> list[str]:
    """Return the months watched whole, as ``2024-11``, latest first."""
    rows = data.table(ctx.build_id, FILLING)[["year", "month"]].drop_duplicates()
    return sorted((f"{r.year}-{r.month:02d}" for r in rows.itertuples()), reverse=True)


def days(month: str) -> list[str]:
    """Return the days that the slider offers for a month: from its end on."""
    year, number = int(month[:4]), int(month[5:])
    first = date(year + number // 12, number % 12 + 1, 1)
    return [(first + timedelta(days=n)).isoformat() for n in range(PER_MONTH)]


@data.drawn
def usual_day(ctx: PageContext, month: str) -> str:
    """Return the day after the deadline of a month."""
    rows = data.table(ctx.build_id, FILLING, year=int(month[:4]), month=int(month[5:]))
    return str((rows["deadline"].iloc[0] + pd.Timedelta(days=1)).date())


def named(ctx: PageContext, month: str) -> str:
    """Return a month in words."""
    return f"{ctx.t(f'month.{int(month[5:])}')} {month[:4]}"


@data.drawn
def kpis(ctx: PageContext) -> list[Kpi]:
    """Return the share on time, the day of the median, what was never seen, and the arrivals."""
    t = ctx.t
    row = data.table(ctx.build_id, SHARES, dimension="country").sort_values("year").iloc[-1]
    seen = data.table(ctx.build_id, ARRIVALS, year=int(row["year"])).iloc[0]
    span = t(
        "puntual.span",
        first=t(f"month.{seen['first_month']}"),
        last=t(f"month.{seen['last_month']}"),
        year=row["year"],
    )
    cells = t("puntual.cells", n=t.number(row["month_count"]))
    share = span_of(t, row, "on_time_low_pct", "on_time_high_pct", t.percent)
    where: dict[str, Any] = {"dimension": "country", "year": int(row["year"])}
    found = [
        Kpi(
            t("puntual.on_time"),
            share,
            str(row["origin"]),
            f"{cells} · {span}",
            change=_change(ctx),
            cite=Cite(
                f"{t('puntual.on_time')}: {share}",
                metric_sql(ctx, "months_on_time", **where),
                PAGE,
                metrics=("months_on_time",),
            ),
        ),
        _median(ctx, row, span),
        _never(ctx, row, span),
    ]
    value = t.number(seen["arrival_count"])
    quartiles = t(
        "puntual.seen_detail",
        n=t.number(seen["municipalities"]),
        median=t.number(seen["median_days"]),
        low=t.number(seen["quartile_1_days"]),
        high=t.number(seen["quartile_3_days"]),
    )
    query = metric_sql(ctx, "months_arrived", year=int(row["year"]))
    cite = Cite(f"{t('puntual.seen')}: {value}", query, PAGE, metrics=("months_arrived",))
    exact = t("puntual.exact", n=t.number(seen["exact_count"]))
    return [
        *found,
        Kpi(
            t("puntual.seen"), value, str(seen["origin"]), f"{quartiles} · {span}", exact, cite=cite
        ),
    ]


def span_of(t: Any, row: Any, low: str, high: str, said: Any) -> str:
    """Return one number, or both ends where the series does not decide between them."""
    if pd.isna(row[low]):
        return t("word.few")
    first = said(row[low])
    if pd.isna(row[high]):
        return t("word.or_more", n=first)
    last = said(row[high])
    return first if first == last else f"{first} – {last}"


def _change(ctx: PageContext) -> str | None:
    """Return the first and the last month, over the same files: else the files would change."""
    found = lateness.levels(ctx)
    if found is None:
        return None
    first, last, files = found
    return ctx.t("puntual.change", first=first, last=last, files=files)


def _median(ctx: PageContext, row: Any, span: str) -> Kpi:
    t, label = ctx.t, ctx.t("puntual.median")
    value = span_of(t, row, "median_low_working_day", "median_high_working_day", t.number)
    in_days = span_of(t, row, "median_low_days", "median_high_days", t.number)
    query = metric_sql(ctx, "months_median_day", dimension="country", year=int(row["year"]))
    cite = Cite(f"{label}: {value}", query, PAGE, metrics=("months_median_day",))
    said = t("puntual.median_detail", days=in_days)
    return Kpi(label, value, str(row["origin"]), f"{said} · {span}", cite=cite)


def _never(ctx: PageContext, row: Any, span: str) -> Kpi:
    t, label = ctx.t, ctx.t("puntual.not_seen")
    value = t.number(row["not_seen_count"])
    unknown = t("puntual.unknown", n=t.number(row["unknown_count"]))
    query = metric_sql(ctx, "months_not_seen", dimension="country", year=int(row["year"]))
    cite = Cite(f"{label}: {value}", query, PAGE, metrics=("months_not_seen",))
    detail = t("puntual.cells", n=t.number(row["month_count"]))
    return Kpi(label, value, str(row["origin"]), f"{detail} · {span}", unknown, cite=cite)


@data.drawn
def parts(ctx: PageContext, dimension: str) -> Safe:
    """Return the shares by region (north to south), rurality or file, as a table."""
    t = ctx.t
    rows = data.table(ctx.build_id, SHARES, dimension=dimension)
    rows = rows[rows["year"] == rows["year"].max()]
    names = _names(ctx, dimension, rows)
    rows = rows.assign(named=rows["member"].map(names)).dropna(subset=["named"])
    if dimension == "region":
        order = {code: at for at, code in enumerate(names)}
        rows = rows.sort_values("member", key=lambda column: column.map(order))
    else:
        rows = rows.sort_values("on_time_low_pct", na_position="first")
    known = rows[rows["on_time_low_pct"].notna()]
    title = t("puntual.parts_few")
    if len(known) > 1:
        ends = known.sort_values("on_time_low_pct")
        low, high = ends.iloc[0], ends.iloc[-1]
        title = t(
            f"puntual.{dimension}_title",
            low=low["named"],
            low_share=t.percent(low["on_time_low_pct"], 1),
            high=high["named"],
            high_share=t.percent(high["on_time_high_pct"], 1),
        )
    heads = ("on_time", "median", "late", "not_seen_n", "unknown_n", "municipalities")
    lines = [
        [
            row["named"] if dimension != "region" else _region(t, row),
            span_of(t, row, "on_time_low_pct", "on_time_high_pct", t.percent),
            span_of(t, row, "median_low_working_day", "median_high_working_day", t.number),
            *(t.number(row[f"{name}_count"]) for name in ("late", "not_seen", "unknown")),
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


@data.drawn
def never(ctx: PageContext, region: str) -> Listing:
    """Return the monthly files that a municipality audited never showed a month of in the year."""
    t, cells = ctx.t, data.table(ctx.build_id, CELLS, is_monthly=True)
    year = int(cells["year"].max())
    cells = cells if region == ALL else cells[cells["region_code"] == region]
    cells = cells[cells["year"] == year]
    ever = cells.assign(came=cells["latest_on"].notna()).groupby(["cut", "ta_file"])["came"]
    silent = ever.any().loc[lambda found: ~found].index
    keys = ["cut", "ta_file"]
    rows = cells.drop_duplicates(keys).set_index(keys).loc[silent].reset_index()
    rows = _with_files(ctx, rows)[
        ["comuna", "region", "file", "ta_file", "cut", "region_code", "year", "origin"]
    ]
    rows = rows.sort_values(["file", "region", "comuna"])
    return Listing(
        name="never",
        title=t(
            "puntual.never_title",
            n=t.number(len(rows)),
            municipalities=t.number(rows["cut"].nunique()),
        ),
        subtitle=t("puntual.never_subtitle"),
        rows=rows,
        heads={name: t(f"puntual.column.{name}") for name in ("file", "comuna", "region")},
        empty=t("puntual.never_none"),
        table=CELLS,
        page=PAGE,
        choices={"region": region},
        query=queries.NEVER_SEEN.format(year=year, inside=queries.inside(region)),
    )


@data.drawn
def late_on(ctx: PageContext, month: str, day: str, region: str) -> Listing:
    """Return what was due by a day and surely not published by then, as the series knows it today.

    Args:
        ctx: The page's context.
        month: The month whose days are offered, for the citation.
        day: The day, as in ISO 8601.
        region: Code of the region, or all of them.
    """
    t, when = ctx.t, pd.Timestamp(day)
    cells = data.table(ctx.build_id, CELLS, is_monthly=True, is_watched=True)
    cells = cells if region == ALL else cells[cells["region_code"] == region]
    after = cells["earliest_on"].notna() & (cells["earliest_on"] > when)
    unseen = cells["punctuality_state"] == "not_seen"
    rows = cells[(cells["deadline"] < when) & (after | unseen)]
    rows = _with_files(ctx, rows)
    rows = rows.assign(
        as_of=when.date(),
        days_late=(when - rows["deadline"]).dt.days,
        late_month=[f"{r.year}-{r.month:02d}" for r in rows.itertuples()],
    ).sort_values(["days_late", "region", "comuna", "file"], ascending=[False, True, True, True])
    columns = ["comuna", "region", "file", "late_month", "deadline", "days_late"]
    known = ["as_of", "cut", "region_code", "ta_file", "punctuality_state", "origin"]
    return Listing(
        name="late",
        title=t(
            "puntual.late_title",
            n=t.number(len(rows)),
            municipalities=t.number(rows["cut"].nunique()),
            day=t.date(when),
        ),
        subtitle=t("puntual.late_subtitle"),
        rows=rows[[*columns, *known]],
        heads={name: t(f"puntual.column.{name}") for name in columns},
        empty=t("puntual.late_none", day=t.date(when)),
        table=CELLS,
        page=PAGE,
        choices={"region": region, "month": month, "day": day},
        query=queries.LATE_ON.format(day=quoted(when), inside=queries.inside(region)),
    )


def _with_files(ctx: PageContext, rows: pd.DataFrame) -> pd.DataFrame:
    files = data.table(ctx.build_id, FILES).set_index("ta_file")[f"name_{ctx.lang}"]
    return rows.assign(file=rows["ta_file"].map(files))


SIGNS = {
    "on_time": ("●", "s6"),
    "late": ("◐", "s3"),
    "not_seen": ("○", "s1"),
    "unknown": ("–", "none"),
}


@data.drawn
def own(ctx: PageContext, cut: str, page: str) -> Safe:
    """Return the record of a municipality, month by month, beside that of its region.

    Args:
        ctx: The page's context.
        cut: The municipality.
        page: Url path of the page that shows it.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, CELLS, cut=cut, is_monthly=True, is_watched=True)
    if rows.empty:
        return join([card_head(t("puntual.own_none"), "")])
    rows = rows[rows["year"] == rows["year"].max()]
    year, counts = int(rows["year"].iloc[0]), rows["punctuality_state"].value_counts()
    known = len(rows) - int(counts.get("unknown", 0))
    title = t(
        "puntual.own_title",
        on_time=t.number(counts.get("on_time", 0)),
        known=t.number(known),
        late=t.number(counts.get("late", 0)),
        never=t.number(counts.get("not_seen", 0)),
        year=year,
    )
    peers = data.table(
        ctx.build_id, SHARES, dimension="region", member=rows["region_code"].iloc[0], year=year
    )
    subtitle = t("puntual.own_subtitle")
    if not peers.empty and pd.notna(peers["on_time_low_pct"].iloc[0]):
        said = span_of(t, peers.iloc[0], "on_time_low_pct", "on_time_high_pct", t.percent)
        subtitle += " " + t("puntual.own_peers", share=said) + "."
    files = data.table(ctx.build_id, FILES).sort_values("ta_file_order")
    names = dict(zip(files["ta_file"], files[f"name_{t.lang}"], strict=True))
    numbers = sorted(rows["month"].unique())
    # By file and month, the first of each: a frame asked for every cell costs a hundred times more.
    cells = {(one["ta_file"], one["month"]): one for one in reversed(rows.to_dict("records"))}
    known_files = {file for file, _ in cells}
    heads = [t("puntual.own_file"), *(t(f"month.{number}") for number in numbers)]
    body = [
        tag(
            "tr",
            tag("th", names[file], scope="row"),
            *(_cell(t, cells.get((file, number))) for number in numbers),
        )
        for file in files["ta_file"]
        if file in known_files
    ]
    table = tag(
        "table",
        tag("caption", title),
        tag("thead", tag("tr", *(tag("th", head, scope="col") for head in heads))),
        tag("tbody", *body),
        class_="faro-shades",
    )
    scroll = tag("div", table, class_="faro-scroll", tabindex="0", role="region", aria_label=title)
    return html_card(
        ctx,
        _key(t),
        scroll,
        name="punctual",
        title=title,
        subtitle=subtitle,
        rows=rows,
        table=CELLS,
        page=page,
        cut=cut,
    )


def _cell(t: Any, row: dict[Hashable, Any] | None) -> Safe:
    if row is None:
        return tag("td", "")
    sign, look = SIGNS[row["punctuality_state"]]
    said = t(f"punctuality_state.{row['punctuality_state']}")
    if isinstance(row["unknown_reason"], str):
        said += ": " + t(f"unknown_reason.{row['unknown_reason']}")
    elif row["day_basis"] == "exact":
        said += f", {t.date(row['earliest_on'])}"
    elif row["day_basis"] == "interval" and pd.notna(row["earliest_on"]):
        said += f", {t.date(row['earliest_on'])} – {t.date(row['latest_on'])}"
    if row["gone_count"]:
        said += ". " + t.count("puntual.gone", int(row["gone_count"]))
        sign += " ↺"
    number = row["latest_working_day"]
    shown = f"{sign} {t.number(number)}" if row["day_basis"] == "exact" else sign
    return tag(
        "td",
        tag("span", shown, aria_hidden="true"),
        tag("span", said, class_="faro-heard"),
        class_=look,
        title=t(f"month.{row['month']}") + f": {said}",
    )


def _key(t: Any) -> Safe:
    entries = [
        tag(
            "span",
            tag("span", class_=f"faro-swatch {look}", aria_hidden="true"),
            f"{sign} {t(f'punctuality_state.{state}')}",
        )
        for state, (sign, look) in SIGNS.items()
    ]
    return tag("p", *entries, class_="faro-key")


@data.drawn
def inner(ctx: PageContext, days: tuple[tuple[str, str], ...], cut: str, page: str) -> Safe:
    """Return the internal deadlines against the working days on which months were published.

    Args:
        ctx: The page's context.
        days: Stage → working days it takes, in order.
        cut: The municipality beside the country.
        page: Url path of the page that shows it.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, CELLS, is_monthly=True, is_watched=True)
    share = data.table(ctx.build_id, SHARES, dimension="country")
    if rows.empty or share.empty:
        return join([card_head(t("puntual.own_none"), "")])
    rows = rows[rows["year"] == rows["year"].max()]
    known = rows[rows["punctuality_state"] != "unknown"]
    here = known[known["cut"] == cut]
    stages = data.table(ctx.build_id, STAGES).set_index("stage_id")[f"name_{t.lang}"]
    ends = list(accumulate(int(count) for _, count in days))
    lines = []
    for (stage, _), closes in zip(days, ends, strict=True):
        parts_of = (known, here)
        lines.append(
            [
                stages[stage],
                t.number(closes),
                *(_by_then(t, part, closes) for part in parts_of),
            ]
        )
    last = share.sort_values("year").iloc[-1]
    median = span_of(t, last, "median_low_working_day", "median_high_working_day", t.number)
    title = t("puntual.inner_title", day=t.number(ends[-1]), median=median)
    heads = ("inner_stage", "inner_closes", "inner_by_then", "inner_own")
    top = [(t(f"puntual.{head}"), at > 0) for at, head in enumerate(heads)]
    return html_card(
        ctx,
        data_table(top, lines, caption=title),
        name="inner",
        title=title,
        subtitle=t("puntual.inner_subtitle"),
        rows=rows,
        table=CELLS,
        query=queries.BY_THEN.format(
            closes=", ".join(f"({one})" for one in ends),
            year=int(rows["year"].iloc[0]),
            cut=quoted(cut),
        ),
        page=page,
        cut=cut,
        **dict(days),
    )


def _by_then(t: Any, rows: pd.DataFrame, day: int) -> str:
    if rows.empty:
        return t.missing
    came = int((rows["latest_working_day"] <= day).sum())
    return f"{t.percent(100 * came / len(rows), 0)} ({t.number(came)}/{t.number(len(rows))})"
