"""Text of a figure: bold and line breaks as Plotly reads them, placed as blocks of lines."""

from __future__ import annotations

import html
import itertools
import math
import re
from dataclasses import dataclass

from presentation.drawing import fonts
from presentation.drawing.supported import unsupported
from presentation.drawing.xml import Markup, el

_TAG = re.compile(r"<[^<>]*>")
SHARE = {"left": 0.0, "top": 0.0, "center": 0.5, "middle": 0.5, "right": 1.0, "bottom": 1.0}
_ANCHOR = {"left": "start", "center": "middle", "right": "end"}
PAD = 2


@dataclass(frozen=True)
class Block:
    """Lines of runs (text, bold) of one size.

    Attributes:
        lines: The runs of every line.
        size: Size of the letters in pixels.
    """

    lines: tuple[tuple[tuple[str, bool], ...], ...]
    size: float

    @property
    def plain(self) -> str:
        """The text as a name is compared."""
        return " ".join(" ".join(text for text, _ in line) for line in self.lines)

    @property
    def width(self) -> float:
        """Width of the widest line."""
        return max(
            sum(fonts.width(text, self.size, bold=bold) for text, bold in line)
            for line in self.lines
        )

    @property
    def height(self) -> float:
        """Height of all lines."""
        first = (fonts.ASCENT + fonts.DESCENT) * self.size
        return first + (len(self.lines) - 1) * fonts.LINE * self.size


def block(text: object, size: float) -> Block:
    """Read a text with ``<b>`` and ``<br>``.

    Args:
        text: The text; ``&amp;`` and the like are read.
        size: Size of the letters in pixels.

    Raises:
        FaroError: The text has any other tag (``not_drawable``).
    """
    lines: list[list[tuple[str, bool]]] = [[]]
    bold, at, source = False, 0, str(text)
    for match in [*_TAG.finditer(source), None]:
        run = html.unescape(source[at : match.start() if match else None])
        if run:
            lines[-1].append((run.replace("  ", " \u00a0"), bold))
        if match is None:
            break
        tag, at = match.group().strip("<> /").lower(), match.end()
        if tag == "br":
            lines.append([])
        elif tag == "b":
            bold = not match.group().startswith("</")
        else:
            raise unsupported(f"the tag {match.group()} in a text")
    return Block(tuple(tuple(line) for line in lines), size)


def first_line(text: Block, size: float) -> Block:
    """Return the first line of a block, with «…» where there are more.

    Args:
        text: The block.
        size: Size of its letters in pixels.
    """
    line, *others = text.lines
    return Block(((*line, ("…", False)) if others else line,), size)


def place(
    what: Block,
    x: float,
    y: float,
    *,
    colour: str,
    xanchor: str = "left",
    yanchor: str = "top",
    align: str | None = None,
    angle: float = 0,
    pad: float = 0,
    box: dict[str, object] | None = None,
    **more: object,
) -> Markup:
    """Return a block with the named corner of its box at a point, turned about its centre.

    Args:
        what: The block.
        x: Place of the anchor, in pixels.
        y: Place of the anchor, in pixels.
        colour: Colour of the letters.
        xanchor: ``left``, ``center`` or ``right``.
        yanchor: ``top``, ``middle`` or ``bottom``.
        align: How lines stand in the box; like ``xanchor`` when it is None.
        angle: Degrees, clockwise.
        pad: Room around the lines, in pixels.
        box: Attributes of a rectangle behind the text.
        **more: Attributes of the text.
    """
    wide, high = what.width + 2 * pad, what.height + 2 * pad
    turn = math.radians(angle)
    across = abs(wide * math.cos(turn)) + abs(high * math.sin(turn))
    down = abs(wide * math.sin(turn)) + abs(high * math.cos(turn))
    middle_x = x + (0.5 - SHARE[xanchor]) * across
    middle_y = y + (0.5 - SHARE[yanchor]) * down
    left, top = middle_x - wide / 2, middle_y - high / 2
    side = align or xanchor
    at = left + pad + SHARE[side] * (wide - 2 * pad)
    lines = [
        el(
            "text",
            *(part for text, bold in line for part in _spans(text, bold)),
            x=at,
            y=top + pad + (fonts.ASCENT + row * fonts.LINE) * what.size,
            font_size=what.size,
            fill=colour,
            text_anchor=_ANCHOR[side],
            **more,
        )
        for row, line in enumerate(what.lines)
        if line
    ]
    if box:
        lines.insert(0, el("rect", x=left, y=top, width=wide, height=high, **box))
    if not angle and len(lines) == 1:
        return lines[0]
    rotate = f"rotate({angle:g} {middle_x:.2f} {middle_y:.2f})" if angle else None
    return el("g", *lines, transform=rotate)


def _spans(text: str, bold: bool) -> list[Markup | str]:
    """Return a run as spans: signs that Source Sans lacks in a face that has them."""
    spans: list[Markup | str] = []
    for known, letters in itertools.groupby(text, key=fonts.has):
        part = "".join(letters)
        family = None if known else fonts.SIGNS
        weight = 700 if bold and known else None
        plain = family is None and weight is None
        spans.append(part if plain else el("tspan", part, font_weight=weight, font_family=family))
    return spans
