"""Tables about the build itself: which files, which corrections, and that no row was lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from pipelines import paths
from pipelines.errors import FaroError
from pipelines.ingest.deliveries import Refused
from pipelines.ingest.intake import Intake, quarantine_table, reason_texts
from pipelines.ingest.inventory import Input, digest
from pipelines.methods import models
from pipelines.specs import Bilingual, Kind, Source

# The table that stands for all that model files fill.
MODELS = "core_model__model"
CONSERVATION = pa.schema(
    [
        ("source", pa.string()),
        ("file", pa.string()),
        ("core_table", pa.string()),
        ("origin", pa.string()),
        ("rows_delivered", pa.int64()),
        ("rows_curated", pa.int64()),
        ("rows_quarantined", pa.int64()),
    ]
)
DATASET = pa.schema(
    [
        *((name, pa.string()) for name in ("file", "source", "title_es", "title_en", "publisher")),
        *((name, pa.string()) for name in ("licence", "url", "caveats_es", "caveats_en")),
        *((name, pa.string()) for name in ("origin", "sha256")),
        ("sealed", pa.bool_()),
        ("core_table", pa.string()),
    ]
)
CORRECTION = pa.schema(
    [
        *((name, pa.string()) for name in ("source", "row_key", "column", "old", "new")),
        *((name, pa.string()) for name in ("reason_es", "reason_en", "evidence", "date")),
        ("file", pa.string()),
        ("row_number", pa.int64()),
        ("status", pa.string()),
    ]
)


def quarantine(intakes: Sequence[Intake], refused: Sequence[Refused]) -> pa.Table:
    """Return every row, column and file that is in quarantine, with its reason.

    Args:
        intakes: What was taken in.
        refused: The files that could not be.

    Returns:
        One row an entry: those of the intakes, then the files, each with its ``origin``.
    """
    files = []
    for entry in refused:
        es, _ = reason_texts("unreadable_file", text=entry.error.in_language("es"))
        _, en = reason_texts("unreadable_file", text=str(entry.error))
        files.append(
            {
                "source": "unknown",
                "file": entry.delivery.name,
                "scope": "file",
                "reason_code": entry.error.code,
                "reason_es": es,
                "reason_en": en,
            }
        )
    table = quarantine_table(intakes, files)
    known = {intake.file: _origin(intake) for intake in intakes}
    known |= {entry.delivery.name: entry.delivery.origin for entry in refused}
    levels = [known[file] for file in table.column("file").to_pylist()]
    return table.append_column("origin", pa.array(levels, pa.string()))


def datasets(
    sources: Mapping[str, Source], inputs: Sequence[Input], intakes: Sequence[Intake]
) -> pa.Table:
    """Describe every file read: whose it is, under which terms, with which checksum.

    Args:
        sources: Registered sources by id.
        inputs: Every file read, with its checksum.
        intakes: What was taken in.

    Returns:
        One row a file, as :data:`DATASET` says.
    """
    described = {}
    for item in inputs:
        source = sources.get(item.source)
        if source is not None:
            described[item.path] = _registered(item, source)
    for name, title, publisher in models.files(models.library()):
        described[f"models/{name}"] = _model(name, title, publisher)
    checksums = {item.path: item for item in inputs}
    for intake in intakes:
        if isinstance(intake.source, Kind):
            described[intake.file] = _delivered(checksums[intake.file], intake.source)
    return pa.Table.from_pylist(list(described.values()), schema=DATASET)


def corrections(intakes: Sequence[Intake]) -> pa.Table:
    """Return every correction concerned, and whether it was applied.

    Args:
        intakes: What was taken in.

    Returns:
        One row a correction, as :data:`CORRECTION` says.
    """
    rows = [applied.as_row() for intake in intakes for applied in intake.corrections]
    return pa.Table.from_pylist(rows, schema=CORRECTION)


def conservation(connection: duckdb.DuckDBPyConnection, intakes: Sequence[Intake]) -> pa.Table:
    """Count what was delivered against what stands in core tables and in quarantine.

    Args:
        connection: The database of the build, its core tables made.
        intakes: What was taken in.

    Returns:
        One row a file, as :data:`CONSERVATION` says: counts of rows.

    Raises:
        FaroError: Rows were lost or doubled on the way (``rows_lost``).
    """
    by_file: dict[str, list[Intake]] = {}
    for intake in intakes:
        by_file.setdefault(intake.file, []).append(intake)
    rows = []
    for file, parts in by_file.items():
        table = parts[0].source.table
        [(curated,)] = connection.execute(
            f'select count(distinct (source_sheet, source_row)) from "{table}" '  # noqa: S608
            "where source_file = ?",
            [file],
        ).fetchall()
        rows.append(
            {
                "source": parts[0].source.id,
                "file": file,
                "core_table": table,
                "origin": _origin(parts[0]),
                "rows_delivered": sum(part.delivered for part in parts),
                "rows_curated": curated,
                "rows_quarantined": sum(part.quarantined for part in parts),
            }
        )
    for row in rows:
        if row["rows_delivered"] != row["rows_curated"] + row["rows_quarantined"]:
            raise FaroError(
                f"{row['rows_delivered']} rows delivered, {row['rows_curated']} in "
                f"{row['core_table']} and {row['rows_quarantined']} in quarantine",
                where=str(row["file"]),
                fix="Correct the SQL of that core table: no row may be lost or doubled",
                code="rows_lost",
            )
    return pa.Table.from_pylist(rows, schema=CONSERVATION)


def _origin(intake: Intake) -> str:
    if isinstance(intake.source, Source):
        return intake.source.origin
    return "simulated" if intake.file.startswith("demo/") else "delivered"


def _registered(item: Input, source: Source) -> dict[str, object]:
    return {
        "file": item.path,
        "source": source.id,
        "title_es": source.title.es,
        "title_en": source.title.en,
        "publisher": source.publisher,
        "licence": source.licence,
        "url": source.url,
        "caveats_es": source.caveats.es,
        "caveats_en": source.caveats.en,
        "origin": source.origin,
        "sha256": item.sha256,
        "sealed": item.sealed,
        "core_table": source.table,
    }


def _model(name: str, title: Bilingual, publisher: str) -> dict[str, object]:
    """Describe a file of the house that says a management model, or the crosswalk of all."""
    return {
        "file": f"models/{name}",
        "source": "models",
        "title_es": title.es,
        "title_en": title.en,
        "publisher": publisher,
        "licence": "Own compilation of public facts, free to reuse with its source",
        "url": None,
        "caveats_es": "Los nombres siguen a las fuentes; los textos y las propuestas son propios.",
        "caveats_en": "Names follow the sources; texts and proposals are our own.",
        "origin": "published",
        "sha256": digest(paths.MODELS / name),
        "sealed": True,
        "core_table": MODELS,
    }


def _delivered(item: Input, kind: Kind) -> dict[str, object]:
    simulated = item.source == "simulated"
    return {
        "file": item.path,
        "source": kind.id,
        "title_es": kind.title.es,
        "title_en": kind.title.en,
        "publisher": "Faro (simulación)" if simulated else "Entregado a Faro",
        "licence": "Simulated, for demonstration only" if simulated else "As agreed on delivery",
        "caveats_es": "Simulado: no describe a ningún municipio real." if simulated else None,
        "caveats_en": "Simulated: it describes no real municipality." if simulated else None,
        "origin": item.source,
        "sha256": item.sha256,
        "sealed": True,
        "core_table": kind.table,
    }
