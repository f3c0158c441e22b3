"""SVG to PNG with Typst: no browser, no outside fonts."""

from __future__ import annotations

import threading
from functools import cache
from io import BytesIO

import typst
from PIL.PngImagePlugin import putchunk

from presentation.drawing import fonts

PAGE = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt)
"""
PPI = 72
HEAD = 33  # bytes of a PNG before what may be said of it
_one_at_a_time = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=[str(fonts.folder())], ignore_system_fonts=True)


def png(drawing: str, *, width: float, scale: float) -> bytes:
    """Return an SVG as PNG, ``scale`` pixels for each of its own.

    Args:
        drawing: An SVG document.
        width: Its width in pixels.
        scale: Pixels for each of its own.
    """
    with _one_at_a_time:
        inputs = {"svg": drawing, "width": f"{width:g}"}
        made = _compiler().compile(PAGE, format="png", ppi=PPI * scale, sys_inputs=inputs)
    page = made[0] if isinstance(made, list) else made
    return bytes(page or b"")


def titled(picture: bytes, title: str) -> bytes:
    """Return a PNG that says its title, and so its mark, to whoever shows what a file says.

    Args:
        picture: The PNG.
        title: In any language.
    """
    key, plain = b"Title", b"\0\0\0\0\0"  # not compressed, of no language
    chunk = BytesIO()
    putchunk(chunk, b"iTXt", key + plain + title.encode())
    return picture[:HEAD] + chunk.getvalue() + picture[HEAD:]
