"""What changed by materia: the parts add up to the change, and what does not compare is grey."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from marks_for_tests import text_of
from pages_for_tests import shown

from presentation.context import PageContext
from presentation.panels import changes
from presentation.words import Text

TABLE = changes.TABLE


@pytest.fixture
def rows(panel):
    return panel.table(TABLE)


def test_the_parts_of_every_municipality_add_up_to_the_change_of_its_weighted_total(panel, rows):
    weights = panel.table("core_fiscalizacion__item_weight", {"revision": "as_published"})
    weights = weights.assign(part=weights["weight"] * weights["score_pct"])
    sums = weights.groupby(["cut", "round_id"])[["part", "weight"]].sum()
    total = sums["part"] / sums["weight"]
    parts = rows.groupby(["cut", "round_id", "previous_round_id"])["contribution_pts"].sum()
    for (cut, late, early), part in parts.items():
        assert part == pytest.approx(total[cut, late] - total[cut, early], abs=1e-6)
    assert len(parts) > 300


def test_a_change_is_that_of_the_scores_and_is_missing_where_one_of_them_is(rows):
    both = rows["score_pct"].notna() & rows["previous_pct"].notna()
    apart = rows["score_pct"] - rows["previous_pct"]
    assert (rows["change_pts"][both] - apart[both]).abs().max() < 1e-9
    assert rows["change_pts"][~both].isna().all()
    assert (rows["comparable_with_previous"] == (rows["item_state"] == "same")).all()


def test_no_cell_that_does_not_compare_is_shaded_as_if_it_did(panel, rows, visit_demo):
    html = shown(visit_demo("cumplimiento", view="changes"))
    last = rows[rows["round_id"] == rows["round_id"].max()]
    table = html.split('class="faro-shades changes', 1)[1]
    plain = sum(table.count(f'class="{step}"') for step in ("up1", "up2", "up3", "down1", "down2"))
    assert plain == 0 or last["comparable_with_previous"].any()
    assert table.count("<tr>") == last["cut"].nunique() + 1
    moved = re.findall(r'<td class="(?:up|down|total)[^>]*>([^<]*)</td>', table)
    assert moved and [cell for cell in moved if cell[0] not in "+−0"] == []
    assert table.count("data-faro-sort") == last["materia_id"].nunique() + 2


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_municipality_says_what_weighed_in_its_change_as_its_score_says_it(
    panel, rows, lang, demo_built, monkeypatch
):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    t = Text(lang, panel)
    ctx = PageContext(panel, t)
    totals = panel.table(changes.TOTALS)
    last = totals[totals["round_id"] == totals["round_id"].max()].head(30)
    for row in last.to_dict("records"):
        title, note = changes.headline(ctx, row["cut"])
        own = rows[(rows["cut"] == row["cut"]) & (rows["round_id"] == row["round_id"])]
        most = own.loc[own["contribution_pts"].abs().idxmax()]
        assert t.points(row["change_pts"], 1) in title
        assert t.pick(most, "materia") in note or abs(most["contribution_pts"]) < 0.05


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_cell_that_does_not_compare_says_so_to_who_hears_it_and_the_key_says_it_in_words(
    panel, rows, lang, demo_built, monkeypatch
):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    t = Text(lang, panel)
    html = str(changes.of_municipality(PageContext(panel, t), rows["cut"].iloc[0]))
    key, _, table = html.partition("<table")
    cells = re.findall(r'<td class="[^"]*(named|unlike)"( aria-label="[^"]*")?>([^<]*)</td>', table)
    assert cells
    for grade, heard, moved in cells:
        assert heard == f' aria-label="{moved}: {t(f"changes.{grade}")}"'
        assert t(f"changes.{grade}") in key
    total = pd.Series({"comparable_with_previous": False, "score_change": -2.0})
    assert t("changes.unlike_total") in changes._total(t, total)


def test_steps_are_of_one_size_both_ways():
    for change in (1.9, 2.0, 9.9, 10.0, 24.9, 25.0, 100.0):
        up, down = changes.step(change), changes.step(-change)
        assert up.replace("up", "") == down.replace("down", "")
    assert pd.Series([changes.step(points) for points in (0, 5, 15, 50)]).is_unique


def test_every_score_stands_under_its_round_and_every_change_after_it(
    panel, rows, demo_built, monkeypatch
):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    t = Text("es", panel)
    cut = rows["cut"].iloc[0]
    rounds = panel.table("core_fiscalizacion__round").set_index("round_id")["label_es"]
    scored = panel.table(changes.SCORES, {"cut": cut, "revision": "as_published"})
    first, *others = sorted(rounds[scored["round_id"].unique()])
    between = [name for label in others for name in (label, t("changes.change"))]
    heads = [t("tiles.materia"), first, *between, t("changes.part")]
    html = str(changes.of_municipality(PageContext(panel, t), cut))
    assert text_of(html.partition("<thead>")[2].partition("</thead>")[0]) == "".join(heads)
