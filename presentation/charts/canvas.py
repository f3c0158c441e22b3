"""A Plotly figure that takes its notes and lines at once.

Plotly checks every note and shape again whenever one is added: a chart with thirty of them spent
two thirds of its drawing on that. Here they are kept aside and handed over together when the
chart is done.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from presentation import formats as fmt

PLACES = ("x", "y", "x0", "x1", "y0", "y1")


class Canvas(go.Figure):
    """A figure whose annotations and shapes wait until :meth:`settle`.

    Those placed by ``row`` and ``col`` go the way of Plotly: they need its grid.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: dict[str, list[dict[str, Any]]] = {"annotations": [], "shapes": []}

    def add_annotation(self, arg: Any = None, row: Any = None, col: Any = None, **look: Any) -> Any:
        """Keep a note for later.

        Args:
            arg: As Plotly takes it.
            row: Of a small chart, from 1.
            col: Of a small chart, from 1.
            **look: As Plotly has it.
        """
        if arg is not None or row is not None or col is not None:
            return super().add_annotation(arg, row=row, col=col, **look)
        self._waiting["annotations"].append(look)
        return self

    def add_shape(self, arg: Any = None, row: Any = None, col: Any = None, **look: Any) -> Any:
        """Keep a shape for later.

        Args:
            arg: As Plotly takes it.
            row: Of a small chart, from 1.
            col: Of a small chart, from 1.
            **look: As Plotly has it.
        """
        if arg is not None or row is not None or col is not None:
            return super().add_shape(arg, row=row, col=col, **look)
        self._waiting["shapes"].append(look)
        return self

    def add_vline(self, x: Any, row: Any = None, col: Any = None, **look: Any) -> Any:
        """Keep a line from the bottom to the top for later.

        Args:
            x: Where it stands.
            row: Of a small chart, from 1.
            col: Of a small chart, from 1.
            **look: As Plotly has it.
        """
        if row is not None or col is not None:
            return super().add_vline(x, row=row, col=col, **look)
        return self.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, yref="y domain", **look)

    def add_hline(self, y: Any, row: Any = None, col: Any = None, **look: Any) -> Any:
        """Keep a line from side to side for later.

        Args:
            y: Where it stands.
            row: Of a small chart, from 1.
            col: Of a small chart, from 1.
            **look: As Plotly has it.
        """
        if row is not None or col is not None:
            return super().add_hline(y, row=row, col=col, **look)
        return self.add_shape(type="line", y0=y, y1=y, x0=0, x1=1, xref="x domain", **look)

    def add_vrect(self, x0: Any, x1: Any, row: Any = None, col: Any = None, **look: Any) -> Any:
        """Keep a band from the bottom to the top for later.

        Args:
            x0: Where it begins.
            x1: Where it ends.
            row: Of a small chart, from 1.
            col: Of a small chart, from 1.
            **look: As Plotly has it.
        """
        if row is not None or col is not None:
            return super().add_vrect(x0, x1, row=row, col=col, **look)
        return self.add_shape(type="rect", x0=x0, x1=x1, y0=0, y1=1, yref="y domain", **look)

    def add_hrect(self, y0: Any, y1: Any, row: Any = None, col: Any = None, **look: Any) -> Any:
        """Keep a band from side to side for later.

        Args:
            y0: Where it begins.
            y1: Where it ends.
            row: Of a small chart, from 1.
            col: Of a small chart, from 1.
            **look: As Plotly has it.
        """
        if row is not None or col is not None:
            return super().add_hrect(y0, y1, row=row, col=col, **look)
        return self.add_shape(type="rect", y0=y0, y1=y1, x0=0, x1=1, xref="x domain", **look)

    def settle(self) -> None:
        """Hand the notes and shapes that wait over to Plotly, after those it has."""
        for name, waiting in self._waiting.items():
            if waiting:
                placed = [look for look in waiting if _has_place(look)]
                self.layout[name] = [*self.layout[name], *placed]
                waiting.clear()


def _has_place(look: dict[str, Any]) -> bool:
    """Whether a note or shape stands somewhere: what is not known is drawn nowhere."""
    return not any(fmt.is_missing(look[name]) for name in PLACES if name in look)
