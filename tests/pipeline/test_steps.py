"""Places as ranges and the cheapest path: small cases whose answers are known by hand."""

from __future__ import annotations

import itertools
from importlib import import_module

import numpy as np
import pytest

from pipelines import serving, specs
from pipelines.build import warehouse
from pipelines.specs import lineage

draw = import_module("pipelines.build.steps.out_fiscalizacion__rank_draw")
path = import_module("pipelines.build.steps.out_fiscalizacion__path_choice")
WEIGHTS = np.array([2.0, 1.0, 3.0, 1.0, 2.0, 1.0])


@pytest.fixture(scope="module")
def panel(demo_built):
    return serving.open(root=demo_built)


def test_municipalities_that_are_alike_share_every_place():
    drawn = draw.ranges(np.tile([90.0, 10.0, 50.0, 100.0, 0.0, 70.0], (4, 1)), WEIGHTS)
    assert drawn.rank.tolist() == [1] * 4
    assert drawn.low.tolist() == [1] * 4
    assert drawn.high.tolist() == [4] * 4
    assert drawn.tied.tolist() == [3] * 4


def test_one_that_leads_on_every_item_is_always_first():
    rest = np.array([[60.0, 20, 80, 40, 90, 10], [50.0, 70, 10, 80, 20, 60]])
    drawn = draw.ranges(np.vstack([rest, rest.max(axis=0) + 1, rest.min(axis=0) - 1]), WEIGHTS)
    assert (drawn.low[2], drawn.high[2], drawn.tied[2]) == (1, 1, 0)
    assert (drawn.low[3], drawn.high[3], drawn.tied[3]) == (4, 4, 0)
    assert drawn.low[:2].tolist() == [2, 2] and drawn.high[:2].tolist() == [3, 3]
    assert drawn.tied[:2].tolist() == [1, 1]


def test_the_score_is_the_weighted_mean_of_what_is_known():
    scores = np.array([[100.0, np.nan, 0, np.nan, np.nan, np.nan], [50.0] * 6])
    drawn = draw.ranges(scores, WEIGHTS)
    assert drawn.points.tolist() == [4000, 5000]  # 2 · 100 / (2 + 3)
    assert drawn.rank.tolist() == [2, 1]


def test_equal_inputs_give_equal_ranges_and_the_order_of_rows_is_no_matter():
    scores = np.random.default_rng(7).integers(0, 101, (30, 14)).astype(float)
    weights = np.arange(1.0, 15.0)
    first, two = draw.ranges(scores, weights), draw.ranges(scores[::-1], weights * 10)
    for name in ("points", "rank", "low", "high", "tied"):
        assert getattr(first, name).tolist() == getattr(two, name)[::-1].tolist()
    assert ((first.low <= first.rank) & (first.rank <= first.high)).all()


def test_places_shared_by_equals():
    best, worst = draw.places(np.array([[30, 10, 30, 20]]))
    assert best.tolist() == [[1, 4, 1, 3]] and worst.tolist() == [[2, 4, 2, 3]]


def test_a_round_with_few_items_or_without_weights_has_no_ranges(tmp_path):
    connection = warehouse.connect(tmp_path / "small.duckdb")
    connection.execute(
        "create table core_fiscalizacion__item_weight as select cut, 'r1' as round_id, "
        "'as_published' as revision, 'm' || item as materia_id, 'overall' as criterion, "
        "10.0 * item as score_pct, if(cut = '00003', null, 1.0) as weight, '1' as weight_version, "
        "'official' as weight_status, 'delivered' as origin "
        "from range(6) as items(item), unnest(['00001', '00002', '00003']) as cuts(cut)"
    )
    rows = draw.make(connection).to_pylist()
    assert [row["cut"] for row in rows] == ["00001", "00002"]
    assert {row["origin"] for row in rows} == {"computed"}
    connection.execute("delete from core_fiscalizacion__item_weight where materia_id < 'm2'")
    assert draw.make(connection).num_rows == 0


