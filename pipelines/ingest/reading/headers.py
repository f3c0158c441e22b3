"""Header texts: compared without accents, case, punctuation or broken encoding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import ftfy

from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.model import Merge
from pipelines.ingest.reading.values import as_text, column_letters

_NOTE_MARKS = re.compile("[⁰¹²³⁴-⁹]")


@lru_cache(maxsize=20_000)
def normalise_header(text: str) -> str:
    """Return ``text`` in the form headers are compared in.

    Mojibake repaired, accents, case and raised digits dropped, everything that is no letter or
    digit (also underscores and line breaks) one space: ``"AÃ±o_Auditoría "`` → ``"ano auditoria"``.

    Args:
        text: A header as written; what stands beyond its first 500 letters does not count.
    """
    text = text[:500]
    if text.isascii() and text.isprintable() and "&" not in text:  # nothing is broken there
        return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())
    text = _NOTE_MARKS.sub("", ftfy.fix_text(text, normalization="NFC"))
    plain = unicodedata.normalize("NFKD", text.replace("º", "o").replace("°", "o"))
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def spellings(fields: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return normalised spelling → field.

    Args:
        fields: Field → headers accepted for it; one without a letter or digit stands for none.

    Raises:
        ReadingError: ``bad_fields`` when one spelling would mean two fields.
    """
    lookup: dict[str, str] = {}
    for name, accepted in fields.items():
        for spelling in accepted:
            key = normalise_header(spelling)
            if key and lookup.setdefault(key, name) != name:
                raise ReadingError("bad_fields", spelling=spelling, first=lookup[key], second=name)
    return lookup


@dataclass(frozen=True)
class Header:
    """One candidate header: its first row (1-based), its height, texts and fields by column."""

    row: int
    height: int
    texts: dict[int, str]
    positions: dict[str, list[int]]

    @property
    def columns(self) -> dict[str, int]:
        """Field → first column."""
        return {name: positions[0] for name, positions in self.positions.items()}


@dataclass(frozen=True)
class Candidate:
    """What one or two rows say as a header, whatever description they are held against.

    Attributes:
        row: The first of them (1-based).
        height: How many they are.
        texts_by_column: Column → the texts it may be looked up by, each with its normalised form.
    """

    row: int
    height: int
    texts_by_column: Mapping[int, tuple[tuple[str, str], ...]]

    def header(self, lookup: Mapping[str, str]) -> Header:
        """Return the header that a description sees: the first text it knows names a column.

        Args:
            lookup: Normalised spelling → field.
        """
        texts: dict[int, str] = {}
        columns: dict[str, list[int]] = {}
        for col, readings in self.texts_by_column.items():
            texts[col] = readings[0][0]
            for text, key in readings:
                if name := lookup.get(key):
                    texts[col] = text
                    columns.setdefault(name, []).append(col)
                    break
        return Header(self.row, self.height, texts, columns)


def one_row(row: int, cells: Sequence[object]) -> Candidate:
    """Return a row as a header.

    Args:
        row: Its number (1-based).
        cells: Its cells.
    """
    texts = {col: text for col, cell in enumerate(cells) if (text := header_text(cell))}
    readings = {col: ((text, normalise_header(text)),) for col, text in texts.items()}
    return Candidate(row, 1, readings)


def is_header(cells: Sequence[object], lookup: Mapping[str, str]) -> bool:
    """Tell a header from a record: texts only, two fields or more, and most cells name one.

    Args:
        cells: The cells of a row.
        lookup: Normalised spelling → field.
    """
    filled = [cell for cell in cells if cell is not None and cell != ""]
    texts = [
        cell
        for cell in filled
        if isinstance(cell, str) and len(cell) <= 80 and not cell[0].isdigit()
    ]
    if len(texts) * 2 <= len(filled):
        return False
    named = [name for cell in texts if (name := lookup.get(normalise_header(cell)))]
    return len({*named}) > 1 and len(named) * 2 > len(filled)


def two_rows(
    row: int, cells: tuple[Sequence[object], Sequence[object]], merged: Sequence[Merge]
) -> Candidate:
    """Return two rows as one header.

    The upper text extends to the right over the empty cells of its merged range, or, where the
    sheet tells no merges, up to the next upper text. A column is looked up as "upper lower",
    then by its lower text, then by its upper one where the lower is empty.

    Args:
        row: Number (1-based) of the upper one.
        cells: The cells of both, which may be of different lengths.
        merged: Merged ranges of the sheet; none in a sheet that tells none.
    """
    above = _spread(row, cells[0], len(cells[1]), merged)
    below = {col: text for col, cell in enumerate(cells[1]) if (text := header_text(cell))}
    own = {col for col, cell in enumerate(cells[0]) if header_text(cell)}
    readings = {}
    for col in sorted({*below, *own}):
        upper, lower = above.get(col, ""), below.get(col, "")
        texts = (f"{upper} {lower}".strip(), lower)
        readings[col] = tuple((text, normalise_header(text)) for text in texts)
    return Candidate(row, 2, readings)


def _spread(
    row: int, cells: Sequence[object], width: int, merged: Sequence[Merge]
) -> dict[int, str]:
    texts = {col: text for col, cell in enumerate(cells) if (text := header_text(cell))}
    ranges = {first: last for top, first, _, last in merged if top == row and last > first}
    if ranges:
        for first, last in ranges.items():
            for col in range(first + 1, min(last, first + 500) + 1):
                if first in texts:
                    texts.setdefault(col, texts[first])
        return texts
    current = ""
    for col in range(max(width, len(cells))):
        current = texts.get(col, current)
        if current:
            texts[col] = current
    return texts


def header_text(cell: object) -> str:
    """Return the text of a header cell on one line; empty cells give ''.

    Args:
        cell: A cell as read.
    """
    return " ".join((as_text(cell) or "").split())


def header_or_letter(text: str, col: int) -> str:
    """Return the header, or the column's letter in brackets where it has none.

    Args:
        text: The header; empty where it has none.
        col: Its position (0-based).
    """
    return text or f"[{column_letters(col)}]"
