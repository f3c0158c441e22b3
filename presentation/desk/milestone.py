"""How a milestone of a commitment stands: one rule, for page, chart and documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd


def state(row: Mapping[Any, Any], moment: pd.Timestamp) -> str:
    """Return how a milestone stands at a date: done, overdue, running, planned or undated.

    Args:
        row: Of ``out_ogp__milestone``.
        moment: The date, at midnight: done by it is done, and what ends on it is not overdue yet.
    """
    if pd.notna(row["done_date"]) and row["done_date"] <= moment:
        return "done"
    if pd.notna(row["end_date"]) and row["end_date"] < moment:
        return "overdue"
    if pd.notna(row["start_date"]) and row["start_date"] <= moment:
        return "running"
    return "undated" if pd.isna(row["start_date"]) and pd.isna(row["end_date"]) else "planned"
