"""What changed between two builds: which figures, by how much, and because of what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import isclose
from typing import Any

import pandas as pd

from pipelines import origins
from pipelines.ingest.inventory import digest
from pipelines.origins import Origin
from pipelines.serving import Build
from pipelines.specs import Contract, lineage

NUMBERS = {"DOUBLE", "INTEGER", "BIGINT"}
_NOT_FIGURES = ("_order", "_order_north_south", "source_row")
MOST_OF_A_TABLE = 5_000


@dataclass(frozen=True)
class Change:
    """One figure that differs between two builds or stands in one only; its worst origin."""

    table: str
    key: str
    column: str | None
    kind: str
    before: float | None
    after: float | None
    change: float | None
    cause: str
    origin: Origin


@dataclass(frozen=True)
class Comparison:
    """Two builds side by side.

    Attributes:
        before: Id of the earlier build.
        after: Id of the later one.
        files: Files that differ, each with how.
        rules_changed: Whether SQL, contracts or code differ.
        changes: The figures that differ; of a table with very many, those that changed most.
        counts: How many differ in each table, listed or not.
    """

    before: str
    after: str
    files: dict[str, str]
    rules_changed: bool
    changes: list[Change]
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """How many figures differ in all."""
        return sum(self.counts.values())

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain values, for JSON."""
        return asdict(self)


def compare(before: Build, after: Build) -> Comparison:
    """Compare every out table of two builds by its keys.

    Args:
        before: The earlier build.
        after: The later one.

    Returns:
        The files that differ (added, removed, changed), and each figure that differs with its
        cause: an observation, a correction, a file, or the rules (SQL, contracts, code).
    """
    files = _changed_files(before.manifest, after.manifest)
    rules = before.manifest["rules_sha256"] != after.manifest["rules_sha256"]
    causes = _Causes(before, after, files, rules)
    changes: list[Change] = []
    counts: dict[str, int] = {}
    shared = [name for name in after.tables() if name.startswith("out_")]
    for name in shared:
        if name in before.tables() and not _is_same(before, after, name):
            differences = _compare_table(before, after, name, causes)
            if differences:
                counts[name] = len(differences)
            changes += _most(differences)
    return Comparison(before.build_id, after.build_id, files, rules, changes, counts)


def weight(change: Change) -> tuple[bool, float, str, str]:
    """Order: values that changed, the largest first; then rows that came or went.

    Args:
        change: One figure that differs.

    Returns:
        A key of sorting.
    """
    size = abs(change.change) if change.change is not None else 0.0
    return (change.kind != "changed", -size, change.table, change.key)


def _most(changes: list[Change]) -> list[Change]:
    """Return all changes of a table, or the largest where there are very many, in their order."""
    if len(changes) <= MOST_OF_A_TABLE:
        return changes
    kept = {id(change) for change in sorted(changes, key=weight)[:MOST_OF_A_TABLE]}
    return [change for change in changes if id(change) in kept]


def _is_same(before: Build, after: Build, name: str) -> bool:
    """Tell whether a table is byte-equal in both builds: equal content gives equal bytes."""
    old, new = (build.folder / "tables" / f"{name}.parquet" for build in (before, after))
    return old.is_file() and new.is_file() and digest(old) == digest(new)


class _Causes:
    """Finds the likeliest reason of a change, from the narrowest to the widest."""

    def __init__(self, before: Build, after: Build, files: Mapping[str, str], rules: bool) -> None:
        self._files = files
        self._rules = rules
        self._core_of = {
            row["file"]: row["core_table"]
            for build in (before, after)
            for row in build.manifest["conservation"]
        }
        self._lineage = lineage.lineage(lineage.table_files())
        self._corrections = _new_corrections(before, after)
        self._observations = _accepted_observations(after)

    def of(self, table: str, row: Mapping[str, Any]) -> str:
        place = (row.get("cut"), row.get("round_id"))
        if row.get("revision") == "as_revised" and place in self._observations:
            return f"observation: {place[0]} {place[1]}"
        file = row.get("source_file")
        feeding = [file] if isinstance(file, str) else self._feeding(table)
        for corrected in feeding:
            if corrected in self._corrections:
                return f"correction: {self._corrections[corrected]}"
        changed = [name for name in feeding if name in self._files]
        if not changed:
            changed = [name for name in self._feeding(table) if name in self._files]
        if changed:
            return "file: " + ", ".join(f"{name} ({self._files[name]})" for name in changed)
        return "rules: SQL, contracts or code" if self._rules else "unknown"

    def _feeding(self, table: str) -> list[str]:
        cores = self._lineage.get(table, set())
        return sorted(file for file, core in self._core_of.items() if core in cores)


