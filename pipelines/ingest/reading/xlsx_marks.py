"""What python-calamine leaves out of an XLSX: the marks of its sheets, and of the workbook.

It also measures the used area first, because one stray cell at ``XFD1048576`` would make the
parser ask for half a terabyte.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.formats import BUILT_IN, is_of_note
from pipelines.ingest.reading.marks import Marks, check_area, is_zero
from pipelines.ingest.reading.model import Merge
from pipelines.ingest.reading.values import column_letters, column_number, raised
from pipelines.ingest.reading.xml_events import walk

_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,9})"')
_NUMBER = re.compile(rb'r="(\d{1,9})"')
_ROW = re.compile(rb'<row r="(\d{1,9})"')
_NEEDS_WALK = (
    b't="e"', b"t='e'", b"<f>", b"<f ", b"<f/", b"<mergeCell ", b":sheetData", b"hidden",
    b' ht="0', b' width="0', b' defaultColWidth="0'
)  # fmt: skip
_ODD_CELLS = (b"<c\t", b"<c\n", b"<c\r", b"<c>", b"<c/", b"<row\t", b"<row\n", b"<row\r")
# Styles as no search for ` s="1"` sees them: in other quotes, or with blanks about them.
_ODD_STYLES = (b"='", b" =", b"= ", b"\ts=", b"\ns=", b"\rs=")
_MOST_COLUMNS = 16_384
_DEFAULT_STYLE = "0"  # of a cell that names none
_TRUE = {"1", "true", "on"}


@dataclass
class Workbook:
    """What a workbook says of itself.

    Attributes:
        sheets: Sheet name → part.
        styles: The part of its styles.
        is_1904: Whether its serial dates count from 1904.
        stale: Whether its formulas are still to be calculated; ``None`` where it does not say.
    """

    sheets: dict[str, str] = field(default_factory=dict)
    styles: str = "xl/styles.xml"
    is_1904: bool = False
    stale: bool | None = None


def workbook(parts: dict[str, bytes], *, where: str) -> Workbook:
    """Return what the workbook part and its relations say.

    Args:
        parts: Its XML parts, by name in lower case.
        where: The file, for the error.

    Raises:
        ReadingError: A part is missing or damaged (``damaged``).
    """
    book = Workbook()
    targets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            path = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            targets[attributes.get("Id", "")] = path.lstrip("/").lower()
            if attributes.get("Type", "").endswith("/styles"):
                book.styles = path.lstrip("/").lower()

    def content(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            book.sheets[attributes.get("name", "")] = targets.get(attributes.get("id", ""), "")
        elif name == "workbookPr":
            book.is_1904 = attributes.get("date1904", "") in _TRUE
        elif name == "calcPr":
            completed = attributes.get("calcCompleted", "1") in _TRUE
            if attributes.get("fullCalcOnLoad", "") in _TRUE or not completed:
                book.stale = True

    for part, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", content)):
        if part not in parts:
            raise ReadingError("damaged", where=where, detail=f"{part} is missing")
        walk(parts[part], where=where, part=part, start=handler)
    return book


@dataclass
class Styles:
    """What the styles of a workbook say that a cell does not, by the number of a cell's style.

    Attributes:
        formats: The number formats that say more than the number.
        struck: The styles whose font has a line through it.
    """

    formats: dict[str, str] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)


def telling_styles(styles: bytes | None, *, where: str) -> Styles:
    """Return what the part of the styles says of cells; nothing where there is none.

    Args:
        styles: That part; None or empty where the workbook has none.
        where: The file, for the error.

    Raises:
        ReadingError: The part is damaged (``damaged``) or declares entities (``xml_entities``).
    """
    if not styles:
        return Styles()
    formats = dict(BUILT_IN)
    telling, struck_fonts = Styles(), set()
    inside, fonts, index = "", 0, 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside, fonts, index
        code = attributes.get("formatCode", "")
        if name == "numFmt" and is_of_note(code):
            formats[attributes.get("numFmtId", "")] = code
        elif name in ("cellXfs", "fonts"):
            inside = name
        elif name == "font" and inside == "fonts":
            fonts += 1
        elif name == "strike" and inside == "fonts" and attributes.get("val", "1") in _TRUE:
            struck_fonts.add(str(fonts - 1))
        elif name == "xf" and inside == "cellXfs":
            if (number := attributes.get("numFmtId", "")) in formats:
                telling.formats[str(index)] = formats[number]
            if attributes.get("fontId", "") in struck_fonts:
                telling.struck.add(str(index))
            index += 1

    def end(name: str) -> None:
        nonlocal inside
        if name == inside:
            inside = ""

    walk(styles, where=where, part="xl/styles.xml", start=start, end=end)
    return telling


@dataclass
class _Runs:
    """The runs of a text, with those that stand raised as such."""

    texts: list[str] = field(default_factory=list)
    has_raised: bool = False
    is_raised: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "r":
            self.is_raised = False
        elif name == "vertAlign" and attributes.get("val") == "superscript":
            self.is_raised = self.has_raised = True

    def add(self, content: str) -> None:
        self.texts.append(raised(content) if self.is_raised else content)


def raised_strings(data: bytes, *, where: str) -> dict[str, str]:
    """Return the shared strings with digits that stand raised, by their number in the workbook.

    Args:
        data: The part of the shared strings; empty where the workbook has none.
        where: The file, for the error.

    Raises:
        ReadingError: The part is damaged (``damaged``) or declares entities (``xml_entities``).
    """
    if b"vertAlign" not in data:
        return {}
    raised_texts: dict[str, str] = {}
    strings = iter(range(len(data)))
    runs, inside = _Runs(), False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal runs, inside
        runs = _Runs() if name == "si" else runs
        inside = name == "t"
        runs.start(name, attributes)

    def end(name: str) -> None:
        nonlocal inside
        inside = False
        if name == "si" and (number := next(strings)) >= 0 and runs.has_raised:
            raised_texts[str(number)] = "".join(runs.texts)

    def text(content: str) -> None:
        if inside:
            runs.add(content)

    walk(data, where=where, part="xl/sharedStrings.xml", start=start, end=end, text=text)
    return raised_texts


def xlsx_marks(
    data: bytes, *, styles: Styles, raised: dict[str, str], where: str, part: str
) -> Marks:
    """Return the marks of one worksheet part, after checking its used area.

    Args:
        data: The part.
        styles: What the styles of the workbook say that a cell does not.
        raised: Number of a shared string → its text, of those with digits that stand raised.
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
    plain = not raised and b"vertAlign" not in data
    usual = (
        plain
        and is_in_place
        and data.count(b"<c ") == count
        and not any(odd in data for odd in _ODD_CELLS)
    )
    telling = {*styles.formats, *styles.struck}
    is_styled = _DEFAULT_STYLE in telling or any(b' s="%b"' % n.encode() in data for n in telling)
    is_styled = is_styled or (bool(telling) and any(odd in data for odd in _ODD_STYLES))
    if usual and not is_styled and not any(m in data for m in _NEEDS_WALK):
        return Marks()
    walker = _Walker(styles, raised, where)
    try:
        walk(
            data, where=where, part=part, start=walker.start, end=walker.end, text=walker.characters
        )
    except ValueError as error:
        raise ReadingError("damaged", where=where, detail=f"{part}: {error}") from error
    return walker.marks


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
    raised: dict[str, str]
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
    runs: _Runs = field(default_factory=_Runs)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.col, self.cols = -1, set()
            if attributes.get("hidden", "") in _TRUE or is_zero(attributes.get("ht")):
                self.marks.hidden_rows.add(self.row)
        elif name == "c":
            self._cell(attributes)
        elif name in ("f", "v", "is"):
            self.texts[name] = []
            self.open_tag = name
            self.runs = _Runs()
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
            if attributes.get("hidden", "") in _TRUE or is_zero(attributes.get("width")):
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
        if self.runs.has_raised or (kind == "s" and value in self.raised):
            self.marks.texts[place] = self.raised.get(value) or "".join(self.runs.texts)
        elif kind == "e":
            self.marks.texts[place] = value or "#ERROR!"
        elif computed:
            formula = "".join(self.texts.get("f", ()))
            self.marks.formulas[place] = formula, _stored(value, kind, "v" in self.texts)
        style = self.cell.get("s", _DEFAULT_STYLE)
        if style in self.styles.struck:
            self.marks.struck.add(place)
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
    match = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?", reference)
    if not match:
        return []
    left, top = column_number(match[1]), int(match[2])
    if not match[3]:
        return [(top, left, top, left)]
    return [(top, left, int(match[4]), column_number(match[3]))]
