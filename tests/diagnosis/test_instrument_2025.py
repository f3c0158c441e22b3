"""The rule of the instrument of 2025 on cases worked by hand, and its path against all others."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import serving
from pipelines.methods.questionnaires.instrument_2025 import (
    SCENARIOS,
    Answer,
    Item,
    item_score,
    path,
    score,
)

FOUR = Item("a_1", "a", 4)
ITEMS = (FOUR, Item("a_2", "a", 2), Item("b_1", "b", 0), Item("c_1", "c", 5))
WEIGHTS = {"a": 0.5, "b": 0.3, "c": 0.2}
FULL = Answer("there", met=4)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer("there", met=4), 1.0),
        (Answer("there", met=2), 0.875),  # 0.75 × 1 + 0.25 × 2/4
        (Answer("there", complete="no", met=4), 0.4375),  # 0.75 × 0.25 + 0.25
        (Answer("there", complete="unknown", met=4), 1.0),
        (Answer("there", is_available=False, met=4), 0.25),  # the lowest of the three is 0
        (Answer("there", is_current=False, complete="no", met=0), 0.0),
        (Answer("there", met=1, applicable=2), 0.875),
        (Answer("there", met=0, applicable=0), 1.0),
        (Answer("nothing_to_publish"), None),
        (Answer("not_due"), None),
        (Answer("absent"), 0.0),
        (Answer("broken"), 0.0),
    ],
)
def test_items_by_hand(answer, expected):
    assert item_score(FOUR, answer) == expected


@pytest.mark.parametrize("answer", [Answer("there", met=5), Answer("there", met=3, applicable=2)])
def test_more_met_than_there_are_is_refused_by_name(answer):
    with pytest.raises(ValueError, match="a_1"):
        item_score(FOUR, answer)


def test_a_total_by_hand():
    answers = {
        "a_1": Answer("there", met=2),  # 0.875
        "a_2": Answer("absent"),  # 0
        "b_1": Answer("there"),  # 1: no specific indicator
        "c_1": Answer("there", complete="no", met=5),  # 0.4375
    }
    found = score(ITEMS, WEIGHTS, answers)
    assert found.materias == {"a": 0.4375, "b": 1.0, "c": 0.4375}
    assert found.total == pytest.approx(0.5 * 0.4375 + 0.3 + 0.2 * 0.4375)


def test_a_materia_that_drops_out_leaves_its_weight_to_the_others():
    answers = {"a_1": FULL, "a_2": Answer("not_due"), "b_1": Answer("nothing_to_publish")}
    answers["c_1"] = Answer("absent")
    found = score(ITEMS, WEIGHTS, answers)
    assert found.materias == {"a": 1.0, "b": None, "c": 0.0}
    assert found.total == pytest.approx(0.5 / 0.7)
    assert score(ITEMS, WEIGHTS, {}).total is None


@st.composite
def answered(draw):
    found = {}
    for item in ITEMS:
        applicable = draw(st.integers(0, item.indicators))
        found[item.item_id] = Answer(
            draw(st.sampled_from(SCENARIOS)),
            draw(st.booleans()),
            draw(st.booleans()),
            draw(st.sampled_from(["yes", "no", "unknown"])),
            draw(st.integers(0, applicable)),
            applicable,
        )
    return found


def mended(answers, chosen):
    whole = {
        item.item_id: Answer("there", met=answers[item.item_id].applicable or 0,
                             applicable=answers[item.item_id].applicable)
        for item in ITEMS
    }  # fmt: skip
    return {name: whole[name] if name in chosen else one for name, one in answers.items()}


@given(answered(), st.floats(0, 1))
def test_no_fewer_items_reach_the_target(answers, target):
    now = score(ITEMS, WEIGHTS, answers)
    steps = path(ITEMS, WEIGHTS, answers, target)
    chosen = [step.item_id for step in steps]
    if now.total is None:
        assert not steps
        return
    after = score(ITEMS, WEIGHTS, mended(answers, chosen)).total
    assert after == pytest.approx(steps[-1].total_pct / 100 if steps else now.total)
    scored = [name for name, value in now.items.items() if value is not None]
    for fewer in range(len(chosen)):
        for others in combinations(scored, fewer):
            assert score(ITEMS, WEIGHTS, mended(answers, others)).total < target + 1e-9


def test_the_instrument_says_that_a_third_party_wrote_it(built):
    rows = serving.open(root=built).table("out_instrumento__item")
    assert set(rows["origin"]) <= {"third_party"}
    assert rows.loc[rows["is_scored"], "worth_pts"].sum() == pytest.approx(100)
    assert set(rows.loc[~rows["is_scored"], "worth_pts"].isna()) == {True}
