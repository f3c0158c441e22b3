"""A what-if: the baseline is the recomputed one, all solved is 100, and no gain is ever a loss."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import paths, serving
from pipelines.build.warehouse import NATURAL_ORDER
from pipelines.errors import FaroError
from pipelines.serving import INSTRUMENT_2025, STORED, Scenario, what_if

MATERIAS = ("m1", "m2", "m3")
CRITERIA = ("availability", "currency")
CUTS = tuple(f"1310{n}" for n in range(1, 7))
BAND = ("band_kind", "band_id", "band_order", "low_bound", "high_bound")
SCORE = st.one_of(st.none(), st.integers(0, 100).map(float))


@pytest.fixture(scope="module")
def panel(demo_built):
    return serving.open(root=demo_built)


def baseline(build, round_id):
    rows = build.table(
        "out_fiscalizacion__total_check", {"round_id": round_id, "revision": "as_published"}
    )
    return rows.set_index("cut")["recomputed_pct"].sort_index()


@pytest.mark.thorough
@pytest.mark.parametrize("round_id", ["r2018", "r2024", "r2025"])
def test_nothing_changed_is_exactly_the_recomputed_baseline(panel, round_id):
    rows = panel.what_if(Scenario(round_id)).municipalities.set_index("cut").sort_index()
    pd.testing.assert_series_equal(
        rows["before_pct"], baseline(panel, round_id), check_names=False, check_exact=True
    )
    assert (rows["after_pct"] == rows["before_pct"]).all()
    same = panel.what_if(Scenario(round_id, {"compras": 1.0, "currency": 1.0})).municipalities
    assert (same["change_pts"] == 0).all()


@pytest.mark.parametrize("round_id", ["r2018", "r2025"])
def test_everything_solved_is_a_hundred_for_all(panel, round_id):
    items = panel.table("out_fiscalizacion__round_item", {"round_id": round_id})
    solved = tuple(sorted(set(items["materia_id"])))
    outcome = panel.what_if(Scenario(round_id, {"compras": 3.0}, solved))
    assert (outcome.municipalities["after_pct"] == 100).all()
    bands = outcome.bands[outcome.bands["member"] == "country"].sort_values("band_order")
    assert bands["after_count"].tolist() == [0, 0, 0, len(outcome.municipalities)]
    assert bands["before_count"].sum() == bands["after_count"].sum()


def test_who_solves_is_who_moves(panel):
    solved = ("presupuesto", "personal_remuneraciones.currency")
    outcome = panel.what_if(Scenario("r2025", {}, solved, "R13"))
    moved = outcome.municipalities[outcome.municipalities["change_pts"] != 0]
    assert set(moved["region_code"]) == {"13"}
    assert (moved["change_pts"] > 0).all()
    rows = panel.what_if(Scenario("r2025", {}, solved, "13101")).municipalities
    assert set(rows.loc[rows["change_pts"] != 0, "cut"]) <= {"13101"}


def test_the_means_are_those_of_the_municipalities_and_few_have_none(panel):
    outcome = panel.what_if(Scenario("r2025", {"compras": 2.0}, ("presupuesto",)))
    rows, groups = outcome.municipalities, outcome.groups.set_index("member")
    assert groups.loc["country", "after_pct"] == pytest.approx(rows["after_pct"].mean())
    assert groups.loc["country", "risen_count"] == (rows["change_pts"] > 0).sum()
    assert groups.loc["R15", "n_municipalities"] == 4
    assert pd.isna(groups.loc["R15", "after_pct"])


def test_without_any_weight_there_is_no_score_and_no_mean(panel):
    none = dict.fromkeys(("availability", "currency", "completeness"), 0.0)
    outcome = panel.what_if(Scenario("r2025", none))
    assert outcome.municipalities["after_pct"].isna().all()
    country = outcome.groups.iloc[0]
    assert pd.isna(country["after_pct"]) and country["unscored_count"] == 345


def test_ids_are_bound_never_pasted(panel):
    nasty = "x'); drop table core_fiscalizacion__weight; --"
    quiet = panel.what_if(Scenario("r2025", {nasty: 2.0}, (nasty,), nasty)).municipalities
    assert (quiet["change_pts"] == 0).all()
    assert panel.what_if(Scenario(nasty)).municipalities.empty


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_the_weights_of_2025_give_the_scores_worked_out_beside(panel, factor):
    """Each materia weighs what it does in the instrument; its criteria keep their shares of it."""
    scenario = Scenario("r2025", {"compras": factor}, weighting=INSTRUMENT_2025)
    scores = panel.what_if(scenario).municipalities.set_index("cut")["after_pct"].sort_index()
    others = panel.other_weights()
    stored = panel.table("out_fiscalizacion__round_item", {"round_id": "r2025"})
    whole = stored.groupby("materia_id")["weight"].transform("sum")
    share = stored["weight"] / whole * stored["materia_id"].map(others).fillna(0.0)
    share *= stored["materia_id"].map({"compras": factor}).fillna(1.0)
    weights = stored.assign(new=share)[["materia_id", "criterion", "new"]]
    rows = panel.table(
        "core_fiscalizacion__item_result", {"round_id": "r2025", "revision": "as_published"}
    )
    rows = rows[rows["score_pct"].notna()].merge(weights, on=["materia_id", "criterion"])
    rows = rows.assign(points=rows["score_pct"].astype(float) * rows["new"])
    sums = rows.groupby("cut")[["points", "new"]].sum()
    expected = (sums["points"] / sums["new"])[scores.index]
    pd.testing.assert_series_equal(scores, expected, check_names=False, rtol=1e-9)
    assert sum(others.values()) == pytest.approx(0.96)  # all but what 2018 did not have
    assert "subdere" not in others


def test_a_what_if_on_weights_of_a_third_party_says_so(built):
    """Where the scores are real, the weights are what its origin rests on."""
    build = serving.open(root=built)
    bound = small(dict.fromkeys(KEYS, 50.0))

    def query(sql, given):
        if "out_instrumento__crosswalk" in sql:
            weights = {"materia_id": ["m1", "m2"], "weight": [0.4, 0.6]}
            return pd.DataFrame({**weights, "origin": ["third_party"] * 2})
        return bound(sql, given)

    for weighting, origin in ((STORED, "computed"), (INSTRUMENT_2025, "third_party")):
        outcome = what_if.run(query, Scenario("r", weighting=weighting), minimum_group=5)
        assert set(outcome.municipalities["origin"]) == {origin}
    assert build.other_weights()


@pytest.mark.parametrize(
    ("origins", "weighting", "worst"),
    [
        ({}, STORED, "computed"),
        ({"items": "published", "weights": "published"}, STORED, "computed"),
        ({"weights": "simulated"}, STORED, "simulated"),
        ({"weights": "simulated"}, INSTRUMENT_2025, "simulated"),
        ({"items": "simulated"}, STORED, "simulated"),
        ({"totals": "simulated"}, STORED, "simulated"),
        ({"weights": "third_party"}, STORED, "third_party"),
        ({"weights": "third_party", "totals": "simulated"}, STORED, "simulated"),
    ],
)
def test_a_what_if_has_the_worst_origin_of_all_that_it_rests_on(origins, weighting, worst):
    bound = small(dict.fromkeys(KEYS, 50.0), **origins)

    def query(sql, given):
        if "out_instrumento__crosswalk" in sql:
            weights = {"materia_id": ["m1", "m2"], "weight": [0.4, 0.6]}
            return pd.DataFrame({**weights, "origin": ["published"] * 2})
        return bound(sql, given)

    outcome = what_if.run(query, Scenario("r", weighting=weighting), minimum_group=5)
    for rows in (outcome.municipalities, outcome.groups, outcome.bands):
        assert set(rows["origin"]) == {worst}


def test_one_simulated_score_marks_the_means_it_is_in_and_no_other():
    """Text would put third_party after simulated, and hide it."""
    bound = small(dict.fromkeys(KEYS, 50.0), totals=["simulated", *["third_party"] * 5])
    outcome = what_if.run(bound, Scenario("r"), minimum_group=5)
    assert outcome.municipalities["origin"].tolist() == ["simulated", *["third_party"] * 5]
    assert set(outcome.groups["origin"]) == set(outcome.bands["origin"]) == {"simulated"}


def test_weights_that_are_not_there_are_refused(panel):
    for query in (panel.query, lambda sql, bound: pd.DataFrame({"materia_id": [], "weight": []})):
        weighting = "mine" if query == panel.query else INSTRUMENT_2025
        with pytest.raises(FaroError) as error:
            what_if.run(query, Scenario("r2025", weighting=weighting), minimum_group=5)
        assert error.value.code == "no_weights"


@pytest.mark.parametrize("factor", [-0.1, 5.01, float("inf"), float("nan")])
def test_a_factor_out_of_bounds_is_refused(panel, factor):
    with pytest.raises(FaroError) as error:
        panel.what_if(Scenario("r2025", {"compras": factor}))
    assert error.value.code == "bad_factor"


def small(scores, *, items="delivered", weights="delivered", totals="delivered"):
    """A build of six municipalities, three materias and two criteria, in memory."""
    connection = duckdb.connect()
    frames = {
        "core_fiscalizacion__item_result": pd.DataFrame(
            [
                (cut, "r", "as_published", materia, criterion, score)
                for (cut, materia, criterion), score in scores.items()
            ],
            columns=["cut", "round_id", "revision", "materia_id", "criterion", "score_pct"],
        )
        .astype({"score_pct": "Float64"})
        .assign(origin=items),
        "core_fiscalizacion__weight": pd.DataFrame(
            [
                ("m", "1", materia, criterion, weight)
                for weight, (materia, criterion) in enumerate(
                    ((m, c) for m in MATERIAS for c in CRITERIA), start=1
                )
            ],
            columns=["method_id", "version", "materia_id", "criterion", "weight"],
        ).assign(origin=weights),
        "core_fiscalizacion__round": pd.DataFrame({"round_id": ["r"], "method_id": ["m"]}),
        "core_territory__comuna": pd.DataFrame(
            {"cut": CUTS, "comuna": CUTS, "region_code": "13", "region": "Metropolitana"}
        ).assign(region_order_north_south=7),
        "out_fiscalizacion__municipality_round": pd.DataFrame(
            {"cut": CUTS, "round_id": "r", "revision": "as_published", "score_pct": 50.0}
        ).assign(origin=totals),
        "core_catalogue__band": pd.DataFrame(
            [("score", "all", 1, 0, 101, "0–100", "0–100")],
            columns=[*BAND, "name_es", "name_en"],
        ),
    }
    for name, frame in frames.items():
        connection.register("given", frame)
        connection.execute(f"create table {name} as select * from given")
        connection.unregister("given")
    return lambda sql, bound: connection.execute(sql, list(bound)).df()


KEYS = [(cut, m, c) for cut in CUTS for m in MATERIAS for c in CRITERIA]


@pytest.mark.thorough
@settings(max_examples=25, derandomize=True)
@given(
    scores=st.fixed_dictionaries(dict.fromkeys(KEYS, SCORE)),
    raised=st.sampled_from(KEYS),
    by=st.integers(0, 100),
    factors=st.dictionaries(st.sampled_from(MATERIAS + CRITERIA), st.integers(0, 5).map(float)),
    solved=st.sets(st.sampled_from([*MATERIAS, "m1.currency", "m3.availability"])),
)
def test_raising_a_score_never_lowers_the_mean(scores, raised, by, factors, solved):
    before = scores[raised]
    higher = scores | {raised: None if before is None else min(before + by, 100.0)}
    scenario = Scenario("r", factors, tuple(sorted(solved)))
    low, high = (what_if.run(small(given), scenario, minimum_group=5) for given in (scores, higher))
    for column in ("before_pct", "after_pct"):
        lower, other = (
            result.municipalities.set_index("cut")[column].sort_index() for result in (low, high)
        )
        assert (other.dropna() >= lower.dropna() - 1e-9).all()
        assert lower.isna().equals(other.isna())
    free = what_if.run(
        small(scores), Scenario("r", {}, tuple(sorted(solved))), minimum_group=5
    ).municipalities
    assert (free["change_pts"].dropna() >= 0).all()


def test_versions_are_in_the_order_that_builds_have():
    """Older builds lack the macro, so the statement says it itself, to the letter."""
    own = "".join((paths.PACKAGE / "build" / "sql" / "what_if" / "moved.sql").read_text().split())
    assert "".join(NATURAL_ORDER.replace("written", "version").split()) in own
