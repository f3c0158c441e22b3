"""A list of names as somebody sends it → each name with its comuna, or why it has none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.ingest import reading
from pipelines.ingest.intake import reason_texts
from pipelines.ingest.names import Matcher
from pipelines.ingest.names.matcher import Match
from pipelines.ingest.reading.model import is_blank
from pipelines.ingest.reading.values import column_number
from pipelines.specs import Bilingual

_POSITION = re.compile(r"[A-Za-z]{1,3}|\d{1,5}")


@dataclass(frozen=True)
class NamedRow:
    """One row of a list: the name as it came and what it was matched to."""

    row: int
    name: str | None
    code: str | None
    match: Match

    @property
    def reason(self) -> Bilingual | None:
        """Why the row was refused, in words; ``None`` when it was matched."""
        if self.match.reason is None:
            return None
        text = " · ".join(part for part in (self.code, self.name) if part)
        es, en = reason_texts(self.match.reason, text=text)
        return Bilingual(es=es, en=en)


def match_file(
    path: Path,
    matcher: Matcher,
    *,
    column: str,
    code_column: str | None = None,
    region_column: str | None = None,
) -> Iterator[NamedRow]:
    """Match each row of a file, in order; rows without any content are no rows.

    Args:
        path: A file of any format or encoding that Faro reads.
        matcher: The municipality matcher.
        column: Header of the column of names (accents and case aside); a column letter (``B``)
            or number (``2``) where no header reads so.
        code_column: The same for the CUT or MU code, if there is one.
        region_column: The same for the region, if there is one.

    Raises:
        FaroError: The file cannot be read or has no such column.
    """
    document = reading.read_document(path)
    wanted = [c for c in (column, code_column, region_column) if c is not None]
    sheet, first, positions = _locate(document, wanted)
    for number, row in enumerate(sheet.rows[first:], start=first + 1):
        if is_blank(row):
            continue
        name, code, region = (
            _text(row, positions[c]) if c is not None else None
            for c in (column, code_column, region_column)
        )
        yield NamedRow(number, name, code, matcher.match(name, code=code, region=region))


def _locate(
    document: reading.Document, wanted: list[str]
) -> tuple[reading.Sheet, int, dict[str, int]]:
    """Return the sheet, the index of its first data row, and the position of each column."""
    first_error = None
    for sheet in document.sheets:
        try:
            fields = {text: (text,) for text in dict.fromkeys(wanted)}
            table = reading.find_table(sheet, fields=fields, required=list(fields))
        except reading.ReadingError as error:
            first_error = first_error or error
            continue
        return sheet, table.header_row - 1 + table.header_rows, table.columns
    if first_error is None:
        raise reading.ReadingError("no_sheets", where=document.path.name)
    sheet = document.sheets[0]
    header = next((i for i, row in enumerate(sheet.rows) if not is_blank(row)), 0)
    positions = {text: _position(text, sheet.rows[header]) for text in wanted if sheet.rows}
    known = {text: position for text, position in positions.items() if position is not None}
    if not known or len(known) < len(positions):
        place = "" if first_error.where in (None, "the table") else f": {first_error.where}"
        first_error.where = f"{document.path.name}{place}"
        raise first_error
    return sheet, header + 1, known


def _position(text: str, header: list[object]) -> int | None:
    """Return the position that a header, a letter or a number names in a header row."""
    wanted = reading.normalise_header(text)
    for col, cell in enumerate(header):
        if wanted and reading.normalise_header(reading.as_text(cell) or "") == wanted:
            return col
    if not _POSITION.fullmatch(text.strip()):
        return None
    plain = text.strip()
    col = int(plain) - 1 if plain.isdigit() else column_number(plain)
    return col if 0 <= col < len(header) else None


def _text(row: list[object], position: int) -> str | None:
    return reading.as_text(row[position]) if position < len(row) else None
