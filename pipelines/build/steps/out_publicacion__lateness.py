"""Four questions about punctuality and their answers (``methods.study.lateness``).

Months watched whole, of the monthly files that were followed in every one of them. Size and
rurality are those of the comuna: nobody publishes how many people work in each municipality.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines import origins, specs
from pipelines.methods.study import lateness
from pipelines.methods.study.lateness import Found

ORIGIN_BY_ROW = "every answer rests on the months it was made of"
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("question", "measure", "member", "unit")),
        *((name, pa.float64()) for name in ("estimate", "low", "high")),
        *(
            (name, pa.int32())
            for name in ("municipalities", "rests_on_count", "year", "first_month", "last_month")
        ),
        ("origin", pa.string()),
        ("source_ids", pa.string()),
    ]
)
CELLS = """
select
    cell.cut, cell.ta_file, cell.month, cell.year, cell.origin::varchar as origin, cell.source_ids,
    cell.punctuality_state != 'unknown' as is_known,
    cell.punctuality_state = 'on_time' as is_on_time,
    if(cell.day_basis = 'exact', cell.earliest_working_day, null) as day,
    log2(comuna.population_census_2024) as doublings,
    cell.rurality = 'Rural' as is_rural, cell.rurality = 'Mixta' as is_mixed
from out_publicacion__punctuality as cell
inner join core_territory__comuna as comuna on cell.cut = comuna.cut
where cell.is_watched and cell.is_monthly
order by all
"""
MONTHS = 3  # of a year, or there is no trend to speak of
Row = tuple[str, str, str, str, Found | None]


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a question, measure and member, of the last year watched long enough.

    Args:
        connection: With ``out_publicacion__punctuality`` and ``core_territory__comuna``.

    Returns:
        Columns of :data:`SCHEMA`; no rows where no year has months and municipalities enough.
    """
    watched = connection.execute(CELLS).df()
    for year in sorted(watched["year"].unique(), reverse=True):
        cells = watched[watched["year"] == year]
        files = lateness.followed(cells)
        cells = cells[cells["ta_file"].isin(files)]
        if (
            cells["cut"].nunique() >= specs.thresholds().minimum_group
            and cells["month"].nunique() >= MONTHS
        ):
            return _table(cells, files)
    return SCHEMA.empty_table()


def _table(cells: pd.DataFrame, files: list[str]) -> pa.Table:
    facts = {
        "municipalities": cells["cut"].nunique(),
        "year": int(cells["year"].iloc[0]),
        "first_month": int(cells["month"].min()),
        "last_month": int(cells["month"].max()),
        "origin": origins.worst(cells["origin"], least=origins.COMPUTED),
        "source_ids": origins.cited(cells["source_ids"]),
    }
    rows = [_row(facts, *answer) for answer in _answers(cells, files)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _row(
    facts: dict[str, Any],
    question: str,
    measure: str,
    member: str,
    unit: str,
    finding: Found | None,
) -> dict[str, Any]:
    row = {"question": question, "measure": measure, "member": member, "unit": unit, **facts}
    if finding is None:
        return row
    ends = {"estimate": finding.value, "low": finding.low, "high": finding.high}
    rounded = {name: round(value, 6) for name, value in ends.items() if np.isfinite(value)}
    return row | rounded | {"rests_on_count": finding.n}


def _answers(cells: pd.DataFrame, files: list[str]) -> Iterator[Row]:
    rows = lateness.shares(cells)
    yield from _change(cells, rows, files)
    bunched = lateness.bunching(cells[["cut", "day"]].dropna()) or (None, None)
    for measure, unit, finding in zip(
        ("share", "excess"), ("percent", "times"), bunched, strict=True
    ):
        yield "tenth", measure, "all", unit, finding
    yield from _size(cells, rows)
    yield "trait", "agreement", "all", "correlation", lateness.agreement(rows)
    yield "trait", "stays", "all", "percent", lateness.stays(rows)
    yield "trait", "becomes", "all", "percent", lateness.stays(rows, late_first=False)


def _change(cells: pd.DataFrame, rows: pd.DataFrame, files: list[str]) -> Iterator[Row]:
    def answer(measure: str, member: str, finding: Found | None, unit: str = "points") -> Row:
        return "change", measure, member, unit, finding

    yield answer("trend", "all", lateness.trend(rows))
    for measure, taken in (("trend_if_late", False), ("trend_if_on_time", True)):
        yield answer(measure, "all", lateness.mean_slope(lateness.shares(cells, unknown=taken)))
    for file in files:
        own = lateness.shares(cells[cells["ta_file"] == file])
        yield answer("trend", file, lateness.mean_slope(own))
    for month, own in rows.groupby("month"):
        yield answer("level", str(month), lateness.level(own), "percent")


def _size(cells: pd.DataFrame, rows: pd.DataFrame) -> Iterator[Row]:
    known = ["doublings", "is_rural", "is_mixed"]
    rows = rows.merge(cells.groupby("cut")[known].first().reset_index(), on="cut")
    for measure, of, beside in (
        ("doubling", "doublings", ()),
        ("doubling_adjusted", "doublings", ("is_rural", "is_mixed")),
        ("rural", "is_rural", ("is_mixed",)),
        ("rural_adjusted", "is_rural", ("is_mixed", "doublings")),
    ):
        yield "size", measure, "all", "points", lateness.slope(rows, of, beside=beside)
