"""The ladder of a process: its rungs in order and the level that reaches each."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.methods import questionnaires as instruments


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a rung of a process.

    Args:
        connection: Not asked: it reads no table.
    """
    return instruments.rows("rung")
