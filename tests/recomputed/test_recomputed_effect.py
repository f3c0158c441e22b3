"""The effect table and what stands beside it, worked out again from the scores of the build alone.

Cells by least squares and logit of ``statsmodels``; their errors by leaving out one municipality at
a time, which knows nothing of influence functions; the pilot's place among draws of ``numpy``.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from pipelines import serving

KNOWN = ["start", "north_south", "is_capital", "is_mixed", "is_rural", "size"]


@pytest.fixture(scope="module")
def build(demo_built):
    return serving.open(root=demo_built)


@pytest.fixture(scope="module")
def scores(build) -> pd.DataFrame:
    """Municipality × year, of those with a score in every round."""
    rows = build.table("out_fiscalizacion__municipality_standing", {"revision": "as_published"})
    return rows.pivot(index="cut", columns="year", values="score_pct").dropna()


@pytest.fixture(scope="module")
def signed(build, scores) -> pd.Series:
    rows = build.table("core_convenios__signing", {"country": "CL"})
    rows = rows[rows["kind"].isin(["pilot", "mgtm"])]
    years = pd.to_datetime(rows["date_signed"]).dt.year.groupby(rows["cut"]).min()
    return years.reindex(scores.index).fillna(9999)


@pytest.fixture(scope="module")
def known(build, scores) -> np.ndarray:
    """What is known before, in standard deviations."""
    comuna = build.table("core_territory__comuna").set_index("cut").loc[scores.index]
    rows = pd.DataFrame(
        {
            "start": scores.iloc[:, 0],
            "north_south": comuna["region_order_north_south"].astype(float),
            "is_capital": comuna["region_code"].eq("13").astype(float),
            "is_mixed": comuna["pndr_class_2024"].eq("Mixta").astype(float),
            "is_rural": comuna["pndr_class_2024"].eq("Rural").astype(float),
            "size": np.log(comuna["population_census_2024"].clip(lower=1).astype(float)),
        }
    )
    values = rows[KNOWN].to_numpy(float)
    return (values - values.mean(axis=0)) / values.std(axis=0)


def scale(scores: pd.DataFrame, name: str) -> pd.DataFrame:
    return scores if name == "points" else -np.log((100 - scores).clip(lower=1))


def shown(name: str, value: float) -> float:
    """An estimate as the table has it: points, or per cent of what was lacking."""
    return value if name == "points" else 100 * (1 - np.exp(-value))


def sides(scores, signed, cohort: int, year: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Who signed between two rounds, who had not signed when both ended, and the round before."""
    years = sorted(scores.columns)
    before = years[years.index(cohort) - 1]
    last = max(year, before)
    # The first round of a later year than the signing is that of the cohort.
    first = np.array([next((y for y in years if y > s), 9999) for s in signed])
    treated = first == cohort
    control = (first > last) & (first != cohort) & (signed != last)
    return treated, control.to_numpy(), before


def doubly_robust(change: np.ndarray, treated: np.ndarray, known: np.ndarray) -> float:
    design = sm.add_constant(known, has_constant="add")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = sm.GLM(treated.astype(float), design, family=sm.families.Binomial())
        share = fit.fit(tol=1e-10).fittedvalues
    line = sm.OLS(change[~treated], design[~treated]).fit().predict(design)
    weight = share[~treated] / (1 - share[~treated])
    over = change - line
    return float(over[treated].mean() - np.average(over[~treated], weights=weight))


def cells(build, estimator: str, name: str) -> pd.DataFrame:
    rows = build.table("out_estudio__effect", {"estimator": estimator, "scale": name})
    years = build.table("core_fiscalizacion__round").set_index("round_id")["year"]
    rows = rows[rows["level"] == "cell"]
    return rows.assign(cohort=rows["cohort_round_id"].map(years), year=rows["round_id"].map(years))


