"""The worst level of the rows that the answer of a window depends on."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from pipelines.build.tracing.levels import largest
from pipelines.build.tracing.parts import flat

# Windows whose answer for a row depends on the rows after it too, whatever their frame.
WHOLE = (
    *(exp.Rank, exp.DenseRank, exp.Ntile, exp.PercentRank, exp.CumeDist),
    *(exp.Lead, exp.LastValue),
)


def windows_of(node: exp.Expr) -> Iterator[exp.Window]:
    """Yield the windows of a SELECT.

    Args:
        node: A SELECT; windows of relations or queries within it are not its own.
    """
    return (expression for expression in flat(node) if isinstance(expression, exp.Window))


def over(window: exp.Window, level: exp.Expr, node: exp.Expr) -> exp.Expr:
    """Return the worst level of the rows that the answer of a window depends on.

    Args:
        window: A window of the SELECT; a changed copy of it is returned.
        level: SQL of the level of one row.
        node: The SELECT, for the windows that it names.
    """
    function = window.this
    while isinstance(function, exp.Filter | exp.IgnoreNulls | exp.RespectNulls):
        function = function.this
    changed = window.copy()
    changed.set("this", largest(level))
    if isinstance(function, exp.Lag):
        changed.set("spec", _just_before(function))
        if changed.args.get("alias"):
            changed = _written_out(changed, node, ordered=True)
    elif isinstance(function, WHOLE):
        changed = _written_out(changed, node, ordered=False)
    return changed


def _just_before(function: exp.Lag) -> exp.WindowSpec:
    offset = function.args.get("offset") or exp.Literal.number(1)
    return exp.WindowSpec(
        kind="ROWS", start=offset.copy(), start_side="PRECEDING", end="CURRENT ROW"
    )


def _written_out(window: exp.Window, node: exp.Expr, *, ordered: bool) -> exp.Window:
    """Return a window without a name, with its order or over the whole of its partition."""
    named = {definition.name: definition for definition in node.args.get("windows") or []}
    base = named.get(window.args["alias"].name) if window.args.get("alias") else None
    kept = {"this": window.this}
    for part in ("partition_by", "order") if ordered else ("partition_by",):
        value = window.args.get(part) or (base.args.get(part) if base else None)
        if value:
            kept[part] = [v.copy() for v in value] if isinstance(value, list) else value.copy()
    if ordered:
        kept["spec"] = window.args.get("spec")
    return exp.Window(**kept)
