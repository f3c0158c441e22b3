"""A whole folder: chunk by chunk, stopped and gone on with, then the delivery and what it lacks."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow as pa

from pipelines import atomic
from pipelines.build import warehouse
from pipelines.bulk import chunks, keeping
from pipelines.bulk.surveying import CHUNK, BulkFile, Chunk, survey
from pipelines.errors import FaroError
from pipelines.spreadsheets import rows_csv

SQL = Path(__file__).parent / "sql"
Task = tuple[Chunk, Path]
Progress = Callable[[str, int, int], None]
COLUMNS = {
    "organismo_codigo": "organism_code",
    "archivo": "ta_file",
    "anyo": "year",
    "mes": "month",
    "registros": "records",
    "primera_publicacion": "first_published",
    "ultima_publicacion": "last_published",
    "registros_sin_fecha": "undated_records",
    "registros_no_leidos": "unread_records",
}


class Engine(Protocol):
    """What works through the chunks and adds them up."""

    def work(self, tasks: Sequence[Task]) -> Iterator[Chunk]:
        """Do every chunk; yield each as it is done, in any order.

        Args:
            tasks: Chunks, each with the folder of the kept work of its file.
        """

    def tables(self, work: Path) -> tuple[pa.Table, pa.Table]:
        """Return `bulk_month` and `bulk_damaged` over all the kept work.

        Args:
            work: Folder of the kept work of all files.

        Returns:
            Records by body, file, year and month; damaged lines by file and reason.
        """


@dataclass(frozen=True)
class Summary:
    """What a run read.

    Attributes:
        out: The delivery.
        files: Files, with the records and damaged lines of each.
        damaged: One row a file and reason, with the first byte offset.
        places: Parquet files with the place of every damaged line.
    """

    out: Path
    files: dict[str, tuple[int, int]]
    damaged: pa.Table
    places: Path

    @property
    def records(self) -> int:
        """Records read."""
        return sum(records for records, _ in self.files.values())

    @property
    def damaged_lines(self) -> int:
        """Lines set apart."""
        return sum(lines for _, lines in self.files.values())


def run(
    folder: Path,
    *,
    out: Path,
    work: Path,
    catalogue: Path,
    engine: Engine | None = None,
    progress: Progress = lambda name, done, total: None,
    chunk: int = CHUNK,
) -> Summary:
    """Read every bulk file of a folder and write the delivery of kind `ta_masivo`.

    What was read is kept below `work`, so a run that was stopped goes on where it was; a file
    that changed is read anew.

    Args:
        folder: Folder with `TA_<name>.csv`.
        out: The delivery (CSV, `;`, UTF-8); written wholly or not at all.
        work: Folder of the kept work.
        catalogue: The list of TA files.
        engine: What does the work; DuckDB and a thread a core by default.
        progress: Called with the file just read in, bytes done and bytes in all.
        chunk: Bytes of a chunk.

    Returns:
        What was read, and where the delivery is.

    Raises:
        FaroError: A file is not what it has to be, as :func:`survey` says; it changed as it was
            read (``changed_file``), the disk is full (``disk_full``), or the delivery would take
            the place of a folder or of a file that is counted (``no_out``).
    """
    engine = engine or DuckDB()
    work.mkdir(parents=True, exist_ok=True)
    files = survey(folder, catalogue, chunk=chunk)
    _hold_out(out, files)
    total = sum(part.end - part.start for file in files for part in file.chunks)
    with keeping.named_when_full(work):
        tasks = [
            (part, place)
            for file in files
            for place in [keeping.place(work, file)]
            for part in file.chunks
            if not chunks.counted_path(place, part).exists()
        ]
    keeping.forget_others(work, files)
    done = total - sum(part.end - part.start for part, _ in tasks)
    progress("", done, total)
    for part in engine.work(tasks):
        done += part.end - part.start
        progress(part.ta_file, done, total)
    month, damaged = engine.tables(work)
    with keeping.named_when_full(out):
        atomic.write(out, delivery(month))
    return Summary(out, _by_file(files, month, damaged), damaged, work)


def work_name(folder: Path) -> str:
    """Return the name of the kept work of a folder.

    Args:
        folder: Folder of the bulk files; the same folder always has the same name.
    """
    return (
        f"{folder.resolve().name}-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:8]}"
    )


def _hold_out(out: Path, files: Sequence[BulkFile]) -> None:
    """Refuse to write the delivery over one of the files that it counts, or where a folder is."""
    if out.is_dir():
        what, es = "a folder stands there", "ahí hay una carpeta"
    elif out.exists() and any(out.samefile(file.path) for file in files):
        what, es = "it is one of the files to be counted", "es uno de los archivos que se cuentan"
    else:
        return
    raise FaroError(
        f"{what}. Name another file with --out",
        where=str(out),
        code="no_out",
        es=f"{es}. Indique otro archivo con --out",
    )


def _by_file(
    files: Sequence[BulkFile], month: pa.Table, damaged: pa.Table
) -> dict[str, tuple[int, int]]:
    totals = {file.ta_file: [0, 0] for file in files}
    for index, (table, column) in enumerate(((month, "records"), (damaged, "damaged_lines"))):
        summed = table.group_by("ta_file").aggregate([(column, "sum")]).to_pylist()
        for row in summed:
            totals[row["ta_file"]][index] = row[f"{column}_sum"]
    return {name: (records, lines) for name, (records, lines) in totals.items()}


def delivery(month: pa.Table) -> bytes:
    """Return the delivery of kind `ta_masivo` as CSV, in the order of its keys.

    Args:
        month: ``bulk_month``, one row an organism, file, year and month.
    """
    keys = ["organism_code", "ta_file", "year", "month"]
    table = month.sort_by([(key, "ascending") for key in keys]).select(list(COLUMNS.values()))
    rows = zip(*table.to_pydict().values(), strict=True)
    return rows_csv(list(COLUMNS), rows, bom=False, delimiter=";", ends="\n")


class DuckDB:
    """One machine: a thread a core reads, DuckDB adds up.

    Args:
        threads: Chunks read at a time; each takes about four times its bytes of memory.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or min(os.cpu_count() or 1, 8)

    def work(self, tasks: Sequence[Task]) -> Iterator[Chunk]:
        """Do every chunk, a few at a time; an error ends it once those under way are kept.

        Args:
            tasks: Chunks, each with the folder of the kept work of its file.

        Raises:
            FaroError: As :func:`pipelines.bulk.chunks.do`: ``changed_file``, ``disk_full``.
        """
        waiting = iter(tasks)
        with ThreadPoolExecutor(self._threads) as pool:
            running = {}
            while True:
                for part, place in waiting:
                    running[pool.submit(chunks.do, part, place)] = part
                    if len(running) >= self._threads:
                        break
                if not running:
                    return
                ended, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in ended:
                    part = running.pop(future)
                    future.result()
                    yield part

    def tables(self, work: Path) -> tuple[pa.Table, pa.Table]:
        """Add up by DuckDB, in one thread of its own memory.

        Args:
            work: Folder of the kept work of all files.

        Returns:
            ``bulk_month`` and ``bulk_damaged``.
        """
        return added_up(keeping.places(work), work / ".duckdb")


