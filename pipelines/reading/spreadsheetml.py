"""SpreadsheetML 2003: the XML workbook that statistical systems save under an ``.xls`` name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pipelines.reading.errors import ReadingError
from pipelines.reading.marks import check_area
from pipelines.reading.model import Merge, Sheet, trimmed
from pipelines.reading.xml_events import walk


@dataclass
class _Walker:
    where: str
    sheets: list[Sheet] = field(default_factory=list)
    percent_styles: set[str] = field(default_factory=set)
    style: str = ""
    name: str = ""
    rows: list[list[object]] = field(default_factory=list)
    percent: set[tuple[int, int]] = field(default_factory=set)
    merged: list[Merge] = field(default_factory=list)
    width: int = 0
    row: int = 0
    col: int = 0
    step: int = 1
    kind: str | None = None
    is_percent: bool = False
    row_style: str = ""
    text: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Style":
            self.style = attributes.get("ID", "")
        elif name == "NumberFormat" and _is_percent(attributes.get("Format", "")):
            self.percent_styles.add(self.style)
        elif name == "Worksheet":
            self.name = attributes.get("Name", "")
            self.rows, self.percent, self.merged = [], set(), []
            self.row = self.width = 0
        elif name == "Row":
            self._row(attributes)
        elif name == "Cell":
            self._cell(attributes)
        elif name == "Data":
            self.kind, self.text = attributes.get("Type", "String"), []

    def _row(self, attributes: dict[str, str]) -> None:
        self.row = int(attributes.get("Index", self.row + 1))
        self.col, self.step = -1, 1
        check_area(self.row, max(self.width, 1), where=self.where)
        if self.row <= len(self.rows):
            raise ReadingError("damaged", where=self.where, detail=f"row {self.row} stands twice")
        self.rows.extend([] for _ in range(self.row - len(self.rows)))
        self.row_style = attributes.get("StyleID", "")

    def _cell(self, attributes: dict[str, str]) -> None:
        if "Index" in attributes:
            self.col = int(attributes["Index"]) - 1
        else:
            self.col += self.step
        wide, high = int(attributes.get("MergeAcross", 0)), int(attributes.get("MergeDown", 0))
        self.step = 1 + max(wide, 0)
        if wide > 0 or high > 0:
            self.merged.append((self.row, self.col, self.row + high, self.col + wide))
        self.is_percent = attributes.get("StyleID", self.row_style) in self.percent_styles

    def end(self, name: str) -> None:
        if name == "Data" and self.kind is not None:
            self._store(_value("".join(self.text), self.kind))
            self.kind = None
        elif name == "Worksheet":
            self.sheets.append(
                Sheet(self.name, trimmed(self.rows), frozenset(self.percent), tuple(self.merged))
            )

    def _store(self, value: object) -> None:
        if not self.rows or self.col < 0:
            raise ReadingError("damaged", where=self.where, detail="a cell outside any row")
        self.width = max(self.width, self.col + 1)
        check_area(self.row, self.width, where=self.where)
        cells = self.rows[self.row - 1]
        cells.extend([None] * (self.col + 1 - len(cells)))
        cells[self.col] = value
        if self.is_percent and isinstance(value, float):
            self.percent.add((self.row, self.col))

    def characters(self, content: str) -> None:
        if self.kind is not None:
            self.text.append(content)


def read_spreadsheetml(text: str, *, where: str) -> list[Sheet]:
    """Return the worksheets of a SpreadsheetML document given as text.

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
    return walker.sheets


def _value(text: str, kind: str) -> object:
    if not text:
        return None
    try:
        if kind == "Number":
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


def _is_percent(code: str) -> bool:
    return code == "Percent" or "%" in code
