"""The golden numbers of the domain come out of ``faro query``, to the digit known."""

from __future__ import annotations

import json

import pytest

ROUNDS = {2012: 30.26, 2013: 47.43, 2016: 77, 2017: 74.2, 2018: 70.49, 2024: 78.1, 2025: 81.6}
PILOTS = {2012: 37.5, 2013: 68.3}
NON_PILOTS = {2012: 29.42, 2013: 45.00}
READINGS = {
    "non_pilot_mean_2012": (29.42, 0.005),
    "non_pilot_mean_2013": (45.00, 0.005),
    "national_change": (17.17, 0.005),
    "pilot_change": (30.8, 0.05),
    "non_pilot_change": (15.58, 0.005),
    "did_naive": (15.22, 0.005),
    "headroom_pilot": (49.3, 0.05),
    "headroom_non_pilot": (22.1, 0.05),
    "did_logit": (0.60, 0.005),
    "baseline_gap": (8.1, 0.05),
    "pilot_share_of_national_gain": (3.2, 0.05),
    "never_signed": (5, 0),
    "coverage": (98.55, 0.005),
}
COLUMNS = {
    "out_fiscalizacion__round_group": "round_id, round_label, year, group_id, mean_pct, "
    "n_municipalities, origin, comparable_with_previous, source_ids",
    "out_convenios__year_coverage": "year, signed_new, signed_cumulative, municipalities, "
    "coverage_pct, origin, source_ids",
    "out_mgtm2__stage_funnel": "stage, stage_order, municipalities, share_pct, source_ids",
    "out_pilot__reading": "reading_id, value, unit, explanation_es, explanation_en",
    "out_quality__reconciliation": "figure_id, indicator, published_value, printed_decimals, "
    "computed_value, agrees",
}


@pytest.fixture
def ask(served, faro):
    def rows(sql: str) -> list[dict]:
        code, out, err = faro("query", sql, "--format", "json")
        assert code == 0, err
        return json.loads(out)

    return rows


@pytest.mark.few(3)
@pytest.mark.parametrize("table", COLUMNS)
def test_the_tables_named_have_their_columns_and_rows(ask, table):
    assert ask(f"select {COLUMNS[table]} from {table}")


@pytest.mark.parametrize(
    ("group", "means"), [("all", ROUNDS), ("mgtm_pilot", PILOTS), ("non_pilot", NON_PILOTS)]
)
def test_means_by_round(ask, group, means):
    rows = ask(
        f"select year, mean_pct from out_fiscalizacion__round_group where group_id = '{group}'"
    )
    by_year = {row["year"]: row["mean_pct"] for row in rows}
    assert by_year == pytest.approx(means, abs=0.005)


def test_the_honest_reading(ask):
    rows = ask("select reading_id, value, low, high from out_pilot__reading")
    assert {row["reading_id"] for row in rows} == set(READINGS)
    for row in rows:
        value, tolerance = READINGS[row["reading_id"]]
        assert row["value"] == pytest.approx(value, abs=tolerance + 1e-9), row["reading_id"]
        assert row["low"] <= row["value"] <= row["high"]


def test_the_difference_in_differences_is_known_to_a_tenth(ask):
    [row] = ask("select low, high from out_pilot__reading where reading_id = 'did_naive'")
    assert (row["high"] - row["low"]) / 2 == pytest.approx(0.12, abs=0.01)


def test_groups_add_up_to_the_country(ask):
    rows = ask(
        "select year, group_id, universe_count as n from out_fiscalizacion__round_group "
        "where year in (2012, 2013)"
    )
    for year in (2012, 2013):
        n = {row["group_id"]: row["n"] for row in rows if row["year"] == year}
        assert n == {"all": 345, "mgtm_pilot": 36, "non_pilot": 309}


def test_a_change_is_comparable_only_where_no_break_lies_between(ask):
    rows = ask(
        "select year, comparable_with_previous as same from out_fiscalizacion__round_group "
        "where group_id = 'all'"
    )
    assert {row["year"]: row["same"] for row in rows} == {
        2012: None,
        2013: True,
        2016: False,
        2017: True,
        2018: False,
        2024: False,
        2025: False,
    }


def test_coverage_of_convenios(ask):
    rows = ask("select * from out_convenios__year_coverage order by year")
    by_year = [(row["year"], row["signed_new"], row["signed_cumulative"]) for row in rows]
    assert by_year == [(2012, 36, 36), (2013, 150, 186), (2019, None, 340)]
    assert rows[-1]["coverage_pct"] == pytest.approx(98.55, abs=0.005)
    assert {row["municipalities"] for row in rows} == {345}


def test_the_funnel_of_mgtm2_and_its_target(ask):
    rows = ask("select * from out_mgtm2__stage_funnel order by stage_order")
    assert [row["municipalities"] for row in rows] == [230, 174, 115]
    assert [row["share_pct"] for row in rows] == pytest.approx([66.7, 50.4, 33.3], abs=0.05)
    assert {(row["target_pct"], row["target_municipalities"]) for row in rows} == {(20, 69)}


def test_truncated_figures_are_shown_as_differences_and_nothing_else_differs(ask):
    rows = ask(
        "select indicator, published_value, difference_kind from out_quality__reconciliation "
        "where not agrees"
    )
    truncated = {(row["indicator"], row["published_value"], row["difference_kind"]) for row in rows}
    assert truncated == {
        ("mgtm_coverage", 98.5, "truncated"),
        ("ta_compliance_average", 37.0, "truncated"),
    }


def test_the_most_precise_version_wins_and_every_version_stays(ask):
    rows = ask(
        "select value, is_chosen from out_published__figure_version where year = 2012 "
        "and indicator = 'ta_compliance_average' and geography_level = 'country' "
        "and sector = 'municipality' and group_id = 'all' and matter is null"
    )
    assert {row["value"] for row in rows} == {30.26, 30.3}
    assert [row["value"] for row in rows if row["is_chosen"]] == [30.26]
