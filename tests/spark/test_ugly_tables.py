"""Both engines agree on small ugly tables: nulls, ties, nothing, one row, far days, odd decimals.

Rows are those of the demonstration build with cells changed, within what the contract of the table
allows: a build holds it before anybody reads the table.
"""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import EVERYTHING
from engines_for_tests import difference
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from standing_for_tests import CHOSEN, read_by

from pipelines import origins, specs

pytestmark = pytest.mark.skipif(not EVERYTHING, reason="ugly tables are part of make test-spark")
_POOL = 60
_UGLY: dict[str, list[Any]] = {
    "VARCHAR": [],
    "INTEGER": [-1, 0, 1, 2_000_000],
    "BIGINT": [0, 1, 5_000_000_000],
    "DOUBLE": [0.0, -0.0, 0.1 + 0.2, 1e-12, 2.5, 99.95, 1e15],
    "DATE": [date(1582, 10, 10), date(1900, 2, 28), date(2024, 2, 29), date(9999, 12, 31)],
    "BOOLEAN": [True, False],
    origins.TYPE: list(origins.LEVELS),
}
_pools: dict[str, tuple[list[dict[str, Any]], dict[str, list[Any]], pa.Schema]] = {}


def _pool(name: str, engines: Any) -> tuple[list[dict[str, Any]], dict[str, list[Any]], pa.Schema]:
    """Return rows of a table that stands, what may stand in each column, and its schema."""
    if name not in _pools:
        table = pq.read_table(engines.standing.files[name])
        chosen = random.Random(name).sample(range(len(table)), min(_POOL, len(table)))
        rows = table.take(sorted(chosen)).to_pylist()
        contract = specs.contracts().get(name)
        cells: dict[str, list[Any]] = {}
        for column, kind in engines.standing.types[name].items():
            seen = list(dict.fromkeys(row[column] for row in rows))
            if contract is None:  # what was accepted is as its kind says: cells of the column
                cells[column] = seen or [None]
                continue
            rule = contract.column(column)
            ugly = [cell for cell in _UGLY[kind] if _allowed(cell, rule)]
            empty = [] if rule.required else [None]
            cells[column] = list(dict.fromkeys([*seen, *ugly, *empty])) or [None]
        _pools[name] = (rows, cells, table.schema)
    return _pools[name]


def _allowed(cell: Any, rule: specs.ContractColumn) -> bool:
    if rule.values is not None and cell not in rule.values:
        return False
    if not isinstance(cell, (int, float)) or isinstance(cell, bool):
        return True
    return (rule.minimum is None or cell >= rule.minimum) and (
        rule.maximum is None or cell <= rule.maximum
    )


@st.composite
def tables(draw: st.DrawFn, name: str, engines: Any) -> pa.Table:
    """Draw a table: up to eight rows, each like one that stands with some cells changed."""
    rows, cells, schema = _pool(name, engines)
    contract = specs.contracts().get(name)
    keys = contract.keys if contract else ()
    made: dict[Any, dict[str, Any]] = {}
    few = st.lists(st.sampled_from(range(len(rows))), max_size=8) if rows else st.just([])
    for number, at in enumerate(draw(few)):
        changed = draw(st.lists(st.sampled_from(sorted(cells)), max_size=3, unique=True))
        row = rows[at] | {column: draw(st.sampled_from(cells[column])) for column in changed}
        made[tuple(row[key] for key in keys) if keys else number] = row
    return pa.Table.from_pylist(list(made.values()), schema=schema)


@pytest.mark.parametrize("name", CHOSEN)
def test_both_agree_on_ugly_tables(name, engines):
    needed = read_by(name)

    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.fixed_dictionaries({name: tables(name, engines) for name in needed}))
    def agree(drawn: dict[str, pa.Table]) -> None:
        for table_name, table in drawn.items():
            engines.give(table_name, table)
        try:
            made = engines.by_duckdb(name)
        except duckdb.Error as error:
            event(f"DuckDB refuses: {type(error).__name__}")
            return  # the build fails there, on either engine: nothing is served
        assert difference(engines.by_spark(name), made) is None

    try:
        engines.query(name)
        agree()
    finally:
        for table_name in needed:
            engines.give_file(table_name)
