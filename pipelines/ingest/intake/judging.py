"""Rows against each other and against the world: municipality, row rules, repeated keys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
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
from pipelines.specs import Kind, MunicipalityRule, RowSpec

_WORD = re.compile(r"[a-z]\w*")
_OTHERS = 20  # places of the same key that a problem names
# Rows set apart that say nothing against the others of their file.
_NO_FAULT = {"duplicate_row", "total", "repeated_header", "footnote"}


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
    wrong: Sequence[Problem] = (),
) -> list[Problem]:
    """Return a problem for each row that a rule of the source excludes.

    A rule about a cell that could not be read does not judge its row: it would take it for empty,
    and say in other words what is said already.

    Args:
        source: The description with the rules.
        frame: Typed rows.
        texts: What each column says, as delivered.
        reference: The lists that rules read.
        wrong: The problems of single cells.
    """
    if not source.rules:
        return []
    numbers = frame.column("_row").to_numpy()
    unread: dict[int | None, set[str | None]] = {}
    for one in wrong:
        unread.setdefault(one.row, set()).add(one.column)
    found = []
    with duckdb.connect() as connection:
        connection.register("rows", frame)
        for name, file in source.lookups.items():
            connection.register(name, reference.lookup(file))
        for rule in source.rules:
            broken = connection.execute(
                f"select _row from rows where ({rule.violates}) is true order by _row"  # noqa: S608
            ).fetchall()
            asked = set(_WORD.findall(rule.violates))
            for row in (row for (row,) in broken if asked.isdisjoint(unread.get(row, ()))):
                text = reading.as_text(texts[rule.column][int(np.searchsorted(numbers, row))])
                found.append(Problem(row, rule.column, rule.id, text, rule.es, rule.en))
    return found


def settle(intakes: Sequence[Intake]) -> None:
    """Set apart what files of the same source show to be wrong only together.

    Repeated keys, and what is left of a file that takes the place of another and is not whole.
    """
    settle_duplicates(intakes)
    for part in intakes:
        if isinstance(part.source, Kind) and part.source.replaces:
            _whole_or_nothing(part)


def _whole_or_nothing(part: Intake) -> None:
    """Set every row of a file apart if one of them is: half an instrument would stand for it."""
    wrong = sorted(
        p.row for p in part.problems if p.scope == "row" and p.row and p.code not in _NO_FAULT
    )
    if wrong:
        left = part.accepted.column("_row").to_pylist()
        part.set_apart([problem(row, None, "only_whole", None, others=wrong[0]) for row in left])


def give_place(registered: Sequence[Intake], delivered: Sequence[Intake]) -> None:
    """Set the rows of registered files apart whose place a delivery has taken.

    Args:
        registered: What became of the registered files.
        delivered: What became of the deliveries, settled.
    """
    for taker in delivered:
        if isinstance(taker.source, Kind) and taker.source.replaces and taker.accepted.num_rows:
            for part in registered:
                if part.file in taker.source.replaces:
                    left = part.accepted.column("_row").to_pylist()
                    part.set_apart(
                        [problem(row, None, "replaced", None, others=taker.file) for row in left]
                    )


def settle_duplicates(intakes: Sequence[Intake]) -> None:
    """Set repeated keys apart, within a file and between files of the same source.

    Identical repeats keep their first row; contradictory ones keep none, since which one holds
    is not known. Those that a column nobody knows tells apart are parts: none of them is the whole.
    An edition is a file as it was published: what several files of it say alike holds against one
    that differs.
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
    beside = _told_apart(intakes, frames)
    source = intakes[0].source
    by_copies = isinstance(source, Kind) and source.edition is not None
    for key, members in groups.items():
        if len(members) > 1:
            text = " · ".join("" if part is None else str(part) for part in key)
            alike: dict[tuple, list[tuple[int, int]]] = {}
            extras = [beside[which].get(places[which][index][1], {}) for which, index in members]
            parts = _differ(extras)
            for (which, index), extra in zip(members, extras, strict=True):
                content = (*said[which][index], *(sorted(extra.items()) if parts else ()))
                alike.setdefault(content, []).append((which, index))
            for (which, index), code, others in _judged(list(alike.values()), places, by_copies):
                here, row = places[which][index]
                named = _named([places[w][i] for w, i in others], here)
                found = problem(row, keys[0], code, text, others=named)
                apart.setdefault(which, []).append(found)
    for which, problems in apart.items():
        intakes[which].set_apart(problems)


def repeated(frames: Sequence[pa.Table], keys: Sequence[str]) -> Mask:
    """Return which rows of some tables, one after the other, have a key that others have too."""
    rows = pa.concat_tables([frame.select(list(keys)) for frame in frames])
    told = [column.combine_chunks().dictionary_encode("encode") for column in rows.itercolumns()]
    codes = joined([(one.indices.to_numpy(), len(one.dictionary)) for one in told])
    return np.bincount(codes)[codes] > 1


_Member = tuple[int, int]


def _judged(
    alike: list[list[_Member]], places: Sequence[Sequence[tuple[str, int]]], by_copies: bool
) -> Iterator[tuple[_Member, str, list[_Member]]]:
    """Yield each row of a key that is set apart, why, and the rows it is held against.

    Args:
        alike: The rows of the key, those that say the same together.
        places: File and row of each row of each table.
        by_copies: Whether what most files say alike holds.
    """
    files = [len({places[which][index][0] for which, index in one}) for one in alike]
    most = max(files)
    kept = None
    if len(alike) == 1 or (by_copies and most > 1 and files.count(most) == 1):
        kept = alike[files.index(most)]
        for one in kept[1:]:
            yield one, "duplicate_row", [other for other in kept if other != one]
    for group in alike:
        if group is not kept:
            rest = kept or [one for other in alike if other is not group for one in other]
            code = "duplicate_key_outnumbered" if kept else "duplicate_key_conflict"
            yield from ((one, code, rest) for one in group)


def _named(others: Sequence[tuple[str, int]], here: str) -> str:
    """Return the rows of the same key, with their file where it is another; a few of many."""
    said = ", ".join(_place(*one, here) for one in others[:_OTHERS])
    beyond = len(others) - _OTHERS
    return f"{said}, … (+{beyond})" if beyond > 0 else said


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
