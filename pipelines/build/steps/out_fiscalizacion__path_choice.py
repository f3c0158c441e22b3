"""Which items to mend to reach a target with the least effort: an exact answer, not a guess.

Items are mended whole and one by one; the gains add up because the weights are fixed. Choosing
items whose gains cover what is missing at the least total effort is the covering form of the
knapsack problem, small enough (at most 42 items, gains in thousandths of a point) to be solved
exactly. Gains are rounded down, so a path always reaches its target.
"""

from __future__ import annotations

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

STEPS_A_POINT = 1000
KEYS = ("cut", "round_id", "materia_id", "criterion")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in KEYS),
        ("target_pct", pa.int32()),
        ("score_now_pct", pa.float64()),
    ]
)
ITEMS = """
select cut, round_id, materia_id, criterion, gain_pts, round(effort * 100)::bigint as effort,
    100 - sum(gain_pts) over (partition by cut, round_id) as score_now_pct
from out_fiscalizacion__item_gain
qualify gain_pts > 0
order by cut, round_id, effort, materia_id, criterion
"""
# Every bound between two bands of score, and full marks.
TARGETS = """
select low_bound as target from core_catalogue__band where band_kind = 'score' and low_bound > 0
union
select 100
order by target
"""


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a municipality, round, target above its score, and item to mend."""
    rows = connection.execute(ITEMS).df()
    targets = [int(target) for (target,) in connection.execute(TARGETS).fetchall()]
    found = [
        _path(group, target)
        for _, group in rows.groupby(["cut", "round_id"], sort=True)
        for target in targets
        if group["score_now_pct"].iloc[0] < target
    ]
    if not found:
        return SCHEMA.empty_table()
    return pa.Table.from_pandas(pd.concat(found), schema=SCHEMA, preserve_index=False)


def _path(items: pd.DataFrame, target: int) -> pd.DataFrame:
    now = float(items["score_now_pct"].iloc[0])
    gains = np.floor(items["gain_pts"].to_numpy() * STEPS_A_POINT + 1e-6).astype(np.int64)
    need = int(np.ceil((target - now) * STEPS_A_POINT - 1e-6))
    chosen = cheapest(gains, items["effort"].to_numpy(np.int64), need)
    columns = [*KEYS, "score_now_pct"]
    return items.loc[chosen, columns].assign(target_pct=target, score_now_pct=round(now, 2))


def cheapest(
    gains: npt.NDArray[np.int64], efforts: npt.NDArray[np.int64], need: int
) -> npt.NDArray[np.bool_]:
    """Return which items reach ``need`` with the least total effort; all when nothing less does.

    Args:
        gains: What each item adds, whole steps.
        efforts: Effort of each item, positive.
        need: What must be added, whole steps.
    """
    if gains.sum() <= need:
        return np.ones(len(gains), bool)
    never = int(efforts.sum()) + 1
    least = np.full(need + 1, never, np.int64)
    least[0] = 0
    taken = np.zeros((len(gains), need + 1), bool)
    for at, (gain, effort) in enumerate(zip(gains, efforts, strict=True)):
        before = np.maximum(np.arange(need + 1) - gain, 0)
        offered = least[before] + effort
        taken[at] = offered < least
        least = np.where(taken[at], offered, least)
    chosen, left = np.zeros(len(gains), bool), need
    for at in range(len(gains) - 1, -1, -1):
        if left > 0 and taken[at, left]:
            chosen[at] = True
            left = max(left - int(gains[at]), 0)
    return chosen
