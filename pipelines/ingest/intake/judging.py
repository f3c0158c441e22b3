"""Rows against the world: which municipality each is of, and what the rules of its source say."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import duckdb
import numpy as np
import pyarrow as pa

from pipelines import clock
from pipelines.ingest import reading
from pipelines.ingest.intake.lists import Lists
from pipelines.ingest.intake.model import Problem, problem
from pipelines.ingest.names import HOME, Match
from pipelines.ingest.names.countries import country_name
from pipelines.ingest.reading.columns import Cells, Column, Index, Mask
from pipelines.ingest.reading.distinct import together
from pipelines.specs import MunicipalityRule, RowSpec

_WORD = re.compile(r"[a-z]\w*")


def match_municipalities(
    source: RowSpec,
    typed: Mapping[str, pa.Array],
    texts: Mapping[str, Column],
    rows: Index,
    reference: Lists,
) -> tuple[dict[str, pa.Array], list[Problem]]:
    """Return ``cut`` and ``cut_basis``, and a problem for each row not matched.

    Where rows may be of any country, ``municipality_code`` is the match in the country of the
    row, and ``cut`` is empty outside Chile.

    Args:
        source: The description; one without a rule on municipalities matches nothing.
        typed: Typed column by name, for the country of a row and for whether it names a
            municipality.
        texts: What each column says, as delivered: it is this that is matched.
        rows: (n,) row of the file that each of them is.
        reference: The lists of municipalities.

    Returns:
        Text (n,) by name, null where nothing was matched; and the problems, in order of the rows.
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
    matched = [_match(rule, reference, country, parts) for *parts, country in given]
    for at in _areas(reference, given, [match for match, _ in matched]):
        fault = problem(None, rule.name or rule.code, "maybe_area", given[at][0])
        matched[at] = None, fault
    cuts = [match.cut if match else None for match, _ in matched]
    values = {
        "cut": [
            cut if country == HOME else None for cut, (*_, country) in zip(cuts, given, strict=True)
        ],
        "cut_basis": [match.basis if match and match.cut else None for match, _ in matched],
    } | ({"municipality_code": cuts} if rule.country else {})
    place_of = np.full(size, -1, np.int64)
    place_of[index] = places
    where = pa.array(place_of, mask=place_of < 0)
    problems = [
        replace(unmatched, row=int(rows[at]))
        for at, place in zip(index.tolist(), places.tolist(), strict=True)
        if (unmatched := matched[place][1])
    ]
    return {name: pa.array(v, pa.string()).take(where) for name, v in values.items()}, problems


def _match(
    rule: MunicipalityRule,
    reference: Lists,
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


def _areas(
    reference: Lists, given: Sequence[Sequence[str | None]], matched: Sequence[Match | None]
) -> list[int]:
    """Return which names read as a comuna may be those of an area, since others are of one alone.

    Los Lagos is a comuna and a region: among Tarapacá and Biobío it is no comuna for certain. One
    such row among municipalities may be a slip, or the total of what stands above it.

    Args:
        reference: The lists of municipalities.
        given: Name, code, region and country of each.
        matched: What each was read as; None without a list.
    """
    if all(match is None or match.cut for match in matched):
        return []
    alone: dict[str, set[str]] = {}
    doubtful: dict[str, list[int]] = {}
    has_others = False
    for at, ((name, _, region, country), match) in enumerate(zip(given, matched, strict=True)):
        matcher = reference.matcher_of(country or HOME)
        area = matcher.area(name, region) if name and matcher and match else None
        if match and area and match.basis in ("exact", "alias"):
            doubtful.setdefault(area, []).append(at)
        elif match and area and match.reason in ("region_not_municipality", "unknown_name"):
            alone.setdefault(area, set()).add(str(name))
        has_others |= bool(match and match.cut and not area)
    return [
        at
        for area, names in alone.items()
        if len(names) > 1 or not has_others
        for at in doubtful.get(area, ())
    ]


def broken_rules(
    source: RowSpec,
    frame: pa.Table,
    texts: Mapping[str, Column],
    reference: Lists,
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
    for fault in wrong:
        unread.setdefault(fault.row, set()).add(fault.column)
    problems = []
    with _database(os.getpid()).cursor() as connection:
        connection.register("rows", frame)
        for name, file in source.lookups.items():
            connection.register(name, reference.lookup(file))
        for rule in source.rules:
            broken = connection.execute(
                f"select _row from rows where ({rule.violates}) is true order by _row"  # noqa: S608
            ).fetchall()
            words = set(_WORD.findall(rule.violates))
            for row in (row for (row,) in broken if words.isdisjoint(unread.get(row, ()))):
                text = reading.as_text(texts[rule.column][int(np.searchsorted(numbers, row))])
                problems.append(Problem(row, rule.column, rule.id, text, rule.es, rule.en))
    return problems


def months_to_come(
    source: RowSpec, typed: Mapping[str, pa.Array], texts: Mapping[str, Column], rows: Index
) -> list[Problem]:
    """Return a problem for each row that reports a month which has not begun, as it is in Chile.

    Args:
        source: The description: its month, where it says ``has_come``, is of the column ``year``.
        typed: Typed columns of one sheet.
        texts: What each column says, as delivered.
        rows: Number of each row.
    """
    name = next((n for n, c in source.columns.items() if c.type == "month" and c.has_come), None)
    if name is None:
        return []
    today = clock.today()
    months = zip(typed["year"].to_pylist(), typed[name].to_pylist(), strict=True)
    return [
        problem(int(rows[at]), name, "month_to_come", reading.as_text(texts[name][at]), today=today)
        for at, (year, month) in enumerate(months)
        if year and month and (year, month) > (today.year, today.month)
    ]


def with_made(source: RowSpec, typed: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Return typed columns with the empty cells of some made of the others of their row.

    Args:
        source: The description, which says of what.
        typed: Typed column by name.
    """
    made = {name: spec.made_of for name, spec in source.columns.items() if spec.made_of}
    if not made:
        return typed
    with _database(os.getpid()).cursor() as connection:
        connection.register("rows", pa.table(typed))
        filled = ", ".join(f"coalesce({name}, {sql}) as {name}" for name, sql in made.items())
        query = f"select * replace ({filled}) from rows"  # noqa: S608
        table = connection.sql(query).to_arrow_table()
    return {name: table.column(name).combine_chunks() for name in typed}


def _rows_where(condition: str | None, typed: Mapping[str, pa.Array], size: int) -> Mask:
    if condition is None:
        return np.ones(size, np.bool_)
    with _database(os.getpid()).cursor() as connection:
        connection.register("rows", pa.table(dict(typed)))
        answer = connection.execute(f"select ({condition}) is true as holds from rows")  # noqa: S608
        return answer.fetchnumpy()["holds"].astype(np.bool_)


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:
    """Return the empty database of a process, whose cursors each know their own rows alone.

    To open one takes ten times as long as to ask it; a fork must not go on with its parent's.
    """
    return duckdb.connect()
