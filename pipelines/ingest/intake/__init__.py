"""One delivered file + the description of its source → accepted rows and quarantined rows.

Nothing is lost: every delivered row is either accepted, typed and keyed, or in quarantine with
its file, row, column, reason and raw text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipelines.errors import readable
from pipelines.ingest import corrections as correcting
from pipelines.ingest import reading
from pipelines.ingest.intake.beside import against, of_all
from pipelines.ingest.intake.editions import doubts, untimely, with_edition
from pipelines.ingest.intake.finding import find, named, read, tables, tables_or_spoilt
from pipelines.ingest.intake.fitting import recognise
from pipelines.ingest.intake.judging import (
    broken_rules,
    match_municipalities,
    months_to_come,
    with_made,
)
from pipelines.ingest.intake.lists import Lists
from pipelines.ingest.intake.model import (
    NOT_ROWS,
    Intake,
    Problem,
    one_a_cell,
    problem,
    quarantine_table,
    reason_texts,
    without,
)
from pipelines.ingest.intake.named import made_up
from pipelines.ingest.intake.people import (
    Hidden,
    discreet,
    hiding,
    with_discreet_cells,
    without_people,
)
from pipelines.ingest.intake.places import Places
from pipelines.ingest.intake.settling import give_place, settle
from pipelines.ingest.intake.shape import merged_cells, short_rows
from pipelines.ingest.intake.splitting import split_by_file, split_by_table, split_by_unknown
from pipelines.ingest.intake.typing import empty_columns, raw_texts, type_columns
from pipelines.ingest.reading.columns import Column
from pipelines.ingest.reading.distinct import together
from pipelines.origins import SIMULATED
from pipelines.personal import masked
from pipelines.specs import Kind, RowSpec

__all__ = [
    "Intake",
    "Problem",
    "empty_accepted",
    "find",
    "give_place",
    "named",
    "quarantine_table",
    "read",
    "reason_texts",
    "recognise",
    "settle",
    "split_by_file",
    "tables_or_spoilt",
    "take_in",
]


def take_in(
    path: Path,
    *,
    source: RowSpec,
    file: str,
    reference: Lists,
    origin: str = "delivered",
    document: reading.Document | None = None,
) -> list[Intake]:
    """Read one file and sort its rows into accepted and quarantined.

    Repeated keys are settled within the file; ``settle`` settles them between files.

    Args:
        path: The file on disk.
        source: The description of its rows: a registered source or a kind of delivery.
        file: Its name as readers see it (path below the raw folder).
        reference: Municipality matcher and catalogues.
        origin: ``published``, ``delivered`` or ``simulated``; it travels on every row.
        document: The file as read, when it has been read already.

    Returns:
        One intake for each sheet that holds the table.

    Raises:
        ReadingError: The file cannot be read or a required column is absent.
    """
    file = readable(file)  # a name that is not UTF-8 is no text of a table, whoever hands it in
    document = document or read(path, file)
    try:
        sheets, notes = tables(document, source)
    except reading.ReadingError as error:
        raise named(error, path, file) from error
    intakes = []
    for sheet, table in sheets:
        intake = _take_in_sheet(sheet, table, source, file, reference, origin)
        intake.notes = (*document.notes, *notes)
        intake.encoding, intake.delimiter = document.encoding, document.delimiter
        intake.format = document.format
        intakes.append(intake)
    split_by_table(intakes)
    settle(intakes)
    return intakes


def empty_accepted(source: RowSpec) -> pa.Table:
    """Return the accepted table of a source without any row.

    Args:
        source: The description of its rows.

    Returns:
        The columns that the accepted rows of every file of it have: row marks, typed columns and,
        where its rows name a municipality, the match.
    """
    text, number = pa.array([], pa.string()), pa.array([], pa.int64())
    marks = {"_file": text, "_sheet": text, "_row": number, "_origin": text}
    cut = {} if source.municipality is None else {"cut": text, "cut_basis": text}
    if source.municipality is not None and source.municipality.country:
        cut["municipality_code"] = text
    return pa.table({**marks, **empty_columns(source), **cut})


def _take_in_sheet(
    sheet: reading.Sheet,
    table: reading.Table,
    source: RowSpec,
    file: str,
    reference: Lists,
    origin: str,
) -> Intake:
    people: list[Problem] = []
    delivered = table
    if isinstance(source, Kind) and source.drops_people:
        table, people = without_people(table, unknown_too=source.drops_unknown)
    rows = table.numbers
    texts = raw_texts(source, table)
    known = [c for c in reference.corrections if c.source == source.id]
    changes, applied = correcting.apply(known, texts, rows, file)
    problems = [*people, *_unknown_columns(table), *short_rows(source, table)]
    problems += merged_cells(table)
    skipped = [entry for entry in table.skipped if entry[1] not in NOT_ROWS]
    problems += [problem(row, None, code, text) for row, code, text in skipped]
    typed, rules, wrong = type_columns(source, sheet, table, changes, reference)
    problems += against(source, delivered, typed, reference)
    parts = of_all(source, delivered, file, reference)
    problems += [_maybe_one_part(header, word) for header, word in parts.items()]
    problems += _maybe_simulated(source, delivered, file, origin)
    typed = with_made(source, typed)
    if isinstance(source, Kind) and source.edition is not None:
        typed = with_edition(source.edition, typed, file, len(rows))
        heads = {name: table.headers[position] for name, position in table.columns.items()}
        problems += untimely(source.edition, typed, heads, rows.tolist())
        problems += doubts(source.edition, typed, heads)
    cuts, unmatched = match_municipalities(source, typed, texts, rows, reference)
    places = Places.of(source, table, reference)
    typed, texts = places.typed(typed), places.texts(texts)
    everything = pa.table({**_marks(file, table, origin), **typed, **cuts})
    problems += months_to_come(source, typed, texts, rows)
    broken = broken_rules(source, everything, texts, reference, wrong)
    problems += one_a_cell([*wrong, *unmatched, *broken])
    problems = discreet(problems, source, reference, places)
    intake = Intake(
        source=source,
        file=file,
        sheet=table.sheet,
        texts=partial(_kept_table, file, table, source, texts, hiding(problems), places),
        accepted=without(everything, problems),
        problems=[p.with_cell(table.columns, table.above) for p in problems],
        delivered=len(rows) + len(skipped),
        columns=table.columns,
        above=table.above,
        header_row=table.header_row,
        rules=rules,
        corrections=applied,
        of_all={reading.normalise_header(header): _digest(word) for header, word in parts.items()},
    )
    split_by_unknown(intake, delivered)
    return intake


def _maybe_one_part(header: str, word: str) -> Problem:
    """Return what to say of a whole that may be a part; what a column says is told of no one."""
    if header:
        return problem(None, header, "maybe_one_part", None, scope="column")
    return problem(None, None, "maybe_named_part", word, scope="column")


def _maybe_simulated(
    source: RowSpec, table: reading.Table, file: str, origin: str
) -> list[Problem]:
    """Return what to say of a delivery that says of itself that its figures were made up."""
    if not isinstance(source, Kind) or origin == SIMULATED:
        return []
    word = made_up(table, file)
    return [problem(None, None, "maybe_simulated", word, scope="column")] if word else []


def _digest(word: str) -> str:
    return blake2b(word.encode(), digest_size=2).hexdigest()


def _marks(file: str, table: reading.Table, origin: str) -> dict[str, pa.Array]:
    size = len(table.numbers)
    return {
        "_file": pa.repeat(pa.scalar(file, pa.string()), size),
        "_sheet": pa.repeat(pa.scalar(table.sheet, pa.string()), size),
        "_row": pa.array(table.numbers, pa.int64()),
        "_origin": pa.repeat(pa.scalar(origin, pa.string()), size),
    }


def _kept_table(
    file: str,
    table: reading.Table,
    source: RowSpec,
    texts: Mapping[str, Column],
    faults: Hidden,
    places: Places,
) -> pa.Table:
    """Return the delivered rows as they are kept: nobody's e-mail, phone or RUT among them."""
    if isinstance(source, Kind):
        texts = {name: column.mapped(_impersonal) for name, column in texts.items()}
    raw = _raw_table(file, table, texts, _beyond(table, masks=isinstance(source, Kind)))
    return with_discreet_cells(raw, faults, places)


