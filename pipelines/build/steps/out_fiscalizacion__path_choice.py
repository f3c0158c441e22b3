"""Which items to mend to reach a target with the least effort: an exact answer, not a guess.

Items are mended whole and one by one; the gains add up because the weights are fixed. Choosing
items whose gains cover what is missing at the least total effort is the covering form of the
knapsack problem, small enough (at most 42 items, gains in thousandths of a point) to be solved
exactly. Gains are rounded down, so a path always reaches its target.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import numpy.typing as npt
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
    """Return one row a municipality, round, target above its score, and item to mend.

    Args:
        connection: With ``out_fiscalizacion__item_gain`` and the bands of ``core_catalogue__band``.
    """
    rows = connection.execute(ITEMS).df()
    targets = [int(target) for (target,) in connection.execute(TARGETS).fetchall()]
    steps = np.floor(rows["gain_pts"].to_numpy() * STEPS_A_POINT + 1e-6).astype(np.int64)
    efforts, scores = rows["effort"].to_numpy(np.int64), rows["score_now_pct"].to_numpy(float)
    chosen: list[npt.NDArray[np.int64]] = []
    reached: list[int] = []
    for places in rows.groupby(["cut", "round_id"], sort=True).indices.values():
        now = scores[places[0]]
        above = [target for target in targets if now < target]
        needs = [int(np.ceil((target - now) * STEPS_A_POINT - 1e-6)) for target in above]
        paths = cheapest(steps[places], efforts[places], needs)
        chosen += [places[path] for path in paths]
        reached += [
            target for target, path in zip(above, paths, strict=True) for _ in range(path.sum())
        ]
    if not chosen:
        return SCHEMA.empty_table()
    items = np.concatenate(chosen)
    choices = rows.loc[items, list(KEYS)].assign(
        target_pct=reached, score_now_pct=[round(score, 2) for score in scores[items].tolist()]
    )
    return pa.Table.from_pandas(choices, schema=SCHEMA, preserve_index=False)


def cheapest(
    gains: npt.NDArray[np.int64], efforts: npt.NDArray[np.int64], needs: Sequence[int]
) -> list[npt.NDArray[np.bool_]]:
    """Return, for each need, which items reach it with the least total effort.

    All items when nothing less does. The least effort of every lesser need is found on the way to
    the greatest one, so one pass answers them all.

    Args:
        gains: What each item adds, whole steps.
        efforts: Effort of each item, positive.
        needs: What must be added, whole steps.
    """
    within = [need for need in needs if need < gains.sum()]
    size = max(within, default=0) + 1
    least = np.full(size, int(efforts.sum()) + 1, np.int64)
    least[0] = 0
    offered = np.empty_like(least)
    taken = np.zeros((len(gains), size), bool)
    for at, (gain, effort) in enumerate(zip(gains, efforts, strict=True)):
        offered[: gain + 1] = effort
        offered[gain + 1 :] = least[1 : max(size - gain, 1)] + effort
        np.less(offered, least, out=taken[at])
        np.minimum(least, offered, out=least)
    return [
        _backwards(gains, taken, need) if need in within else np.ones(len(gains), bool)
        for need in needs
    ]


def _backwards(
    gains: npt.NDArray[np.int64], taken: npt.NDArray[np.bool_], need: int
) -> npt.NDArray[np.bool_]:
    """Return the items that were taken last on the cheapest way to ``need``."""
    chosen, left = np.zeros(len(gains), bool), need
    for at in range(len(gains) - 1, -1, -1):
        if left > 0 and taken[at, left]:
            chosen[at] = True
            left = max(left - int(gains[at]), 0)
    return chosen
