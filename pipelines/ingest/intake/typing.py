"""Raw cells of a table → typed columns, with a problem for each cell that does not hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa

from pipelines import clock
from pipelines.ingest import cells, reading
from pipelines.ingest.cells import dates
from pipelines.ingest.intake.lists import Lists
from pipelines.ingest.intake.model import Problem, problem
from pipelines.ingest.reading.columns import Column, Index
from pipelines.specs import RowSpec, SourceColumn, thresholds

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_RUN = 2  # rows of what is said once, at the least
ARROW_TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "year": pa.int32(),
    "month": pa.int32(),
    "decimal": pa.float64(),
    "percent": pa.float64(),
    "date": pa.date32(),
    "period": pa.string(),
    "mark": pa.bool_(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("s"),
}


def empty_columns(source: RowSpec) -> dict[str, pa.Array]:
    """Return the typed columns of a source without any row.

    Args:
        source: The description.

    Returns:
        Arrow array by column, and ``<name>_state`` where kept.
    """
    columns: dict[str, pa.Array] = {}
    for name, spec in source.columns.items():
        columns[name] = pa.array([], ARROW_TYPES[spec.type])
        if spec.keep_state:
            columns[f"{name}_state"] = pa.array([], pa.string())
    return columns


def raw_texts(source: RowSpec, table: reading.Table) -> dict[str, Column]:
    """Return the verbatim text of every column (empty where the table has none).

    Args:
        source: The description.
        table: A table that fits it.
    """
    return {name: _delivered(table, name).mapped(reading.as_text) for name in source.columns}


def _delivered(table: reading.Table, name: str) -> Column:
    return table.column(name) or Column.empty(len(table.numbers))


def type_columns(
    source: RowSpec,
    sheet: reading.Sheet,
    table: reading.Table,
    changes: Mapping[tuple[str, int], str],
    reference: Lists,
) -> tuple[dict[str, pa.Array], dict[str, str], list[Problem]]:
    """Type every column of a table.

    Args:
        source: Its description.
        sheet: The sheet it stands in.
        table: The table found.
        changes: Corrected text by (column, index).
        reference: The catalogues of accepted texts.

    Returns:
        Arrow array by column (and ``<name>_state`` where kept), the rule by which an ambiguous
        column was decided, and the problems.
    """
    typed: dict[str, pa.Array] = {}
    rules: dict[str, str] = {}
    problems: list[Problem] = []
    rows = table.numbers

    parsed_of = partial(_parsed, source, sheet, table, changes, reference)
    every = {name: parsed_of(name) for name in source.columns}
    all_rules = {name: parsed.rule or "" for name, parsed in every.items()}
    if beside := dates.shown_by(all_rules.values()):
        doubtful = [name for name, rule in all_rules.items() if rule.startswith(dates.ASSUMED)]
        every |= {name: parsed_of(name, beside) for name in doubtful}
    for name, spec in source.columns.items():
        parsed = every[name]
        if parsed.rule:
            rules[name] = parsed.rule
        problems += [_cell_problem(int(rows[i]), name, spec, c, t) for i, c, t in parsed.problems]
        problems += _unfit(name, spec, parsed, rows)
        problems += _below_one_said_once(name, parsed, rows) if spec.default is not None else []
        results = [
            spec.default if state is cells.State.MISSING and spec.default is not None else result
            for result, state in zip(parsed.results, parsed.verdicts, strict=True)
        ]
        codes = pa.array(parsed.codes)
        typed[name] = pa.array(results, ARROW_TYPES[spec.type]).take(codes)
        if spec.keep_state:
            states = pa.array(map(str, parsed.verdicts), pa.string())
            typed[f"{name}_state"] = states.take(codes)
    return typed, rules, problems


def _parsed(
    source: RowSpec,
    sheet: reading.Sheet,
    table: reading.Table,
    changes: Mapping[tuple[str, int], str],
    reference: Lists,
    name: str,
    beside: dates.Order | None = None,
) -> cells.ParsedColumn:
    spec = source.columns[name]
    corrected = {index: text for (column, index), text in changes.items() if column == name}
    return cells.parse_column(
        _delivered(table, name).changed(corrected),
        type=spec.type,
        percent_flags=reading.percent_flags(sheet, table, name),
        choices=reference.choices(spec),
        fillers=(*spec.headers, *((spec.label.es, spec.label.en) if spec.label else ())),
        by_words=spec.choices_from is not None and spec.choices_from.by_words,
        kin=reference.kin(spec),
        minimum=spec.minimum,
        maximum=spec.maximum,
        # Of a column that was not delivered nothing is known, whatever an empty cell means.
        epoch=sheet.epoch,
        empty_means=spec.empty_means if name in table.columns else None,
        beside=beside,
    )


def _cell_problem(row: int, name: str, spec: SourceColumn, code: str, text: str) -> Problem:
    if code == "not_a_choice" and spec.is_country:
        return problem(row, name, "unknown_country", text)
    if code == "not_a_choice" and spec.is_ogp_member:
        return problem(row, name, "unknown_member", text)
    if code != "out_of_range":
        return problem(row, name, code, text)
    low = "−∞" if spec.minimum is None else f"{spec.minimum:g}"
    high = "∞" if spec.maximum is None else f"{spec.maximum:g}"
    if (
        spec.maximum == thresholds().last_year
        and int(max(_YEAR.findall(text), default=0)) > spec.maximum
    ):
        return problem(row, name, "after_last_year", text, high=high)
    return problem(row, name, "outside_bounds", text, low=low, high=high)


def _unfit(name: str, spec: SourceColumn, parsed: cells.ParsedColumn, rows: Index) -> list[Problem]:
    """Return a problem for each row that lacks what is required, or says what is not listed."""
    if not (spec.required or spec.values or spec.pattern or spec.is_role or spec.has_come):
        return []
    reasons = [
        _misfit(spec, result, state)
        for result, state in zip(parsed.results, parsed.verdicts, strict=True)
    ]
    details = {"allowed": ", ".join(spec.values or ()), "today": str(clock.today())}
    return [
        problem(
            int(rows[index]), name, reasons[code] or "", _raw_text(parsed.cells[code]), **details
        )
        for index, code in parsed.rows_with(map(bool, reasons))
    ]


def _below_one_said_once(name: str, parsed: cells.ParsedColumn, rows: Index) -> list[Problem]:
    """Return a problem for each empty cell of a column that says each thing once, over its rows.

    So a pivot table says it: what stands empty is what stands above, and not what Faro supposes
    where nothing is said.
    """
    has_value = np.array([state is cells.State.VALUE for state in parsed.verdicts], np.bool_)
    filled = has_value[parsed.codes]
    heads = np.flatnonzero(filled)
    once = len(heads) > 1 and len({*parsed.codes[heads].tolist()}) == len(heads)
    if not once or not filled[0] or np.diff([*heads, len(filled)]).min() < _RUN:
        return []
    above = parsed.codes[np.maximum.accumulate(np.where(filled, np.arange(len(filled)), 0))]
    return [
        problem(int(rows[at]), name, "below_one_said_once", _raw_text(parsed.cells[above[at]]))
        for at in np.flatnonzero(~filled).tolist()
    ]


def _misfit(spec: SourceColumn, value: object, state: cells.State) -> str | None:
    """Return why a cell is not what its column asks for, or None."""
    if state in (cells.State.MISSING, cells.State.NOT_APPLICABLE):
        return "missing_required" if spec.required else None
    if state is not cells.State.VALUE:
        return None
    if spec.values is not None and str(value) not in spec.values:
        return "not_in_list"
    if spec.is_role and not cells.is_role(str(value)):
        return "not_a_role"
    if spec.has_come and isinstance(value, date) and value > clock.today():
        return "day_to_come"
    if spec.pattern and not re.fullmatch(spec.pattern, str(value)):
        return "bad_format"
    return None


def _raw_text(cell: object) -> str | None:
    return None if cell is None else str(cell)
