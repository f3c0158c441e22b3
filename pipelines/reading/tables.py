"""Find the table in a sheet: its header, its data rows, and every row that is not data."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from pipelines.reading.errors import ReadingError
from pipelines.reading.headers import (
    Header,
    header_or_letter,
    header_text,
    normalise_header,
    one_row,
    spellings,
    two_rows,
)
from pipelines.reading.model import Sheet, Table, is_blank
from pipelines.reading.values import as_text, cell_address

_HEADER_WITHIN = 60
_TOTALS = re.compile(
    r"(sub ?)?total(es)?|(sub ?)?total(es)? (general|nacional|pais|regional|comunal|comunas"
    r"|municipios|municipalidades|de .*)|promedio( .*)?|suma( .*)?|media|mediana|pais|nacional"
    r"|total pais|sum|mean|average|grand total"
)
_FOOTNOTE = re.compile(r"(fuente|nota|notas|elaborac|source|note|observaci)\w*\b|\*|\(")


def find_table(
    sheet: Sheet, *, fields: Mapping[str, Sequence[str]], required: Collection[str]
) -> Table:
    """Find the header of ``sheet`` and sort its rows.

    Every row of one header row, then of two, is tried; the one that names most fields wins (the
    simpler and the earlier on a tie).

    Args:
        sheet: The sheet.
        fields: Field → accepted header spellings (compared by :func:`normalise_header`).
        required: Fields without which there is no table.

    Raises:
        ReadingError: ``no_header``, ``missing_columns``, ``ambiguous_column``, ``bad_fields``.
    """
    lookup = spellings(fields)
    header = _best_header(sheet, lookup, required)
    columns = _unambiguous(sheet, header)
    first_data = header.row - 1 + header.height
    width = max(
        [col + 1 for col in header.texts] + [len(r) for r in sheet.rows[first_data:]], default=0
    )
    skipped = [
        (number, "blank" if is_blank(row) else "title", _row_text(row))
        for number, row in enumerate(sheet.rows[: header.row - 1], start=1)
    ]
    key_columns = {columns[name] for name in required if name in columns} or {*columns.values()}
    rows: list[tuple[int, list[object]]] = []
    header_cells = {col: _plain(header.texts[col]) for col in columns.values()}
    for number, row in enumerate(sheet.rows[first_data:], start=first_data + 1):
        reason = _not_data(row, header_cells, key_columns)
        if reason:
            skipped.append((number, reason, _row_text(row)))
        else:
            rows.append((number, row + [None] * (width - len(row)) if len(row) < width else row))
    rows = _without_footnotes(rows, skipped)
    if sheet.name is None:
        rows = _without_shifted(rows, skipped, max(header.texts, default=0) + 1)
    headers = _headers(header, rows, width)
    unknown = {
        col: text
        for col, text in headers.items()
        if col not in columns.values() and _has_content(rows, col)
    }
    skipped.sort()
    return Table(sheet.name, header.row, header.height, columns, headers, unknown, rows, skipped)


def _best_header(sheet: Sheet, lookup: Mapping[str, str], required: Collection[str]) -> Header:
    singles: list[Header] = []
    doubles: list[Header] = []
    seen = 0
    for index, row in enumerate(sheet.rows):
        if is_blank(row):
            continue
        seen += 1
        singles.append(one_row(index + 1, row, lookup))
        below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else []
        if below and not is_blank(below) and all(c is None or isinstance(c, str) for c in below):
            doubles.append(two_rows(index + 1, (row, below), lookup, sheet.merged))
        if seen >= _HEADER_WITHIN:
            break
    complete = [h for h in [*singles, *doubles] if set(required) <= h.found.keys() and h.found]
    if complete:
        return max(complete, key=lambda h: (len(h.found), -h.height, -h.row))
    return _refuse(sheet, [*singles, *doubles], required)


def _refuse(sheet: Sheet, candidates: list[Header], required: Collection[str]) -> Header:
    best = max(
        candidates,
        key=lambda h: (len(h.found.keys() & set(required)), len(h.found), len(h.texts), -h.row),
        default=Header(1, 1, {}, {}),
    )
    missing = ", ".join(f"«{name}»" for name in required if name not in best.found) or "all"
    texts = list(best.texts.values())
    found = ", ".join(f"«{text[:40]}»" for text in texts[:30]) or "none"
    code = "missing_columns" if best.found else "no_header"
    raise ReadingError(
        code, where=_place(sheet, best.row if best.found else None), missing=missing, found=found
    )


def _place(sheet: Sheet, row: int | None) -> str:
    parts = [f"sheet «{sheet.name}»"] if sheet.name else []
    parts += [f"row {row}"] if row else []
    return ", ".join(parts) or "the table"


def _unambiguous(sheet: Sheet, header: Header) -> dict[str, int]:
    columns: dict[str, int] = {}
    data = list(enumerate(sheet.rows[header.row - 1 + header.height :]))
    for name, positions in header.found.items():
        used = [col for col in positions if _has_content(data, col)] or positions[:1]
        if len(used) > 1:
            row = header.row + header.height - 1
            named = " and ".join(
                f"«{header.texts[col]}» ({cell_address(row, col)})" for col in used
            )
            raise ReadingError(
                "ambiguous_column", where=_place(sheet, row), columns=named, field=name
            )
        columns[name] = used[0]
    return columns


def _plain(cell: object) -> str:
    return header_text(cell).casefold()


def _not_data(
    row: Sequence[object], header_cells: Mapping[int, str], key_columns: set[int]
) -> str | None:
    """Return why a row is no data row, or ``None``."""
    first = next((c for c, cell in enumerate(row) if not is_blank([cell])), None)
    if first is None:
        return "blank"
    cell = row[first]
    if not isinstance(cell, str) or len(cell) > 80:
        return None
    if first in header_cells and cell.strip().casefold() == header_cells[first]:
        texts = [_plain(row[col]) if col < len(row) else "" for col in header_cells]
        if texts == list(header_cells.values()):
            return "repeated_header"
    if cell.lstrip()[:1] not in "TtSsPpMmNnGgAa":
        return None
    if not _TOTALS.fullmatch(normalise_header(cell)):
        return None
    if first not in key_columns and first >= min(header_cells):
        return None
    others = (row[col] for col in key_columns if col < len(row) and col != first)
    if any(isinstance(o, str) and re.search(r"[^\W\d_]{2}", o) for o in others if o != cell):
        return None
    return "total"


def _without_footnotes(
    rows: list[tuple[int, list[object]]], skipped: list[tuple[int, str, str]]
) -> list[tuple[int, list[object]]]:
    """Move the notes under the table (one text alone in its row) to ``skipped``."""
    while len(rows) > 1:
        number, row = rows[-1]
        filled = [cell for cell in row if not is_blank([cell])]
        note = len(filled) == 1 and isinstance(filled[0], str) and len(row) > 1
        if not note or not _FOOTNOTE.match(_plain(filled[0])):
            break
        skipped.append((number, "footnote", _row_text(row)))
        rows = rows[:-1]
    return rows


def _without_shifted(
    rows: list[tuple[int, list[object]]], skipped: list[tuple[int, str, str]], width: int
) -> list[tuple[int, list[object]]]:
    """Move CSV rows with more fields than the header to ``skipped``: their fields are shifted.

    Where most rows are longer, the header lacks a name instead, and the rows stay.
    """
    longer = {number for number, row in rows if not is_blank(row[width:])}
    if len(longer) * 2 > len(rows):
        return rows
    skipped += [(n, "too_many_cells", _row_text(row)) for n, row in rows if n in longer]
    return [(n, row) for n, row in rows if n not in longer]


def _headers(header: Header, rows: list[tuple[int, list[object]]], width: int) -> dict[int, str]:
    return {
        col: header_or_letter(header.texts.get(col, ""), col)
        for col in range(width)
        if col in header.texts or _has_content(rows, col)
    }


def _has_content(rows: Sequence[tuple[int, Sequence[object]]], col: int) -> bool:
    return any(col < len(row) and not is_blank([row[col]]) for _, row in rows)


def _row_text(row: Sequence[object]) -> str:
    return " · ".join(text for cell in row if (text := (as_text(cell) or "").strip()))
