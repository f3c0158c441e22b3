"""The origins that a build holds: how many rows of each, and which of them a query reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from pipelines import origins
from pipelines.errors import FaroError
from pipelines.origins import Origin
from pipelines.serving.figures import quoted

if TYPE_CHECKING:
    from pipelines.serving.sandbox.reading import Read


class Holdings:
    """The origins of the rows of a build.

    Args:
        query: Runs SQL on the build.
        columns: Table → its columns.
        files: Table → origins of the files that fill it.
        under: Table → the tables it rests on, itself among them: their files stand for the rows
            of a table without a column ``origin``.
    """

    def __init__(
        self,
        query: Callable[[str], pd.DataFrame],
        columns: Mapping[str, set[str]],
        files: Mapping[str, Sequence[str]],
        under: Callable[[str], Iterable[str]],
    ) -> None:
        self._query, self._columns = query, columns
        self._files, self._under = files, under

    @cached_property
    def counts(self) -> dict[str, dict[Origin, int]]:
        """How many rows of each origin every table holds."""
        return self._count(tuple(self._columns))

    def of(self, *tables: str) -> Origin:
        """Return the worst origin of any row of some tables; of all when none is named.

        That a table holds no row is as certain as the files it rests on.

        Args:
            *tables: Tables of the build.
        """
        if not tables:
            return origins.worst(level for held in self.counts.values() for level in held)
        return origins.worst(self._of(table) for table in tables)

    @lru_cache(maxsize=512)  # noqa: B019 (a build is opened once and stays)
    def _of(self, table: str) -> Origin:
        """Return the worst origin in a table that is shown whole, columns apart included."""
        apart = origins.apart(self._columns[table])
        return origins.worst([self._rows(table), *(self._worst(own, table) for own in apart)])

    @lru_cache(maxsize=512)  # noqa: B019 (a build is opened once and stays)
    def _rows(self, table: str) -> Origin:
        return origins.worst(self._count((table,))[table] or [self._rests_on(table)])

    def _count(self, tables: Sequence[str]) -> dict[str, dict[Origin, int]]:
        parts = [
            f"select '{name}' as name, {self._level(name)} as origin, count(*) as n "  # noqa: S608
            f"from {quoted(name)} group by all"
            for name in tables
        ]
        counts: dict[str, dict[Origin, int]] = {name: {} for name in tables}
        for row in self._query(" union all ".join(parts)).to_dict("records"):
            level = origins.worst([row["origin"]])
            counts[row["name"]][level] = counts[row["name"]].get(level, 0) + int(row["n"])
        return counts

    def read(
        self, sql: str, tables: Sequence[str], keys: Mapping[str, Sequence[str]]
    ) -> dict[str, Origin]:
        """Return the worst origin of the rows that a query reads of each of its tables.

        Args:
            sql: The query.
            tables: The tables it reads, each as often as it names it.
            keys: Table → the columns that tell its rows apart.

        Returns:
            Table → worst origin.
        """
        from pipelines.serving.sandbox import reading  # its parser is only wanted here

        plain = {name: (*own, "origin") for name, own in keys.items()}
        mentioned = reading.mentions(sql)
        by_table: dict[str, list[Origin]] = {name: [] for name in tables}
        for read in reading.reads(sql, tables, plain):
            by_table[read.table] += [self._kept(read), *self._apart(read, mentioned)]
        return {name: origins.worst(levels) for name, levels in by_table.items()}

    def _kept(self, read: Read) -> Origin:
        if not read.conditions or "origin" not in self._columns[read.table]:
            return self._rows(read.table)
        return self._worst("origin", read.table, *self._alternatives(read))

    def _alternatives(self, read: Read) -> list[str]:
        """Return the rows that an answer rests on: those kept, or, where some may be lacking, more.

        That nobody is both here and there is learned from the rows of the one and of the other;
        that nobody is here, from all rows.
        """
        levels = [part for part in read.conditions if part.startswith('"origin" ')]
        others = [part for part in read.conditions if part not in levels]
        has_list = len(others) > 1 and any(" in (" in part for part in others)
        if not others or (self._has_rows(read.table, read.sql()) and not has_list):
            return [read.sql()]
        each = [_where([part, *levels]) for part in others]
        return [kept if self._has_rows(read.table, kept) else _where(levels) for kept in each]

    def _has_rows(self, table: str, where: str) -> bool:
        try:
            return bool(len(self._query(f"select 1 from {quoted(table)}{where} limit 1")))  # noqa: S608
        except FaroError:
            return False

    def _apart(self, read: Read, mentioned: frozenset[str] | None) -> Iterator[Origin]:
        """Yield the worst origin of each column read that has one of its own."""
        for own, columns in origins.apart(self._columns[read.table]).items():
            if mentioned is None or not mentioned.isdisjoint(columns):
                yield self._worst(own, read.table, read.sql())

    def _worst(self, own: str, table: str, *wheres: str) -> Origin:
        select = f"select distinct {quoted(own)}::varchar as own from {quoted(table)}"  # noqa: S608
        try:
            rows = [self._query(select + where) for where in wheres or ("",)]
        except FaroError:  # a comparison of unlike things: the query means it otherwise
            rows = [self._query(select)]
        return origins.worst(
            level for frame in rows for level in frame["own"] if level in origins.LEVELS
        )

    def _level(self, table: str) -> str:
        """Return the SQL of the origin of a row; a table about the build itself rests on all."""
        if "origin" in self._columns[table]:
            return "origin::varchar"
        return f"'{self._rests_on(table)}'"

    def _rests_on(self, table: str) -> Origin:
        about = self._files if table.startswith("core_quality__") else self._under(table)
        return origins.worst(level for name in about for level in self._files.get(name, ()))


def _where(parts: Sequence[str]) -> str:
    return f" where {' and '.join(parts)}" if parts else ""
