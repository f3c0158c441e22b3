"""The tables of the research desk on the published figures and on the simulated panel."""

from __future__ import annotations

import shutil

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from pipelines import paths, serving
from pipelines.build import statements
from pipelines.build.steps import out_estudio__effect
from presentation.charts import (
    study_moves,
    study_quadrants,
    study_regression,
    study_series,
    study_spread,
    study_waterfall,
)
from presentation.charts.base import INK
from presentation.words import Text

CLAIM, CHANGE = "out_estudio__claim", "out_estudio__mean_change"
BALANCED = """
select * replace (
    round(mean_pct, 6) as mean_pct, round(segment_change_pts, 6) as segment_change_pts
)
from out_estudio__series where panel_kind = 'balanced' order by round_id, group_id
"""
PAIR = {"from_round_id": "r2012", "to_round_id": "r2013"}


@pytest.fixture(scope="module")
def published(built):
    return serving.open(root=built)


@pytest.fixture(scope="module")
def panel(demo_built):
    return serving.open(root=demo_built)


def test_the_readings_of_the_pilot_claim_are_the_golden_ones(published):
    rows = published.table(CLAIM, PAIR).set_index(["yardstick", "scale"])
    rest, country = rows.loc["rest"], rows.loc["country"]
    assert rest.loc["points", "other_before_pct"] == pytest.approx(29.42, abs=0.1)
    assert rest.loc["points", "other_change"] == pytest.approx(15.58, abs=0.1)
    assert rest.loc["points", "value"] == pytest.approx(15.22, abs=0.1)
    assert rest.loc["headroom", "pilot_change"] == pytest.approx(49.3, abs=0.1)
    assert rest.loc["headroom", "other_change"] == pytest.approx(22.1, abs=0.1)
    assert rest.loc["logit", "value"] == pytest.approx(0.60, abs=0.01)
    assert country.loc["points", "value"] == pytest.approx(30.8 - 17.17, abs=0.1)
    before = rest.loc["points"]
    assert before["pilot_before_pct"] - before["other_before_pct"] == pytest.approx(8.1, abs=0.1)


def test_of_the_national_gain_the_pilots_explain_their_part(published):
    rows = published.table(CHANGE, PAIR | {"dimension": "group"}).set_index("member")
    assert rows.loc["mgtm_pilot", "points"] == pytest.approx(3.2, abs=0.1)
    assert rows.loc["non_pilot", "points"] == pytest.approx(17.17 - 3.21)
    assert set(rows["origin"]) == {"computed"}


@pytest.mark.parametrize("name", ["published", "panel"])
def test_every_waterfall_sums_and_no_break_is_a_zero(name, request):
    rows = request.getfixturevalue(name).table(CHANGE)
    for _, own in rows.groupby(["from_round_id", "to_round_id", "dimension"]):
        whole = (own["points"] * 100).round()
        kind = own["part_kind"]
        steps = whole[~kind.isin(["start", "end", "method"])].sum()
        assert whole[kind == "start"].sum() + steps == whole[kind == "end"].sum()
        [method] = own[kind == "method"].to_dict("records")
        assert method["points"] != method["points"]
        assert (method["state"] in ("none", "inferred")) == method["is_comparable"]


def test_published_figures_alone_do_not_say_why(published):
    rows = published.table(CHANGE, {"part_kind": "within", "dimension": "region"})
    assert set(rows["state"]) == {"not_identifiable"}
    for name in ("regression", "transition", "spread", "survival"):
        assert published.table(f"out_estudio__{name}").empty


def test_what_is_printed_is_never_simulated(panel):
    rows = panel.table(CLAIM, PAIR)
    assert set(rows.loc[rows["yardstick"] != "not_yet", "origin"]) == {"computed"}
    assert set(rows.loc[rows["yardstick"] == "not_yet", "origin"]) == {"simulated"}
    assert rows.loc[rows["yardstick"] == "not_yet", "n_control"].gt(10).all()


