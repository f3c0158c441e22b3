"""Estimates from a sample: a textbook's answer, and every sample of a small universe."""

from __future__ import annotations

import itertools
from statistics import fmean, variance

import numpy as np
import pytest
from scipy import stats

from pipelines.methods.sampling import Stratum, count, estimating, mean, proportion, total


def student_at(freedom: float) -> float:
    return float(stats.t.ppf(0.975, freedom))


def pair(mean_: float, spread: float, n: int) -> tuple[float, ...]:
    """Values with this mean and this variance, half below and half above (and one between)."""
    step = (spread * (n - 1) / (n - n % 2)) ** 0.5
    half = n // 2
    return (*[mean_ - step] * half, *[mean_ + step] * half, *[mean_] * (n % 2))


def test_the_farms_of_lohr():
    """Lohr, Sampling: Design and Analysis, example 3.2: farm acreage of 3 078 counties."""
    table = [
        ("NE", 220, 21, 97_629.8, 7_647_472_708),
        ("NC", 1054, 103, 300_504.2, 29_618_183_543),
        ("S", 1382, 135, 211_315.0, 53_587_487_856),
        ("W", 422, 41, 662_295.5, 396_185_950_266),
    ]
    strata = [Stratum(name, size, pair(m, s, n)) for name, size, n, m, s in table]
    estimate = total(strata)
    assert estimate.value == pytest.approx(909_736_035, rel=1e-6)
    assert estimate.std_error == pytest.approx(50_417_248, rel=1e-6)
    assert (estimate.answers, estimate.universe) == (300, 3078)
    parts = [size**2 * (1 - n / size) * s / n for _, size, n, _, s in table]
    freedom = sum(parts) ** 2 / sum(
        p**2 / (row[2] - 1) for p, row in zip(parts, table, strict=True)
    )
    assert estimate.freedom == pytest.approx(freedom) and 90 < freedom < 296
    assert estimate.low == pytest.approx(estimate.value - student_at(freedom) * estimate.std_error)


def test_over_every_sample_the_estimate_and_its_variance_are_right():
    universe = {"a": (3.0, 5.0, 9.0, 4.0), "b": (20.0, 26.0, 21.0, 35.0, 28.0)}
    draws = [
        itertools.combinations(values, n)
        for values, n in zip(universe.values(), (2, 3), strict=True)
    ]
    samples = [
        mean([Stratum("a", 4, first), Stratum("b", 5, two)])
        for first, two in itertools.product(*map(list, draws))
    ]
    assert len(samples) == 6 * 10
    truth = fmean([*universe["a"], *universe["b"]])
    estimates = [sample.value for sample in samples]
    assert fmean(estimates) == pytest.approx(truth)
    true_variance = fmean((estimate - truth) ** 2 for estimate in estimates)
    assert fmean(sample.std_error**2 for sample in samples) == pytest.approx(true_variance)


def test_a_stratum_taken_whole_adds_no_doubt():
    strata = [Stratum("a", 2, (1.0, 9.0)), Stratum("b", 10, (4.0, 5.0, 6.0))]
    estimate = mean(strata)
    alone = (10 / 12) ** 2 * (1 - 3 / 10) * variance((4.0, 5.0, 6.0)) / 3
    assert estimate.std_error == pytest.approx(alone**0.5)
    assert estimate.freedom == pytest.approx(2)  # three answers of the other stratum, less one


def test_a_census_is_certain():
    strata = [Stratum("a", 2, (1.0, 0.0)), Stratum("b", 3, (1.0, 1.0, 0.0))]
    for rule, value in ((mean, 0.6), (proportion, 60.0), (count, 3.0)):
        estimate = rule(strata)
        assert (estimate.state, estimate.freedom, estimate.effective) == ("estimated", None, None)
        assert estimate.low == estimate.high == pytest.approx(value)


def test_a_stratum_whose_answers_are_all_the_same_is_not_taken_as_certain():
    """Nine of ten have 100: most samples of five see nothing else, and the mean hides the rest."""
    draw = np.random.default_rng(2012)
    nearly = np.where(np.arange(120) < 108, 100.0, 20.0)
    others = draw.normal(60, 15, 120)
    truth = float(np.concatenate([nearly, others]).mean())
    constant = held = 0
    for _ in range(400):
        own = draw.choice(nearly, 5, replace=False)
        if len(set(own)) > 1:
            continue
        constant += 1
        estimate = mean(
            [
                Stratum("nearly", 120, tuple(own)),
                Stratum("others", 120, tuple(draw.choice(others, 20, replace=False))),
            ]
        )
        held += estimate.low <= truth <= estimate.high
    assert constant > 200
    assert held / constant > 0.9  # 0.23 where such a stratum adds no variance


def test_answers_that_do_not_differ_do_not_make_a_mean_certain():
    estimate = mean([Stratum("a", 345, (50.0,) * 20), Stratum("b", 2, (50.0, 50.0))])
    assert (estimate.state, estimate.value, estimate.strata) == ("no_interval", 50.0, ("a",))
    assert estimate.low is None and estimate.std_error is None


@pytest.mark.parametrize(
    ("universe", "least", "most"),
    [(345, 80, 90), (25, 23 / 25 * 100, 24 / 25 * 100), (20, 100, 100)],
)
def test_twenty_of_twenty_is_no_hundred_to_hundred(universe, least, most):
    estimate = proportion([Stratum("a", universe, (1.0,) * 20)])
    assert estimate.value == estimate.high == 100
    assert least <= estimate.low <= most
    assert count([Stratum("a", universe, (1.0,) * 20)]).low == pytest.approx(
        estimate.low * universe / 100
    )


def test_one_answer_in_a_stratum_is_said_and_gives_no_interval():
    strata = [
        Stratum("a", 6, (1.0,)),
        Stratum("b", 10, (4.0, 5.0, 6.0, 7.0)),
        Stratum("c", 1, (2.0,)),
    ]
    estimate = mean(strata)
    assert (estimate.state, estimate.strata) == ("no_interval", ("a",))
    assert estimate.value == pytest.approx((6 * 1 + 10 * 5.5 + 2) / 17)
    assert estimate.low is None and estimate.std_error is None


@pytest.mark.parametrize(
    ("values", "state", "named"),
    [
        (((1.0, 2.0), (3.0, 4.0)), "too_few", ()),
        (((), (3.0, 4.0, 5.0, 6.0, 7.0)), "stratum_empty", ("s0",)),
        (((1.0, 2.0), (3.0, 4.0, 5.0)), "estimated", ()),
    ],
)
def test_states(values, state, named):
    estimate = mean(
        [Stratum(f"s{at}", 20, answers_given) for at, answers_given in enumerate(values)]
    )
    assert (estimate.state, estimate.strata) == (state, named)
    assert (estimate.value is None) == (state in ("too_few", "stratum_empty"))


def test_a_proportion_is_the_mean_of_ones_and_stays_within_bounds():
    strata = [Stratum("a", 30, (1.0,) * 5 + (0.0,)), Stratum("b", 60, (1.0,) * 6)]
    share = proportion(strata)
    assert share.value == pytest.approx(100 * (30 * 5 / 6 + 60) / 90)
    assert 0 <= share.low < share.value < share.high <= 100


@pytest.mark.parametrize(("freedom", "printed"), [(1, 12.706), (4, 2.776), (30, 2.042)])
def test_student_is_the_printed_table(freedom, printed):
    assert estimating.student(freedom) == pytest.approx(printed, abs=5e-4)
