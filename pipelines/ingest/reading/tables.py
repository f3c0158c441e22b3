"""Find the table in a sheet: its header, its data rows, and every row that is not data."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.headers import (
    Header,
    header_or_letter,
    is_header,
    one_row,
    spellings,
    two_rows,
)
from pipelines.ingest.reading.merging import spread_down
from pipelines.ingest.reading.model import Sheet, Table, is_blank
from pipelines.ingest.reading.rows import (
    above,
    doubtful_rows,
    is_record,
    not_data,
    plain,
    refuse_split_decimals,
    row_text,
    without_footnotes,
    without_shifted,
)
from pipelines.ingest.reading.values import cell_address

_HEADER_WITHIN = 60


def find_table(
    sheet: Sheet,
    *,
    fields: Mapping[str, Sequence[str]],
    required: Collection[str],
    keys: Collection[str] = (),
    measures: Collection[str] = (),
) -> Table:
    """Find the header of ``sheet`` and sort its rows.

    Every row of one header row, then of two, is tried; the one that names most fields wins (the
    simpler and the earlier on a tie), unless records stand between an earlier one and it. The
    table ends where another header stands below it.

    Args:
        sheet: The sheet.
        fields: Field → accepted header spellings (compared by :func:`normalise_header`).
        required: Fields without which there is no table.
        keys: Other fields that name a row where they are columns: a total may stand in them.
        measures: Fields whose merged cells are not spread over their rows.

    Raises:
        ReadingError: ``no_header``, ``missing_columns``, ``ambiguous_column``, ``bad_fields``,
            ``rows_over_header``.
    """
    lookup = spellings(fields)
    header = _best_header(sheet, lookup, required)
    columns = _unambiguous(sheet, header)
    first_data = header.row - 1 + header.height
    figures = {columns[name] for name in measures if name in columns}
    content, merged = spread_down(sheet, first_data + 1, figures)
    width = max(
        [col + 1 for col in header.texts] + [len(r) for r in content[first_data:]], default=0
    )
    needed = {columns[name] for name in (*required, *keys) if name in columns}
    skipped = [
        (number, above(row, needed), row_text(row))
        for number, row in enumerate(sheet.rows[: header.row - 1], start=1)
    ]
    key_columns = needed or {*columns.values()}
    rows: list[tuple[int, list[object]]] = []
    header_cells = {col: plain(header.texts[col]) for col in columns.values()}
    next_header = None
    below = content[first_data:]
    doubtful = doubtful_rows(below, header_cells, lookup)
    for index, row in enumerate(below):
        number = first_data + 1 + index
        if index not in doubtful and not next_header:
            rows.append((number, row))
            continue
        reason = not_data(row, header_cells, key_columns)
        if next_header and reason != "blank":
            reason = "below_other_header"
        elif reason == "repeated_header" or (not reason and is_header(row, lookup)):
            named = one_row(number, row, lookup).columns
            same = named.items() <= columns.items() and (reason or len(named) == len(columns))
            next_header = None if same else number
            reason = "repeated_header"
        if reason:
            skipped.append((number, reason, row_text(row)))
        else:
            rows.append((number, row))
    rows = without_footnotes(rows, skipped, width, title_below=next_header is not None)
    short: dict[int, int] = {}
    if sheet.name is None:
        last_named = max(header.texts, default=-1) + 1
        refuse_split_decimals(rows, figures, {*columns.values()}, header.texts)
        wide = max(len(row) for row in sheet.rows[header.row - 1 : first_data])
        rows = without_shifted(rows, skipped, wide)
        short = {number: len(row) for number, row in rows if len(row) < last_named}
    rows = [(n, row + [None] * (width - len(row)) if len(row) < width else row) for n, row in rows]
    headers = _headers(header, rows, width)
    unknown = {
        col: text
        for col, text in headers.items()
        if col not in columns.values() and _has_content(rows, col)
    }
    skipped.sort()
    return Table(
        sheet.name,
        header.row,
        header.height,
        columns,
        headers,
        unknown,
        rows,
        skipped,
        next_header=next_header,
        short=short,
        merged=frozenset(merged),
    )


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
        best = max(complete, key=lambda h: (len(h.found), -h.height, -h.row))
        earlier = (h for h in complete if h.row < best.row and _has_records(sheet, h, lookup))
        return next(earlier, best)
    return _refuse(sheet, [*singles, *doubles], required)


def _has_records(sheet: Sheet, header: Header, lookup: Mapping[str, str]) -> bool:
    """Tell whether the first row under a possible header is a record, and it a real header."""
    if not is_header(sheet.rows[header.row - 1], lookup):
        return False
    below = next((row for row in sheet.rows[header.row :] if not is_blank(row)), [])
    return is_record(below, len(header.texts)) and not is_header(below, lookup)


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
