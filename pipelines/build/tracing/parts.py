"""The parts of a SELECT: what it reads, which queries stand in it, what it aggregates."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from pipelines.build.tracing.levels import refused

# What only chooses among figures that stand somewhere; every other aggregate computes.
PICKS = (
    *(exp.Max, exp.Min, exp.AnyValue, exp.ArgMax, exp.ArgMin, exp.First, exp.Last),
    *(exp.GroupConcat, exp.ArrayAgg, exp.LogicalOr, exp.LogicalAnd, exp.Grouping),
)


def plain(node: exp.Expr) -> exp.Select:
    """Return the SELECT of a query within an expression.

    Args:
        node: A query, in brackets or not.

    Raises:
        FaroError: It is no plain SELECT (``bad_sql``).
    """
    select = node.unnest() if isinstance(node, exp.Subquery) else node
    if not isinstance(select, exp.Select) or select.args.get("with_"):
        raise refused("within an expression only a plain SELECT can be traced")
    return select


def sources_of(node: exp.Expr) -> Iterator[tuple[exp.Expr, str]]:
    """Yield what a SELECT reads, and ``left`` or ``full`` where a row may lack a partner.

    Args:
        node: A SELECT.

    Raises:
        FaroError: A join that cannot be traced (``bad_sql``).
    """
    start = node.args.get("from_")
    joins = node.args.get("joins") or []
    whole = any(join.side == "FULL" for join in joins)
    if start is not None:
        if start.this.args.get("joins"):
            raise refused("FROM before SELECT cannot be traced with a join")
        yield start.this, "full" if whole else ""
    for join in joins:
        if join.side == "RIGHT" or join.kind in ("SEMI", "ANTI"):
            raise refused(f"{join.side or join.kind} JOIN cannot be traced; write LEFT or EXISTS")
        yield join.this, "full" if whole else join.side.lower()
    for lateral in node.args.get("laterals") or []:
        yield lateral, ""


def nested(node: exp.Expr, sources: list[exp.Expr]) -> list[exp.Expr]:
    """Return the queries that stand within the expressions of a SELECT, the outermost only.

    Args:
        node: A SELECT.
        sources: Its relations: what stands within them is passed over, as are its CTEs.
    """
    aside = {id(source) for source in sources} | {id(node.args.get("with_"))}
    queries: list[exp.Expr] = []

    def skip(part: exp.Expr) -> bool:
        return id(part) in aside or (part is not node and isinstance(part, exp.Query))

    for inner in node.walk(prune=skip):
        if inner is not node and isinstance(inner, exp.Query) and id(inner) not in aside:
            queries.append(inner)
    return queries


def flat(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the expressions of a SELECT that are its own: of no relation, of no query within.

    Args:
        node: A SELECT; of it what is selected, HAVING, QUALIFY and ORDER BY, with all that these
            are made of.
    """
    for part in ("expressions", "having", "qualify", "order"):
        value = node.args.get(part)
        for expression in value if isinstance(value, list) else [value] if value else []:
            yield from (
                inner
                for inner in expression.walk(prune=lambda e: isinstance(e, exp.Query))
                if not isinstance(inner, exp.Query)
            )


def aggregates(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the aggregates of a SELECT that are no windows.

    Args:
        node: A SELECT.
    """
    for expression in flat(node):
        if isinstance(expression, exp.AggFunc) and not _is_windowed(expression):
            yield expression


def _is_windowed(aggregate: exp.Expr) -> bool:
    at = aggregate
    while isinstance(at.parent, exp.Filter | exp.IgnoreNulls | exp.WithinGroup):
        at = at.parent
    return isinstance(at.parent, exp.Window) and at.parent.this is at


def is_aggregate(node: exp.Expr) -> bool:
    """Return whether a row of a SELECT stands for several.

    Args:
        node: A SELECT: it has a GROUP BY, or an aggregate that is no window.
    """
    return bool(node.args.get("group")) or any(aggregates(node))


def computes(node: exp.Expr, *, rests: bool) -> bool:
    """Return whether an aggregate of a SELECT makes a figure that stood nowhere.

    Counting what rests on nothing, the rows of a catalogue, makes none.

    Args:
        node: A SELECT.
        rests: Whether anything below it has a level.
    """
    made = (aggregate for aggregate in aggregates(node) if not isinstance(aggregate, PICKS))
    return any(rests or not isinstance(aggregate, exp.Count) for aggregate in made)
