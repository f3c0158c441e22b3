"""The diagnostic instruments: which model each is for, since when, with what caveat."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.methods import questionnaires as instruments


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a version of an instrument.

    Args:
        connection: Not asked: it reads no table.
    """
    return instruments.rows("instrument")
