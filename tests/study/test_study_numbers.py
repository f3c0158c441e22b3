"""The arithmetic of the research desk: parts that sum exactly, curves known from print."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.methods.study.decomposition import allot, decompose
from pipelines.methods.study.materias import by_materia
from pipelines.methods.study.survival import kaplan_meier

SCORES = st.dictionaries(st.integers(1, 60), st.integers(0, 10_000), min_size=1, max_size=40)
GROUPS = ("a", "b", "c", "d")


@given(before=SCORES, after=SCORES, data=st.data())
def test_the_parts_of_any_panel_sum_to_the_last_decimal(before, after, data):
    groups = {unit: data.draw(st.sampled_from(GROUPS)) for unit in {*before, *after}}
    if not before.keys() & after.keys():
        with pytest.raises(ValueError, match="in both rounds"):
            decompose(before, after, groups, GROUPS)
        return
    start, *parts, end = decompose(before, after, groups, GROUPS)
    assert start.exact + sum(part.exact for part in parts) == end.exact
    assert start.printed + sum(part.printed for part in parts) == end.printed
    assert all(abs(part.printed - part.exact) < 2 for part in parts)
    assert start.exact == Fraction(sum(before.values()), len(before))
    assert sum(part.n for part in parts if part.kind == "within") == len({*before} & {*after})


@given(st.lists(st.fractions(-500, 500), min_size=1, max_size=20))
def test_rounded_parts_keep_their_sum(parts):
    total = round(sum(parts))
    assert sum(allot(parts, total)) == total


def test_a_change_of_universe_is_no_change_within():
    start, left, came, within, end = decompose(
        {1: 2000, 2: 4000}, {2: 4000, 3: 10_000}, dict.fromkeys((1, 2, 3), "all"), ["all"]
    )
    assert [part.printed for part in (start, left, came, within, end)] == [
        3000,
        1000,
        3000,
        0,
        7000,
    ]


def materia(scores: dict[str, float], weights: dict[str, float]) -> pd.DataFrame:
    rows = [("01101", name, scores[name], weights[name]) for name in scores]
    return pd.DataFrame(rows, columns=["cut", "materia_id", "score_pct", "weight"])


def test_materias_and_weights_sum_to_the_change_of_the_weighted_mean():
    early = materia({"a": 50.0, "b": 100.0}, {"a": 1.0, "b": 1.0})
    late = materia({"a": 60.0, "b": 80.0}, {"a": 3.0, "b": 1.0})
    parts = {(kind, name): float(value) for kind, name, value in by_materia(early, late, n=1)}
    assert sum(parts.values()) == pytest.approx(100 * (65 - 75))
    assert parts["weights", ""] == pytest.approx(100 * (0.25 * 55 - 0.25 * 90))
    assert by_materia(early, late.head(0), n=1) == []


def test_the_curve_of_the_remission_times_is_the_printed_one():
    """Freireich et al. 1963, 6-MP: the estimates every textbook prints."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    watched = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    months = np.array(ended + watched)
    happened = np.array([True] * len(ended) + [False] * len(watched))
    curve = kaplan_meier(months, happened)
    printed = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    for month, share in printed.items():
        assert curve.waiting[month] == pytest.approx(share, abs=0.0005)
    assert curve.at_risk[6] == 21 and curve.at_risk[7] == 17 and curve.at_risk[23] == 6
    assert curve.low[6] == pytest.approx(0.620, abs=0.001)
    assert curve.high[6] == pytest.approx(0.952, abs=0.001)
    with pytest.raises(ValueError, match="nobody"):
        kaplan_meier(np.array([], dtype=int), np.array([], dtype=bool))
