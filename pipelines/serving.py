"""The only door for readers: dashboard, exports, notebooks and ``faro query`` come through here.

Example:
    >>> import pipelines.serving as faro
    >>> faro.open().metric("ta_score", by=["round", "region"])
"""

from __future__ import annotations

import builtins
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines import cutting, paths, sandbox, specs, warehouse, what_if
from pipelines.errors import FaroError
from pipelines.sandbox import MOST_CHARACTERS, Answer, Example, Limits, refusal
from pipelines.sandbox.taking import as_parquet, is_simulated, to_take
from pipelines.specs import Contract, Metric
from pipelines.what_if import Outcome, Scenario

__all__ = [
    "MOST_CHARACTERS",
    "Answer",
    "Build",
    "Contract",
    "Example",
    "Limits",
    "Metric",
    "Outcome",
    "Scenario",
    "as_parquet",
    "builds",
    "examples",
    "is_simulated",
    "last_failure",
    "latest_id",
    "metrics",
    "open",
    "refusal",
    "to_take",
]
READ_ONLY = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "memory_limit": "1GB",
    "threads": "2",
    "lock_configuration": "true",
}
# Without a column of origin, and made of delivered rows all the same; a test holds this list.
UNMARKED = frozenset({"core_quality__quarantine", "out_fiscalizacion__path_choice"})
_open_builds: dict[tuple[Path, str], Build] = {}
_guard = threading.Lock()


