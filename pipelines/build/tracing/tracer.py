"""The rewriting of one query, from its relations outwards."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from pipelines import origins
from pipelines.build.tracing.levels import FLOOR, LEVEL, as_level, constant, largest, refused, worst
from pipelines.build.tracing.parts import computes, is_aggregate, nested, plain, sources_of
from pipelines.build.tracing.shaping import hide, keep_constant_conditions, without_doubles
from pipelines.build.tracing.windows import over, windows_of


class Tracer:
    """Rewrites one query; ``ctes`` are the names that stand for its own relations."""

    def __init__(self, levels: Mapping[str, str], spared: frozenset[str], computes: bool) -> None:
        self.levels, self.spared, self.computes = levels, spared, computes
        self.rests, self.read = False, set[str]()

    def query(self, node: exp.Expr, ctes: frozenset[str]) -> exp.Expr:
        """Give a query and all within it the column of floors; return what stands for it.

        Args:
            node: The query; changed in place.
            ctes: Names that stand for relations of its own, which have a floor already.

        Raises:
            FaroError: It cannot be traced (``bad_sql``).
        """
        for cte in self._with(node):
            cte.set("this", self.query(cte.this, ctes))
            ctes |= {cte.alias}
        if isinstance(node, exp.Subquery):
            node.set("this", self.query(node.this, ctes))
            return node
        if isinstance(node, exp.SetOperation):
            return self._together(node, ctes)
        if not isinstance(node, exp.Select):
            raise refused(f"{type(node).__name__} cannot be traced; write it as a SELECT")
        return self._select(node, ctes)

    @staticmethod
    def _with(node: exp.Expr) -> list[exp.CTE]:
        clause = node.args.get("with_")
        if clause is None:
            return []
        if clause.recursive:
            raise refused("WITH RECURSIVE cannot be traced")
        return list(clause.expressions)

    def _together(self, node: exp.SetOperation, ctes: frozenset[str]) -> exp.Expr:
        if not isinstance(node, exp.Union):
            raise refused("EXCEPT and INTERSECT cannot be traced; write an anti join")
        for side in ("this", "expression"):
            node.set(side, self.query(node.args[side], ctes))
        if not node.args.get("distinct"):
            return node
        node.set("distinct", False)
        return without_doubles(node)

    def _select(self, node: exp.Select, ctes: frozenset[str]) -> exp.Expr:
        sources = [source for source, _ in sources_of(node)]
        for at, source in enumerate(sources):
            if isinstance(source, exp.Subquery) and not source.alias:
                source.set("alias", exp.TableAlias(this=exp.to_identifier(f"_unnamed_{at}")))
            if isinstance(source, exp.Subquery | exp.Lateral):
                source.set("this", self.query(source.this, ctes))
        within = nested(node, sources)
        for inner in within:
            self._inside(inner, ctes)
        level = self.level(node, ctes, within)
        hide(node, self._carried(sources, ctes))
        if isinstance(level, exp.Null):
            level = as_level(level)
        node.append("expressions", exp.alias_(level, FLOOR))
        distinct = node.args.get("distinct")
        if distinct and not distinct.args.get("on"):
            node.set("distinct", None)
            return without_doubles(node)
        return node

    def _inside(self, node: exp.Expr, ctes: frozenset[str]) -> None:
        """Trace what a query within an expression reads, leaving its own columns as they are."""
        select = plain(node)
        sources = [source for source, _ in sources_of(select)]
        for source in sources:
            if isinstance(source, exp.Subquery | exp.Lateral):
                source.set("this", self.query(source.this, ctes))
        for inner in nested(select, sources):
            self._inside(inner, ctes)

    def level(self, node: exp.Select, ctes: frozenset[str], within: list[exp.Expr]) -> exp.Expr:
        """Return the expression for the floor of a row of a SELECT.

        Args:
            node: The SELECT, before it has a column of floors.
            ctes: Names that stand for relations of its own, which have a floor already.
            within: Queries within its expressions.

        Returns:
            SQL of the level; NULL where it rests on nothing that has one.
        """
        own = [
            level for source, side in sources_of(node) if (level := self._of(source, side, ctes))
        ]
        own += [self._looked_into(inner, ctes) for inner in within]
        row = worst(own)
        whole = own and node.args.get("from_")
        if grouped := is_aggregate(node):
            row = largest(row)
            if whole and not node.args.get("group"):
                every = [self._whole(source, ctes) for source, _ in sources_of(node)]
                row = exp.func("coalesce", row, worst([floor for floor in every if floor]))
            if self.computes and computes(node, rests=not isinstance(row, exp.Null)):
                row = worst([row, constant(origins.COMPUTED)])
        parts = [row]
        if not isinstance(row, exp.Null):
            parts += [over(window, row, node) for window in windows_of(node)]
            parts += [exp.Window(this=largest(row))] if node.args.get("limit") else []
        for expression in node.expressions:
            if expression.alias_or_name == LEVEL and not isinstance(expression, exp.Star):
                base = as_level(
                    (expression.this if isinstance(expression, exp.Alias) else expression).copy()
                )
                is_key = grouped and not base.find(exp.AggFunc)
                parts.append(largest(base) if is_key else base)
        distinct = node.args.get("distinct")
        if distinct and (on := distinct.args.get("on")) and not isinstance(row, exp.Null):
            keys = [key.copy() for key in on.expressions]
            parts.append(exp.Window(this=largest(row), partition_by=keys))
        return worst(parts)

    def _of(self, source: exp.Expr, side: str, ctes: frozenset[str]) -> exp.Expr | None:
        """Return the level of a row of a source; of one that may lack a partner, of all of it."""
        name, column = source.alias_or_name, self._column(source, ctes)
        if column is None:
            return None
        row = exp.column(column, table=None if source.args.get("pivots") else name)
        level: exp.Expr = row if column == FLOOR else as_level(row)
        if side not in ("left", "full"):
            return level
        return exp.func("coalesce", level, self._whole(source, ctes))

    def _column(self, source: exp.Expr, ctes: frozenset[str]) -> str | None:
        """Return the column of levels of a source, if it has one that decides."""
        self.read |= {source.name, source.alias_or_name} if isinstance(source, exp.Table) else set()
        if self.spared & {source.name, source.alias_or_name}:
            return None
        if isinstance(source, exp.Subquery | exp.Lateral):
            return FLOOR
        if not isinstance(source, exp.Table):
            return None
        if source.name in ctes:
            return FLOOR
        column = self.levels.get(source.name)
        self.rests |= column is not None
        return column

    def _carried(self, sources: list[exp.Expr], ctes: frozenset[str]) -> list[str]:
        """Name the sources that have a column of floors, which no star may bring along."""
        return [
            source.alias_or_name
            for source in sources
            if isinstance(source, exp.Subquery | exp.Lateral)
            or (isinstance(source, exp.Table) and source.name in ctes)
        ]

    def _whole(self, source: exp.Expr, ctes: frozenset[str]) -> exp.Expr | None:
        """Return the worst level of a whole source."""
        column = self._column(source, ctes)
        if column is None:
            return None
        if isinstance(source, exp.Lateral):
            return exp.column(column, table=source.alias_or_name)
        level = exp.column(column, table=source.alias_or_name)
        known = level if column == FLOOR else as_level(level)
        return exp.select(largest(known)).from_(source.copy()).subquery()

    def _looked_into(self, inner: exp.Expr, ctes: frozenset[str]) -> exp.Expr:
        """Return the level of what an expression looks into: one answer, or a whole relation."""
        select = plain(inner).copy()
        within = nested(select, [source for source, _ in sources_of(select)])
        for part in ("order", "limit", "offset", "distinct"):
            select.set(part, None)
        if isinstance(inner.parent, exp.Exists | exp.In):
            keep_constant_conditions(select)
            for part in ("group", "having", "qualify"):
                select.set(part, None)
            select.set("expressions", [exp.Null()])
        level = self.level(select, ctes, within)
        if not level.find(exp.Column):
            return level  # a constant
        select.set("expressions", [level if is_aggregate(select) else largest(level)])
        return select.subquery()
