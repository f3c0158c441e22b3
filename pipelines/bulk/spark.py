"""Spark: the chunks shared out to its workers, the sums made by the same SQL.

A worker does a chunk exactly as one machine does, and keeps it in the same folder, which all of
them have to reach. So a worker that is lost takes with it the chunk it was at, and no more.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa

from pipelines.bulk import chunks
from pipelines.bulk.running import INPUTS, SQL, Task
from pipelines.bulk.spark_sql import to_spark
from pipelines.bulk.surveying import Chunk
from pipelines.errors import FaroError

JAVA = (17, 21)
_CONNECT = "sc"
_SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.execution.arrow.maxRecordsPerBatch": "1",
}
_DONE = "ta_file string, number int, code string, what string, place string, es string"


class SparkEngine:
    """The bulk step on Spark.

    Args:
        master: `local[*]`, `spark://host:port` or, for Spark Connect, `sc://host:port`.
        at_once: Chunks given out together; after each lot it is told how far the work is.

    Raises:
        FaroError: There is no PySpark, no Java or another one, or nobody answers at `master`.
    """

    def __init__(self, master: str = "local[*]", *, at_once: int | None = None) -> None:
        self._at_once = at_once or 4 * (os.cpu_count() or 1)
        self._master = master
        self._session = session(master)

    def work(self, tasks: Sequence[Task]) -> Iterator[Chunk]:
        """Do every chunk, a lot at a time.

        Args:
            tasks: Chunks, each with the folder of the kept work of its file.

        Raises:
            FaroError: A chunk cannot be done (``changed_file``, ``disk_full``), or Spark fails
                (``spark_failed``).
        """
        for at in range(0, len(tasks), self._at_once):
            lot = tasks[at : at + self._at_once]
            texts = [(json.dumps({**asdict(part), "folder": str(place)}),) for part, place in lot]
            frame = self._session.createDataFrame(texts, "task string").repartition(len(lot))
            try:
                told = frame.mapInArrow(_do, _DONE).collect()
            except Exception as error:
                raise _failed(error, self._master) from error
            for row in told:
                if row["code"]:
                    raise FaroError(row["what"], where=row["place"], code=row["code"], es=row["es"])
            yield from (part for part, _ in lot)

    def tables(self, work: Path) -> tuple[pa.Table, pa.Table]:
        """Add up by Spark SQL; the statements are those of DuckDB, in its dialect.

        Args:
            work: Folder of the kept work of all files.

        Returns:
            ``bulk_month`` and ``bulk_damaged``.

        Raises:
            FaroError: Spark fails (``spark_failed``).
        """
        for name, ending, empty in INPUTS:
            found = [str(path) for path in sorted(work.glob(f"*/*.{ending}.parquet"))]
            if found:
                frame = self._session.read.parquet(*found)
            else:
                frame = self._session.createDataFrame(empty.empty_table())
            frame.createOrReplaceTempView(name)
        try:
            month, damaged = (
                self._session.sql(to_spark((SQL / f"{name}.sql").read_text("utf-8"))).toArrow()
                for name in ("bulk_month", "bulk_damaged")
            )
        except Exception as error:
            raise _failed(error, self._master) from error
        return month, damaged

    def close(self) -> None:
        """End the session."""
        with suppress(Exception):
            self._session.stop()


def session(master: str) -> Any:
    """Open a Spark session, in UTC and without any page of its own.

    Args:
        master: As :class:`SparkEngine` takes it.

    Raises:
        FaroError: There is no PySpark (``no_pyspark``), no Java (``no_java``) or another one
            (``wrong_java``), nobody answers at `master` (``no_master``), or Spark does not start
            (``spark_failed``).
    """
    if find_spec("pyspark") is None:
        raise _error(
            "no_pyspark",
            "PySpark is not installed. Install it with: pip install 'faro[spark]'",
            "PySpark no está instalado. Instálelo con: pip install 'faro[spark]'",
        )
    remote = urlsplit(master).scheme == _CONNECT
    if not remote:
        _hold_java()
    _hold_master(master)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder
    if remote:
        return builder.remote(master).getOrCreate()
    builder = builder.config("spark.sql.warehouse.dir", tempfile.gettempdir())
    for key, value in _SETTINGS.items():
        builder = builder.config(key, value)
    if master.startswith("local"):
        builder = builder.config("spark.driver.host", "127.0.0.1")
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
    try:
        made = builder.master(master).appName("faro bulk").getOrCreate()
    except Exception as error:
        raise _failed(error, master) from error
    made.sparkContext.setLogLevel("ERROR")
    return made


def _do(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Do the chunks of a partition, in a worker; an error of ours goes back as a row."""
    for batch in batches:
        rows = []
        for text in batch.column("task").to_pylist():
            task = json.loads(text)
            folder = Path(task.pop("folder"))
            part = Chunk(**{**task, "places": tuple(task["places"])})
            said: tuple[str, ...] = ("", "", "", "")
            try:
                chunks.do(part, folder)
            except FaroError as error:
                said = (error.code, error.what, error.where or "", error.es or "")
            rows.append((part.ta_file, part.index, *said))
        names = ("ta_file", "number", "code", "what", "place", "es")
        kinds = (pa.string(), pa.int32(), *[pa.string()] * 4)
        columns = [
            pa.array(c, kind) for c, kind in zip(zip(*rows, strict=True), kinds, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(columns, list(names))


def _hold_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    wanted = " / ".join(map(str, JAVA))
    if java is None or not Path(java).exists():
        raise _error(
            "no_java",
            f"there is no Java, and Spark needs one ({wanted}). Install OpenJDK 17 (on Debian: "
            "openjdk-17-jre-headless) or use --engine duckdb",
            f"no hay Java y Spark lo necesita ({wanted}). Instale OpenJDK 17 (en Debian: "
            "openjdk-17-jre-headless) o use --engine duckdb",
        )
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r'version "(\d+)(?:\.(\d+))?', said.stderr + said.stdout)
    version = int(found[2] or 0) if found and found[1] == "1" else int(found[1]) if found else 0
    if version not in JAVA:
        raise _error(
            "wrong_java",
            f"{java} is Java {version or '?'}, and Spark needs {wanted}. Point JAVA_HOME at one of "
            "those or use --engine duckdb",
            f"{java} es Java {version or '?'} y Spark necesita {wanted}. Apunte JAVA_HOME a uno de "
            "esos o use --engine duckdb",
        )


def _hold_master(master: str) -> None:
    """Ask whether anybody listens at the address of a cluster: Spark itself takes minutes to."""
    if master.startswith("local"):
        return
    address = urlsplit(master.split(",", 1)[0])
    try:
        where = (
            address.hostname or "",
            address.port or (15002 if address.scheme == "sc" else 7077),
        )
        with socket.create_connection(where, timeout=5):
            return
    except (OSError, ValueError) as error:
        raise _error(
            "no_master",
            f"nobody answers at {master} ({error}). Start the cluster, mend --master, or use "
            "--engine duckdb; work done is kept",
            f"nadie responde en {master} ({error}). Inicie el clúster, corrija --master o use "
            "--engine duckdb; lo hecho se conserva",
        ) from error


def _failed(error: Exception, master: str) -> FaroError:
    """Return the one error of a failure within Spark: workers lost, memory, disk."""
    text = " ".join(str(error).split())
    reason = next((known for known in _REASONS if known in text), text[:300])
    return _error(
        "spark_failed",
        f"Spark at {master} gave up: {reason}. Run the same command again: chunks that were read "
        "are kept",
        f"Spark en {master} se detuvo: {reason}. Repita la misma orden: los trozos leídos se "
        "conservan",
    )


_REASONS = (
    "No space left on device",
    "ExecutorLostFailure",
    "OutOfMemoryError",
    "Connection refused",
)


def _error(code: str, what: str, es: str) -> FaroError:
    return FaroError(what, code=code, es=es)