@pytest.mark.parametrize("name", ["points", "headroom"])
def test_every_plain_cell_is_a_difference_of_mean_changes(build, scores, signed, name):
    values, checked = scale(scores, name), 0
    for cell in cells(build, "cs_plain", name).itertuples():
        treated, control, before = sides(scores, signed, cell.cohort, cell.year)
        assert (cell.n_treated, cell.n_control) == (treated.sum(), control.sum())
        is_told = min(treated.sum(), control.sum()) >= 10
        assert (cell.state == "identified") == is_told
        if is_told:
            change = (values[cell.year] - values[before]).to_numpy()
            value = change[treated].mean() - change[control].mean()
            assert cell.estimate == pytest.approx(shown(name, value), abs=2e-6)
            if name == "points":  # Neyman's, of two groups
                error = np.sqrt(change[treated].var() / treated.sum()
                                + change[control].var() / control.sum())  # fmt: skip
                assert cell.std_error == pytest.approx(error, rel=1e-4)
                ends = cell.estimate + np.array([-1, 1]) * 1.959964 * cell.std_error
                assert (cell.low, cell.high) == pytest.approx(tuple(ends), abs=1e-4)
            checked += 1
    assert checked >= 10


@pytest.mark.parametrize("name", ["points", "headroom"])
def test_every_adjusted_cell_is_the_formula_of_sant_anna_and_zhao(
    build, scores, signed, known, name
):
    values, checked = scale(scores, name), 0
    for cell in cells(build, "cs_dr", name).itertuples():
        treated, control, before = sides(scores, signed, cell.cohort, cell.year)
        if cell.state != "identified":
            continue
        inside = treated | control
        change = (values[cell.year] - values[before]).to_numpy()[inside]
        value = doubly_robust(change, treated[inside], known[inside])
        assert cell.estimate == pytest.approx(shown(name, value), abs=1e-4)
        checked += 1
    assert checked >= 10


def test_the_error_of_an_adjusted_cell_is_that_of_leaving_one_out(build, scores, signed, known):
    row = cells(build, "cs_dr", "points").set_index(["cohort", "year"]).loc[(2013, 2013)]
    treated, control, before = sides(scores, signed, 2013, 2013)
    inside = treated | control
    change = (scores[2013] - scores[before]).to_numpy()[inside]
    own, facts, n = treated[inside], known[inside], int(inside.sum())
    left = np.array(
        [doubly_robust(np.delete(change, i), np.delete(own, i), np.delete(facts, i, 0))
         for i in range(n)]
    )  # fmt: skip
    error = np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum())
    assert row["std_error"] == pytest.approx(error, rel=0.1)  # the jackknife is a little wider


@pytest.mark.parametrize("estimator", ["cs_dr", "cs_plain"])
def test_over_all_is_the_mean_of_the_cells_after_by_the_size_of_their_cohorts(build, estimator):
    every = cells(build, estimator, "points")
    after = every[(every["state"] == "identified") & (every["year"] >= every["cohort"])]
    rows = build.table("out_estudio__effect", {"estimator": estimator, "scale": "points"})
    [over_all] = rows.loc[rows["level"] == "overall", "estimate"]
    assert over_all == pytest.approx(
        np.average(after["estimate"], weights=after["n_treated"]), abs=2e-6
    )


def test_the_place_of_the_pilots_among_draws_is_that_of_numpy(build, scores, signed):
    rows = build.table("out_estudio__pilot_check").set_index("check_id")
    gains, pilots = (scores[2013] - scores[2012]).to_numpy(), (signed <= 2012).to_numpy()
    draw, n, rest = np.random.default_rng(7), int(pilots.sum()), int((~pilots).sum())
    lead = gains[pilots].mean() - gains[~pilots].mean()
    fifth = pd.qcut(scores[2012].rank(method="first"), 5, labels=False).to_numpy()
    for check, strata in (("any_group", np.zeros(len(gains))), ("like_start", fifth)):
        leads = []
        for _ in range(2000):
            taken = np.concatenate(
                [draw.choice(np.flatnonzero(strata == at), (pilots & (strata == at)).sum(), False)
                 for at in np.unique(strata)]
            )  # fmt: skip
            total = gains[taken].sum()
            leads.append(total / n - (gains.sum() - total) / rest)
        low, high = np.quantile(leads, [0.025, 0.975])
        assert (rows.loc[check, "low"], rows.loc[check, "high"]) == pytest.approx(
            (low, high), abs=0.5
        )
        share = (np.abs(leads) >= abs(lead) - 1e-9).mean()
        assert rows.loc[check, "p_value"] == pytest.approx(share, abs=0.03)
    assert rows.loc["any_group", "value"] == pytest.approx(lead, abs=1e-6)
