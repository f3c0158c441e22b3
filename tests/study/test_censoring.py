"""The distribution of days known only to lie between two others, against that of lifelines."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines.fitters.npmle import npmle

from pipelines.methods.study.censoring import FLOOR, estimate

DAYS = st.integers(0, 25)


@st.composite
def bounds(draw) -> pd.DataFrame:
    """Exact days, intervals, those before the watch and those that had not come."""
    rows = []
    for day, width in draw(st.lists(st.tuples(DAYS, st.integers(0, 9)), min_size=1, max_size=60)):
        kind = draw(st.sampled_from(["exact", "between", "before", "never"]))
        low, high = (day, day) if kind == "exact" else (day, day + width)
        rows.append((None if kind == "before" else low, None if kind == "never" else high))
    return pd.DataFrame(rows, columns=["low", "high"], dtype=float)


@given(bounds())
@settings(max_examples=60)
def test_it_is_as_likely_as_what_lifelines_finds(days):
    curve = estimate(days["low"], days["high"])
    left, right = days["low"].fillna(FLOOR).to_numpy(), days["high"].fillna(np.inf).to_numpy()
    mass, places = npmle(left, right)
    assert list(zip(curve.left, curve.right, strict=True)) == [tuple(place) for place in places]
    assert curve.mass.sum() == pytest.approx(1)
    within = (left[:, None] <= curve.left) & (curve.right <= right[:, None])
    ours, theirs = (np.log(within @ np.asarray(p)).sum() for p in (curve.mass, mass))
    assert ours >= theirs - 1e-3


def test_exact_days_give_the_plain_shares_and_median():
    days = pd.Series([3.0, 8, 8, 10, 11, 19, 20])
    curve = estimate(days, days)
    assert curve.share_by(10) == (pytest.approx(4 / 7), pytest.approx(4 / 7))
    assert curve.median() == (10, 10)


def test_what_had_not_come_counts_against_and_has_no_day():
    curve = estimate(pd.Series([5.0, 21, 21]), pd.Series([5.0, np.nan, np.nan]))
    assert curve.share_by(10) == (pytest.approx(1 / 3), pytest.approx(1 / 3))
    assert curve.median() == (21, np.inf)


def test_nothing_to_estimate_from_is_said():
    with pytest.raises(ValueError, match="no days"):
        estimate(pd.Series(dtype=float), pd.Series(dtype=float))
