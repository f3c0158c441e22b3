"""What must not be written in SQL that both engines read, because Spark reads it otherwise.

Worst is what Spark reads without a word and to another end: the same name for another thing, a row
that only the order of reading chose, sums whose last digits decide.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB

from pipelines.specs import contracting

_AS_IT_IS = (exp.Paren, exp.Window, exp.Filter, exp.Lag, exp.Lead, exp.Min, exp.Max, exp.Coalesce)
_DAY_MADE = (exp.CurrentDate, exp.LastDay, exp.DateFromParts, exp.TimestampTrunc, exp.DateTrunc)
_WHOLE = (exp.Round, exp.Floor, exp.Ceil, exp.Predicate, exp.Count, exp.Sign)
_OTHERWISE = (
    exp.DayOfWeek,
    exp.ApproxDistinct,
    exp.ApproxQuantile,
    exp.Skewness,
    exp.Kurtosis,
    exp.Monthname,
    exp.Dayname,
    exp.CurrentDate,
    exp.CurrentTimestamp,
)
_OTHERWISE_NAMED = ("weekday", "dayofweek", "dow", "hash", "entropy")
_RANKS = (exp.Rank, exp.DenseRank, exp.RowNumber, exp.PercentRank, exp.CumeDist, exp.Ntile)
_DUCKDB_ONLY = ("strip_accents", "try_strptime")


def refusals(sql: str) -> list[str]:
    """Return why a statement may give another table on Spark; none when it may run there.

    Reasons are codes: ``parallel_unnest``, ``date_minus_date``, ``another_meaning``, ``any_row``,
    ``rank_over_float_sum``, ``round_float_sum``, ``ordered_list``, ``scalar_queries``,
    ``duckdb_only``.

    Args:
        sql: One statement in DuckDB's dialect.

    Raises:
        sqlglot.errors.SqlglotError: It is no SQL.
    """
    return sorted(set(_dangers(sqlglot.parse_one(sql, dialect=DuckDB))))


def _dangers(tree: exp.Expr) -> Iterator[str]:
    for select in tree.find_all(exp.Select):
        if sum(bool(item.find(exp.Unnest, exp.Explode)) for item in select.expressions) > 1:
            yield "parallel_unnest"
        if sum(bool(item.find(exp.Subquery)) for item in select.expressions) > 4:
            yield "scalar_queries"
    days = _days(tree)
    for minus in tree.find_all(exp.Sub):
        if _is_day(minus.this, days) and _is_day(minus.expression, days):
            yield "date_minus_date"
    if any(map(_means_another, tree.walk())):
        yield "another_meaning"
    if any(map(_is_any_row, tree.walk())):
        yield "any_row"
    for window in tree.find_all(exp.Window):
        order = window.args.get("order")
        if isinstance(window.this, _RANKS) and order is not None and order.find(exp.Sum, exp.Avg):
            yield "rank_over_float_sum"
    for rounded in tree.find_all(exp.Round):
        if rounded.this.find(exp.Sum, exp.Avg, exp.Div):
            yield "round_float_sum"
    for joined in tree.find_all(exp.ArrayAgg, exp.GroupConcat):
        if isinstance(joined, exp.ArrayAgg) or not joined.find(exp.Order):
            yield "ordered_list"
    if (
        tree.find(exp.Columns, exp.StructExtract)
        or any(star.args.get("replace") for star in tree.find_all(exp.Star))
        or any(call.name.lower() in _DUCKDB_ONLY for call in tree.find_all(exp.Anonymous))
    ):
        yield "duckdb_only"


def _days(tree: exp.Expr) -> set[str]:
    """Return the columns that are days: of the tables as they are locked, and made on the way."""
    days = set(_locked_days())
    named = list(tree.find_all(exp.Alias))
    while more := {alias.alias for alias in named if _is_day(alias.this, days)} - days:
        days |= more
    return days


@cache
def _locked_days() -> frozenset[str]:
    tables = contracting.locked().values()
    return frozenset(name for table in tables for name, kind in table.items() if kind == "DATE")


def _is_day(node: exp.Expr, days: set[str]) -> bool:
    while isinstance(node, _AS_IT_IS):
        node = node.this
    if isinstance(node, exp.Cast):
        return bool(node.is_type("date"))
    if isinstance(node, exp.Add | exp.Sub):  # a day and some days
        return _is_day(node.this, days) and not _is_day(node.expression, days)
    is_column = isinstance(node, exp.Column)
    return isinstance(node, _DAY_MADE) or (is_column and node.name in days)


def _means_another(node: exp.Expr) -> bool:
    """Tell whether a name means one thing to DuckDB and another to Spark, which says nothing."""
    if isinstance(node, exp.DateDiff):
        return str(node.args.get("unit") or "day").lower() != "day"
    if isinstance(node, exp.Extract):
        return node.name.lower() in _OTHERWISE_NAMED
    if isinstance(node, exp.RegexpReplace):  # the first match, or all
        return "g" not in str(node.args.get("modifiers") or "")
    if isinstance(node, exp.Log):  # to ten, or to e
        return node.expression is None
    if isinstance(node, exp.ArgMax | exp.ArgMin):
        return node.args.get("count") is not None
    if isinstance(node, exp.Like | exp.ILike):
        return "\\" in node.expression.name
    if isinstance(node, exp.GenerateSeries):  # Spark counts down where the end comes first
        ends = node.args["start"], node.args["end"]
        literal = all(isinstance(end.unnest(), exp.Literal | exp.Neg) for end in ends)
        within = isinstance(ends[0], exp.Min) and isinstance(ends[1], exp.Max)
        return not (node.args.get("is_end_exclusive") or literal or within)
    if isinstance(node, exp.Cast) and node.is_type(*exp.DataType.INTEGER_TYPES):
        return _may_be_broken(node.this)  # to the nearest, or cut off
    if not isinstance(node, exp.Anonymous):
        return isinstance(node, _OTHERWISE)
    is_part = node.name.lower() == "date_part"
    return (node.expressions[0].name if is_part else node.name).lower() in _OTHERWISE_NAMED


def _may_be_broken(node: exp.Expr) -> bool:
    """Tell whether a number is made by dividing, by a mean or with decimals, and not rounded."""
    for part in node.walk(prune=lambda e: isinstance(e, (*_WHOLE, exp.Query))):
        if isinstance(part, (*_WHOLE, exp.Query)):
            continue
        if isinstance(part, exp.Div | exp.Avg | exp.Median | exp.PercentileCont | exp.Sqrt):
            return True
        if isinstance(part, exp.Literal) and not part.is_string and "." in part.name:
            return True
    return False


def _is_any_row(node: exp.Expr) -> bool:
    """Tell whether chance decides which row it is, or the order in which an engine reads."""
    if isinstance(node, exp.Limit):
        return node.parent is None or node.parent.args.get("order") is None
    if isinstance(node, exp.FirstValue | exp.LastValue | exp.Lag | exp.Lead | exp.RowNumber):
        window = node.find_ancestor(exp.Window)
        return window is not None and not (window.args.get("order") or window.args.get("alias"))
    return isinstance(node, exp.First | exp.Last | exp.Mode | exp.Rand | exp.TableSample)
