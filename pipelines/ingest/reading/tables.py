"""Find the table in a sheet: its header, its data rows, and every row that is not data."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.ingest.reading.columns import Index
from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.headers import (
    Candidate,
    Header,
    header_or_letter,
    header_text,
    is_header,
    normalise_header,
    one_row,
    spellings,
    two_rows,
)
from pipelines.ingest.reading.merging import spread_down
from pipelines.ingest.reading.model import Sheet, Table, is_blank
from pipelines.ingest.reading.row_view import Rows
from pipelines.ingest.reading.rows import (
    above,
    doubtful_rows,
    is_record,
    not_data,
    plain,
    renaming,
    row_text,
    split_decimals,
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
    decimals: Collection[str] = (),
    words: Collection[str] = (),
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
        decimals: Those of the measures that may have decimals.
        words: Fields that hold any text: in a CSV digits alone in one, after whole figures that
            may have decimals, are cut decimals.

    Raises:
        ReadingError: ``no_header``, ``missing_columns``, ``ambiguous_column``, ``bad_fields``,
            ``rows_over_header``.
    """
    lookup = spellings(fields)
    header = _best_header(sheet, lookup, required)
    columns = _unambiguous(sheet, header)
    first_data = header.row - 1 + header.height
    figures, parted, free = (
        {columns[name] for name in names if name in columns}
        for names in (measures, decimals, words)
    )
    content, merged = spread_down(sheet, first_data + 1, figures)
    deepest = int(content.lengths[first_data:].max(initial=0))
    width = max([col + 1 for col in header.texts] + [deepest], default=0)
    needed = {columns[name] for name in (*required, *keys) if name in columns}
    skipped = [
        (number, above(row, needed), row_text(row))
        for number, row in enumerate(sheet.rows[: header.row - 1], start=1)
    ]
    header_cells = {col: plain(header.texts[col]) for col in columns.values()}
    typed = {*columns.values()} - free
    sorting = _Sorting(content, lookup, columns, header_cells, needed or {*columns.values()}, typed)
    index, next_header = sorting.sort(first_data, skipped)
    index = without_footnotes(content, index, skipped, width, title_below=next_header is not None)
    short: dict[int, int] = {}
    doubtful: set[int] = set()
    if sheet.name is None:
        last_named = max(header.texts, default=-1) + 1
        named = {*columns.values()}
        doubtful = split_decimals(content, index, (figures, parted), named, header.texts, free)
        wide = int(sheet.rows.lengths[header.row - 1 : first_data].max())
        index = without_shifted(content, index, skipped, wide)
        lengths = content.lengths[index]
        cut = lengths < last_named
        short = dict(zip((index[cut] + 1).tolist(), lengths[cut].tolist(), strict=True))
    whole = len(index) and index[-1] - index[0] + 1 == len(index)
    part = slice(int(index[0]), int(index[-1]) + 1) if whole else index
    cells = content.take(part).padded(width)
    filled = {col for col, column in enumerate(cells.columns) if column.filled.any()}
    headers = {
        col: header_or_letter(header.texts.get(col, ""), col)
        for col in range(width)
        if col in header.texts or col in filled
    }
    unknown = {
        col: text for col, text in headers.items() if col not in columns.values() and col in filled
    }
    skipped.sort()
    return Table(
        sheet.name,
        header.row,
        header.height,
        columns,
        headers,
        unknown,
        index + 1,
        cells,
        skipped,
        next_header=next_header,
        short=short,
        merged=frozenset(merged),
        after_figures=frozenset(doubtful if sheet.delimiter == "," else ()),
    )


