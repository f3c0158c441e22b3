"""A chunk → its records counted by body, year, month and publication day, and its damaged lines."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.bulk import keeping, records
from pipelines.bulk.cells import READERS, Value
from pipelines.bulk.headers import FIELDS
from pipelines.bulk.surveying import Chunk
from pipelines.errors import FaroError

_BEGINNING = 1 << 20  # bytes that are read of a line longer than any record
COUNTED = pa.schema(
    [
        ("ta_file", pa.string()),
        ("organism_code", pa.string()),
        ("year", pa.int32()),
        ("month", pa.int32()),
        ("published_on", pa.date32()),
        ("unread", pa.bool_()),
        ("records", pa.int64()),
    ]
)
DAMAGED = pa.schema(
    [
        ("ta_file", pa.string()),
        ("byte_offset", pa.int64()),
        ("reason", pa.string()),
    ]
)


def do(chunk: Chunk, folder: Path) -> None:
    """Count a chunk and keep the result.

    Args:
        chunk: The chunk.
        folder: Folder of the kept work of its file.

    Raises:
        FaroError: The file is shorter than it was (``changed_file``), or the disk is full
            (``disk_full``).
        OSError: The file is gone, or cannot be read or written for another reason.
    """
    keep(*count(chunk), folder, chunk)


def keep(counted: pa.Table, damaged: pa.Table, folder: Path, chunk: Chunk) -> None:
    """Keep what a chunk holds; the counts are written last, so they mean «done».

    Args:
        counted: Its counts (``COUNTED``).
        damaged: Its damaged lines (``DAMAGED``).
        folder: Of the kept work of its file.
        chunk: The chunk.

    Raises:
        FaroError: The disk is full (``disk_full``).
    """
    with keeping.named_when_full(folder):
        if damaged.num_rows:
            _keep(damaged, damaged_path(folder, chunk))
        _keep(counted, counted_path(folder, chunk))


def counted_path(folder: Path, chunk: Chunk) -> Path:
    """Return where the counts of a chunk are kept.

    Args:
        folder: Folder of the kept work of its file.
        chunk: The chunk.
    """
    return folder / f"{chunk.index:06}.counted.parquet"


def damaged_path(folder: Path, chunk: Chunk) -> Path:
    """Return where the places of the damaged lines of a chunk are kept.

    Args:
        folder: Folder of the kept work of its file.
        chunk: The chunk.
    """
    return folder / f"{chunk.index:06}.damaged.parquet"


def count(chunk: Chunk) -> tuple[pa.Table, pa.Table]:
    """Return the counts (`COUNTED`) and the damaged lines (`DAMAGED`) of a chunk.

    Args:
        chunk: The chunk.

    Returns:
        One row a body, year, month and day with its number of records, and one a damaged line with
        its offset in bytes.

    Raises:
        FaroError: The file is shorter than it was (``changed_file``).
        OSError: The file is gone, or cannot be read.
    """
    size = chunk.end - chunk.start
    if chunk.is_one_line:
        size = min(size, _BEGINNING)
    with Path(chunk.path).open("rb") as handle:
        handle.seek(chunk.start)
        data = handle.read(size)
    if len(data) != size:
        raise FaroError(
            "it changed while it was read. Run the same command again",
            where=Path(chunk.path).name,
            code="changed_file",
            es="cambió mientras se leía. Repita la misma orden",
        )
    return counted_in(data, chunk)


def counted_in(data: bytes, chunk: Chunk) -> tuple[pa.Table, pa.Table]:
    """Return the counts (`COUNTED`) and the damaged lines (`DAMAGED`) in the bytes of a chunk.

    Args:
        data: Its bytes, as they stand in the file or arrive.
        chunk: The chunk.
    """
    lines = records.split(data, chunk.width, chunk.places, chunk.start)
    (codes, known, _), *periods = (
        _judged(column, READERS[name], COUNTED.field(name).type)
        for name, column in zip(FIELDS, lines.columns, strict=True)
    )
    lost = [(int(offset), "organism") for offset in lines.offsets[~known]]
    unread = np.logical_or.reduce([bad for *_, bad in periods])
    columns = [codes, *(values for values, *_ in periods), pa.array(unread)]
    names = [*FIELDS, "unread"]
    table = pa.table(dict(zip(names, columns, strict=True))).filter(pa.array(known))
    grouped = table.group_by(names, use_threads=False).aggregate([([], "count_all")])
    grouped = grouped.rename_columns([*names, "records"])
    name = pa.array([chunk.ta_file] * len(grouped), pa.string())
    grouped = grouped.add_column(0, "ta_file", name)
    return grouped.cast(COUNTED), _damaged(chunk, sorted([*lines.damaged, *lost]))


def _damaged(chunk: Chunk, entries: list[tuple[int, str]]) -> pa.Table:
    offsets, reasons = zip(*entries, strict=True) if entries else ((), ())
    names = [chunk.ta_file] * len(entries)
    return pa.table([names, list(offsets), list(reasons)], schema=DAMAGED)


def _keep(table: pa.Table, path: Path) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        pq.write_table(table, beside, compression="zstd")
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _judged(
    column: pa.DictionaryArray, read: Callable[[str], tuple[Value, bool]], kind: pa.DataType
) -> tuple[pa.Array, np.ndarray, np.ndarray]:
    """Judge each distinct text of a column once.

    Returns:
        The values, whether each is known, and whether each says something that is not understood.
    """
    texts = [text.decode("latin-1").strip() for text in column.dictionary.to_pylist()]
    judged = [read(text) for text in texts] or [(None, False)]
    at = column.indices.to_numpy(zero_copy_only=False)
    values = pa.array([value for value, _ in judged], kind).take(pa.array(at))
    bad = np.array([is_bad for _, is_bad in judged], bool)[at]
    return values, values.is_valid().to_numpy(zero_copy_only=False), bad
