"""Worlds to compare: the same real files, and what is simulated drawn from one seed or another.

A world is the tables of a build in which some families of deliveries are real (whatever a third
seed drew, received as delivered) and the rest is simulated. Each panel is read once and the worlds
are put together from what was taken in, so that one costs its tables alone.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipelines import demo, paths, specs
from pipelines.build import folder as shelf
from pipelines.build import making as building
from pipelines.build import reuse, warehouse
from pipelines.ingest import deliveries, inventory
from pipelines.ingest.deliveries import Delivery
from pipelines.ingest.intake import Intake
from pipelines.ingest.inventory import digest
from pipelines.ingest.reference import Reference
from pipelines.serving import Build, is_of_today
from pipelines.specs import Kind, lineage

RAW = paths.REPO / "tests" / "fixtures" / "raw"
SEEDS, REAL_SEED = (11, 12), 3
NAME = "world"


@dataclass(frozen=True)
class Panels:
    """What was taken in: the registered sources, the real deliveries, and those of each seed.

    ``worlds`` are those made of it so far: the next takes over from the last what is equal.
    """

    sources: list[Intake]
    real: list[Intake]
    drawn: dict[int, list[Intake]]
    worlds: list[reuse.Earlier] = field(default_factory=list)

    @property
    def families(self) -> list[str]:
        """The families of deliveries that a panel holds."""
        return sorted({family(intake) for intake in self.real})

    @property
    def rounds(self) -> list[str]:
        """The years of the rounds that a panel holds."""
        years = (_year(intake) for intake in self.real if family(intake) == "fiscalizacion")
        return sorted({year for year in years if year})


def family(intake: Intake) -> str:
    """Return the family of the kind of a delivery."""
    assert isinstance(intake.source, Kind)
    return intake.source.family


def is_real(intake: Intake, delivered: Collection[str]) -> bool:
    """Return whether a delivery is real: its family is, or its family's files of its year are."""
    return bool({family(intake), f"{family(intake)} {_year(intake)}"} & set(delivered))


def _year(intake: Intake) -> str:
    """Return the year that the name of a file begins with; nothing where it has none."""
    year = re.match(r"\d{4}", Path(intake.file).name)
    return year[0] if year else ""


def write(folder: Path) -> None:
    """Write the three panels."""
    for seed in (*SEEDS, REAL_SEED):
        demo.refresh(folder / f"panel_{seed}", raw=RAW, seed=seed)


def take_in(folder: Path, *, municipalities: int | None = None) -> Panels:
    """Read the registered sources and three panels, of all municipalities or the first of some.

    Args:
        folder: Where the panels stand.
        municipalities: How many, spread from north to south; all when left out.
    """
    kept = _spread(municipalities)
    drawn = {}
    for seed in (*SEEDS, REAL_SEED):
        taken = _read(folder / f"panel_{seed}", real=seed == REAL_SEED)
        drawn[seed] = [_weighed(_thinned(intake, kept), seed) for intake in taken]
    real = drawn.pop(REAL_SEED)
    sources, _ = building.take_in(_material([]))
    return Panels(sources, real, drawn)


