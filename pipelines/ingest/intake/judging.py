"""Rows against each other and against the world: municipality, row rules, repeated keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb
import pyarrow as pa

from pipelines.ingest.intake.model import Intake, Problem, problem
from pipelines.ingest.names import HOME, Match
from pipelines.ingest.names.countries import country_name
from pipelines.ingest.reference import Reference
from pipelines.specs import MunicipalityRule, RowSpec

_OTHERS = 20  # places of the same key that a problem names


def match_municipalities(
    source: RowSpec,
    typed: Mapping[str, pa.Array],
    texts: Mapping[str, list[str | None]],
    rows: Sequence[int],
    reference: Reference,
) -> tuple[dict[str, pa.Array], list[Problem]]:
    """Return ``cut`` and ``cut_basis``, and a problem for each row not matched.

    Where rows may be of any country, ``municipality_code`` is the match in the country of the
    row, and ``cut`` is empty outside Chile.
    """
    rule = source.municipality
    if rule is None:
        return {}, []
    blank: list[str | None] = [None] * len(rows)
    names = texts[rule.name] if rule.name else blank
    codes = texts[rule.code] if rule.code else blank
    regions = texts[rule.region] if rule.region else blank
    countries = typed[rule.country].to_pylist() if rule.country else [HOME] * len(rows)
    concerned = _rows_where(rule.when, typed, len(rows))
    found: list[str | None] = [None] * len(rows)
    bases: list[str | None] = [None] * len(rows)
    problems = []
    for index, row in enumerate(rows):
        if concerned[index] and countries[index] is not None:
            given = (names[index], codes[index], regions[index])
            match, unmatched = _match(rule, reference, countries[index], given, row)
            problems += [unmatched] if unmatched else []
            if match and match.cut:
                found[index], bases[index] = match.cut, match.basis
    pairs = zip(found, countries, strict=True)
    matched = {"cut": [code if country == HOME else None for code, country in pairs]}
    matched |= {"cut_basis": bases} | ({"municipality_code": found} if rule.country else {})
    return {name: pa.array(values, pa.string()) for name, values in matched.items()}, problems


def _match(
    rule: MunicipalityRule,
    reference: Reference,
    country: str,
    given: tuple[str | None, str | None, str | None],
    row: int,
) -> tuple[Match | None, Problem | None]:
    """Return the match of one row in its country, and why there is none."""
    name, code, region = given
    text = " · ".join(t for t in (code, name, region) if t)
    matcher = reference.matcher_of(country)
    if matcher is None:
        return None, problem(row, rule.country, "country_without_list", country_name(country, "es"))
    match = matcher.match(name, code=code, region=region)
    if match.cut is not None:
        return match, None
    reason = match.reason or "unknown_name"
    if country != HOME and reason in ("unknown_name", "unknown_code"):
        where = country_name(country, "es")
        unmatched = problem(row, rule.name or rule.code, f"{reason}_abroad", text, country=where)
    else:
        unmatched = problem(row, rule.name or rule.code, reason, text)
    hints = tuple(f"{s.comuna} ({s.cut})" for s in match.suggestions)
    return match, replace(unmatched, suggestions=hints)


def broken_rules(
    source: RowSpec,
    frame: pa.Table,
    texts: Mapping[str, list[str | None]],
    reference: Reference,
) -> list[Problem]:
    """Return a problem for each row that a rule of the source excludes."""
    if not source.rules:
        return []
    index_of: dict[int, int] = {}
    found = []
    with duckdb.connect() as connection:
        connection.register("rows", frame)
        for name, file in source.lookups.items():
            connection.register(name, reference.lookup(file))
        for rule in source.rules:
            broken = connection.execute(
                f"select _row from rows where ({rule.violates}) is true order by _row"  # noqa: S608
            ).fetchall()
            if broken and not index_of:
                index_of = {row: i for i, row in enumerate(frame.column("_row").to_pylist())}
            for (row,) in broken:
                text = texts[rule.column][index_of[row]]
                found.append(Problem(row, rule.column, rule.id, text, rule.es, rule.en))
    return found


def settle_duplicates(intakes: Sequence[Intake]) -> None:
    """Set repeated keys apart, within a file and between files of the same source.

    Identical repeats keep their first row; contradictory ones keep none, since which one holds
    is not known.
    """
    if not intakes:
        return
    keys = intakes[0].source.keys
    if not repeats([intake.accepted for intake in intakes], keys):
        return
    groups: dict[tuple, list[tuple[int, int]]] = {}
    said = [contents(intake) for intake in intakes]
    for which, intake in enumerate(intakes):
        columns = [intake.accepted.column(key).to_pylist() for key in keys]
        for index, key in enumerate(zip(*columns, strict=True)):
            groups.setdefault(key, []).append((which, index))
    apart: dict[int, list[Problem]] = {}
    for key, members in groups.items():
        if len(members) > 1:
            _judge(keys[0], key, members, intakes, said, apart)
    for which, problems in apart.items():
        intakes[which].set_apart(problems)


def repeats(frames: Sequence[pa.Table], keys: Sequence[str]) -> bool:
    """Tell whether any key stands in more than one row of some tables."""
    rows = pa.concat_tables([frame.select(list(keys)) for frame in frames])
    return rows.group_by(list(keys)).aggregate([]).num_rows < rows.num_rows


def _judge(
    column: str,
    key: tuple,
    members: list[tuple[int, int]],
    intakes: Sequence[Intake],
    said: Sequence[list[tuple]],
    apart: dict[int, list[Problem]],
) -> None:
    text = " · ".join("" if part is None else str(part) for part in key)
    first = said[members[0][0]][members[0][1]]
    same = all(said[which][index] == first for which, index in members)
    code = "duplicate_row" if same else "duplicate_key_conflict"
    for which, index in members[1:] if same else members:
        here = intakes[which].file
        rest = [one for one in members[: _OTHERS + 1] if one != (which, index)][:_OTHERS]
        others = ", ".join(_place(intakes[w], i, here) for w, i in rest)
        if beyond := len(members) - 1 - len(rest):
            others += f", … (+{beyond})"
        row = intakes[which].accepted.column("_row")[index].as_py()
        found = problem(row, column, code, text, others=others)
        apart.setdefault(which, []).append(found)


def _place(intake: Intake, index: int, here: str) -> str:
    row = intake.accepted.column("_row")[index].as_py()
    return str(row) if intake.file == here else f"{row} ({intake.file})"


def contents(intake: Intake) -> list[tuple]:
    """Return what each row says; how a matched municipality was written is no part of it."""
    frame, rule = intake.accepted, intake.source.municipality
    spellings = {rule.name, rule.code, rule.region, "cut_basis"} if rule else set()
    match = "municipality_code" if rule and rule.country else "cut"
    names = [name for name in frame.column_names if not name.startswith("_")]
    matched = frame.column(match).is_valid().to_pylist() if rule else [False] * frame.num_rows
    columns = [
        [None if known else value for value, known in zip(values, matched, strict=True)]
        if name in spellings
        else values
        for name in names
        for values in [frame.column(name).to_pylist()]
    ]
    return list(zip(*columns, strict=True))


def _rows_where(condition: str | None, typed: Mapping[str, pa.Array], length: int) -> list[bool]:
    if condition is None:
        return [True] * length
    with duckdb.connect() as connection:
        connection.register("rows", pa.table(dict(typed)))
        found = connection.execute(f"select ({condition}) is true from rows").fetchall()  # noqa: S608
    return [bool(value) for (value,) in found]
