"""The rows of a diagnosis and their words, for the two charts of it and the page beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from presentation.rows import joined
from presentation.words import Text

SCORES, GROUPS = "out_diagnostico__score", "out_diagnostico__group"
MOMENTS = ("before", "after")
MEDIANS = ("before_median_pct", "after_median_pct")
COLUMNS = (
    "part before_pct before_answered before_asked after_pct after_answered after_asked "
    "change_pts matched_count origin"
)
METRICS = (
    "diagnosis_before diagnosis_after diagnosis_before_asked diagnosis_after_asked diagnosis_change"
)
Row = Mapping[Any, Any]


def rows_of(
    scores: pd.DataFrame, instrument_id: str | None, country: str | None, code: str | None
) -> pd.DataFrame:
    """Return the parts of one municipality in order; of the first diagnosed when none is asked.

    Args:
        scores: ``out_diagnostico__score``.
        instrument_id: The instrument; the first by its id where None.
        country: ISO code of the country.
        code: The municipality, as its country writes it; the first where None.
    """
    if instrument_id is None and not scores.empty:
        instrument_id = scores.sort_values("instrument_id")["instrument_id"].iloc[0]
    rows = scores[scores["instrument_id"] == instrument_id]
    if code is None and not rows.empty:
        first = rows.sort_values(["country", "code"]).iloc[0]
        country, code = first["country"], first["code"]
    rows = rows[(rows["country"] == country) & (rows["code"] == code)]
    return rows.sort_values("part_order")


def beside(
    rows: pd.DataFrame, groups: pd.DataFrame, group_kind: str, medians: Sequence[str] = MEDIANS
) -> pd.DataFrame:
    """Return rows with the figures of their country or region; none where none is given.

    Args:
        rows: The parts of a diagnosis.
        groups: The figures of every group.
        group_kind: ``country`` or ``region``.
        medians: What those of the group are called before and after.
    """
    if rows.empty:
        return rows
    first = rows.iloc[0]
    member = first["country"] if group_kind == "country" else first["region_id"]
    wanted = groups[
        (groups["instrument_id"] == first["instrument_id"])
        & (groups["country"] == first["country"])
        & (groups["group_kind"] == group_kind)
        & (groups["member"] == member)
    ]
    kept = wanted[["part", "part_id", "before_n", "after_n", "change_n", "origin", *medians]]
    both = joined(rows, kept, ["part", "part_id"], how="left")
    return both.assign(is_first=~both.duplicated(["part", "dimension_id"]))


def moment_of(rows: pd.DataFrame) -> str:
    """Return the moment a diagnosis is read at: after where there is one, else before.

    Args:
        rows: The parts of a diagnosis.
    """
    return "after" if rows["after_date"].notna().any() else "before"


def in_words(row: Row, t: Text) -> str:
    """Return a part with its two scores.

    Args:
        row: A part of a diagnosis.
        t: Text in the language of the reader.
    """
    before, after = (t.percent(row[f"{side}_pct"], 0) for side in MOMENTS)
    return f"{t.pick(row, 'part')}: {before} → {after}"


def has(row: Row, side: str) -> bool:
    """Return whether there is a diagnosis at a moment.

    Args:
        row: A part of a diagnosis.
        side: ``before`` or ``after``.
    """
    return bool(pd.notna(row[f"{side}_date"]))


def median_of(row: Row, moment: str, t: Text) -> str:
    """Return the median of the group with its n, or the n that is too small for one.

    Args:
        row: A part of a diagnosis.
        moment: ``before`` or ``after``.
        t: Text in the language of the reader.
    """
    n = row[f"{moment}_n"]
    size = "" if pd.isna(n) else t("chart.diagnosis.n", n=t.number(n))
    value = row[f"{moment}_median_pct"]
    return size if pd.isna(value) else f"{t.percent(value, 0)} {size}"


def outcome(row: Row, t: Text) -> str:
    """Return the change where there is one, else the score there is.

    Args:
        row: A part of a diagnosis.
        t: Text in the language of the reader.
    """
    if row["change_state"] == "comparable":
        partly = row["matched_count"] < max(row["before_answered"], row["after_answered"])
        return t.points(row["change_pts"], 1) + (" *" if partly else "")
    known = [row[f"{side}_pct"] for side in reversed(MOMENTS) if pd.notna(row[f"{side}_pct"])]
    return t.percent(known[0], 0) if known else "—"
