"""The marks of each sheet of an ODS, and the day its serial dates count from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product

from pipelines.ingest.reading import colours
from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.formats import says_other
from pipelines.ingest.reading.marks import MAX_CELLS, Marks, check_area, settle_formulas
from pipelines.ingest.reading.shown import compared
from pipelines.ingest.reading.values import EPOCH, Apart, Percent, set_apart, unstruck
from pipelines.ingest.reading.xml_events import walk

_OFFICE = re.compile(r"office|gnumeric|calligra|google", re.IGNORECASE)
_RAISED, _LOWERED = re.compile(r"super|[1-9]"), re.compile(r"sub|-")
_BREAKS = re.compile(rb":(?:line-break|tab)[ />]")
_MAX_HIDDEN = 100_000
_DEFAULT_STYLE = "Default"  # of a cell that names none, nor its row or column
_NUMBERS = ("float", "percentage", "currency")
# Where a cell of each type keeps its value; a text is what it shows.
_KEPT_IN = dict.fromkeys(_NUMBERS, "value") | {
    kind: f"{kind}-value" for kind in ("date", "time", "boolean")
}


@dataclass
class _Walker:
    where: str
    sheets: dict[str, Marks] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)
    epoch: datetime = EPOCH
    number_style: str = ""
    signed: set[str] = field(default_factory=set)
    hundredfold: set[str] = field(default_factory=set)
    factors: dict[str, str] = field(default_factory=dict)  # style → what it divides a number by
    row: int = 0
    col: int = 0
    column: int = 0
    row_span: int = 1
    groups: list[bool] = field(default_factory=list)  # of rows, open now: whether each is folded
    row_style: str = ""
    column_styles: list[tuple[int, str]] = field(default_factory=list)
    area: list[int] = field(default_factory=lambda: [0, 0])
    formula_at: tuple[int, int] | None = None
    formula: str = ""
    value: object = None
    # (column, repeats) of a cell that may show another thing
    may_differ_at: tuple[int, int] | None = None
    kind: str = ""
    in_link: bool = False  # what follows is kept of another file
    factor: str = ""  # what the cell's style divides its number by
    in_comment: bool = False
    text_style: str = ""
    apart: dict[str, Apart] = field(default_factory=dict)  # style of text → how it stands
    cell_style: str = ""
    struck: set[str] = field(default_factory=set)  # styles of cells with a line through them
    letters: dict[str, str | None] = field(default_factory=dict)  # style of cells → their colour
    behind: dict[str, str | None] = field(default_factory=dict)
    has_breaks: bool = False  # whether any text of the file is broken within a paragraph
    spans: list[Apart | None] = field(default_factory=list)  # open now, the innermost last
    how: Apart | None = None
    has_apart: bool = False  # or breaks: what the parser gives is not what is seen
    shown: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "number-style":
            self.number_style = attributes.get("name", "")
        elif name == "number" and self.number_style:
            if (factor := attributes.get("display-factor", "1")) != "1":
                self.factors[self.number_style] = factor
        elif name == "percentage-style":
            self.hundredfold.add(attributes.get("name", ""))
        elif name == "style" and attributes.get("family") == "table-cell":
            self.text_style, self.cell_style = "", attributes.get("name", "")
            parent = attributes.get("parent-style-name", "")
            if parent in self.struck:
                self.struck.add(self.cell_style)
            for colour_of in (self.letters, self.behind):
                colour_of[self.cell_style] = colour_of.get(parent)
            own = {attributes.get("data-style-name"), attributes.get("parent-style-name")}
            for styles in (self.signed, self.hundredfold):
                if own & styles:
                    styles.add(attributes.get("name", ""))
            for other in own & self.factors.keys():
                self.factors[self.cell_style] = self.factors[other or ""]
        elif name == "table-cell-properties" and "background-color" in attributes:
            self.behind[self.cell_style] = colours.written(attributes["background-color"])
        elif name == "null-date":
            self.epoch = datetime.fromisoformat(attributes.get("date-value", "1899-12-30"))
        elif name == "table":
            empty = Marks(is_of_other_file=self.in_link)
            self.marks = self.sheets.setdefault(attributes.get("name", ""), empty)
            self.row = self.column = 0
            self.area, self.column_styles = [0, 0], []
        elif name == "table-column":
            self._column(attributes)
        elif name == "table-row-group":
            self.groups.append(attributes.get("display") == "false")
        elif name == "table-row":
            self._row(attributes)
        elif name in ("table-cell", "covered-table-cell"):
            self._cell(attributes)
        elif name == "annotation":
            self.in_comment = True
        elif name == "dde-link":
            self.in_link = True
        elif name in ("style", "text-properties", "span", "p", "s", "line-break", "tab"):
            self._text_part(name, attributes)

    def _text_part(self, name: str, attributes: dict[str, str]) -> None:
        if name == "style":
            is_of_text = attributes.get("family") == "text"
            self.text_style = attributes.get("name", "") if is_of_text else ""
            self.cell_style = ""
        elif name == "text-properties" and self.cell_style:
            self._line_through(attributes)
        elif name == "text-properties" and self.text_style:
            self._stands_apart(attributes)
        elif name == "span":
            self.how = self.apart.get(attributes.get("style-name", ""), self.how)
            self.spans.append(self.how)
            self.has_apart |= self.how is not None
        elif name in ("line-break", "tab"):
            self.has_apart = True
            self.text("\n" if name == "line-break" else "\t")
        elif name == "s" or (name == "p" and self.shown):
            self.text(" ")

    def _line_through(self, attributes: dict[str, str]) -> None:
        if "color" in attributes:
            self.letters[self.cell_style] = colours.written(attributes["color"])
        line = _line(attributes)
        if line is False:
            self.struck.discard(self.cell_style)
        elif line:
            self.struck.add(self.cell_style)

    def _stands_apart(self, attributes: dict[str, str]) -> None:
        """Keep how a style of text stands; what is struck is so wherever it stands."""
        position = attributes.get("text-position", "")
        if _line(attributes):
            self.apart[self.text_style] = "struck"
        elif _RAISED.match(position):
            self.apart[self.text_style] = "raised"
        elif _LOWERED.match(position):
            self.apart[self.text_style] = "lowered"

    def _column(self, attributes: dict[str, str]) -> None:
        repeat = _count(attributes, "number-columns-repeated")
        if attributes.get("visibility", "visible") != "visible":
            self.marks.hidden_columns |= set(range(self.column, min(self.column + repeat, 16_384)))
        self.column += repeat
        self.column_styles.append((self.column, attributes.get("default-cell-style-name", "")))

    def _row(self, attributes: dict[str, str]) -> None:
        self.row_span = _count(attributes, "number-rows-repeated")
        self.row_style = attributes.get("default-cell-style-name", "")
        self.col = 0
        if any(self.groups) or attributes.get("visibility", "visible") != "visible":
            last = self.row + min(self.row_span, _MAX_HIDDEN)
            self.marks.hidden_rows |= set(range(self.row + 1, last + 1))

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
        style = self._style(attributes) if kind == "float" else ""
        if kind == "percentage" or style in self.hundredfold:
            self.marks.percent |= {*self._places(self.col, repeat, len(self.marks.percent))}
        elif style in self.signed:
            self.marks.signs |= {*self._places(self.col, repeat, len(self.marks.signs))}
        own = self._style(attributes) if kind else ""
        if kind and own in self.struck:
            self.marks.struck |= {*self._places(self.col, repeat, len(self.marks.struck))}
        if kind and colours.is_unseen(self.letters.get(own), self.behind.get(own)):
            self.marks.pale |= {*self._places(self.col, repeat, len(self.marks.pale))}
        wide = _count(attributes, "number-columns-spanned")
        high = _count(attributes, "number-rows-spanned")
        if wide * high > 1:
            self.marks.merged.append((first, self.col, first + high - 1, self.col + wide - 1))
        self.formula_at, self.shown, self.has_apart = None, [], False
        self.factor = self.factors.get(style, "")
        self.kind, self.value = kind, _stored(attributes, kind)
        may_differ = kind != "string" or self.apart or self.has_breaks or self.value != "text"
        self.may_differ_at = (self.col, repeat) if may_differ else None
        if "formula" in attributes:
            self.formula_at = (first, self.col)
            formula = attributes["formula"]
            self.formula = formula.partition(":")[2] or formula
        self.col += repeat

    def _style(self, attributes: dict[str, str]) -> str:
        column = next((style for end, style in self.column_styles if self.col < end), "")
        return attributes.get("style-name") or self.row_style or column or _DEFAULT_STYLE

    def _places(self, col: int, repeat: int, noted: int) -> Iterator[tuple[int, int]]:
        """Yield the places of a cell that is repeated, unless too many are noted."""
        if noted + repeat * self.row_span > MAX_CELLS // 10:
            raise ReadingError("too_wide", where=self.where, rows=self.row + 1, columns=col)
        for down, right in product(range(self.row_span), range(repeat)):
            yield self.row + 1 + down, col + right

    def text(self, content: str) -> None:
        if self.number_style and "%" in content:
            self.signed.add(self.number_style)
        if (self.formula_at or self.may_differ_at) and not self.in_comment:
            self.shown.append(set_apart(content, self.how) if self.how else content)

    def end(self, name: str) -> None:
        if name == "number-style":
            self.number_style = ""
        elif name == "table-row":
            self.row += self.row_span
        elif name == "table-row-group":
            self.groups.pop()
        elif name == "annotation":
            self.in_comment = False
        elif name == "dde-link":
            self.in_link = False
        elif name == "span" and self.spans:
            self.spans.pop()
            self.how = self.spans[-1] if self.spans else None
        elif name == "table-cell" and (self.formula_at or self.may_differ_at):
            self._judge("".join(self.shown).strip())

    def _judge(self, shown: str) -> None:
        """Keep what a cell shows where that is not what it stores, and its formula."""
        if self.may_differ_at and (says := self._says(shown)):
            places = self._places(*self.may_differ_at, len(self.marks.texts))
            self.marks.say(places, says)
            shown = unstruck(shown)
        elif self.formula_at:
            if shown.startswith(("#", "Err:")):
                self.marks.texts[self.formula_at] = shown
            else:
                stored = shown if self.value == "text" else self.value
                self.marks.formulas[self.formula_at] = self.formula, stored
        if self.may_differ_at:
            self._compare(shown, *self.may_differ_at)
        self.formula_at = self.may_differ_at = None

    def _says(self, shown: str) -> str:
        """Return what is read of a cell instead of its value, if anything."""
        holds = any(char.isdigit() for char in shown)
        is_other = self.kind in _NUMBERS and says_other(shown, holds=holds)
        if self.has_apart or is_other or (self.value is None and not self.formula_at):
            return shown
        return f"{shown} × {self.factor}" if self.factor else ""

    def _compare(self, shown: str, col: int, repeat: int) -> None:
        """Note a number that is shown as a percentage, as another or not at all; or a text."""
        own, first = self.marks, (self.row + 1, col)
        differs = self.kind == "string" and self.value not in ("text", shown)
        places = own.otherwise if differs else None
        if isinstance(self.value, float) and first not in own.texts:
            is_told = first in own.percent or first in own.signs
            percent = compared(shown, self.value)
            if not shown:
                places = own.unseen
            elif percent is None and not (is_told and compared(f"{shown}%", self.value)):
                places = own.otherwise
            elif percent and not is_told:
                places = own.percent if percent is Percent.SCALED else own.signs
        if places is not None:
            places.update(self._places(col, repeat, len(places)))


def ods_marks(parts: dict[str, bytes], *, where: str) -> tuple[dict[str, Marks], datetime]:
    """Return the marks of every sheet by its name, and day 0 of the serial dates.

    Args:
        parts: Its XML parts, by name in lower case.
        where: The file, for the error.

    Raises:
        ReadingError: A part is damaged (``damaged``) or a sheet too large (``too_wide``).
    """
    walker = _Walker(where, has_breaks=bool(_BREAKS.search(parts.get("content.xml", b""))))
    for part in ("styles.xml", "content.xml"):
        try:
            walk(
                parts.get(part, b"<none/>"),
                where=where,
                part=part,
                start=walker.start,
                end=walker.end,
                text=walker.text,
            )
        except ValueError as error:
            raise ReadingError("damaged", where=where, detail=f"{part}: {error}") from error
    by_a_program = _by_a_program(parts)
    for marks in walker.sheets.values() if not by_a_program else ():
        marks.unseen.clear()  # others write a number without what is seen of it
    settle_formulas(walker.sheets.values(), stale=False if by_a_program else None)
    return walker.sheets, walker.epoch


def _by_a_program(parts: dict[str, bytes]) -> bool:
    """Tell whether a spreadsheet program wrote the file, and so calculated it."""
    generator = re.search(rb"<meta:generator>([^<]*)<", parts.get("meta.xml", b""))
    return bool(generator and _OFFICE.search(generator[1].decode("utf-8", "replace")))


def _line(attributes: dict[str, str]) -> bool | None:
    """Tell whether a style draws a line through its text; None where it does not say."""
    lines = [attributes.get(f"text-line-through-{what}") for what in ("style", "type")]
    return None if not any(lines) else "none" not in lines


def _stored(attributes: dict[str, str], kind: str) -> object:
    """Return the value that a cell stores; ``"text"`` where that is what it shows."""
    if kind == "string":
        return attributes.get("string-value") or "text"
    value = attributes.get(_KEPT_IN.get(kind, ""))
    return float(value) if value is not None and kind in _NUMBERS else value and kind


def _count(attributes: dict[str, str], name: str) -> int:
    return max(int(attributes.get(name, 1)), 1)
