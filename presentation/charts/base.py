"""What all charts share: the result, the recipe, and a few marks of the house style."""

from __future__ import annotations

import hashlib
import itertools
import json
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import plotly.io

from pipelines.origins import Origin
from presentation import theme
from presentation.charts.canvas import Canvas
from presentation.words import Text

INK = theme.LIGHT


@dataclass(frozen=True)
class Chart:
    """A figure with the words that must stand beside it.

    Attributes:
        figure: The figure, in the light palette.
        takeaway: One sentence, computed from the data: the title.
        subtitle: What is shown, in which unit, of which universe.
        alt: The same information for those who do not see the figure.
        rows: The rows drawn, for the table twin and the source note.
        is_empty: Whether there was nothing to draw.
        origin: The worst origin of what is drawn; ``marks.marked`` sets it.
        speaks_of: The rows the takeaway speaks of, where it leaves others out: only these make it a
            simulated one.
        leads: Names drawn that the rows do not hold → their pages (``presentation.subjects``).
        query: What gives the rows, where they are not rows of the first table as it has them.
    """

    figure: go.Figure
    takeaway: str
    subtitle: str
    alt: str
    rows: pd.DataFrame
    is_empty: bool = False
    origin: Origin | None = None
    speaks_of: pd.DataFrame | None = None
    leads: Mapping[str, str] = field(default_factory=dict)
    query: str = ""

    @property
    def spoken(self) -> pd.DataFrame:
        """The rows that the takeaway rests on."""
        return self.rows if self.speaks_of is None else self.speaks_of

    def __post_init__(self) -> None:
        if isinstance(self.figure, Canvas):
            self.figure.settle()

    def plot(self) -> Plot:
        """Return the chart as a page needs it, its figure encoded once and for all."""
        assert self.origin is not None, "a chart goes through marks.marked before it is shown"
        spec = plotly.io.to_json(self.figure.to_dict(), validate=False)
        height = int(self.figure.layout.height)
        words = (self.takeaway, self.subtitle, self.alt)
        return Plot(spec, height, *words, self.rows, self.is_empty, self.origin, self.query)


@dataclass(frozen=True)
class Plot:
    """A chart ready for a page.

    Attributes:
        spec: The figure, as Plotly's JSON.
        height: In pixels.
        takeaway: One sentence, computed from the data: the title.
        subtitle: What is shown, in which unit, of which universe.
        alt: The same information for those who do not see the figure.
        rows: The rows drawn, for the table twin and the source note.
        is_empty: Whether there was nothing to draw.
        origin: The worst origin of what is drawn.
        query: What gives the rows, where they are not rows of the first table as it has them.
    """

    spec: str
    height: int
    takeaway: str
    subtitle: str
    alt: str
    rows: pd.DataFrame
    is_empty: bool = False
    origin: Origin | None = None
    query: str = ""

    @cached_property
    def digest(self) -> str:
        """A name that no other figure has."""
        return hashlib.blake2b(self.spec.encode(), digest_size=10).hexdigest()

    @property
    def figure(self) -> dict[str, Any]:
        """The figure, as Plotly's JSON read."""
        read: dict[str, Any] = json.loads(self.spec)
        return read


@dataclass(frozen=True)
class Recipe:
    """How a chart is made and what its table twin shows.

    Attributes:
        id: Stable name, also the anchor of its card.
        draw: Takes the frames of ``tables`` in order, ``t`` and the reader's choices.
        tables: Curated tables; the first is the one shown and downloaded.
        columns: Columns of the table twin.
        metrics: Ids of the metrics drawn: every figure of ``columns`` is one of them.
        origin: Origin of rows that carry none of their own, at best.
        needs: ``published`` figures, or ``deliveries``: then it is empty until files come in.
    """

    id: str
    draw: Callable[..., Chart]
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    metrics: tuple[str, ...] = ()
    origin: Origin = "published"
    needs: str = "published"


def figure(*traces: go.Scatter | go.Bar, height: int, t: Text, **layout: object) -> go.Figure:
    """Return a figure in the house style; ``layout`` adds to the template."""
    separators = ",." if t.lang == "es" else ".,"
    own = {"template": "none", "height": height, "separators": separators}
    fig = Canvas(data=list(traces), layout=theme.template() | own)
    if layout:
        fig.update_layout(**layout)
    return fig


def empty(t: Text, rows: pd.DataFrame, *, height: int = 160, why: str = "notice.empty") -> Chart:
    """Return a chart that says there is nothing to draw, and why (a key of the words)."""
    fig = figure(height=height, t=t, xaxis_visible=False, yaxis_visible=False)
    note(fig, 0.5, 0.5, t.missing, xref="paper", yref="paper")
    words = t("chart.empty")
    return Chart(fig, words, t(why), words, rows.head(0), is_empty=True)


def note(
    fig: go.Figure,
    x: float | str,
    y: float | str,
    text: str,
    *,
    colour: str = INK.muted,
    size: int = 12,
    **more: object,
) -> None:
    """Write a short text without an arrow at a place of the figure."""
    fig.add_annotation(
        x=x, y=y, text=text, showarrow=False, font={"color": colour, "size": size}, **more
    )


def percent_sign(t: Text) -> str:
    """Return what follows a percentage on an axis."""
    return " %" if t.lang == "es" else "%"


def method_breaks(fig: go.Figure, breaks: pd.DataFrame, t: Text) -> None:
    """Draw a thin dotted line with its label at each break of method."""
    for row in breaks.to_dict("records"):
        place = row["year_position"]
        fig.add_vline(x=place, line={"color": INK.muted, "width": 1, "dash": "dot"}, layer="below")
        label, side = t.pick(row, "label"), {"yanchor": "bottom", "xanchor": "right"}
        note(fig, place, 2, label, size=11, textangle=-90, **side)


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Move label positions apart so that none is nearer than ``gap``, in the order of the values.

    Example:
        >>> spread([10.0, 10.5], 2)
        [9.25, 11.25]
    """
    order = sorted(range(len(values)), key=lambda at: values[at])
    groups: list[list[int]] = [[at] for at in order]

    def places(group: list[int]) -> list[float]:
        centre = sum(values[at] for at in group) / len(group)
        return [centre + (rank - (len(group) - 1) / 2) * gap for rank in range(len(group))]

    merged = True
    while merged:
        merged = False
        for left in range(len(groups) - 1):
            if places(groups[left + 1])[0] - places(groups[left])[-1] < gap:
                groups[left : left + 2] = [groups[left] + groups[left + 1]]
                merged = True
                break
    result = [0.0] * len(values)
    for group in groups:
        for at, place in zip(group, places(group), strict=True):
            result[at] = place
    return result


def runs(years: Sequence[int]) -> list[tuple[int, int]]:
    """Return the stretches of years missing between the first and the last of ``years``."""
    ordered = sorted(set(years))
    return [
        (before + 1, after - 1)
        for before, after in itertools.pairwise(ordered)
        if after - before > 1
    ]


def span(start: int, end: int) -> str:
    """Write a stretch of years: ``2014–2015``, ``2014``."""
    return str(start) if start == end else f"{start}–{end}"


def wrapped(name: str, width: int) -> str:
    """Return a name broken into lines of at most ``width`` characters."""
    return "<br>".join(textwrap.wrap(name, width))


def spread_of(rows: pd.DataFrame, column: str) -> tuple[pd.Series, pd.Series] | None:
    """Return the rows with the lowest and the highest value, or None when none is known."""
    known = rows[rows[column].notna()]
    if known.empty:
        return None
    return known.loc[known[column].idxmin()], known.loc[known[column].idxmax()]
