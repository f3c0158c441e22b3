"""Every table that a statement may read, as Parquet: of a build, and what that build accepted."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from builds_for_tests import RAW

from pipelines import specs
from pipelines.build import warehouse
from pipelines.build.material import accept, material_of, take_in
from pipelines.bulk.spark_lint import refusals
from pipelines.specs import lineage

# Chosen for `make test`: each rule of the dialect, each kind of window, the widest statements.
TWENTY = (
    "out_actividades__region",
    "out_adopcion__funnel",
    "out_adopcion__timeline",
    "out_adopcion__tool_count",
    "out_calendar__month_deadline",
    "out_convenios__region_signing",
    "out_convenios__year_coverage_by",
    "out_diagnostico__score",
    "out_estudio__spread",
    "out_fiscalizacion__change_group",
    "out_fiscalizacion__municipality_change",
    "out_fiscalizacion__municipality_round",
    "out_fiscalizacion__round_group",
    "out_gam__municipality",
    "out_ogp__commitment",
    "out_pilot__reading",
    "out_proceso__stage_time",
    "out_publicacion__bulk_punctuality",
    "out_publicacion__month_share",
    "out_solicitudes__year",
)


@cache
def every() -> dict[str, Path]:
    """Return the files of all statements that Spark takes, by table."""
    return {
        name: path
        for name, path in lineage.table_files().items()
        if path.suffix == ".sql" and not refusals(path.read_text(encoding="utf-8"))
    }


CHOSEN = sorted(every()) if os.environ.get("FARO_SPARK") == "all" else sorted(TWENTY)


@dataclass(frozen=True)
class Standing:
    """Where each table stands, and its columns.

    Attributes:
        files: Parquet by table; origins are texts in it.
        types: Type by column, by table.
    """

    files: Mapping[str, Path]
    types: Mapping[str, Mapping[str, str]]


def read_by(name: str) -> list[str]:
    """Return the tables that a statement reads, in order."""
    return sorted(lineage.read_in(every()[name].read_text(encoding="utf-8")) - {name})


def write_accepted(folder: Path, panel: Path) -> None:
    """Write what a build of the frozen data and a panel accepts, as Parquet.

    Args:
        folder: Where `accepted_<id>.parquet` go, and their types as `types.json`.
        panel: The simulated deliveries.
    """
    material = material_of(RAW, demo=panel)
    intakes, _ = take_in(material)
    types = {}
    with warehouse.connect(folder / "accepted.duckdb") as connection:
        for name, rows in accept(intakes).items():
            warehouse.provide(connection, name, rows)
            warehouse.copy(connection, name, folder / f"{name}.parquet")
            described = connection.execute(f"describe {name}").fetchall()
            types[name] = {column: kind for column, kind, *_ in described}
    (folder / "types.json").write_text(json.dumps(types), encoding="utf-8")
    (folder / "accepted.duckdb").unlink()


def standing(build: Path, accepted: Path | None) -> Standing:
    """Return the tables of a build, and what it accepted where that was written.

    Args:
        build: Its folder.
        accepted: As :func:`write_accepted` fills it.
    """
    tables = build / "tables"
    files = {name: tables / f"{name}.parquet" for name in specs.contracts()}
    types = {
        name: {column.name: column.type for column in contract.columns}
        for name, contract in specs.contracts().items()
    }
    if accepted is not None:
        known = json.loads((accepted / "types.json").read_text(encoding="utf-8"))
        files |= {name: accepted / f"{name}.parquet" for name in known}
        types |= known
    return Standing(files, types)
