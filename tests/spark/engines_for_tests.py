"""One statement on both engines, over the same tables, and whether what they make is one table."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa
from standing_for_tests import Standing, every

from pipelines import origins
from pipelines.build import statements, warehouse
from pipelines.bulk.spark_sql import to_spark

_SPARK = {
    "INTEGER": "int",
    "BIGINT": "bigint",
    "DOUBLE": "double",
    "DATE": "date",
    "BOOLEAN": "boolean",
}


class Engines:
    """DuckDB and Spark beside each other.

    Args:
        spark: A session.
        standing: The tables, for their types.
    """

    def __init__(self, spark: Any, standing: Standing) -> None:
        self.spark, self.standing = spark, standing
        self.duck = warehouse.teach(duckdb.connect(config={"threads": "1"}))
        self._known: dict[str, str] = {}

    def give_file(self, name: str) -> None:
        """Let both read a table where it stands."""
        path = str(self.standing.files[name])
        self.duck.execute(f"create or replace view {name} as {self._typed(name)} from '{path}'")
        columns = self.standing.types[name].items()
        schema = ", ".join(f"`{column}` {_SPARK.get(kind, 'string')}" for column, kind in columns)
        self.spark.read.schema(schema).parquet(path).createOrReplaceTempView(name)

    def give(self, name: str, table: pa.Table) -> None:
        """Let both read other rows of a table."""
        self.duck.register(f"given_{name}", table)
        source = f"{self._typed(name)} from given_{name}"
        self.duck.execute(f"create or replace view {name} as {source}")
        self.spark.createDataFrame(table).createOrReplaceTempView(name)

    def _typed(self, name: str) -> str:
        columns = self.standing.types[name].items()
        levels = [f"{c}::{origins.TYPE} as {c}" for c, kind in columns if kind == origins.TYPE]
        return f"select * replace ({', '.join(levels)})" if levels else "select *"

    def query(self, name: str) -> str:
        """Return a statement as a build runs it: traced."""
        if name not in self._known:
            self._known[name] = statements.statement(self.duck, every()[name])
        return self._known[name]

    def by_duckdb(self, name: str) -> pa.Table:
        """Return the table that DuckDB makes."""
        return self.duck.sql(self.query(name)).to_arrow_table()

    def by_spark(self, name: str) -> pa.Table:
        """Return the table that Spark makes."""
        return self.spark.sql(to_spark(self.query(name))).toArrow()


def difference(table: pa.Table, two: pa.Table) -> str | None:
    """Return where two tables differ; floats agree to 1e-9 of their size, rows have no order."""
    if table.column_names != two.column_names:
        return f"columns: {table.column_names} / {two.column_names}"
    rows, others = (sorted(map(_plain, _rows(table)), key=_order) for table in (table, two))
    ours, theirs = ([texts for texts, _ in side] for side in (rows, others))
    if ours != theirs:
        only = [key for key in ours if key not in theirs][:2]
        lack = [key for key in theirs if key not in ours][:2]
        return f"{len(rows)} / {len(others)} rows; the first alone: {only}; the second: {lack}"
    for (key, values), (_, meant) in zip(rows, others, strict=True):
        if not all(map(_alike, values, meant)):
            return f"{key}: {values} / {meant}"
    return None


def _rows(table: pa.Table) -> Iterable[tuple]:
    columns = [
        column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        for column in table.columns
    ]
    return zip(*(column.to_pylist() for column in columns), strict=True)


def _plain(row: tuple) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Return what a row says as text, and its floats."""
    texts = tuple("float" if isinstance(cell, float) else str(cell) for cell in row)
    return texts, tuple(cell for cell in row if isinstance(cell, float))


def _order(row: tuple[tuple[str, ...], tuple[float, ...]]) -> tuple:
    return row[0], tuple(float(f"{cell:.6g}") for cell in row[1])


def _alike(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9) or (math.isnan(a) and math.isnan(b))
