"""The levels of the ordinal scales, with what each means."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.methods import questionnaires as instruments


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a level of a scale.

    Args:
        connection: Not asked: it reads no table.
    """
    return instruments.rows("level")
