"""Where a run over bulk files found damaged lines: what its kept work says of each."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.bulk import chunks, keeping, running


def damaged_places(work: Path) -> pa.Table:
    """One row a line: ``ta_file``, ``byte_offset`` (from the start of the file), ``reason``."""
    files = [path for place in keeping.places(work) for path in running.kept(place, "damaged")]
    return pa.concat_tables([pq.read_table(p) for p in files] or [chunks.DAMAGED.empty_table()])
