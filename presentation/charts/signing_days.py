"""Signings delivered, day by day: one cumulative step line for each kind of convenio."""

from __future__ import annotations

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, spread, worded
from presentation.charts.convenios import universe_line
from presentation.charts.sheet import Look
from presentation.words import Text

KINDS = {
    "any_mgtm": (INK.pilot, INK.pilot, 4),
    "mgtm2_letter": (INK.rest, INK.rest_ink, 3),
    "pilot": (INK.country, INK.country, 2),
    "open_government": (INK.attention, INK.attention, 2),
}


def days(rows: pd.DataFrame, *, t: Text) -> Chart:
    """Draw the municipalities that had signed, by kind, as steps over the days.

    Args:
        rows: ``out_convenios__day_kind``.
        t: Text in the language of the reader.
    """
    rows = rows[rows["kind"].isin(KINDS)].sort_values(["kind", "date_signed"])
    if rows.empty:
        return empty(t, rows)
    universe, kinds = int(rows["universe"].max()), dict(iter(rows.groupby("kind")))
    first, last = rows["date_signed"].min(), rows["date_signed"].max()
    fig = figure(rows, height=400, t=t)
    universe_line(fig, universe, t, dash="dot")
    ends = {kind: int(kinds[kind]["signed_cumulative"].iloc[-1]) for kind in KINDS if kind in kinds}
    for kind, total in ends.items():
        colour, _, width = KINDS[kind]
        when, counts = kinds[kind]["date_signed"], kinds[kind]["signed_cumulative"]
        name = t(f"convenio.{kind}")
        steps = zip([first, *when, last], [0, *counts, total], strict=True)
        hover = [f"{name}<br>{t.date(day)}: {t.number(n)}" for day, n in steps]
        look: Look = {"width": width, "shape": "hv", "hover": hover}
        fig.line([when.iloc[0], *when, last], [0, *counts, total], colour, kind, **look)
    places = spread([float(total) for total in ends.values()], 22)
    for (kind, total), place in zip(ends.items(), places, strict=True):
        text = f"<b>{t.number(total)}</b> {t(f'chart.days.short.{kind}')}"
        fig.beside(last, place, text, colour=KINDS[kind][1], size=13)
    fig.update_xaxes(
        range=[first - pd.DateOffset(months=3), last + (last - first) * 0.46],
        tickvals=[f"{year}-01-01" for year in range(first.year, last.year + 1, 2)],
        tickformat="%Y",
    )
    fig.update_yaxes(range=[0, universe * 1.1], dtick=100, tickformat=",d")
    totals = ((t(f"convenio.{kind}"), t.number(total)) for kind, total in ends.items())
    listed = "; ".join(f"{name}: {total}" for name, total in totals)
    shown = rows.assign(
        kind=[t(f"convenio.{kind}") for kind in rows["kind"]],
        date_signed=[t.date(day) for day in rows["date_signed"]],
    )
    takeaway = _takeaway(rows, universe, t)
    facts = {"first": t.date(first), "last": t.date(last), "universe": t.number(universe)}
    return worded(fig, shown, t, "chart.days", takeaway=takeaway, listed=listed, **facts)


def _takeaway(rows: pd.DataFrame, universe: int, t: Text) -> str:
    total = rows[rows["kind"] == "any_mgtm"]
    if total.empty:
        return t("chart.days.no_mgtm")
    reached = total[total["signed_cumulative"] >= universe / 2]
    values = {"signed": t.number(total["signed_cumulative"].max()), "universe": t.number(universe)}
    if reached.empty:
        return t("chart.days.under_half", **values)
    half, last = reached["date_signed"].iloc[0], rows["date_signed"].max()
    return t("chart.days.takeaway", day=t.date(half), last=t.date(last), **values)


RECIPE = recipe(
    "signing_days",
    days,
    tables="out_convenios__day_kind",
    columns="kind date_signed signed_new signed_cumulative origin",
    metrics="convenios_day convenios_day_new",
    origin="delivered",
    needs="deliveries",
)
