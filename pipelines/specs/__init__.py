"""What the YAML files may say: sources, columns, contracts. Loading them is checking them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from pipelines import paths
from pipelines.errors import FaroError
from pipelines.specs import contracting
from pipelines.specs.base import Bilingual, Model, parse, read_yaml
from pipelines.specs.definitions import Definitions, Thresholds, keep, kept
from pipelines.specs.rows import (
    CellType,
    ChoicesFrom,
    Edition,
    Kind,
    Meaning,
    MunicipalityRule,
    Origin,
    RowRule,
    RowSpec,
    Source,
    SourceColumn,
)
from pipelines.specs.tables import Check, Contract, ContractColumn, EntityKind, Metric, Severity

__all__ = [
    "Bilingual",
    "CellType",
    "Check",
    "ChoicesFrom",
    "Contract",
    "ContractColumn",
    "Definitions",
    "Edition",
    "EntityKind",
    "Kind",
    "Meaning",
    "Metric",
    "Model",
    "MunicipalityRule",
    "Origin",
    "RowRule",
    "RowSpec",
    "Severity",
    "Source",
    "SourceColumn",
    "Thresholds",
    "comparable",
    "contracts",
    "definitions",
    "keep",
    "kept",
    "kinds",
    "metrics",
    "parse",
    "read_yaml",
    "sources",
    "thresholds",
]


@cache
def sources() -> dict[str, Source]:
    """Every registered source by its id, in order of file name.

    Raises:
        FaroError: A file says something wrong (``bad_spec``).
    """
    loaded = [
        parse(Source, thresholds().fill(read_yaml(path)), where=path.name)
        for path in sorted(paths.SOURCES.glob("*.yml"))
    ]
    return {source.id: source for source in loaded}


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of delivery by its id, in the order of ``order``.

    Raises:
        FaroError: A file says something wrong (``bad_spec``).
    """
    loaded = [
        parse(Kind, thresholds().fill(read_yaml(path)), where=path.name)
        for path in sorted(paths.KINDS.glob("*.yml"))
    ]
    return {kind.id: kind for kind in sorted(loaded, key=lambda kind: kind.order)}


@cache
def thresholds() -> Thresholds:
    """The numbers that many files hold to, each said once.

    Raises:
        FaroError: The file says something wrong (``bad_spec``).
    """
    return parse(Thresholds, read_yaml(paths.THRESHOLDS), where=paths.THRESHOLDS.name)


def definitions() -> Definitions:
    """Contracts, metrics and thresholds as they are today: what a new build keeps."""
    return Definitions(thresholds=thresholds(), contracts=contracts(), metrics=metrics())


@cache
def contracts() -> dict[str, Contract]:
    """Every contract by table name.

    Raises:
        FaroError: A contract says something wrong, or describes a table that was never locked
            (``bad_spec``).
    """
    fill, types = thresholds().fill, contracting.locked()
    shared = fill(read_yaml(paths.CONTRACTS / "_shared.yml"))
    meant = contracting.meanings([*sources().values(), *kinds().values()])
    written = {path.stem: fill(read_yaml(path)) for path in paths.CONTRACTS.glob("*__*.yml")}
    by_table: dict[str, Contract] = {}
    for table, data in sorted({**_passed_through(types, shared), **written}.items()):
        if table not in types:
            raise FaroError(
                f"{contracting.LOCK} does not know this table",
                where=f"{table}.yml",
                fix="Run `faro seal --contracts` and review what it adds",
                code="bad_spec",
            )
        words = {**shared, **meant.get(table, {})}
        words = {name: {**shared.get(name, {}), **own} for name, own in words.items()}
        by_table[table] = contracting.contract(table, data, types[table], words)
    return by_table


def _passed_through(
    types: contracting.Columns, shared: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return what kinds say of the tables that each of them alone fills, by table."""
    filling = Counter(spec.table for spec in [*sources().values(), *kinds().values()])
    return {
        kind.table: contracting.passed_through(kind, types[kind.table], shared)
        for kind in kinds().values()
        if filling[kind.table] == 1 and kind.table in types
    }


def comparable() -> list[str]:
    """Ids of the metrics that may be set side by side, without the contracts that name them."""
    return [key for key, entry in read_yaml(paths.METRICS).items() if "comparable" in entry]


@cache
def metrics() -> dict[str, Metric]:
    """Every metric of ``metrics.yml`` by its id.

    Raises:
        FaroError: The file says something wrong (``bad_spec``).
    """
    words = {
        (table, column.name): {"name": column.label, "definition": column.definition}
        for table, contract in contracts().items()
        for column in contract.columns
    }
    return {
        key: parse(
            Metric,
            {**words.get((entry.get("table"), entry.get("value")), {}), **entry, "id": key},
            where=f"{paths.METRICS.name}: {key}",
        )
        for key, entry in thresholds().fill(read_yaml(paths.METRICS)).items()
    }
