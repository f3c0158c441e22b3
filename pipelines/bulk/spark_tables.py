"""The heavy tables of a build, made by Spark from the same SQL files; DuckDB reads its Parquet."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import duckdb

from pipelines import specs
from pipelines.build import warehouse
from pipelines.bulk.spark_session import Session
from pipelines.bulk.spark_sql import to_spark
from pipelines.paths import PACKAGE
from pipelines.specs import lineage


class SparkTables:
    """Makes the tables whose SELECT reads so many rows and that Spark reads as DuckDB does.

    Args:
        master: As :class:`Session` takes it.
        folder: Where Parquet passes from one to the other; every worker has to reach it.
        heavy: Rows read by a SELECT, in all, from which on Spark makes its table.

    Attributes:
        made: The tables made by Spark.

    Raises:
        FaroError: Spark does not start, as :func:`open_session` says.
    """

    name = "spark"

    def __init__(self, master: str, folder: Path, *, heavy: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._spark, self._heavy = Session(master), heavy
        self._folder = Path(tempfile.mkdtemp(prefix=".spark-", dir=folder))
        self._duckdb_only = set(specs.read_yaml(PACKAGE / "bulk" / "spark.yml")["statements"])
        self._given: set[str] = set()
        self.made: list[str] = []

    def rows(self, connection: duckdb.DuckDBPyConnection, name: str, query: str) -> Path | None:
        """Make the rows of a table; None where it stays with DuckDB.

        Args:
            connection: The database of the build, with every table that the SELECT reads.
            name: The table.
            query: Its SELECT, traced, in DuckDB's dialect.

        Returns:
            Folder of Parquet files; an origin is a text in them.

        Raises:
            FaroError: Spark fails (``spark_failed``), or its workers are gone (``no_workers``).
        """
        read = lineage.read_in(query) - {name}
        rows = sum(warehouse.count(connection, table) for table in read)
        if name in self._duckdb_only or rows < self._heavy:
            return None
        for source in read:
            self._give(connection, source)
        target = self._folder / f"{name}.made"
        session = self._spark.session
        self._spark.run(lambda: session.sql(to_spark(query)).write.parquet(str(target)))
        self.made.append(name)
        return target

    def _give(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        """Let Spark read a table of the build."""
        if name in self._given:
            return
        path = self._folder / f"{name}.parquet"
        warehouse.copy(connection, name, path)
        self._spark.session.read.parquet(str(path)).createOrReplaceTempView(name)
        self._given.add(name)

    def close(self) -> None:
        """End the session and take away what passed between the two."""
        self._spark.close()
        shutil.rmtree(self._folder, ignore_errors=True)
