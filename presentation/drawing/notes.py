"""Annotations and shapes of a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from presentation.drawing.axes import Axis
from presentation.drawing.scatter import dash
from presentation.drawing.supported import check, one_of, unsupported
from presentation.drawing.words import PAD, SHARE, Block, block, place
from presentation.drawing.xml import Markup, el, join


@dataclass(frozen=True)
class Field:
    """Where things can be placed: the axes and the plotting area.

    Attributes:
        axes: Axes by id.
        left: Edges of the plotting area in pixels.
        top: Top edge.
        right: Right edge.
        bottom: Bottom edge.
        width: Width of the whole picture.
    """

    axes: Mapping[str, Axis]
    left: float
    top: float
    right: float
    bottom: float
    width: float

    def at(self, ref: str, value: Any) -> float:
        """Return the place of a value in the frame ``ref`` names: an axis, its domain, paper.

        Args:
            ref: Id of an axis, or ``<id> domain``.
            value: A value of the axis, or a share of its length from 0 to 1.

        Returns:
            Pixels from the left or top edge.

        Raises:
            FaroError: Paper, a missing value, or an axis that is not there (``not_drawable``).
        """
        if ref.startswith("paper"):
            raise unsupported("paper without a direction")
        name, _, kind = ref.partition(" ")
        if kind == "domain":
            axis = self.axes[name]
            return axis.start + float(value) * (axis.end - axis.start)
        place = self.axes[one_of("ref", name, self.axes)].at(value)
        if place is None:
            raise unsupported(f"a note without a place on {name}")
        return place

    def across(self, ref: str | None, value: Any) -> float:
        """Return a place from left to right.

        Args:
            ref: As of :meth:`at`, or ``paper``; ``x`` when None.
            value: As of :meth:`at`; of paper a share of the area from its left edge.

        Returns:
            Pixels.
        """
        if ref == "paper":
            return self.left + float(value) * (self.right - self.left)
        return self.at(ref or "x", value)

    def down(self, ref: str | None, value: Any) -> float:
        """Return a place from top to bottom.

        Args:
            ref: As of :meth:`at`, or ``paper``; ``y`` when None.
            value: As of :meth:`at`; of paper a share of the area from its bottom edge.

        Returns:
            Pixels.
        """
        if ref == "paper":
            return self.bottom - float(value) * (self.bottom - self.top)
        return self.at(ref or "y", value)


def _whole(text: Block, x: float, xanchor: str, room: float, width: float) -> float:
    """Return where a text stands so that the edge of the picture cuts none of it, if it fits."""
    wide = text.width + 2 * room
    start = x - SHARE[xanchor] * wide
    return x + min(max(start, 0), max(width - wide, 0)) - start


def annotation(given: Mapping[str, Any], field: Field, ink: str, size: float) -> Markup:
    """Return a short text without an arrow.

    Args:
        given: The annotation, as Plotly names its attributes.
        field: Where things can be placed.
        ink: Colour of its letters where it names none.
        size: Size of its letters in pixels where it names none.

    Raises:
        FaroError: An arrow, or another attribute the drawing does not know (``not_drawable``).
    """
    note = check("annotation", given)
    if note.get("showarrow") is not False:
        raise unsupported("annotation.showarrow")
    if note.get("visible") is False:
        return Markup()
    font = note.get("font") or {}
    x = field.across(note.get("xref"), note["x"]) + float(note.get("xshift") or 0)
    y = field.down(note.get("yref"), note["y"]) - float(note.get("yshift") or 0)
    text, angle = block(note["text"], float(font.get("size") or size)), note.get("textangle") or 0
    room = float(note["borderpad"] if note.get("borderpad") is not None else 1) + PAD / 2
    xanchor = _anchor(note, "x", ("left", "center", "right"))
    return place(
        text,
        x if angle else _whole(text, x, xanchor, room, field.width),
        y,
        colour=str(font.get("color") or ink),
        xanchor=xanchor,
        yanchor=_anchor(note, "y", ("bottom", "middle", "top")),
        align=note.get("align") or "center",
        angle=float(angle),
        pad=room,
        box=_box(note),
        opacity=note.get("opacity"),
        class_="halo",
    )


def _anchor(note: Mapping[str, Any], side: str, names: tuple[str, str, str]) -> str:
    given = note.get(f"{side}anchor") or "auto"
    if given != "auto":
        return str(given)
    if note.get(f"{side}ref") != "paper":
        return names[1]
    share = float(note[side])
    return names[0] if share < 1 / 3 else names[2] if share > 2 / 3 else names[1]


def _box(note: Mapping[str, Any]) -> dict[str, Any] | None:
    if not note.get("bgcolor") and not note.get("bordercolor"):
        return None
    return {
        "fill": note.get("bgcolor") or "none",
        "stroke": note.get("bordercolor"),
        "stroke_width": note.get("borderwidth", 1) if note.get("bordercolor") else None,
    }


def shapes(given: Any, field: Field, *, below: bool) -> Markup:
    """Return the lines and rectangles that stand below the traces, or above them.

    Args:
        given: The shapes of a figure, or None.
        field: Where things can be placed.
        below: Whether those below the traces are asked for.

    Raises:
        FaroError: A shape or attribute the drawing does not know (``not_drawable``).
    """
    drawn = []
    for shape in given or ():
        check("shape", shape)
        layer = one_of("shape.layer", shape.get("layer") or "above", ("above", "below"))
        if (layer == "below") == below and shape.get("visible") is not False:
            drawn.append(_shape(shape, field))
    return join(drawn)


def _shape(shape: Mapping[str, Any], field: Field) -> Markup:
    x0, x1 = (field.across(shape.get("xref"), shape[name]) for name in ("x0", "x1"))
    y0, y1 = (field.down(shape.get("yref"), shape[name]) for name in ("y0", "y1"))
    line = shape.get("line") or {}
    width = float(line.get("width", 2))
    stroke = {
        "stroke": (line.get("color") or "#444") if width else None,
        "stroke_width": width or None,
        "stroke_dasharray": dash(line.get("dash"), width),
        "opacity": shape.get("opacity"),
    }
    if one_of("shape.type", shape["type"], ("line", "rect")) == "line":
        return el("line", x1=x0, y1=y0, x2=x1, y2=y1, **stroke)
    return el(
        "rect",
        x=min(x0, x1),
        y=min(y0, y1),
        width=abs(x1 - x0),
        height=abs(y1 - y0),
        fill=shape.get("fillcolor") or "none",
        **stroke,
    )
