"""SQL that carries where its rows come from: the level of each row is the worst it was made of.

A SELECT is rewritten so that every relation in it has one more column, the floor of a row. It
spreads like the tropical semiring of provenance: a join has the worst of its sides, a group, a
window or a row without its doubles the worst of all that went into it. Where absence decides (a
row without partner, EXISTS, IN, a scalar query) the whole relation looked into counts.

The author's own ``origin`` is a base that can be raised and never lowered. Two comments are an
author's way out; each says why, and the taint test proves it::

    -- origin: <relation> does not decide: <reason>
    -- origin: figures are picked: <reason>
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import parse_one

from pipelines import origins
from pipelines.build.tracing.levels import FLOOR, LEVEL, refused
from pipelines.build.tracing.tracer import Tracer

_SPARED = re.compile(r"^-- origin: (\w+) does not decide: \S", re.M)
_PICKED = re.compile(r"^-- origin: figures are picked: \S", re.M)
_COMMENT = re.compile(r"^-- origin:.*$", re.M)


@dataclass(frozen=True)
class Traced:
    """A query with its floor as last column; ``rests`` is whether anything below has a level."""

    sql: str
    rests: bool


def trace(sql: str, *, levels: Mapping[str, str], computes: bool = True) -> Traced:
    """Return a query whose last column, ``_floor``, is the worst level of what each row rests on.

    Args:
        sql: One SELECT of DuckDB.
        levels: The column of levels of every table that has one.
        computes: Whether what the query adds up or averages is at least ``computed``.

    Raises:
        FaroError: It uses what cannot be traced, or a comment on origins that says nothing.
    """
    # Of the levels only those count whose table it reads: a query is traced once a process.
    read = tuple((name, column) for name, column in sorted(levels.items()) if name in sql)
    return _traced(sql, read, computes)


@lru_cache(maxsize=1024)
def _traced(sql: str, levels: tuple[tuple[str, str], ...], computes: bool) -> Traced:
    spared = frozenset(_SPARED.findall(sql))
    picked = bool(_PICKED.search(sql))
    if len(_COMMENT.findall(sql)) != len(_SPARED.findall(sql)) + len(_PICKED.findall(sql)):
        raise refused("a comment on origin is written «<relation> does not decide: <reason>»")
    tracer = Tracer(dict(levels), spared, computes and not picked)
    tree = tracer.query(parse_one(sql, dialect="duckdb"), frozenset())
    if missing := spared - tracer.read:
        raise refused(
            f"the comment on origin names {', '.join(sorted(missing))}, which is not read"
        )
    return Traced(tree.sql(dialect="duckdb", comments=False, copy=False), tracer.rests)


def marked(traced: Traced, columns: Sequence[str]) -> str:
    """Return the query with its own ``origin``, if any, raised to its floor.

    Args:
        traced: The query, its floor as last column.
        columns: Its columns without the floor, in order.
    """
    raised = f"coalesce({FLOOR}, '{origins.PUBLISHED}')::{origins.TYPE}"
    if LEVEL in columns:
        raised = f"greatest({LEVEL}::{origins.TYPE}, {raised})"
    selected = {f'"{name}"': f'"{name}"' for name in columns} | {
        f'"{LEVEL}"': f"{raised} as {LEVEL}"
    }
    return f"select {', '.join(selected.values())} from ({traced.sql})"  # noqa: S608 (our own SQL)
