"""The delivered publication audit: every municipality and file, and one municipality's calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.cards import card_head, html_card, source_note
from presentation.cards.cite import Cite
from presentation.cards.delivered import chips
from presentation.cards.exact import exact
from presentation.cards.taking import take_away
from presentation.charts.simulated import is_simulated, words
from presentation.choices.filters import ALL
from presentation.context import PageContext
from presentation.markup.html import Safe, join, tag
from presentation.markup.scrolling import scrolling
from presentation.rows import records
from presentation.sorting import by_name

AUDIT, YEARS = "out_publicacion__municipality_file", "out_publicacion__municipality_year"
CALENDAR = "out_publicacion__calendar"
COMUNAS = "core_territory__comuna"
SIGNS = {"published": "●", "not_published": "○", "not_due": "·", "unknown": "–"}
LOOK = {"published": "s6", "not_published": "s1", "not_due": "na", "unknown": "none"}
MONTHS, ROW = range(1, 13), 35


def of_year(ctx: PageContext, year: int) -> pd.DataFrame:
    """Return every municipality audited in a year; empty when no audit is delivered.

    Args:
        ctx: The page's context.
        year: The year shown.
    """
    return data.table(ctx.build_id, YEARS, year=year)


@data.drawn
def around(ctx: PageContext, title: str, year: int, region: str) -> tuple[Safe, Safe]:
    """Return what stands above and below the matrix.

    Args:
        ctx: The page's context.
        title: What the matrix says.
        year: The year shown.
        region: Code of the region shown; ``all`` for the country.
    """
    rows, months = of_year(ctx, year), data.table(ctx.build_id, AUDIT, year=year)
    if region != ALL:
        rows, months = (frame[frame["region_code"] == region] for frame in (rows, months))
    head = card_head(title, ctx.t("publicacion.matrix_subtitle"))
    choices = {"year": str(year), "region": region}
    query = exact(ctx.build, {AUDIT: months, YEARS: rows})
    cite = Cite(title, query, "publicacion", choices, card="matrix")
    take = take_away(ctx, table=AUDIT, rows=rows, cite=cite)
    return join([head, chips(ctx, rows)]), join([source_note(ctx, rows), take])


@data.drawn
def matrix(ctx: PageContext, year: int, region: str) -> tuple[str, pd.DataFrame]:
    """Return a sentence, and a row a municipality, by its code; a column a file, monthly first.

    Args:
        ctx: The page's context.
        year: The year shown.
        region: Code of the region shown; ``all`` for the country.
    """
    t, totals = ctx.t, of_year(ctx, year)
    comunas = data.table(ctx.build_id, COMUNAS, has_municipality=True)
    if region != ALL:
        comunas = comunas[comunas["region_code"] == region]
    comunas = comunas.sort_values(["region_order_north_south", "comuna"], key=by_name)
    order = data.figures(ctx.build_id, "updates_on_time_file").sort_values(
        ["is_monthly", "ta_file_order"], ascending=[False, True]
    )
    months = data.table(ctx.build_id, AUDIT, year=year)
    wide = months.pivot(index="cut", columns="ta_file", values="months_published")
    wide = wide.reindex(index=comunas["cut"], columns=order["ta_file"]).astype("Int64")
    own = totals.set_index("cut").reindex(comunas["cut"])
    frame = pd.DataFrame(
        {
            t("cobertura.comuna"): comunas["comuna"].to_numpy(),
            t("filter.region"): comunas["region"].to_numpy(),
            t("publicacion.matrix_months"): own["published_due_count"].astype("Int64").array,
            t("publicacion.matrix_due"): own["due_count"].astype("Int64").array,
            t("publicacion.matrix_share"): _whole(own["published_due_pct"]).array,
            t("publicacion.matrix_on_time"): own["on_time_files"].astype("Int64").array,
            t("publicacion.matrix_late"): own["late_files"].astype("Int64").array,
            t("publicacion.matrix_overdue"): own["overdue_files"].astype("Int64").array,
        }
    )
    names = order[f"ta_file_{ctx.lang}"].tolist()
    files = wide.set_axis(names, axis=1).reset_index(drop=True)
    none = int((own["published_due_pct"] == 0).sum())
    known = t.number(own["published_due_pct"].notna().sum())
    if none:
        title = t.count("publicacion.matrix", none, total=known, year=year)
    else:
        title = t("publicacion.matrix_none", total=known, year=year)
    return words(title, totals, t), pd.concat([frame, files], axis=1).set_axis(comunas["cut"])


def _whole(shares: pd.Series) -> pd.Series:
    """Return percentages without decimals, whose mark would be the browser's; 100 is all of it."""
    return shares.round().mask((shares < 100) & (shares >= 99), 99).astype("Int64")


