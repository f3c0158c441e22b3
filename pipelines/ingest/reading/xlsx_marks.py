"""What python-calamine leaves out of an XLSX: the marks of its sheets.

It also measures the used area first, because one stray cell at ``XFD1048576`` would make the
parser ask for half a terabyte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.marks import Marks, check_area, is_zero
from pipelines.ingest.reading.model import Merge
from pipelines.ingest.reading.values import column_letters, column_number
from pipelines.ingest.reading.xlsx_workbook import APART, TRUE, Runs, Styles
from pipelines.ingest.reading.xml_events import walk

_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,9})"')
_NUMBER = re.compile(rb'r="(\d{1,9})"')
_ROW = re.compile(rb'<row r="(\d{1,9})"')
_NEEDS_WALK = (
    b't="e"', b"t='e'", b"<f>", b"<f ", b"<f/", b"<mergeCell ", b":sheetData", b"hidden",
    b' ht="0', b' width="0', b' defaultColWidth="0'
)  # fmt: skip
_ODD_CELLS = (b"<c\t", b"<c\n", b"<c\r", b"<c>", b"<c/", b"<row\t", b"<row\n", b"<row\r")
# Styles as no search for ` s="1"` sees them: in other quotes, with blanks about them or noughts
# before them.
_ODD_STYLES = (b"='", b" =", b"= ", b"\ts=", b"\ns=", b"\rs=", b's="+')
_WITH_NOUGHT = re.compile(rb' s="0\d')
_MOST_COLUMNS = 16_384
_DEFAULT_STYLE = "0"  # of a cell that names none


def xlsx_marks(
    data: bytes, *, styles: Styles, in_parts: dict[str, str], where: str, part: str
) -> Marks:
    """Return the marks of one worksheet part, after checking its used area.

    Args:
        data: The part.
        styles: What the styles of the workbook say that a cell does not.
        in_parts: Number of a shared string → its text, of those with parts that stand apart.
        where: The file.
        part: Its name in the file.

    Raises:
        ReadingError: It is cut short or damaged (``damaged``), or too large (``too_wide``).
    """
    if not data.rstrip().endswith(b"worksheet>"):
        raise ReadingError("damaged", where=where, detail=f"{part} is cut short")
    rows = _ROW.findall(data)
    if len({*rows}) < len(rows):  # the parser would keep the cells of the last one alone
        raise ReadingError("damaged", where=where, detail=f"{part}: a row stands twice")
    columns, lines, count, is_in_place = _used(data)
    if count:
        right = max(column_number(letters.decode()) for letters in columns) + 1
        check_area(max(map(int, lines)), right, where=where)
    plain = not in_parts and not any(mark in data for mark in APART)
    usual = (
        plain
        and is_in_place
        and data.count(b"<c ") == count
        and not any(odd in data for odd in _ODD_CELLS)
    )
    telling = styles.telling
    is_styled = _DEFAULT_STYLE in telling or any(b' s="%b"' % n.encode() in data for n in telling)
    is_styled = is_styled or (bool(telling) and _is_odd(data))
    if usual and not is_styled and not any(m in data for m in _NEEDS_WALK):
        return Marks()
    walker = _Walker(styles, in_parts, where)
    try:
        walk(
            data, where=where, part=part, start=walker.start, end=walker.end, text=walker.characters
        )
    except ValueError as error:
        raise ReadingError("damaged", where=where, detail=f"{part}: {error}") from error
    return walker.marks


def _is_odd(data: bytes) -> bool:
    return any(odd in data for odd in _ODD_STYLES) or bool(_WITH_NOUGHT.search(data))


def _used(data: bytes) -> tuple[set[bytes], set[bytes], int, bool]:
    """Return the columns and rows that cells name, how many do, and whether all are in place.

    That is in the row that they say, and none where another stands.
    """
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    count, is_in_place = 0, True
    for line in data.split(b"<row "):
        cells = _REFERENCE.findall(line)
        own, named = _NUMBER.match(line), {row for _, row in cells}
        letters = {column for column, _ in cells}
        is_in_place &= len(letters) == len(cells) and named <= {own[1] if own else b""}
        columns |= letters
        rows |= named
        count += len(cells)
    return columns, rows, count, is_in_place


@dataclass
class _Walker:
    styles: Styles
    in_parts: dict[str, str]
    where: str
    marks: Marks = field(default_factory=Marks)
    cell: dict[str, str] = field(default_factory=dict)
    row: int = 0
    col: int = -1
    cols: set[int] = field(default_factory=set)  # of the row, so far
    area: tuple[int, int] = (0, 0)
    texts: dict[str, list[str]] = field(default_factory=dict)
    arrays: list[Merge] = field(default_factory=list)
    open_tag: str = ""
    runs: Runs = field(default_factory=Runs)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.col, self.cols = -1, set()
            if attributes.get("hidden", "") in TRUE or is_zero(attributes.get("ht")):
                self.marks.hidden_rows.add(self.row)
        elif name == "c":
            self._cell(attributes)
        elif name in ("f", "v", "is"):
            self.texts[name] = []
            self.open_tag = name
            self.runs = Runs()
            if name == "f" and attributes.get("t") in ("array", "dataTable"):
                self.arrays += _area(attributes.get("ref", ""))
        elif self.open_tag == "is":
            self.runs.start(name, attributes)
        elif name == "mergeCell":
            self.marks.merged += _area(attributes.get("ref", ""))
        elif name == "sheetFormatPr" and is_zero(attributes.get("defaultColWidth")):
            self.marks.hidden_columns |= set(range(_MOST_COLUMNS))
        elif name == "col":
            first, last = (int(attributes.get(key, 1)) for key in ("min", "max"))
            columns = set(range(first - 1, min(last, _MOST_COLUMNS)))
            if attributes.get("hidden", "") in TRUE or is_zero(attributes.get("width")):
                self.marks.hidden_columns |= columns
            else:
                self.marks.hidden_columns -= columns

    def _cell(self, attributes: dict[str, str]) -> None:
        self.cell, self.texts = attributes, {}
        if "r" in attributes:
            letters = attributes["r"].rstrip("0123456789")
            row, self.col = int(attributes["r"][len(letters) :]), column_number(letters)
            if row != self.row:
                raise ValueError(f"cell {attributes['r']} in row {self.row}")
        else:
            self.col += 1
        if self.col in self.cols:
            raise ValueError(f"cell {column_letters(self.col)}{self.row} stands twice")
        self.cols.add(self.col)

    def end(self, name: str) -> None:
        if name in ("f", "v", "is"):
            self.open_tag = ""
        elif name == "c" and self.texts:
            self.area = max(self.area[0], self.row), max(self.area[1], self.col + 1)
            check_area(*self.area, where=self.where)
            self._judge((self.row, self.col))

    def _judge(self, place: tuple[int, int]) -> None:
        value, kind = "".join(self.texts.get("v", ())), self.cell.get("t", "n")
        computed = "f" in self.texts or any(
            top <= place[0] <= bottom and left <= place[1] <= right
            for top, left, bottom, right in self.arrays
        )
        if self.runs.has_apart or (kind == "s" and value in self.in_parts):
            self.marks.say([place], self.in_parts.get(value) or "".join(self.runs.texts))
        elif kind == "e":
            self.marks.texts[place] = value or "#ERROR!"
        elif computed:
            formula = "".join(self.texts.get("f", ()))
            self.marks.formulas[place] = formula, _stored(value, kind, "v" in self.texts)
        style = str(int(self.cell.get("s", _DEFAULT_STYLE)))
        if style in self.styles.struck:
            self.marks.struck.add(place)
        if style in self.styles.pale:
            self.marks.pale.add(place)
        code = self.styles.formats.get(style)
        if code and value and kind == "n":
            self.marks.show(place, code, float(value))

    def characters(self, content: str) -> None:
        if self.open_tag:
            self.texts[self.open_tag].append(content)
            self.runs.add(content)


def _stored(value: str, kind: str, present: bool) -> object:
    """Return what a formula stores: a text, a number, or None where nothing was calculated."""
    if not value:
        return "" if kind == "str" and present else None
    return float(value) if kind == "n" else value


def _area(reference: str) -> list[Merge]:
    match = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?", reference.upper())
    if not match:
        return []
    left, top = column_number(match[1]), int(match[2])
    if not match[3]:
        return [(top, left, top, left)]
    return [(top, left, int(match[4]), column_number(match[3]))]