def test_ranges_of_the_panel_are_wide_in_the_middle_and_never_only_for_some(panel):
    rows = panel.table("out_fiscalizacion__rank_range", {"round_id": "r2025"})
    assert len(rows) == 345
    middle = rows[rows["rank"].between(140, 205)]
    assert (middle["rank_high"] - middle["rank_low"]).median() > 50
    first = rows[rows["score_pct"] == 100]
    assert (first["rank_low"] == 1).all() and first["rank_high"].nunique() == 1


def test_the_path_is_the_cheapest_of_all_choices():
    rng = np.random.default_rng(3)
    for _ in range(60):
        gains, efforts = rng.integers(1, 40, 8), rng.integers(100, 900, 8)
        need = int(rng.integers(1, gains.sum() + 1))
        [chosen, _] = path.cheapest(gains, efforts, [need, int(gains.sum())])
        assert gains[chosen].sum() >= need
        every = itertools.product([False, True], repeat=8)
        least = min(efforts[list(c)].sum() for c in every if gains[list(c)].sum() >= need)
        assert efforts[chosen].sum() == least


def test_a_path_by_hand():
    gains, efforts = np.array([10, 6, 5]), np.array([500, 150, 160])
    paths = [path.tolist() for path in path.cheapest(gains, efforts, [10, 12, 99])]
    assert paths == [[False, True, True], [True, True, False], [True, True, True]]


def test_every_path_climbs_to_its_target_and_not_a_step_further(panel):
    rows = panel.table("out_fiscalizacion__mend_path")
    keys = ["cut", "round_id", "target_pct"]
    last = rows.groupby(keys)["score_after_pct"].max().reset_index()
    assert (last["score_after_pct"] >= last["target_pct"] - 0.01).all()
    short = rows.groupby(keys).agg(
        gain=("gain_pts", "sum"), least=("gain_pts", "min"), now=("score_now_pct", "first")
    )
    spare = (short["now"] + short["gain"] - short["least"]).reset_index()
    assert (spare[0] < spare["target_pct"] + 0.01).all()  # without its smallest item it falls short
    assert (rows["success_n"] >= 5).all()


def test_kinds_of_failure_add_up_to_the_low_cells(panel):
    kinds = panel.table("out_fiscalizacion__failure_kind")
    cells = panel.table("out_fiscalizacion__materia_cell", {"is_low": True})
    assert cells["failure_kind"].notna().all()
    assert kinds.groupby("round_id")["cells_count"].sum().to_dict() == (
        cells.groupby("round_id").size().to_dict()
    )
    weak = panel.table("out_fiscalizacion__materia_round", {"is_weak": True})
    systemic = cells[cells["failure_kind"].isin(["systemic", "both"])]
    assert set(systemic["materia_id"]) <= set(weak["materia_id"])


def test_parts_of_a_change_add_up(panel):
    rows = panel.table("out_fiscalizacion__change_group").dropna(subset=["change_pts"])
    parts = rows[["common_pts", "regression_pts", "own_pts"]].sum(axis=1)
    assert (parts - rows["change_pts"]).abs().max() < 1e-9


def test_a_published_score_stands_beside_published_means(built):
    rows = serving.open(root=built).table("out_fiscalizacion__municipality_position")
    assert len(rows) > 0 and set(rows["origin"]) == {"published"}
    assert rows["source_ids"].notna().all() and rows["peer_mean_pct"].isna().all()
    means = rows.set_index("round_id")["country_mean_pct"]
    assert means["r2024"].iloc[0] == 78.1


def test_every_step_has_its_contract():
    steps = {name for name, file in lineage.table_files().items() if file.suffix == ".py"}
    assert {"core_calendar__day", "out_fiscalizacion__rank_draw", "out_estudio__effect"} <= steps
    assert steps <= set(specs.contracts())
