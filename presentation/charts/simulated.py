"""What is simulated says so: on the picture, in its title and in its alternative text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from pipelines import marking
from pipelines.origins import SIMULATED
from presentation.charts.base import INK, Chart
from presentation.charts.leading import led
from presentation.charts.sheet import Sheet
from presentation.words import Text


def is_simulated(rows: pd.DataFrame) -> bool:
    """Return whether any row is simulated.

    Args:
        rows: Rows with an ``origin``.
    """
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


def stamp(fig: Sheet, t: Text) -> None:
    """Write the word *Simulado* in the corner of a sheet, so that it travels with the image.

    Args:
        fig: The sheet.
        t: Text in the language of the reader.
    """
    axis = fig.layout.xaxis
    ticked = bool(axis.tickvals or axis.dtick) or axis.showgrid or axis.type == "date"
    below = 44 if axis.autotickangles else 26  # on a phone the years stand
    fig.update_layout(margin_b=below + 26 if ticked else 26)
    look = {"colour": INK.simulated_ink, "size": 13, "xanchor": "right", "yanchor": "top"}
    fig.corner(1, 0, t("origin.simulated"), yshift=-below if ticked else -6, **look)


def stamp_if(fig: Sheet, rows: pd.DataFrame, t: Text) -> None:
    """Stamp a figure whose rows are simulated.

    Args:
        fig: The sheet.
        rows: What it was drawn from, with an ``origin``.
        t: Text in the language of the reader.
    """
    if is_simulated(rows):
        stamp(fig, t)


def crossed(text: str, is_comparable: pd.Series, t: Text) -> str:
    """Return a sentence that says so when the change it tells crosses a change of method.

    Args:
        text: The sentence.
        is_comparable: Of each change it tells, whether both ends share a method.
        t: Text in the language of the reader.
    """
    return text if bool(is_comparable.all()) else t("chart.crossed", text=text)


def words(text: str, rows: pd.DataFrame, t: Text) -> str:
    """Return a sentence with *Simulado* before it, once, when its figures are simulated.

    Args:
        text: The sentence.
        rows: What its figures were read from, with an ``origin``.
        t: Text in the language of the reader.
    """
    return marking.with_origin(text, marking.origin_of(rows), t.lang)
