"""A commitment for machines: ``ogp_commitment.json``, as its published JSON Schema says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pandas as pd

from presentation.desk.indicator import NO_DATA, Indicator
from presentation.desk.record import Record
from presentation.formats import whole

SCHEMA_NAME = "ogp_commitment.schema.json"
LANGS = ("es", "en")


def schema() -> dict[str, Any]:
    """Return the JSON Schema."""
    return json.loads((files("exports.ogp") / SCHEMA_NAME).read_text(encoding="utf-8"))


def as_json(record: Record) -> bytes:
    """Return a commitment at a date as JSON, both languages in it.

    Args:
        record: The commitment as it stands at a date.
    """
    return (json.dumps(content(record), ensure_ascii=False, indent=1) + "\n").encode()


def content(record: Record) -> dict[str, Any]:
    """Return what the JSON holds.

    Args:
        record: The commitment as it stands at a date.
    """
    return {
        "schema": SCHEMA_NAME,
        "build_id": record.build_id,
        "as_of": record.as_of.isoformat(),
        "commitment": _commitment(record),
        "texts": {
            row["field_id"]: {lang: record.text_of(row["field_id"], lang) for lang in LANGS}
            for row in record.fields
            if row["field_id"] in record.texts
        },
        "assessments": [_assessment(row) for row in record.assessments],
        "suggestion": _suggestion(record),
        "milestones": [_milestone(row) for row in record.milestones],
        "indicators": [_indicator(indicator) for indicator in record.indicators.values()],
        "local_government": [_local(row) for row in record.local],
        "evidence": [_evidence(row) for row in record.progress],
        "warnings": [
            {"rule": row["rule_id"], "seen": _text(row["seen"])} for row in record.warnings
        ],
    }


def _commitment(record: Record) -> dict[str, Any]:
    about = record.about
    return {
        "id": record.code,
        "cycle": int(about["cycle"]),
        "number": _whole(about["commitment_number"]),
        "title": _both(about, "title"),
        "title_es_basis": about["title_es_basis"],
        "policy_area": about["policy_area"],
        "starred": _text(about["starred"]),
        "start": _text(about["start_text"]),
        "end": _text(about["end_text"]),
        "conclusion": _text(about["conclusion_text"]),
        "url": about["url"],
    }


def _assessment(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "scheme": row["scheme_id"],
        "value": _text(row["value_id"]),
        "assessed_by": row["assessed_by"],
        "state": row["assessment_state"],
        "date": _text(row["date_text"]),
        "evidence": [e for e in (_text(row["evidence_file"]),) if e],
        "source": row["source_ids"],
    }


def _suggestion(record: Record) -> dict[str, Any]:
    if record.suggestion is None:
        return {"value": None, "requirements": 0, "met": 0, "unknown": 0}
    return {
        "value": _text(record.suggestion["value_id"]),
        "requirements": int(record.suggestion["requirements"]),
        "met": int(record.suggestion["requirements_met"]),
        "unknown": int(record.suggestion["requirements_unknown"]),
    }


def _milestone(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": row["milestone_id"],
        "name": _both(row, "name"),
        "start": _text(row["start_text"]),
        "end": _text(row["end_text"]),
        "done": row.get("done_text", _day(row["done_date"])) if row["state"] == "done" else None,
        "state": row["state"],
    }


def _local(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "step": row["step"],
        "municipalities": int(row["municipality_count"]),
        "outside_capital_region": int(row["outside_count"]),
        "as_of": _day(row["observed_on"]),
        "origin": row["origin"],
    }


def _evidence(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "date": _day(row["date"]),
        "kind": row["entry_kind"],
        "note": row["note_text"],
        "file": _text(row["evidence_file"]),
        "sha256": _text(row["sha256"]),
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    about, latest, before = indicator.about, indicator.latest, indicator.baseline
    return {
        "id": about["indicator_id"],
        "name": _both(about, "name"),
        "unit": about["unit"],
        "metric": latest["metric_id"] if latest else about["metric_id"],
        "where": json.loads(latest["metric_where"]) if latest else None,
        "baseline": whole(before["value"]) if before else None,
        "value": whole(latest["value"]) if latest else None,
        "method_breaks": indicator.breaks,
        "missing": None if latest else dict(NO_DATA),
        "as_of": latest["observed_text"] if latest else None,
        "origin": latest["origin"] if latest else None,
        "target": None if pd.isna(about["target_value"]) else whole(about["target_value"]),
        "target_judged": indicator.is_judged,
        "target_note": {lang: indicator.unjudged(lang) for lang in LANGS}
        if indicator.unjudged("es")
        else None,
        "source": latest["source_ids"] if latest else None,
    }


def _both(row: Any, name: str) -> dict[str, str]:
    return {lang: str(row[f"{name}_{lang}"]) for lang in LANGS}


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _day(value: Any) -> str | None:
    return None if pd.isna(value) else pd.Timestamp(value).date().isoformat()
