"""Who would rise and fall most in a what-if."""

from __future__ import annotations

import pandas as pd

from presentation.charts.base import Chart, empty, figure
from presentation.charts.movers import both_ends, moves
from presentation.charts.what_if_marks import stamp
from presentation.words import Text


def movers(municipalities: pd.DataFrame, *, t: Text) -> Chart:
    """Draw who would rise and fall most.

    Args:
        municipalities: ``Outcome.municipalities``.
        t: Text in the language of the reader.
    """
    moved = municipalities[municipalities["change_pts"].fillna(0) != 0]
    if moved.empty:
        return empty(t, municipalities)
    ordered = moved.sort_values(["change_pts", "cut"])
    ends = both_ends(ordered)
    fig = figure(height=26 * len(ends) + 64, t=t)
    moves(fig, ends, is_hatched=True)
    for row in ends.to_dict("records"):
        shift = 6 if row["change_pts"] >= 0 else -6
        text = t.points(row["change_pts"], 1)
        fig.beside(row["change_pts"], f"{row['comuna']} ", text, shift=shift)
    low, high = min(float(ends["change_pts"].min()), 0.0), max(float(ends["change_pts"].max()), 0.0)
    room = (high - low) * 0.42
    fig.bare(high + (room if high > 0 else 0), low - (room if low < 0 else 0))
    stamp(fig, ends, t)
    listed = "; ".join(f"{r.comuna}: {t.points(r.change_pts, 1)}" for r in ends[::-1].itertuples())
    return Chart(
        figure=fig,
        takeaway=_takeaway(ordered, t),
        subtitle=t("chart.what_if.movers_subtitle", n=t.number(len(moved))),
        alt=t("chart.what_if.movers_alt", listed=listed),
        rows=municipalities,
    )


def _takeaway(ordered: pd.DataFrame, t: Text) -> str:
    low, high = ordered.iloc[0], ordered.iloc[-1]
    up = t("chart.what_if.up", comuna=high["comuna"], change=t.points(high["change_pts"], 1))
    down = t("chart.what_if.down", comuna=low["comuna"], change=t.points(low["change_pts"], 1))
    listed = [up] if high["change_pts"] > 0 else []
    listed += [down] if low["change_pts"] < 0 else []
    return t("chart.what_if.movers", listed=t.listing(listed))
