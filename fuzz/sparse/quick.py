"""A build made from another one: the tables of the kinds delivered, and what rests on them.

The same SQL, steps and checks as a build's; what no delivery touches is taken over as it stands.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from fuzz.sparse.deliveries import Delivery, reference
from pipelines import paths, serving, specs
from pipelines.build import quality, statements, warehouse
from pipelines.errors import FaroError, readable
from pipelines.ingest import intake
from pipelines.ingest.intake import Intake
from pipelines.serving import digests
from pipelines.specs import lineage

RAW = paths.raw_dir()
_ACCEPTED = re.compile(r"\baccepted_([a-z0-9_]+)\b")


def quick_build(base: serving.Build, deliveries: Sequence[Delivery], out: Path) -> set[str]:
    """Make a build in ``out`` from ``base`` and deliveries; return the tables made anew.

    Raises:
        FaroError: A table cannot be made or breaks a critical check.
    """
    out.mkdir()
    for name in ("curated.duckdb", "quality.json", "definitions.json"):
        shutil.copyfile(base.folder / name, out / name)
    shutil.copytree(base.folder / "sql", out / "sql")
    # Without the digests of the base: what is made anew here has others, and no endpoint is made.
    known = {k: v for k, v in base.manifest.items() if k not in (digests.FILES, digests.OWN)}
    known["build_id"] = out.name
    (out / digests.MANIFEST).write_text(json.dumps(known), encoding="utf-8")
    taken = [part for delivery in deliveries for part in _take_in(delivery, out.parent)]
    kinds = specs.kinds()
    files = lineage.table_files()
    rests = lineage.lineage(files)
    families = {
        kinds[delivery.kind].family for delivery in deliveries
    }  # a real file ends the simulated ones
    touched = {kind.table for kind in kinds.values() if kind.family in families}
    order = lineage.in_order(files, given=sorted(set().union(*rests.values()) - set(files)))
    made = [name for name in order if name in touched or rests[name] & touched]
    with duckdb.connect(str(out / "curated.duckdb"), config=dict(warehouse.CLOSED)) as connection:
        for name in made:
            for spec_id in set(_ACCEPTED.findall(files[name].read_text(encoding="utf-8"))):
                _provide(connection, spec_id, taken)
            statements.make_table(connection, name, files[name])
        contracts = specs.contracts()
        warehouse.forget_others(connection, contracts)
        for measure in quality.measure(connection, {name: contracts[name] for name in made}):
            if not measure.success and measure.severity == "critical":
                raise FaroError(f"{measure.check_id}: {measure.observed}", where=measure.table)
    return set(made)


def _take_in(delivery: Delivery, folder: Path) -> list[Intake]:
    path = folder / delivery.name
    path.write_bytes(delivery.data)
    kind = specs.kinds()[delivery.kind]
    name = readable(delivery.name)
    intakes = intake.take_in(path, source=kind, file=name, reference=reference())
    intake.settle(intakes)
    return intakes


@cache
def _of_source(source_id: str) -> list[Intake]:
    spec = specs.sources()[source_id]
    return [
        part
        for file in spec.files
        for part in intake.take_in(
            RAW / file, source=spec, file=file, reference=reference(), origin=spec.origin
        )
    ]


def _provide(connection: duckdb.DuckDBPyConnection, spec_id: str, taken: list[Intake]) -> None:
    spec = specs.kinds().get(spec_id) or specs.sources()[spec_id]
    own = [part for part in taken if part.source.id == spec_id]
    if isinstance(spec, specs.Source):
        own = [replace(part, problems=[*part.problems]) for part in _of_source(spec_id)]
        intake.give_place(own, taken)
    frames = [part.accepted for part in own] or [intake.empty_accepted(spec)]
    warehouse.provide(connection, f"accepted_{spec_id}", pa.concat_tables(frames))