@dataclass(frozen=True)
class _Sorting:
    """Tells the data rows under a header from all others."""

    rows: Rows
    lookup: Mapping[str, str]
    columns: Mapping[str, int]
    header_cells: Mapping[int, str]
    key_columns: set[int]
    typed: set[int]

    def sort(self, first: int, skipped: list[tuple[int, str, str]]) -> tuple[Index, int | None]:
        """Return which rows (0-based) from ``first`` on are data, and the row of another header.

        All others go to ``skipped``.
        """
        is_data = np.arange(len(self.rows)) >= first
        doubtful = doubtful_rows(self.rows, first, self.header_cells, self.lookup)
        anew = {*renaming(self.rows, first, self.typed, doubtful)}
        for index in sorted({*doubtful, *anew}):
            row = self.rows[index]
            reason = not_data(row, self.header_cells, self.key_columns)
            other = False
            heads = index in anew or self._heads(row)
            if reason == "repeated_header" or (not reason and heads):
                other = not self._same(row, reason)
                reason = "repeated_header"
            if reason:
                skipped.append((index + 1, reason, row_text(row)))
                is_data[index] = False
            if other:
                skipped += self._below(index + 1)
                is_data[index:] = False
                return np.flatnonzero(is_data), index + 1
        return np.flatnonzero(is_data), None

    def _heads(self, row: Sequence[object]) -> bool:
        """Tell a header: by most of its cells, or since all its words are names of columns."""
        if is_header(row, self.lookup):
            return True
        words = [header_text(cell) for cell in row if isinstance(cell, str)]
        alphabetic = [word for word in words if word[:1].isalpha()]
        return len({*alphabetic}) > 1 and all(
            self.lookup.get(normalise_header(word)) for word in alphabetic
        )

    def _same(self, row: Sequence[object], repeated: str | None) -> bool:
        """Tell a header that stands again from another one."""
        named = one_row(0, row).header(self.lookup).columns
        return named.items() <= self.columns.items() and bool(
            repeated or len(named) == len(self.columns)
        )

    def _below(self, first: int) -> Iterator[tuple[int, str, str]]:
        for number, row in enumerate(self.rows[first:], start=first + 1):
            reason = not_data(row, self.header_cells, self.key_columns)
            yield number, "blank" if reason == "blank" else "below_other_header", row_text(row)


def _best_header(sheet: Sheet, lookup: Mapping[str, str], required: Collection[str]) -> Header:
    if not sheet.candidates:
        sheet.candidates.extend(_candidates(sheet))
    headers = [candidate.header(lookup) for candidate in sheet.candidates]
    complete = [h for h in headers if set(required) <= h.positions.keys() and h.positions]
    if complete:
        best = max(complete, key=lambda h: (len(h.positions), -h.height, -h.row))
        earlier = (h for h in complete if h.row < best.row and _has_records(sheet, h, lookup))
        return next(earlier, best)
    return _refuse(sheet, headers, required)


def _candidates(sheet: Sheet) -> list[Candidate]:
    """Return what may be a header in the first rows: each row, then pairs of them."""
    singles: list[Candidate] = []
    doubles: list[Candidate] = []
    # What stands over several columns is a heading, also where it has digits, as «Ronda 2024».
    spanning = {top for top, left, _, right in sheet.merged if right > left}
    for index, row in enumerate(sheet.rows):
        if is_blank(row):
            continue
        singles.append(one_row(index + 1, row))
        below = sheet.rows[index + 1] if index + 1 < len(sheet.rows) else []
        texts = not is_blank(below) and all(c is None or isinstance(c, str) for c in below)
        if texts and (index + 1 in spanning or not is_record(row, len(below))):
            doubles.append(two_rows(index + 1, (row, below), sheet.merged))
        if len(singles) >= _HEADER_WITHIN:
            break
    return [*singles, *doubles]


def _has_records(sheet: Sheet, header: Header, lookup: Mapping[str, str]) -> bool:
    """Tell whether the first row under a possible header is a record, and it a real header."""
    if not is_header(sheet.rows[header.row - 1], lookup):
        return False
    below = next((row for row in sheet.rows[header.row :] if not is_blank(row)), [])
    return is_record(below, len(header.texts)) and not is_header(below, lookup)


def _refuse(sheet: Sheet, candidates: list[Header], required: Collection[str]) -> Header:
    best = max(
        candidates,
        key=lambda h: (
            len(h.positions.keys() & set(required)),
            len(h.positions),
            len(h.texts),
            -h.row,
        ),
        default=Header(1, 1, {}, {}),
    )
    missing = ", ".join(f"«{name}»" for name in required if name not in best.positions) or "all"
    texts = list(best.texts.values())
    listed = ", ".join(f"«{text[:40]}»" for text in texts[:30]) or "none"
    code = "missing_columns" if best.positions else "no_header"
    raise ReadingError(
        code,
        where=_place(sheet, best.row if best.positions else None),
        missing=missing,
        found=listed,
    )


def _place(sheet: Sheet, row: int | None) -> str:
    parts = [f"sheet «{sheet.name}»"] if sheet.name else []
    parts += [f"row {row}"] if row else []
    return ", ".join(parts) or "the table"


def _unambiguous(sheet: Sheet, header: Header) -> dict[str, int]:
    columns: dict[str, int] = {}
    first = header.row - 1 + header.height
    for name, positions in header.positions.items():
        filled = [col for col in positions if sheet.rows.column(col).filled[first:].any()]
        used = filled or positions[:1]
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
