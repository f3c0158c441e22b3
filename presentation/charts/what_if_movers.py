"""Who would rise and fall most in a what-if."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, empty, figure, note
from presentation.charts.what_if_marks import stamp
from presentation.words import Text

SHOWN = 8


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
    ends = (
        ordered
        if len(ordered) <= 2 * SHOWN
        else pd.concat([ordered.head(SHOWN), ordered.tail(SHOWN)])
    )
    names = [f"{row.comuna} " for row in ends.itertuples()]
    colours = [INK.pilot if value >= 0 else INK.attention for value in ends["change_pts"]]
    fig = figure(
        go.Bar(
            y=names,
            x=ends["change_pts"].tolist(),
            orientation="h",
            marker={
                "color": INK.surface,
                "line": {"color": colours, "width": 1.5},
                "pattern": {
                    "shape": "/",
                    "size": 5,
                    "solidity": 0.45,
                    "fillmode": "overlay",
                    "fgcolor": colours,
                },
            },
            width=0.62,
            hoverinfo="skip",
            meta="change",
        ),
        height=26 * len(ends) + 64,
        t=t,
    )
    for name, row in zip(names, ends.to_dict("records"), strict=True):
        is_up = row["change_pts"] >= 0
        text = t.points(row["change_pts"], 1)
        note(
            fig,
            row["change_pts"],
            name,
            text,
            xanchor="left" if is_up else "right",
            xshift=6 if is_up else -6,
            colour=INK.ink,
        )
    low, high = min(float(ends["change_pts"].min()), 0.0), max(float(ends["change_pts"].max()), 0.0)
    room = (high - low) * 0.42
    fig.add_vline(x=0, line={"color": INK.muted, "width": 1})
    fig.update_xaxes(
        range=[low - (room if low < 0 else 0), high + (room if high > 0 else 0)], visible=False
    )
    fig.update_yaxes(showgrid=False, tickfont={"color": INK.ink, "size": 13})
    stamp(fig, ends, t)
    listed = "; ".join(f"{r.comuna}: {t.points(r.change_pts, 1)}" for r in ends[::-1].itertuples())
    return Chart(
        figure=fig,
        takeaway=_who_moves(ordered, t),
        subtitle=t("chart.what_if.movers_subtitle", n=t.number(len(moved))),
        alt=t("chart.what_if.movers_alt", listed=listed),
        rows=municipalities,
    )


def _who_moves(ordered: pd.DataFrame, t: Text) -> str:
    low, high = ordered.iloc[0], ordered.iloc[-1]
    up = t("chart.what_if.up", comuna=high["comuna"], change=t.points(high["change_pts"], 1))
    down = t("chart.what_if.down", comuna=low["comuna"], change=t.points(low["change_pts"], 1))
    moves = [up] if high["change_pts"] > 0 else []
    moves += [down] if low["change_pts"] < 0 else []
    return t("chart.what_if.movers", listed=t.listing(moves))
