"""What can be compared: the metrics that say so, among the kinds of entity they name."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines import serving

POINTS = "out_comparacion__entity_period"


@pytest.fixture(params=["built", "demo_built"])
def build(request):
    return serving.open(root=request.getfixturevalue(request.param))


@pytest.fixture
def points(build):
    return build.table(POINTS)


def test_every_figure_belongs_to_a_metric_comparable_among_its_kind(points):
    facts = serving.metrics()
    for metric_id, kind in set(zip(points["metric_id"], points["entity_kind"], strict=True)):
        assert kind in facts[metric_id].comparable, (metric_id, kind)


def test_every_comparable_metric_has_figures_of_each_kind_it_names(demo_built, built):
    pairs = set()
    for root in (demo_built, built):
        rows = serving.open(root=root).table(POINTS)
        pairs |= set(zip(rows["metric_id"], rows["entity_kind"], strict=True))
    wanted = {
        (metric.id, kind) for metric in serving.metrics().values() for kind in metric.comparable
    }
    # No audit workbook is delivered with the repository: months by municipality come with it.
    lacking = wanted - pairs - {("months_published", "municipality")}
    assert not lacking, "give it a SELECT in out_comparacion__entity_period, or no `comparable`"


def test_small_groups_have_no_value_and_keep_their_n(points):
    few = points[(points["entity_kind"] != "municipality") & (points["n_municipalities"] < 5)]
    assert not few.empty
    assert few["value"].isna().all()


def test_what_a_source_prints_goes_first(points):
    scores = points[points["metric_id"] == "ta_score"].set_index(["entity_id", "period_id"])
    assert scores.loc[("country", "r2025"), "value"] == 81.6
    assert scores.loc[("country", "r2025"), "origin"] == "published"
    assert scores.loc[("pilot", "r2013"), "value"] == 68.3
    assert scores.loc[("R03", "r2024"), "value"] == 84.7


def test_a_change_across_a_break_is_not_comparable(points):
    scores = points[(points["metric_id"] == "ta_score") & (points["entity_id"] == "country")]
    comparable = scores.set_index("period_id")["comparable_with_previous"]
    assert pd.isna(comparable["r2012"])
    assert comparable["r2013"] and not comparable["r2016"] and not comparable["r2025"]
    assert scores.set_index("period_id").loc["r2013", "change"] == pytest.approx(17.17)


def test_figures_by_year_know_no_break(points):
    yearly = points[points["round_id"].isna() & points["previous_year"].notna()]
    assert yearly["comparable_with_previous"].all()


def test_a_municipality_without_a_stage_delivered_has_no_count_of_tools(demo_built):
    build = serving.open(root=demo_built)
    counted = build.table("out_adopcion__tool_count", {"dimension": "municipality"})
    known = build.query(
        "select distinct cut from out_adopcion__stage_municipality"
        " where tool_id is not null and model_version in ('mgtm', 'mgtm2')"
    )
    assert set(counted["member"]) == set(known["cut"])
    last = counted[counted["year"] == counted["year"].max()].set_index("member")["tools_mean"]
    used = build.query(
        "select cut, count(distinct tool_id) as tools from out_adopcion__stage_municipality "
        "where model_version in ('mgtm', 'mgtm2') and stage in ('implemented', 'verified')"
        " group by cut"
    ).set_index("cut")["tools"]
    assert (last[used.index] == used).all()
    assert last.sum() == used.sum()


def test_regions_are_called_as_the_territory_calls_them(build):
    names = build.table("core_territory__region").set_index("region_code")["region"]
    places = build.table("out_comparacion__entity", {"entity_kind": "region"})
    for row in places.itertuples():
        assert row.entity_en == f"{names[row.member]} Region"
        assert row.entity_es.startswith("Región ") and names[row.member] in row.entity_es
