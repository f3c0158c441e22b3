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

from pipelines.marking import is_simulated
from pipelines.origins import Origin
from presentation import theme
from presentation.charts.canvas import Canvas
from presentation.charts.sheet import INK, Sheet
from presentation.rows import records
from presentation.words import Text


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
        of: The choice that says of whom it is drawn, where no other row of its first table is.
    """

    id: str
    draw: Callable[..., Chart]
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    metrics: tuple[str, ...] = ()
    origin: Origin = "published"
    needs: str = "published"
    of: str = ""


def recipe(
    chart_id: str,
    draw: Callable[..., Chart],
    *,
    tables: str,
    columns: str,
    metrics: str = "",
    origin: Origin = "published",
    needs: str = "published",
    of: str = "",
) -> Recipe:
    """Return a recipe whose names are written in one line each, parted by spaces.

    Args:
        chart_id: As ``id`` of :class:`Recipe`; so are the others.
        draw: Takes the frames of ``tables`` in order.
        tables: The first is the one shown and downloaded.
        columns: Of the table twin.
        metrics: Ids of the metrics drawn.
        origin: Of rows that carry none of their own.
        needs: ``published`` or ``deliveries``.
        of: A column of the first table.
    """
    read, shown, measured = (tuple(text.split()) for text in (tables, columns, metrics))
    return Recipe(chart_id, draw, read, shown, measured, origin, needs, of)


def figure(rows: pd.DataFrame | None = None, *, height: int, t: Text, **layout: object) -> Sheet:
    """Return a sheet in the house style.

    Args:
        rows: What is drawn: where it is simulated, so are the marks. None: they never are.
        height: In pixels.
        t: Text in the language of the reader.
        **layout: Adds to the template.
    """
    own = {"template": "none", "height": height, "separators": ",." if t.lang == "es" else ".,"}
    fig = Sheet(layout=theme.template() | own)
    fig.set_out(simulated=rows is not None and is_simulated(rows), percent=percent_sign(t))
    if layout:
        fig.update_layout(**layout)
    return fig


def worded(
    fig: Sheet,
    rows: pd.DataFrame,
    t: Text,
    key: str,
    *,
    takeaway: str | None = None,
    subtitle: str | None = None,
    query: str = "",
    **facts: Any,
) -> Chart:
    """Return a chart with its words: ``<key>.takeaway``, ``<key>.subtitle`` and ``<key>.alt``.

    Args:
        fig: What is drawn.
        rows: As :class:`Chart` has them; so are the others that are not named here.
        t: Text in the language of the reader.
        key: Of its words, as ``chart.gam``.
        takeaway: Where it is not the text of that name.
        subtitle: The same.
        query: What gives the rows.
        **facts: What the texts speak of, written out.
    """
    title, under = (
        t(f"{key}.{name}", **facts) if given is None else given
        for name, given in (("takeaway", takeaway), ("subtitle", subtitle))
    )
    return Chart(fig, title, under, t(f"{key}.alt", **facts), rows, query=query)


def empty(t: Text, rows: pd.DataFrame, *, height: int = 160, few: bool = False) -> Chart:
    """Return a chart that says there is nothing to draw: nobody publishes it, or it is of too few.

    Args:
        t: Text in the language of the reader.
        rows: What there was to draw; it stands below as a table.
        height: In CSS pixels.
        few: Whether there are figures, of fewer municipalities than may be shown.
    """
    fig = figure(height=height, t=t, xaxis_visible=False, yaxis_visible=False)
    fig.corner(0.5, 0.5, t("word.few") if few else t.missing)
    words = t("chart.too_few" if few else "chart.empty")
    why = t("notice.few" if few else "notice.empty")
    return Chart(fig, words, why, words, rows.head(0), is_empty=True)


def percent_sign(t: Text) -> str:
    """Return what follows a percentage on an axis.

    Args:
        t: Text in the language of the reader.
    """
    return " %" if t.lang == "es" else "%"


def method_breaks(fig: Sheet, breaks: pd.DataFrame, t: Text, *, reasons: bool = False) -> None:
    """Draw a thin dotted line with its label at each break of method; say why where asked.

    Args:
        fig: The sheet.
        breaks: A row a break: where it stands and what it is called.
        t: Text in the language of the reader.
        reasons: Whether the labels say why.
    """
    look = {"line": {"color": INK.muted, "width": 1, "dash": "dot"}, "layer": "below"}
    upright: dict[str, Any] = {"textangle": -90, "yanchor": "bottom", "xanchor": "right"}
    for row in records(breaks):
        fig.add_vline(x=row["year_position"], **look)
        why = {"hovertext": t.pick(row, "reason")} if reasons else {}
        fig.note(row["year_position"], 2, t.pick(row, "label"), size=11, **upright, **why)


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Move label positions apart so that none is nearer than ``gap``, in the order of the values.

    Args:
        values: Where each label would stand, in units of the axis.
        gap: In the same units.

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
    """Return the stretches of years missing between the first and the last of ``years``.

    Args:
        years: In any order.
    """
    ordered = sorted(set(years))
    return [
        (before + 1, after - 1)
        for before, after in itertools.pairwise(ordered)
        if after - before > 1
    ]


def span(start: int, end: int) -> str:
    """Write a stretch of years: ``2014–2015``, ``2014``.

    Args:
        start: Its first year.
        end: Its last.
    """
    return str(start) if start == end else f"{start}–{end}"


def wrapped(name: str, width: int) -> str:
    """Return a name broken into lines of at most ``width`` characters; words stay whole.

    Args:
        name: Of a tool, a dimension.
        width: In characters.
    """
    return "<br>".join(textwrap.wrap(name, width, break_long_words=False))


def spread_of(rows: pd.DataFrame, column: str) -> tuple[pd.Series, pd.Series] | None:
    """Return the rows with the lowest and the highest value, or None when none is known.

    Args:
        rows: Those compared.
        column: Of the value.
    """
    known = rows[rows[column].notna()]
    if known.empty:
        return None
    return known.loc[known[column].idxmin()], known.loc[known[column].idxmax()]
