"""What the start lets one expect, worked out again by ``statsmodels`` from the totals alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from pipelines import serving

PAIR = ["previous_round_id", "round_id"]


@pytest.fixture(scope="module")
def panel(demo_built):
    return serving.open(root=demo_built)


@pytest.fixture(scope="module")
def changes(panel) -> pd.DataFrame:
    """Municipality and round: its start, its change and what the line through all leaves over."""
    totals = panel.table("core_fiscalizacion__total_result", {"revision": "as_published"})
    totals = totals[totals["score_pct"].notna()]
    years = panel.table("core_fiscalizacion__round").set_index("round_id")["year"]
    rows = totals.assign(year=totals["round_id"].map(years)).sort_values(["cut", "year"])
    before = rows.groupby("cut")[["round_id", "score_pct"]].shift()
    rows = rows.assign(previous_round_id=before["round_id"], start=before["score_pct"]).dropna(
        subset=["start"]
    )
    rows["change"] = rows["score_pct"] - rows["start"]
    for _, own in rows.groupby(PAIR):
        line = sm.OLS(own["change"], sm.add_constant(own["start"])).fit()
        rows.loc[own.index, ["expected", "beyond"]] = np.c_[line.fittedvalues, line.resid]
        rows.loc[own.index, "beta"] = line.params["start"]
    comunas = panel.table("core_territory__comuna").set_index("cut")
    return rows.assign(
        region=rows["cut"].map(comunas["region_code"]),
        rurality=rows["cut"].map(comunas["pndr_class_2024"]),
    )


@pytest.mark.parametrize("dimension", ["region", "rurality", "start", "group"])
def test_what_is_beyond_the_expected_is_the_mean_of_the_residuals(panel, changes, dimension):
    members = changes.copy()
    if dimension == "start":
        order = members.sort_values(["start", "cut"]).groupby(PAIR)
        place, size = order.cumcount(), order["cut"].transform("size")
        # Of a number that four does not divide the first quarters hold one more, as NTILE says.
        short, more = size // 4, size % 4
        long = more * (short + 1)
        quarter = np.where(place < long, place // (short + 1), more + (place - long) // short)
        members["member"] = pd.Series(quarter, place.index).map(lambda at: f"q{at + 1:.0f}")
    elif dimension == "group":
        own = panel.table("out_convenios__group_member")
        own = own[own["group_id"] != "all"].rename(columns={"group_id": "member"})
        members = members.merge(own[["cut", "member"]], on="cut")
    else:
        members["member"] = members[dimension]
    means = members.groupby([*PAIR, "member"]).agg(
        n=("beyond", "size"),
        previous_pct=("start", "mean"),
        change_pts=("change", "mean"),
        expected_change_pts=("expected", "mean"),
        beyond_expected_pts=("beyond", "mean"),
        error=("beyond", "sem"),
    )
    shown = panel.table("out_estudio__regression", {"dimension": dimension})
    shown = shown.set_index([*PAIR, "member"]).sort_index()
    means = means.sort_index()
    assert shown.index.equals(means.index) and len(means) >= 10
    assert shown["n_municipalities"].tolist() == means["n"].tolist()
    printed = means["n"] >= 5
    names = ["previous_pct", "change_pts", "expected_change_pts", "beyond_expected_pts"]
    assert np.allclose(shown.loc[printed, names], means.loc[printed, names], atol=1e-6)
    assert shown.loc[~printed, names].isna().all(axis=None)
    margins = stats.t.ppf(0.975, means["n"] - 1) * means["error"]
    assert np.allclose(shown.loc[printed, "margin_pts"], margins[printed], rtol=1e-3)


def test_the_slope_of_catching_up_is_that_of_least_squares(panel, changes):
    shown = panel.table("out_estudio__spread", {"group_id": "all"}).set_index("round_id")
    slopes = changes.groupby("round_id")["beta"].first()
    assert len(slopes) == 6 and slopes.std() > 0
    assert shown.loc[slopes.index, "beta"].tolist() == pytest.approx(slopes.tolist(), abs=1e-9)
