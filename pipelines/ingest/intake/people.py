"""Names, e-mails and phones of people stay at the door of the kinds that ask for it; roles pass.

What is refused is the most likely place of a name that nobody expected, and reports, tables of
quarantine and annotated copies repeat it: there a word is shown only where it cannot be a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial

import pyarrow as pa
from rapidfuzz import fuzz, process

from pipelines.ingest import reading
from pipelines.ingest.intake.lists import Lists
from pipelines.ingest.intake.model import Problem, problem
from pipelines.ingest.intake.places import Places
from pipelines.ingest.reading.columns import Column
from pipelines.ingest.reading.no_value import folded
from pipelines.ingest.reading.row_view import Rows
from pipelines.personal import HIDDEN, hidden, masked
from pipelines.specs import Kind, RowSpec

_HEADERS = re.compile(
    r"\b(nombres?|apellidos?|persona|responsable|contacto|correos?|e ?mail|telefonos?|fono|celular|"
    r"rut|run|surname|person|contact|phone)\b"
)
_WORD = re.compile(r"\w+")
_ALIKE = 80.0  # of 100: a misspelt word of a list is no name of a person


def discreet(
    problems: Sequence[Problem], source: RowSpec, reference: Lists, places: Places
) -> list[Problem]:
    """Return problems whose texts name nobody, where the kind keeps people out.

    A refused text is shown as it came only where it nearly is one that the column accepts; of a
    municipality, what is nearly a place.

    Args:
        problems: What is wrong with the rows of a table.
        source: The description; one that keeps nobody out gets them as they are.
        reference: The lists of texts that columns accept.
        places: What may be shown of a municipality.
    """
    if not (isinstance(source, Kind) and source.drops_people):
        return list(problems)
    listed = {name: _listed(source, name, reference) for name in {p.column for p in problems}}
    return [
        _saying(fault, str(places.shown(fault.raw_text)))
        if fault.raw_text and fault.column in places.columns
        else _discreet(fault, listed[fault.column])
        for fault in problems
    ]


def _listed(source: RowSpec, name: str | None, reference: Lists) -> Collection[str]:
    column = source.columns.get(name or "")
    return {*map(folded, reference.choices(column) or {})} if column is not None else ()


def _discreet(fault: Problem, listed: Collection[str]) -> Problem:
    text = fault.raw_text
    if not text or fault.scope == "column" or fault.code in _DATES:
        return fault
    plain, words = folded(text), _WORD.findall(folded(text))
    long = [
        choice for choice in listed if len(_WORD.findall(choice)) >= len(words)
    ]  # no word beside it
    if process.extractOne(plain, long, scorer=fuzz.ratio, score_cutoff=_ALIKE) or (
        words and any({*words} <= {*_WORD.findall(choice)} for choice in long)
    ):
        return fault
    return _saying(fault, hidden(text) or "")


# What is refused so was read as a date: its words are names of months.
_DATES = frozenset(["no_day", "two_digit_year"])


def _saying(fault: Problem, shown: str) -> Problem:
    text = fault.raw_text or ""
    return replace(
        fault,
        raw_text=shown,
        reason_es=fault.reason_es.replace(text, shown),
        reason_en=fault.reason_en.replace(text, shown),
    )


Hidden = list[tuple[int, str | None]]


def hiding(problems: Iterable[Problem]) -> Hidden:
    """Return the row and column of each problem that hides a part of what stands there.

    Args:
        problems: Discreet already.
    """
    return [(p.row, p.column) for p in problems if p.row and HIDDEN in (p.raw_text or "")]


def with_discreet_cells(raw: pa.Table, faults: Hidden, places: Places) -> pa.Table:
    """Return the delivered rows as text, each refused cell as its problem shows it.

    Args:
        raw: The rows, each with its row of the file in ``_row``.
        faults: Row and column of what is hidden of the same rows.
        places: Their columns are left as they stand: they are shown by themselves.
    """
    if not faults:
        return raw
    place = {row: at for at, row in enumerate(raw.column("_row").to_pylist())}
    for name in {column for _, column in faults} & set(raw.column_names) - places.columns:
        cells = raw.column(name).to_pylist()
        for row, column in faults:
            if column == name and row in place:
                cells[place[row]] = hidden(cells[place[row]])
        at = raw.column_names.index(name)
        raw = raw.set_column(at, name, pa.array(cells, raw.schema.field(at).type))
    return raw


def without_people(
    table: reading.Table, *, unknown_too: bool = False
) -> tuple[reading.Table, list[Problem]]:
    """Return a table without columns about people and with e-mails, phones and RUTs masked.

    Cells of columns that the kind does not know are kept without words that may be names.

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
        Column.empty(size)
        if position in left_out
        else column.mapped(partial(_masked, unknown=position in table.unknown))
        for position, column in enumerate(table.cells.columns)
    ]
    skipped = [(number, reason, hidden(text) or "") for number, reason, text in table.skipped]
    unknown = {p: header for p, header in table.unknown.items() if p not in left_out}
    problems = [
        problem(None, header, "personal_column", None, scope="column")
        for header in left_out.values()
    ]
    return replace(
        table, cells=Rows(columns, table.cells.lengths), skipped=skipped, unknown=unknown
    ), problems


def _masked(cell: object, unknown: bool) -> object:
    if not isinstance(cell, str):
        return cell
    return hidden(cell) if unknown else masked(cell)
