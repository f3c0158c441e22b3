"""Published means worked out again from the figures printed: n, ranges of changes, digits."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines import serving
from presentation.charts import printed, study_series, study_waterfall
from presentation.words import LANGUAGES, Text


@pytest.fixture(scope="module")
def build(built):
    return serving.open(root=built)


@pytest.fixture(scope="module")
def means(build) -> pd.DataFrame:
    """The national means as printed, the most precise of each round, oldest first."""
    rows = build.table("core_published__figure")
    rows = rows[
        (rows["indicator"] == "ta_compliance_average")
        & (rows["sector"] == "municipality")
        & (rows["instrument"] == "ta")
        & (rows["geography_level"] == "country")
        & rows["group_id"].fillna("all").eq("all")
    ]
    best = rows.sort_values("decimals").groupby("year").tail(1).set_index("year").sort_index()
    return best.assign(n=rows.groupby("year")["n"].max())


def test_a_change_has_the_range_that_its_digits_allow(build, means):
    shown = build.table("out_fiscalizacion__round_group", {"group_id": "all"}).set_index("year")
    half = 0.5 * 10.0 ** -means["decimals"].astype(float)
    change, loose = means["value"].diff(), half + half.shift()
    assert shown["change_low_pts"].tolist() == pytest.approx((change - loose).tolist(), nan_ok=True)
    assert shown["change_high_pts"].tolist() == pytest.approx(
        (change + loose).tolist(), nan_ok=True
    )
    assert shown.loc[2017, ["change_low_pts", "change_high_pts"]].tolist() == [-3.35, -2.25]


def test_an_n_is_shown_only_where_a_source_prints_it(build, means):
    shown = build.table("out_fiscalizacion__round_group", {"group_id": "all"}).set_index("year")
    assert shown["n_municipalities"].isna().tolist() == means["n"].isna().tolist()
    assert shown["n_municipalities"].isna().any() and shown["n_municipalities"].notna().any()
    not_printed = shown["n_basis"] == "not_printed"
    assert not_printed.tolist() == means["n"].isna().tolist()
    parts = build.table("out_estudio__mean_change", {"part_kind": "start"})
    years = build.table("core_fiscalizacion__round").set_index("round_id")["year"]
    known = parts["from_round_id"].map(years).map(means["n"])
    assert parts["n_municipalities"].fillna(-1).tolist() == known.fillna(-1).tolist()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_fall_of_2017_is_told_with_its_range_wherever_it_is_told(build, lang):
    t = Text(lang)
    span = t.interval(-3.35, -2.25, "percentage_points", 2)
    rows = build.table("out_estudio__series")
    breaks = build.table("out_fiscalizacion__method_break")
    assert span in study_series.series(rows, breaks, t=t).takeaway
    frames = [build.table(name) for name in study_waterfall.RECIPE.tables]
    chart = study_waterfall.waterfall(
        *frames, t=t, from_round_id="r2016", to_round_id="r2017", dimension="region"
    )
    assert span in chart.takeaway and span in chart.alt
    assert t.percent(77, 0) in chart.alt and t.percent(77, 1) not in chart.alt
    assert any(t("printed.no_n") in text for text in chart.figure.data[0].customdata)


def test_two_decimals_need_no_range():
    t = Text("es")
    assert printed.change(t, 17.17, 17.16, 17.18) == t.points(17.17, 1)
    assert printed.change(t, 3.5, None, None) == t.points(3.5, 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_that_two_rounds_share_a_method_is_an_inference_where_no_source_says_it(build, lang):
    t = Text(lang)
    method_basis = build.table("core_fiscalizacion__round").set_index("year")["method_basis"]
    shown = build.table("out_fiscalizacion__round_group", {"group_id": "all"})
    for row in shown[shown["previous_round_id"].notna()].itertuples():
        before = int(row.previous_round_id.lstrip("r"))
        both = method_basis[[before, row.year]].eq("stated").all()
        assert row.method_basis == ("stated" if both else "inferred")
    basis = shown.set_index("year")["method_basis"]
    assert (basis[2013], basis[2017]) == ("stated", "inferred")
    rows = build.table("out_estudio__series")
    takeaway = study_series.series(
        rows, build.table("out_fiscalizacion__method_break"), t=t
    ).takeaway
    assert takeaway.count(t("printed.inferred")) == 1  # of 2016-2017, not of 2012-2013
    frames = [build.table(name) for name in study_waterfall.RECIPE.tables]
    for pair, inferred in ((("r2016", "r2017"), True), (("r2012", "r2013"), False)):
        chart = study_waterfall.waterfall(*frames, t=t, from_round_id=pair[0], to_round_id=pair[1])
        assert (t("chart.waterfall.method.inferred") in chart.alt) == inferred
        assert (t("chart.waterfall.inferred") in chart.subtitle) == inferred