class Build:
    """One immutable build, opened for reading. Safe to share between threads.

    Attributes:
        build_id: Its id, derived from inputs and rules.
        folder: Where it stands.
    """

    def __init__(self, folder: Path, *, build_id: str | None = None) -> None:
        self.folder = folder
        self.build_id = build_id or folder.name
        self._connection = duckdb.connect(
            str(folder / "curated.duckdb"), read_only=True, config=dict(READ_ONLY)
        )

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Inputs, checksums, versions, row counts and the summary of the checks."""
        return _read_json(self.folder / "manifest.json")

    @cached_property
    def quality(self) -> dict[str, Any]:
        """Every check with its verdict (``summary`` and ``checks``)."""
        return _read_json(self.folder / "quality.json")

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        """Run one of our own read-only queries and return its rows; a stranger's goes to `ask`.

        Raises:
            FaroError: The query is wrong or asks for what is closed (files, settings, writes).
        """
        try:
            return self._connection.cursor().execute(sql, list(parameters)).df()
        except duckdb.Error as error:
            raise FaroError(
                " ".join(str(error).split("\n\n")[0].split()),
                where="SQL",
                fix="See the tables with `faro status` or the data dictionary",
                code="bad_query",
            ) from error

    def ask(
        self,
        sql: str,
        *,
        limits: Limits | None = None,
        wait: Callable[[float], None] = lambda seconds: None,
    ) -> Answer:
        """Run a reader's query in a process of its own, bounded in time, memory and rows.

        Args:
            sql: One SELECT over core and out tables.
            limits: What it may use.
            wait: Called again and again with the seconds gone by; what it raises stops the query.

        Raises:
            FaroError: It is refused, wrong, or needs too much; in both languages.
        """
        return sandbox.ask(
            self.folder, sql, self.tables(), marked=self.simulated_tables, limits=limits, wait=wait
        )

    @cached_property
    def simulated_tables(self) -> frozenset[str]:
        """The tables of this build that hold simulated figures."""
        if not self.manifest.get("simulated"):
            return frozenset()
        marked = [
            n for n in self.tables() if "origin" in {c.name for c in self.describe(n).columns}
        ]
        parts = [
            f"select '{name}' as name from {_quoted(name)} "  # noqa: S608 (names of contracts)
            "where origin = 'simulated' having count(*) > 0"
            for name in marked
        ]
        found = self.query(" union all ".join(parts))["name"]
        return frozenset(found) | (UNMARKED & set(self.tables()))

    def tables(self) -> list[str]:
        """Names of the core and out tables; of an older build, those that are still described."""
        return sorted(self.manifest["row_counts"].keys() & specs.contracts().keys())

    def table(self, name: str, where: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Return a whole table in the order of its keys, or the rows equal to ``where``.

        Args:
            name: A core or out table.
            where: Column → value, or a list of values; bound as parameters.
        """
        contract = self.describe(name)
        columns = {column.name: _quoted(column.name) for column in contract.columns}
        condition, parameters = _conditions(where or {}, columns, name)
        order = ", ".join(_quoted(key) for key in contract.keys) or "all"
        return self.query(
            f"select * from {_quoted(name)}{condition} order by {order}",  # noqa: S608
            parameters,
        )

    @cached_property
    def _columns(self) -> dict[str, set[str]]:
        """The columns that each table of this build has."""
        rows = self.query("select table_name, column_name from duckdb_columns() where not internal")
        return {str(name): set(own) for name, own in rows.groupby("table_name")["column_name"]}

    def describe(self, name: str) -> Contract:
        """Return the contract of a table: grain, keys, columns and their definitions.

        A build made before a column was has it neither in its table nor here.
        """
        contract = specs.contracts().get(name)
        if contract is None or name not in self.manifest["row_counts"]:
            raise FaroError(
                f"this build has no table {name}",
                where=self.build_id,
                fix="See the data dictionary for the tables there are",
                code="no_table",
            )
        missing = {column.name for column in contract.columns} - self._columns[name]
        if not missing:
            return contract
        columns = tuple(column for column in contract.columns if column.name not in missing)
        keys = tuple(key for key in contract.keys if key not in missing)
        return contract.model_copy(update={"columns": columns, "keys": keys})

    def sql(self, name: str) -> str | None:
        """Return the SELECT that made a table, as the build kept it; None for a provided table."""
        path = self.folder / "sql" / f"{name}.sql"
        known = name in self.manifest["row_counts"]
        return path.read_text(encoding="utf-8") if known and path.is_file() else None

    def metric(
        self,
        metric_id: str,
        by: Sequence[str] = (),
        where: Mapping[str, Any] | None = None,
    ) -> pd.DataFrame:
        """Return one metric by some of its dimensions.

        The value is never averaged again here: ``by`` and ``where`` must single out one stored
        value a row. Groups smaller than the metric's minimum get no value, only their ``n``.

        Args:
            metric_id: An id of ``metrics.yml``.
            by: Dimensions to list, by their names or short ones: ``round``, ``region``,
                ``group``, ``municipality``, ``tool``, ``file``.
            where: Dimension → value or list of values; ``origin`` too.

        Returns:
            Columns ``by`` + ``value``, ``n``, ``origin``; in ``attrs`` the metric with its name
            and definition, its unit and decimals, the origins found, table and build.

        Raises:
            FaroError: No such metric or dimension, or several values for one row.
        """
        metric = metrics().get(metric_id)
        if metric is None:
            raise FaroError(
                f"there is no metric {metric_id}",
                fix=f"There are: {', '.join(metrics())}",
                code="no_metric",
            )
        where = where or {}
        found = cutting.cut(metric, [*by, *(name for name in where if name != "origin")])
        allowed = {**found.columns, "origin": found.origin}
        condition, parameters = _conditions(where, allowed, metric_id)
        for name, value in found.fixed.items():
            condition += f"{' and' if condition else ' where'} {_quoted(name)} = ?"
            parameters.append(value)
        names = "".join(f"{found.columns[name]} as {_quoted(name)}, " for name in by)
        order = f" order by {', '.join(_quoted(name) for name in by)}" if by else ""
        frame = self.query(
            f"select {names}{found.value} as value, {found.n} as n, {found.origin} as origin "  # noqa: S608
            f"from {_quoted(found.table)}{condition}{order}",
            parameters,
        )
        if frame.duplicated(list(by)).any() if by else len(frame) > 1:
            raise FaroError(
                f"{metric_id} has several values for one row of {list(by) or 'the whole'}",
                fix=f"Add to `by` or `where` one of: {', '.join(found.columns)}",
                code="ambiguous_metric",
            )
        frame.attrs = {
            "metric": metric.id,
            "name": {"es": metric.name.es, "en": metric.name.en},
            "definition": {"es": metric.definition.es, "en": metric.definition.en},
            "origin": sorted(frame["origin"].dropna().unique()),
            "table": found.table,
            "unit": metric.unit,
            "decimals": metric.decimals,
            "build_id": self.build_id,
        }
        return frame

    def rests_on(self, table: str) -> pd.DataFrame:
        """Return the delivered files a table rests on, near and far: licence, publisher, origin."""
        cores = self._lineage.get(table, set()) | {table}
        if any(name.startswith("core_model__") for name in cores):
            cores = cores | {"core_model__model"}  # it stands for all that model files fill
        return self.table("core_quality__dataset", {"core_table": sorted(cores)})

    @cached_property
    def _lineage(self) -> dict[str, set[str]]:
        """Every table that a table of this build rests on, near and far."""
        kept = {path.stem: path for path in sorted((self.folder / "sql").rglob("*_*.*"))}
        return warehouse.lineage(kept or warehouse.table_files())

    def endpoint(self, name: str) -> bytes | None:
        """Return one file of the open endpoints, or None when this build keeps none of that name.

        Args:
            name: Such as ``ta_score.csv``; never a path.
        """
        path = self.folder / "api" / Path(name).name
        return path.read_bytes() if path.is_file() else None

    def close(self) -> None:
        """Let go of the database; for whoever opened a build that is not on the shelf yet."""
        self._connection.close()

    def what_if(self, scenario: Scenario) -> Outcome:
        """Return the scores of a round before and after other weights or items solved.

        Raises:
            FaroError: A factor is out of bounds.
        """
        return what_if.run(self.query, scenario)


