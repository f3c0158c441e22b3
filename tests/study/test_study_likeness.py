"""Balance, clean controls, permutation and bounds, against statsmodels, scipy and brute force."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests
from study_panels import simulate

from pipelines import serving
from pipelines.methods.study import balance, effect, permutation

COVARIATES = ["start", "north_south", "is_capital", "is_mixed", "is_rural", "size"]


@pytest.fixture(scope="module")
def panel(demo_built):
    return serving.open(root=demo_built)


@pytest.fixture(scope="module")
def units(panel):
    """Scores by round, what was known before and the year of signing, by pandas alone."""
    scores = panel.table("out_fiscalizacion__municipality_standing", {"revision": "as_published"})
    wide = scores.pivot(index="cut", columns="round_id", values="score_pct").dropna()
    comunas = panel.table("core_territory__comuna").set_index("cut").loc[wide.index]
    signings = panel.table("core_convenios__signing")
    signings = signings[signings["kind"].isin(["pilot", "mgtm"])]
    signed = signings.groupby("cut")["date_signed"].min().dt.year.reindex(wide.index)
    return wide.assign(
        start=wide["r2012"],
        north_south=comunas["region_order_north_south"].astype(float),
        is_capital=(comunas["region_code"] == "13").astype(float),
        is_mixed=(comunas["pndr_class_2024"] == "Mixta").astype(float),
        is_rural=(comunas["pndr_class_2024"] == "Rural").astype(float),
        size=np.log(comunas["population_census_2024"].clip(lower=1).astype(float)),
        signed=signed.fillna(9999),
    )


def odds(known: np.ndarray, treated: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Propensities and the weights of the others, by the logit of statsmodels."""
    known = (known - known.mean(axis=0)) / known.std(axis=0)
    model = sm.Logit(treated.astype(int), sm.add_constant(known))
    share = model.fit(disp=0, tol=1e-12, maxiter=200).predict()
    return share, (share / (1 - share))[~treated]


def test_those_that_sign_in_the_year_of_a_round_are_no_controls_of_it(panel, units):
    """The first cell again: pilots against those that sign after 2013, doubly robust by hand."""
    rows = panel.table("out_estudio__effect", {"estimator": "cs_dr", "scale": "points"})
    row = rows.set_index("place").loc["r2013:r2013"]
    inside = units[(units["signed"] <= 2012) | (units["signed"] > 2013)]
    treated = (inside["signed"] <= 2012).to_numpy()
    assert (row["n_treated"], row["n_control"]) == (treated.sum(), (~treated).sum())
    known = inside[COVARIATES].to_numpy()
    change = (inside["r2013"] - inside["r2012"]).to_numpy()
    _, weights = odds(known, treated)
    design = sm.add_constant((known - known.mean(axis=0)) / known.std(axis=0))
    over = change - sm.OLS(change[~treated], design[~treated]).fit().predict(design)
    by_hand = over[treated].mean() - np.average(over[~treated], weights=weights)
    assert row["estimate"] == pytest.approx(by_hand, abs=1e-5)


def test_a_barred_unit_is_a_control_in_no_cell_of_that_period():
    panel = simulate(3)
    barred = np.zeros(panel.outcome.shape, bool)
    barred[panel.cohorts == 4, 2] = True
    for cohort, period in itertools.product((1, 2), (1, 2, 3)):
        _, control = effect.compared(panel.cohorts, cohort, period, barred)
        kept = panel.cohorts > max(period, cohort - 1)
        kept &= ~((panel.cohorts == 4) & (period == 2))
        assert control.tolist() == kept.tolist() or (cohort == 2 and period == 1)


@pytest.mark.parametrize("comparison", ["pilot", "r2013:r2013", "r2016:r2016"])
def test_balance_and_overlap_are_those_of_statsmodels(panel, units, comparison):
    rows = panel.table("out_estudio__balance", {"comparison": comparison}).set_index("covariate")
    treated, control = {
        "pilot": (units["signed"] <= 2012, units["signed"] > 2012),
        "r2013:r2013": (units["signed"] <= 2012, units["signed"] > 2013),
        "r2016:r2016": (units["signed"].between(2013, 2015), units["signed"] > 2016),
    }[comparison]
    inside = units[treated | control]
    own = treated[treated | control].to_numpy()
    known = inside[COVARIATES].to_numpy()
    share, weights = odds(known, own)
    spread = np.sqrt((known[own].var(axis=0, ddof=1) + known[~own].var(axis=0, ddof=1)) / 2)
    raw = (known[own].mean(axis=0) - known[~own].mean(axis=0)) / spread
    left = known[own].mean(axis=0) - np.average(known[~own], axis=0, weights=weights)
    assert rows.loc[COVARIATES, "smd_raw"].tolist() == pytest.approx(raw, abs=1e-5)
    assert rows.loc[COVARIATES, "smd_adjusted"].tolist() == pytest.approx(left / spread, abs=1e-4)
    low, high = share[~own].min(), share[~own].max()
    assert rows["overlap_pct"].iloc[0] == pytest.approx(
        100 * ((share[own] >= low) & (share[own] <= high)).mean(), abs=1e-6
    )
    assert rows["effective_n"].iloc[0] == pytest.approx(
        weights.sum() ** 2 / (weights**2).sum(), rel=1e-4
    )