def test_a_yardstick_of_fewer_than_ten_gives_no_reading(panel):
    rows = panel.table(CLAIM)
    assert rows.loc[rows["n_control"] < 10, "value"].isna().all()
    assert (rows["n_control"] < 10).any()


def test_series_are_comparable_inside_a_method_only(panel):
    rows = panel.table("out_estudio__series", {"panel_kind": "balanced", "group_id": "all"})
    assert rows["n_municipalities"].nunique() == 1
    by_round = rows.set_index("round_id")
    assert by_round.loc["r2013", "segment_change_pts"] == pytest.approx(17.17)
    assert by_round.loc["r2018", "segment_change_pts"] == 0
    assert by_round.loc["r2016", "segment"] == by_round.loc["r2017", "segment"]


def test_dynamics_agree_with_a_plain_count(panel):
    scores = panel.table(
        "out_fiscalizacion__municipality_standing",
        {"round_id": "r2025", "revision": "as_published"},
    )["score_pct"]
    own = panel.table("out_estudio__spread", {"round_id": "r2025", "group_id": "all"}).iloc[0]
    pairs = abs(scores.to_numpy()[:, None] - scores.to_numpy()[None, :]).mean()
    assert own["gini"] == pytest.approx(pairs / (2 * scores.mean()))
    assert own["sigma_pts"] == pytest.approx(scores.std(ddof=0))
    moves = panel.table("out_estudio__transition", {"round_id": "r2025", "group_id": "all"})
    assert moves["n_municipalities"].sum() == len(scores)
    from_band = moves.groupby("previous_band_id")
    shares, started = from_band["share_pct"].sum(min_count=1), from_band["n_municipalities"].sum()
    assert (started < panel.minimum_group).any()
    assert shares[started >= panel.minimum_group].tolist() == pytest.approx([100] * 3)
    assert shares[started < panel.minimum_group].isna().all()  # a few are no share
    groups = panel.table("out_estudio__transition", {"round_id": "r2025"})
    assert groups[groups["group_id"] != "all"]["n_municipalities"].sum() == len(scores)
    sizes = panel.table("out_estudio__spread", {"round_id": "r2025"}).set_index("group_id")
    assert sizes.loc["mgtm_pilot", "n_municipalities"] == 36


def test_the_line_of_expectation_leaves_nothing_over_the_country(panel):
    rows = panel.table("out_estudio__regression", {"dimension": "start"})
    own = rows[rows["round_id"] == "r2025"]
    over = (own["beyond_expected_pts"] * own["n_municipalities"]).sum()
    assert over == pytest.approx(0, abs=1e-6)


def test_a_margin_of_few_is_wider_and_no_spread_is_told_across_a_break(panel):
    rows = panel.table("out_estudio__regression", {"dimension": "region", "round_id": "r2025"})
    changes = panel.table("out_fiscalizacion__municipality_change", {"round_id": "r2025"})
    small = rows[rows["n_municipalities"] >= 5].sort_values("n_municipalities").iloc[0]
    own = changes[changes["region_code"] == small["member"]]["beyond_expected_pts"]
    exact = stats.t.ppf(0.975, len(own) - 1) * own.sem()
    assert small["margin_pts"] == pytest.approx(exact, rel=1e-3)
    spread = panel.table("out_estudio__spread", {"group_id": "all"})
    for first, last, remark in (
        ("r2012", "r2017", "No se distingue"),
        ("r2018", "r2025", "Ningún"),
    ):
        part = spread[spread["round_id"].between(first, last)]
        assert remark in study_spread.convergence(part, t=Text("es")).takeaway


