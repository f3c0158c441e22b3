"""What the charts of plans share: months along, a tool a line with its name above its bar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from pipelines.methods.planning import months
from presentation.charts.base import INK, figure, note
from presentation.words import Text

LINE, HEAD, FOOT = 40, 34, 12
NAME, BAR, THIN = -0.24, 0.17, 0.12
LONGEST, ROOM = 50, 0.4  # letters of a name; share of the width a label needs on a phone
STEPS = ((9, 1), (20, 3), (42, 6), (1000, 12))


def at(day: date) -> float:
    """Return the place of a day along the months."""
    month = months.month_of(day)
    return month + (day.day - 1) / months.last_day(month).day


def frame(count: int, low: float, high: float, t: Text) -> go.Figure:
    """Return an empty figure for ``count`` tools between two places along the months."""
    first, last = int(low), int(high) + 1
    step = next(step for most, step in STEPS if last - first <= most)
    ticks = [month for month in range(first, last + 1) if month % step == 0]
    fig = figure(height=LINE * count + HEAD + FOOT, t=t)
    fig.update_layout(
        margin={"l": 6, "r": 10, "t": HEAD, "b": FOOT}, barmode="overlay", showlegend=False
    )
    fig.update_xaxes(
        range=[low, high],
        tickvals=ticks,
        ticktext=[_tick(month, step, t) for month in ticks],
        side="top",
        showgrid=True,
        gridcolor=INK.grid,
        zeroline=False,
    )
    fig.update_yaxes(range=[count - 0.5, -0.5], visible=False, showgrid=False, zeroline=False)
    return fig


def bars(
    spans: Sequence[tuple[float, float, float]], look: dict, *, width: float, meta: str, hover: list
) -> go.Bar:
    """Return bars across: line, start and end of each."""
    return go.Bar(
        y=[line for line, _, _ in spans],
        x=[end - start for _, start, end in spans],
        base=[start for _, start, _ in spans],
        orientation="h",
        width=width,
        marker=look,
        customdata=hover,
        hovertemplate="%{customdata}<extra></extra>",
        meta=meta,
    )


def name(fig: go.Figure, line: int, text: str, *, strong: bool) -> None:
    """Write the name of a tool above its bar, from the left edge."""
    short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
    fig.add_annotation(
        x=0,
        xref="paper",
        y=line + NAME,
        text=f"<b>{short}</b>" if strong else short,
        showarrow=False,
        xanchor="left",
        font={"color": INK.ink, "size": 13},
        bgcolor=INK.surface,
        borderpad=1,
    )


def label(fig: go.Figure, line: float, start: float, end: float, text: str) -> None:
    """Write beside a bar: after it, before it where there is no room, on the line below the name.

    Of a bar that fills the width nothing is written beside: its name and the table say it.
    """
    low, high = fig.layout.xaxis.range
    wide = high - low
    if high - end > ROOM * wide:
        note(fig, end, line, text, xanchor="left", xshift=5, colour=INK.ink, size=12)
    elif start - low > ROOM * wide:
        note(fig, start, line, text, xanchor="right", xshift=-5, colour=INK.ink, size=12)


def day_line(fig: go.Figure, place: float, text: str) -> None:
    """Draw a day as a thin upright line with its name at the foot, if it is in the range."""
    low, high = fig.layout.xaxis.range
    if not low < place < high:
        return
    fig.add_vline(x=place, line={"color": INK.attention, "width": 1.5, "dash": "dot"})
    side = "right" if place > (low + high) / 2 else "left"
    shift = -4 if side == "right" else 4
    look = {"yref": "paper", "xanchor": side, "xshift": shift, "yanchor": "bottom"}
    fig.update_layout(margin_b=26)
    note(fig, place, 0, text, colour=INK.attention, size=12, **look, yshift=-20)


def settle(fig: go.Figure, count: int) -> None:
    """Give every line its height, whatever margins the notes at the foot took."""
    margin = fig.layout.margin
    fig.update_layout(height=LINE * count + margin.t + margin.b)


def short(month: int, t: Text) -> str:
    """Write a month in few letters: ``mar 2027``."""
    return f"{t(f'month.{month % 12 + 1}')} {month // 12}"


def _tick(month: int, step: int, t: Text) -> str:
    return str(month // 12) if step == 12 else short(month, t)
