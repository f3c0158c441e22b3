"""What the charts of plans share: months along, a tool a line with its name above its bar."""

from __future__ import annotations

from datetime import date

import pandas as pd

from pipelines.methods.planning import months
from presentation.charts.base import INK, figure
from presentation.charts.sheet import Sheet
from presentation.words import Text

LINE, HEAD, FOOT = 40, 34, 12
NAME, BAR = -0.3, 0.17  # of a line; a name covers no bar, neither its own nor the one above
LONGEST, ROOM = 50, 0.4  # letters of a name in full size, and share of a label, on a phone
STEPS = ((9, 1), (20, 3), (42, 6), (1000, 12))


def at(day: date) -> float:
    """Return the place of a day along the months.

    Args:
        day: A day.
    """
    month = months.month_of(day)
    return month + (day.day - 1) / months.last_day(month).day


def frame(rows: pd.DataFrame, low: float, high: float, t: Text) -> Sheet:
    """Return an empty sheet for tools, a row each, between two places along the months.

    Args:
        rows: The tools, a row each.
        low: Where the months begin.
        high: Where they end.
        t: Text in the language of the reader.
    """
    count = len(rows)
    ticks, names = along(int(low), int(high) + 1, t)
    fig = figure(rows, height=LINE * count + HEAD + FOOT, t=t)
    fig.update_layout(
        margin={"l": 6, "r": 10, "t": HEAD, "b": FOOT}, barmode="overlay", showlegend=False
    )
    fig.update_xaxes(
        range=[low, high],
        tickvals=ticks,
        ticktext=names,
        side="top",
        showgrid=True,
        gridcolor=INK.grid,
        zeroline=False,
    )
    fig.update_yaxes(range=[count - 0.5, -0.5], visible=False, showgrid=False, zeroline=False)
    return fig


def along(first: int, last: int, t: Text) -> tuple[list[int], list[str]]:
    """Return the months to name between two, and their names: years alone where they are many.

    Args:
        first: The first month, by its number.
        last: The last one.
        t: Text in the language of the reader.
    """
    step = next(step for most, step in STEPS if last - first <= most)
    ticks = [month for month in range(first, last + 1) if month % step == 0]
    return ticks, [str(month // 12) if step == 12 else short(month, t) for month in ticks]


def name(fig: Sheet, line: int, text: str, *, strong: bool) -> None:
    """Write the name of a tool above its bar, from the left edge.

    Args:
        fig: The sheet drawn on.
        line: Its line, counted from the top.
        text: The name.
        strong: Whether it is bold.
    """
    size = 13 if len(text) <= LONGEST else 11
    text = f"<b>{text}</b>" if strong else text
    fig.beside(0, line + NAME, text, shift=0, xref="paper", size=size)


def label(fig: Sheet, line: float, start: float, end: float, text: str) -> None:
    """Write beside a bar: after it, before it where there is no room, on the line below the name.

    Of a bar that fills the width nothing is written beside: its name and the table say it.

    Args:
        fig: The sheet drawn on.
        line: Its line, counted from the top.
        start: Where the bar begins.
        end: Where it ends.
        text: What is written.
    """
    low, high = fig.layout.xaxis.range
    wide = high - low
    if high - end > ROOM * wide:
        fig.beside(end, line, text, shift=5)
    elif start - low > ROOM * wide:
        fig.beside(start, line, text, shift=-5)


def day_line(fig: Sheet, place: float, text: str) -> None:
    """Draw a day as a thin upright line with its name at the foot, if it is in the range.

    Args:
        fig: The sheet drawn on.
        place: Of the day along the months.
        text: Its name.
    """
    low, high = fig.layout.xaxis.range
    if not low < place < high:
        return
    fig.add_vline(x=place, line={"color": INK.attention, "width": 1.5, "dash": "dot"})
    shift = -4 if place > (low + high) / 2 else 4
    fig.update_layout(margin_b=26)
    foot = {"yref": "paper", "yanchor": "bottom", "yshift": -20}
    fig.beside(place, 0, text, shift=shift, colour=INK.attention, **foot)


def settle(fig: Sheet, count: int) -> None:
    """Give every line its height, whatever margins the notes at the foot took.

    Args:
        fig: The sheet drawn on.
        count: How many lines there are.
    """
    margin = fig.layout.margin
    fig.update_layout(height=LINE * count + margin.t + margin.b)


def short(month: int, t: Text) -> str:
    """Write a month in few letters: ``mar 2027``.

    Args:
        month: By its number.
        t: Text in the language of the reader.
    """
    return f"{t(f'month.{month % 12 + 1}')} {month // 12}"
