"""The evidence pack: the report, its figures as CSV, SVG and PNG, their SQL, and checksums.

The same build, date and language give the same bytes: nothing in it tells the time it was made.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from exports.ogp import machine
from exports.ogp.pictures import drawn, real
from exports.writing import zipped
from pipelines.errors import FaroError
from pipelines.serving import Build
from pipelines.spreadsheets import frame_csv, rows_csv
from presentation import drawing
from presentation.desk.record import Record
from presentation.words import Text

TABLES = (
    *("out_ogp__commitment", "out_ogp__indicator", "out_ogp__indicator_value"),
    *("out_ogp__milestone", "out_ogp__assessment", "out_ogp__suggestion", "out_ogp__progress"),
)
_NAMED = re.compile(r"\b(?:core|out)_[a-z0-9]+__[a-z0-9_]+\b")


def pack(build: Build, record: Record, lang: str, report: bytes) -> bytes:
    """Return the evidence pack of a commitment as ZIP.

    Args:
        build: The build.
        record: The commitment at a date.
        lang: ``es`` or ``en``.
        report: Its self-assessment as PDF, made of the same record.

    Raises:
        FaroError: An entry names evidence that is missing (``evidence_missing``) or too large
            (``evidence_too_large``).
    """
    _check(record)
    t = Text(lang, build)
    files: dict[str, bytes] = {"report.pdf": report}
    for figure in drawn(build, record, lang):
        files[f"figures/{figure.id}.svg"] = drawing.svg(figure.chart, t, note=figure.note).encode()
        files[f"figures/{figure.id}.png"] = drawing.png(figure.chart, t, note=figure.note)
        files[f"figures/{figure.id}.csv"] = _csv(figure.chart.rows)
    columns = real(build, "out_ogp__indicator_value").columns
    for indicator in record.indicators.values():
        rows = pd.DataFrame(list(indicator.values), columns=columns)
        files[f"indicators/{indicator.about['indicator_id']}.csv"] = _csv(rows)
    for table in TABLES:
        rows = real(build, table)
        rows = rows[rows["commitment_id"] == record.code]
        files[f"tables/{table}.csv"] = _csv(_until(rows, record))
    tables = {build.metrics[i.about["metric_id"]].table for i in record.indicators.values()}
    files |= {
        f"sql/{name}.sql": text.encode() for name, text in _sql(build, {*TABLES, *tables}).items()
    }
    files["ogp_commitment.json"] = machine.as_json(record)
    files[machine.SCHEMA_NAME] = _json(machine.schema())
    files["evidence.csv"] = _evidence(record)
    files["build.json"] = _json(
        {
            "build_id": build.build_id,
            "rules_sha256": build.manifest["rules_sha256"],
            "inputs": [
                {key: item[key] for key in ("source", "path", "sha256")}
                for item in build.manifest["inputs"]
                if item["source"] != "simulated"
            ],
        }
    )
    files["CITATION.txt"] = t(
        "ogp.form.citation",
        publisher=t("cite.publisher"),
        title=f"{record.code} · {record.about[f'title_{lang}']}",
        date=t.date(record.as_of),
        build=build.build_id,
    ).encode()
    files["README.md"] = _readme(record, t, {*files, "MANIFEST.sha256"})
    listed = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}" for name in sorted(files)]
    files["MANIFEST.sha256"] = ("\n".join(listed) + "\n").encode()
    return zipped(files)


def _check(record: Record) -> None:
    for row in record.progress:
        state = row["evidence_state"]
        if state in ("missing", "too_large"):
            place = f"{record.code} · {row['date'].date().isoformat()} · {row['evidence_file']}"
            reason, es = {
                "missing": ("the evidence file is missing", "falta el archivo de evidencia"),
                "too_large": (
                    "the evidence file is larger than 10 MB",
                    "el archivo de evidencia pesa más de 10 MB",
                ),
            }[state]
            raise FaroError(
                reason,
                where=place,
                fix="Put it in data/raw/evidencia and build again, or deliver the entry without it",
                code=f"evidence_{state}",
                es=f"{es}. Déjelo en data/raw/evidencia y construya de nuevo, o entregue el "
                "avance sin él",
            )


def _readme(record: Record, t: Text, names: set[str]) -> bytes:
    """Return what the pack is and what each file and folder of it holds, in the reader's words."""
    held = [(name.partition("/")[0] + "/" * ("/" in name)) for name in names]
    return t(
        "ogp.pack.readme",
        title=f"{record.code} · {record.about[f'title_{t.lang}']}",
        lead=t("ogp.form.lead", date=t.date(record.as_of)),
        held="\n".join(f"- `{path}`: {_held(path, record, t)}" for path in sorted(set(held))),
        source=t("ogp.form.source", build=record.build_id, date=t.date(record.as_of)),
    ).encode()


def _held(path: str, record: Record, t: Text) -> str:
    """Return what a file or folder of the pack holds; of no evidence, that none was delivered."""
    is_without = path == "evidence.csv" and not _delivered(record)
    return t("ogp.pack.evidence_none" if is_without else f"ogp.pack.{_key(path)}")


def _key(name: str) -> str:
    return re.sub(r"\W", "_", name.lower().rstrip("/"))


def _until(rows: pd.DataFrame, record: Record) -> pd.DataFrame:
    """Return the rows of a table that were known at the date of the record."""
    moment = pd.Timestamp(record.as_of)
    for column in ("observed_on", "known_from", "valid_from", "date"):
        if column in rows:
            rows = rows[rows[column] <= moment]
    if "done_date" in rows:
        rows = rows.copy()
        later = rows["done_date"] > moment
        for column in ("done_date", "done_text", "done_origin", "done_note_es", "done_note_en"):
            if column in rows:  # older editions have no text of it
                rows[column] = rows[column].where(~later)
    return rows


def _sql(build: Build, names: set[str]) -> dict[str, str]:
    """Return the SQL of tables and of all they rest on, as the build kept it."""
    queries: dict[str, str] = {}
    waiting = sorted(names)
    while waiting:
        name = waiting.pop()
        text = build.sql(name)
        if name in queries or text is None:
            continue
        queries[name] = text
        waiting += sorted(set(_NAMED.findall(text)) - set(queries))
    return queries


def _csv(rows: pd.DataFrame) -> bytes:
    return frame_csv(rows, bom=True, ends="\n")


def _delivered(record: Record) -> list[Mapping[str, Any]]:
    """Return the entries of progress that name a file of evidence."""
    return [row for row in record.progress if isinstance(row["evidence_file"], str)]


def _evidence(record: Record) -> bytes:
    rows = [
        [row["date"].date(), row["evidence_file"], int(row["bytes"]), row["sha256"]]
        for row in _delivered(record)
    ]
    return rows_csv(["date", "evidence_file", "bytes", "sha256"], rows, bom=True, ends="\n")


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
