"""Samples: sizes, allocations held to brute force, draws that anybody can make again."""

from __future__ import annotations

import itertools
from collections import Counter
from math import sqrt

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipelines import serving
from pipelines.errors import FaroError
from pipelines.methods import sampling
from pipelines.methods.sampling import Request, allocation, drawing

NAMES = ("country", "code", "municipality", "region_id", "region", "region_order", "size_id")
NAMES += ("size_es", "size_en", "size_order")
REST = {"population": 1000, "rurality": None, "origin": "delivered"}


def universe(*counts: int, country: str = "XX") -> pd.DataFrame:
    """A made-up country whose size classes have as many municipalities as said."""
    rows = [
        [country, f"{at}{number:03d}", f"M{at}-{number}", "R", "R", None, *[f"c{at}"] * 3, at]
        for at, count in enumerate(counts)
        for number in range(count)
    ]
    return pd.DataFrame(rows, columns=list(NAMES)).assign(**REST)


@pytest.fixture(scope="module")
def places(built) -> pd.DataFrame:
    return serving.open(root=built).table("core_territory__municipality")


def test_thirty_percent_of_125_are_38_in_these_strata(places):
    sample = sampling.draw(places, Request("MX", "30%", ("size",), seed=2012))
    strata = sample.strata
    assert sample.size == len(sample.drawn) == 38
    assert strata["universe"].tolist() == [7, 23, 42, 53]
    # Quotas 2.128, 6.992, 12.768, 16.112: whole parts 36, the two left to the largest remainders.
    assert strata["sampled"].tolist() == [2, 7, 13, 16]
    assert sample.code == "MX.size.proportional.2-7-13-16.2012.6f404aea"
    first = sample.drawn.groupby("stratum_id", sort=False)["municipality"].first()
    assert first.tolist() == ["Otzoloapan", "Jilotzingo", "Jaltenco", "San Mateo Atenco"]
    assert sample.drawn["weight"].sum() == pytest.approx(125)
    assert (strata["probability"] * strata["weight"]).tolist() == pytest.approx([1.0] * 4)


def test_neither_the_order_of_the_rows_nor_another_country_changes_the_draw(places):
    request = Request("MX", "38", ("size",), seed=7)
    sample = sampling.draw(places, request)
    mixed = places.sample(frac=1, random_state=1)
    assert sampling.draw(mixed, request).units.equals(sample.units)
    assert sampling.draw(places[places["country"] == "MX"], request).units.equals(sample.units)
    assert not sampling.draw(places, Request("MX", "38", ("size",), seed=8)).drawn.equals(
        sample.drawn
    )


@pytest.mark.few(8)
@pytest.mark.parametrize("rule", ["proportional", "balanced"])
@pytest.mark.parametrize("strata", [(), ("region",), ("rurality",), ("size", "rurality")])
def test_a_code_draws_the_same_sample_again(places, rule, strata):
    sample = sampling.draw(places, Request("CL", "25%", strata, rule, 99))
    again = sampling.again(places, sample.code)
    assert again.units.equals(sample.units)
    assert again.code == sample.code


def test_replacements_follow_the_sample_in_the_order_of_the_draw(places):
    small = sampling.draw(places, Request("MX", "20", ("size",)))
    large = sampling.draw(places, Request("MX", "40", ("size",)))
    # A larger sample of the same seed is the smaller one and its first replacements.
    for stratum, own in small.units.groupby("stratum_id"):
        order = large.units[large.units["stratum_id"] == stratum]["code"].tolist()
        assert own["code"].tolist() == order
        assert own["draw_order"].tolist() == list(range(1, len(own) + 1))
        assert own["status"].tolist() == sorted(own["status"].tolist())
    assert len(small.units) == 125


