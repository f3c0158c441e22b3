"""CSV text → rows, with the true row numbers of the file."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import numpy as np

from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.row_view import Rows, RowsBuilder
from pipelines.ingest.reading.unquoted import read_unquoted

DELIMITERS = (";", "\t", "|", ",")
_SAMPLE_RECORDS = 400
_MIN_SHARE = 0.5
_MOST = 0.9
_AT_ONCE = 20_000  # lines that are cut before they are kept by column
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_MAX_LINE = 4_000_000
_MAX_FIELDS = 20_000
_MAX_FIELD = 131_072  # characters; the csv module's own limit is global and others may raise it
_HINT = re.compile(r"\A\s*\"?sep=(.)\"?\s*\Z", re.IGNORECASE)


def choose_delimiter(text: str) -> str | None:
    """Return the delimiter that cuts most records into the same number of fields.

    Ties go to the one giving more fields, then to ``;`` tab ``|`` ``,`` in that order. A comma
    that only stands between digits, beside another delimiter, is a decimal one. Where many
    records are short, one that cuts nearly all of them will do, or the first into three and half
    of them. ``None`` when no delimiter cuts at least half of the records alike: the file has one
    column.

    Args:
        text: All of the file; the first records decide. A first line ``sep=;`` says it.
    """
    first = text[:40].split("\n", 1)[0].strip("\r")
    hint = _HINT.match(first)
    if hint:
        return hint[1]
    best: tuple[float, int, int] | None = None
    chosen = None
    credible = DELIMITERS[:-1] if _commas_are_decimal(text) else DELIMITERS
    for order, delimiter in enumerate(credible):
        share, width, _ = _consistency(text, delimiter)
        rank = (round(share, 2), width, -order)
        if delimiter == "," and width == 2 and _commas_belong_to_the_text(text):
            continue
        if width > 1 and share >= _MIN_SHARE and (best is None or rank > best):
            best, chosen = rank, delimiter
    heading = next((line for line in _first_lines(text) if line.strip()), "")
    least = {d: _MIN_SHARE if heading.count(d) > 1 else _MOST for d in DELIMITERS[:-1]}
    ragged = (d for d in least if _consistency(text, d)[2] >= least[d])
    return chosen or next(ragged, None) or _between_quotes(text)


def _between_quotes(text: str) -> str | None:
    """Return what stands between two quoted fields, however few lines of a short file have them."""
    delimiters = [
        delimiter
        for delimiter in DELIMITERS
        if any(f'"{delimiter}"' in line for line in _first_lines(text))
    ]
    return delimiters[0] if len(delimiters) == 1 else None


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text with their ends; a file object of it would be a copy of it."""
    return (line[0] for line in _LINE.finditer(text))


def _first_lines(text: str) -> list[str]:
    return "".join(islice(_lines(text), _SAMPLE_RECORDS)).splitlines()[:_SAMPLE_RECORDS]


def _commas_are_decimal(text: str) -> bool:
    """Tell whether each comma stands between digits, in lines that another delimiter cuts."""
    lines = [line for line in _first_lines(text) if line.strip()]
    cut = sum(any(mark in line for mark in DELIMITERS[:-1]) for line in lines)
    commas = sum(line.count(",") for line in lines)
    decimal = sum(len(re.findall(r"(?<=\d),(?=\d)", line)) for line in lines)
    return commas == decimal and cut * 2 > len(lines)


def _commas_belong_to_the_text(text: str) -> bool:
    """Tell a list in one column ("San Pedro, Melipilla"; "47,3") from two columns."""
    lines = [line.strip() for line in _first_lines(text) if line.strip()]
    if not lines or "," in lines[0]:
        return False
    cut = [line for line in lines if "," in line]
    inner = [line for line in cut if ", " in line or re.fullmatch(r"[+-]?\d+,\d+\s?%?", line)]
    return len(inner) * 2 > len(cut)


def _consistency(text: str, delimiter: str) -> tuple[float, int, float]:
    """Return the share of records cut alike, into how many fields, and the share cut at all."""
    widths: Counter[int] = Counter()
    total = 0
    try:
        for record in csv.reader(_lines(text), delimiter=delimiter):
            if not any(field.strip() for field in record):
                continue
            total += 1
            widths[len(record)] += len(record) > 1
            if total >= _SAMPLE_RECORDS:
                break
    except csv.Error:
        return 0.0, 0, 0.0
    if not +widths:
        return 0.0, 0, 0.0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return count / total, width, widths.total() / total