@pytest.mark.parametrize("group_id", ["all", "mgtm_pilot", "non_pilot"])
def test_the_change_of_the_spread_and_its_margin_are_those_of_numpy(panel, group_id):
    """By the delta method on the four paired moments."""
    changes = panel.table("out_fiscalizacion__municipality_change")
    if group_id != "all":
        changes = changes[changes["group_id"] == group_id]
    rows = panel.table("out_estudio__spread", {"group_id": group_id})
    rows = rows[rows["sigma_margin_pts"].notna()]
    assert len(rows) == 6
    for row in rows.to_dict("records"):
        own = changes[changes["round_id"] == row["round_id"]]
        late, early = own["score_pct"].to_numpy(), own["previous_pct"].to_numpy()
        moments = np.stack([late, late**2, early, early**2])
        spread = np.cov(moments) / len(late)
        sigmas = late.std(), early.std()
        slope = np.array(
            [-late.mean() / sigmas[0], 0.5 / sigmas[0], early.mean() / sigmas[1], -0.5 / sigmas[1]]
        )
        error = np.sqrt(slope @ spread @ slope)
        margin = stats.t.ppf(0.975, len(late) - 1) * error
        assert row["sigma_change_pts"] == pytest.approx(sigmas[0] - sigmas[1], abs=1e-6)
        assert row["sigma_margin_pts"] == pytest.approx(margin, rel=1e-3)


@pytest.mark.parametrize(
    ("change", "margin", "remark"),
    [(-3.0, 1.0, "acercaron"), (3.0, 1.0, "alejaron"), (-1.0, 1.1, "No se")],
)
def test_the_title_of_the_spread_claims_no_more_than_its_interval(panel, change, margin, remark):
    rows = panel.table("out_estudio__spread", {"group_id": "all"})
    rows = rows[rows["round_id"].isin(["r2016", "r2017"])]
    rows = rows.assign(sigma_change_pts=change, sigma_margin_pts=margin)
    assert remark in study_spread.convergence(rows, t=Text("es")).takeaway


def test_a_change_across_a_break_is_grey_and_worded_as_not_comparable(panel):
    t, regions = Text("es"), panel.table("core_territory__region")
    note = ", cambió el método"
    frames = [panel.table(name) for name in study_waterfall.RECIPE.tables]
    moves, bands = (panel.table(name) for name in study_moves.RECIPE.tables)
    changes = panel.table("out_fiscalizacion__municipality_change")
    regressions, quarters = (
        panel.table(f"out_estudio__{name}") for name in ("regression", "quadrant")
    )
    for pair, crosses in ((("r2016", "r2017"), False), (("r2017", "r2018"), True)):
        chart = study_waterfall.waterfall(*frames, t=t, from_round_id=pair[0], to_round_id=pair[1])
        grey = {*chart.figure.data[0].marker.color[1:-2]} == {INK.muted}
        assert (note in chart.takeaway) == crosses == grey
        for drawn in (
            study_moves.transitions(moves, bands, t=t, round_id=pair[1]),
            study_regression.groups(regressions, regions, t=t, round_id=pair[1]),
            study_quadrants.quadrants(changes, quarters, t=t, round_id=pair[1]),
        ):
            assert (note in drawn.takeaway) == crosses


def test_those_at_risk_fall_as_they_leave(panel):
    rows = panel.table("out_estudio__survival", {"curve": "convenio"}).sort_values("months")
    left = rows["events_count"] + rows["censored_count"]
    assert (rows["at_risk"].iloc[0] - left.cumsum().shift(fill_value=0)).tolist() == rows[
        "at_risk"
    ].tolist()
    assert rows["waiting_pct"].is_monotonic_decreasing
    assert rows["at_risk"].iloc[0] == 345


def test_cells_of_one_method_are_told_apart_and_a_break_lowers_the_grade(panel):
    rows = panel.table("out_estudio__effect", {"estimator": "cs_dr", "scale": "points"})
    cells = rows[rows["level"] == "cell"].set_index("place")["is_comparable"]
    assert cells["r2013:r2013"] and cells["r2017:r2017"]
    assert not cells["r2013:r2016"] and not cells["r2018:r2018"]
    levels = rows.set_index(["level", "place"])
    assert levels.loc[("same_method", "all"), "state"] == "identified"
    assert not levels.loc[("cohort", "r2013"), "is_comparable"]
    assert levels.loc[("event", "+3"), "n_treated"] == 36  # of the pilots alone
    assert not levels.loc[("overall", "all"), "is_comparable"]
    effects = panel.table("out_estudio__reading").set_index("reading_id").loc["convenio_overall"]
    assert effects["grade"] == "inconclusive" and "crossed" in effects["reasons"].split(",")


