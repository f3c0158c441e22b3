"""Raw cells of a table → typed columns, with a problem for each cell that does not hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pyarrow as pa

from pipelines.ingest import cells, reading
from pipelines.ingest.intake.model import Problem, problem
from pipelines.ingest.reference import Reference
from pipelines.specs import RowSpec, SourceColumn, thresholds

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
ARROW_TYPES: Mapping[str, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "year": pa.int32(),
    "month": pa.int32(),
    "decimal": pa.float64(),
    "percent": pa.float64(),
    "date": pa.date32(),
    "mark": pa.bool_(),
    "boolean": pa.bool_(),
    "timestamp": pa.timestamp("s"),
}


def empty_columns(source: RowSpec) -> dict[str, pa.Array]:
    """Return the typed columns of a source without any row."""
    columns: dict[str, pa.Array] = {}
    for name, spec in source.columns.items():
        columns[name] = pa.array([], ARROW_TYPES[spec.type])
        if spec.keep_state:
            columns[f"{name}_state"] = pa.array([], pa.string())
    return columns


def raw_texts(source: RowSpec, table: reading.Table) -> dict[str, list[str | None]]:
    """Return the verbatim text of every column, one entry a row (None where absent)."""
    return {name: _texts(table, table.columns.get(name)) for name in source.columns}


def type_columns(
    source: RowSpec,
    sheet: reading.Sheet,
    table: reading.Table,
    changes: Mapping[tuple[str, int], str],
    reference: Reference,
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
    rows = [row for row, _ in table.rows]
    for name, spec in source.columns.items():
        values = _values(table, name, changes)
        shown = sheet.percent_cells or sheet.sign_cells
        parsed = cells.parse_column(
            values,
            type=spec.type,
            percent_flags=reading.percent_flags(sheet, table, name) if shown else None,
            choices=reference.choices(spec),
            fillers=(*spec.headers, *((spec.label.es, spec.label.en) if spec.label else ())),
            by_words=spec.choices_from is not None and spec.choices_from.by_words,
            kin=reference.kin(spec),
            minimum=spec.minimum,
            maximum=spec.maximum,
            # Of a column that was not delivered nothing is known, whatever an empty cell means.
            epoch=sheet.epoch,
            empty_means=spec.empty_means if name in table.columns else None,
        )
        if parsed.rule:
            rules[name] = parsed.rule
        problems += [_cell_problem(rows[i], name, spec, c, t) for i, c, t in parsed.problems]
        problems += _unfit(name, spec, parsed, values, rows)
        if spec.default is not None:
            parsed = _with_default(parsed, spec.default)
        typed[name] = pa.array(parsed.values, ARROW_TYPES[spec.type])
        if spec.keep_state:
            typed[f"{name}_state"] = pa.array([str(s) for s in parsed.states], pa.string())
    return typed, rules, problems


def _values(
    table: reading.Table, name: str, changes: Mapping[tuple[str, int], str]
) -> list[object]:
    position = table.columns.get(name)
    values: list[object] = (
        [None] * len(table.rows)
        if position is None
        else [row[position] if position < len(row) else None for _, row in table.rows]
    )
    for (column, index), text in changes.items():
        if column == name:
            values[index] = text
    return values


def _with_default(parsed: cells.ParsedColumn, default: str) -> cells.ParsedColumn:
    values = [
        default if state is cells.State.MISSING else value
        for value, state in zip(parsed.values, parsed.states, strict=True)
    ]
    return cells.ParsedColumn(values, parsed.states, parsed.problems, parsed.rule)


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


def _unfit(
    name: str,
    spec: SourceColumn,
    parsed: cells.ParsedColumn,
    values: Sequence[object],
    rows: Sequence[int],
) -> list[Problem]:
    if not (spec.required or spec.values or spec.pattern or spec.is_role):
        return []
    found = []
    pattern = re.compile(spec.pattern) if spec.pattern else None

    def fits(value: object, state: cells.State) -> bool:
        if state is cells.State.VALUE:
            listed = spec.values is None or str(value) in spec.values
            role = not spec.is_role or cells.is_role(str(value))
            return listed and role and (pattern is None or bool(pattern.fullmatch(str(value))))
        nothing = state in (cells.State.MISSING, cells.State.NOT_APPLICABLE)
        return not (nothing and spec.required)

    pairs = list(zip(parsed.values, parsed.states, strict=True))
    unfit = {pair for pair in set(pairs) if not fits(*pair)}
    for index, (value, state) in enumerate(pairs if unfit else ()):
        if (value, state) not in unfit:
            continue
        text = None if values[index] is None else str(values[index])
        if state in (cells.State.MISSING, cells.State.NOT_APPLICABLE) and spec.required:
            found.append(problem(rows[index], name, "missing_required", text))
        elif state is not cells.State.VALUE:
            continue
        elif spec.values is not None and str(value) not in spec.values:
            allowed = ", ".join(spec.values)
            found.append(problem(rows[index], name, "not_in_list", text, allowed=allowed))
        elif spec.is_role and not cells.is_role(str(value)):
            found.append(problem(rows[index], name, "not_a_role", text))
        elif pattern and not pattern.fullmatch(str(value)):
            found.append(problem(rows[index], name, "bad_format", text))
    return found


def _texts(table: reading.Table, position: int | None) -> list[str | None]:
    """Return the verbatim text of each cell of a column; each distinct cell is written once."""
    if position is None:
        return [None] * len(table.rows)
    column = [row[position] if position < len(row) else None for _, row in table.rows]
    written: dict[tuple[type, object], str | None] = {}
    for cell in column:
        if cell is not None and cell.__class__ is not str:
            written.setdefault((cell.__class__, cell), reading.as_text(cell))
    if not written:
        return column  # type: ignore[return-value]
    return [
        cell if cell is None or isinstance(cell, str) else written[cell.__class__, cell]
        for cell in column
    ]
