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
