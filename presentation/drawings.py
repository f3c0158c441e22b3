"""Charts as their pages show them: drawn for a size, or as Plotly's JSON.

``/plots/<figure>/<size>.svg`` — the drawing, a piece of a page;
``/plots/<figure>/<size>.json`` — the figure with the margins of that drawing, for Plotly.

A size is a width in pixels, as ``560``, or a width and a height, as ``560x420``, where a card
beside a higher one has room for more than the figure's own height.

A figure is named by its digest, so an address never changes what it shows. Those that pages have
shown last are kept; a chart of a page that was open for very long may be gone, and says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pipelines.errors import FaroError
from presentation import drawing, stored
from presentation.charts.base import Plot
from presentation.drawing.plot import margins
from presentation.kept import Shelf

ROOM = 48_000_000  # characters


@stored.keepable
@dataclass(frozen=True)
class Picture:
    """What is needed to draw a chart that a page shows.

    Attributes:
        spec: The figure, as Plotly's JSON.
        height: In pixels.
        takeaway: Its title.
        subtitle: What is shown, in which unit, of which universe.
        alt: The same information for those who do not see it.
    """

    spec: str
    height: int
    takeaway: str
    subtitle: str
    alt: str


_shelf: Shelf[Picture] = Shelf(ROOM, name="charts")


def keep(plot: Plot) -> str:
    """Keep a chart for the page that shows it; return the address of its drawings.

    Args:
        plot: The chart, as its place on the page has it.
    """
    drawn = Picture(plot.spec, plot.height, plot.takeaway, plot.subtitle, plot.alt)
    _shelf.keep(plot.digest, drawn, len(plot.spec))
    return f"/plots/{plot.digest}"


def kept(digest: str) -> Picture | None:
    """Return a chart that a page has shown, or None when it is gone.

    Args:
        digest: Its digest, the last part of its address.
    """
    return _shelf.get(digest)


def drawing_of(
    digest: str,
    spec: str,
    width: int,
    ending: str,
    *,
    height: int | None = None,
    href: Callable[[str], str] | None = None,
) -> str:
    """Return a drawing, or the figure with the margins of it, for a size.

    Args:
        digest: Of the chart.
        spec: The figure as JSON of Plotly.
        width: In CSS pixels.
        ending: ``svg``, or ``json`` for the figure.
        height: In CSS pixels; its own where None.
        href: Gives the address of a page that a mark leads to; None where none lead.
    """
    figure: dict[str, Any] = json.loads(spec)
    size = {"width": width} if height is None else {"width": width, "height": height}
    layout = figure["layout"] = {**figure["layout"], **size}
    with suppress(FaroError):  # both drawings stand alike; without, Plotly makes room by itself
        layout["margin"] = {**layout.get("margin", {}), **margins(figure, width=width)}
    if ending == "json":
        return json.dumps(figure)
    return drawing.inline(figure, width=width, name=f"p{digest}w{width}", href=href)


def drawn_once(
    digest: str, spec: str, width: int, ending: str, *, height: int | None = None
) -> str:
    """Return what :func:`drawing_of` gives in the dashboard, from the disk where it is there.

    Args:
        digest: The name of the figure.
        spec: The figure, as Plotly's JSON.
        width: In pixels.
        ending: ``svg`` or ``json``.
        height: In pixels; the figure's own when it is None.

    Raises:
        FaroError: The drawing does not know what the figure has (``not_drawable``).
    """
    size = f"{width}" if height is None else f"{width}x{height}"
    store, key = stored.in_use(), f"{digest}/{size}.{ending}"
    picture = store.get(key) if store else None
    if picture is None:
        picture = drawing_of(digest, spec, width, ending, height=height, href=str)
        if store:
            store.keep(key, picture)
    return str(picture)