def test_groups_that_do_not_overlap_and_a_constant_are_said(panel):
    known = np.column_stack([np.r_[np.zeros(20), np.ones(20) * 9.0], np.ones(40)])
    known[:, 0] += np.tile(np.linspace(0, 1, 20), 2)
    balanced = balance.balance(known, np.arange(40) >= 20)
    assert balanced.overlap == 0 and np.isnan(balanced.raw[1]) and balanced.raw[0] > 5


def test_marks_of_cells_are_adjusted_for_all_of_them(panel):
    rows = panel.table("out_estudio__effect", {"level": "cell", "scale": "points"})
    for _, own in rows[rows["state"] == "identified"].groupby("estimator"):
        p = 2 * stats.norm.sf((own["estimate"] / own["std_error"]).abs())
        adjusted = multipletests(p, method="fdr_bh")[1]
        assert own["q_value"].tolist() == pytest.approx(adjusted, abs=1e-6)
    assert rows[rows["state"] != "identified"]["q_value"].isna().all()


def test_what_hangs_on_the_year_of_signing_is_estimated_three_ways(panel, units):
    rows = panel.table("out_estudio__effect", {"scale": "points", "level": "overall"})
    rows = rows.set_index("estimator")
    assert rows.loc["cs_same_year", "estimate"] != rows.loc["cs_dr", "estimate"]
    rounds = [2012, 2013, 2016, 2017, 2018, 2024, 2025]
    kept = units[~units["signed"].isin(rounds)]
    assert rows.loc["cs_drop", "n_treated"] <= len(kept) < len(units)
    assert rows.loc["cs_anticipation", "n_treated"] <= (units["signed"] > 2012).sum()


def test_draws_are_those_of_scipy_and_extremes_those_of_brute_force(panel, units):
    gains = np.array([100, -200, 300, 550, 40, 0, 900, -70, 10, 260])
    chosen = np.isin(np.arange(10), [3, 6, 9])
    every = [
        permutation.ahead(gains, np.isin(np.arange(10), list(chosen)))
        for chosen in itertools.combinations(range(10), 3)
    ]
    assert permutation.extremes(gains, 3) == pytest.approx((min(every), max(every)))
    exact = stats.permutation_test(
        (gains[chosen] / 100, gains[~chosen] / 100),
        lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis),
        vectorized=True,
    )
    others = permutation.drawn(gains, chosen)
    share = np.mean(np.abs(every) >= abs(permutation.ahead(gains, chosen)) - 1e-9)
    assert exact.statistic == pytest.approx(permutation.ahead(gains, chosen))
    assert permutation.p_value(exact.statistic, others) == pytest.approx(share, abs=0.015)
    assert np.quantile(others, [0.1, 0.9]) == pytest.approx(np.quantile(every, [0.1, 0.9]), abs=0.4)


def test_the_checks_of_the_pilot_are_those_of_numpy(panel, units):
    rows = panel.table("out_estudio__pilot_check").set_index("check_id")
    assert rows.loc["nothing_known", ["low", "high"]].tolist() == pytest.approx([-31.7, 68.3])
    assert rows.loc["no_fall", ["low", "high"]].tolist() == pytest.approx([-31.7, 30.8])
    gains = (units["r2013"] - units["r2012"]).to_numpy()
    pilots = (units["signed"] <= 2012).to_numpy()
    assert pilots.sum() == 36
    lead = gains[pilots].mean() - gains[~pilots].mean()
    assert rows.loc["any_group", "value"] == pytest.approx(lead, abs=1e-6)
    n, rest = pilots.sum(), (~pilots).sum()
    error = np.sqrt(gains.var(ddof=1) * (1 / n + 1 / rest))  # over all choices, exactly
    assert rows.loc["any_group", "high"] == pytest.approx(1.96 * error, rel=0.05)
    assert rows.loc["any_group", "low"] == pytest.approx(-1.96 * error, rel=0.05)
    ordered = np.sort(gains)
    most = ordered[-n:].mean() - ordered[:-n].mean()
    assert rows.loc["extreme_choice", "high"] == pytest.approx(most, abs=1e-5)
    fifth = pd.qcut(units["start"].rank(method="first"), 5, labels=False)
    means = pd.Series(gains).groupby(fifth.to_numpy()).mean()
    mix = fifth[pilots].value_counts(normalize=True).sort_index()
    middle = (means * mix).sum()
    middle -= (gains.sum() - n * middle) / rest
    drawn = rows.loc["like_start", ["low", "high"]].mean()
    assert drawn == pytest.approx(middle, abs=0.6)


def test_published_figures_alone_give_bounds_and_no_draws(built):
    rows = serving.open(root=built).table("out_estudio__pilot_check")
    assert set(rows["check_id"]) == {"nothing_known", "no_fall"} and len(rows) == 2
    assert rows["p_value"].isna().all() and set(rows["origin"]) == {"computed"}


def test_a_panel_in_which_nothing_moves_has_marks_too():
    outcome = np.full((24, 3), 50.0)
    cells = effect.cells(outcome, np.array([1] * 12 + [3] * 12))
    assert effect.adjusted_for_many(cells) == [1.0] * len(cells)
    assert effect.adjusted_for_many([]) == []
