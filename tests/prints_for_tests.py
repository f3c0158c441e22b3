"""Reading what was printed."""

from __future__ import annotations

import io

from pypdf import PdfReader


def read(body: bytes) -> tuple[PdfReader, str]:
    """Return a PDF and its words, every space alike."""
    reader = PdfReader(io.BytesIO(body))
    text = " ".join(page.extract_text() for page in reader.pages)
    return reader, " ".join(text.replace("\u00a0", " ").split())
