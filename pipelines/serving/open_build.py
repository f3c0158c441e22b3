"""One immutable build, opened for reading: its tables, metrics, queries and what-ifs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines import specs
from pipelines.errors import FaroError
from pipelines.institution import audit
from pipelines.origins import Origin
from pipelines.serving import digests, figures, sandbox, what_if
from pipelines.serving.figures import conditions, quoted
from pipelines.serving.holdings import Holdings
from pipelines.serving.sandbox import Answer, Limits
from pipelines.serving.what_if import Outcome, Scenario
from pipelines.specs import Contract, Definitions, Metric, lineage

READ_ONLY = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "enable_external_access": "false",
    "memory_limit": "1GB",
    "threads": "2",
    "lock_configuration": "true",
}


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
        return read_json(self.folder / "manifest.json")

    @cached_property
    def quality(self) -> dict[str, Any]:
        """Every check with its verdict (``summary`` and ``checks``)."""
        return read_json(self.folder / "quality.json")

    @cached_property
    def definitions(self) -> Definitions:
        """Contracts, metrics and thresholds it was made with; today's where it kept none."""
        return specs.kept(self.folder) or specs.definitions()

    @property
    def metrics(self) -> dict[str, Metric]:
        """Every metric of this build by its id."""
        return self.definitions.metrics

    @property
    def minimum_group(self) -> int:
        """The fewest members a group of this build needs to show a figure."""
        return self.definitions.thresholds.minimum_group

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        """Run one of our own read-only queries and return its rows; a stranger's goes to `ask`.

        Args:
            sql: One statement, with ``?`` for each parameter.
            parameters: Values bound in order, never written into the SQL.

        Returns:
            The rows; ordered types (origin) as plain text.

        Raises:
            FaroError: The query is wrong or asks for what is closed: files, settings, writes
                (``bad_query``).
        """
        try:
            return _as_text(self._connection.cursor().execute(sql, list(parameters)).df())
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
        reader: str | None = None,
    ) -> Answer:
        """Run a reader's query in a process of its own, bounded in time, memory and rows.

        Args:
            sql: One SELECT over core and out tables.
            limits: What it may use.
            wait: Called again and again with the seconds gone by; what it raises stops the query.
            reader: Who asks, of whom one query runs at a time.

        Returns:
            Its rows with the tables and origins it read.

        Raises:
            FaroError: It is refused, wrong, or needs too much; in both languages (``query_<word of
                refusals>``).
        """
        sql = sql.encode("utf-8", "replace").decode()  # half a character is none
        origins = partial(self.holdings.read, sql, keys=self._plain_keys)
        outcome = "refused"
        try:
            answer = sandbox.ask(
                self.folder,
                sql,
                self.tables(),
                origins=origins,
                limits=limits,
                wait=wait,
                reader=reader,
            )
            outcome = "done"
        finally:
            digest = sha256(sql.encode()).hexdigest()
            audit.record("query", outcome=outcome, build_id=self.build_id, sha256=digest)
        return answer

    @cached_property
    def _plain_keys(self) -> dict[str, list[str]]:
        """The keys of each table that hang on no figure; a date does: it was delivered."""
        contracts = {name: self.describe(name) for name in self.tables()}
        return {
            name: [key for key in contract.keys if contract.column(key).type != "DATE"]
            for name, contract in contracts.items()
        }

    @cached_property
    def holdings(self) -> Holdings:
        """The origins of the rows of this build."""
        known = {name: self._columns[name] for name in self.tables()}
        filed = self.table("core_quality__dataset")[["core_table", "origin"]]
        files = filed.groupby("core_table")["origin"].agg(list).to_dict()
        return Holdings(self.query, known, files, self._under)

    def origin_of(self, *tables: str) -> Origin:
        """Return the worst origin of any row of some tables; of all when none is named.

        Args:
            *tables: Core or out tables.
        """
        return self.holdings.of(*tables)

    def tables(self) -> list[str]:
        """Names of the core and out tables; of one that kept no words, those described today."""
        return sorted(self.manifest["row_counts"].keys() & self.definitions.contracts.keys())

    def table(self, name: str, where: Mapping[str, Any] | None = None) -> pd.DataFrame:
        """Return a whole table in the order of its keys, or the rows equal to ``where``.

        Args:
            name: A core or out table.
            where: Column → value, or a list of values; bound as parameters.

        Returns:
            One row as the contract of the table says (``describe``).

        Raises:
            FaroError: This build has no such table (``no_table``), or the table no such column
                (``no_dimension``).
        """
        contract = self.describe(name)
        columns = {column.name: quoted(column.name) for column in contract.columns}
        condition, parameters = conditions(where or {}, columns, name)
        order = ", ".join(quoted(key) for key in contract.keys) or "all"
        return self.query(
            f"select * from {quoted(name)}{condition} order by {order}",  # noqa: S608
            parameters,
        )

    @cached_property
    def _columns(self) -> dict[str, set[str]]:
        """The columns that each table of this build has."""
        rows = self.query("select table_name, column_name from duckdb_columns() where not internal")
        return {str(name): set(own) for name, own in rows.groupby("table_name")["column_name"]}

    def describe(self, name: str) -> Contract:
        """Return the contract of a table: grain, keys, columns and their definitions.

        A build that kept no words of its own, made before a column was, has it in neither place.

        Args:
            name: A core or out table.

        Raises:
            FaroError: This build has no such table (``no_table``).
        """
        contract = self.definitions.contracts.get(name)
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
        """Return the SELECT that made a table, as the build kept it; None for a provided table.

        Args:
            name: A core or out table.
        """
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
            by: Dimensions to list, by their names or short ones: ``round``, ``region``, ``group``,
                ``municipality``, ``tool``, ``file``.
            where: Dimension → value or list of values; ``origin`` too.

        Returns:
            Columns ``by`` + ``value``, ``n``, ``origin``; in ``attrs`` the metric with its name
            and definition, its unit and decimals, the origins found, table and build.

        Raises:
            FaroError: No such metric (``no_metric``) or dimension (``no_dimension``), or several
                values for one row (``ambiguous_metric``).
        """
        return figures.read(self.query, self.metrics, metric_id, by, where, build_id=self.build_id)

    def rests_on(self, table: str) -> list[dict[str, Any]]:
        """Return the delivered files a table rests on, near and far: licence, publisher, origin.

        Args:
            table: A core or out table.

        Returns:
            Rows of ``core_quality__dataset``, one a file and core table: value by column.

        Raises:
            FaroError: This build keeps no list of files (``no_table``).
        """
        under = self._under(table)
        return [row for row in self._files if row["core_table"] in under]

    @cached_property
    def _files(self) -> list[dict[str, Any]]:
        """Every file that was delivered, and the table it fills; None where nothing is said."""
        files = self.table("core_quality__dataset").astype(object)
        return [
            {str(name): value for name, value in row.items()}
            for row in files.where(files.notna(), None).to_dict("records")
        ]

    def _under(self, table: str) -> set[str]:
        """Return the tables that stand for what a table rests on, itself among them."""
        cores = self._lineage.get(table, set()) | {table}
        if any(name.startswith("core_model__") for name in cores):
            cores = cores | {"core_model__model"}  # it stands for all that model files fill
        return cores

    @cached_property
    def _lineage(self) -> dict[str, set[str]]:
        """Every table that a table of this build rests on, near and far."""
        kept = {path.stem: path for path in sorted((self.folder / "sql").rglob("*_*.*"))}
        return lineage.lineage(kept or lineage.table_files())

    def endpoint(self, name: str) -> bytes | None:
        """Return one file of the open endpoints, or None when this build keeps none of that name.

        Args:
            name: Such as ``ta_score.csv``; never a path.
        """
        path, written = self.folder / "api" / Path(name).name, self.manifest.get(digests.FILES)
        if written is not None and f"api/{path.name}" not in written:
            return None  # whatever stands there, no build wrote it
        return path.read_bytes() if path.is_file() else None

    def close(self) -> None:
        """Let go of the database; for whoever opened a build that is not on the shelf yet."""
        self._connection.close()

    def other_weights(self) -> dict[str, float]:
        """Return the weights of the instrument of 2025 by materia of 2018, if it has any."""
        if what_if.CROSSWALK not in self.tables():
            return {}
        return what_if.other_weights(self.query)

    def what_if(self, scenario: Scenario) -> Outcome:
        """Return the scores of a round before and after other weights or items solved.

        Args:
            scenario: What is asked.

        Returns:
            Scores in per cent, 0 to 100, and changes in points.

        Raises:
            FaroError: A factor is out of bounds (``bad_factor``).
        """
        return what_if.run(self.query, scenario, minimum_group=self.minimum_group)


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose ordered types (origin) are plain text; ``origins`` knows their order."""
    for at, kind in enumerate(frame.dtypes):
        if kind == "category":  # a word each, taken by number: astype would spell every row
            words = kind.categories.astype("str").array
            frame.isetitem(at, words.take(frame.iloc[:, at].array.codes, allow_fill=True))
    return frame


def read_json(path: Path) -> Any:
    """Return what a JSON file holds.

    Args:
        path: The file.

    Raises:
        OSError: It cannot be read.
        ValueError: It is no JSON.
    """
    return json.loads(path.read_text(encoding="utf-8"))
