"""Expressions on levels of origin: the worst of several, of a group, a constant one."""

from __future__ import annotations

from sqlglot import exp

from pipelines import origins
from pipelines.errors import FaroError

FLOOR = "_floor"
LEVEL = "origin"


def worst(levels: list[exp.Expr]) -> exp.Expr:
    """Return the worst of some levels; NULL when there is none.

    Args:
        levels: SQL of levels; those that are NULL say nothing.
    """
    known = [level for level in levels if not isinstance(level, exp.Null)]
    if not known:
        return exp.Null()
    return known[0].copy() if len(known) == 1 else exp.func("greatest", *(k.copy() for k in known))


def largest(level: exp.Expr) -> exp.Expr:
    """Return the worst level of a group.

    Args:
        level: SQL of the level of one row of it; NULL stays NULL.
    """
    return level if isinstance(level, exp.Null) else exp.Max(this=level.copy())


def as_level(column: exp.Expr) -> exp.Expr:
    """Return a text as a level.

    Args:
        column: SQL of a text, one of the words of :data:`pipelines.origins.LEVELS`.
    """
    return exp.Cast(this=column, to=exp.DataType.build(origins.TYPE, udt=True))


def constant(level: str) -> exp.Expr:
    """Return a level by its name.

    Args:
        level: One of :data:`pipelines.origins.LEVELS`.
    """
    return as_level(exp.Literal.string(level))


def refused(what: str) -> FaroError:
    """Return the error of a statement that cannot be traced.

    Args:
        what: What cannot be traced, as a sentence for whoever wrote the statement.
    """
    return FaroError(what, where="SQL", fix="Rewrite the statement plainly", code="bad_sql")
