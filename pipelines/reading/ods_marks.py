"""Percentages, errors, merges and the used area of each ODS sheet."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.reading.errors import ReadingError
from pipelines.reading.marks import MAX_CELLS, Marks, check_area
from pipelines.reading.xml_events import walk


@dataclass
class _Walker:
    where: str
    sheets: dict[str, Marks] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)
    row: int = 0
    col: int = 0
    row_span: int = 1
    area: list[int] = field(default_factory=lambda: [0, 0])
    error_at: tuple[int, int] | None = None
    error_text: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            self.marks = self.sheets.setdefault(attributes.get("name", ""), Marks())
            self.row, self.area = 0, [0, 0]
        elif name == "table-row":
            self.row_span = _count(attributes, "number-rows-repeated")
            self.col = 0
        elif name in ("table-cell", "covered-table-cell"):
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        repeat = _count(attributes, "number-columns-repeated")
        kind = attributes.get("value-type", "")
        first = self.row + 1
        if kind:
            self.area = [
                max(self.area[0], self.row + self.row_span),
                max(self.area[1], self.col + repeat),
            ]
            check_area(self.area[0], self.area[1], where=self.where)
        if kind == "percentage":
            if len(self.marks.percent) + repeat * self.row_span > MAX_CELLS // 10:
                raise ReadingError("too_wide", where=self.where, rows=first, columns=self.col)
            self.marks.percent.update(
                (first + down, self.col + right)
                for down in range(self.row_span)
                for right in range(repeat)
            )
        formula = attributes.get("formula", "")
        if formula and not kind:
            self.marks.texts[first, self.col] = formula.partition(":")[2] or formula
        wide = _count(attributes, "number-columns-spanned")
        high = _count(attributes, "number-rows-spanned")
        if wide * high > 1:
            self.marks.merged.append((first, self.col, first + high - 1, self.col + wide - 1))
        self.error_at = (first, self.col) if kind and formula else None
        self.error_text = []
        self.col += repeat

    def text(self, content: str) -> None:
        if self.error_at:
            self.error_text.append(content)

    def end(self, name: str) -> None:
        if name == "table-row":
            self.row += self.row_span
        elif name == "table-cell" and self.error_at:
            shown = "".join(self.error_text).strip()
            if shown.startswith(("#", "Err:")):
                self.marks.texts[self.error_at] = shown
            self.error_at = None


def ods_marks(content: bytes, *, where: str) -> dict[str, Marks]:
    """Return the marks of every sheet of ``content.xml`` by sheet name."""
    walker = _Walker(where)
    try:
        walk(
            content,
            where=where,
            part="content.xml",
            start=walker.start,
            end=walker.end,
            text=walker.text,
        )
    except ValueError as error:
        raise ReadingError("damaged", where=where, detail=f"content.xml: {error}") from error
    return walker.sheets


def _count(attributes: dict[str, str], name: str) -> int:
    return max(int(attributes.get(name, 1)), 1)
