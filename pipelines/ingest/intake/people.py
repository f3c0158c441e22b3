"""Names, e-mails and phones of people stay at the door of the kinds that ask for it; roles pass."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.ingest import reading
from pipelines.ingest.intake.model import Problem, masked, problem
from pipelines.ingest.reading.columns import Column, Rows

_HEADERS = re.compile(
    r"\b(nombres?|apellidos?|persona|responsable|contacto|correos?|e ?mail|telefonos?|fono|celular|"
    r"rut|run|surname|person|contact|phone)\b"
)


def without_people(
    table: reading.Table, *, unknown_too: bool = False
) -> tuple[reading.Table, list[Problem]]:
    """Return a table without columns about people and with e-mails, phones and RUTs masked.

    Args:
        table: A table as found in a sheet.
        unknown_too: Whether every column that the kind does not list is left out with them.

    Returns:
        The table, and a problem without any content for each column left out.
    """
    left_out = {
        position: header
        for position, header in table.unknown.items()
        if unknown_too or _HEADERS.search(reading.normalise_header(header))
    }
    size = len(table.numbers)
    columns = [
        Column.empty(size) if position in left_out else column.told(_masked)
        for position, column in enumerate(table.cells.columns)
    ]
    skipped = [(number, reason, masked(text) or "") for number, reason, text in table.skipped]
    unknown = {p: header for p, header in table.unknown.items() if p not in left_out}
    found = [
        problem(None, header, "personal_column", None, scope="column")
        for header in left_out.values()
    ]
    return replace(
        table, cells=Rows(columns, table.cells.lengths), skipped=skipped, unknown=unknown
    ), found


def _masked(cell: object) -> object:
    return masked(cell) if isinstance(cell, str) else cell
