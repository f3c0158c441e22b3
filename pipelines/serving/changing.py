"""Rows of figures that may still change, as a file: each of them says so.

The name of a file is lost when it is renamed, a header when it is kept; a column is not.
"""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.marking import Marked
from pipelines.spreadsheets import rows_csv

COLUMN = "faro_provisional"
BOM = b"\xef\xbb\xbf"


def with_column(body: Marked, ending: str) -> Marked:
    """Return a file whose rows say that they may still change; one that has no rows is left.

    Args:
        body: The file: of rows with a comma between fields where it is CSV.
        ending: Kind of file.

    Returns:
        CSV and Parquet with :data:`COLUMN`, true in each row; any other as it is.
    """
    if ending == "csv":
        return Marked(_csv(bytes(body)), body.origin)
    if ending == "parquet":
        return Marked(_parquet(bytes(body)), body.origin)
    return body


def _csv(body: bytes) -> bytes:
    ends = "\r\n" if b"\r\n" in body else "\n"
    heads, *rows = csv.reader(io.StringIO(body.removeprefix(BOM).decode(), newline=""))
    marked = ([*row, "true"] for row in rows)
    return rows_csv([*heads, COLUMN], marked, bom=body.startswith(BOM), ends=ends)


def _parquet(body: bytes) -> bytes:
    table = pq.read_table(io.BytesIO(body))
    marks = pa.array([True] * table.num_rows, pa.bool_())
    sink = io.BytesIO()
    pq.write_table(table.append_column(COLUMN, marks), sink, compression="zstd")
    return sink.getvalue()