def examples() -> tuple[Example, ...]:
    """Questions to start from, with their SQL."""
    return sandbox.examples()


def metrics() -> dict[str, Metric]:
    """Every metric by its id, as ``metrics.yml`` defines it."""
    return specs.metrics()


def latest_id(root: Path | None = None) -> str | None:
    """Return the id of the build served, or None when there is none."""
    pointer = (root or paths.curated_dir()) / "LATEST"
    try:
        seen = pointer.stat()  # it is replaced, never changed: one look says whether it is new
    except FileNotFoundError:
        return None
    return _named(pointer, seen.st_ino, seen.st_mtime_ns)


@lru_cache(maxsize=64)
def _named(pointer: Path, _inode: int, _written: int) -> str:
    return pointer.read_text(encoding="utf-8").strip()


def builds(root: Path | None = None) -> list[dict[str, Any]]:
    """Return the manifests of every finished build, newest first."""
    found = [_read_json(path) for path in (root or paths.curated_dir()).glob("[!.]*/manifest.json")]
    return sorted(found, key=lambda manifest: manifest["built_at"], reverse=True)


def last_failure(root: Path | None = None) -> dict[str, Any] | None:
    """Return when and why the last attempt to build failed, or None when it did not."""
    path = (root or paths.curated_dir()) / "last_failure.json"
    return _read_json(path) if path.is_file() else None


def open(build_id: str | None = None, root: Path | None = None) -> Build:
    """Open a build: the one served, or any older one by its id.

    Raises:
        FaroError: There is no such build.
    """
    root = root or paths.curated_dir()
    build_id = build_id or latest_id(root)
    if build_id is None:
        raise FaroError(
            "there is no build yet", where=root.name, fix="Run `faro build`", code="no_build"
        )
    known = _open_builds.get((root, build_id))
    if known is not None:
        return known
    folder = (root / build_id).resolve()
    if folder.parent != root.resolve() or not (folder / "manifest.json").is_file():
        raise FaroError(
            f"there is no build {build_id}",
            fix="`faro status` lists the builds there are",
            code="no_build",
        )
    with _guard:
        if (root, build_id) not in _open_builds:
            _open_builds[root, build_id] = Build(folder)
        return _open_builds[root, build_id]


def _conditions(
    where: Mapping[str, Any], allowed: Mapping[str, str], subject: str
) -> tuple[str, list[Any]]:
    """Return the condition and its parameters; ``allowed`` gives the SQL of each name."""
    parts, parameters = [], []
    for name, value in where.items():
        if name not in allowed:
            raise FaroError(
                f"{subject} has no column {name}",
                fix=f"It has: {', '.join(allowed)}",
                code="no_dimension",
            )
        if value is None:
            parts.append(f"{allowed[name]} is null")
        elif isinstance(value, list | tuple | set):
            parts.append(f"list_contains(?, {allowed[name]})")
            parameters.append(builtins.list(value))
        else:
            parts.append(f"{allowed[name]} = ?")
            parameters.append(value)
    return (f" where {' and '.join(parts)}" if parts else ""), parameters


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _read_json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
