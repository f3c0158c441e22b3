"""The days of publication of one municipality: month by month, and beside internal deadlines."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards import queries
from presentation.cards.cards import html_card, nothing
from presentation.cards.cite import sql_literal as quoted
from presentation.cards.exact import exact
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.scrolling import scrolling
from presentation.markup.tables import data_table, later
from presentation.panels.punctuality import CELLS, FILES, SHARES, span_of
from presentation.rows import records

STAGES = "core_proceso__stage"
SIGNS = {
    "on_time": ("●", "s6"),
    "late": ("◐", "s3"),
    "not_seen": ("○", "s1"),
    "unknown": ("–", "none"),
}


@data.drawn
def own(ctx: PageContext, cut: str, page: str) -> Safe:
    """Return the record of a municipality, month by month, beside its peers, region and country.

    Args:
        ctx: The page's context.
        cut: The municipality.
        page: Url path of the page that shows it.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, CELLS, cut=cut, is_monthly=True, is_watched=True)
    if rows.empty:
        return nothing(ctx, rows, t("puntual.own_none"), t("puntual.own_subtitle"))
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
    groups = _groups(ctx, rows.iloc[0])
    files = data.table(ctx.build_id, FILES).sort_values("ta_file_order")
    names = dict(zip(files["ta_file"], files[f"name_{t.lang}"], strict=True))
    numbers = sorted(rows["month"].unique())
    # By file and month, the first of each: a frame asked for every cell costs a hundred times more.
    cells = {(row["ta_file"], row["month"]): row for row in reversed(records(rows))}
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
    top = tag("tr", *(tag("th", head, scope="col") for head in heads))
    return html_card(
        ctx,
        _among(ctx, groups),
        _key(t),
        scrolling(top, body, caption=title, class_="faro-shades"),
        _days(ctx, cells, names, title),
        name="punctual",
        title=title,
        subtitle=t("puntual.own_subtitle"),
        rows=rows,
        table=CELLS,
        query=exact(ctx.build, {CELLS: rows, SHARES: groups}),
        metrics=("months_on_time",),
        page=page,
        cut=cut,
    )


def _groups(ctx: PageContext, own: pd.Series) -> pd.DataFrame:
    """Return the shares of the groups a municipality belongs to: its peers, region and country."""
    peers = f"{own['rurality']}/{own.get('population_band_id')}"  # older editions have no bands
    groups = {"peers": peers, "region": own["region_code"], "country": "CL"}
    shares = data.figures(ctx.build_id, "months_on_time", year=int(own["year"]))
    rows = [
        shares[(shares["dimension"] == dimension) & (shares["member"] == member)]
        for dimension, member in groups.items()
    ]
    return pd.concat(rows)


def _among(ctx: PageContext, groups: pd.DataFrame) -> Safe:
    """Return the share on time of each of those groups, and of how many municipalities it is."""
    t = ctx.t
    parts = [
        t.count(
            f"puntual.among.{row['dimension']}",
            int(row["municipalities"]),
            share=span_of(t, row, "months_on_time", "on_time_high_pct", t.percent),
        )
        for row in records(groups)
    ]
    return tag("p", t("puntual.among.all", listed="; ".join(parts)))


def _days(
    ctx: PageContext,
    cells: dict[tuple[str, int], dict[str, Any]],
    names: dict[str, str],
    caption: str,
) -> Safe:
    """Return in words what the table says by signs, for whoever has no pointer to rest on them."""
    t = ctx.t
    keys = ("file", "late_month", "deadline")
    heads = [*(t(f"puntual.column.{key}") for key in keys), t("puntual.own_seen")]
    lines = [
        [names[file], t(f"month.{month}"), t.date(row["deadline"]), _seen(t, row)]
        for (file, month), row in sorted(cells.items(), key=lambda cell: cell[0][1])
        if file in names
    ]
    table = data_table(
        [(head, False) for head in heads], lines, caption=caption, search=t("word.search")
    )
    return later(t("puntual.own_days"), table)


def _seen(t: Any, row: dict[str, Any]) -> str:
    """Return when a month was seen published, or why it cannot be known."""
    text = t(f"punctuality_state.{row['punctuality_state']}")
    if isinstance(row["unknown_reason"], str):
        text += ": " + t(f"unknown_reason.{row['unknown_reason']}")
    elif row["day_basis"] == "exact":
        text += f", {t.date(row['earliest_on'])}"
    elif row["day_basis"] == "interval" and pd.notna(row["earliest_on"]):
        text += f", {t.date(row['earliest_on'])} – {t.date(row['latest_on'])}"
    if row["gone_count"]:
        text += ". " + t.count("puntual.gone", int(row["gone_count"]))
    return str(text)


def _cell(t: Any, row: dict[str, Any] | None) -> Safe:
    if row is None:
        return tag("td", "")
    sign, look = SIGNS[row["punctuality_state"]]
    text = _seen(t, row)
    sign += " ↺" if row["gone_count"] else ""
    number = row["latest_working_day"]
    shown = f"{sign} {t.number(number)}" if row["day_basis"] == "exact" else sign
    return tag(
        "td",
        tag("span", shown, aria_hidden="true"),
        tag("span", text, class_="faro-heard"),
        class_=look,
        title=t(f"month.{row['month']}") + f": {text}",
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
    share = data.figures(ctx.build_id, "months_on_time", dimension="country")
    if rows.empty or share.empty:
        return nothing(ctx, rows, t("puntual.own_none"), t("puntual.inner_subtitle"))
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
    median = span_of(t, last, "months_median_day", "median_high_working_day", t.number)
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
            closes=", ".join(f"({end})" for end in ends),
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
