"""How far the place of a municipality depends on which items are looked at and what they weigh.

Every round is scored again a thousand times. Each time the items are drawn anew with replacement
(the same draw for all municipalities: they are compared on the same items) and each weight is
moved by up to 20 % up or down. The range of a place is what is left of its thousand places without
the twentieth part at either end. Two municipalities are in a technical tie when neither stands
above the other in at least 95 % of the draws. Scores are whole hundredths of a point and every
sum is of integers, so that a tie is a tie and the result does not depend on the machine.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipelines import origins

DRAWS, SEED = 1000, 2012
LOWEST, HIGHEST = 80, 120  # a weight in per cent of itself
TAIL, SURE = 0.05, 0.95
MIN_MUNICIPALITIES = 2
WEIGHT_STEPS = 10_000
ORIGIN_BY_ROW = "each round rests on its own items"
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("round_id", "cut")),
        ("score_pct", pa.float64()),
        *((name, pa.int32()) for name in ("rank", "rank_low", "rank_high")),
        *((name, pa.int32()) for name in ("tied_count", "items_count", "draws_count")),
        *((name, pa.string()) for name in ("weight_version", "weight_status", "origin")),
    ]
)
# A municipality with an item that has no weight has no score of items, as in the check of totals.
QUERY = """
select round_id, cut, materia_id || ' ' || criterion as item, score_pct, weight, weight_version,
    weight_status, origin
from core_fiscalizacion__item_weight
where revision = 'as_published'
qualify count(*) over (partition by round_id, cut) = count(weight) over (partition by round_id, cut)
order by round_id, cut, item
"""
Whole = npt.NDArray[np.int64]


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a municipality and round with items: its place and the range of it.

    Args:
        connection: With ``core_fiscalizacion__item_weight``; scores as published alone are taken.
    """
    rows = connection.execute(QUERY).df()
    [(fewest,)] = connection.execute("select minimum_group()").fetchall()
    rounds = [
        _round(str(name), group, fewest) for name, group in rows.groupby("round_id", sort=True)
    ]
    return pa.concat_tables([SCHEMA.empty_table(), *rounds])


def _round(round_id: str, rows: pd.DataFrame, fewest_items: int) -> pa.Table:
    scores = rows.pivot(index="cut", columns="item", values="score_pct").sort_index()
    weights = rows.groupby("item")["weight"].first().reindex(scores.columns)
    if len(scores.columns) < fewest_items or len(scores) < MIN_MUNICIPALITIES:
        return SCHEMA.empty_table()
    standings = ranges(scores.to_numpy(float), weights.to_numpy(float))
    levels = rows["origin"].astype("str").groupby(rows["cut"]).unique().reindex(scores.index)
    return pa.table(
        {
            "round_id": [round_id] * len(scores),
            "cut": scores.index.tolist(),
            "score_pct": standings.points / 100,
            "rank": standings.rank,
            "rank_low": standings.low,
            "rank_high": standings.high,
            "tied_count": standings.tied,
            "items_count": scores.notna().sum(axis=1).to_numpy(),
            "draws_count": [DRAWS] * len(scores),
            "weight_version": [rows["weight_version"].max()] * len(scores),
            "weight_status": [rows["weight_status"].min()] * len(scores),
            "origin": [origins.worst(own, least=origins.COMPUTED) for own in levels],
        }
    ).cast(SCHEMA)


@dataclass(frozen=True)
class Ranges:
    """One value a municipality: score in hundredths of a point, place by score, range, ties."""

    points: Whole
    rank: Whole
    low: Whole
    high: Whole
    tied: Whole


def ranges(
    scores: npt.NDArray[np.float64], weights: npt.NDArray[np.float64], *, draws: int = DRAWS
) -> Ranges:
    """Return the place of each municipality, the range of it and with how many others it ties.

    The range always holds the place by score; equal scores share all their places, so that
    municipalities that are alike have the same range.

    Args:
        scores: Municipalities × items, 0–100; NaN where an item is missing or does not apply.
        weights: Weight of each item, not all zero; only proportions matter.
        draws: How often the round is scored again.
    """
    known = (~np.isnan(scores)).astype(np.int64)
    hundredths = np.rint(np.nan_to_num(scores) * 100).astype(np.int64)
    whole = np.rint(weights / weights.max() * WEIGHT_STEPS).astype(np.int64)
    points = _weighted(whole[None, :], hundredths, known, np.zeros(len(scores), np.int64))[0]
    again = _weighted(_drawn(whole, draws), hundredths, known, points)
    best, worst = places(again)
    own_best, own_worst = places(points[None, :])
    low = np.quantile(best, TAIL, axis=0, method="lower").astype(np.int64)
    high = np.quantile(worst, 1 - TAIL, axis=0, method="higher").astype(np.int64)
    return Ranges(
        points=points,
        rank=own_best[0],
        low=np.minimum(low, own_best[0]),
        high=np.maximum(high, own_worst[0]),
        tied=_tied(again),
    )


def _drawn(weights: Whole, draws: int) -> Whole:
    """Return draws × items: how often an item was drawn, times its weight moved, in hundredths."""
    rng, items = np.random.default_rng(SEED), len(weights)
    drawn = rng.integers(0, items, size=(draws, items))
    times = np.stack([np.bincount(row, minlength=items) for row in drawn])
    moved = rng.integers(LOWEST, HIGHEST, size=(draws, items), endpoint=True)
    return np.asarray(times * moved * weights, dtype=np.int64)


def _tied(scores: Whole) -> Whole:
    """Return with how many others each column ties: neither is surely above the other."""
    needed = SURE * len(scores)
    above = np.stack([(own[:, None] > scores).sum(axis=0) for own in scores.T])
    is_unsure = above < needed
    tied = is_unsure & is_unsure.T
    return np.asarray(tied.sum(axis=1) - 1, dtype=np.int64)


def _weighted(weights: Whole, scores: Whole, known: Whole, otherwise: Whole) -> Whole:
    """Return draws × municipalities: weighted means of what is known, rounded half up."""
    total, weight = weights @ (scores * known).T, weights @ known.T
    means = (2 * total + weight) // np.maximum(2 * weight, 1)
    return np.where(weight > 0, means, otherwise[None, :])


def places(scores: Whole) -> tuple[Whole, Whole]:
    """Return the best and the worst place of each score in its row; equal ones share places.

    Args:
        scores: Draws × municipalities, in any unit; higher is better.

    Returns:
        The same shape twice; the first place is 1.
    """
    ordered = np.sort(scores, axis=1)
    best, worst = np.empty_like(scores), np.empty_like(scores)
    for at, (line, own) in enumerate(zip(ordered, scores, strict=True)):
        best[at] = len(own) - np.searchsorted(line, own, side="right") + 1
        worst[at] = len(own) - np.searchsorted(line, own, side="left")
    return best, worst
