"""SpreadsheetML 2003: the XML workbook that statistical systems save under an ``.xls`` name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipelines.ingest.reading import colours
from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.formats import NAMED, is_of_dates
from pipelines.ingest.reading.marks import (
    Marks,
    as_sheet,
    check_area,
    hidden_notes,
    is_zero,
    settle_formulas,
)
from pipelines.ingest.reading.model import Sheet
from pipelines.ingest.reading.values import (
    EPOCH,
    EPOCH_1904,
    Apart,
    column_letters,
    is_struck,
    set_apart,
    unstruck,
)
from pipelines.ingest.reading.xml_events import walk

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)
_VERY_HIDDEN = "SheetVeryHidden"
_APART: dict[str, Apart] = {"Sup": "raised", "Sub": "lowered", "S": "struck"}
_DEFAULT_STYLE = "Default"  # of a cell that names none, and under every style


@dataclass
class _Worksheet:
    name: str
    rows: list[list[object]] = field(default_factory=list)
    marks: Marks = field(default_factory=Marks)
    visible: str = "SheetVisible"


@dataclass
class _Walker:
    where: str
    sheets: list[_Worksheet] = field(default_factory=list)
    sheet: _Worksheet = field(default_factory=lambda: _Worksheet(""))
    formats: dict[str, str] = field(default_factory=dict)
    struck: dict[str, bool] = field(default_factory=dict)
    letters: dict[str, str | None] = field(default_factory=dict)  # style → their colour
    behind: dict[str, str | None] = field(default_factory=dict)
    apart: list[Apart] = field(default_factory=list)  # open now, the innermost last
    parents: dict[str, str] = field(default_factory=dict)
    epoch: datetime = EPOCH
    style: str = ""
    width: int = 0
    row: int = 0
    col: int = 0
    column: int = 0
    step: int = 1
    kind: str | None = None
    code: str = ""
    formula: str | None = None
    row_style: str = ""
    table_style: str = ""
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)
    tag: str = ""
    in_comment: bool = False
    rows_below: int = 0  # empty rows that the last one stands for as well
    text: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.tag = name
        if name == "Style":
            self.style = attributes.get("ID", "")
            self.parents[self.style] = attributes.get("Parent", "")
        elif name == "NumberFormat":
            code = attributes.get("Format", "")
            self.formats[self.style] = NAMED.get(code, code)
        elif name == "Font" and not self.sheet.name:
            self.struck[self.style] = attributes.get("StrikeThrough") == "1"
            self.letters[self.style] = colours.written(attributes.get("Color"))
        elif name == "Interior":
            self.behind[self.style] = colours.written(attributes.get("Color"))
        elif name == "Date1904":
            self.epoch = EPOCH_1904
        elif name == "Worksheet":
            self.sheet = _Worksheet(attributes.get("Name", ""))
            self.row = self.width = self.column = self.rows_below = 0
            self.table_style, self.column_styles = "", []
        elif name == "Table":
            self.table_style = attributes.get("StyleID", "")
        elif name == "Column":
            self._column(attributes)
        elif name == "Row":
            self._row(attributes)
        elif name == "Cell":
            self._cell(attributes)
        elif name in _APART:
            self.apart.append(_APART[name])
        elif name == "Comment":
            self.in_comment = True
        elif name == "Data" and not self.in_comment:
            self.kind, self.text = attributes.get("Type", "String"), []

    def _column(self, attributes: dict[str, str]) -> None:
        first = int(attributes.get("Index", self.column + 1))
        self.column = first + int(attributes.get("Span", 0))
        self.column_styles.append((first, self.column, attributes.get("StyleID", "")))
        if attributes.get("Hidden") == "1" or is_zero(attributes.get("Width")):
            self.sheet.marks.hidden_columns |= set(range(first - 1, min(self.column, 16_384)))

    def _row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes.get("Index", self.row + self.rows_below + 1))
        self.rows_below = int(attributes.get("Span", 0))
        self.col, self.step = -1, 1
        check_area(self.row, max(self.width, 1), where=self.where)
        rows = self.sheet.rows
        if self.row <= len(rows):
            raise ReadingError("damaged", where=self.where, detail=f"row {self.row} stands twice")
        rows.extend([] for _ in range(self.row - len(rows)))
        self.row_style = attributes.get("StyleID", "")
        if attributes.get("Hidden") == "1" or is_zero(attributes.get("Height")):
            self.sheet.marks.hidden_rows.add(self.row)

    def _cell(self, attributes: dict[str, str]) -> None:
        if "Index" in attributes:
            self.col = int(attributes["Index"]) - 1
        else:
            self.col += self.step
        wide, high = int(attributes.get("MergeAcross", 0)), int(attributes.get("MergeDown", 0))
        self.step = 1 + max(wide, 0)
        if wide > 0 or high > 0:
            area = (self.row, self.col, self.row + high, self.col + wide)
            self.sheet.marks.merged.append(area)
        style = attributes.get("StyleID") or self.row_style or self._of_column()
        under = self._with_parents(style)
        self.code = next((self.formats[name] for name in under if name in self.formats), "")
        if next((self.struck[name] for name in under if name in self.struck), False):
            self.sheet.marks.struck.add((self.row, self.col))
        letters = next((self.letters[name] for name in under if name in self.letters), None)
        behind = next((self.behind[name] for name in under if name in self.behind), None)
        if colours.is_unseen(letters, behind):
            self.sheet.marks.pale.add((self.row, self.col))
        self.formula = attributes.get("Formula")
        if self.formula is not None and self.rows_reach():
            self.sheet.marks.formulas[self.row, self.col] = self.formula, None

    def _with_parents(self, style: str) -> list[str]:
        """Return a style and those it is made from, the nearest first."""
        under: list[str] = []
        while style and style not in under:
            under.append(style)
            style = self.parents.get(style, "")
        return [*under, _DEFAULT_STYLE]

    def _of_column(self) -> str:
        """Return the style of the column of the cell, or else of the table."""
        own = (style for first, last, style in self.column_styles if first <= self.col + 1 <= last)
        return next(filter(None, own), self.table_style)

    def rows_reach(self) -> bool:
        """Tell whether the cell stands in a row; else the file is damaged."""
        return bool(self.sheet.rows) and self.col >= 0

    def end(self, name: str) -> None:
        if name in _APART and self.apart:
            self.apart.pop()
        elif name == "Comment":
            self.in_comment = False
        elif name == "Data" and self.kind is not None:
            text = "".join(self.text)
            if is_struck(text):
                self.sheet.marks.struck.add((self.row, self.col))
                text = unstruck(text)
            self._store(_value(text, self.kind))
            self.kind = None
        elif name == "Worksheet":
            self.sheets.append(self.sheet)
        self.tag = ""

    def _store(self, value: object) -> None:
        if not self.rows_reach():
            raise ReadingError("damaged", where=self.where, detail="a cell outside any row")
        self.width = max(self.width, self.col + 1)
        check_area(self.row, self.width, where=self.where)
        cells = self.sheet.rows[self.row - 1]
        cells.extend([None] * (self.col + 1 - len(cells)))
        place = (self.row, self.col)
        if cells[self.col] is not None:
            at = f"cell {column_letters(self.col)}{self.row}"
            raise ReadingError("damaged", where=self.where, detail=f"{at} stands twice")
        cells[self.col] = value
        if self.formula is not None:
            self.sheet.marks.formulas[place] = self.formula, "" if value is None else value
        if self.code and isinstance(value, float):
            if is_of_dates(self.code):
                cells[self.col] = self.epoch + timedelta(days=value)
            self.sheet.marks.show(place, self.code, value)

    def characters(self, content: str) -> None:
        if self.kind is not None:
            self.text.append(set_apart(content, self.apart[-1]) if self.apart else content)
        elif self.tag == "Visible":
            self.sheet.visible = content.strip()
        elif self.tag == "Cell" and content.strip():
            at = f"cell {column_letters(self.col)}{self.row}"
            raise ReadingError("damaged", where=self.where, detail=f"{at} has text and no Data")


def read_spreadsheetml(text: str, *, where: str) -> tuple[list[Sheet], list[str]]:
    """Return the worksheets of a SpreadsheetML document, and notes.

    Args:
        text: The document.
        where: The file, for the error.

    Raises:
        ReadingError: ``damaged``, ``xml_entities`` or ``too_wide``.
    """
    walker = _Walker(where)
    try:
        walk(
            text.encode("utf-8", "replace"),
            where=where,
            part="workbook",
            start=walker.start,
            end=walker.end,
            text=walker.characters,
        )
    except (ValueError, OverflowError) as error:
        raise ReadingError("damaged", where=where, detail=str(error)[:120]) from error
    settle_formulas([sheet.marks for sheet in walker.sheets], stale=None)
    sheets, notes = [], []
    for worksheet in walker.sheets:
        if worksheet.visible == _VERY_HIDDEN:
            notes.append(f"very_hidden_sheet sheet={worksheet.name}")
            continue
        notes += (
            [] if worksheet.visible == "SheetVisible" else [f"hidden_sheet sheet={worksheet.name}"]
        )
        sheets.append(as_sheet(worksheet.name, worksheet.rows, worksheet.marks, walker.epoch))
        notes += hidden_notes(sheets[-1], worksheet.marks)
    return sheets, notes


def _value(text: str, kind: str) -> object:
    if not text:
        return None
    try:
        if kind == "Number" and _NUMBER.fullmatch(text.strip()):
            return float(text)
        if kind == "DateTime":
            moment = datetime.fromisoformat(text)
            midnight = (moment.hour, moment.minute, moment.second, moment.microsecond) == (0,) * 4
            return moment.date() if midnight else moment
    except ValueError:
        return text
    if kind == "Boolean" and text in ("0", "1"):
        return text == "1"
    return text
