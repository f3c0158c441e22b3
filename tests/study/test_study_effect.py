"""The effect estimator: agreement with another implementation, known answers, support, grades."""

from __future__ import annotations

import re
import warnings

import diff_diff
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from study_panels import PERIODS, Panel, planted, simulate

from pipelines import serving, specs
from pipelines.methods.study import checks, effect, grading
from pipelines.methods.study.grading import Evidence, graded
from presentation.words import LANGUAGES, catalogue

FIRM = Evidence(
    points=(2.0, 6.0),
    headroom=(5.0, 12.0),
    earlier=[(-1.0, 1.0)],
    breakdown=1.4,
    check=3.0,
    crossed=False,
    balance=0.05,
    overlap=97.0,
    anticipated=(1.0, 5.0),
)

YEARLY = range(2012, 2030)  # as other implementations take periods to be


def another(panel, *, method="dr", known=False):
    """The same panel by ``diff_diff``."""
    units = len(panel.cohorts)
    rows = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), PERIODS),
            "period": np.tile(np.arange(1, PERIODS + 1), units),
            "score": panel.outcome.ravel(),
            "first": np.repeat(np.where(panel.cohorts < PERIODS, panel.cohorts + 1, 0), PERIODS),
            "known": np.repeat(panel.known[:, 0], PERIODS),
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return diff_diff.CallawaySantAnna(
            control_group="not_yet_treated", base_period="universal", estimation_method=method
        ).fit(rows, "score", "unit", "period", "first", covariates=["known"] if known else None)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cells_and_sums_agree_with_another_implementation(seed):
    panel = simulate(seed)
    cells = effect.cells(panel.outcome, panel.cohorts)
    other = another(panel)
    compared = 0
    for cell in cells:
        theirs = other.group_time_effects.get((cell.cohort + 1, cell.period + 1))
        if theirs is None or not cell.is_identified:
            continue
        compared += 1
        own = effect.Estimate(cell.estimate, cell.influence)
        assert cell.estimate == pytest.approx(theirs["effect"], abs=1e-6)
        assert own.error == pytest.approx(theirs["se"], abs=1e-6)
        assert (cell.n_treated, cell.n_control) == (theirs["n_treated"], theirs["n_control"])
    assert compared >= 15
    times = other.aggregate("event_study")
    theirs = dict(zip(times.event_time, zip(times.att, times.se, strict=True), strict=True))
    for since, estimate in effect.by_time(cells, panel.cohorts, YEARLY).items():
        assert estimate.value == pytest.approx(theirs[since][0], abs=1e-6), since
        assert estimate.error == pytest.approx(theirs[since][1], abs=1e-6), since


def test_the_doubly_robust_cells_are_the_formula_and_differ_from_another_by_one_known_term():
    """Sant'Anna & Zhao (2020), equation 2.6, by logit and least squares of ``statsmodels``.

    The paper divides the weights of the controls by their sum; ``diff_diff`` by the number treated.
    """
    panel = simulate(5, units=800)
    other = another(panel, known=True)
    apart = []
    for cell in effect.cells(panel.outcome, panel.cohorts, panel.known):
        if not cell.is_identified:
            continue
        treated, base = panel.cohorts == cell.cohort, cell.cohort - 1
        inside = treated | (panel.cohorts > max(cell.period, base))
        known, own = sm.add_constant(panel.known[inside]), treated[inside]
        change = (panel.outcome[:, cell.period] - panel.outcome[:, base])[inside]
        share = sm.Logit(own.astype(int), known).fit(disp=0, tol=1e-12).predict(known)
        line = sm.OLS(change[~own], known[~own]).fit().predict(known)
        weight = np.where(own, 0, share / (1 - share))
        over = change - line
        of_controls = np.average(over, weights=weight)
        assert cell.estimate == pytest.approx(over[own].mean() - of_controls, abs=1e-6)
        theirs = other.group_time_effects[cell.cohort + 1, cell.period + 1]["effect"]
        term = (1 - weight.sum() / own.sum()) * of_controls
        assert theirs - cell.estimate == pytest.approx(term, abs=1e-6)
        apart.append(abs(term))
    assert len(apart) == 20 and max(apart) > 1e-3  # the term is what told them apart


@pytest.mark.parametrize("seed", [1, 2])
def test_adjusted_cells_agree_where_the_weights_add_up_to_the_treated(seed):
    """A characteristic of two values leaves the logit nothing to guess: both divide by the same."""
    panel = simulate(seed, units=800)
    two = Panel(panel.outcome, panel.cohorts, (panel.known > 0).astype(float))
    other = another(two, known=True)
    compared = 0
    for cell in effect.cells(two.outcome, two.cohorts, two.known):
        theirs = other.group_time_effects[cell.cohort + 1, cell.period + 1]
        own = effect.Estimate(cell.estimate, cell.influence)
        assert cell.estimate == pytest.approx(theirs["effect"], abs=1e-6)
        assert own.error == pytest.approx(theirs["se"], abs=1e-6)
        compared += 1
    assert compared == 20


