"""Rows under a header that are not data: totals, repeated headers, notes, shifted fields."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from pipelines.ingest.reading.columns import Index
from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.headers import header_text, normalise_header
from pipelines.ingest.reading.model import is_blank
from pipelines.ingest.reading.no_value import is_no_value
from pipelines.ingest.reading.row_view import Rows
from pipelines.ingest.reading.values import as_text

_TOTALS = re.compile(
    r"(sub ?)?total(es)?|(sub ?)?total(es)? (general|nacional|pais|regional|comunal|comunas"
    r"|municipios|municipalidades|de .*)|promedio( .*)?|suma( .*)?|media|mediana|pais|nacional"
    r"|total pais|sum|mean|average|grand total"
)
_RECORD_CELLS = 3
_REMARKS = re.compile(
    r"obs|nota\b|notas\b|coment|detalle|glosa|enlace|link|url|descrip|remark|note|comment"
)
_FOOTNOTE = re.compile(r"(fuente|nota|notas|elaborac|source|note|observaci)\w*\b|\*|\(")


def plain(cell: object) -> str:
    """Return a cell as folded text on one line.

    Args:
        cell: A cell as read; an empty one gives ''.
    """
    return header_text(cell).casefold()


def above(row: Sequence[object], needed: set[int]) -> str:
    """Return what a row above the header is: blank, a title, or what looks like a record.

    A record has every needed column filled, at least three cells in all, and a digit in one.

    Args:
        row: Its cells.
        needed: Columns (0-based) that the table cannot be without; without any, nothing looks like
            a record.

    Returns:
        ``blank``, ``title`` or ``above_header``.
    """
    filled = [col for col, cell in enumerate(row) if not is_blank([cell])]
    if not filled:
        return "blank"
    digits = any(char.isdigit() for col in filled for char in as_text(row[col]) or "")
    looks = len(filled) >= _RECORD_CELLS and needed and needed <= set(filled) and digits
    return "above_header" if looks else "title"


def is_record(row: Sequence[object], width: int) -> bool:
    """Tell a record from the upper row of a header: most cells filled, and a digit in one.

    Args:
        row: Its cells.
        width: How many cells the row below it has.
    """
    filled = [text for cell in row if (text := (as_text(cell) or "").strip())]
    return len(filled) * 2 > width and any(char.isdigit() for text in filled for char in text)


def not_data(
    row: Sequence[object], header_cells: Mapping[int, str], key_columns: set[int]
) -> str | None:
    """Return why a row is no data row, or ``None``.

    Args:
        row: Its cells, under the header.
        header_cells: Column → folded text of its header.
        key_columns: Columns (0-based) that the table cannot be without: where another of them has
            words, the row is no total.

    Returns:
        ``blank``, ``total`` or ``repeated_header``.
    """
    first = next((c for c, cell in enumerate(row) if not is_blank([cell])), None)
    if first is None:
        return "blank"
    cell = row[first]
    if not isinstance(cell, str) or len(cell) > 80:
        return None
    if first in header_cells and cell.strip().casefold() == header_cells[first]:
        texts = [plain(row[col]) if col < len(row) else "" for col in header_cells]
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


def doubtful_rows(
    rows: Rows, first: int, header_cells: Mapping[int, str], lookup: Mapping[str, str]
) -> list[int]:
    """Return which rows (0-based) from ``first`` on may be no data: blank ones, totals, headers.

    Each distinct cell of a column is judged once; a row without a cell that could begin a total
    or stand in a header is data.

    Args:
        rows: The rows of a sheet.
        first: The first one under the header.
        header_cells: Column → folded text of its header.
        lookup: Normalised spelling of a header → field.
    """
    doubtful = ~rows.filled
    for col, column in enumerate(rows.columns):
        doubts = [_may_be_no_data(cell, header_cells.get(col), lookup) for cell in column.cells]
        doubtful |= np.array(doubts, np.bool_)[column.codes]
    return [index for index in np.flatnonzero(doubtful).tolist() if index >= first]


def _may_be_no_data(cell: object, header: str | None, lookup: Mapping[str, str]) -> bool:
    if not cell or not isinstance(cell, str) or len(cell) > 80:
        return False
    if header is not None and cell.strip().casefold() == header:
        return True
    named = not cell[0].isdigit() and normalise_header(cell) in lookup
    starts = cell.lstrip()[:1] in "TtSsPpMmNnGgAa"
    return named or (starts and bool(_TOTALS.fullmatch(normalise_header(cell))))


def without_footnotes(
    rows: Rows,
    index: Index,
    skipped: list[tuple[int, str, str]],
    width: int,
    *,
    title_below: bool = False,
) -> Index:
    """Move the notes under the table (one text alone in its row) to ``skipped``.

    Args:
        rows: The rows of the sheet.
        index: Which of them (0-based) are of the table.
        skipped: Where the notes go.
        width: How many columns the table has.
        title_below: Whether another table follows: a text alone above it is its title.
    """
    left = len(index)
    while left > 1 and width > 1:
        row = rows[index[left - 1]]
        filled = [cell for cell in row if not is_blank([cell])]
        note = len(filled) == 1 and isinstance(filled[0], str)
        if not note or not (title_below or _FOOTNOTE.match(plain(filled[0]))):
            break
        left -= 1
        skipped.append((int(index[left]) + 1, "footnote", row_text(row)))
    return index[:left]


def without_shifted(
    rows: Rows, index: Index, skipped: list[tuple[int, str, str]], width: int
) -> Index:
    """Move CSV rows with more fields than the header to ``skipped``: their fields are shifted.

    Args:
        rows: The rows of the sheet.
        index: Which of them (0-based) are of the table.
        skipped: Where the longer ones go.
        width: How many columns the header has.

    Returns:
        Which of them are left.

    Raises:
        ReadingError: ``rows_over_header`` where most rows are longer: decimal commas without
            quotation marks, or a header that lacks a name; which field is which is not known.
    """
    beyond = np.zeros(len(index), np.bool_)
    for column in rows.columns[width:]:
        beyond |= column.filled[index]
    longer = index[beyond].tolist()
    if len(longer) * 2 > len(index):
        raise ReadingError(
            "rows_over_header",
            where=f"row {longer[0] + 1}",
            fields=max(c + 1 for c, cell in enumerate(rows[longer[0]]) if not is_blank([cell])),
            header=width,
            count=len(longer),
        )
    skipped += [(at + 1, "too_many_cells", row_text(rows[at])) for at in longer]
    return index[~beyond]


def split_decimals(
    rows: Rows,
    index: Index,
    figures: tuple[set[int], set[int]],
    fields: set[int],
    headers: Mapping[int, str],
    words: set[int],
) -> set[int]:
    """Refuse a CSV whose decimals seem to have been cut in two at their comma.

    That is whole numbers in a column of figures, and nothing but a few digits in the column
    after it, which has no name; or has that of a text; or of no field, and either is lacking where
    a figure has no decimals or rows go on beyond the header. A column of no field that shows
    neither is returned: it may count something of its own.

    Args:
        rows: The rows of the sheet.
        index: Which of them (0-based) are of the table.
        figures: Columns of figures, and those of them that may have decimals.
        fields: Columns that name a field.
        headers: Column → its header.
        words: Columns of fields that hold any text; a column called a remark or a link does too.

    Returns:
        The columns that may be decimals.

    Raises:
        ReadingError: ``rows_over_header``.
    """
    doubtful = set()
    words = words | {col for col, text in headers.items() if _REMARKS.match(plain(text))}
    beyond = bool((rows.lengths[index] > max(headers, default=-1) + 1).any())
    for col in figures[0]:
        after, parted = col + 1, col in figures[1]
        if after in (fields - words if parted else fields):
            continue
        cut = index[rows.column(after).filled[index]]
        if len(cut) * 2 <= len(index):
            continue
        whole = rows.column(col).where(lambda cell: _digits(cell, 9))
        if not (whole & rows.column(after).where(lambda cell: _digits(cell, 4)))[cut].all():
            continue
        lacks = rows.column(col).filled[index[rows.lengths[index] == after]].any()
        if after in headers and not (parted and after in words) and not (lacks or beyond):
            doubtful |= {after} if parted else set()
        else:
            raise ReadingError(
                "rows_over_header",
                where=f"row {cut[0] + 1}",
                fields=after + 1,
                header=after,
                count=len(cut),
            )
    return doubtful


def _digits(cell: object, most: int) -> bool:
    text = (as_text(cell) or "").strip().removesuffix("%").lstrip("-")
    return text.isdigit() and len(text) <= most


def renaming(
    rows: Rows, first: int, columns: Collection[int], totals: Collection[int]
) -> list[int]:
    """Return the rows (0-based) that name columns anew: words where figures stand above.

    One such cell is a figure that is not known; two in one row, no two alike and no figure among
    them, are a header. A word for no value is neither.

    Args:
        rows: The rows of a sheet.
        first: The first one under the header.
        columns: The columns of the table, but for those of free text.
        totals: The rows that may be no data: a total over a column of words is no figure of it.
    """
    anew, holds = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.bool_)
    for col in columns:
        column = rows.column(col)
        absent = column.where(lambda cell: isinstance(cell, str) and is_no_value(cell))
        words = column.where(lambda cell: isinstance(cell, str) and cell.strip()[:1].isalpha())
        words &= ~absent  # «S/D» is no name of a column
        words[:first] = False
        figures = column.filled & ~words & ~absent
        figures[:first] = False
        counted = figures.copy()
        counted[[*totals]] = False
        above = [np.cumsum(mask) - mask for mask in (words, counted)]
        of_figures = above[1] > 10 * above[0]
        anew += words & of_figures
        holds |= figures & (above[1] > above[0])
    naming = []
    for at in np.flatnonzero((anew > 1) & ~holds).tolist():
        texts = [plain(cell) for cell in rows[at] if not is_blank([cell])]
        if len({*texts}) == len(texts):
            naming.append(at)
    return naming


def row_text(row: Sequence[object]) -> str:
    """Return the content of a row in one text.

    Args:
        row: Its cells; empty ones are left out.
    """
    return " · ".join(text for cell in row if (text := (as_text(cell) or "").strip()))
