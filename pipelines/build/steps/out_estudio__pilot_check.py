"""How much the pilot's lead of 2012–2013 may owe to which 36 were chosen, and its worst case.

From the published means alone: bounds that suppose nothing. With a score of each municipality in
both rounds: the same lead for groups of the same size drawn at random, and the extremes of any
choice. The later round was measured while the pilot ran (S001), so none of it is an outcome.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines import origins
from pipelines.methods.study import permutation

SCHEMA = pa.schema(
    [
        ("check_id", pa.string()),
        ("check_order", pa.int32()),
        *((name, pa.float64()) for name in ("value", "low", "high", "p_value")),
        *((name, pa.int32()) for name in ("n_treated", "n_control", "draws_count")),
        ("origin", pa.string()),
    ]
)
PUBLISHED = """
select yardstick, pilot_before_pct, pilot_before_pct + pilot_change as pilot_after_pct, value,
    n_treated, n_control, origin
from out_estudio__claim
where from_round_id = 'r2012' and to_round_id = 'r2013' and yardstick = 'rest' and scale = 'points'
"""
SCORES = """
select early.cut, early.group_id, early.score_pct as before_pct, late.score_pct as after_pct,
    greatest(early.origin, late.origin, early.group_origin, late.group_origin) as origin
from out_fiscalizacion__municipality_standing as early
inner join out_fiscalizacion__municipality_standing as late on early.cut = late.cut
where early.round_id = 'r2012' and late.round_id = 'r2013' and early.revision = 'as_published'
    and late.revision = 'as_published' and early.group_id is not null
    and early.score_pct is not null and late.score_pct is not null
order by early.cut
"""
LEAST = 10
# The bounds rest on the published claim alone; the draws on scores and on who was a pilot.
ORIGIN_BY_ROW = "bounds by the claim, draws by the scores"


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a check; those that need municipal scores only where they are.

    Args:
        connection: With ``out_estudio__claim`` and ``out_fiscalizacion__municipality_standing``.

    Returns:
        Columns of :data:`SCHEMA`, in points, ``p_value`` a fraction of one; no rows where there is
        neither the claim nor a score of enough municipalities.
    """
    rows = _bounds(connection.execute(PUBLISHED).df())
    rows += _draws(connection.execute(SCORES).df())
    ordered = [
        dict.fromkeys(SCHEMA.names) | row | {"check_order": at} for at, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(ordered, schema=SCHEMA)


def _bounds(claim: pd.DataFrame) -> list[dict[str, Any]]:
    if claim.empty:
        return []
    row = claim.iloc[0]
    same = {
        "value": round(float(row["value"]), 6),
        **{name: _count(row[name]) for name in ("n_treated", "n_control")},
        "origin": str(row["origin"]),
    }
    ends = float(row["pilot_before_pct"]), float(row["pilot_after_pct"])
    rows = []
    for name, may_fall in (("nothing_known", True), ("no_fall", False)):
        low, high = permutation.worst_case(*ends, may_fall=may_fall)
        rows.append(same | {"check_id": name, "low": round(low, 6), "high": round(high, 6)})
    return rows


def _count(value: Any) -> int | None:
    """Return a count; None where the source of a mean prints none."""
    return None if pd.isna(value) else int(value)


def _draws(scores: pd.DataFrame) -> list[dict[str, Any]]:
    chosen = (scores["group_id"] == "mgtm_pilot").to_numpy(bool)
    if min(chosen.sum(), (~chosen).sum()) < LEAST:
        return []
    hundredths = np.rint(scores[["before_pct", "after_pct"]].to_numpy(float) * 100).astype(np.int64)
    gains = hundredths[:, 1] - hundredths[:, 0]
    observed = permutation.ahead(gains, chosen)
    same = {
        "value": round(observed, 6),
        "n_treated": int(chosen.sum()),
        "n_control": int((~chosen).sum()),
        "origin": origins.worst(scores["origin"], least=origins.COMPUTED),
    }
    rows = []
    fifths = permutation.fifths(hundredths[:, 0].astype(float))
    for name, strata in (("any_group", None), ("like_start", fifths)):
        others = permutation.drawn(gains, chosen, strata)
        low, high = np.quantile(others, [0.025, 0.975])
        figures = {"check_id": name, "low": round(float(low), 6), "high": round(float(high), 6)}
        figures |= {"p_value": permutation.p_value(observed, others), "draws_count": len(others)}
        rows.append(same | figures)
    low, high = permutation.extremes(gains, int(chosen.sum()))
    return [
        *rows,
        same | {"check_id": "extreme_choice", "low": round(low, 6), "high": round(high, 6)},
    ]
