"""The SQL of Faro as Spark reads it, and what must not be written because Spark reads it otherwise.

Few rules turn one dialect into the other, on top of sqlglot's own; what no rule can mend is
refused. The statements that may not run on Spark, and why, are in `spark.yml`.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.dialects.spark import Spark

from pipelines import specs
from pipelines.build.warehouse import PERIOD_END

_WRITTEN = exp.column("written")
_DAYS = ("date", "deadline", "last_update", "as_of", "_on", "_until", "first_published")
_RANKS = (exp.Rank, exp.DenseRank, exp.RowNumber, exp.PercentRank, exp.CumeDist, exp.Ntile)
_PASSING = (exp.Paren, exp.Window, exp.Filter, exp.Lag, exp.Lead, exp.Min, exp.Max, exp.Coalesce)
_TABLE_MAKERS = (exp.Unnest, exp.Explode, exp.GenerateSeries)


def to_spark(sql: str) -> str:
    """Return a statement in Spark's dialect.

    The rules: thresholds and ends of periods are written out; a decimal literal is a double; the
    ISO day of the week is counted from Monday; a slice of a text is a substring; a quantile
    between values is Spark's exact percentile.

    Args:
        sql: One statement in DuckDB's dialect, one that :func:`refusals` says nothing of.

    Raises:
        sqlglot.errors.SqlglotError: It is no SQL.
    """
    tree = sqlglot.parse_one(sql, dialect=DuckDB)
    return tree.transform(_rewritten).sql(dialect=Spark)


def _rewritten(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Anonymous) and node.name in _thresholds():
        return exp.Literal.number(_thresholds()[node.name])
    if isinstance(node, exp.Anonymous) and node.name == "period_end":
        [written] = node.expressions
        body = sqlglot.parse_one(PERIOD_END, dialect=DuckDB)
        return body.transform(lambda part: written.copy() if part == _WRITTEN else part)
    if isinstance(node, exp.Literal) and not node.is_string and "." in node.name:
        return exp.cast(exp.Literal.string(node.name), "double")
    if isinstance(node, exp.DayOfWeekIso):
        return exp.Anonymous(this="weekday", expressions=[node.this]) + 1
    if isinstance(node, exp.Bracket) and len(node.expressions) == 1:
        [part] = node.expressions
        if isinstance(part, exp.Slice) and part.this and part.expression:
            length = part.expression.copy() - part.this.copy() + 1
            return exp.Substring(this=node.this, start=part.this, length=length)
    if isinstance(node, exp.PercentileCont) and node.expression:
        return exp.Anonymous(this="percentile", expressions=[node.this, node.expression])
    return node


def _thresholds() -> dict[str, int]:
    return {name: int(value) for name, value in specs.thresholds().model_dump().items()}


def refusals(sql: str) -> list[str]:
    """Return why a statement may give another table on Spark; none when it may run there.

    Reasons are codes: ``parallel_unnest``, ``nested_generator``, ``group_by_all``,
    ``date_minus_date``, ``rank_over_float_sum``, ``round_float_sum``, ``ordered_list``,
    ``duckdb_only``.

    Args:
        sql: One statement in DuckDB's dialect.

    Raises:
        sqlglot.errors.SqlglotError: It is no SQL.
    """
    return sorted(set(_found(sqlglot.parse_one(sql, dialect=DuckDB))))


def _found(tree: exp.Expr) -> Iterator[str]:
    for select in tree.find_all(exp.Select):
        if sum(bool(item.find(exp.Unnest, exp.Explode)) for item in select.expressions) > 1:
            yield "parallel_unnest"
        group = select.args.get("group")
        if group is not None and group.args.get("all") and _groups_expressions(select):
            yield "group_by_all"
    for cast in tree.find_all(exp.Cast):
        if cast.this.find(*_TABLE_MAKERS):
            yield "nested_generator"
    for minus in tree.find_all(exp.Sub):
        if _is_day(minus.this) and _is_day(minus.expression):
            yield "date_minus_date"
    for window in tree.find_all(exp.Window):
        order = window.args.get("order")
        if isinstance(window.this, _RANKS) and order is not None and order.find(exp.Sum, exp.Avg):
            yield "rank_over_float_sum"
    for rounded in tree.find_all(exp.Round):
        if rounded.this.find(exp.Sum, exp.Avg):
            yield "round_float_sum"
    for _ in tree.find_all(exp.Pivot, exp.ArrayAgg, exp.GroupConcat):
        yield "ordered_list"
    if tree.find(exp.Columns, exp.Lambda, exp.StructExtract):
        yield "duckdb_only"


def _groups_expressions(select: exp.Select) -> bool:
    """Tell whether GROUP BY ALL would group by something that is no plain column."""
    plain = (item.this if isinstance(item, exp.Alias) else item for item in select.expressions)
    return any(
        not isinstance(item, (exp.Column, exp.Literal, exp.Star)) and not item.find(exp.AggFunc)
        for item in plain
    )


def _is_day(node: exp.Expr) -> bool:
    while isinstance(node, _PASSING):
        node = node.this
    if isinstance(node, exp.Cast):
        return bool(node.is_type("date"))
    return isinstance(node, exp.Column) and node.name.endswith(_DAYS)
