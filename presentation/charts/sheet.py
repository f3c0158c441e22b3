"""The sheet a chart is drawn on: the marks of the house, the axes of the house, and notes.

Marks are bars and columns, dots, lines (:meth:`Sheet.line`, over the years :meth:`Sheet.slopes`),
ranges, bands and cells (:meth:`Sheet.area`), and words. Where the rows drawn are simulated, bars
are hatched, dots hollow and lines dashed by themselves. What a mark says under the pointer is its
``hover``: one template, or a text a mark; without one it says nothing. Its ``meta`` names it.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from presentation import theme
from presentation.charts.canvas import Canvas

INK = theme.LIGHT
Hover = str | Iterable[str] | None
Values = Iterable[Any]
Look = dict[str, Any]  # keyword arguments of a mark
HATCH = {"shape": "/", "fillmode": "replace", "bgcolor": "rgba(0,0,0,0)", "size": 6}


def hatched(colour: str | list[str]) -> dict[str, Any]:
    """Return the marker of a bar whose figures are simulated.

    Args:
        colour: Of the bar, or of each.
    """
    pattern = {**HATCH, "solidity": 0.55, "fgcolor": colour}
    return {"color": colour, "pattern": pattern, "line": {"color": colour, "width": 1}}


class Sheet(Canvas):
    """A figure in the house style."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_out(simulated=False, percent="%")

    def set_out(self, *, simulated: bool, percent: str) -> None:
        """Say how figures of this sheet are drawn and written.

        Args:
            simulated: Whether its marks are those of simulated figures, where they do not say.
            percent: What follows a percentage in the language of the reader.
        """
        self._simulated, self._percent = simulated, percent

    @property
    def percent(self) -> str:
        """What follows a percentage in the language of the reader."""
        return self._percent

    def _add(self, kind: str, **look: Any) -> None:
        self.add_trace({"type": kind, **look})  # Plotly checks a trace it is handed once more

    def bars(self, values: Values, names: Values, colour: Any, meta: str, **look: Any) -> None:
        """Draw bars from left to right, a name each; ``look`` as :meth:`columns` takes it.

        Args:
            values: How long each is.
            names: Whose it is.
            colour: Of all, or of each.
            meta: Name of the mark.
            **look: As :meth:`columns` takes it.
        """
        self._bars({"x": [*values], "y": [*names], "orientation": "h"}, colour, meta, **look)

    def columns(self, places: Values, values: Values, colour: Any, meta: str, **look: Any) -> None:
        """Draw bars upwards.

        Args:
            places: Where each stands.
            values: How high each is.
            colour: Of all, or of each.
            meta: Name of the mark.
            **look: ``simulated``, ``hover`` and ``head``, ``marker``, else as Plotly has it.
        """
        self._bars({"x": [*places], "y": [*values]}, colour, meta, **look)

    def _bars(
        self,
        grown: dict[str, Any],
        colour: Any,
        meta: str,
        *,
        simulated: bool | None = None,
        hover: Hover = None,
        head: str = "",
        marker: Mapping[str, Any] | None = None,
        **look: Any,
    ) -> None:
        is_hatched = self._simulated if simulated is None else simulated
        own = hatched(colour) if is_hatched else {"color": colour}
        own |= {**(marker or {})}
        self._add("bar", **grown, marker=own, meta=meta, **_hover(hover, head), **look)

    def dots(self, x: Values, y: Values, colour: Any, meta: str | None, **look: Any) -> None:
        """Draw dots, hollow where they are simulated.

        Args:
            x: Where each stands.
            y: Where each stands.
            colour: Of all, or of each.
            meta: Name of the mark.
            **look: ``size`` in pixels, ``symbol`` and ``simulated``, each of all or of each;
                ``ring``, the width of the edge, and ``edge``, its colour; ``hover`` and ``head``,
                what stands there before the text of each; else as Plotly has it.
        """
        own = {"mode": "markers"} | self._dotted(colour, **look)
        self._add("scatter", x=[*x], y=[*y], meta=meta, **own)

    def _dotted(
        self,
        colour: Any,
        *,
        size: Any = 10,
        symbol: Any = "circle",
        simulated: bool | Iterable[bool] | None = None,
        ring: float = 2,
        edge: Any = None,
        hover: Hover = None,
        head: str = "",
        **look: Any,
    ) -> dict[str, Any]:
        hollow = self._simulated if simulated is None else simulated
        line = {"color": colour if edge is None else edge, "width": ring}
        marker = {"color": colour, "size": size, "symbol": _symbols(symbol, hollow), "line": line}
        return {"marker": marker} | _hover(hover, head) | look

    def line(
        self,
        x: Values,
        y: Values,
        colour: str,
        meta: str | None,
        *,
        width: float = 2,
        simulated: bool | None = None,
        dash: str | None = None,
        shape: str | None = None,
        hover: Hover = None,
        dots: Mapping[str, Any] | None = None,
        **look: Any,
    ) -> None:
        """Draw a line, dashed where it is simulated.

        Args:
            x: Its points; None is a gap.
            y: Its points.
            colour: Its colour.
            meta: Name of the mark.
            width: In pixels.
            simulated: Whether it is; as the sheet when it is None.
            dash: As Plotly names it, whatever its figures are.
            shape: ``hv`` for steps.
            hover: What its points say.
            dots: The look of dots on its points, as :meth:`dots` takes it; without, it has none.
            **look: As Plotly has it.
        """
        is_dashed = self._simulated if simulated is None else simulated
        dash = dash or ("dash" if is_dashed else "solid")
        style = {"color": colour, "width": width, "dash": dash}
        style |= {"shape": shape} if shape else {}
        own: dict[str, Any] = {"mode": "lines", "line": style} | _hover(hover)
        if dots is not None:
            own |= {"mode": "lines+markers"} | self._dotted(colour, **dots)
        self._add("scatter", x=[*x], y=[*y], meta=meta, **(own | look))

    def ranges(
        self,
        ends: Iterable[tuple[Any, Any]],
        places: Iterable[Any],
        colour: str,
        meta: str,
        *,
        upright: bool = False,
        **look: Any,
    ) -> None:
        """Draw from one end to the other, a range a row, all as one trace: light to draw again.

        Args:
            ends: Where each starts and ends.
            places: The row of each.
            colour: Of all.
            meta: Name of the mark.
            upright: Whether ranges go upwards, each at its place along.
            **look: As :meth:`line` takes it.
        """
        pairs = list(zip(ends, places, strict=True))
        x = [value for (low, high), _ in pairs for value in (low, high, None)]
        y = [value for _, place in pairs for value in (place, place, None)]
        along, up = (y, x) if upright else (x, y)
        self.line(along[:-1], up[:-1], colour, meta, **look)

    def slopes(
        self,
        records: Sequence[Mapping[Any, Any]],
        column: str,
        colour: str,
        *,
        is_across: Callable[[Mapping[Any, Any], Mapping[Any, Any]], bool],
        width: float,
        pale: float = 0.3,
        **axes: Any,
    ) -> None:
        """Draw a line over the years: none over a gap, pale across a break of method, dashed where
        an end is simulated.

        Args:
            records: Rows with their ``year``, the first one first.
            column: What is drawn; each row has a value.
            colour: Of the line.
            is_across: Whether two rows stand on either side of a break.
            width: In pixels.
            pale: Opacity of what is not comparable.
            **axes: Axes of the panel, where the figure has several.
        """
        looks: dict[tuple[bool, bool], list[tuple[Any, Any]]] = {}
        for before, after in itertools.pairwise(records):
            if after["year"] - before["year"] != 1:
                continue  # a gap is a gap
            ends = [(row["year"], row[column]) for row in (before, after)]
            simulated = "simulated" in (before.get("origin"), after.get("origin"))
            looks.setdefault((is_across(before, after), simulated), []).extend(
                [*ends, (None, None)]
            )
        for (crosses, simulated), places in looks.items():
            x, y = zip(*places[:-1], strict=True)
            meta = "not_comparable" if crosses else "comparable"
            look: Look = {"width": width, "simulated": simulated, "opacity": pale if crosses else 1}
            self.line(x, y, colour, meta, **look, **axes)

    def area(self, x: Values, y: Values, colour: str, meta: str, **look: Any) -> None:
        """Draw filled shapes, parted by None.

        Args:
            x: Their corners.
            y: Their corners.
            colour: That fills them.
            meta: Name of the mark.
            **look: As Plotly has it.
        """
        look = {"mode": "none", "hoverinfo": "skip", "fillcolor": colour} | look
        self._add("scatter", x=[*x], y=[*y], fill="toself", meta=meta, **look)

    def texts(self, x: Values, y: Values, texts: Iterable[str], meta: str, **look: Any) -> None:
        """Write words as one trace, right of their places; ``look`` as Plotly has it.

        Args:
            x: Where each stands.
            y: Where each stands.
            texts: What each says.
            meta: Name of the mark.
            **look: As Plotly has it.
        """
        font = {"color": INK.ink, "size": 12}
        usual = {"textposition": "middle right", "textfont": font, "cliponaxis": False}
        own = {"mode": "text", "text": [*texts], "hoverinfo": "skip", "meta": meta}
        self._add("scatter", x=[*x], y=[*y], **(usual | own | look))

    def note(
        self, x: Any, y: Any, text: str, *, colour: str = INK.muted, size: int = 12, **more: Any
    ) -> None:
        """Write a short text without an arrow at a place.

        Args:
            x: Its place on the axis.
            y: Its place on the axis.
            text: What it says.
            colour: Of the words.
            size: Of the letters, in pixels.
            **more: As Plotly has it.
        """
        font = {"color": colour, "size": size}
        self.add_annotation(x=x, y=y, text=text, showarrow=False, font=font, **more)

    def beside(self, x: Any, y: Any, text: str, *, shift: float = 6, **more: Any) -> None:
        """Write in ink right of where a mark ends; where ``shift`` is negative, left of it.

        Args:
            x: Where the mark ends.
            y: Where the mark ends.
            text: What it says.
            shift: How far from the mark, in pixels.
            **more: As :meth:`note` takes it.
        """
        side = "left" if shift >= 0 else "right"
        self.note(x, y, text, **{"colour": INK.ink, "xanchor": side, "xshift": shift, **more})

    def corner(self, x: float, y: float, text: str, **more: Any) -> None:
        """Write at a place of the whole figure: shares of its width and height, from the foot.

        Args:
            x: From 0 to 1, from the left.
            y: From 0 to 1, from the foot.
            text: What it says.
            **more: As :meth:`note` takes it.
        """
        self.note(x, y, text, xref="paper", yref="paper", **more)

    def names(self, *, size: int = 13, standoff: int | None = 8, **more: Any) -> None:
        """Let the names of rows stand in ink at the left, without lines between.

        Args:
            size: Of the letters, in pixels.
            standoff: Between names and marks, in pixels; None for what Plotly has.
            **more: Of the axis, as Plotly has it.
        """
        room = {} if standoff is None else {"ticklabelstandoff": standoff}
        font = {"color": INK.ink, "size": size}
        self.update_yaxes(**{"showgrid": False, "tickfont": font, **room, **more})

    def bare(self, high: float, low: float = 0) -> None:
        """Give the bars their range and no axis: each says its figure by itself.

        Args:
            high: Upper end of the range, in units of the figure.
            low: Its lower end.
        """
        self.update_xaxes(visible=False, range=[low, high])

    def years(self, years: Iterable[Any], *, before: float = 1, after: float = 1) -> None:
        """Write the years along, with room before the first and after the last of them.

        Args:
            years: In order.
            before: Room before the first, in years.
            after: Room after the last, in years.
        """
        known = [*years]
        place = {"range": [known[0] - before, known[-1] + after], "tickvals": known}
        self.update_xaxes(**place, tickformat="d", autotickangles=[0, 90])

    def percents(self, top: float = 103, **more: Any) -> None:
        """Let per cents run upwards from zero.

        Args:
            top: Upper end of the axis, in per cent.
            **more: Of the axis, as Plotly has it.
        """
        self.update_yaxes(range=[0, top], dtick=25, ticksuffix=self._percent, **more)


def _symbols(symbol: Any, hollow: bool | Iterable[bool]) -> Any:
    if isinstance(hollow, bool):
        return f"{symbol}-open" if hollow and isinstance(symbol, str) else symbol
    each = itertools.repeat(symbol) if isinstance(symbol, str) else symbol
    pairs = zip(each, hollow, strict=False)
    return [f"{name}-open" if is_open else name for name, is_open in pairs]


def _hover(hover: Hover, head: str = "") -> dict[str, Any]:
    if hover is None:
        return {"hoverinfo": "skip"}
    if isinstance(hover, str):
        return {"hovertemplate": f"{hover}<extra></extra>"}
    texts = [*hover]
    return {"customdata": texts, "hovertemplate": f"{head}%{{customdata}}<extra></extra>"}
