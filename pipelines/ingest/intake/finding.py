"""Where the table of a description stands in a file."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np

from pipelines.ingest import reading
from pipelines.ingest.intake.facts import with_facts
from pipelines.ingest.reading.headers import normalise_header
from pipelines.specs import Kind, RowSpec

_HEADER_WITHIN = 60
_SPOILT_COLUMNS = 2
_DECIMALS = {"percent", "decimal"}
_MEASURES = {*_DECIMALS, "integer", "mark", "boolean"}
# A year in a header («Enero de 2023», «2023-01», «ene-23»): two digits count at its end alone.
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|(?<!\d)[1-4]\d$")
_JOINS = re.compile(r"\b(?:del?|of)\b")
_NUMBERED = {
    form for month in range(1, 13) for form in (f"{month}", f"{month:02}", f"{month:02} 01")
}


def find(sheet: reading.Sheet, source: RowSpec) -> reading.Table:
    """Return the first table that ``source`` describes in a sheet.

    Args:
        sheet: The sheet.
        source: The description of the rows looked for.

    Raises:
        ReadingError: There is no such table, or it lacks a column.
    """
    try:
        return _find(sheet, source)
    except reading.ReadingError as error:
        raise _in_words(error, source) from error


def tables_in(sheet: reading.Sheet, source: RowSpec) -> list[reading.Table]:
    """Return every table of a sheet, one below the other, each under its own header.

    What stands below a header that does not fit the description stays set apart in the table
    above it.

    Args:
        sheet: The sheet; what was found is kept with it, so that it is looked for once.
        source: The description of the rows looked for.

    Raises:
        ReadingError: There is no such table, or it lacks a column.
    """
    if known := sheet.tables.get(id(source)):
        return known[1]
    stacked = [find(sheet, source)]
    while start := stacked[-1].next_header:
        try:
            below = find(replace(sheet, rows=sheet.rows.emptied(start - 1)), source)
        except reading.ReadingError:
            break
        if below.header_row != start:
            break
        above = [entry for entry in stacked[-1].skipped if entry[0] < start]
        stacked[-1] = replace(stacked[-1], skipped=above, next_header=None)
        skipped = [entry for entry in below.skipped if entry[0] > start]
        stacked.append(replace(below, skipped=skipped))
    sheet.tables[id(source)] = (source, stacked)  # kept beside its id, which else may be another's
    return stacked


def _in_words(error: reading.ReadingError, source: RowSpec) -> reading.ReadingError:
    """Return an error about columns with their labels instead of their names."""
    for name, column in source.columns.items():
        if column.label is not None and name != column.label.es:
            error.what = error.what.replace(f"«{name}»", f"«{column.label.en}»")
            error.es = (error.es or "").replace(f"«{name}»", f"«{column.label.es}»")
    return error


def _find(sheet: reading.Sheet, source: RowSpec) -> reading.Table:
    fields = {name: (name, *headers(source, name)) for name in source.columns}
    required = [name for name, column in source.columns.items() if column.required]
    once = source.facts if isinstance(source, Kind) else ()
    table = reading.find_table(
        sheet,
        fields=fields,
        required=[name for name in required if name not in once],
        keys=source.keys if isinstance(source, Kind) and source.edition else (),
        measures=[name for name, column in source.columns.items() if column.type in _MEASURES],
        decimals=[name for name, column in source.columns.items() if column.type in _DECIMALS],
        words=[name for name in source.columns if _holds_any_text(source, name)],
    )
    if isinstance(source, Kind) and source.edition is not None:
        _hold_no_year(table, [header for names in fields.values() for header in names])
    if isinstance(source, Kind):
        table = with_facts(sheet, table, {name: fields[name] for name in once})
        if missing := [f"«{name}»" for name in required if name not in table.columns]:
            raise _lacking(", ".join(missing), table)
        wanted_any = source.at_least_one
        has_any = not wanted_any or any(name in table.columns for name in wanted_any)
        who = source.municipality
        names_municipality = (
            who is None
            or who.when is not None
            or any(name in table.columns for name in (who.name, who.code) if name)
        )
        if not (has_any and names_municipality):
            pair = (who.name, who.code) if who else ()
            wanted = source.at_least_one if not has_any else [name for name in pair if name]
            raise _lacking(" / ".join(f"«{name}»" for name in wanted), table)
    return table


def _hold_no_year(table: reading.Table, known: list[str]) -> None:
    """Refuse a header as «Enero 2023»: read as another column, its months would be gone unseen."""
    plain = {_bare(header) for header in known} | _NUMBERED
    refused = [
        f"«{header}»"
        for header in table.unknown.values()
        if (dated := _YEAR.sub(" ", normalised := normalise_header(header), count=1)) != normalised
        and _bare(dated) in plain
    ]
    if refused:
        raise reading.ReadingError("year_in_header", where="the table", found=", ".join(refused))


def _holds_any_text(source: RowSpec, name: str) -> bool:
    """Tell a column of remarks or links from one of codes, names or figures."""
    column, who = source.columns[name], source.municipality
    names = {*source.keys, *((who.name, who.code, who.region) if who else ())}
    return column.type == "text" and not column.values and not column.pattern and name not in names


def _bare(header: str) -> str:
    """Return a header without what joins a year to it."""
    return " ".join(_JOINS.sub(" ", normalise_header(header)).split())


def _lacking(missing: str, table: reading.Table) -> reading.ReadingError:
    listed = ", ".join(table.headers.values())
    return reading.ReadingError("missing_columns", where="the table", missing=missing, found=listed)


def headers(source: RowSpec, name: str) -> tuple[str, ...]:
    """Return the accepted headers of a column: its labels in both languages, then the others.

    Args:
        source: The description.
        name: The column, as the description calls it; that name itself is not among them.
    """
    column = source.columns[name]
    labels = (column.label.es, column.label.en) if column.label else ()
    return (*labels, *column.headers)


def tables(
    document: reading.Document, source: RowSpec
) -> tuple[list[tuple[reading.Sheet, reading.Table]], list[str]]:
    """Return every sheet that holds the table, then spoilt ones, and notes on those left out.

    Args:
        document: The file as read.
        source: The description of the rows looked for.

    Returns:
        Sheet and table, in order of the sheets; of a spoilt one a table whose rows are all refused.
        Spoilt sheets have a note as well.

    Raises:
        ReadingError: No sheet holds it (the error of the first sheet).
    """
    sheets, left_out, first_error = [], [], None
    for sheet in document.sheets:
        try:
            sheets += [(sheet, table) for table in tables_in(sheet, source)]
        except reading.ReadingError as error:
            first_error = first_error or error
            left_out.append(sheet)
    if not sheets:
        raise first_error or reading.ReadingError("no_sheets", where=document.path.name)
    spoilt = [(sheet, table) for sheet in left_out if (table := _spoilt(sheet, source))]
    notes = [f"sheet_left_out name={sheet.name} rows={len(sheet.rows)}" for sheet in left_out]
    return [*sheets, *spoilt], notes


def likeliest_header(sheet: reading.Sheet, source: RowSpec) -> tuple[int, set[str]]:
    """Return the row (1-based) that names most columns of a description, and those columns.

    Args:
        sheet: The sheet; its first rows alone are looked at.
        source: The description.
    """
    lookup = {
        reading.normalise_header(text): name
        for name in source.columns
        for text in (name, *headers(source, name))
    }
    best: tuple[int, set[str]] = (0, set())
    for number, row in enumerate(sheet.rows[:_HEADER_WITHIN], start=1):
        keys = {reading.normalise_header(cell) for cell in row if isinstance(cell, str)}
        named = {lookup[key] for key in keys & lookup.keys()}
        if len(named) > len(best[1]):
            best = number, named
    return best


def tables_or_spoilt(sheet: reading.Sheet, source: RowSpec) -> list[reading.Table]:
    """Return the tables of a sheet; where it is spoilt, one without any row but refused ones.

    A sheet is spoilt when it names a municipality (or a key) and one more column of the
    description, yet lacks what makes it readable. Any other sheet has nothing to do with it.

    Args:
        sheet: The sheet.
        source: The description of the rows looked for.
    """
    try:
        return tables_in(sheet, source)
    except reading.ReadingError:
        spoilt = _spoilt(sheet, source)
        return [spoilt] if spoilt else []


def _spoilt(sheet: reading.Sheet, source: RowSpec) -> reading.Table | None:
    rule = source.municipality
    subject = {name for name in (rule.name, rule.code) if name} if rule else set(source.keys)
    header, named = likeliest_header(sheet, source)
    if len(named) < _SPOILT_COLUMNS or not named & subject:
        return None
    rows = [
        (number, "no_table_in_sheet", " · ".join(texts))
        for number, row in enumerate(sheet.rows[header:], start=header + 1)
        if (texts := [t for cell in row if (t := (reading.as_text(cell) or "").strip())])
    ]
    none = np.zeros(0, np.int64)
    return reading.Table(sheet.name, header, 1, {}, {}, {}, none, sheet.rows.take(none), rows)


def read(path: Path, file: str) -> reading.Document:
    """Read a file; an error names it as readers know it.

    Args:
        path: The file on disk.
        file: Its name as readers know it.

    Raises:
        ReadingError: The file cannot be read.
    """
    try:
        return reading.read_document(path)
    except reading.ReadingError as error:
        raise named(error, path, file) from error


def named(error: reading.ReadingError, path: Path, file: str) -> reading.ReadingError:
    """Return the same error naming the file by the name readers know.

    Args:
        error: What is wrong; changed in place.
        path: The file on disk, whose name it may bear.
        file: The name as readers know it.
    """
    place = (error.where or "").removeprefix(path.name).strip(": ")
    error.where = file if place in ("", "the table") else f"{file}: {place}"
    return error
