"""Charts as their pages show them: drawn for a width, or as Plotly's JSON.

``/plots/<figure>/<width>.svg`` — the drawing, a piece of a page;
``/plots/<figure>/<width>.json`` — the figure with the margins of that drawing, for Plotly.

A figure is named by its digest, so an address never changes what it shows. Those that pages have
shown last are kept; a chart of a page that was open for very long may be gone, and says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from pipelines.errors import FaroError
from presentation import drawing
from presentation.charts.base import Plot
from presentation.drawing.plot import margins
from presentation.kept import Shelf

MOST_KEPT = 4096

_shelf: Shelf[Plot] = Shelf(MOST_KEPT)


def keep(plot: Plot) -> str:
    """Keep a chart for the page that shows it; return the address of its drawings."""
    _shelf.keep(plot.digest, plot)
    return f"/plots/{plot.digest}"


def kept(digest: str) -> Plot | None:
    """Return a chart that a page has shown, or None when it is gone."""
    return _shelf.get(digest)


def drawing_of(
    digest: str,
    spec: str,
    width: int,
    ending: str,
    *,
    href: Callable[[str], str] | None = None,
) -> str:
    """Return a drawing, or the figure with the margins of it, for a width."""
    figure: dict[str, Any] = json.loads(spec)
    layout = figure["layout"] = {**figure["layout"], "width": width}
    with suppress(FaroError):  # both drawings stand alike; without, Plotly makes room by itself
        layout["margin"] = {**layout.get("margin", {}), **margins(figure, width=width)}
    if ending == "json":
        return json.dumps(figure)
    return drawing.inline(figure, width=width, name=f"p{digest}", href=href)
