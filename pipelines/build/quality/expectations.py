"""The only module that imports Great Expectations; runs as a process of its own (``judge_later``).

Started with the folder of a build that is served, it judges that one: it writes the Data Docs
beside it, or withdraws what it does not confirm. An exception or an empty result inside Great
Expectations is a crash, never a verdict.
"""

from __future__ import annotations

import gc
import logging
import sys
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines import environment
from pipelines.build import folder as shelf
from pipelines.build.quality.auditing import disagreement, order_of
from pipelines.build.quality.check_sql import Planned, plan
from pipelines.specs import Contract


def import_gx() -> Any:
    """Import Great Expectations, silent and without telemetry."""
    environment.say("GX_ANALYTICS_ENABLED", "false")
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import great_expectations as gx
        import great_expectations.expectations
    return gx


def judge(gx: Any, context: Any, order: Mapping[str, Any]) -> list[str]:
    """Return the checks that fail, as ``table.check``.

    Args:
        gx: Great Expectations, as :func:`import_gx` returns it.
        context: Keeps what was judged, for the Data Docs.
        order: ``measures`` (a mapping each, with the fields of ``Measure``), ``contracts`` (dumped,
            those of the tables read whole) and ``tables`` (folder of the build's Parquet files).

    Raises:
        RuntimeError: Great Expectations did not give a verdict, or two of its own disagree.
    """
    source = context.data_sources.add_pandas("curated")
    failing: set[str] = set()
    measures = pd.DataFrame(order["measures"])
    measures["check"] = measures.table + "." + measures.check_id
    for severity, part in measures.groupby("severity"):
        suite = [
            gx.expectations.ExpectColumnValuesToBeUnique(column="check"),
            gx.expectations.ExpectColumnValuesToBeBetween(
                column="broken", min_value=0, max_value=0
            ),
        ]
        frame = part[["check", "broken", "total", "observed"]].reset_index(drop=True)
        unique, holds = _run(gx, context, source, f"measures_{severity}", frame, suite)
        if not unique.success:
            raise RuntimeError("two measures have one name")
        bad = [frame.check[at] for at in holds.result["unexpected_index_list"]]
        if holds.success != (not bad):
            raise RuntimeError("a verdict contradicts itself")
        failing |= set(bad)
    for contract in map(Contract.model_validate, order["contracts"]):
        failing ^= _in_full(gx, context, source, contract, Path(order["tables"]), failing)
    return sorted(failing)


def _in_full(
    gx: Any,
    context: Any,
    source: Any,
    contract: Contract,
    tables: Path,
    failing: set[str],
) -> set[str]:
    """Return the checks of a whole table on which its own verdict is not that of the measures."""
    frame = pd.read_parquet(tables / f"{contract.name}.parquet")
    planned = list(plan(contract))
    suite = [expectation(gx.expectations, contract, item) for item in planned]
    verdicts = _run(gx, context, source, contract.name, frame, suite)
    names = [f"{contract.name}.{item.name}" for item in planned]
    return {
        name
        for name, verdict in zip(names, verdicts, strict=True)
        if verdict.success == (name in failing)
    }


def expectation(gxe: Any, contract: Contract, item: Planned) -> Any:
    """Return what a planned check is in the language of Great Expectations.

    Args:
        gxe: The expectations of Great Expectations.
        contract: The contract that asks for the check.
        item: The check: one of :func:`plan`.
    """
    if item.check_id == "columns":
        names = [column.name for column in contract.columns]
        return gxe.ExpectTableColumnsToMatchOrderedList(column_list=names)
    if item.check_id == "rows":
        return gxe.ExpectTableRowCountToBeBetween(min_value=contract.min_rows)
    if item.check_id == "key" and not item.column:
        return gxe.ExpectCompoundColumnsToBeUnique(column_list=list(contract.keys))
    name = str(item.column)
    if item.check_id == "key":
        return gxe.ExpectColumnValuesToBeUnique(column=name)
    column = contract.column(name)
    if item.check_id == "required":
        return gxe.ExpectColumnValuesToNotBeNull(column=name)
    if item.check_id == "range":
        return gxe.ExpectColumnValuesToBeBetween(
            column=name, min_value=column.minimum, max_value=column.maximum
        )
    if item.check_id == "values":
        return gxe.ExpectColumnValuesToBeInSet(column=name, value_set=list(column.values or ()))
    return gxe.ExpectColumnValuesToMatchRegex(column=name, regex=column.pattern)


def _run(
    gx: Any, context: Any, source: Any, name: str, frame: pd.DataFrame, expectations: list[Any]
) -> list[Any]:
    """Return the verdicts in the order of the expectations."""
    suite = context.suites.add(gx.ExpectationSuite(name=name, expectations=expectations))
    batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("b")
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name=name, data=batch, suite=suite)
    )
    run = definition.run(batch_parameters={"dataframe": frame}, result_format="COMPLETE")
    by_id = {verdict.expectation_config.id: verdict for verdict in run.results}
    return [_sound(by_id.get(e.id), name) for e in suite.expectations]


def _sound(verdict: Any, name: str) -> Any:
    """Return a verdict that is one; exceptions stand flat or one level down, by metric."""
    if verdict is None:
        raise RuntimeError(f"{name}: no verdict")
    info = verdict.exception_info or {}
    for entry in (info, *(value for value in info.values() if isinstance(value, Mapping))):
        if entry.get("raised_exception"):
            raise RuntimeError(f"{name}: {entry.get('exception_message')}")
    if not isinstance(verdict.success, bool) or not verdict.result:
        raise RuntimeError(f"{name}: an empty result")
    return verdict


def _context(gx: Any, docs: Path) -> Any:
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    for other in list(context.variables.data_docs_sites or {}):
        context.delete_data_docs_site(other)
    context.add_data_docs_site(
        site_name="faro",
        site_config={
            "class_name": "SiteBuilder",
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(docs),
            },
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        },
    )
    return context


def judge_served(build: Path) -> None:
    """Judge a build that is served: write its Data Docs, or withdraw it.

    One that was taken away, or made anew under its name, while it was judged is left as it is.

    Args:
        build: The folder of the build.
    """
    stands = _which(build)
    order, failing = order_of(build)
    with tempfile.TemporaryDirectory() as folder:
        docs = Path(folder) / "docs"
        context, verdict = _judged(docs, order)
        if _which(build) != stands:
            return
        if why := disagreement(verdict, failing):
            shelf.withdraw(build, why)
        elif context is not None:
            context.build_data_docs()
            shelf.put_docs(docs, build)


def _which(build: Path) -> int | None:
    """Return which folder stands under a name: another one has another number."""
    return build.stat().st_ino if build.is_dir() else None


def _judged(docs: Path, order: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Return what the Data Docs are written from, None after a crash, and the verdict."""
    try:
        gx = import_gx()
        context = _context(gx, docs)
        return context, {"failing": judge(gx, context, order)}
    except Exception as error:
        return None, {"crash": " ".join(f"{type(error).__name__}: {error}".split())}


if __name__ == "__main__":
    gc.disable()  # a fifth of the import is spent looking for what nobody needs: it all stays
    judge_served(Path(sys.argv[1]))
