"""DuckDB and Spark make the same tables of the same SQL: `make test-spark`. It needs Java.

Floats agree to 1e-9 of their size; the order of rows is none. What may not run on Spark is listed
with its reasons in `pipelines/bulk/spark.yml`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from benchmarks import bulk as generator
from pipelines import bulk, paths, serving
from pipelines.build import warehouse
from pipelines.bulk.running import DuckDB
from pipelines.bulk.spark import SparkEngine, session
from pipelines.bulk.spark_sql import refusals, to_spark
from pipelines.specs import lineage
from pipelines.specs.lineage import _needs

FILES = {
    name: path
    for name, path in lineage.table_files().items()
    if path.suffix == ".sql" and not refusals(path.read_text(encoding="utf-8"))
}
TABLES = serving.open(root=paths.curated_dir()).folder / "tables"


def _ready() -> list[str]:
    """Return the statements whose every table stands in the build served; deliveries do not."""
    standing = {path.stem for path in TABLES.glob("*.parquet")}
    return sorted(
        name
        for name, path in FILES.items()
        if "accepted_" not in path.read_text(encoding="utf-8")
        and (needs := set(_needs({name: path})[name]))
        and needs <= standing
    )


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    engine = session("local[2]")
    yield engine
    engine.stop()


@pytest.fixture(scope="session")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield warehouse.teach(connection)


@pytest.mark.parametrize("name", _ready())
def test_a_statement_gives_one_table_on_both(name, spark, duck):
    query = FILES[name].read_text(encoding="utf-8")
    for needed in _needs({name: FILES[name]})[name]:
        path = str(TABLES / f"{needed}.parquet")
        duck.execute(f"create or replace view {needed} as from '{path}'")
        spark.read.parquet(path).createOrReplaceTempView(needed)
    _hold_equal(spark.sql(to_spark(query)).toArrow(), duck.sql(query).to_arrow_table())


def _hold_equal(one: pa.Table, two: pa.Table) -> None:
    assert one.column_names == two.column_names
    rows, others = (
        sorted(map(_plain, zip(*t.to_pydict().values(), strict=True))) for t in (one, two)
    )
    assert [key for key, _ in rows] == [key for key, _ in others]
    for (key, found), (_, meant) in zip(rows, others, strict=True):
        assert all(
            math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
            for a, b in zip(found, meant, strict=True)
        ), key


def _plain(row: tuple) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Return what a row says as text, and its floats."""
    texts = tuple("float" if isinstance(cell, float) else str(cell) for cell in row)
    return texts, tuple(float(cell) for cell in row if isinstance(cell, float))


def test_bulk_files_give_one_delivery_on_both(tmp_path: Path):
    truth = generator.write(
        tmp_path / "in", 20_000, files=("TA_Auditorias", "TA_PersonalPlanta", "TA_Licitaciones")
    )
    catalogue = paths.raw_dir() / "catalogues" / "ta_files.csv"
    engines = {"duckdb": DuckDB(), "spark": SparkEngine("local[2]")}
    made = {}
    for name, engine in engines.items():
        summary = bulk.run(
            tmp_path / "in",
            out=tmp_path / f"{name}.csv",
            work=tmp_path / name,
            catalogue=catalogue,
            engine=engine,
            chunk=200_000,
        )
        assert summary.records == truth.records
        assert summary.damaged_lines == len(truth.damaged)
        made[name] = (tmp_path / f"{name}.csv").read_bytes()
    assert made["duckdb"] == made["spark"]
