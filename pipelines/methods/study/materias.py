"""What each materia added to the change within municipalities, and what other weights added.

A total is the weighted mean of the materias that apply: the sum of share × score. Between two
rounds the sum moves because scores moved (taken at the mean of both shares) and because shares
moved (taken at the mean of both scores). The two add up exactly to the change of the sum.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

SCALE = 10**6  # of a hundredth of a point: sums are of whole numbers


def by_materia(
    early: pd.DataFrame, late: pd.DataFrame, *, n: int
) -> list[tuple[str, str, Fraction]]:
    """Return kind (``within`` or ``weights``), materia and hundredths of a point.

    Args:
        early: One row a municipality and materia of the first round: ``cut``, ``materia_id``,
            ``score_pct`` (its criteria by their weights; per cent, 0 to 100) and ``weight``.
        late: The same in the second.
        n: Municipalities whose mean is explained; those without items in both rounds add nothing.

    Returns:
        One entry a materia and one for the weights, in hundredths of a point of the mean of the
        ``n``; nothing when a round came without items.
    """
    first, second = _shares(early), _shares(late)
    if first.empty or second.empty:
        return []
    both = first.merge(second, how="outer", on=["cut", "materia_id"], suffixes=("_1", "_2"))
    cuts = set(early["cut"]) & set(late["cut"])
    both = both[both["cut"].isin(cuts)].sort_values(["materia_id", "cut"])
    if both.empty:
        return []
    share_1, share_2 = both["share_1"].fillna(0), both["share_2"].fillna(0)
    score_1 = both["score_pct_1"].fillna(both["score_pct_2"])
    score_2 = both["score_pct_2"].fillna(both["score_pct_1"])
    both["moved"] = (share_1 + share_2) / 2 * (score_2 - score_1)
    both["reweighed"] = (score_1 + score_2) / 2 * (share_2 - share_1)
    parts = [
        ("within", str(name), _mean(rows["moved"], n))
        for name, rows in both.groupby("materia_id", sort=True)
    ]
    return [*parts, ("weights", "", _mean(both["reweighed"], n))]


def _shares(rows: pd.DataFrame) -> pd.DataFrame:
    total = rows.groupby("cut")["weight"].transform("sum")
    return rows.assign(share=rows["weight"] / total)[["cut", "materia_id", "score_pct", "share"]]


def _mean(values: pd.Series, n: int) -> Fraction:
    whole = np.rint(values.to_numpy(float) * 100 * SCALE).astype(np.int64)
    return Fraction(int(whole.sum()), SCALE * n)
