"""What is put beside or sorted by something made up is made up too."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marks_for_tests import MARK

from pipelines import serving
from pipelines.origins import LEVELS
from presentation import charts
from presentation.charts import diagnosis
from presentation.charts.ogp_indicators import indicators
from presentation.choices.filters import Filters
from presentation.context import PageContext
from presentation.panels import cumplimiento, datos, editions, evidence, municipio, proceso_ta
from presentation.rows import joined
from presentation.words import Text

SCORES = "out_fiscalizacion__municipality_round"
MEDIANS = ["before_median_pct", "after_median_pct"]
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


def test_a_diagnosis_beside_its_group_is_as_certain_as_the_group(build):
    groups = build.table(diagnosis.GROUPS).assign(origin="simulated")
    known = groups[(groups["group_kind"] == "country") & groups["before_median_pct"].notna()]
    scores, group = build.table(diagnosis.SCORES).assign(origin="delivered"), known.iloc[0]
    there = scores[scores["country"] == group["country"]]
    code = there.loc[there["instrument_id"] == group["instrument_id"], "code"].iloc[0]
    rows = diagnosis.rows_of(scores, group["instrument_id"], group["country"], code)
    both = diagnosis.beside(rows, groups, "country")
    has_group = both[MEDIANS].notna().any(axis=1)
    assert has_group.any() and set(both.loc[has_group, "origin"]) == {"simulated"}
    assert set(diagnosis.beside(rows, groups.head(0), "country")["origin"]) == {"delivered"}


@pytest.fixture
def ctx(build, demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    return PageContext(build=build, t=Text("es"))


@pytest.mark.parametrize("group, is_marked", [("non_pilot", True), ("all", False)])
def test_tiles_of_a_group_say_that_somebody_made_it_up(ctx, monkeypatch, group, is_marked):
    whole = cumplimiento.data.table

    def table(build_id, name, **where):
        rows = whole(build_id, name, **where)
        levels = {"origin": "delivered", "group_origin": "simulated"}
        return rows.assign(**{k: v for k, v in levels.items() if k in rows})

    monkeypatch.setattr(cumplimiento.data, "table", table)
    chosen = Filters(round_id="r2025", group=group)
    assert bool(MARK.search(str(cumplimiento.tiles.__wrapped__(ctx, chosen)))) is is_marked


@pytest.mark.parametrize(
    "card",
    [evidence.conservation, editions.listing, lambda ctx: datos.dictionary(ctx, SCORES)],
)
def test_rows_counted_of_what_was_made_up_say_so(ctx, card):
    assert MARK.search(str(card(ctx)))


def test_a_simulated_log_chooses_nobody(ctx):
    codes, _ = municipio.choices(ctx)
    assert proceso_ta.usual_place(ctx, codes, "13101") == "13101"
