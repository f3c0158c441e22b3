"""Which description fits a file, and where its table stands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipelines import reading
from pipelines.errors import FaroError
from pipelines.specs import Kind, RowSpec

_HEADER_WITHIN = 60


def find(sheet: reading.Sheet, source: RowSpec) -> reading.Table:
    """Return the table that ``source`` describes in a sheet.

    Raises:
        ReadingError: There is no such table, or it lacks a column.
    """
    fields = {name: (name, *headers(source, name)) for name in source.columns}
    required = [name for name, column in source.columns.items() if column.required]
    table = reading.find_table(sheet, fields=fields, required=required)
    if isinstance(source, Kind):
        wanted_any = source.at_least_one
        has_any = not wanted_any or any(name in table.columns for name in wanted_any)
        names_municipality = source.municipality is None or any(
            name in table.columns
            for name in (source.municipality.name, source.municipality.code)
            if name
        )
        if not (has_any and names_municipality):
            wanted = source.at_least_one if not has_any else ("municipality", "code")
            raise reading.ReadingError("missing_columns", where="the table", missing=" / ".join(
                headers(source, name)[0] if headers(source, name) else name for name in wanted
            ), found=", ".join(table.headers.values()))  # fmt: skip
    return table


def headers(source: RowSpec, name: str) -> tuple[str, ...]:
    """Return the accepted headers of a column: its labels in both languages, then the others."""
    column = source.columns[name]
    labels = (column.label.es, column.label.en) if column.label else ()
    return (*labels, *column.headers)


def tables(
    document: reading.Document, source: RowSpec
) -> tuple[list[tuple[reading.Sheet, reading.Table]], list[str]]:
    """Return every sheet that holds the table, and notes on the sheets that do not.

    Raises:
        ReadingError: No sheet holds it (the error of the first sheet).
    """
    found, notes, first_error = [], [], None
    for sheet in document.sheets:
        try:
            found.append((sheet, find(sheet, source)))
        except reading.ReadingError as error:
            first_error = first_error or error
            notes.append(f"sheet_left_out name={sheet.name} rows={len(sheet.rows)}")
    if not found:
        raise first_error or reading.ReadingError("no_sheets", where=document.path.name)
    return found, notes


def recognise(document: reading.Document, sources: Mapping[str, RowSpec]) -> RowSpec:
    """Return the description a file fits: every required column, and the most in all.

    A file that names more columns of a description it does not fit is refused: it is a spoilt
    file of that one, whatever else its columns happen to allow.

    Raises:
        FaroError: No description fits, or another one is nearer.
    """
    found = []
    for source in sources.values():
        try:
            _, table = tables(document, source)[0][0]
        except reading.ReadingError:
            continue
        found.append((len(table.columns) - len(table.unknown), len(table.columns), source))
    best = max(found, key=lambda entry: entry[:2], default=None)
    fitting = {source.id for _, _, source in found}
    nearer = best is not None and any(
        _named_columns(document, source) > best[1]
        for source in sources.values()
        if source.id not in fitting
    )
    if best is None or nearer:
        raise FaroError(
            "its columns are those of no known kind of delivery",
            where=document.path.name,
            fix=f"The kinds are: {', '.join(sources)}; `faro template KIND` writes an empty one",
            code="unknown_kind",
        )
    return best[2]


def _named_columns(document: reading.Document, source: RowSpec) -> int:
    """Return how many columns of a description the likeliest header row of a file names."""
    lookup = {
        reading.normalise_header(text): name
        for name in source.columns
        for text in (name, *headers(source, name))
    }
    return max(
        (
            len(
                {lookup.get(reading.normalise_header(c)) for c in row if isinstance(c, str)}
                - {None}
            )
            for sheet in document.sheets
            for row in sheet.rows[:_HEADER_WITHIN]
        ),
        default=0,
    )


def read(path: Path, file: str) -> reading.Document:
    """Read a file; an error names it as readers know it."""
    try:
        return reading.read_document(path)
    except reading.ReadingError as error:
        raise named(error, path, file) from error


def named(error: reading.ReadingError, path: Path, file: str) -> reading.ReadingError:
    """Return the same error naming the file by the name readers know."""
    place = (error.where or "").removeprefix(path.name).strip(": ")
    error.where = file if place in ("", "the table") else f"{file}: {place}"
    return error
