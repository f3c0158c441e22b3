"""What python-calamine leaves out of an XLSX or ODS sheet: percent formats, errors, merges.

It also measures the used area first, because one stray cell at ``XFD1048576`` would make the
parser ask for half a terabyte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.reading.errors import ReadingError
from pipelines.reading.model import Merge
from pipelines.reading.values import column_number
from pipelines.reading.xml_events import walk

MAX_CELLS = 30_000_000
_REFERENCE = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,9})"')
_NEEDS_WALK = (b't="e"', b"t='e'", b"<f>", b"<f ", b"<f/", b"<mergeCell ", b":sheetData")
_ODD_CELLS = (b"<c\t", b"<c\n", b"<c\r", b"<c>", b"<c/")
_PERCENT_IDS = {"9", "10"}


@dataclass
class Marks:
    """The marks of one sheet; keys are ``(1-based row, 0-based column)``."""

    percent: set[tuple[int, int]] = field(default_factory=set)
    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[Merge] = field(default_factory=list)


def check_area(rows: int, columns: int, *, where: str) -> None:
    """Refuse a sheet whose used area is beyond ``MAX_CELLS``."""
    if rows * columns > MAX_CELLS:
        raise ReadingError("too_wide", where=where, rows=rows, columns=columns)


def sheet_parts(parts: dict[str, bytes], *, where: str) -> dict[str, str]:
    """Return sheet name → part name of an XLSX package."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            targets[attributes.get("Id", "")] = path

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            names[attributes.get("name", "")] = targets.get(attributes.get("id", ""), "")

    for part, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        if part not in parts:
            raise ReadingError("damaged", where=where, detail=f"{part} is missing")
        walk(parts[part], where=where, part=part, start=handler)
    return names


def percent_styles(styles: bytes | None, *, where: str) -> set[str]:
    """Return the cell style numbers whose number format shows a percentage."""
    if not styles:
        return set()
    formats = set(_PERCENT_IDS)
    found: set[str] = set()
    state = {"inside": 0, "index": 0}

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and "%" in re.sub(r'"[^"]*"|\\.', "", attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            state["inside"] = 1
        elif name == "xf" and state["inside"]:
            if attributes.get("numFmtId") in formats:
                found.add(str(state["index"]))
            state["index"] += 1

    def end(name: str) -> None:
        if name == "cellXfs":
            state["inside"] = 0

    walk(styles, where=where, part="xl/styles.xml", start=start, end=end)
    return found


def xlsx_marks(data: bytes, *, percent: set[str], where: str, part: str) -> Marks:
    """Return the marks of one worksheet part, after checking its used area.

    ``texts`` holds error cells (``#REF!``) and formulas without a stored value, both of which
    the parser would give as empty.
    """
    if not data.rstrip().endswith(b"worksheet>"):
        raise ReadingError("damaged", where=where, detail=f"{part} is cut short")
    references = _REFERENCE.findall(data)
    if references:
        columns = max(column_number(letters.decode()) for letters in {c for c, _ in references}) + 1
        check_area(max(int(row) for row in {r for _, r in references}), columns, where=where)
    marks = Marks()
    usual = data.count(b"<c ") == len(references) and not any(odd in data for odd in _ODD_CELLS)
    styled = (b' s="%b"' % style.encode() for style in percent)
    if not usual or any(mark in data for mark in _NEEDS_WALK) or any(s in data for s in styled):
        _walk_sheet(data, marks, percent=percent, where=where, part=part)
    return marks


def _walk_sheet(data: bytes, marks: Marks, *, percent: set[str], where: str, part: str) -> None:
    cell: dict[str, str] = {}
    position = [0, -1]
    area = [0, 0]
    texts: dict[str, list[str]] = {}
    open_tag: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            position[0] = int(attributes.get("r", position[0] + 1))
            position[1] = -1
        elif name == "c":
            cell.clear()
            cell.update(attributes)
            texts.clear()
            if "r" in attributes:
                letters = attributes["r"].rstrip("0123456789")
                position[:] = [int(attributes["r"][len(letters) :]), column_number(letters)]
            else:
                position[1] += 1
        elif name in ("f", "v", "is"):
            texts[name] = []
            open_tag[:] = [name]
        elif name == "mergeCell":
            marks.merged.extend(_merge(attributes.get("ref", "")))

    def end(name: str) -> None:
        if name in ("f", "v", "is"):
            open_tag.clear()
        elif name == "c":
            place = (position[0], position[1])
            value = "".join(texts.get("v", ()))
            if texts:
                area[:] = [max(area[0], place[0]), max(area[1], place[1] + 1)]
                check_area(area[0], area[1], where=where)
            if cell.get("t") == "e":
                marks.texts[place] = value or "#ERROR!"
            elif "f" in texts and not value and cell.get("t") != "str":
                marks.texts[place] = "=" + "".join(texts["f"])
            elif cell.get("s") in percent and value and cell.get("t", "n") == "n":
                marks.percent.add(place)

    def text(content: str) -> None:
        if open_tag:
            texts[open_tag[0]].append(content)

    try:
        walk(data, where=where, part=part, start=start, end=end, text=text)
    except ValueError as error:
        raise ReadingError("damaged", where=where, detail=f"{part}: {error}") from error


def _merge(reference: str) -> list[Merge]:
    found = re.fullmatch(r"\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)", reference)
    if not found:
        return []
    return [(int(found[2]), column_number(found[1]), int(found[4]), column_number(found[3]))]
