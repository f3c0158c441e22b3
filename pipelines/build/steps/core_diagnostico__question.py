"""The questions of the diagnostic instruments: tool, scale, weight, and the rung they tell of."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.methods import questionnaires as instruments


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a question of a version.

    Args:
        connection: Not asked: it reads no table.
    """
    return instruments.rows("question")
