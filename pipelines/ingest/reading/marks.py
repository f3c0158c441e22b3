"""What the parsers of workbooks leave out of a sheet: formats, errors, merges, formulas, hiding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from pipelines.ingest.reading.columns import Mask
from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.formats import percent_shown, shows_nothing, words_shown
from pipelines.ingest.reading.model import Merge, Sheet
from pipelines.ingest.reading.row_view import Rows
from pipelines.ingest.reading.values import EPOCH, Percent, column_letters, is_struck

MAX_CELLS = 30_000_000
Place = tuple[int, int]
_RANGES_NAMED = 8


@dataclass
class Marks:
    """The marks of one sheet; places are ``(1-based row, 0-based column)``.

    Attributes:
        percent, signs: Numbers shown as percentages, scaled or with a sign that is text.
        texts: What a cell says instead of what the parser gives: errors, formulas never
            calculated, words of a number format, parts that stand apart.
        formulas: Place → the formula, and what is stored as its value (``None``: nothing).
        hidden_rows, hidden_columns: 1-based rows and 0-based columns that are not shown.
        struck: Cells with a line through them: whoever filled the sheet may mean them as gone.
        unseen: Cells whose number format shows nothing of them.
        pale: Cells whose letters have the colour of what is behind them.
        otherwise: Cells that store another number or text than they show.
        is_of_other_file: Whether the sheet is what a link keeps of another file.
    """

    percent: set[Place] = field(default_factory=set)
    signs: set[Place] = field(default_factory=set)
    texts: dict[Place, str] = field(default_factory=dict)
    merged: list[Merge] = field(default_factory=list)
    formulas: dict[Place, tuple[str, object]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck: set[Place] = field(default_factory=set)
    unseen: set[Place] = field(default_factory=set)
    pale: set[Place] = field(default_factory=set)
    otherwise: set[Place] = field(default_factory=set)
    is_of_other_file: bool = False

    def say(self, places: Iterable[Place], text: str) -> None:
        """Note the text of a cell of which parts stand apart; struck as a whole, it is read.

        Args:
            places: Where it stands, once or repeated.
            text: The text, as :func:`set_apart` leaves its parts.
        """
        if is_struck(text):
            self.struck.update(places)
        else:
            self.texts.update(dict.fromkeys(places, text))

    def show(self, place: Place, code: str, value: float) -> None:
        """Note how a number format shows a number, where that is not the number itself.

        Args:
            place: Where it stands.
            code: The format as the file writes it.
            value: The number as it is stored.
        """
        shown = percent_shown(code, value)
        if (words := words_shown(code, value)) is not None:
            self.texts[place] = words
        elif shown is Percent.SCALED:
            self.percent.add(place)
        elif shown is Percent.SIGN:
            self.signs.add(place)
        elif shows_nothing(code, value):
            self.unseen.add(place)


def check_area(rows: int, columns: int, *, where: str) -> None:
    """Refuse a sheet whose used area is beyond ``MAX_CELLS``.

    Args:
        rows: Row (1-based) of its last cell.
        columns: As many as reach its last cell.
        where: The file, for the error.

    Raises:
        ReadingError: It is (``too_wide``).
    """
    if rows * columns > MAX_CELLS:
        raise ReadingError("too_wide", where=where, rows=rows, columns=columns)


def settle_formulas(sheets: Iterable[Marks], *, stale: bool | None) -> list[str]:
    """Let formulas without a value of their own be seen as formulas.

    That is those with nothing stored, and those with a stored zero or empty text in a workbook
    whose values are to be calculated on opening.

    Args:
        sheets: The marks of every sheet of one workbook.
        stale: Whether the workbook says that its values are still to be calculated; ``None``
            where it does not say: then it was never calculated if no formula of it stores
            anything but zero or nothing.

    Returns:
        A note where a workbook asks to be calculated and its formulas store other values: they
        are read as stored, since programs ask so of calculated workbooks too.
    """
    sheets = list(sheets)
    stored = [value for marks in sheets for _, value in marks.formulas.values()]
    if stale is None:
        stale = not any(value not in (None, "", 0) or value is False for value in stored)
    for marks in sheets:
        for place, (formula, value) in marks.formulas.items():
            if value is None or (stale and value is not False and value in ("", 0)):
                marks.texts[place] = f"={formula.lstrip('=')}"
    kept = sum(value not in (None, "", 0) for value in stored)
    return [f"read_as_stored count={kept}"] if stale and kept else []


def as_sheet(name: str, rows: list[list[object]], marks: Marks, epoch: object = EPOCH) -> Sheet:
    """Return a sheet of the cells that a parser gives, with its marks.

    Args:
        name: Its name.
        rows: The cells of each row, from the first one on; what a cell says instead is written into
            them.
        marks: Its marks.
        epoch: Day 0 of its serial dates.
    """
    for (row, col), text in marks.texts.items():
        while len(rows) < row:
            rows.append([])
        cells = rows[row - 1]
        cells.extend([None] * (col + 1 - len(cells)))
        cells[col] = text
    shown = frozenset(marks.percent), tuple(marks.merged), frozenset(marks.signs)
    return Sheet(name, Rows.of(rows).trimmed(), *shown, epoch)  # type: ignore[arg-type]


def is_zero(size: str | None) -> bool:
    """Tell whether a height or width leaves nothing to be seen.

    Args:
        size: As the sheet writes it, its unit included; ``None`` where it says none.
    """
    return bool(size) and not re.sub(r"[^1-9]", "", str(size))


def hidden_notes(sheet: Sheet, marks: Marks) -> list[str]:
    """Return notes on the rows, columns and cells that a sheet holds without showing them.

    And one on the cells it strikes through: they too are read, and may not be meant to.

    Args:
        sheet: The sheet; only what has content is told.
        marks: Its marks.
    """
    filled = sheet.rows.filled
    by_column = [column.filled for column in sheet.rows.columns]
    rows = sorted(row for row in marks.hidden_rows if row <= len(filled) and filled[row - 1])
    columns = [col for col, own in enumerate(by_column) if col in marks.hidden_columns if own.any()]
    notes = []
    if rows:
        notes.append(f"hidden_rows sheet={sheet.name} count={len(rows)} rows={_ranges(rows)}")
    if columns:
        letters = ", ".join(column_letters(col) for col in columns[:_RANGES_NAMED])
        notes.append(f"hidden_columns sheet={sheet.name} columns={letters}")
    under = _under_merges(marks.merged, by_column)
    for code, places in (
        ("struck_cells", marks.struck),
        ("unseen_cells", marks.unseen | marks.pale | under),
        ("shown_otherwise", marks.otherwise),
    ):
        cells = sorted(
            (row, col)
            for row, col in places
            if col < len(by_column) and row <= len(filled) and by_column[col][row - 1]
        )
        if cells:
            listed = ", ".join(f"{column_letters(col)}{row}" for row, col in cells[:_RANGES_NAMED])
            more = " …" if cells[_RANGES_NAMED:] else ""
            notes.append(f"{code} sheet={sheet.name} count={len(cells)} cells={listed}{more}")
    return notes


def _under_merges(merged: Iterable[Merge], by_column: list[Mask]) -> set[Place]:
    """Return the filled cells that lie under the first one of those merged with it."""
    return {
        (top + int(down), col)
        for top, left, bottom, right in merged
        for col in range(left, min(right + 1, len(by_column)))
        for down in np.flatnonzero(by_column[col][top - 1 : bottom])
    } - {(top, left) for top, left, _, _ in merged}


def _ranges(numbers: list[int]) -> str:
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    texts = [f"{a}" if a == b else f"{a}–{b}" for a, b in ranges[:_RANGES_NAMED]]
    return ", ".join(texts) + (" …" if ranges[_RANGES_NAMED:] else "")