@data.drawn
def audited(ctx: PageContext) -> list[str]:
    """Return the years audited, latest first.

    Args:
        ctx: The page's context.
    """
    years = data.table(ctx.build_id, YEARS)["year"].unique()
    return [str(year) for year in sorted(years, reverse=True)]


@data.drawn
def calendar(ctx: PageContext, cut: str, year: int, page: str) -> Safe:
    """Return the calendar as a table a screen reader reads cell by cell.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
        year: The year shown.
        page: Url path of the page it stands on, for the permanent link.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, CALENDAR, cut=cut, year=year)
    if rows.empty:
        text = tag("p", t("publicacion.calendar_absent"), class_="faro-empty")
        return join([card_head(t("publicacion.calendar_title"), ""), text])
    total = data.table(ctx.build_id, YEARS, cut=cut, year=year)
    title = t("publicacion.calendar_none", year=year)
    if not total.empty:
        row = total.iloc[0]
        title = t.count(
            "publicacion.calendar",
            int(row["published_due_count"]),
            all=t.number(row["due_count"]),
            year=year,
            share=t.percent(row["published_due_pct"], 1),
        )
    rows = rows.sort_values(["is_monthly", "ta_file_order", "month"], ascending=[False, True, True])
    body: list[Safe] = []
    months = records(rows)
    for is_monthly, group in groupby(months, itemgetter("is_monthly")):
        if not is_monthly:
            head = tag("th", t("publicacion.calendar_others"), colspan="14", scope="rowgroup")
            body.append(tag("tr", head))
        body += [_line(t, list(part)) for _, part in groupby(group, itemgetter("ta_file"))]
    heads = [t("publicacion.regions_corner"), *(t(f"month.{month}") for month in MONTHS)]
    heads.append(t("publicacion.calendar_last"))
    scroll = scrolling(
        tag("tr", *(tag("th", head, scope="col") for head in heads)),
        body,
        caption=f"{t('publicacion.calendar_title')} {year}",
        class_="faro-shades" + (" simulated" if is_simulated(rows) else ""),
        within="faro-calendar",
    )
    return html_card(
        ctx,
        _key(t),
        scroll,
        name="calendar",
        title=words(title, rows, t),
        subtitle=t("publicacion.calendar_subtitle", year=year),
        rows=rows,
        table=CALENDAR,
        page=page,
        cut=cut,
        year=str(year),
    )


def _line(t: Any, part: Sequence[Mapping[str, Any]]) -> Safe:
    first = part[0]
    cells = [
        tag(
            "td",
            tag("span", SIGNS[state], aria_hidden="true"),
            tag("span", t(f"publication_state.{state}"), class_="faro-heard"),
            class_=LOOK[state],
            title=f"{t(f'month.{month}')}: {t(f'publication_state.{state}')}",
        )
        for month, state in ((row["month"], row["publication_state"]) for row in part)
    ]
    last = t.missing
    if pd.notna(first["last_update"]):
        state = first["update_state"]  # of a month without a deadline nothing is said
        remark = [t.code("update_state", state)] if isinstance(state, str) else []
        last = " · ".join([t.date(first["last_update"]), *remark])
    return tag("tr", tag("th", t.pick(first, "ta_file"), scope="row"), *cells, tag("td", last))


def _key(t: Any) -> Safe:
    entries = [
        tag(
            "span",
            tag("span", class_=f"faro-swatch {LOOK[state]}", aria_hidden="true"),
            f"{sign} {t(f'publication_state.{state}')}",
        )
        for state, sign in SIGNS.items()
    ]
    return tag("p", *entries, class_="faro-key")
