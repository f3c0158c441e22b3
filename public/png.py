"""Pictures in the fewest bytes, which say of what they were made.

One that would be made of the same is taken over from the edition that stands, undrawn.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from presentation import stored

COLOURS = 32  # of a chart: a dozen inks and the soft edges of each
MADE_OF = "Faro"  # the entry of a picture that says what it was made of


def sign(drawn_by: str, content: Sequence[object]) -> str:
    """Return a digest of what a picture is made of, and of the code that draws it.

    Args:
        drawn_by: Path of the module that draws it.
        content: All that it shows.
    """
    return hashlib.blake2b(f"{_code(drawn_by)}{content}".encode(), digest_size=16).hexdigest()


def small(drawn: bytes, made_of: str) -> bytes:
    """Return a picture of a chart with as many colours as it needs, its title and what made it.

    Args:
        drawn: The picture as PNG.
        made_of: As :func:`sign` returns it.
    """
    with Image.open(BytesIO(drawn)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE)
        title = str(picture.info.get("Title", ""))
    return saved(few, made_of, title)


def saved(picture: Image.Image, made_of: str, title: str = "", *, bits: int = 8) -> bytes:
    """Return a picture as PNG that says what it was made of.

    Args:
        picture: The picture.
        made_of: As :func:`sign` returns it.
        title: What it says of itself, with its mark; nothing where it has none.
        bits: Of each dot: with four, sixteen colours at most.
    """
    about, body = PngInfo(), BytesIO()
    about.add_text(MADE_OF, made_of)
    if title:
        about.add_itxt("Title", title)
    picture.save(body, "PNG", pnginfo=about, compress_level=6, bits=bits)
    return body.getvalue()


@cache
def _code(path: str) -> str:
    own = hashlib.blake2b(Path(path).read_bytes(), digest_size=8).hexdigest()
    return stored.code() + own
