"""What a query reads: its tables, and of each the rows that a plain condition keeps.

Only conditions that cannot hang on a figure count: the key columns of a table and its own
``origin``, compared with constants, in a SELECT that reads this one table alone. Anything else,
and any doubt, is read whole: the mark of an answer may say too much, never too little. A column
called ``origin`` in the *answer* says nothing: a reader can write one. A column with an origin of
its own (``group_id``) counts where the query writes its name, or may read it without.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from pipelines.serving.figures import quoted

COMPARISONS: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
}
# What makes the rows of a table count, or its columns be called otherwise, in ways not looked into.
TWISTS = ("pivots", "sample", "joins", "laterals", "when", "version", "match", "changes")
# What reads columns without writing their names.
NAMELESS = (
    *(exp.Star, exp.Columns, exp.Pivot, exp.PositionalColumn, exp.Parameter, exp.Placeholder),
    *(exp.Summarize, exp.Describe),
)
logging.getLogger("sqlglot").setLevel(logging.ERROR)


@dataclass(frozen=True)
class Read:
    """One table as a query reads it.

    Attributes:
        table: Its name.
        conditions: The plain conditions on its rows, each written anew from its parts.
    """

    table: str
    conditions: tuple[str, ...] = ()

    def sql(self) -> str:
        """Return the condition as SQL, empty where all rows are read."""
        return f" where {' and '.join(self.conditions)}" if self.conditions else ""


def reads(sql: str, tables: Sequence[str], plain: Mapping[str, Sequence[str]]) -> tuple[Read, ...]:
    """Return what a query reads.

    Args:
        sql: One SELECT that was judged.
        tables: The tables it reads, each as often as it names it, as DuckDB's own parser found
            them: where another parser finds others, all are read whole.
        plain: Table → columns whose conditions count.

    Returns:
        One entry a table and set of conditions.
    """
    whole = tuple(Read(name) for name in sorted(set(tables)))
    try:
        trees = sqlglot.parse(sql, dialect="duckdb")
        if len(trees) != 1 or trees[0] is None:
            return whole
        tree = trees[0]
        if {cte.alias.lower() for cte in tree.find_all(exp.CTE)} & set(plain):
            return whole
        named = [table for table in tree.find_all(exp.Table) if table.name.lower() in tables]
        if sorted(table.name.lower() for table in named) != sorted(tables):
            return whole
        return tuple(dict.fromkeys(_read(table, plain) for table in named))
    except (SqlglotError, RecursionError, ValueError, KeyError, AttributeError, TypeError):
        return whole


def mentions(sql: str) -> frozenset[str] | None:
    """Return every name that a query writes; None where it may read columns without their names.

    Args:
        sql: One SELECT that was judged.

    Returns:
        Names in lower case.
    """
    try:
        trees = sqlglot.parse(sql, dialect="duckdb")
        if len(trees) != 1 or trees[0] is None:
            return None
        tree = trees[0]
        names = {identifier.name.lower() for identifier in tree.find_all(exp.Identifier)}
        relations = {table.alias_or_name.lower() for table in tree.find_all(exp.Table)}
        columns = {column.name.lower() for column in tree.find_all(exp.Column)}
        unnamed = (
            *(node for node in tree.find_all(*NAMELESS) if not isinstance(node.parent, exp.Count)),
            *(alias for alias in tree.find_all(exp.TableAlias) if alias.args.get("columns")),
            *(join for join in tree.find_all(exp.Join) if join.args.get("method")),
            *(columns & relations),  # a whole row by the name of its table
        )
        return None if unnamed else frozenset(names)
    except (SqlglotError, RecursionError, ValueError, KeyError, AttributeError, TypeError):
        return None


def _read(table: exp.Table, plain: Mapping[str, Sequence[str]]) -> Read:
    name, source = table.name.lower(), table.parent
    select = source.parent if isinstance(source, exp.From) else None
    if not isinstance(select, exp.Select) or any(
        node.args.get(twist) for node in (table, select) for twist in TWISTS
    ):
        return Read(name)
    alias = table.args.get("alias")
    if alias is not None and alias.args.get("columns"):
        return Read(name)
    where = select.args.get("where")
    if where is None:
        return Read(name)
    known = {column.lower() for column in plain.get(name, ())} - _renamed(select)
    own = {"", table.alias_or_name.lower()}
    parts = where.this.flatten() if isinstance(where.this, exp.And) else [where.this]
    conditions = (_condition(part, known, own) for part in parts)
    return Read(name, tuple(condition for condition in conditions if condition is not None))


def _renamed(select: exp.Select) -> set[str]:
    """Return the names that a SELECT gives to something else than the column of that name."""
    given: set[str] = set()
    for expression in select.expressions:
        if isinstance(expression, exp.Alias):
            given.add(expression.alias.lower())
        elif isinstance(expression, exp.Star) or expression.find(exp.Star):
            given |= {each.alias.lower() for each in expression.find_all(exp.Alias)}
    return given


def _condition(part: exp.Expr, known: set[str], own: set[str]) -> str | None:
    """Return a condition as SQL: a known column compared with constants; None for any other."""
    part = part.unnest()
    if isinstance(part, exp.In) and not any(part.args.get(name) for name in ("query", "unnest")):
        how, constants = "in", part.expressions
    elif type(part) in COMPARISONS:
        how, constants = COMPARISONS[type(part)], [part.expression]
    else:
        return None
    column, values = part.this, [_constant(constant) for constant in constants]
    if not isinstance(column, exp.Column) or column.args.get("db") or None in values:
        return None
    if column.name.lower() not in known or column.table.lower() not in own or not values:
        return None
    listed = ", ".join(str(value) for value in values)
    return f"{quoted(column.name)} {how} {f'({listed})' if how == 'in' else listed}"


def _constant(node: exp.Expression) -> str | None:
    if not isinstance(node, exp.Literal):
        return None
    if node.is_string:
        return "'" + str(node.this).replace("'", "''") + "'"
    return str(node.this) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", str(node.this)) else None
