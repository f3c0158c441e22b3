"""The SQL of Faro as Spark reads it: few rules on top of sqlglot's own.

What no rule can mend is refused by `spark_lint`; the statements that may not run on Spark, and why,
are in `spark.yml`.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.dialects.spark import Spark

from pipelines import origins, specs
from pipelines.build.tracing.levels import FLOOR, LEVEL
from pipelines.build.warehouse import PERIOD_END

_WRITTEN = exp.column("written")
_AS_IT_IS = (exp.Paren, exp.Window, exp.Filter, exp.Lag, exp.Lead, exp.Min, exp.Max, exp.Coalesce)
_PASSING = (*_AS_IT_IS, exp.Greatest, exp.Least, exp.AnyValue)
_DIVIDED = "divided"
_LEVELS = exp.array(*(exp.Literal.string(level) for level in origins.LEVELS))
_WORST: dict[type[exp.Expr], str] = {exp.Max: "max_by", exp.Min: "min_by"}


def to_spark(sql: str) -> str:
    """Return a statement in Spark's dialect.

    The rules: macros of a build are written out; a decimal literal is a double; the ISO day of the
    week is counted from Monday; distinct texts are joined as a sorted set; a quantile between
    values is Spark's exact percentile; what is divided by nothing is infinite or no number; the
    value of the largest row is one that is there; an origin is a text, and the worst of some the
    one that stands last among the levels; GROUP BY ALL names what it groups by; the items of a list
    are cast before they become rows.

    Args:
        sql: One statement in DuckDB's dialect, one that
            :func:`pipelines.bulk.spark_lint.refusals` says nothing of.

    Raises:
        sqlglot.errors.SqlglotError: It is no SQL.
    """
    return _rewritten(sqlglot.parse_one(sql, dialect=DuckDB)).sql(dialect=Spark)


def _rewritten(node: exp.Expr) -> exp.Expr:
    """Rewrite a tree from its root on, so that each rule sees what stands below as it was."""
    for rule in (_call, _value, _quotient, _joined, _level, _grouped):
        if (rewritten := rule(node)) is not None:
            node = rewritten
            break
    for child in list(node.iter_expressions()):
        if (new := _rewritten(child)) is not child:
            child.replace(new)
    return node


def _call(node: exp.Expr) -> exp.Expr | None:
    """Write out the macros of a build, and name functions as Spark does."""
    if isinstance(node, exp.Anonymous) and node.name.lower() in _thresholds():
        return exp.Literal.number(_thresholds()[node.name.lower()])
    if isinstance(node, exp.Anonymous) and node.name.lower() == "period_end":
        [written] = node.expressions
        body = sqlglot.parse_one(PERIOD_END, dialect=DuckDB)
        return body.transform(lambda part: written.copy() if part == _WRITTEN else part)
    if isinstance(node, exp.Anonymous) and node.name.lower() == "natural_order":
        [written] = node.expressions
        for pattern, by in (("([0-9]+)", "000000000000$1"), ("0*([0-9]{12})", "$1")):
            texts = [exp.Literal.string(pattern), exp.Literal.string(by)]
            written = exp.Anonymous(this="regexp_replace", expressions=[written, *texts])
        return written
    if isinstance(node, exp.DayOfWeekIso):
        return exp.paren(exp.Anonymous(this="weekday", expressions=[node.this]) + 1)
    if isinstance(node, exp.PercentileCont) and node.expression:
        return exp.Anonymous(this="percentile", expressions=[node.this, node.expression])
    if isinstance(node, exp.ArgMax | exp.ArgMin):
        name = "max_by" if isinstance(node, exp.ArgMax) else "min_by"
        is_there = exp.not_(exp.Is(this=node.this.copy(), expression=exp.Null()))
        place = exp.Case(ifs=[exp.If(this=is_there, true=node.expression)])
        return exp.Anonymous(this=name, expressions=[node.this, place])
    return None


def _value(node: exp.Expr) -> exp.Expr | None:
    """Write decimals as doubles, and cast lists before their items."""
    if isinstance(node, exp.Literal) and not node.is_string and "." in node.name:
        return exp.cast(exp.Literal.string(node.name), "double")
    if isinstance(node, exp.Cast) and isinstance(node.this, exp.Explode | exp.Unnest):
        rows = node.this
        [items] = rows.expressions if isinstance(rows, exp.Unnest) else [rows.this]
        kind = exp.DataType(this=exp.DataType.Type.ARRAY, expressions=[node.to], nested=True)
        items.replace(exp.Cast(this=items.copy(), to=kind))
        return rows
    return None


def _quotient(node: exp.Expr) -> exp.Expr | None:
    """Divide by nothing as DuckDB does, to infinity or to no number; Spark ends there."""
    if not isinstance(node, exp.Div) or _DIVIDED in node.meta:
        return None
    by = node.expression
    if isinstance(by, exp.Nullif) or (isinstance(by, exp.Literal) and float(by.name)):
        return None
    node.meta[_DIVIDED] = True
    endless = exp.Mul(this=node.this.copy(), expression=exp.cast("'Infinity'", "double"))
    by_nothing = exp.EQ(this=by.copy(), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=by_nothing, true=endless)], default=node.copy())


def _joined(node: exp.Expr) -> exp.Expr | None:
    """Join distinct texts as a sorted set: Spark fails at LISTAGG beside another DISTINCT."""
    where = node.expression if isinstance(node, exp.Filter) else None
    joined = node if where is None else node.this
    if not (isinstance(joined, exp.GroupConcat) and isinstance(joined.this, exp.Order)):
        return None
    distinct, [by, *others] = joined.this.this, joined.this.expressions
    if not isinstance(distinct, exp.Distinct) or others or by.args.get("desc"):
        return None
    collected: exp.Expr = exp.Anonymous(this="collect_set", expressions=distinct.expressions)
    if where is not None:
        collected = exp.Filter(this=collected, expression=where)
    sorted_set = exp.Anonymous(this="array_sort", expressions=[collected])
    text = exp.Anonymous(this="array_join", expressions=[sorted_set, joined.args["separator"]])
    size = exp.Anonymous(this="size", expressions=[collected.copy()])
    return exp.Case(
        ifs=[exp.If(this=exp.GT(this=size, expression=exp.Literal.number(0)), true=text)]
    )


def _level(node: exp.Expr) -> exp.Expr | None:
    """Find the worst origin of a group, or of several, by its place: to Spark it is a text."""
    if isinstance(node, exp.DataType) and _is_origin(node):
        return exp.DataType.build("text")
    if type(node) in _WORST and _is_level(node.this):
        name = _WORST[type(node)]
        return exp.Anonymous(this=name, expressions=[node.this, _place(node.this)])
    if isinstance(node, exp.Greatest | exp.Least):
        parts = [node.this, *node.expressions]
        if any(map(_is_level, parts)):
            [first, *others] = map(_place, parts)
            worst = type(node)(this=first, expressions=others)
            # Not element_at: Spark holds what comes out of it for never empty.
            levels = [
                exp.If(this=exp.Literal.number(at), true=exp.Literal.string(level))
                for at, level in enumerate(origins.LEVELS, 1)
            ]
            return exp.Case(this=worst, ifs=levels)
    return None


def _place(level: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="array_position", expressions=[_LEVELS.copy(), level.copy()])


def _is_origin(kind: exp.DataType) -> bool:
    return str(kind.args.get("kind")).upper() == origins.TYPE


def _is_level(node: exp.Expr) -> bool:
    """Tell whether an expression is an origin: by its type, its name, or what it passes on."""
    if isinstance(node, exp.Cast):
        return _is_origin(node.to)
    if isinstance(node, exp.Column):
        return node.name == FLOOR or node.name.endswith(LEVEL)
    if isinstance(node, exp.Subquery):
        return _is_level(node.unnest().expressions[0].unalias())
    return isinstance(node, _PASSING) and any(
        isinstance(part, exp.Expr) and _is_level(part) for part in (node.this, *node.expressions)
    )


def _grouped(node: exp.Expr) -> exp.Expr | None:
    """Name what GROUP BY ALL groups by: all that is shown and holds no aggregate."""
    if not isinstance(node, exp.Select) or node.is_star:
        return None
    group = node.args.get("group")
    if group is None or not group.args.get("all"):
        return None
    shown = [item.unalias() for item in node.expressions]
    keys = [
        column.copy()
        for column in shown
        if not isinstance(column, exp.Literal) and not _adds_up(column)
    ]
    node.set("group", exp.Group(expressions=keys) if keys else None)
    return node


def _adds_up(node: exp.Expr) -> bool:
    """Tell whether an aggregate stands in an expression, outside of any query within it."""
    return any(
        isinstance(part, exp.AggFunc)
        for part in node.walk(prune=lambda e: isinstance(e, exp.Query))
    )


def _thresholds() -> dict[str, int]:
    return {name: int(value) for name, value in specs.thresholds().model_dump().items()}
