"""How many rows break each check of a contract, and which: one query a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from pipelines.build import warehouse
from pipelines.build.quality.check_sql import FLOAT_TYPES, Planned, is_absent, plan, quote
from pipelines.errors import FaroError
from pipelines.specs import Contract, Severity

EXAMPLES = 3


@dataclass(frozen=True)
class Measure:
    """The verdict on one check of one table, in words a reader understands.

    ``broken`` counts the rows that break it, of ``total``; ``observed`` says it with examples.
    """

    table: str
    check_id: str
    column: str | None
    severity: Severity
    success: bool
    observed: str
    es: str
    en: str
    broken: int
    total: int


def measure(
    connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, Contract]
) -> list[Measure]:
    """Check every contracted table.

    Args:
        connection: The build's database.
        contracts: Contract by table name.

    Returns:
        One measure a check: those of keys and columns first, in table order, then the contracts'
        own.

    Raises:
        FaroError: A check could not run: a column is missing, or its SQL is wrong.
    """
    built = warehouse.columns_of(connection)
    measured = [
        m for c in contracts.values() for m in _of_contract(connection, c, [*built.get(c.name, ())])
    ]
    return measured + [m for c in contracts.values() for m in _own(connection, c)]


def rows_counted(measures: Sequence[Measure]) -> dict[str, int]:
    """Return the number of rows of each table, as its checks counted them.

    Args:
        measures: Those of a build.
    """
    return {
        measured.table: measured.total for measured in measures if measured.check_id == "columns"
    }


def as_json(measures: Sequence[Measure]) -> dict[str, Any]:
    """Return the content of ``quality.json``.

    Args:
        measures: Those of a build, one a check; how many rows break each is left out, as
            ``observed`` says it.
    """
    failed = [m for m in measures if not m.success]
    counted = ("broken", "total")
    checks = [{k: v for k, v in vars(m).items() if k not in counted} for m in measures]
    return {
        "summary": {
            "checks": len(measures),
            "passed": len(measures) - len(failed),
            "critical_failed": sum(m.severity == "critical" for m in failed),
            "warnings": sum(m.severity == "warning" for m in failed),
        },
        "checks": checks,
    }


def _of_contract(
    connection: duckdb.DuckDBPyConnection, contract: Contract, columns: Sequence[str]
) -> Iterator[Measure]:
    planned = [*plan(contract), *_finite(contract)]
    expressions = {item.name: _count(contract, item) for item in planned}
    select = ", ".join(["count(*)", *(sql for sql in expressions.values() if sql)])
    total, *counts = _row(connection, contract, f"select {select} from {quote(contract.name)}")  # noqa: S608
    answers = dict(zip((name for name, sql in expressions.items() if sql), counts, strict=True))
    for item in planned:
        if item.check_id == "columns":
            expected = [column.name for column in contract.columns]
            yield _verdict(contract, item, int(columns != expected), total, str(columns))
        elif item.check_id == "rows":
            yield _verdict(contract, item, max(contract.min_rows - total, 0), total, str(total))
        else:
            broken = int(answers[item.name] or 0)
            observed = f"{broken}/{total}"
            if broken:  # the first of them are looked for only then
                [examples] = _row(connection, contract, _examples(contract, item))
                observed += f": {', '.join(map(str, examples))}" if examples else ""
            yield _verdict(contract, item, broken, total, observed)


def _finite(contract: Contract) -> Iterator[Planned]:
    """Yield the check that every figure is one: it is none of a single column."""
    floats = [quote(column.name) for column in contract.columns if column.type in FLOAT_TYPES]
    if floats:
        yield Planned(
            "finite",
            None,
            "critical",
            "Toda cifra es un número, y ninguna infinita",
            "Every figure is a number, and none infinite",
            " or ".join(f"not isfinite({name})" for name in floats),
        )


def _row(connection: duckdb.DuckDBPyConnection, contract: Contract, sql: str) -> tuple[Any, ...]:
    try:
        row = connection.execute(sql).fetchone()
    except duckdb.Error as error:
        raise FaroError(
            f"its checks did not run: {' '.join(str(error).split())}",
            where=contract.name,
            code="check_crashed",
        ) from error
    assert row is not None
    return row


def _count(contract: Contract, item: Planned) -> str:
    """Return SQL for how many rows of the table break a check; empty where none is asked."""
    if item.check_id == "key":
        return f"(select sum(times) from ({_repeated(contract, 'count(*) as times')}))"  # noqa: S608 (our contract)
    return f"count(*) filter (where {item.broken})" if item.broken else ""


def _examples(contract: Contract, item: Planned) -> str:
    """Return SQL for the first that break a check, as one list."""
    if item.check_id == "key":
        joined = " || ' · ' || ".join(f"coalesce({quote(k)}::varchar, '∅')" for k in contract.keys)
        repeated = _repeated(contract, f"any_value({joined}) as shown")
        return f"select list(shown order by shown)[:{EXAMPLES}] from ({repeated})"  # noqa: S608
    column = quote(item.column or (contract.keys or [c.name for c in contract.columns])[0])
    return (
        f"select list({column}::varchar)[:{EXAMPLES}] "  # noqa: S608 (our contract)
        f"from {quote(contract.name)} where {item.broken}"
    )


def _repeated(contract: Contract, selected: str) -> str:
    """Return SQL that says something of each key that stands more than once, a row each."""
    each = [contract.column(key) for key in contract.keys]
    keys = ", ".join(f"case when not ({is_absent(c)}) then {quote(c.name)} end" for c in each)
    # A key that is wholly empty is the business of «required», as in Great Expectations.
    known = " or ".join(f"not ({is_absent(column)})" for column in each)
    return (
        f"select {selected} from {quote(contract.name)} "  # noqa: S608 (our contract)
        f"where {known} group by {keys} having count(*) > 1"
    )


def _verdict(contract: Contract, item: Planned, broken: int, total: int, observed: str) -> Measure:
    return Measure(
        contract.name,
        item.name,
        item.column,
        item.severity,
        broken == 0,
        observed,
        item.es,
        item.en,
        broken,
        total,
    )


def _own(connection: duckdb.DuckDBPyConnection, contract: Contract) -> Iterator[Measure]:
    for check in contract.checks:
        try:
            rows = connection.execute(check.sql).fetchall()
        except duckdb.Error as error:
            raise FaroError(
                f"the check {check.id} fails: {' '.join(str(error).split())}",
                where=f"{contract.name}.yml",
                code="bad_sql",
            ) from error
        observed = str(len(rows))
        if rows:
            observed += ": " + "; ".join(map(_named, rows[:EXAMPLES]))
        planned = Planned(check.id, None, check.severity, check.es, check.en)
        yield _verdict(contract, planned, len(rows), len(rows), observed)


def _named(row: tuple[Any, ...]) -> str:
    """Write a row that a check found; what it lacks is a dash, and no number is endless."""
    cells = (f"{cell:.6g}" if isinstance(cell, float) else cell for cell in row)
    return " · ".join("–" if cell is None else str(cell) for cell in cells)
