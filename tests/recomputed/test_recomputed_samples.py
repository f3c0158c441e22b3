"""Estimates of samples worked out again with numpy, scipy and statsmodels, and their coverage."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from pipelines import serving
from pipelines.methods.sampling import Stratum, mean, proportion

Answers = dict[str, tuple[int, np.ndarray]]  # units of the universe and answers, by stratum
# Units and answers of each stratum: some taken whole, some by two, some unevenly.
DESIGNS = [
    ((345,), (20,)),
    ((10, 18, 43, 54), (2, 7, 13, 16)),
    ((10, 115), (10, 4)),
    ((12, 13, 160, 160), (12, 13, 2, 2)),
    ((21,) * 6, (2,) * 6),
]


def of_mean(strata: Answers) -> dict[str, float]:
    """Mean, standard error, Satterthwaite's degrees of freedom and ends of the interval."""
    size = sum(units for units, _ in strata.values())
    table = pd.DataFrame(
        [(units, len(own), own.mean(), own.var(ddof=1)) for units, own in strata.values()],
        columns=["N", "n", "mean", "var"],
    )
    share = table["N"] / size
    part = (share**2 * (1 - table["n"] / table["N"]) * table["var"] / table["n"])[
        table["n"] < table["N"]
    ]
    freedom = part.sum() ** 2 / (part**2 / (table["n"] - 1)[part.index]).sum()
    value, error = (share * table["mean"]).sum(), np.sqrt(part.sum())
    low, high = stats.t(freedom, loc=value, scale=error).interval(0.95)
    return {"value": value, "error": error, "freedom": freedom, "low": low, "high": high}


def of_share(strata: Answers) -> dict[str, float]:
    """Share and the ends of its interval, in units of the universe there can be."""
    units, counts = (
        np.array(column) for column in zip(*((u, len(o)) for u, o in strata.values()), strict=True)
    )
    size, n = units.sum(), counts.sum()
    even = ((units / size) ** 2 * (units - counts) / (units - 1) / counts).sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        share = of_mean(strata)
    effective = 1 / even
    if share["error"] > 0:
        level = share["value"] * (1 - share["value"]) / share["error"] ** 2
        level *= (stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, share["freedom"])) ** 2
        effective = min(effective, level)
    ones = int(sum(own.sum() for _, own in strata.values()))
    low, high = proportion_confint(share["value"] * effective, effective, method="beta")
    low, high = (0.0 if ones == 0 else low), (1.0 if ones == n else high)
    least = max(ones, np.floor(low * size + 1e-9))
    most = min(size - (n - ones), np.ceil(high * size - 1e-9))
    return {"value": 100 * share["value"], "low": 100 * least / size, "high": 100 * most / size}


def handed(strata: Answers) -> list[Stratum]:
    return [Stratum(name, units, tuple(own.tolist())) for name, (units, own) in strata.items()]


@pytest.mark.parametrize(("units", "answers"), DESIGNS)
def test_means_and_shares_of_any_design_agree(units, answers):
    draw = np.random.default_rng(units)
    for level in (0.03, 0.5, 1.0):
        scores = {
            f"s{at}": (size, draw.normal(50, 5 + at, n))
            for at, (size, n) in enumerate(zip(units, answers, strict=True))
        }
        expected, estimate = of_mean(scores), mean(handed(scores))
        assert (estimate.value, estimate.std_error) == pytest.approx(
            (expected["value"], expected["error"])
        )
        assert estimate.freedom == pytest.approx(expected["freedom"])
        assert (estimate.low, estimate.high) == pytest.approx((expected["low"], expected["high"]))
        ones = {name: (u, (draw.random(len(o)) < level) * 1.0) for name, (u, o) in scores.items()}
        share, seen = of_share(ones), proportion(handed(ones))
        assert (seen.value, seen.low, seen.high) == pytest.approx(
            (share["value"], share["low"], share["high"])
        )


@pytest.mark.few(11)
@pytest.mark.parametrize(("units", "answers"), DESIGNS)
@pytest.mark.parametrize("level", [None, 0.02, 0.4, 0.98])
def test_the_interval_holds_the_truth_nineteen_times_in_twenty(units, answers, level):
    """Of 300 samples, 92 % would be 2.4 standard errors below what is promised."""
    draw = np.random.default_rng(2012)
    whole = [
        draw.normal(40 + 5 * at, 6 + at, size)
        if level is None
        else (np.arange(size) < round(level * size)) * 1.0
        for at, size in enumerate(units)
    ]
    truth, rule = np.concatenate(whole).mean(), mean if level is None else proportion
    truth *= 1 if level is None else 100
    held = []
    for _ in range(300):
        strata = {
            f"s{at}": (len(own), draw.choice(own, n, replace=False))
            for at, (own, n) in enumerate(zip(whole, answers, strict=True))
        }
        interval = rule(handed(strata))
        held.append(interval.low - 1e-9 <= truth <= interval.high + 1e-9)
    assert np.mean(held) >= 0.92


def test_the_table_of_the_simulated_sample_agrees(demo_built):
    build = serving.open(root=demo_built)
    rows, answers = build.table("out_muestra__estimate"), build.table("out_muestra__answer")
    answers = answers[answers["place"].isin(["drawn", "replacement"]) & answers["value"].notna()]
    checked = 0
    for (design, measure), own in answers.groupby(["design", "measure"]):
        sampled = [int(count) for count in design.split(".")[3].split("-")]
        order = rows[(rows["design"] == design) & (rows["stratum_order"] > 0)]
        names = order.drop_duplicates("stratum_order").sort_values("stratum_order")["stratum_id"]
        strata = {}
        for name, n in zip(names, sampled, strict=True):
            part = own[own["stratum_id"] == name]
            strata[name] = (round(part["weight"].iloc[0] * n), part["value"].to_numpy(float))
        of = rows[(rows["design"] == design) & (rows["measure"] == measure)]
        of = of[of["stratum_id"] == "all"].set_index("statistic")
        is_share = set(own["value"]) <= {0.0, 1.0}
        expected = of_share(strata) if is_share else of_mean(strata)
        shown = of.loc["proportion" if is_share else "mean"]
        size = sum(units for units, _ in strata.values())
        for key, column in (("value", "estimate"), ("low", "low"), ("high", "high")):
            assert shown[column] == pytest.approx(expected[key], abs=1e-5)
            by = size / (100 if is_share else 1)
            assert of.loc["total", column] == pytest.approx(expected[key] * by, abs=1e-3)
        checked += 1
    assert checked