def test_planted_effects_are_found():
    panel = simulate(11, units=6000)
    for cell in effect.cells(panel.outcome, panel.cohorts, panel.known):
        own = effect.Estimate(cell.estimate, cell.influence)
        truth = planted(cell.cohort, cell.period)
        assert abs(cell.estimate - truth) < 4 * own.error + 1e-9, (cell.cohort, cell.period)


def test_a_planted_earlier_path_shows_before_treatment():
    panel = simulate(3, units=2000, earlier_path=1.5)
    times = effect.by_time(
        effect.cells(panel.outcome, panel.cohorts, panel.known), panel.cohorts, YEARLY
    )
    before = [estimate for since, estimate in times.items() if since < 0]
    assert any(abs(estimate.value) > 4 * estimate.error for estimate in before)


def test_nine_are_too_few_and_ten_are_enough():
    outcome = np.random.default_rng(0).normal(size=(19, 2))
    for treated, is_told in ((9, False), (10, False)):
        cohorts = np.array([1] * treated + [2] * (19 - treated))
        [cell] = effect.cells(outcome, cohorts)
        assert cell.is_identified is is_told
    outcome = np.random.default_rng(0).normal(size=(20, 2))
    [cell] = effect.cells(outcome, np.array([1] * 10 + [2] * 10))
    assert cell.is_identified and (cell.n_treated, cell.n_control) == (10, 10)
    assert cell.estimate == pytest.approx(
        np.diff(outcome)[:10].mean() - np.diff(outcome)[10:].mean()
    )
    with pytest.raises(ValueError, match="support"):
        effect.added_up([], np.array([1]))


def test_equal_panels_give_equal_bands():
    panel = simulate(4)
    cells = effect.cells(panel.outcome, panel.cohorts)
    times = [*effect.by_time(cells, panel.cohorts, YEARLY).values()]
    first, two = effect.redrawn(times), effect.redrawn(times)
    assert first[0].tolist() == two[0].tolist() and first[1] == two[1] >= effect.Z
    for error, estimate in zip(first[0], times, strict=True):
        assert error == pytest.approx(estimate.error, rel=0.15)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"earlier": []}, "one_before"),
        ({"earlier": [(0.5, 1.5)]}, "earlier_path"),
        ({"points": (-1.0, 6.0), "headroom": (-2.0, 9.0)}, "zero"),
        ({"headroom": (-3.0, 4.0)}, "scale"),
        ({"headroom": (-9.0, -4.0)}, "scale"),
        ({"check": -0.5}, "estimator"),
        ({"breakdown": 0.4}, "fragile"),
        ({"balance": 0.2}, "unbalanced"),
        ({"balance": None}, "unbalanced"),
        ({"overlap": 80.0}, "no_overlap"),
        ({"overlap": None}, "no_overlap"),
        ({"anticipated": (-1.0, 5.0)}, "own_year"),
        ({"anticipated": None}, "own_year"),
    ],
)
def test_one_doubt_is_enough_to_be_inconclusive(change, reason):
    assert graded(FIRM) == (grading.ADJUSTED, ["supported"])
    grade, reasons = graded(Evidence(**{**vars(FIRM), **change}))
    assert grade == grading.INCONCLUSIVE
    assert reason in reasons


@pytest.mark.parametrize(
    ("within", "grade", "reason"),
    [
        (None, grading.INCONCLUSIVE, "crossed"),
        ((-0.5, 6.0), grading.INCONCLUSIVE, "crossed"),
        ((-6.0, -0.5), grading.INCONCLUSIVE, "crossed"),
        ((0.5, 6.0), grading.ADJUSTED, "crossed_holds"),
    ],
)
def test_across_a_change_of_method_only_what_one_method_shows_too_stands(within, grade, reason):
    graded_as = graded(Evidence(**{**vars(FIRM), "crossed": True, "within": within}))
    assert graded_as[0] == grade and graded_as[1][-1] == reason
    assert graded(Evidence(**{**vars(FIRM), "within": within})) == (grading.ADJUSTED, ["supported"])