def read_rows(text: str, delimiter: str | None, *, where: str) -> tuple[Rows, bool]:
    """Return the rows of a CSV and whether some quotation marks were used loosely.

    ``rows[i]`` is physical line ``i + 1``; a record with line breaks inside quotes stands at its
    first line, followed by empty rows for the others. Empty fields are ``None``, and a row of
    nothing else has no cells.

    Args:
        text: All of the file.
        delimiter: What stands between fields; None where the file has one column.
        where: The file, for the error.

    Raises:
        ReadingError: ``open_quote``, ``long_line`` or ``too_wide``.
    """
    text = text.rstrip("\x1a")
    separator = delimiter or next(c for c in "\x1f\x1e\x1d\x1c" if c not in text)
    rows = read_unquoted(text, separator)
    if rows is not None and not _too_long(rows):
        return rows, False
    try:
        return _rows(text, separator, strict=True, where=where), False
    except csv.Error as error:
        if "field larger" in str(error):
            raise ReadingError("long_line", where=where, detail=str(error)) from error
    sentinel = "\x1ffin\x1f"
    try:
        rows = _rows(f"{text}\n{sentinel}\n", separator, strict=False, where=where)
    except csv.Error as error:
        raise ReadingError("long_line", where=where, detail=str(error)) from error
    last = int(np.flatnonzero(rows.lengths)[-1])
    end = rows[last]
    if not str(end[0]).startswith("\x1f") and sentinel not in end:
        raise ReadingError("open_quote", where=where, row=last + 1)
    return rows[:last], True


def _rows(text: str, separator: str, *, strict: bool, where: str) -> Rows:
    builder = RowsBuilder(nothing="")
    broken: list[tuple[int, list[str]]] = []
    widths: Counter[int] = Counter()
    lines: list[list[str]] = []
    done = 0
    for line, record, goes_on in _records(text, separator, strict=strict):
        if len(lines) >= _AT_ONCE:
            builder.add(lines)
            done, lines = done + len(lines), []
        lines.extend([] for _ in range(line - 1 - done - len(lines)))
        lines.append(record if any(record) else [])
        width = len(record)
        widths[width] += 1
        if width > _MAX_FIELDS:  # each would be a column
            raise ReadingError("long_line", where=where, detail=f"row {line}")
        if goes_on and any("\n" in field for field in record):
            broken.append((line, record))
    builder.add(lines)
    if builder.is_too_wide:
        raise ReadingError("too_wide", where=where, rows=builder.area[0], columns=builder.area[1])
    rows = builder.rows()
    if too_long := _too_long(rows):
        raise ReadingError("long_line", where=where, detail=f"row {too_long}")
    usual = widths.most_common(1)[0][0] if broken else 0
    for line, record in broken:
        _check_broken(record, line, (separator, usual - 1), where=where)
    return rows


def _too_long(rows: Rows) -> int | None:
    """Return the first row (1-based) that has too many fields, or one that is too long."""
    long = rows.lengths > _MAX_FIELDS
    for column in rows.columns:
        if any(len(str(cell)) > _MAX_FIELD for cell in column.cells):
            long |= column.where(lambda cell: len(cell or "") > _MAX_FIELD)
    return int(np.flatnonzero(long)[0]) + 1 if long.any() else None


def _records(text: str, separator: str, *, strict: bool) -> Iterator[tuple[int, list[str], bool]]:
    """Yield each record with its first line and whether it goes on in others."""
    reader = csv.reader(_lines(text), delimiter=separator, strict=strict)
    line = 1
    for record in reader:
        yield line, record, reader.line_num > line
        line = reader.line_num + 1


def _check_broken(record: list[str], line: int, cut: tuple[str, int], *, where: str) -> None:
    """Refuse a field that swallowed whole records because a quotation mark was left open."""
    separator, cuts = cut
    if sum(map(len, record)) > _MAX_LINE:
        raise ReadingError("long_line", where=where, detail=f"row {line}")
    for field in record:
        whole = [part.count(separator) >= max(cuts, 1) for part in field.split("\n")[1:-1]]
        if whole and (all(whole) if separator == "," or cuts < 2 else any(whole)):
            raise ReadingError("open_quote", where=where, row=line)
