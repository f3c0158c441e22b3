"""Which items two rounds share, the change on those alone, and the linking, by pandas and numpy."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from pipelines import serving
from pipelines.methods.study import linking

ITEMS = "out_fiscalizacion__item_comparability"
PAIR = {"from_round_id": "r2024", "to_round_id": "r2025"}


@pytest.fixture(scope="module")
def panel(demo_built):
    return serving.open(root=demo_built)


@pytest.fixture(scope="module")
def paired(panel):
    """Items with a score in both rounds, weights from the deliveries, shares held still."""
    rows = panel.table("core_fiscalizacion__item_result", {"revision": "as_published"})
    weights = panel.table("core_fiscalizacion__weight")
    latest = weights.groupby("method_id")["version"].transform("max")
    weights = weights[weights["version"] == latest]
    rounds = panel.table("core_fiscalizacion__round")[["round_id", "method_id"]]
    rows = rows[rows["score_pct"].notna()].merge(rounds, on="round_id")
    rows = rows.merge(weights, on=["method_id", "materia_id", "criterion"], suffixes=("", "_w"))
    keys = ["cut", "materia_id", "criterion"]
    early, late = (
        rows[rows["round_id"] == round_id][[*keys, "score_pct", "weight"]]
        for round_id in ("r2024", "r2025")
    )
    both = early.merge(late, on=keys, suffixes=("_1", "_2"))
    total = both.groupby("cut")[["weight_1", "weight_2"]].transform("sum")
    share = (both["weight_1"] / total["weight_1"] + both["weight_2"] / total["weight_2"]) / 2
    return both.assign(share=share)


@pytest.fixture(scope="module")
def totals(panel):
    rows = panel.table("out_fiscalizacion__municipality_standing", {"revision": "as_published"})
    wide = rows.pivot(index="cut", columns="round_id", values="score_pct")
    return wide[["r2024", "r2025"]].set_axis(["early", "late"], axis=1)


def test_every_pair_of_documented_rounds_says_of_every_materia_what_is_known(built):
    rows = serving.open(root=built).table(ITEMS)
    rounds = serving.open(root=built).table("core_fiscalizacion__round")
    documented = rounds[rounds["existence"] == "documented"].sort_values("year")["round_id"]
    pairs = list(itertools.combinations(documented, 2))
    assert set(zip(rows["from_round_id"], rows["to_round_id"], strict=True)) == set(pairs)
    assert rows.groupby(["from_round_id", "to_round_id"]).size().eq(14).all()
    state = rows.set_index(["from_round_id", "to_round_id"])["item_state"].groupby(level=[0, 1])
    state = state.first()
    assert state["r2012", "r2013"] == state["r2016", "r2017"] == "same"  # one method
    assert state["r2017", "r2018"] == state["r2024", "r2025"] == "not_known"
    assert state["r2023", "r2024"] == state["r2018", "r2025"] == "changed"  # worst of the steps
    assert not rows["is_common"].any() and rows["state_basis"].ne("none").all()


def test_the_state_of_an_item_follows_the_files_of_both_rounds(panel):
    rows = panel.table(ITEMS, {"item_level": "item"})
    counts = rows.groupby(["from_round_id", "to_round_id", "item_state"]).size()
    assert counts["r2018", "r2024", "split"] == 56  # whole in 2018, by three criteria in 2024
    assert counts["r2024", "r2025", "not_known"] == 42
    assert set(rows[rows["is_common"]]["from_round_id"]) == {"r2024"}
    items = panel.table("core_fiscalizacion__item_result", {"revision": "as_published"})
    for row in rows.itertuples():
        own = items[items["materia_id"] == row.materia_id]
        criteria = own.groupby("round_id")["criterion"].agg(set)
        early, late = criteria[row.from_round_id], criteria[row.to_round_id]
        assert (row.item_state == "split") == (("overall" in early) != ("overall" in late))


def test_the_change_on_the_common_items_is_that_of_pandas(panel, paired):
    rows = panel.table("out_fiscalizacion__common_item_change", PAIR).set_index("cut")
    moved = paired["share"] * (paired["score_pct_2"] - paired["score_pct_1"])
    change = moved.groupby(paired["cut"]).sum()
    assert len(rows) == len(change) == 345
    assert rows["common_change_pts"].sub(change).abs().max() < 1e-5
    assert rows["item_count"].eq(paired.groupby("cut").size()).all()
    assert set(rows["item_grade"]) == {"by_name"} and set(rows["weighting"]) == {"weighted"}
    assert len(panel.table("out_fiscalizacion__common_item_change")) == 345  # no other pair


def by_hand(paired, totals, cuts):
    """Least squares of the total on the anchor, over every anchor without one materia."""
    shifts, first = [], None
    for materia in [None, *sorted(paired["materia_id"].unique())]:
        rows = paired[paired["cut"].isin(cuts) & (paired["materia_id"] != materia)]
        own = rows.groupby("cut")
        shares = own["share"].sum()
        early, late = (
            (rows[f"score_pct_{at}"] * rows["share"]).groupby(rows["cut"]).sum() / shares
            for at in (1, 2)
        )
        moved = late.mean() - early.mean()
        slopes = [
            sm.OLS(totals.loc[side.index, name], sm.add_constant(side)).fit().params.iloc[1]
            for name, side in (("early", early), ("late", late))
        ]
        shifts += [moved * slope for slope in (*slopes, 1.0)]
        first = shifts[0] if first is None else first
    return first, min(shifts), max(shifts)


@pytest.mark.parametrize("group_id", ["all", "mgtm_pilot", "non_pilot"])
def test_the_linking_and_its_bounds_are_those_of_statsmodels(panel, paired, totals, group_id):
    standing = panel.table("out_fiscalizacion__municipality_standing", {"round_id": "r2025"})
    cuts = standing[standing["group_id"].eq(group_id) | (group_id == "all")]["cut"].unique()
    row = panel.table("out_fiscalizacion__linking", {**PAIR, "group_id": group_id}).iloc[0]
    value, low, high = by_hand(paired, totals, cuts)
    assert row["linked_change_pts"] == pytest.approx(value, abs=1e-5)
    assert (row["linked_low_pts"], row["linked_high_pts"]) == pytest.approx((low, high), abs=1e-5)
    own = totals.loc[totals.index.isin(cuts)]
    observed = (own["late"] - own["early"]).mean()
    assert row["observed_change_pts"] == pytest.approx(observed, abs=1e-6)
    assert row["method_pts"] == pytest.approx(observed - value, abs=1e-5)
    assert row["n_municipalities"] == len(cuts) and row["item_grade"] == "by_name"


def planted(shift: float, *, changed: str | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Sixty municipalities that truly gain four points, under a method that shifts the total."""
    rng = np.random.default_rng(7)
    level = rng.uniform(20, 80, 60)
    rows = [
        (f"{at:05d}", materia, 1 / 5, level[at], level[at] + 4 - 15 * (materia == changed))
        for at in range(60)
        for materia in "abcde"
    ]
    items = pd.DataFrame(rows, columns=["cut", "materia_id", "share", "early_pct", "late_pct"])
    cuts = [f"{at:05d}" for at in range(60)]
    return items, pd.DataFrame({"early": level, "late": level + 4 + shift}, index=cuts)


