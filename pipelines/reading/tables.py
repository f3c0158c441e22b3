"""Find the table in a sheet: its header, its data rows, and every row that is not data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pipelines.reading.errors import ReadingError
from pipelines.reading.headers import (
    Header,
    header_or_letter,
    one_row,
    spellings,
    two_rows,
)
from pipelines.reading.model import Sheet, Table, is_blank
from pipelines.reading.rows import (
    above,
    is_record,
    not_data,
    plain,
    row_text,
    without_footnotes,
    without_shifted,
)
from pipelines.reading.values import cell_address

_HEADER_WITHIN = 60


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
    needed = {columns[name] for name in required if name in columns}
    skipped = [
        (number, above(row, needed), row_text(row))
        for number, row in enumerate(sheet.rows[: header.row - 1], start=1)
    ]
    key_columns = needed or {*columns.values()}
    rows: list[tuple[int, list[object]]] = []
    header_cells = {col: plain(header.texts[col]) for col in columns.values()}
    for number, row in enumerate(sheet.rows[first_data:], start=first_data + 1):
        reason = not_data(row, header_cells, key_columns)
        if reason:
            skipped.append((number, reason, row_text(row)))
        else:
            rows.append((number, row + [None] * (width - len(row)) if len(row) < width else row))
    rows = without_footnotes(rows, skipped)
    if sheet.name is None:
        wide = max(len(row) for row in sheet.rows[header.row - 1 : first_data])
        rows = without_shifted(rows, skipped, wide)
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
        texts = not is_blank(below) and all(c is None or isinstance(c, str) for c in below)
        if texts and not is_record(row, len(below)):
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


def _headers(header: Header, rows: list[tuple[int, list[object]]], width: int) -> dict[int, str]:
    return {
        col: header_or_letter(header.texts.get(col, ""), col)
        for col in range(width)
        if col in header.texts or _has_content(rows, col)
    }


def _has_content(rows: Sequence[tuple[int, Sequence[object]]], col: int) -> bool:
    return any(col < len(row) and not is_blank([row[col]]) for _, row in rows)
