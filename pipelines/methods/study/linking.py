"""What a change would have been on the scale of the earlier round: a first linking estimate.

The same municipalities were measured in both rounds, and some items are common to both. Their
change, the anchor's, is taken as real; the total of the later round is put on the scale of the
earlier one by the slope of the total on the anchor there (Tucker; Kolen & Brennan, 2014, ch. 4)::

    linked change = slope × (mean anchor later − mean anchor earlier)

The bounds are the least and the most over the slopes that may be used (that of the earlier round,
of the later one, and one) and over anchors without any single materia, so that one materia that
was not the same after all cannot carry the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

NOTHING = 1e-12  # of a sum: what is left when all that it was of is taken away


@dataclass(frozen=True)
class Linked:
    """A linked change, in points.

    Attributes:
        value: By the slope of the earlier round on the whole anchor.
        low: Least over slopes and anchors.
        high: Most over slopes and anchors.
    """

    value: float
    low: float
    high: float


def anchors(items: pd.DataFrame) -> pd.DataFrame:
    """Return the anchor of each municipality in both rounds: items by shares held still.

    Args:
        items: One row a municipality and item, or all its items of a materia: ``cut``,
            ``materia_id``, ``share`` (its weight, in any unit), ``early_pct`` and ``late_pct``
            (per cent, 0 to 100).

    Returns:
        One row a ``cut`` (the index): ``early`` and ``late``, per cent, 0 to 100.
    """
    rows = items.assign(
        early=items["share"] * items["early_pct"], late=items["share"] * items["late_pct"]
    )
    sums = rows.groupby("cut", sort=True)[["share", "early", "late"]].sum()
    return sums[["early", "late"]].div(sums["share"], axis=0)


def link(items: pd.DataFrame, totals: pd.DataFrame) -> Linked | None:
    """Return the linked change of the municipalities with items and totals in both rounds.

    Args:
        items: As :func:`anchors` takes them.
        totals: Indexed by ``cut``: ``early`` and ``late``, the totals in per cent, 0 to 100.

    Returns:
        The change in points; None where the anchor does not vary in one of the rounds, or fewer
        than three municipalities have both, so that no slope is known.
    """
    whole = list(_changes(anchors(items), totals))
    if not whole:
        return None
    changes = [*whole]
    for anchor in _without_each(items):
        changes += _changes(anchor, totals)
    return Linked(whole[0], min(changes), max(changes))


def _without_each(items: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the anchors without each materia: all there is of a municipality, less its part."""
    rows = items.assign(
        early=items["share"] * items["early_pct"], late=items["share"] * items["late_pct"]
    )
    parts = rows.pivot_table(
        index="cut", columns="materia_id", values=["share", "early", "late"], aggfunc="sum"
    ).fillna(0.0)
    materias = parts["share"].columns
    whole = {name: parts[name].sum(axis=1) for name in ("share", "early", "late")}
    for materia in materias if len(materias) > 1 else ():
        left = {name: whole[name] - parts[name][materia] for name in whole}
        share = left["share"].where(left["share"] > NOTHING * whole["share"])
        yield pd.DataFrame({name: left[name] / share for name in ("early", "late")})


def _changes(anchor: pd.DataFrame, totals: pd.DataFrame) -> Iterator[float]:
    """Yield the linked change by the earlier slope, the later one, and a slope of one."""
    both = anchor.join(totals.add_suffix("_total"), how="inner").dropna()
    if len(both) < 3 or min(both["early"].std(), both["late"].std()) < 1e-9:
        return
    moved = float(both["late"].mean() - both["early"].mean())
    for side in ("early", "late"):
        spread = np.cov(both[f"{side}_total"], both[side])
        yield float(spread[0, 1] / spread[1, 1]) * moved
    yield moved