def test_quadrants_count_every_municipality_once_around_the_medians(panel):
    rows = panel.table("out_fiscalizacion__municipality_change", {"round_id": "r2025"})
    quadrants = panel.table("out_estudio__quadrant", {"round_id": "r2025"})
    quadrants = quadrants.set_index(["group_id", "start_side", "change_side"])
    low = rows["previous_pct"] < rows["previous_pct"].median()
    up = rows["change_pts"] > rows["change_pts"].median()
    for group in ("all", "mgtm_pilot"):
        own = rows["group_id"].eq(group) | (group == "all")
        count = quadrants.loc[group]["municipality_count"]
        assert count["low", "up"] == (own & low & up).sum()
        assert count["high", "down"] == (own & ~low & ~up).sum()
        assert count["all", "all"] == own.sum() == count.drop("all").drop("all", level=1).sum()
    assert quadrants["change_median_pts"].unique() == pytest.approx([rows["change_pts"].median()])


def test_a_round_of_one_municipality_empties_no_panel(panel, tmp_path):
    """One score of a year nobody else has is no round to be balanced over; it is named."""
    standing, series = "out_fiscalizacion__municipality_standing", "out_estudio__series"
    copy = shutil.copy(panel.folder / "curated.duckdb", tmp_path / "copy.duckdb")
    with duckdb.connect(str(copy)) as connection:
        thin = "'r2019' as round_id, 2019 as year"
        connection.execute(
            f"insert into {standing} select * replace ({thin}) from {standing} "
            "where revision = 'as_published' and score_pct is not null limit 1"
        )
        before = connection.execute(BALANCED).fetchall()
        connection.execute(f"drop table {series}")
        statements.make_table(connection, series, paths.SQL_OUT / f"{series}.sql")
        assert connection.execute(BALANCED).fetchall() == before and len(before) > 5
        read = out_estudio__effect.read(connection)
    assert len(read.scores) > 300 and 2019 not in read.years


def test_rounds_out_of_the_balanced_panel_are_named(panel):
    rows = panel.table("out_estudio__series")
    thin = (
        rows[rows["panel_kind"] == "delivered"]
        .iloc[[0]]
        .assign(round_id="r2019", round_label_es="2019", round_label_en="2019")
    )
    assert study_series._left_out(rows, Text("es")) == ""
    assert "2019" in study_series._left_out(pd.concat([rows, thin]), Text("es"))


@pytest.mark.parametrize("kind", ["delivered", "balanced"])
def test_hollow_and_purple_are_for_simulated_rounds_alone(panel, kind):
    rows, breaks = (panel.table(name) for name in study_series.RECIPE.tables)
    for origin, sign, is_hollow in (("simulated", "○◇", True), ("delivered", "●◆", False)):
        of_kind = rows["panel_kind"] == kind
        drawn = study_series.series(
            rows.assign(origin=rows["origin"].where(~of_kind, origin)), breaks, t=Text("es")
        )
        label = Text("es")(f"study.panel_kind.{kind}")
        [key] = [a for a in drawn.figure.layout.annotations if label in (a.text or "")]
        assert key.text[0] in sign
        [dots] = [trace for trace in drawn.figure.data if trace.meta == kind]
        assert all(("-open" in symbol) == is_hollow for symbol in np.atleast_1d(dots.marker.symbol))
        purple = {INK.simulated, INK.simulated_ink}
        assert (key.font.color in purple) == (is_hollow and kind == "delivered")
