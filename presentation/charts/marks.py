"""Marks of simulated figures: hatch on bars, dashes on lines, and the word itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines import marking
from pipelines.origins import SIMULATED
from presentation.charts.base import INK, Chart, note
from presentation.charts.leading import led
from presentation.words import Text

Place = tuple[float, float]


def is_simulated(rows: pd.DataFrame) -> bool:
    """Return whether any row is simulated."""
    return marking.is_simulated(rows)


def marked(chart: Chart, t: Text, *read: Any) -> Chart:
    """Return a chart whose title, alternative text and picture say so where it is simulated.

    Every chart comes through here before it is shown or written.

    Args:
        chart: The chart.
        t: Text in the language of the reader.
        *read: What it was drawn from; it counts where the rows drawn carry no origin.
    """
    led(chart, t)
    origin = marking.origin_of(*([chart.rows] if "origin" in chart.rows else read))
    if chart.is_empty or origin != SIMULATED:
        return replace(chart, origin=origin)
    word = marking.WORD[t.lang]
    if not any(word in (annotation.text or "") for annotation in chart.figure.layout.annotations):
        stamp(chart.figure, t)
    title_origin = origin if chart.speaks_of is None else marking.origin_of(chart.speaks_of)
    title = marking.with_origin(chart.takeaway, title_origin, t.lang)
    alt = chart.alt if word in chart.alt else f"{word}: {chart.alt}"
    return replace(chart, origin=origin, takeaway=title, alt=alt)


def bar(colour: str | list[str], *, simulated: bool, **more: Any) -> dict[str, Any]:
    """Return the marker of a bar: plain, or hatched when its figures are simulated."""
    if not simulated:
        return {"color": colour, **more}
    pattern = {
        "shape": "/",
        "fillmode": "replace",
        "fgcolor": colour,
        "bgcolor": "rgba(0,0,0,0)",
        "size": 6,
        "solidity": 0.55,
    }
    return {"color": colour, "pattern": pattern, "line": {"color": colour, "width": 1}, **more}


def line(colour: str, width: float, *, simulated: bool) -> dict[str, Any]:
    """Return the style of a line: plain, or dashed when its figures are simulated."""
    return {"color": colour, "width": width, "dash": "dash" if simulated else "solid"}


def stretches(
    fig: go.Figure,
    pieces: Iterable[tuple[Place, Place, bool, bool]],
    *,
    colour: str,
    width: float,
    pale: float = 0.3,
    **axes: str,
) -> None:
    """Draw a broken line: pale where it crosses a break of method, dashed where it is simulated.

    Stretches of one look are one trace, parted by gaps: a trace a stretch is slow to draw.

    Args:
        fig: The figure to draw on.
        pieces: Start, end, whether a break lies between, whether an end is simulated.
        colour: Of the line.
        width: In pixels.
        pale: Opacity of what is not comparable.
        **axes: Axes of the panel, where the figure has several.
    """
    looks: dict[tuple[bool, bool], list[Place | tuple[None, None]]] = {}
    for start, end, is_crossing, simulated in pieces:
        looks.setdefault((is_crossing, simulated), []).extend((start, end, (None, None)))
    for (is_crossing, simulated), places in looks.items():
        fig.add_trace(
            go.Scatter(
                x=[x for x, _ in places[:-1]],
                y=[y for _, y in places[:-1]],
                mode="lines",
                line=line(colour, width, simulated=simulated),
                opacity=pale if is_crossing else 1,
                hoverinfo="skip",
                meta="not_comparable" if is_crossing else "comparable",
                **axes,
            )
        )


def stamp(fig: go.Figure, t: Text) -> None:
    """Write the word *Simulado* in the corner of a figure, so that it travels with the image."""
    axis = fig.layout.xaxis
    ticked = bool(axis.tickvals or axis.dtick) or axis.showgrid or axis.type == "date"
    upright = bool(fig.layout.xaxis.autotickangles)  # on a phone the years stand
    below = 44 if upright else 26
    fig.update_layout(margin_b=below + 26 if ticked else 26)
    note(
        fig,
        1,
        0,
        t("origin.simulated"),
        colour=INK.simulated_ink,
        size=13,
        xref="paper",
        yref="paper",
        xanchor="right",
        yanchor="top",
        yshift=-below if ticked else -6,
    )


def stamp_if(fig: go.Figure, rows: pd.DataFrame, t: Text) -> None:
    """Stamp a figure whose rows are simulated."""
    if is_simulated(rows):
        stamp(fig, t)


def crossed(text: str, is_comparable: pd.Series, t: Text) -> str:
    """Return a sentence that says so when the change it tells crosses a change of method."""
    return text if bool(is_comparable.all()) else t("chart.crossed", text=text)


def words(text: str, rows: pd.DataFrame, t: Text) -> str:
    """Return a sentence with *Simulado* before it, once, when its figures are simulated."""
    return marking.with_origin(text, marking.origin_of(rows), t.lang)
