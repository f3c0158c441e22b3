"""The origins that a build holds: how many rows of each, and which of them a query reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
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
        """Return the worst origin of any row of some tables; of all when none is named."""
        if not tables:
            return origins.worst(level for held in self.counts.values() for level in held)
        return origins.worst(self._of(one) for one in tables)

    @lru_cache(maxsize=512)  # noqa: B019 (a build is opened once and stays)
    def _of(self, table: str) -> Origin:
        return origins.worst(self._count((table,))[table])

    def _count(self, tables: Sequence[str]) -> dict[str, dict[Origin, int]]:
        parts = [
            f"select '{name}' as name, {self._level(name)} as origin, count(*) as n "  # noqa: S608
            f"from {quoted(name)} group by all"
            for name in tables
        ]
        found: dict[str, dict[Origin, int]] = {name: {} for name in tables}
        for row in self._query(" union all ".join(parts)).to_dict("records"):
            level = origins.worst([row["origin"]])
            found[row["name"]][level] = found[row["name"]].get(level, 0) + int(row["n"])
        return found

    def read(
        self, sql: str, tables: Sequence[str], keys: Mapping[str, Sequence[str]]
    ) -> dict[str, Origin]:
        """Return the worst origin of the rows that a query reads of each of its tables.

        Args:
            sql: The query.
            tables: The tables it reads, each as often as it names it.
            keys: Table → the columns that tell its rows apart.
        """
        from pipelines.serving.sandbox import reading  # its parser is only wanted here

        plain = {name: (*own, "origin") for name, own in keys.items()}
        found: dict[str, list[Origin]] = {name: [] for name in tables}
        for one in reading.reads(sql, tables, plain):
            found[one.table].append(self._kept(one))
        return {name: origins.worst(levels) for name, levels in found.items()}

    def _kept(self, one: Read) -> Origin:
        if not one.conditions or "origin" not in self._columns[one.table]:
            return self.of(one.table)
        level, where = self._level(one.table), one.sql()
        try:
            rows = self._query(
                f"select distinct {level} as origin from {quoted(one.table)}{where}"  # noqa: S608
            )
        except FaroError:  # a comparison of unlike things: the query means it otherwise
            return self.of(one.table)
        return origins.worst(rows["origin"])

    def _level(self, table: str) -> str:
        """Return the SQL of the origin of a row; a table about the build itself rests on all."""
        if "origin" in self._columns[table]:
            return "origin::varchar"
        about = self._files if table.startswith("core_quality__") else self._under(table)
        return f"'{origins.worst(level for one in about for level in self._files.get(one, ()))}'"
