"""What is put beside or sorted by something made up is made up too."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import serving
from pipelines.origins import LEVELS
from presentation import charts
from presentation.charts.ogp_indicators import indicators
from presentation.rows import joined
from presentation.words import Text

GROUPED = ("score_swarm", "movers", "rank_ranges")


@pytest.fixture(scope="module")
def build(demo_built):
    return serving.open(root=demo_built)


@given(st.dictionaries(st.integers(0, 5), st.sampled_from(LEVELS)), st.data())
def test_rows_beside_others_are_as_good_as_the_worse(rows, data):
    """Oracle: the place of each among the levels."""
    others = data.draw(st.dictionaries(st.integers(0, 5), st.sampled_from(LEVELS)))
    left, right = (
        pd.DataFrame({"key": list(side), "origin": list(side.values())}, dtype=object)
        for side in (rows, others)
    )
    both = joined(left, right.assign(other=1), ["key"], how="left")
    worst = {k: max(v, others.get(k, v), key=LEVELS.index) for k, v in rows.items()}
    assert dict(zip(both["key"], both["origin"], strict=True)) == worst


@pytest.mark.parametrize("name", GROUPED)
@pytest.mark.parametrize("group, origin", [("non_pilot", "simulated"), ("all", "delivered")])
def test_a_group_set_apart_is_as_certain_as_who_belongs_to_it(build, name, group, origin):
    def table(wanted, **where):
        rows = build.table(wanted, **where)
        levels = {"origin": "delivered", "group_origin": "simulated"}
        return rows.assign(**{k: v for k, v in levels.items() if k in rows})

    chart = charts.draw(name, table, "es", {"group_id": group})
    assert not chart.is_empty and chart.origin == origin


def test_a_simulated_figure_is_no_baseline_of_one_that_was_measured(build):
    names = ("indicator", "indicator_value", "commitment")
    about, values, commitments = (build.table(f"out_ogp__{name}") for name in names)
    t, base = Text("en"), "baseline "
    has = [
        code
        for code in about["commitment_id"].unique()
        if base in indicators(about, values, commitments, t=t, commitment=code).alt
    ]
    assert has, "some commitment has a baseline"
    first = values.sort_values("observed_on").groupby("indicator_id").head(1).index
    mixed = values.assign(origin="delivered")
    mixed.loc[first, "origin"] = "simulated"
    for code in has:
        assert base not in indicators(about, mixed, commitments, t=t, commitment=code).alt