def test_every_unit_is_drawn_as_often_as_its_probability_says():
    codes, seeds = [f"{number:05d}" for number in range(10)], 4000
    times: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for seed in range(seeds):
        drawn = sorted(codes, key=lambda code, seed=seed: drawing.draw_key(seed, "XX", code))[:4]
        times.update(drawn)
        pairs.update(itertools.combinations(sorted(drawn), 2))
    for counts, chance in ((times, 4 / 10), (pairs, 4 * 3 / (10 * 9))):
        error = sqrt(chance * (1 - chance) / seeds)
        assert all(abs(count / seeds - chance) < 4.5 * error for count in counts.values())
    assert (len(times), len(pairs)) == (10, 45)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("30%", 38), ("30 %", 38), ("38", 38), ("0,8%", 1), ("100%", 125), ("28.8%", 36), ("1", 1)],
)
def test_a_share_is_rounded_up(text, expected):
    assert sampling.sample_size(text, 125) == expected


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (Request("MX", "126"), "larger_than_universe"),
        (Request("MX", "120%"), "larger_than_universe"),
        (Request("MX", "0"), "bad_size"),
        (Request("MX", "3,5"), "bad_size"),
        (Request("MX", "muchos"), "bad_size"),
        (Request("MX", "3", ("size",)), "stratum_empty"),
        (Request("CL", "20", ("region", "rurality")), "stratum_empty"),
        (Request("MX", "38", ("altura",)), "unknown_variable"),
        (Request("MX", "38", ("rurality",)), "variable_without_data"),
        (Request("MX", "38", ("size",), "neyman"), "no_spread"),
        (Request("MX", "38", ("size",), "neyman", 1, {"population_small": 1.0}), "no_spread"),
        (Request("MX", "38", ("size",), "azar"), "unknown_allocation"),
        (Request("PE", "38"), "no_universe"),
    ],
)
def test_what_cannot_be_drawn_says_why_and_what_to_do(places, request_, code):
    with pytest.raises(FaroError) as refused:
        sampling.draw(places, request_)
    assert refused.value.code == code
    assert refused.value.fix and refused.value.es
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("cualquiera", "no_design"),
        ("MX.size.proportional.2-7-13-16.2012", "no_design"),
        ("MX.altura.proportional.2-7-13-16.2012.6f404aea", "no_design"),
        ("MX.size.proportional.2-7-13-16.2012.00000000", "other_universe"),
        ("MX.size.proportional.2-7-13.2012.6f404aea", "other_universe"),
        ("MX.size.proportional.9-7-13-16.2012.6f404aea", "other_universe"),
        ("PE.size.proportional.2.2012.6f404aea", "no_universe"),
    ],
)
def test_a_code_that_says_no_sample_is_refused(places, code, reason):
    with pytest.raises(FaroError) as refused:
        sampling.again(places, code)
    assert refused.value.code == reason


def test_a_class_that_is_not_known_is_a_stratum_of_its_own():
    frame = universe(5, 5)
    frame.loc[frame["code"] == "0000", ["size_id", "size_es", "size_en", "size_order"]] = None
    sample = sampling.draw(frame, Request("XX", "5", ("size",)))
    assert sample.strata["stratum_id"].tolist() == ["c0", "c1", sampling.UNKNOWN]
    assert sample.strata["label_es"].iloc[-1] == "sin datos publicados"


def every_allocation(counts: list[int], size: int) -> list[tuple[int, ...]]:
    """Every whole-number allocation between the floors and the strata."""
    low = allocation.floors(counts, size)
    ranges = [range(a, b + 1) for a, b in zip(low, counts, strict=True)]
    return [sizes for sizes in itertools.product(*ranges) if sum(sizes) == size]


small = st.lists(st.integers(1, 7), min_size=1, max_size=4)


@given(small, st.data())
def test_proportional_is_nearest_to_the_quotas(counts, data):
    size = data.draw(st.integers(len(counts), sum(counts)))
    quotas = [size * count / sum(counts) for count in counts]

    def far(sizes):
        return sum((a - b) ** 2 for a, b in zip(sizes, quotas, strict=True))

    sizes = allocation.proportional(counts, size)
    assert tuple(sizes) in every_allocation(counts, size)
    assert far(sizes) == pytest.approx(min(map(far, every_allocation(counts, size))))


@st.composite
def varied(draw) -> tuple[list[int], int, list[int]]:
    """Units and spread of a few strata, and how many are drawn in all."""
    counts = draw(small)
    spread = draw(st.lists(st.integers(1, 9), min_size=len(counts), max_size=len(counts)))
    return counts, draw(st.integers(len(counts), sum(counts))), spread


@given(varied())
@example(([3, 4], 6, [1, 1]))  # a rule that is nearly right fails here
def test_neyman_has_the_least_variance(given):
    counts, size, spread = given

    def variance(sizes):
        return sum(
            count**2 * (1 - n / count) * s**2 / n
            for count, s, n in zip(counts, spread, sizes, strict=True)
        )

    best = allocation.neyman(counts, size, spread)
    assert tuple(best) in every_allocation(counts, size)
    assert variance(best) == pytest.approx(min(map(variance, every_allocation(counts, size))))


@given(small, st.data())
def test_balanced_is_as_equal_as_the_strata_allow(counts, data):
    size = data.draw(st.integers(len(counts), sum(counts)))
    sizes = allocation.balanced(counts, size)
    assert tuple(sizes) in every_allocation(counts, size)
    free = [n for n, count in zip(sizes, counts, strict=True) if n < count]
    assert not free or max(sizes) - min(free) <= 1


def test_neyman_gives_more_where_it_varies_more():
    frame = universe(50, 50)
    request = Request("XX", "30", ("size",), "neyman", 1, {"c0": 4.0, "c1": 16.0})
    assert sampling.draw(frame, request).strata["sampled"].tolist() == [6, 24]


def test_balance_sets_sample_and_universe_side_by_side(places):
    sample = sampling.draw(places, Request("MX", "30%", ("size",)))
    rows = sample.balance[sample.balance["variable"] == "size"]
    assert rows["universe"].tolist() == [7, 23, 42, 53]
    assert rows["weighted_pct"].tolist() == pytest.approx(rows["universe_pct"].tolist())
