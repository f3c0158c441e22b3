"""What is put beside or sorted by something made up is made up too."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marks_for_tests import MARK

from pipelines import serving
from pipelines.origins import LEVELS
from presentation import charts, data
from presentation.charts import diagnosis
from presentation.charts.ogp_indicators import indicators
from presentation.choices.filters import Filters
from presentation.context import PageContext
from presentation.panels import (
    changes,
    cumplimiento,
    datos,
    editions,
    evidence,
    municipio,
    proceso_ta,
    ranks,
)
from presentation.rows import joined
from presentation.words import Text

SCORES = "out_fiscalizacion__municipality_round"
MEDIANS = ["before_median_pct", "after_median_pct"]
GROUPED = ("score_swarm", "movers", "rank_ranges", "change_quadrants")


@pytest.fixture(scope="module")
def build(demo_built):
    return serving.open(root=demo_built)


@given(st.dictionaries(st.integers(0, 5), st.sampled_from(LEVELS)), st.data())
def test_rows_beside_others_are_as_good_as_the_worse(rows, more):
    """Oracle: the place of each among the levels."""
    others = more.draw(st.dictionaries(st.integers(0, 5), st.sampled_from(LEVELS)))
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
    table = with_real_scores(build.table)
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
    starts = commitments.set_index("commitment_id")["start_date"]
    values = values.sort_values("observed_on", kind="stable")
    is_made_up = values["observed_on"] < values["commitment_id"].map(starts)
    is_made_up &= values.duplicated("indicator_id", keep="last")  # the latest was measured
    mixed = values.assign(origin=is_made_up.map({True: "simulated", False: "delivered"}))
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


CARDS = (cumplimiento.tiles, ranks.listing, ranks.fallers, changes.of_round)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.__name__)
@pytest.mark.parametrize("group, is_marked", [("non_pilot", True), ("all", False)])
def test_a_card_of_a_group_says_that_somebody_made_it_up(ctx, monkeypatch, card, group, is_marked):
    monkeypatch.setattr(data, "table", with_real_scores(data.table))
    monkeypatch.setattr(data, "figures", with_real_scores(data.figures))
    chosen = Filters(round_id="r2025", group=group)
    html = str(card.__wrapped__(ctx, chosen))
    assert "faro-empty" not in html and bool(MARK.search(html)) is is_marked


def with_real_scores(read):
    def reading(*asking, **where):
        rows = read(*asking, **where)
        levels = {"origin": "delivered", "group_origin": "simulated"}
        return rows.assign(**{k: v for k, v in levels.items() if k in rows})

    return reading


NARROWED = ({"region": "13"}, {"rurality": "Rural"}, {"group": "non_pilot"})


@pytest.mark.parametrize("narrowed", NARROWED)
def test_every_filter_narrows_what_changed(ctx, narrowed):
    """Oracle: the municipalities whose score has a change, in the table of the totals."""
    rows = data.figures(ctx.build_id, "score_change", round_id="r2025")
    [(name, value)] = narrowed.items()
    column = {"region": "region_code", "group": "group_id"}.get(name, name)
    html = str(changes.of_round(ctx, Filters(round_id="r2025", **narrowed)))
    assert html.count('<th scope="row"') == (rows[column] == value).sum() > 0


@pytest.mark.parametrize(
    "card",
    [evidence.conservation, editions.listing, lambda ctx: datos.dictionary(ctx, SCORES)],
)
def test_rows_counted_of_what_was_made_up_say_so(ctx, card):
    assert MARK.search(str(card(ctx)))


def test_a_simulated_log_chooses_nobody(ctx):
    codes, _ = municipio.choices(ctx)
    assert proceso_ta.usual_place(ctx, codes, "13101") == "13101"
