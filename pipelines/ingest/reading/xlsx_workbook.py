"""What the parts of an XLSX say of the whole workbook: its sheets, styles and shared strings."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from urllib.parse import unquote

from pipelines.ingest.reading import colours
from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.formats import BUILT_IN, is_of_note
from pipelines.ingest.reading.values import Apart, set_apart
from pipelines.ingest.reading.xml_events import walk

TRUE = {"1", "true", "on"}
APART = (b"vertAlign", b"strike")
"""What the XML of a text has where a part of it stands apart."""
_OTHER, _ANOTHER = "some colour", "another colour"  # of letters and behind them: never the same
_BEHIND = {"none": None, "solid": colours.INK}  # where a fill names no colour
_VERTICAL: dict[str, Apart] = {"superscript": "raised", "subscript": "lowered"}


@dataclass
class Workbook:
    """What a workbook says of itself.

    Attributes:
        sheets: Sheet name → part.
        styles: The part of its styles; empty where it names none.
        is_1904: Whether its serial dates count from 1904.
        stale: Whether its formulas are still to be calculated; ``None`` where it does not say.
    """

    sheets: dict[str, str] = field(default_factory=dict)
    styles: str = ""
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
            target = unquote(attributes.get("Target", "")).replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/xl", target))
            targets[attributes.get("Id", "")] = path.lstrip("/").lower()
            if attributes.get("Type", "").endswith("/styles"):
                book.styles = path.lstrip("/").lower()

    def content(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            book.sheets[attributes.get("name", "")] = targets.get(attributes.get("id", ""), "")
        elif name == "workbookPr":
            book.is_1904 = attributes.get("date1904", "") in TRUE
        elif name == "calcPr":
            completed = attributes.get("calcCompleted", "1") in TRUE
            if attributes.get("fullCalcOnLoad", "") in TRUE or not completed:
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
        pale: The styles whose letters have the colour of what is behind them.
    """

    formats: dict[str, str] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)
    pale: set[str] = field(default_factory=set)

    @property
    def telling(self) -> set[str]:
        """The styles that say anything of a cell."""
        return {*self.formats, *self.struck, *self.pale}


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
    letters: list[str | None] = []
    behind: list[str | None] = []
    is_solid, inside, index = False, "", 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside, index, is_solid
        code = attributes.get("formatCode", "")
        if name == "numFmt" and is_of_note(code):
            formats[attributes.get("numFmtId", "")] = code
        elif name in ("cellXfs", "fonts", "fills"):
            inside = name
        elif name == "font" and inside == "fonts":
            letters.append(None)
        elif name == "color" and inside == "fonts" and letters:
            letters[-1] = colours.of_xlsx(attributes) or _OTHER
        elif name == "fill" and inside == "fills":
            behind.append(None)
        elif name in ("patternFill", "gradientFill") and inside == "fills" and behind:
            pattern = attributes.get("patternType", "none") if name == "patternFill" else name
            is_solid = pattern == "solid"
            behind[-1] = _BEHIND.get(pattern, _ANOTHER)
        elif name == "fgColor" and inside == "fills" and is_solid:
            behind[-1] = colours.of_xlsx(attributes) or _ANOTHER
        elif name == "strike" and inside == "fonts" and attributes.get("val", "1") in TRUE:
            struck_fonts.add(str(len(letters) - 1))
        elif name == "xf" and inside == "cellXfs":
            if (number := attributes.get("numFmtId", "")) in formats:
                telling.formats[str(index)] = formats[number]
            if attributes.get("fontId", "") in struck_fonts:
                telling.struck.add(str(index))
            if colours.is_unseen(_of(letters, attributes, "font"), _of(behind, attributes, "fill")):
                telling.pale.add(str(index))
            index += 1

    def end(name: str) -> None:
        nonlocal inside
        if name == inside:
            inside = ""

    walk(styles, where=where, part="xl/styles.xml", start=start, end=end)
    return telling


def _of(listed: list[str | None], attributes: dict[str, str], what: str) -> str | None:
    number = attributes.get(f"{what}Id", "")
    return listed[int(number)] if number.isdecimal() and int(number) < len(listed) else None


@dataclass
class Runs:
    """The runs of a text, with those that stand apart as such."""

    texts: list[str] = field(default_factory=list)
    has_apart: bool = False
    how: Apart | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take what begins: a run, or the mark that sets it apart.

        Args:
            name: Of the element.
            attributes: What it says.
        """
        if name == "r":
            self.how = None
        elif name == "vertAlign" and (how := _VERTICAL.get(attributes.get("val", ""))):
            self.how, self.has_apart = self.how or how, True
        elif name == "strike" and attributes.get("val", "1") in TRUE:
            self.how, self.has_apart = "struck", True

    def add(self, content: str) -> None:
        """Take text of the run that stands open.

        Args:
            content: As it is written.
        """
        self.texts.append(set_apart(content, self.how) if self.how else content)


def strings_in_parts(data: bytes, *, where: str) -> dict[str, str]:
    """Return the shared strings with parts that stand apart, by their number in the workbook.

    Args:
        data: The part of the shared strings; empty where the workbook has none.
        where: The file, for the error.

    Raises:
        ReadingError: The part is damaged (``damaged``) or declares entities (``xml_entities``).
    """
    if not any(mark in data for mark in APART):
        return {}
    texts: dict[str, str] = {}
    strings = iter(range(len(data)))
    runs, inside = Runs(), False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal runs, inside
        runs = Runs() if name == "si" else runs
        inside = name == "t"
        runs.start(name, attributes)

    def end(name: str) -> None:
        nonlocal inside
        inside = False
        if name == "si" and (number := next(strings)) >= 0 and runs.has_apart:
            texts[str(number)] = "".join(runs.texts)

    def text(content: str) -> None:
        if inside:
            runs.add(content)

    walk(data, where=where, part="xl/sharedStrings.xml", start=start, end=end, text=text)
    return texts
