"""What a build is made of: the files, what was taken in of them, and the tables no SQL makes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines import specs
from pipelines.build import provenance, warehouse
from pipelines.build.ingredients import content
from pipelines.build.reuse import Ledger
from pipelines.ingest import deliveries, intake, inventory
from pipelines.ingest import evidence_files as evidence
from pipelines.ingest.deliveries import Delivery, Refused
from pipelines.ingest.intake import Intake
from pipelines.ingest.intake.keeping import Kept
from pipelines.ingest.inventory import Input
from pipelines.ingest.reference import Reference
from pipelines.methods import models
from pipelines.specs import lineage

QUARANTINE = "core_quality__quarantine"
DATASET = "core_quality__dataset"
CORRECTION = "core_quality__correction"
CONSERVATION = "core_quality__conservation"
EVIDENCE = "core_ogp__evidence_file"
PROVIDED = {QUARANTINE, DATASET, CORRECTION, CONSERVATION, EVIDENCE, *models.TABLES}


@dataclass(frozen=True)
class Material:
    """Everything a build is made of."""

    raw: Path
    inputs: list[Input]
    delivered: list[Delivery]


def material_of(raw: Path, *, accept_changes: bool = False, demo: Path | None = None) -> Material:
    """Return what a build of a folder is made of.

    Args:
        raw: Folder of the untouched deliveries.
        accept_changes: Take registered files whose checksum is not the registered one.
        demo: Folder of simulated deliveries, to stand in for kinds not delivered yet; None for
            none.

    Raises:
        FaroError: A registered file is missing or altered, or a rule says something wrong.
    """
    models.library()  # a model that says something wrong stops the build before any work is done
    registered = inventory.take_inventory(raw, specs.sources(), accept_changes=accept_changes)
    delivered = deliveries.discover(raw, [item.path for item in registered], demo=demo)
    inputs = [*registered, *deliveries.as_inputs(delivered), *evidence.as_inputs(raw)]
    return Material(raw, inputs, delivered)


def take_in(
    material: Material,
    step: Callable[[str], None] = lambda name: None,
    *,
    kept: Kept | None = None,
) -> tuple[list[Intake], list[Refused]]:
    """Read every registered file and every delivery; return them, and what could not be read.

    Args:
        material: What the build is made of.
        step: Called with the name of each source and file.
        kept: What the last build kept of its files, and what this one keeps.
    """
    kept = kept or kept_of(material)
    digests = {item.path: item.sha256 for item in material.inputs}
    intakes: list[Intake] = []
    for source in specs.sources().values():
        step(source.id)
        of_source: list[Intake] = []
        for file in source.files:
            same = (file, digests[file], source.id)
            parts = kept.known(*same)
            if parts is None:
                parts = intake.take_in(
                    material.raw / file,
                    source=source,
                    file=file,
                    reference=kept.reference,
                    origin=source.origin,
                )
                kept.keep(*same, parts)
            of_source += parts
        intake.settle(of_source)
        intakes += of_source
    delivered, refused = deliveries.take_in_all(
        material.delivered, specs.kinds(), kept.reference, step, kept=kept
    )
    intake.give_place(intakes, delivered)
    return [*intakes, *delivered], refused


def kept_of(material: Material, *, before: Path | None = None, now: Path | None = None) -> Kept:
    """Return what becomes of the files of a build: taken over, read, kept.

    Args:
        material: What the build is made of.
        before: The last build, made by the same code, if files are taken over from it.
        now: The build being made, if it keeps what became of its files.
    """
    digests = {item.path: item.sha256 for item in material.inputs}
    every = {**specs.sources(), **specs.kinds()}
    return Kept(Reference(material.raw), every, digests, before=before, now=now)


def begin(
    connection: duckdb.DuckDBPyConnection,
    material: Material,
    intakes: Sequence[Intake],
    refused: Sequence[Refused],
    ledger: Ledger,
) -> dict[str, pa.Table]:
    """Provide what no SQL makes; return what was accepted, by name, which no build keeps.

    Args:
        connection: The database of the build; the tables of :data:`PROVIDED` but that of
            conservation are put into it.
        material: What the build is made of.
        intakes: What was read, of sources and deliveries.
        refused: Deliveries that could not be read; they stand in the quarantine.
        ledger: Learns the content of every table, accepted or provided.

    Returns:
        ``accepted_<id>`` of every source and kind → its rows.
    """
    accepted = accept(intakes)
    provided = {
        QUARANTINE: provenance.quarantine(intakes, refused),
        DATASET: provenance.datasets(specs.sources(), material.inputs, intakes),
        CORRECTION: provenance.corrections(intakes),
        EVIDENCE: evidence.table(material.raw),
        **models.tables(models.library()),
    }
    for name, table in provided.items():
        warehouse.provide(connection, name, table)
    for name, table in {**accepted, **provided}.items():
        ledger.given(name, content(table))
    return accepted


def accept(intakes: Sequence[Intake]) -> dict[str, pa.Table]:
    """Return ``accepted_<id>`` of every source and kind, by name.

    Args:
        intakes: What was read; those of one source or kind make one table, in their order.

    Returns:
        Name → rows; no rows, under the columns of its spec, where nothing of it was read.
    """
    tables = {}
    for spec in [*specs.sources().values(), *specs.kinds().values()]:
        frames = [part.accepted for part in intakes if part.source.id == spec.id]
        rows = pa.concat_tables(frames or [intake.empty_accepted(spec)])
        tables[f"{lineage.ACCEPTED}{spec.id}"] = rows
    return tables