def _impersonal(text: str | None) -> str | None:
    return masked(text) or text


def _raw_table(
    file: str, table: reading.Table, texts: Mapping[str, Column], beyond: pa.Array
) -> pa.Table:
    marks = _marks(file, table, "")
    return pa.table(
        {
            **{name: marks[name] for name in ("_file", "_sheet", "_row")},
            **{name: column.arrow(pa.string()) for name, column in texts.items()},
            "_extra": beyond,
        }
    )


def _beyond(table: reading.Table, *, masks: bool) -> pa.Array:
    """Return what the columns that nobody knows say in each row, as JSON."""
    if not table.unknown:
        return pa.nulls(len(table.numbers), pa.string())
    given, places = together(*map(table.cells.column, table.unknown))
    extra = [
        json.dumps(
            {
                header: reading.as_text(cell)
                for header, cell in zip(table.unknown.values(), cells, strict=True)
                if cell not in (None, "")
            },
            ensure_ascii=False,
        )
        for cells in given
    ]
    kept = map(_impersonal, extra) if masks else extra
    return pa.array(kept, pa.string()).take(pa.array(places))


def _unknown_columns(table: reading.Table) -> list[Problem]:
    problems = []
    for position, header in table.unknown.items():
        column = table.cells.column(position)
        filled = np.flatnonzero(column.where(lambda cell: cell not in (None, "")))
        texts = column.take(filled).mapped(reading.as_text)
        content = dict(zip(table.numbers[filled].tolist(), texts, strict=True))
        text = json.dumps(content, ensure_ascii=False)
        problems.append(problem(None, header, "unknown_column", text, scope="column"))
        if position in table.after_figures:
            problems.append(problem(None, header, "maybe_decimals", "", scope="column"))
    return problems