def _compare_table(before: Build, after: Build, name: str, causes: _Causes) -> list[Change]:
    contract = after.describe(name)
    if not contract.keys:
        return []
    old, new = before.table(name), after.table(name)
    if not set(contract.keys) <= set(old.columns):
        return []
    keys = list(contract.keys)
    left, right = _keyed(old, keys), _keyed(new, keys)
    changes = []
    for kind, here, there in (("removed", left, right), ("added", right, left)):
        for key in here.keys() - there.keys():
            row = here[key]
            changes.append(_whole_row(name, key, kind, causes.of(name, row), _origin(row)))
    columns = _figures(contract, keys) & set(old.columns)
    for key in left.keys() & right.keys():
        for column in sorted(columns):
            change = _change(name, key, column, left[key], right[key])
            if change is not None:
                changes.append(_with_cause(change, causes.of(name, right[key])))
    return sorted(changes, key=lambda c: (c.table, c.key, c.column or ""))


def _keyed(frame: pd.DataFrame, keys: list[str]) -> dict[str, dict[str, Any]]:
    rows = frame.to_dict("records")
    return {" · ".join(str(row[key]) for key in keys): row for row in rows}


def _figures(contract: Contract, keys: list[str]) -> set[str]:
    return {
        column.name
        for column in contract.columns
        if column.type in NUMBERS
        and column.name not in keys
        and not column.name.endswith(_NOT_FIGURES)
    }


def _change(
    table: str, key: str, column: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Change | None:
    a, b = _number(old[column]), _number(new[column])
    if a == b or (a is not None and b is not None and isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)):
        return None  # the order of a sum is no change
    difference = b - a if a is not None and b is not None else None
    return Change(table, key, column, "changed", a, b, difference, "", _origin(old, new))


def _with_cause(change: Change, cause: str) -> Change:
    return Change(**{**asdict(change), "cause": cause})


def _whole_row(table: str, key: str, kind: str, cause: str, origin: Origin) -> Change:
    return Change(table, key, None, kind, None, None, None, cause, origin)


def _origin(*rows: Mapping[str, Any]) -> Origin:
    """Return the worst origin of the rows that a change is read from."""
    return origins.worst(row.get("origin") for row in rows)


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _changed_files(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    old = {item["path"]: item["sha256"] for item in before["inputs"]}
    new = {item["path"]: item["sha256"] for item in after["inputs"]}
    files = dict.fromkeys(old.keys() - new.keys(), "removed")
    files |= dict.fromkeys(new.keys() - old.keys(), "added")
    files |= {path: "changed" for path in old.keys() & new.keys() if old[path] != new[path]}
    return dict(sorted(files.items()))


def _new_corrections(before: Build, after: Build) -> dict[str, str]:
    def applied(build: Build) -> set[tuple[str, str]]:
        if "core_quality__correction" not in build.tables():
            return set()
        frame = build.table("core_quality__correction", {"status": "applied"})
        return {
            (row["file"], f"{row['row_key']}: {row['column']} «{row['old']}» → «{row['new']}»")
            for row in frame.to_dict("records")
        }

    return dict(sorted(applied(after) ^ applied(before)))


def _accepted_observations(build: Build) -> set[tuple[str, str]]:
    if "core_observaciones__case" not in build.tables():
        return set()
    frame = build.table("core_observaciones__case", {"resolution": ["accepted", "partly_accepted"]})
    return set(zip(frame["cut"], frame["round_id"], strict=True))
