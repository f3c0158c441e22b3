"""Rows against each other and against the world: municipality, row rules, repeated keys."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.ingest import reading
from pipelines.ingest.intake.model import Intake, Problem, problem
from pipelines.ingest.names import HOME, Match
from pipelines.ingest.names.countries import country_name
from pipelines.ingest.reading.columns import Cells, Column, Index, Mask
from pipelines.ingest.reading.distinct import joined, together
from pipelines.ingest.reference import Reference
from pipelines.specs import MunicipalityRule, RowSpec

_OTHERS = 20  # places of the same key that a problem names


def match_municipalities(
    source: RowSpec,
    typed: Mapping[str, pa.Array],
    texts: Mapping[str, Column],
    rows: Index,
    reference: Reference,
) -> tuple[dict[str, pa.Array], list[Problem]]:
    """Return ``cut`` and ``cut_basis``, and a problem for each row not matched.

    Where rows may be of any country, ``municipality_code`` is the match in the country of the
    row, and ``cut`` is empty outside Chile.
    """
    rule = source.municipality
    if rule is None:
        return {}, []
    size = len(rows)
    names, codes, regions = (
        texts[field] if field else Column.empty(size)
        for field in (rule.name, rule.code, rule.region)
    )
    home = Column(Cells([None, HOME]), np.ones(size, np.int32))
    countries = Column.of(typed[rule.country].to_pylist()) if rule.country else home
    concerned = _rows_where(rule.when, typed, size) & countries.where(lambda c: c is not None)
    index = np.flatnonzero(concerned)
    given, places = together(*(c.take(index) for c in (names, codes, regions, countries)))
    told = [_match(rule, reference, country, said) for *said, country in given]
    found = [match.cut if match else None for match, _ in told]
    values = {
        "cut": [
            cut if country == HOME else None
            for cut, (*_, country) in zip(found, given, strict=True)
        ],
        "cut_basis": [match.basis if match and match.cut else None for match, _ in told],
    } | ({"municipality_code": found} if rule.country else {})
    place_of = np.full(size, -1, np.int64)
    place_of[index] = places
    where = pa.array(place_of, mask=place_of < 0)
    problems = [
        replace(unmatched, row=int(rows[at]))
        for at, place in zip(index.tolist(), places.tolist(), strict=True)
        if (unmatched := told[place][1])
    ]
    return {name: pa.array(v, pa.string()).take(where) for name, v in values.items()}, problems


def _match(
    rule: MunicipalityRule,
    reference: Reference,
    country: str,
    given: Sequence[str | None],
) -> tuple[Match | None, Problem | None]:
    """Return the match of what a row says in its country, and why there is none."""
    name, code, region = given
    text = " · ".join(t for t in (code, name, region) if t)
    matcher = reference.matcher_of(country)
    if matcher is None:
        return None, problem(
            None, rule.country, "country_without_list", country_name(country, "es")
        )
    match = matcher.match(name, code=code, region=region)
    if match.cut is not None:
        return match, None
    reason = match.reason or "unknown_name"
    if country != HOME and reason in ("unknown_name", "unknown_code"):
        where = country_name(country, "es")
        unmatched = problem(None, rule.name or rule.code, f"{reason}_abroad", text, country=where)
    else:
        unmatched = problem(None, rule.name or rule.code, reason, text)
    hints = tuple(f"{s.comuna} ({s.cut})" for s in match.suggestions)
    return match, replace(unmatched, suggestions=hints)


def broken_rules(
    source: RowSpec,
    frame: pa.Table,
    texts: Mapping[str, Column],
    reference: Reference,
) -> list[Problem]:
    """Return a problem for each row that a rule of the source excludes."""
    if not source.rules:
        return []
    numbers = frame.column("_row").to_numpy()
    found = []
    with duckdb.connect() as connection:
        connection.register("rows", frame)
        for name, file in source.lookups.items():
            connection.register(name, reference.lookup(file))
        for rule in source.rules:
            broken = connection.execute(
                f"select _row from rows where ({rule.violates}) is true order by _row"  # noqa: S608
            ).fetchall()
            for (row,) in broken:
                text = reading.as_text(texts[rule.column][int(np.searchsorted(numbers, row))])
                found.append(Problem(row, rule.column, rule.id, text, rule.es, rule.en))
    return found


def settle_duplicates(intakes: Sequence[Intake]) -> None:
    """Set repeated keys apart, within a file and between files of the same source.

    Identical repeats keep their first row; contradictory ones keep none, since which one holds
    is not known. Those that a column nobody knows tells apart are parts: none of them is the whole.
    """
    if not intakes:
        return
    keys = intakes[0].source.keys
    frames = [intake.accepted for intake in intakes]
    again = repeated(frames, keys)
    if not again.any():
        return
    groups: dict[tuple, list[tuple[int, int]]] = {}
    said: list[list[tuple]] = []
    ends = np.cumsum([frame.num_rows for frame in frames])[:-1]
    for which, wanted in enumerate(np.split(again, ends)):
        frames[which] = frames[which].filter(pa.array(wanted))
        said.append(contents(frames[which], intakes[which].source))
        columns = [frames[which].column(key).to_pylist() for key in keys]
        for index, key in enumerate(zip(*columns, strict=True)):
            groups.setdefault(key, []).append((which, index))
    apart: dict[int, list[Problem]] = {}
    places = [
        [(intake.file, row) for row in frame.column("_row").to_pylist()]
        for intake, frame in zip(intakes, frames, strict=True)
    ]
    told = _told_apart(intakes, frames)
    for key, members in groups.items():
        if len(members) > 1:
            _judge(keys[0], key, members, places, said, apart, told)
    for which, problems in apart.items():
        intakes[which].set_apart(problems)


def repeated(frames: Sequence[pa.Table], keys: Sequence[str]) -> Mask:
    """Return which rows of some tables, one after the other, have a key that others have too."""
    rows = pa.concat_tables([frame.select(list(keys)) for frame in frames])
    told = [column.combine_chunks().dictionary_encode("encode") for column in rows.itercolumns()]
    codes = joined([(one.indices.to_numpy(), len(one.dictionary)) for one in told])
    return np.bincount(codes)[codes] > 1


def _judge(
    column: str,
    key: tuple,
    members: list[tuple[int, int]],
    places: Sequence[Sequence[tuple[str, int]]],
    said: Sequence[list[tuple]],
    apart: dict[int, list[Problem]],
    told: Sequence[Mapping[int, Mapping[str, str]]],
) -> None:
    text = " · ".join("" if part is None else str(part) for part in key)
    first = said[members[0][0]][members[0][1]]
    same = all(said[which][index] == first for which, index in members)
    same = same and not _differ([told[w].get(places[w][i][1], {}) for w, i in members])
    code = "duplicate_row" if same else "duplicate_key_conflict"
    for which, index in members[1:] if same else members:
        here, row = places[which][index]
        rest = [one for one in members[: _OTHERS + 1] if one != (which, index)][:_OTHERS]
        others = ", ".join(_place(*places[w][i], here) for w, i in rest)
        if beyond := len(members) - 1 - len(rest):
            others += f", … (+{beyond})"
        found = problem(row, column, code, text, others=others)
        apart.setdefault(which, []).append(found)


def _told_apart(
    intakes: Sequence[Intake], frames: Sequence[pa.Table]
) -> list[dict[int, dict[str, str]]]:
    """Return what unknown columns say of the rows of each table, but for numbers of the rows."""
    found = []
    for intake, frame in zip(intakes, frames, strict=True):
        extras = extras_of(intake) if frame.num_rows else {}
        headers = {header for extra in extras.values() for header in extra}
        rows = intake.raw.num_rows if headers else 0
        for header in headers:
            values = {row: extra.get(header) for row, extra in extras.items()}
            if len(values) == rows and is_counter(values, 0):
                for extra in extras.values():
                    extra.pop(header, None)
        found.append(extras)
    return found


def _differ(extras: Sequence[Mapping[str, str]]) -> bool:
    """Tell whether a column that several of the rows have says different things of them."""
    every = {header for extra in extras for header in extra}
    return any(len({extra[h] for extra in extras if h in extra}) > 1 for h in every)


def extras_of(intake: Intake) -> dict[int, dict[str, str]]:
    """Return row → header → what columns that nobody knows say there; nothing where they are blank.

    Args:
        intake: The table.
    """
    if all(problem.code != "unknown_column" for problem in intake.problems):
        return {}
    rows, texts = (intake.raw.column(name).to_pylist() for name in ("_row", "_extra"))
    return {
        row: {header: value.strip() for header, value in json.loads(text).items() if value.strip()}
        for row, text in zip(rows, texts, strict=True)
        if text
    }


def is_counter(values: Mapping[int, str | None], repeats: int) -> bool:
    """Tell a number or name of its own for each row of the table from a way to split it.

    Args:
        values: Row → what the column says there.
        repeats: How many rows have a key that others have too.
    """
    said = [value for value in values.values() if value is not None]
    running = all(value.isdigit() for value in said)
    return len(set(said)) == len(said) == len(values) and (len(values) > repeats or running)


def _place(file: str, row: int, here: str) -> str:
    return str(row) if file == here else f"{row} ({file})"


def contents(frame: pa.Table, source: RowSpec) -> list[tuple]:
    """Return what each row says; how a matched municipality was written is no part of it."""
    rule = source.municipality
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


def _rows_where(condition: str | None, typed: Mapping[str, pa.Array], size: int) -> Mask:
    if condition is None:
        return np.ones(size, np.bool_)
    with duckdb.connect() as connection:
        connection.register("rows", pa.table(dict(typed)))
        found = connection.execute(f"select ({condition}) is true as holds from rows")  # noqa: S608
        return found.fetchnumpy()["holds"].astype(np.bool_)
