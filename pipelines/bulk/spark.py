"""The bulk step on Spark: chunks shared out to its workers, the sums made by the same SQL.

A worker does a chunk exactly as one machine does, and keeps it in the same folder, which all of
them have to reach. So a worker that is lost takes with it the chunk it was at, and no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pyarrow as pa

from pipelines.bulk import chunks, keeping
from pipelines.bulk.running import INPUTS, SQL, Task, kept
from pipelines.bulk.spark_session import Session
from pipelines.bulk.spark_sql import to_spark
from pipelines.bulk.surveying import Chunk
from pipelines.errors import FaroError

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
        self._spark = Session(master)
        self._at_once = at_once or 4 * self._spark.cores

    def work(self, tasks: Sequence[Task]) -> Iterator[Chunk]:
        """Do every chunk, a lot at a time.

        Args:
            tasks: Chunks, each with the folder of the kept work of its file.

        Raises:
            FaroError: A chunk cannot be done (``changed_file``, ``disk_full``), Spark fails
                (``spark_failed``), or its workers are gone (``no_workers``).
        """
        for at in range(0, len(tasks), self._at_once):
            lot = tasks[at : at + self._at_once]
            texts = [json.dumps({**asdict(part), "folder": str(place)}) for part, place in lot]
            # A number a partition, so that no row travels between workers: one that is lost takes
            # nothing with it that another waits for.
            numbers = self._spark.session.range(0, len(lot), 1, len(lot))
            answers = self._spark.run(numbers.mapInArrow(partial(_do, texts), _DONE).collect)
            for row in answers:
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
            FaroError: Spark fails (``spark_failed``), or its workers are gone (``no_workers``).
        """
        session = self._spark.session
        for name, ending, empty in INPUTS:
            paths = [str(path) for place in keeping.places(work) for path in kept(place, ending)]
            if paths:
                frame = session.read.parquet(*paths)
            else:
                frame = session.createDataFrame(empty.empty_table())
            frame.createOrReplaceTempView(name)
        month, damaged = (
            self._spark.run(session.sql(to_spark((SQL / f"{name}.sql").read_text("utf-8"))).toArrow)
            for name in ("bulk_month", "bulk_damaged")
        )
        return month, damaged

    def close(self) -> None:
        """End the session."""
        self._spark.close()


def _do(texts: Sequence[str], batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Do the chunks of a partition, in a worker; an error of ours goes back as a row."""
    for batch in batches:
        rows = []
        for number in batch.column("id").to_pylist():
            task = json.loads(texts[number])
            folder = Path(task.pop("folder"))
            part = Chunk(**{**task, "places": tuple(task["places"])})
            failure: tuple[str, ...] = ("", "", "", "")
            try:
                chunks.do(part, folder)
            except FaroError as error:
                failure = (error.code, error.what, error.where or "", error.es or "")
            rows.append((part.ta_file, part.index, *failure))
        names = ("ta_file", "number", "code", "what", "place", "es")
        kinds = (pa.string(), pa.int32(), *[pa.string()] * 4)
        columns = [
            pa.array(c, kind) for c, kind in zip(zip(*rows, strict=True), kinds, strict=True)
        ]
        yield pa.RecordBatch.from_arrays(columns, list(names))