def world(folder: Path, panels: Panels, *, seed: int, delivered: Collection[str]) -> Build:
    """Make the tables of one world and open them as readers do.

    Args:
        folder: Folder of builds it goes to; made here. Every world has the same name, as if it
            were one build.
        panels: What was taken in.
        seed: Seed of what is simulated.
        delivered: What is real: families, or a family and a year.
    """
    real = [intake for intake in panels.real if is_real(intake, delivered)]
    simulated = [intake for intake in panels.drawn[seed] if not is_real(intake, delivered)]
    names = dict.fromkeys(intake.file for intake in [*real, *simulated])
    given = [Delivery(RAW / name, name, _origin(name), "") for name in names]
    folder = folder / NAME
    folder.mkdir(parents=True)
    (folder.parent / "LATEST").write_text(NAME)
    ledger = reuse.Ledger(panels.worlds[-1] if panels.worlds else None)
    with warehouse.connect(folder / reuse.DATABASE, like=ledger.database) as connection:
        # A build lets go of the rows it was given; other worlds are made of them too.
        intakes = [replace(intake) for intake in [*panels.sources, *real, *simulated]]
        conserved = building.fill(connection, _material(given), intakes, [], ledger=ledger)
        counts = {name: warehouse.count(connection, name) for name in specs.contracts()}
    panels.worlds.append(reuse.Earlier(folder, ledger.recipes, ledger.contents))
    shelf.keep(lineage.table_files().values(), folder / "sql")
    manifest = {
        "build_id": NAME,
        "built_at": "2026-01-01T00:00:00+00:00",  # the hour is of no seed
        "inputs": [],
        "simulated": bool(simulated),
        "row_counts": counts,
        "conservation": conserved.to_pylist(),
        "refused": [],
        "rules_sha256": "",
        "checks": {"checks": 0, "passed": 0, "critical_failed": 0, "warnings": 0},
    }
    shelf.write_json(folder / "manifest.json", manifest)
    shelf.write_json(folder / "quality.json", {"checks": []})
    specs.keep(specs.definitions(), folder)
    build = Build(folder, build_id=NAME)
    assert is_of_today(build), "what fails on a build of other days says that it has no data"
    return build


def _material(given: list[Delivery]) -> building.Material:
    registered = inventory.take_inventory(RAW, specs.sources(), accept_changes=False)
    return building.Material(RAW, [*registered, *deliveries.as_inputs(given)], given)


def _origin(name: str) -> str:
    return "simulated" if name.startswith("demo/") else "delivered"


def _read(panel: Path, *, real: bool) -> Iterable[Intake]:
    origin, folder = ("delivered", "deliveries") if real else ("simulated", "demo")
    files = [
        Delivery(path, f"{folder}/{path.relative_to(panel)}", origin, digest(path))
        for path in deliveries.data_files(panel)
    ]
    taken, refused = deliveries.take_in_all(files, specs.kinds(), _reference())
    assert not refused, refused
    return taken


@lru_cache(maxsize=1)
def _reference() -> Reference:
    return Reference(RAW)


def _spread(municipalities: int | None) -> pa.Array | None:
    """Return the codes of some municipalities, every so many from the list."""
    if municipalities is None:
        return None
    with (RAW / "territory" / "comunas.csv").open(encoding="utf-8", newline="") as file:
        codes = [row["cut_code"] for row in csv.DictReader(file)]
    step = max(1, len(codes) // municipalities)
    return pa.array(codes[::step])


def _weighed(intake: Intake, seed: int) -> Intake:
    """Give every seed weights of its own: the simulation has one set of them for all seeds."""
    if family(intake) != "ponderacion":
        return intake
    rows = intake.accepted.to_pylist()
    weights = [row["weight"] for row in rows]
    for method in {row["method_id"] for row in rows}:
        own = [at for at, row in enumerate(rows) if row["method_id"] == method]
        for place, at in enumerate(own):
            weights[at] = rows[own[(place + seed) % len(own)]]["weight"]
    at = intake.accepted.column_names.index("weight")
    column = pa.array(weights, intake.accepted.schema.field(at).type)
    return replace(
        intake, accepted=intake.accepted.set_column(at, intake.accepted.schema.field(at), column)
    )


def _thinned(intake: Intake, kept: pa.Array | None) -> Intake:
    if kept is None or "cut" not in intake.accepted.column_names:
        return intake
    cut = intake.accepted.column("cut")
    rows = intake.accepted.filter(pc.or_(pc.is_null(cut), pc.is_in(cut, value_set=kept)))
    rows = rows if rows.num_rows else intake.accepted.slice(0, 1)  # no file is without rows
    left_out = intake.accepted.num_rows - rows.num_rows
    return replace(intake, accepted=rows, delivered=intake.delivered - left_out)
