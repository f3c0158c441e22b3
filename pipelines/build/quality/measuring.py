"""How many rows break each check of a contract, and which: one query a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

from pipelines.build.quality.planning import Planned, is_absent, plan, quote
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
    measured = [m for c in contracts.values() for m in _of_contract(connection, c)]
    return measured + [m for c in contracts.values() for m in _own(connection, c)]


def as_json(measures: Sequence[Measure]) -> dict[str, Any]:
    """Return the content of ``quality.json``."""
    failed = [m for m in measures if not m.success]
    checks = [asdict(m) for m in measures]
    for check in checks:
        del check["broken"], check["total"]
    return {
        "summary": {
            "checks": len(measures),
            "passed": len(measures) - len(failed),
            "critical_failed": sum(m.severity == "critical" for m in failed),
            "warnings": sum(m.severity == "warning" for m in failed),
        },
        "checks": checks,
    }


def _of_contract(connection: duckdb.DuckDBPyConnection, contract: Contract) -> Iterator[Measure]:
    planned = list(plan(contract))
    asked = {item.name: _question(contract, item) for item in planned if _question(contract, item)}
    table = quote(contract.name)
    select = ", ".join(["count(*)", *asked.values()])
    try:
        described = connection.execute(f"describe {table}").fetchall()
        row = connection.execute(f"select {select} from {table}").fetchone()  # noqa: S608
    except duckdb.Error as error:
        raise FaroError(
            f"its checks did not run: {' '.join(str(error).split())}",
            where=contract.name,
            code="check_crashed",
        ) from error
    assert row is not None
    total, answers = int(row[0]), dict(zip(asked, row[1:], strict=True))
    columns = [str(name) for name, *_ in described]
    for item in planned:
        if item.check_id == "columns":
            expected = [column.name for column in contract.columns]
            yield _verdict(contract, item, int(columns != expected), total, str(columns))
        elif item.check_id == "rows":
            yield _verdict(contract, item, max(contract.min_rows - total, 0), total, str(total))
        else:
            found = answers[item.name] or {"broken": 0, "examples": []}
            broken = int(found["broken"] or 0)
            examples = ", ".join(map(str, found["examples"] or []))
            said = f"{broken}/{total}" + (f": {examples}" if examples else "")
            yield _verdict(contract, item, broken, total, said)


def _question(contract: Contract, item: Planned) -> str:
    """Return SQL for what is asked of the table: how many rows are bad, and the first of them."""
    if item.check_id == "key":
        each = [contract.column(key) for key in contract.keys]
        keys = ", ".join(f"case when not ({is_absent(c)}) then {quote(c.name)} end" for c in each)
        joined = " || ' · ' || ".join(f"coalesce({quote(k)}::varchar, '∅')" for k in contract.keys)
        # A key that is wholly empty is the business of «required», as in Great Expectations.
        known = " or ".join(f"not ({is_absent(column)})" for column in each)
        repeated = (
            f"select count(*) as times, any_value({joined}) as shown "  # noqa: S608 (our contract)
            f"from {quote(contract.name)} where {known} group by {keys} having count(*) > 1"
        )
        first = f"list(shown order by shown)[:{EXAMPLES}]"
        return f"(select {{'broken': sum(times), 'examples': {first}}} from ({repeated}))"  # noqa: S608
    if not item.broken:
        return ""
    bad, column = f"filter (where {item.broken})", quote(str(item.column))
    return f"{{'broken': count(*) {bad}, 'examples': (list({column}::varchar) {bad})[:{EXAMPLES}]}}"


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
            observed += ": " + "; ".join(" · ".join(map(str, row)) for row in rows[:EXAMPLES])
        planned = Planned(check.id, None, check.severity, check.es, check.en)
        yield _verdict(contract, planned, len(rows), len(rows), observed)
