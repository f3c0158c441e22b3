"""Milestones and indicators of a record as rows: numbers as numbers, dates as dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from pipelines.serving import Metric
from presentation.desk.indicator import NO_DATA, Indicator
from presentation.desk.record import Record
from presentation.formats import whole
from presentation.words import Text

Cell = str | float | int | date | None


def milestones(record: Record, t: Text) -> list[dict[str, Cell]]:
    """Return the milestones in order.

    Args:
        record: The commitment as it stands at a date.
        t: Text in the language of the reader.
    """
    return [
        {
            "milestone_id": row["milestone_id"],
            "name": t.pick(row, "name"),
            "start": _printed(row["start_text"]),
            "end": _printed(row["end_text"]),
            "done": _done(row) if row["state"] == "done" else None,
            "state": t(f"ogp.state.{row['state']}"),
            "source": row["source_ids"],
        }
        for row in record.milestones
    ]


def _done(row: Mapping[Any, Any]) -> Cell:
    """Return when a milestone was done, as exact as it is known; older editions have the day."""
    return _printed(row.get("done_text")) or _day(row["done_date"])


def indicators(record: Record, t: Text) -> list[dict[str, Cell]]:
    """Return the indicators in order; one without a figure says so.

    Args:
        record: The commitment as it stands at a date.
        t: Text in the language of the reader.
    """
    return [_indicator(indicator, t) for indicator in record.indicators.values()]


def local(record: Record, t: Text) -> list[dict[str, Cell]]:
    """Return the steps of the open government model and how many municipalities took each.

    Args:
        record: The commitment as it stands at a date.
        t: Text in the language of the reader.
    """
    return [
        {
            "name": t(f"gam.step.{row['step']}"),
            "value": int(row["municipality_count"]),
            "outside": int(row["outside_count"]),
            "as_of": _day(row["observed_on"]),
            "origin": t(f"origin.{row['origin']}"),
            "metric": "gam_municipalities",
            "source": row["source_ids"],
        }
        for row in record.local
    ]


def definitions(record: Record, t: Text, metrics: Mapping[str, Metric]) -> list[dict[str, Cell]]:
    """Return what each indicator and metric means, and where its figure is.

    Args:
        record: The commitment as it stands at a date.
        t: Text in the language of the reader.
        metrics: Metric by id.
    """
    rows = []
    for indicator in record.indicators.values():
        metric = metrics[_metric(indicator)]
        rows.append(
            {
                "indicator": indicator.about["indicator_id"],
                "name": t.pick(indicator.about, "name"),
                "metric": metric.id,
                "definition": metric.definition.in_language(t.lang),
                "table": metric.table,
                "where": indicator.latest["metric_where"] if indicator.latest else None,
                "note": text_or_none(indicator.about[f"note_{t.lang}"]),
            }
        )
    return rows


def _indicator(indicator: Indicator, t: Text) -> dict[str, Cell]:
    about, latest, before = indicator.about, indicator.latest, indicator.baseline
    reached = indicator.is_reached
    return {
        "indicator_id": about["indicator_id"],
        "name": t.pick(about, "name"),
        "unit": t.code("unit", about["unit"]),
        "baseline": whole(before["value"]) if before else None,
        "baseline_as_of": _printed(before["observed_text"]) if before else None,
        "value": whole(latest["value"]) if latest else NO_DATA[t.lang],
        "as_of": _printed(latest["observed_text"]) if latest else None,
        "comparison_note": "; ".join(indicator.not_comparable(t.lang)) or None,
        "target": None if pd.isna(about["target_value"]) else whole(about["target_value"]),
        "reached": None if reached is None else t("word.yes" if reached else "word.no"),
        "reached_note": indicator.why_blank(t.lang) or None,
        "origin": t(f"origin.{latest['origin']}") if latest else None,
        "metric": _metric(indicator),
        "source": latest["source_ids"] if latest else text_or_none(about["source_ids"]),
    }


def _metric(indicator: Indicator) -> str:
    """Return the metric its latest value is read from."""
    return str(indicator.latest["metric_id"] if indicator.latest else indicator.about["metric_id"])


def _day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def _printed(text: Any) -> Cell:
    """Return a day as a date, a month or year as the text it is: no day is made of a month."""
    if not isinstance(text, str) or not text:
        return None
    return date.fromisoformat(text) if len(text) == len("2017-07-31") else text


def text_or_none(value: Any) -> str | None:
    """Return a cell that holds a text; None for one that is empty or missing.

    Args:
        value: Of a cell of a frame.
    """
    return value if isinstance(value, str) and value else None
