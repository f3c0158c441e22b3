"""The engine of plans: its end is the earliest, its reasons hold, its refusals say what to do."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning_cases import START, breaks_nothing, least_months, regional, request

from pipelines.errors import FaroError
from pipelines.methods.planning import Fact, Promise, forecast, months, plan
from pipelines.methods.planning.planner import capacity_for, earliest

NAMES = "abcde"


@st.composite
def small(draw):
    lengths = draw(st.lists(st.integers(1, 4), min_size=1, max_size=5))
    lengths = [min(length, 3) for length in lengths] if len(lengths) == 5 else lengths
    named = dict(zip(NAMES, lengths, strict=False))
    after = {
        name: tuple(first for first in NAMES[:n] if draw(st.integers(0, 3)) == 0)
        for n, name in enumerate(named)
    }
    return request(named, draw(st.integers(1, 3)), after)


def starts_of(made) -> np.ndarray:
    return np.array([[made.step(tool.tool_id).start - START for tool in made.request.tools]])


@settings(max_examples=25, deadline=None)
@given(small())
def test_every_vector_of_starts_agrees_on_the_earliest_end(wanted):
    made = plan(wanted)
    assert breaks_nothing(wanted, starts_of(made)).all()
    assert made.end - START + 1 == least_months(wanted)
    assert made.is_proven


@settings(max_examples=25, deadline=None)
@given(small())
def test_slack_is_what_a_tool_can_be_late(wanted):
    made = plan(wanted)
    for step in made.steps:
        late = replace(
            wanted,
            tools=tuple(
                replace(tool, earliest=step.start + step.slack)
                if tool.tool_id == step.tool_id
                else tool
                for tool in wanted.tools
            ),
        )
        assert earliest(late) <= made.end
    assert all(made.step(link.tool_id).slack == 0 for link in made.chain)
    assert made.step(made.chain[-1].tool_id).end == made.end
    for before, link in zip(made.chain, made.chain[1:], strict=False):
        assert link.because == before.tool_id
        assert made.step(before.tool_id).end + 1 == made.step(link.tool_id).start
    assert made.chain[0].because is None


@pytest.mark.thorough
@pytest.mark.parametrize(("capacity", "length"), [(1, 88), (2, 44), (3, 30), (4, 23), (17, 12)])
def test_the_regional_model(capacity, length):
    made = plan(regional(capacity))
    assert (made.end - START + 1, made.is_proven) == (length, True)
    assert breaks_nothing(made.request, starts_of(made)).all()
    assert made.bound == ("tool" if capacity == 17 else "capacity")
    if capacity == 2:  # eighty-eight months in two places leave no room: a list needs one more
        assert made == plan(regional(capacity))


def test_alike_tools_keep_the_order_of_the_model():
    made = plan(request(dict.fromkeys("dcba", 2), 1))
    assert [step.tool_id for step in made.steps] == list("dcba")


def test_what_fixes_the_end():
    chained = request({"a": 2, "b": 3, "c": 1}, 3, {"b": ("a",)})
    made = plan(chained)
    assert (made.bound, [link.tool_id for link in made.chain]) == ("order", ["a", "b"])
    assert made.step("c").slack == 4
    mixed = plan(request({"a": 2, "b": 2, "c": 2, "d": 4}, 2, {"d": ("a",)}))
    assert mixed.bound in {"order", "mixed"}
    assert mixed.end - START == 5


def test_a_tool_in_progress_keeps_its_place_and_its_months():
    facts = (Fact("a", START - 2, START + 1),)
    made = plan(request({"a": 4, "b": 2, "c": 1}, 1, {"b": ("a",)}, facts=facts))
    assert (made.step("a").start, made.step("a").end) == (START - 2, START + 1)
    assert made.start == START - 2
    assert min(made.step("b").start, made.step("c").start) == START + 2  # one place, and a has it
    two = (Fact("a", START, START + 1), Fact("c", START, START + 3))
    crowded = plan(request({"a": 2, "b": 2, "c": 4}, 1, facts=two))
    assert crowded.step("b").start == START + 4  # more in progress than the capacity: it waits


def test_facts_that_broke_the_order_are_said_not_refused():
    facts = (Fact("b", START - 3, START - 2, is_done=True),)
    made = plan(request({"a": 2, "b": 2}, 1, {"b": ("a",)}, facts=facts))
    assert made.broken == (("a", "b"),)
    for begun, broken in ((START - 2, (("a", "b"),)), (START - 1, ())):  # in its last month, after
        facts = (Fact("a", START - 4, START - 2, is_done=True), Fact("b", begun, START))
        made = plan(request({"a": 3, "b": 2}, 2, {"b": ("a",)}, facts=facts))
        assert made.broken == broken, begun


@pytest.mark.few(5)
@pytest.mark.parametrize(
    ("wanted", "code", "words"),
    [
        (request({}, 1), "nothing_to_plan", "no queda herramienta"),
        (request({"a": 1}, 0), "no_capacity", "capacidad de 1"),
        (request({"a": None, "b": None, "c": 1}, 1), "no_months", "duración de a y b."),
        (request({"a": 0}, 1), "bad_months", "meses enteros"),
        (
            request({"a": 1, "b": 1, "c": 1}, 1, {"a": ("c",), "b": ("a",), "c": ("b",)}),
            "order_circle",
            "a → c → b → a",
        ),
        (
            regional(2, deadline=START + 40),
            "deadline_too_early",
            "antes de 2030-08, 3 meses después. Muévalo a 2030-08 o trabaje en 3",
        ),
        (regional(2, deadline=START + 10), "deadline_too_early", "Ni con todas a la vez"),
    ],
)
def test_a_plan_that_cannot_be_met_says_why_and_what_to_do(wanted, code, words):
    with pytest.raises(FaroError) as caught:
        plan(wanted)
    assert caught.value.code == code
    assert words in caught.value.in_language("es")
    assert caught.value.fix


def test_the_fewest_at_once_that_meet_a_deadline():
    assert capacity_for(regional(1, deadline=START + 29)) == 3
    assert plan(regional(3, deadline=START + 29)).end == START + 29
    assert capacity_for(regional(1, deadline=START + 10)) is None


def test_months_are_those_of_the_calendar():
    made = plan(request({"a": 2}, 1))
    assert months.first_day(made.steps[0].start) == date(2027, 1, 1)
    assert months.last_day(made.steps[0].end) == date(2027, 2, 28)
    assert months.last_day(months.read("2028-02")) == date(2028, 2, 29)
    for day in (1, 14, 15, 16, 28):  # one ends, the next starts the day after: never one month
        ended, begun = date(2027, 3, day), date(2027, 3, day + 1)
        assert months.starting(begun) == months.ending(ended) + 1
    march = months.read("2027-03")
    assert [months.starting(date(2027, 3, day)) - march for day in (1, 15, 16, 31)] == [0, 0, 1, 1]
    assert months.write(months.read("2027-12")) == "2027-12"
    for text in ("2027-13", "2027", "27-01", "1999-01", ""):
        with pytest.raises(FaroError, match="no month"):
            months.read(text)


PROMISES = [
    Promise("a", START, START + 1),
    Promise("b", START + 2, START + 4),
    Promise("c", START, START + 2),
]
TOOLS = request({"a": 2, "b": 3, "c": 3}, 2, {"b": ("a",)}).tools


def test_a_plan_kept_moves_nothing():
    done = {"a": (date(2027, 1, 4), date(2027, 2, 26)), "c": (date(2027, 1, 11), None)}
    forecasted = forecast(TOOLS, PROMISES, done, now=date(2027, 3, 1), capacity=2)
    assert (forecasted.moves, forecasted.late) == ((), 0)


def test_what_slips_and_what_that_moves():
    happened = {"a": (date(2027, 2, 20), None), "c": (None, None)}
    forecasted = forecast(TOOLS, PROMISES, happened, now=date(2027, 3, 20), capacity=2)
    moved = {move.tool_id: move for move in forecasted.moves}
    assert (moved["a"].is_cause, moved["a"].late) == (True, 2)
    assert (moved["c"].is_cause, moved["c"].late) == (True, 2)
    assert (moved["b"].is_cause, moved["b"].late) == (False, 2)
    assert forecasted.late == 2
    assert months.write(forecasted.plan.end) == "2027-07"


def test_a_tool_overdue_is_not_expected_before_this_month():
    happened = {"a": (date(2027, 1, 4), None)}
    forecasted = forecast(TOOLS, PROMISES, happened, now=date(2027, 8, 2), capacity=2)
    assert forecasted.plan.step("a").end == months.read("2027-08")
    assert forecasted.plan.step("b").start == months.read("2027-09")


def test_the_solver_waits_until_a_plan_needs_it():
    before = {name for name in sys.modules if name.startswith("ortools")}
    plan(regional(17))
    assert {name for name in sys.modules if name.startswith("ortools")} == before
