"""Reading and looking at what was printed."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from PIL import Image
from pypdf import PdfReader

from exports import printing
from presentation import theme

CARD = (200, 60)  # points: a card of a figure is less wide than this, and higher
INSET = 8  # points: from the border of a card to its words
FOOT = 0.93  # of a page: below stands what every page says


def read(body: bytes) -> tuple[PdfReader, str]:
    """Return a PDF and its words, every space alike."""
    reader = PdfReader(io.BytesIO(body))
    text = " ".join(page.extract_text() for page in reader.pages)
    return reader, " ".join(text.replace("\u00a0", " ").split())


def links(reader: PdfReader) -> set[str]:
    """Return every address that a document leads to."""
    marks = (mark.get_object() for page in reader.pages for mark in page.get("/Annots", []))
    return {mark["/A"]["/URI"] for mark in marks if "/A" in mark}


def rooms(reader: PdfReader) -> list[float]:
    """Return, of each card of figures of a first page, the room under its last line, in points.

    Args:
        reader: A document whose first page has cards.

    Returns:
        From the left; less than zero where words run over the border.
    """
    corners: list[tuple[float, float]] = []
    cards: list[tuple[float, float]] = []
    words: list[tuple[float, float]] = []

    def drawn(operator: bytes, of: list[Any], place: list[float], _: Any) -> None:
        if operator == b"m":
            corners.clear()
        if operator in (b"m", b"l", b"c"):
            corners.append((float(of[-2]), float(of[-1])))
        elif operator == b"S" and len(corners) > 4:
            wide, high = (max(at) - min(at) for at in zip(*corners, strict=True))
            if wide < CARD[0] and high > CARD[1]:
                cards.append((place[4], place[5] - high))
        elif operator == b"BT":
            words.append((place[4], place[5]))

    reader.pages[0].extract_text(visitor_operand_before=drawn)
    return [
        min(y - foot for x, y in words if abs(x - left - INSET) < 1 and y > foot - INSET)
        for left, foot in cards
    ]


def blanks(template: str, content: Mapping[str, Any]) -> list[float]:
    """Return, of each page of a document, its longest stretch of nothing.

    Args:
        template: Name of its template.
        said: Its words.

    Returns:
        Parts of the height of the page without its foot, 0 to 1.
    """
    text = json.dumps({**content, "palette": asdict(theme.LIGHT)}, ensure_ascii=False)
    path = str(printing.TEMPLATES / f"{template}.typ")
    made = printing._compiler().compile(path, format="png", ppi=36.0, sys_inputs={"data": text})
    pages = made if isinstance(made, list) else [made]
    return [_blank(Image.open(io.BytesIO(page))) for page in pages]


def _blank(page: Image.Image) -> float:
    seen = np.asarray(page.convert("L"))
    seen = seen[: int(len(seen) * FOOT)]
    is_empty = (seen > 250).all(axis=1)
    return max(len(list(run)) for empty, run in itertools.groupby(is_empty) if empty) / len(seen)
