"""One delivered file + the description of its source → accepted rows and quarantined rows.

Nothing is lost: every delivered row is either accepted, typed and keyed, or in quarantine with
its file, row, column, reason and raw text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines import cells, reading
from pipelines.cells import REASONS as CELL_REASONS
from pipelines.errors import FaroError
from pipelines.names import REASONS as NAME_REASONS
from pipelines import corrections as correcting
from pipelines.corrections import Applied
from pipelines.paths import PACKAGE
from pipelines.reference import Reference
from pipelines.specs import Kind, RowSpec, SourceColumn, read_yaml

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
NOT_ROWS = {"title", "blank"}
_PERSONAL = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.]+|\b\d{1,2}\.?\d{3}\.?\d{3}-[\dkK]\b|\+?56[\s\d]{8,12}\b"
)

QUARANTINE_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("file", pa.string()),
        ("sheet", pa.string()),
        ("row_number", pa.int64()),
        ("column_name", pa.string()),
        ("cell", pa.string()),
        ("scope", pa.string()),
        ("reason_code", pa.string()),
        ("reason_es", pa.string()),
        ("reason_en", pa.string()),
        ("raw_text", pa.string()),
    ]
)


@dataclass(frozen=True)
class Problem:
    """Why one row (or one whole column) of a file is in quarantine."""

    row: int | None
    column: str | None
    code: str
    raw_text: str | None
    reason_es: str
    reason_en: str
    scope: str = "row"
    cell: str | None = None
    suggestions: tuple[str, ...] = ()


@dataclass
class Intake:
    """What became of one file.

    Attributes:
        raw: The delivered rows as text, with ``_file``, ``_sheet``, ``_row`` and ``_extra``.
        accepted: The typed rows that hold, with the same row marks, and ``cut`` where matched.
        problems: One entry per problem; a row with any row-scoped problem is not accepted.
        delivered: Number of rows delivered (blank and title rows are not rows).
        rules: How each ambiguous column was decided, by column.
    """

    source: RowSpec
    file: str
    sheet: str | None
    raw: pa.Table
    accepted: pa.Table
    problems: list[Problem]
    delivered: int
    rules: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def quarantined(self) -> int:
        """Number of delivered rows that are in quarantine."""
        return len({p.row for p in self.problems if p.scope == "row"})


def reason_texts(code: str, **values: object) -> tuple[str, str]:
    """Return the Spanish and English sentence for a reason code."""
    texts = _REASONS.get(code) or CELL_REASONS.get(code) or NAME_REASONS[code]
    return texts["es"].format(**values), texts["en"].format(**values)


_REASONS: dict[str, dict[str, str]] = read_yaml(PACKAGE / "reasons.yml")


def take_in(path: Path, *, source: RowSpec, file: str, matcher: Matcher) -> Intake:
    """Read one file and sort its rows into accepted and quarantined.

    Args:
        path: The file on disk.
        source: Its description.
        file: Its name as readers see it (path below the raw folder).
        matcher: The municipality matcher.

    Raises:
        FaroError: When the file cannot be read or a required column is absent.
    """
    try:
        document = reading.read_document(path)
        sheet = document.sheets[0]
        table = _find(sheet, source)
    except reading.ReadingError as error:
        place = (error.where or "").removeprefix(path.name)
        error.where = file if place in ("", "the table") else f"{file}: {place}"
        raise
    rows = [row for row, _ in table.rows]
    texts = {
        name: [_cell_text(values, table.columns.get(name)) for _, values in table.rows]
        for name in source.columns
    }
    problems = _unknown_columns(table)
    problems += [
        _problem(row, None, code, text) for row, code, text in table.skipped if code not in NOT_ROWS
    ]
    typed, rules = _type_columns(source, sheet, table, texts, problems)
    cut_columns = _match_municipalities(source, typed, texts, rows, matcher, problems)
    raw = _raw_table(file, table, texts)
    everything = pa.table(
        {
            "_file": pa.array([file] * len(rows), pa.string()),
            "_row": pa.array(rows, pa.int64()),
            **typed,
            **cut_columns,
        }
    )
    problems += _broken_rules(source, everything, texts, rows)
    accepted = _without(everything, problems)
    duplicates = _duplicate_keys(source, accepted)
    problems += duplicates
    skipped_rows = sum(1 for _, code, _ in table.skipped if code not in NOT_ROWS)
    return Intake(
        source=source,
        file=file,
        sheet=table.sheet,
        raw=raw,
        accepted=_without(accepted, duplicates),
        problems=[_with_cell(p, table.columns) for p in problems],
        delivered=len(rows) + skipped_rows,
        rules=rules,
        notes=tuple(str(note) for note in document.notes),
    )


def recognise(path: Path, sources: Mapping[str, RowSpec]) -> RowSpec:
    """Return the source whose columns a file has: every required one, and the most in all.

    Raises:
        FaroError: The file cannot be read, or no source has such columns.
    """
    sheet = reading.read_document(path).sheets[0]
    found = []
    for source in sources.values():
        try:
            table = _find(sheet, source)
        except reading.ReadingError:
            continue
        found.append((len(table.columns) - len(table.unknown), len(table.columns), source))
    if not found:
        raise FaroError(
            "its columns are those of no known source",
            where=path.name,
            fix=f"The sources are: {', '.join(sources)}",
            code="unknown_kind",
        )
    return max(found, key=lambda entry: entry[:2])[2]


def _find(sheet: reading.Sheet, source: RowSpec) -> reading.Table:
    fields = {name: (name, *column.headers) for name, column in source.columns.items()}
    required = [name for name, column in source.columns.items() if column.required]
    return reading.find_table(sheet, fields=fields, required=required)


def quarantine_table(intakes: Sequence[Intake]) -> pa.Table:
    """Return every problem of ``intakes`` as one table (``QUARANTINE_SCHEMA``).

    Text that looks like an e-mail, a phone or a RUT is masked: readers need the reason and
    the place, never the person.
    """
    rows = [
        {
            "source": intake.source.id,
            "file": intake.file,
            "sheet": intake.sheet,
            "row_number": problem.row,
            "column_name": problem.column,
            "cell": problem.cell,
            "scope": problem.scope,
            "reason_code": problem.code,
            "reason_es": _PERSONAL.sub("•••", problem.reason_es),
            "reason_en": _PERSONAL.sub("•••", problem.reason_en),
            "raw_text": _PERSONAL.sub("•••", problem.raw_text) if problem.raw_text else None,
        }
        for intake in intakes
        for problem in intake.problems
    ]
    return pa.Table.from_pylist(rows, schema=QUARANTINE_SCHEMA)


def _cell_text(values: Sequence[object], position: int | None) -> str | None:
    if position is None or position >= len(values):
        return None
    return reading.as_text(values[position])


def _problem(
    row: int | None,
    column: str | None,
    code: str,
    text: str | None,
    *,
    scope: str = "row",
    **values: object,
) -> Problem:
    es, en = reason_texts(code, column=column, text=text, **values)
    return Problem(row, column, code, text, es, en, scope=scope)


def _with_cell(problem: Problem, columns: Mapping[str, int]) -> Problem:
    if problem.row is None or problem.column is None or problem.column not in columns:
        return problem
    address = reading.cell_address(problem.row, columns[problem.column])
    return Problem(**{**problem.__dict__, "cell": address})


def _unknown_columns(table: reading.Table) -> list[Problem]:
    found = []
    for position, header in table.unknown.items():
        content = {
            row: reading.as_text(values[position])
            for row, values in table.rows
            if position < len(values) and values[position] not in (None, "")
        }
        text = json.dumps(content, ensure_ascii=False)
        found.append(_problem(None, header, "unknown_column", text, scope="column"))
    return found


def _raw_table(file: str, table: reading.Table, texts: Mapping[str, list]) -> pa.Table:
    extra = [
        json.dumps(
            {
                header: reading.as_text(values[position])
                for position, header in table.unknown.items()
                if position < len(values)
            },
            ensure_ascii=False,
        )
        for _, values in table.rows
    ]
    return pa.table(
        {
            "_file": pa.array([file] * len(table.rows), pa.string()),
            "_sheet": pa.array([table.sheet] * len(table.rows), pa.string()),
            "_row": pa.array([row for row, _ in table.rows], pa.int64()),
            **{name: pa.array(column, pa.string()) for name, column in texts.items()},
            "_extra": pa.array(extra, pa.string()),
        }
    )


def _type_columns(
    source: RowSpec,
    sheet: reading.Sheet,
    table: reading.Table,
    texts: Mapping[str, list],
    problems: list[Problem],
) -> tuple[dict[str, pa.Array], dict[str, str]]:
    typed: dict[str, pa.Array] = {}
    rules: dict[str, str] = {}
    for name, spec in source.columns.items():
        values = [
            row[table.columns[name]]
            if name in table.columns and table.columns[name] < len(row)
            else None
            for _, row in table.rows
        ]
        parsed = cells.parse_column(
            values,
            type=spec.type,
            percent_flags=reading.percent_flags(sheet, table, name),
            choices=spec.choices,
            minimum=spec.minimum,
            maximum=spec.maximum,
        )
        if parsed.rule:
            rules[name] = parsed.rule
        for index, code, text in parsed.problems:
            row = table.rows[index][0]
            problems.append(_problem(row, name, code, text))
        problems += _column_problems(name, spec, parsed, texts[name], table)
        typed[name] = pa.array(
            [
                value if state == cells.State.VALUE else None
                for value, state in zip(parsed.values, parsed.states, strict=True)
            ],
            ARROW_TYPES[spec.type],
        )
    return typed, rules


def _column_problems(
    name: str,
    spec: SourceColumn,
    parsed: cells.ParsedColumn,
    texts: Sequence[str | None],
    table: reading.Table,
) -> list[Problem]:
    found = []
    for index, (value, state) in enumerate(zip(parsed.values, parsed.states, strict=True)):
        row, text = table.rows[index][0], texts[index]
        if state == cells.State.MISSING and spec.required:
            found.append(_problem(row, name, "missing_required", text))
        elif state != cells.State.VALUE:
            continue
        elif spec.values is not None and str(value) not in spec.values:
            allowed = ", ".join(spec.values)
            found.append(_problem(row, name, "not_in_list", text, allowed=allowed))
        elif spec.pattern and not re.fullmatch(spec.pattern, str(value)):
            found.append(_problem(row, name, "bad_format", text))
    return found


def _match_municipalities(
    source: RowSpec,
    typed: Mapping[str, pa.Array],
    texts: Mapping[str, list],
    rows: Sequence[int],
    matcher: Matcher,
    problems: list[Problem],
) -> dict[str, pa.Array]:
    rule = source.municipality
    if rule is None:
        return {}
    blank: list[str | None] = [None] * len(rows)
    names = texts[rule.name] if rule.name else blank
    codes = texts[rule.code] if rule.code else blank
    regions = texts[rule.region] if rule.region else blank
    concerned = _rows_where(rule.when, typed, len(rows))
    cuts: list[str | None] = []
    bases: list[str | None] = []
    for index, row in enumerate(rows):
        if not concerned[index]:
            cuts.append(None)
            bases.append(None)
            continue
        match = matcher.match(names[index], code=codes[index], region=regions[index])
        cuts.append(match.cut)
        bases.append(match.basis if match.cut else None)
        if match.cut is None:
            text = " · ".join(t for t in (codes[index], names[index], regions[index]) if t)
            problem = _problem(row, rule.name or rule.code, match.reason or "no_match", text)
            hints = tuple(f"{s.comuna} ({s.cut})" for s in match.suggestions)
            problems.append(Problem(**{**problem.__dict__, "suggestions": hints}))
    return {"cut": pa.array(cuts, pa.string()), "cut_basis": pa.array(bases, pa.string())}


def _rows_where(condition: str | None, typed: Mapping[str, pa.Array], length: int) -> list[bool]:
    if condition is None:
        return [True] * length
    frame = pa.table(dict(typed))
    with duckdb.connect() as connection:
        connection.register("rows", frame)
        found = connection.execute(f"select ({condition}) is true from rows").fetchall()  # noqa: S608
    return [bool(value) for (value,) in found]


def _broken_rules(
    source: RowSpec, frame: pa.Table, texts: Mapping[str, list], rows: Sequence[int]
) -> list[Problem]:
    if not source.rules:
        return []
    index_of = {row: index for index, row in enumerate(rows)}
    found = []
    with duckdb.connect() as connection:
        connection.register("rows", frame)
        for rule in source.rules:
            broken = connection.execute(
                f"select _row from rows where ({rule.violates}) is true order by _row"  # noqa: S608
            ).fetchall()
            for (row,) in broken:
                text = texts[rule.column][index_of[row]]
                found.append(Problem(row, rule.column, rule.id, text, rule.es, rule.en))
    return found


def _without(frame: pa.Table, problems: Sequence[Problem]) -> pa.Table:
    bad = {p.row for p in problems if p.scope == "row"}
    keep = [row not in bad for row in frame.column("_row").to_pylist()]
    return frame.filter(pa.array(keep, pa.bool_()))


def _duplicate_keys(source: RowSpec, accepted: pa.Table) -> list[Problem]:
    """Identical repeats keep their first row; contradictory ones keep none."""
    names = [name for name in accepted.column_names if not name.startswith("_")]
    rows = accepted.select(names).to_pylist()
    numbers = accepted.column("_row").to_pylist()
    groups: dict[tuple, list[int]] = {}
    for index, row in enumerate(rows):
        groups.setdefault(tuple(row[key] for key in source.keys), []).append(index)
    found = []
    for key, members in groups.items():
        if len(members) == 1:
            continue
        text = " · ".join("" if part is None else str(part) for part in key)
        same = all(rows[index] == rows[members[0]] for index in members)
        code = "duplicate_row" if same else "duplicate_key_conflict"
        for index in members[1:] if same else members:
            others = ", ".join(str(numbers[m]) for m in members if m != index)
            found.append(_problem(numbers[index], source.keys[0], code, text, others=others))
    return found