@pytest.mark.parametrize("shift", [-12.0, 0.0, 9.0])
def test_a_shift_of_the_method_is_told_apart_from_a_true_gain(shift):
    shift_found = linking.link(*planted(shift))
    assert (
        shift_found is not None
        and shift_found.value == pytest.approx(4)
        and shift_found.low <= 4 <= shift_found.high
    )


def test_one_materia_that_changed_after_all_widens_the_bounds_to_hold_the_truth():
    shift_found = linking.link(*planted(0.0, changed="c"))
    assert shift_found is not None
    assert shift_found.value == pytest.approx(1) and shift_found.high == pytest.approx(4)


def test_without_variation_there_is_no_link():
    items, totals = planted(0.0)
    assert linking.link(items.assign(early_pct=50.0), totals) is None


@pytest.mark.parametrize("seed", range(6))
def test_each_materia_is_taken_away_as_if_it_had_never_been(seed):
    """Against anchors made of the items left, where municipalities lack some or have one alone."""
    random = np.random.default_rng(seed)
    items = pd.DataFrame(
        [
            {"cut": f"{cut:05}", "materia_id": materia, "share": random.uniform(0, 3)}
            | dict(zip(("early_pct", "late_pct"), random.uniform(0, 100, 2), strict=True))
            for cut in range(40)
            for materia in random.choice(list("abcde"), random.integers(1, 6), replace=False)
        ]
    )
    totals = pd.DataFrame(
        random.uniform(0, 100, (40, 2)),
        index=[f"{cut:05}" for cut in range(40)],
        columns=["early", "late"],
    )
    kept = [items[items["materia_id"] != materia] for materia in "abcde"]
    every = [linking.anchors(rows) for rows in [items, *kept]]
    changes = [change for anchor in every for change in linking._changes(anchor, totals)]
    linked = linking.link(items, totals)
    assert (linked.low, linked.high) == pytest.approx((min(changes), max(changes)), abs=1e-9)