def added_up(places: Sequence[Path], spill: Path) -> tuple[pa.Table, pa.Table]:
    """Return `bulk_month` and `bulk_damaged` over the kept work of some files.

    Args:
        places: The folder of each.
        spill: Where DuckDB puts counts that do not fit into memory.
    """
    with duckdb.connect(config={"temp_directory": str(spill)}) as connection:
        warehouse.teach(connection)
        for name, ending, empty in INPUTS:
            paths = [str(path) for place in places for path in kept(place, ending)]
            if paths:
                relation = connection.read_parquet(paths)
            else:
                relation = connection.from_arrow(empty.empty_table())
            relation.create_view(name)
        month, damaged = (
            connection.sql((SQL / f"{name}.sql").read_text(encoding="utf-8")).to_arrow_table()
            for name in ("bulk_month", "bulk_damaged")
        )
    return month, damaged


def kept(place: Path, ending: str) -> list[Path]:
    """Return the Parquet files in the folder of a file, in the order of its chunks.

    Args:
        place: The folder.
        ending: ``counted`` or ``damaged``.
    """
    return sorted(place.glob(f"*.{ending}.parquet"))


INPUTS = (
    ("bulk_counted", "counted", chunks.COUNTED),
    ("bulk_damaged", "damaged", chunks.DAMAGED),
)