def test_the_breakdown_value_is_that_of_another_implementation():
    panel = simulate(2)
    cells = effect.cells(panel.outcome, panel.cohorts)
    times = effect.by_time(cells, panel.cohorts, YEARLY)
    earlier = checks.drift(cells, panel.cohorts, YEARLY)
    after = [cell for cell in cells if cell.since >= 0]
    surface = another(panel).aggregate("event_study")
    for chosen in (after, [cell for cell in after if not cell.since]):
        shares = [
            sum(int((panel.cohorts == cell.cohort).sum()) for cell in chosen if cell.since == since)
            for since in times
            if since >= 0
        ]
        weights = np.array(shares) / sum(shares)
        parts = np.stack([estimate.influence for since, estimate in times.items() if since >= 0])
        value = weights @ [estimate.value for since, estimate in times.items() if since >= 0]
        margin = effect.Z * np.sqrt(np.sum((weights @ parts) ** 2)) / parts.shape[1]
        own = checks.breakdown(
            (value - margin, value + margin), checks.reach(chosen, panel.cohorts, YEARLY), earlier
        )
        theirs = diff_diff.HonestDiD(method="relative_magnitude", l_vec=weights)
        assert own == pytest.approx(theirs.breakdown_value(surface, tol=1e-7), abs=1e-6)


def test_a_breakdown_value_needs_two_rounds_before_and_none_is_left_of_an_interval_with_zero():
    assert checks.breakdown((1.0, 3.0), 1, {}) is None
    assert checks.breakdown((1.0, 3.0), 1, {-1: 0.0}) is None
    assert checks.breakdown((-1.0, 3.0), 1, {-1: 0.5}) == 0
    assert checks.breakdown((-3.0, -1.0), 2, {-1: 0.5, -2: 0.25}) == 1


def test_a_breakdown_value_counts_years_and_not_rounds():
    # Half a point in two years is a quarter a year; four years on, twice that rate is one point.
    assert checks.breakdown((2.0, 6.0), 4, {-2: 0.5}) == 2
    panel, cells = (simulated := simulate(2)), effect.cells(simulated.outcome, simulated.cohorts)
    years = [2012, 2013, 2016, 2017, 2018, 2024, 2025][: panel.outcome.shape[1]]
    assert len(years) == panel.outcome.shape[1]
    twice = [2 * year for year in years]
    after = [cell for cell in cells if cell.since >= 0]
    near, far = (checks.drift(cells, panel.cohorts, scale) for scale in (years, twice))
    assert {2 * apart: value for apart, value in near.items()} == far
    whole = [
        checks.breakdown((1.0, 3.0), checks.reach(after, panel.cohorts, scale), drift)
        for scale, drift in ((years, near), (twice, far))
    ]
    assert whole[0] == pytest.approx(whole[1])  # a unit of time is no evidence
    rounds = range(len(years))
    even = checks.breakdown(
        (1.0, 3.0),
        checks.reach(after, panel.cohorts, rounds),
        checks.drift(cells, panel.cohorts, rounds),
    )
    assert abs(even - whole[0]) > 0.01


CAUSAL = re.compile(
    r"gracias al? |impacto del? |debido al? |a causa de|por efecto de|producto del? |"
    r"por el (convenio|modelo)|thanks to|impact of|because of|caused by|due to|owing to|"
    r"as a result of",
    re.IGNORECASE,
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_words_of_cause_below_an_adjusted_comparison(lang):
    """Nowhere: not on a page, in a print, nor in what a column or a metric is said to be."""
    texts = {key: text for key, text in catalogue(lang, 5).items() if not key.endswith(".adjusted")}
    for metric in serving.metrics().values():
        texts[metric.id] = f"{getattr(metric.name, lang)} {getattr(metric.definition, lang)}"
    for table in specs.contracts().values():
        texts[table.name] = getattr(table.definition, lang)
        for column in table.columns:
            words = (getattr(column.label, lang), getattr(column.definition, lang))
            texts[f"{table.name}.{column.name}"] = " ".join(words)
    assert len(texts) > 3000
    assert {key: text for key, text in texts.items() if CAUSAL.search(text)} == {}
    readings = [key for key in catalogue(lang, 5) if key.startswith("study.reading.")]
    assert {key.rsplit(".", 1)[1] for key in readings} >= {*vars_of_grades()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_replications_and_seed_are_told_as_they_are(lang):
    column = specs.contracts()["out_estudio__effect"].column("std_error")
    for number in (
        catalogue(lang, 5)["chart.effect.subtitle"],
        catalogue(lang, 5)["study.way.subtitle"],
        getattr(column.definition, lang),
    ):
        assert str(effect.DRAWS) in number and str(effect.SEED) in number


def vars_of_grades() -> list[str]:
    return [grading.DESCRIPTIVE, grading.ADJUSTED, grading.INCONCLUSIVE]
