"""Takes a cell apart: bullets, footnotes, and what stands beside the name."""

from __future__ import annotations

import re

from pipelines.ingest.names.text import fold, strip_institution

_SEPARATOR = re.compile(r"(\s+[-–—|/]\s+|[,;:()\[\]{}/|\n\t])")
_BULLET = re.compile(r"^\s*(?:\d{1,3}\s?[.)°º]|[-•*·])\s+")
_NOTE = re.compile(r"[*†‡¹²³⁴⁵⁶⁷⁸⁹]+\s*$|\s*[(\[](?:\d{1,2}|\*+)[)\]]\s*$")
_EDGE_CODE = re.compile(r"^(?P<a>\d{4,5})\s+(?P<b>\D+)$|^(?P<c>\D+?)\s+(?P<d>\d{4,5})$")


def strip_notes(text: str) -> str:
    """Take list numbers (``4)``) and footnote marks (``*``, ``(1)``) off a text.

    Args:
        text: A name as it was typed, not folded.
    """
    return _NOTE.sub("", _BULLET.sub("", text))


def split_parts(text: str) -> list[tuple[str, bool]]:
    """Split at commas, brackets and spaced dashes.

    Args:
        text: A name as it was typed, not folded, without list number and notes.

    Returns:
        Pairs of the folded part and whether a dash or a slash set it off.
    """
    pieces = _SEPARATOR.split(text)
    parts = []
    for index in range(0, len(pieces), 2):
        key = strip_institution(fold(pieces[index]))
        separator = pieces[index - 1] if index else ""
        loose = separator.strip() in {"-", "–", "—", "|", "/"}
        match = _EDGE_CODE.match(key)
        if match:
            name, code = match["b"] or match["c"], match["a"] or match["d"]
            parts += [(name.strip(), loose), (code, False)]
        elif key:
            parts.append((key, loose))
    return parts
