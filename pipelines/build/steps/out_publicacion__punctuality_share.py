"""Which share of the months came by the tenth working day, and how long the median one took.

Days that are known only between two others are kept so (see ``methods.study.censoring``): the share
has two ends where the series does not decide. Only months watched from their first day until past
their deadline, of the files published month by month.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines import origins, specs
from pipelines.methods.study.censoring import Distribution, estimate

ORIGIN_BY_ROW = "each share rests on its own months"
LIMIT = 10  # working days
STATES = ("on_time", "late", "not_seen", "unknown")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("dimension", "member")),
        *((name, pa.int32()) for name in ("year", "municipalities", "month_count")),
        *((f"{name}_count", pa.int32()) for name in (*STATES, "exact")),
        *((f"on_time_{end}_pct", pa.float64()) for end in ("low", "high")),
        *((f"median_{end}_working_day", pa.int32()) for end in ("low", "high")),
        *((f"median_{end}_days", pa.int32()) for end in ("low", "high")),
        ("origin", pa.string()),
        ("source_ids", pa.string()),
    ]
)
WATCHED = """
select
    cut, region_code, rurality, rurality || '/' || population_band_id as peers, ta_file, year,
    month::varchar as month, punctuality_state,
    day_basis, earliest_working_day, latest_working_day, earliest_days, latest_days,
    origin::varchar as origin, source_ids
from out_publicacion__punctuality
where is_watched and is_monthly
"""
DIMENSIONS = {
    "country": None,
    "month": "month",
    "ta_file": "ta_file",
    "region": "region_code",
    "rurality": "rurality",
    "peers": "peers",
}


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a year, dimension and member.

    Args:
        connection: With ``out_publicacion__punctuality``.

    Returns:
        Columns of :data:`SCHEMA`; shares in per cent, none with fewer municipalities than may be
        shown.
    """
    watched = connection.execute(WATCHED).df()
    rows: list[dict[str, Any]] = []
    for dimension, column in DIMENSIONS.items():
        keys = ["year"] if column is None else ["year", column]
        for key, own in watched.groupby(keys, sort=True):
            member = "CL" if column is None else str(key[1])
            rows.append(_row(dimension, member, int(key[0]), own))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _row(dimension: str, member: str, year: int, own: pd.DataFrame) -> dict[str, Any]:
    states = own["punctuality_state"].value_counts()
    municipalities = own["cut"].nunique()
    return {
        "dimension": dimension,
        "member": member,
        "year": year,
        "municipalities": municipalities,
        "month_count": len(own),
        **{f"{name}_count": int(states.get(name, 0)) for name in STATES},
        "exact_count": int((own["day_basis"] == "exact").sum()),
        **(_estimated(own) if municipalities >= specs.thresholds().minimum_group else {}),
        "origin": origins.worst(own["origin"].unique(), least=origins.COMPUTED),
        "source_ids": origins.cited(own["source_ids"].unique()),
    }


def _estimated(own: pd.DataFrame) -> dict[str, float | int | None]:
    working = estimate(own["earliest_working_day"], own["latest_working_day"])
    low, high = working.share_by(LIMIT)
    days = estimate(own["earliest_days"], own["latest_days"])
    return {
        "on_time_low_pct": round(100 * low, 6),
        "on_time_high_pct": round(100 * high, 6),
        **_median(working, "working_day"),
        **_median(days, "days"),
    }


def _median(distribution: Distribution, unit: str) -> dict[str, int | None]:
    ends = zip(("low", "high"), distribution.median(), strict=True)
    return {f"median_{end}_{unit}": int(day) if np.isfinite(day) else None for end, day in ends}
