"""Milestones and indicators as XLSX and CSV, and the table with OGP's own headings."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd

from exports.ogp.rows import Cell, definitions, indicators, local, milestones, text_or_none
from pipelines.ingest.names.countries import country_name
from pipelines.serving import Metric
from pipelines.spreadsheets import rows_csv
from pipelines.spreadsheets.books import workbook, write
from presentation.desk.indicator import NO_DATA
from presentation.desk.record import Record
from presentation.words import Text

AMERICAS = "Americas"
VALUES = {
    "OGP Value Access To Information": "access",
    "OGP Value Civic Participation": "civic",
    "OGP Value Public Accountability": "accountability",
    "OGP Value Technology": "technology",
}
HEADINGS = (
    *("Commitment Unique Identifier", "Country/Locality", "Region", "Theme"),
    *("Year Of Submission", "Action Plan Number", "Commitment Number", "Lead Institution"),
    *("Supporting Institution(s)", "URL", "Commitment Title", "Short Title", "Full Text"),
    *VALUES,
    *("Specificity", "Potential Impact", "Completion (Progress Report)"),
    "Did It Open Government (Overall)",
)


def xlsx(record: Record, lang: str, *, made: datetime, metrics: Mapping[str, Metric]) -> bytes:
    """Return a workbook: indicators, milestones, definitions, and where they come from.

    Args:
        record: The commitment as it stands at a date.
        lang: ``es`` or ``en``.
        made: When the build was made, so that equal ones give equal bytes.
        metrics: Metric by id.
    """
    t = Text(lang)
    sheets = {
        "indicators": indicators(record, t),
        "milestones": milestones(record, t),
        "definitions": definitions(record, t, metrics),
        "about": _about(record, t),
    }
    if record.local:
        sheets["local"] = local(record, t)
    buffer = io.BytesIO()
    with workbook(buffer, title=record.code, created=made) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        looks = {"date": day, "moment": day}
        wide = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(t(f"ogp.sheet.{name}"))
            sheet.freeze_panes(1, 0)
            columns = list(rows[0]) if rows else []
            for at, column in enumerate(columns):
                sheet.write_string(0, at, t(f"ogp.column.{column}"), head)
                sheet.set_column(at, at, 48 if column in WIDE else 16, wide)
                for line, row in enumerate(rows, start=1):
                    write(sheet, line, at, row[column], looks)
    return buffer.getvalue()


WIDE = {"name", "definition", "note", "value_of"}


def as_csv(record: Record, lang: str) -> bytes:
    """Return indicators and milestones as one CSV, a column ``kind`` telling them apart.

    Args:
        record: The commitment as it stands at a date.
        lang: ``es`` or ``en``.
    """
    t = Text(lang)
    rows = [{"kind": t("ogp.sheet.indicator"), **row} for row in indicators(record, t)]
    rows += [{"kind": t("ogp.sheet.milestone"), **row} for row in milestones(record, t)]
    rows += [{"kind": t("ogp.sheet.local"), **row} for row in local(record, t)]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    head = {name: t(f"ogp.column.{name}") for name in columns}
    cells = [[row.get(name) for name in columns] for row in rows]
    return rows_csv([head[name] for name in columns], cells, bom=True)


def ogp_csv(records: Sequence[Record], lang: str) -> bytes:
    """Return commitments under the headings of OGP's own data.

    Args:
        records: Commitments as they stand at a date.
        lang: ``es`` or ``en``.
    """
    cells = [[_ogp(record, lang)[name] for name in HEADINGS] for record in records]
    return rows_csv(HEADINGS, cells, bom=True)


def _ogp(record: Record, lang: str) -> Mapping[str, Cell]:
    about, none = record.about, NO_DATA[lang]
    marked = str(about["ogp_values"] or "") if isinstance(about["ogp_values"], str) else ""
    support = [record.text_of(f"actors_{who}", lang) for who in ("government", "society")]
    text = [record.text_of(name, lang) for name in ("objective", "description")]
    number = about["commitment_number"]
    return {
        "Commitment Unique Identifier": record.code,
        "Country/Locality": country_name(str(about["country"]), "en"),
        "Region": text_or_none(about["ogp_region"])
        or (AMERICAS if about["country"] == "CL" else none),
        "Theme": about["area_en"],
        "Year Of Submission": int(about["cycle"]),
        "Action Plan Number": none if pd.isna(about["plan_number"]) else int(about["plan_number"]),
        "Commitment Number": none if pd.isna(number) else int(number),
        "Lead Institution": record.text("lead", lang) or none,
        "Supporting Institution(s)": "; ".join(s for s in support if s) or none,
        "URL": text_or_none(about["url"]) or none,
        "Commitment Title": about[f"title_{lang}"],
        "Short Title": text_or_none(about["short_title"]) or none,
        "Full Text": " ".join(s for s in text if s) or none,
        **{
            name: none if not marked else ("Yes" if value in marked else "No")
            for name, value in VALUES.items()
        },
        "Specificity": text_or_none(about["specificity"]) or none,
        "Potential Impact": _irm(record, "ambition") or none,
        "Completion (Progress Report)": _irm(record, "completion") or none,
        "Did It Open Government (Overall)": _irm(record, "early_results") or none,
    }


def _irm(record: Record, topic: str) -> str | None:
    values = [
        row["value_en"] if row["assessment_state"] == "given" else "Pending IRM Review"
        for row in record.assessments
        if row["topic"] == topic and row["assessed_by"] == "irm"
    ]
    return values[-1] if values else None


def _about(record: Record, t: Text) -> list[dict[str, Cell]]:
    return [
        {"key": t("ogp.commitment"), "value_of": record.code},
        {"key": t("ogp.column.title"), "value_of": record.about[f"title_{t.lang}"]},
        {"key": t("filter.as_of"), "value_of": record.as_of},
        {"key": t("word.build"), "value_of": record.build_id},
        {"key": t("ogp.column.note"), "value_of": t("ogp.reports_subtitle")},
    ]
