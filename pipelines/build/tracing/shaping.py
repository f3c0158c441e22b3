"""How a query is reshaped so that its floors neither show up twice nor split its rows."""

from __future__ import annotations

from sqlglot import exp

from pipelines.build.tracing.levels import FLOOR, largest
from pipelines.build.tracing.parts import sources_of


def hide(node: exp.Select, carried: list[str]) -> None:
    """Leave the floors of sources out of every star.

    Args:
        node: A SELECT; changed in place.
        carried: Names of its sources that have a floor; with none every star stays as it is.
    """
    for expression in node.expressions:
        star = expression.this if isinstance(expression, exp.Column) else expression
        if not isinstance(star, exp.Star):
            continue
        if not carried or (isinstance(expression, exp.Column) and expression.table not in carried):
            continue
        star.set("except_", [*(star.args.get("except_") or []), exp.to_identifier(FLOOR)])


def without_doubles(node: exp.Query) -> exp.Expr:
    """Return the rows of a query once each, with the worst of the floors that fall together.

    Args:
        node: A query with a column of floors, which is not compared; its CTEs are moved to what is
            returned.
    """
    star = exp.Star(except_=[exp.to_identifier(FLOOR)])
    worst = exp.alias_(largest(exp.column(FLOOR)), FLOOR)
    with_ = node.args.get("with_")
    node.set("with_", None)
    distinct = exp.select(star, worst).from_(node.subquery("doubled"))
    distinct.set("group", exp.Group(all=True))
    distinct.set("with_", with_)
    return distinct


def keep_constant_conditions(node: exp.Expr) -> None:
    """Leave in a WHERE only what compares a column with a constant: rows are not chosen by it.

    Args:
        node: A SELECT that something looks into; changed in place, and without WHERE where nothing
            is left.
    """
    where = node.args.get("where")
    if where is None:
        return
    inner = {source.alias_or_name for source, _ in sources_of(node)}
    kept = (
        [
            condition.copy()
            for condition in where.this.flatten()
            if isinstance(condition, exp.EQ | exp.NEQ)
            and isinstance(condition.this, exp.Column)
            and isinstance(condition.expression, exp.Literal)
            and (not condition.this.table or condition.this.table in inner)
        ]
        if isinstance(where.this, exp.And)
        else []
    )
    node.set("where", exp.Where(this=exp.and_(*kept)) if kept else None)
