"""The effect by time, worked out again from its cells: time is in calendar years."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines import serving


@pytest.fixture(scope="module")
def rows(demo_built):
    return serving.open(root=demo_built).table("out_estudio__effect")


@pytest.fixture(scope="module")
def years(demo_built):
    rounds = serving.open(root=demo_built).table("core_fiscalizacion__round")
    return rounds.set_index("round_id")["year"]


def test_the_time_of_a_cell_is_in_years(rows, years):
    cells = rows[rows["level"] == "cell"]
    apart = cells["round_id"].map(years) - cells["cohort_round_id"].map(years)
    assert cells["event_time"].astype(int).tolist() == apart.tolist()
    assert (apart.abs() > 2).any()  # rounds are not one a year


@pytest.mark.parametrize("estimator", ["cs_dr", "cs_plain"])
def test_a_time_is_the_mean_of_its_cells_by_the_size_of_their_cohorts(rows, estimator):
    own = rows[(rows["estimator"] == estimator) & (rows["scale"] == "points")]
    cells = own[(own["level"] == "cell") & (own["state"] == "identified")]
    shown = own[own["level"] == "event"].set_index("event_time")["estimate"].sort_index()
    expected = cells.groupby("event_time").apply(
        lambda part: np.average(part["estimate"], weights=part["n_treated"])
    )
    assert shown.index.tolist() == expected.index.tolist()
    assert shown.tolist() == pytest.approx(expected.tolist(), abs=1e-5)
