"""Source Sans for print: the files, and how wide a text is in it."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from PIL import ImageFont

FAMILY = '"Source Sans Pro","Source Sans 3","Source Sans",sans-serif'
SIGNS = '"DejaVu Sans Mono","DejaVu Sans","Segoe UI Symbol",sans-serif'
ASCENT, DESCENT, LINE = 0.98, 0.27, 1.3
_SIZE = 100


def folder() -> Path:
    """Return the folder of the font files (Source Sans Pro, SIL Open Font License)."""
    return Path(str(files("font_source_sans_pro"))) / "files"


@cache
def _face(bold: bool) -> ImageFont.FreeTypeFont:
    name = f"SourceSansPro-{'Bold' if bold else 'Regular'}.ttf"
    return ImageFont.truetype(folder() / name, _SIZE, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=16384)
def _hundred(text: str, bold: bool) -> float:
    return float(_face(bold).getlength(text))


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide a text is, in the unit of ``size``.

    Args:
        text: One line.
        size: Size of the letters.
        bold: Whether they are bold.
    """
    return _hundred(text, bold) * size / _SIZE


@cache
def has(letter: str) -> bool:
    """Return whether Source Sans can draw a letter.

    Args:
        letter: One character.
    """
    face = _face(False)
    return bytes(face.getmask(letter)) != bytes(face.getmask("\uffff")) or letter.isspace()


def wrap(text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
    """Return the lines of a text no wider than ``room``, broken at spaces only.

    Args:
        text: One paragraph.
        size: Size of the letters.
        room: The width there is, in the unit of ``size``; a longer word stands alone on its line.
        bold: Whether they are bold.
    """
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
