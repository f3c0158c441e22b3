"""A published mean in words: with the digits its source printed, its n where one is printed, and
the range that the rounding leaves of a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipelines.spreadsheets.missing import is_missing
from presentation.words import Text

WIDE = 0.5  # points: a mean printed without decimals stands half a point either way


def mean(t: Text, row: Mapping[Any, Any], most: int = 1, of: str = "mean_pct") -> str:
    """Return a mean with the decimals printed, ``most`` at most; one that was computed has all.

    Args:
        t: Text in the language of the reader.
        row: The mean, and ``decimals``.
        most: Decimals shown where the source prints as many or more.
        of: What the mean is called in the row.
    """
    return t.percent(row[of], decimals(row, most))


def decimals(row: Mapping[Any, Any], most: int = 1) -> int:
    """Return how many decimals of a mean may be shown.

    Args:
        row: With its ``decimals``.
        most: Decimals shown where the source prints as many or more.
    """
    return most if is_missing(row["decimals"]) else min(int(row["decimals"]), most)


def n_of(t: Text, n: Any) -> str:
    """Return how many municipalities a mean is of, or that its source does not print it.

    Args:
        t: Text in the language of the reader.
        n: The number printed; missing where none is.
    """
    return t("printed.no_n") if is_missing(n) else t.count("kpi.score_detail", int(n))


def inferred(t: Text, text: str, basis: Any) -> str:
    """Return a comparable change that says so where one method for both rounds is an inference.

    Args:
        t: Text in the language of the reader.
        text: The change in words.
        basis: ``method_basis`` of the pair of rounds.
    """
    if basis == "stated":
        return text
    head, bracket = (text[:-1], "; ") if text.endswith(")") else (text, " (")
    return f"{head}{bracket}{t('printed.inferred')})"


def basis(rounds: pd.DataFrame, *round_ids: str) -> str:
    """Return whether a source says that some rounds have one method (``stated``), or we infer it.

    Args:
        rounds: ``core_fiscalizacion__round``.
        *round_ids: The rounds compared.
    """
    own = rounds[rounds["round_id"].isin(round_ids)]
    return "stated" if (own["method_basis"] == "stated").all() else "inferred"


def is_wide(low: Any, high: Any) -> bool:
    """Return whether a mean printed in whole points stands behind a range.

    Args:
        low: The least difference that the rounding allows.
        high: The largest.
    """
    return not (is_missing(low) or is_missing(high)) and high - low >= 2 * WIDE


def change(t: Text, points: float, low: Any, high: Any, *, most: int = 1) -> str:
    """Return a change in points, and its range where a mean behind it is printed in whole points.

    Args:
        t: Text in the language of the reader.
        points: The difference of the figures printed.
        low: The least difference that their rounding allows; empty where it is not from print.
        high: The largest.
        most: Decimals of the difference.
    """
    value = t.points(points, most)
    if not is_wide(low, high):
        return value
    span = t.interval(low, high, "percentage_points", 2)
    return t("printed.range", value=value, span=span)
