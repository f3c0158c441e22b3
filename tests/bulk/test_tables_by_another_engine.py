"""A table whose rows another engine made stands as DuckDB would have made it; a failure is said."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import origins
from pipelines.build import blame, filling, ingredients, statements, warehouse
from pipelines.build.reuse import Ledger
from pipelines.errors import FaroError

NAME = "out_a__b"
QUERY = """
select
    id,
    n::bigint as n,
    n / 3 as share,
    date '1582-10-10' + id as day,
    n > 5 as is_many,
    origin
from core_a__b
where id < {rows}
"""


class Parquet:
    """Makes rows by DuckDB and hands them on as Parquet, as Spark does: origins are texts."""

    name = "parquet"

    def __init__(self, folder: Path, makes: bool) -> None:
        self.folder, self._makes, self.requested = folder, makes, list[str]()

    def rows(self, connection: duckdb.DuckDBPyConnection, name: str, query: str) -> Path | None:
        self.requested.append(name)
        if not self._makes:
            return None
        (target := self.folder / "it's").mkdir()
        connection.execute(f"create temporary table made as {query}")
        warehouse.copy(connection, "made", target / "part-0.parquet")
        connection.execute("drop table made")
        return target


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse.connect(tmp_path / "curated.duckdb") as connection:
        connection.execute(
            f"create table core_a__b as select i::integer as id, i * i as n, "
            f"if(i % 2 = 0, 'published', 'simulated')::{origins.TYPE} as origin from range(9) t(i)"
        )
        yield connection


@pytest.mark.parametrize("rows", [9, 0])
@pytest.mark.parametrize("makes", [True, False])
def test_rows_made_elsewhere_are_the_table_that_duckdb_makes(connection, tmp_path, rows, makes):
    (path := tmp_path / f"{NAME}.sql").write_text(QUERY.format(rows=rows))
    made = []
    for engine in (None, Parquet(tmp_path, makes)):
        statements.make_table(connection, NAME, path, engine)
        assert warehouse.count(connection, NAME) == rows
        kinds = connection.execute(f"describe {NAME}").fetchall()
        made.append((kinds, connection.execute(f"from {NAME} order by all").fetchall()))
        connection.execute(f"drop table {NAME}")
    assert engine.requested == [NAME] and (tmp_path / "it's").is_dir() == makes
    assert made[0] == made[1] and made[0][0][-1][1] == origins.ENUM


@pytest.mark.parametrize("code", ["spark_failed", "no_workers"])
def test_a_failure_of_the_engine_blames_no_row(connection, tmp_path, monkeypatch, code):
    class Failing:
        name = "failing"

        def rows(self, connection, name, query):
            raise FaroError("it gave up", code=code)

    monkeypatch.setattr(blame, "row_of", lambda *given: pytest.fail("no row is to blame"))
    (path := tmp_path / f"{NAME}.sql").write_text(QUERY.format(rows=9))
    with pytest.raises(FaroError) as caught:
        filling.make_tables(
            connection,
            [NAME],
            lambda name: None,
            files={NAME: path},
            ledger=Ledger(engine=Failing()),
            accepted=filling.Accepted({}),
        )
    assert caught.value.code == code


def test_an_engine_is_asked_for_one_table_at_a_time(connection, tmp_path):
    """What passes between the two stands in files that two tables may share."""
    names, busy = [], threading.Lock()

    class Alone:
        name = "alone"

        def rows(self, connection, name, query):
            assert busy.acquire(blocking=False)
            time.sleep(0.2)
            busy.release()
            names.append(name)

    files = {f"core_a__{name}": tmp_path / f"core_a__{name}.sql" for name in ("one", "two", "six")}
    for path in files.values():
        path.write_text("select 1 as n")
    ledger, accepted = Ledger(engine=Alone()), filling.Accepted({})
    filling.make_tables(
        connection, [*files], lambda name: None, files=files, ledger=ledger, accepted=accepted
    )
    assert sorted(names) == sorted(files) == sorted(ledger.contents)


def test_one_engine_takes_nothing_over_from_the_other():
    assert ingredients.code("spark") != ingredients.code() == ingredients.code("")
