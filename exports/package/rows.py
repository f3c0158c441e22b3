"""Rows as CSV that any tool reads alike: UTF-8, comma, point, ISO dates, empty is missing."""

from __future__ import annotations

import pandas as pd

from pipelines.serving import Contract
from pipelines.spreadsheets import frame_csv


def as_csv(rows: pd.DataFrame, contract: Contract) -> bytes:
    """Return rows typed as their contract says; text that a spreadsheet would run is made inert.

    Args:
        rows: The rows of one table.
        contract: Its description.
    """
    plain = pd.DataFrame(index=rows.index)
    for column in contract.columns:
        plain[column.name] = _written(rows[column.name], column.type)
    return frame_csv(plain, bom=False, ends="\n")


def _written(cells: pd.Series, kind: str) -> pd.Series:
    if kind in ("INTEGER", "BIGINT"):
        return cells.astype("Int64")
    if kind == "BOOLEAN":
        return cells.map({True: "true", False: "false"}).astype(object)
    if kind == "DATE":
        return pd.to_datetime(cells).dt.strftime("%Y-%m-%d")
    if kind.startswith("TIMESTAMP"):
        return pd.to_datetime(cells).dt.strftime("%Y-%m-%dT%H:%M:%S")
    return cells
