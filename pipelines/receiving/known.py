"""The known columns of a delivery whose people are kept out: what may be stored of it."""

from __future__ import annotations

from hashlib import blake2b

from pipelines.ingest import reading
from pipelines.ingest.checking import CheckReport
from pipelines.ingest.intake import tables_or_spoilt
from pipelines.ingest.intake.beside import parts_beside
from pipelines.ingest.intake.people import without_people
from pipelines.ingest.intake.places import place_columns
from pipelines.ingest.intake.typing import raw_texts
from pipelines.ingest.reading import Table
from pipelines.personal import HIDDEN, hidden
from pipelines.specs import Kind
from pipelines.spreadsheets import rows_csv

_PARTS = ("beside_", "split_by_")
_LETTERS = "bcdfghjklmnpqrst"  # one for each digit of sixteen; no word of a state is among them


def known_columns(report: CheckReport, kind: Kind) -> bytes:
    """Return a file written anew with the known columns of its kind, people masked.

    A column that stays at the door and says one thing of every row leaves two letters made of it,
    unless it is of people: two files of another part each are still told apart.

    Args:
        report: What would become of the file, with its document; without one there are no rows.
        kind: The kind it was recognised as.

    Returns:
        A CSV file: UTF-8, ``;`` between fields, one column for each of the kind, then the letters.
    """
    rows: list[dict[str, object]] = []
    heads = dict.fromkeys(kind.columns)
    document = report.document
    refused = _refused(report, kind)
    for sheet in document.sheets if document else ():
        for delivered in tables_or_spoilt(sheet, kind):
            table, _ = without_people(delivered)
            columns = raw_texts(kind, table)
            for name, rows_hidden in _hidden_rows(table, refused).items():
                column, place = columns[name], name in place_columns(kind)
                changes = {i: HIDDEN if place else hidden(str(column[i])) for i in rows_hidden}
                columns[name] = column.changed(changes)
            letters = _parts(delivered, table) if kind.of_everyone else {}
            heads |= dict.fromkeys(letters)
            cells = zip(*(columns[name] for name in kind.columns), strict=True)
            rows += ({**dict(zip(kind.columns, row, strict=True)), **letters} for row in cells)
    listed = [[row.get(head) for head in heads] for row in rows]
    return rows_csv(list(heads), listed, bom=False, delimiter=";", ends="\n")


def _parts(delivered: Table, kept: Table) -> dict[str, str]:
    """Return heading → letters of each column of no people that says one thing of every row."""
    return {
        f"parte {_digest(reading.normalise_header(header), 4)}": _digest(word, 2)
        for header, word in parts_beside(delivered).items()
        if header in kept.unknown.values()
    }


def _digest(text: str, size: int) -> str:
    digits = blake2b(text.encode()).hexdigest()[:size]
    return "".join(_LETTERS[int(digit, 16)] for digit in digits)


def _refused(report: CheckReport, kind: Kind) -> set[tuple[str | None, int | None, str | None]]:
    """Return sheet, row and column of each cell that may name a person, or say whose a part is.

    Where a municipality is refused its code is hidden, or it would stand alone and be believed;
    and where a column that is not stored says that a row is no total, its municipality is hidden.
    """
    places = place_columns(kind)
    rule = kind.municipality
    code = rule.code if rule else None
    parts = {
        (finding.sheet, finding.row, column)
        for finding in report.findings
        if rule and (finding.code or "").startswith(_PARTS)
        for column in (rule.name, rule.code)
    }
    return parts | {
        (finding.sheet, finding.row, code if finding.column in places else finding.column)
        for finding in report.findings
        if HIDDEN in (finding.raw_text or "")
    }


def _hidden_rows(
    table: Table, refused: set[tuple[str | None, int | None, str | None]]
) -> dict[str, list[int]]:
    """Return the refused cells of a table by column; what is said above it is of every row."""
    by_column: dict[str, list[int]] = {}
    for name in table.columns:
        rows = {row for sheet, row, column in refused if (sheet, column) == (table.sheet, name)}
        indices = [i for i, row in enumerate(table.numbers.tolist()) if row in rows]
        by_column[name] = (
            list(range(len(table.numbers))) if rows and name in table.above else indices
        )
    return by_column
