"""Great Expectations on every build: contract → suite → verdicts in plain words and Data Docs.

The only module that imports Great Expectations, and only when called: the import takes seconds.
An exception or an empty result inside it is a crash of the check, never a verdict.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines.errors import FaroError
from pipelines.specs import Contract, ContractColumn, Severity

FLOAT_TYPES = {"DOUBLE", "FLOAT"}


@dataclass(frozen=True)
class CheckResult:
    """The verdict on one check of one table, in words a reader understands."""

    table: str
    check_id: str
    column: str | None
    severity: Severity
    success: bool
    observed: str
    es: str
    en: str


@dataclass(frozen=True)
class _Planned:
    check_id: str
    column: str | None
    severity: Severity
    expectation: Any
    es: str
    en: str


def run(
    connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract], docs: Path
) -> list[CheckResult]:
    """Check every contracted table and write the Data Docs.

    Args:
        connection: The build's database.
        contracts: Contract by table name.
        docs: Folder for the Data Docs site.

    Returns:
        One result a check, in table order.

    Raises:
        FaroError: Great Expectations itself failed.
    """
    gx = _import_gx()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("curated")
    site = {
        "class_name": "SiteBuilder",
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(docs),
        },
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
    }
    for other in list(context.variables.data_docs_sites or {}):
        context.delete_data_docs_site(other)
    context.add_data_docs_site(site_name="faro", site_config=site)
    definitions, planned = [], []
    for contract in contracts.values():
        frame = _frame(connection, contract)
        plan = list(_plan(gx.expectations, contract))
        expectations = [item.expectation for item in plan]
        suite = context.suites.add(
            gx.ExpectationSuite(name=contract.name, expectations=expectations)
        )
        batch = source.add_dataframe_asset(contract.name).add_batch_definition_whole_dataframe("b")
        definition = context.validation_definitions.add(
            gx.ValidationDefinition(name=contract.name, data=batch, suite=suite)
        )
        definitions.append((definition, contract, frame))
        planned.append(plan)
    results = []
    for (definition, contract, frame), plan in zip(definitions, planned, strict=True):
        verdicts = definition.run(batch_parameters={"dataframe": frame}).results
        results += _read(contract, plan, verdicts)
    context.build_data_docs()
    return results + [r for c in contracts.values() for r in _sql_checks(connection, c)]


def as_json(results: list[CheckResult]) -> dict[str, Any]:
    """Return the content of ``quality.json``."""
    failed = [r for r in results if not r.success]
    return {
        "summary": {
            "checks": len(results),
            "passed": len(results) - len(failed),
            "critical_failed": sum(r.severity == "critical" for r in failed),
            "warnings": sum(r.severity == "warning" for r in failed),
        },
        "checks": [asdict(result) for result in results],
    }


def _import_gx() -> Any:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
        import great_expectations.expectations
    return gx


def _frame(connection: duckdb.DuckDBPyConnection, contract: Contract) -> Any:
    return connection.execute(f'select * from "{contract.name}"').df()  # noqa: S608


def _plan(gxe: Any, contract: Contract) -> Iterator[_Planned]:
    names = [column.name for column in contract.columns]
    yield _Planned(
        "columns",
        None,
        "critical",
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=names),
        "Las columnas son las del contrato",
        "The columns are those of the contract",
    )
    yield _Planned(
        "rows",
        None,
        "critical",
        gxe.ExpectTableRowCountToBeBetween(min_value=contract.min_rows),
        f"Hay al menos {contract.min_rows} filas",
        f"There are at least {contract.min_rows} rows",
    )
    if len(contract.keys) == 1:
        yield _Planned(
            "key",
            contract.keys[0],
            "critical",
            gxe.ExpectColumnValuesToBeUnique(column=contract.keys[0]),
            f"No se repite la clave {contract.keys[0]}",
            f"The key {contract.keys[0]} is never repeated",
        )
    elif contract.keys:
        joined = ", ".join(contract.keys)
        yield _Planned(
            "key",
            None,
            "critical",
            gxe.ExpectCompoundColumnsToBeUnique(column_list=list(contract.keys)),
            f"No se repite la clave {joined}",
            f"The key {joined} is never repeated",
        )
    for column in contract.columns:
        yield from _plan_column(gxe, column)


def _plan_column(gxe: Any, column: ContractColumn) -> Iterator[_Planned]:
    name = column.name
    es, en = column.label.es, column.label.en
    if column.required:
        yield _Planned(
            "required",
            name,
            "critical",
            gxe.ExpectColumnValuesToNotBeNull(column=name),
            f"«{es}» nunca está vacío",
            f"“{en}” is never empty",
        )
    if column.minimum is not None or column.maximum is not None:
        low, high = column.minimum, column.maximum
        yield _Planned(
            "range",
            name,
            "critical",
            gxe.ExpectColumnValuesToBeBetween(column=name, min_value=low, max_value=high),
            f"«{es}» está entre {_bound(low)} y {_bound(high)}",
            f"“{en}” lies between {_bound(low)} and {_bound(high)}",
        )
    if column.values is not None:
        allowed = ", ".join(column.values)
        yield _Planned(
            "values",
            name,
            "critical",
            gxe.ExpectColumnValuesToBeInSet(column=name, value_set=list(column.values)),
            f"«{es}» es uno de: {allowed}",
            f"“{en}” is one of: {allowed}",
        )
    if column.pattern:
        yield _Planned(
            "pattern",
            name,
            "critical",
            gxe.ExpectColumnValuesToMatchRegex(column=name, regex=column.pattern),
            f"«{es}» tiene la forma esperada",
            f"“{en}” has the expected form",
        )


def _bound(value: float | None) -> str:
    return "∞" if value is None else f"{value:g}"


def _read(contract: Contract, plan: list[_Planned], verdicts: Any) -> list[CheckResult]:
    by_id = {verdict.expectation_config.id: verdict for verdict in verdicts}
    results = []
    for item in plan:
        verdict = by_id.get(item.expectation.id)
        crash = "no verdict" if verdict is None else _crash(verdict)
        if crash:
            raise FaroError(
                f"the check {item.check_id} ({item.column or 'table'}) did not run: {crash}",
                where=contract.name,
                code="check_crashed",
            )
        assert verdict is not None
        results.append(
            CheckResult(
                contract.name,
                f"{item.check_id}:{item.column}" if item.column else item.check_id,
                item.column,
                item.severity,
                verdict.success,
                _observed(verdict.result),
                item.es,
                item.en,
            )
        )
    return results


def _crash(verdict: Any) -> str | None:
    """Return why a verdict is none; exceptions stand flat or one level down, by metric."""
    info = verdict.exception_info or {}
    for entry in (info, *(value for value in info.values() if isinstance(value, Mapping))):
        if entry.get("raised_exception"):
            return " ".join(str(entry.get("exception_message")).split()) or "an exception"
    if not isinstance(verdict.success, bool) or not verdict.result:
        return "an empty result"
    return None


def _observed(result: Mapping[str, Any]) -> str:
    if "unexpected_count" in result:
        examples = ", ".join(str(v) for v in result.get("partial_unexpected_list", [])[:3])
        broken, total = result["unexpected_count"], result.get("element_count", 0)
        return f"{broken}/{total}" + (f": {examples}" if examples else "")
    return str(result.get("observed_value", ""))


def _sql_checks(connection: duckdb.DuckDBPyConnection, contract: Contract) -> Iterator[CheckResult]:
    for check in contract.checks:
        try:
            broken = connection.execute(check.sql).fetchall()
        except duckdb.Error as error:
            raise FaroError(
                f"the check {check.id} fails: {' '.join(str(error).split())}",
                where=f"{contract.name}.yml",
                code="bad_sql",
            ) from error
        observed = str(len(broken))
        if broken:
            observed += ": " + "; ".join(" · ".join(map(str, row)) for row in broken[:3])
        yield CheckResult(
            contract.name, check.id, None, check.severity, not broken, observed, check.es, check.en
        )
