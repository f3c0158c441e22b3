"""Scores by hand: weights, coverage, missing against zero, change, groups, the ladder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import paths
from pipelines.build.statements import make_table
from pipelines.build.warehouse import teach

# Two tools: A weighs 30 (questions 60 and 40, levels 0–3), B weighs 70 (one question, 0–2).
QUESTIONS = [
    ("a1", 1, "A", 60.0, 30.0, "wide", 3, None, None),
    ("a2", 2, "A", 40.0, 30.0, "wide", 3, None, None),
    ("b1", 3, "B", 100.0, 70.0, "short", 2, None, None),
    ("m1", 4, None, None, None, "short", 2, "ta", "documented"),
    ("m2", 5, None, None, None, "short", 2, "ta", "diagrammed"),
    ("m3", 6, None, None, None, "wide", 3, "ta", "automated"),
]
RUNGS = [("documented", 1, 2), ("diagrammed", 2, 2), ("automated", 3, 3)]
BEFORE, AFTER = date(2022, 5, 2), date(2024, 5, 2)
Answer = tuple[str, str, str, str, int | None]


@pytest.fixture(scope="module")
def warehouse():
    """A database with the instrument above under two names, and ten municipalities."""
    connection = teach(duckdb.connect())
    questions = [
        {
            "instrument_id": instrument,
            "question_id": q,
            "question_order": order,
            "tool_id": tool,
            **{f"tool_{lang}": tool and f"Tool {tool}" for lang in ("es", "en")},
            "dimension_id": tool and "d",
            **{f"dimension_{lang}": tool and "Dimension" for lang in ("es", "en")},
            "process": process,
            "rung": rung,
            "question_es": q,
            "question_en": q,
            "scale": scale,
            "max_level": highest,
            "weight": weight,
            "tool_weight": tool_weight,
        }
        for instrument in ("x", "y")
        for q, order, tool, weight, tool_weight, scale, highest, process, rung in QUESTIONS
    ]
    levels = [
        {"scale": s, "level": n, "label_es": str(n), "label_en": str(n)}
        for s, most in (("wide", 3), ("short", 2))
        for n in range(most + 1)
    ]
    rungs = [
        {
            **{"process": "ta", "process_order": 1, "process_es": "TA", "process_en": "TA"},
            **{"rung": rung, "rung_order": order, "rung_es": rung, "rung_en": rung},
            "min_level": least,
        }
        for rung, order, least in RUNGS
    ]
    places = [
        {"country": "CL", "code": str(n), "municipality": f"M{n}", "region_id": "R", "region": "R"}
        for n in range(10)
    ]
    dimensions = [{"dimension_id": "d", "is_stated": True}]
    for name, rows in {
        "core_diagnostico__question": questions,
        "core_diagnostico__level": levels,
        "core_diagnostico__rung": rungs,
        "core_territory__municipality": places,
        "core_model__dimension": dimensions,
    }.items():
        connection.register("rows", pa.Table.from_pylist(rows))
        connection.execute(f"create table {name} as select * from rows")
    return connection


def made(connection, table: str) -> None:
    """Make a table anew as a build does, origins and all."""
    connection.execute(f"drop table if exists {table}")
    make_table(connection, table, paths.SQL_OUT / f"{table}.sql")


def scored(connection, answers: Iterable[Answer]) -> None:
    """Make every out table anew from answers (place, instrument, moment, question, level).

    A level of -1 does not apply.
    """
    rows = [
        {
            **{"country": "CL", "code": place, "instrument_id": instrument, "moment": moment},
            "date": BEFORE if moment == "before" else AFTER,
            "question_id": question,
            "level": None if level in (None, -1) else level,
            "answer_state": "answered"
            if level not in (None, -1)
            else "not_applicable"
            if level == -1
            else "not_answered",
            "evidence_url": None,
            "origin": "delivered",
        }
        for place, instrument, moment, question, level in answers
    ]
    schema = pa.schema([
        *((n, pa.string()) for n in ("country", "code", "instrument_id", "moment")),
        ("date", pa.date32()), ("question_id", pa.string()), ("level", pa.int32()),
        *((n, pa.string()) for n in ("answer_state", "evidence_url", "origin")),
    ])  # fmt: skip
    tables = ["core_diagnostico__answer"]
    connection.register("rows", pa.Table.from_pylist(rows, schema=schema))
    connection.execute(
        f"create or replace table {tables[0]} as "
        "select * replace (origin::ORIGIN as origin) from rows"
    )
    for name in ("question", "score", "group", "maturity"):
        table = f"out_diagnostico__{name}"
        made(connection, table)


def part(connection, part_id: str = "total", place: str = "0", instrument: str = "x") -> dict:
    frame = connection.execute(
        "select * from out_diagnostico__score where part_id = ? and code = ? and instrument_id = ?",
        [part_id, place, instrument],
    ).df()
    return dict(frame.astype(object).where(frame.notna(), None).to_dict("records")[0])


def answers_of(
    moment: str, *levels: int | None, place: str = "0", instrument: str = "x"
) -> list[Answer]:
    names = [question[0] for question in QUESTIONS]
    pairs = zip(names, levels, strict=False)
    return [(place, instrument, moment, name, level) for name, level in pairs]


def test_a_score_by_hand(warehouse):
    scored(warehouse, answers_of("after", 3, 0, 1))
    # A: (60 × 100 + 40 × 0) / 100 = 60; B: 1 of 2 = 50; all: (30 × 60 + 70 × 50) / 100 = 53
    assert part(warehouse, "A")["after_pct"] == 60
    assert part(warehouse, "B")["after_pct"] == 50
    whole = part(warehouse)
    assert whole["after_pct"] == part(warehouse, "d")["after_pct"] == 53
    assert (whole["after_asked"], whole["after_answered"]) == (3, 3)
    assert (whole["before_pct"], whole["change_state"]) == (None, "only_after")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_missing_zero_and_not_applicable_are_three_things(warehouse, moment):
    seen = {}
    for name, level in (("missing", None), ("zero", 0), ("not applicable", -1)):
        scored(warehouse, answers_of(moment, 3, level, 1))
        row = part(warehouse, "A")
        keys = ("pct", "asked", "answered", "not_applicable", "coverage_pct")
        seen[name] = tuple(row[f"{moment}_{key}"] for key in keys)
    assert seen == {
        "missing": (100, 2, 1, 0, 50),
        "zero": (60, 2, 2, 0, 100),
        "not applicable": (100, 1, 1, 1, 100),
    }


def test_a_question_nobody_delivered_is_not_answered_and_a_tool_without_answers_has_no_score(
    warehouse,
):
    scored(warehouse, answers_of("after", 3))
    assert part(warehouse, "B")["after_pct"] is None
    whole = part(warehouse)
    assert (whole["after_pct"], whole["after_answered"], whole["after_asked"]) == (100, 1, 3)


def test_the_change_rests_on_the_questions_answered_both_times(warehouse):
    scored(warehouse, [*answers_of("before", 0, 3, 0), *answers_of("after", 3, None, 2)])
    tool, whole = part(warehouse, "A"), part(warehouse)
    # a1 goes from 0 to 100; a2 was answered once: not 60 points (from 40 to 100), but 100
    assert (tool["before_pct"], tool["after_pct"]) == (40, 100)
    assert (tool["change_pts"], tool["matched_count"]) == (100, 1)
    assert (whole["change_pts"], whole["change_state"]) == (100, "comparable")
    scored(warehouse, [*answers_of("before", 0, None, None), *answers_of("after", None, 3, None)])
    assert part(warehouse)["change_state"] == "nothing_in_common"
    assert part(warehouse)["change_pts"] is None


def test_another_instrument_is_no_comparison(warehouse):
    scored(
        warehouse, [*answers_of("before", 0, 0, 0), *answers_of("after", 3, 3, 2, instrument="y")]
    )
    for instrument in ("x", "y"):
        row = part(warehouse, instrument=instrument)
        assert (row["change_pts"], row["change_state"]) == (None, "other_instrument")


def test_the_last_diagnosis_of_a_moment_counts(warehouse):
    scored(warehouse, answers_of("after", 3, 3, 2))
    warehouse.execute(
        "insert into core_diagnostico__answer by name select * replace (date '2025-01-01' as date, "
        "0 as level) from core_diagnostico__answer where question_id <> 'b1'"
    )
    for name in ("question", "score"):
        made(warehouse, f"out_diagnostico__{name}")
    whole = part(warehouse)
    assert (str(whole["after_date"])[:10], whole["after_pct"]) == ("2025-01-01", 0)
    assert whole["after_answered"] == 2  # what the older one said does not fill the gap


def test_groups_need_five_with_half_of_their_questions_answered(warehouse):
    def median(places: int, *more: Answer) -> tuple[Any, ...]:
        full = [a for n in range(places) for a in answers_of("after", 3, 3, n % 3, place=str(n))]
        scored(warehouse, [*full, *more])
        return tuple(
            warehouse.execute(
                "select after_n, after_median_pct, after_mean_pct from out_diagnostico__group "
                "where group_kind = 'region' and part = 'total'"
            ).fetchall()[0]
        )

    assert median(4) == (4, None, None)
    # 30, 65, 100, 30, 65: the share of B is 70
    assert median(5) == (5, 65.0, 58.0)
    assert (
        median(5, *answers_of("after", 0, place="9"))[0] == 5
    )  # one of three answered: not counted


LADDER = [
    ((2, 2, 3), 3, False),
    ((2, 2, 2), 2, False),
    ((2, 0, 3), 1, False),
    ((0, 2, 3), 0, False),
    ((2, None, 3), 1, True),
    ((None, 2, 3), 0, True),
    ((2, 2, None), 2, True),
    ((1, None, None), 0, False),
]


@pytest.mark.parametrize(("levels", "level", "at_least"), LADDER)
def test_the_ladder_counts_rungs_without_skipping_one(warehouse, levels, level, at_least):
    scored(warehouse, answers_of("after", 0, 0, 0, *levels))
    rungs = warehouse.execute(
        "select distinct maturity_level, is_at_least from out_diagnostico__maturity"
    ).fetchall()
    assert rungs == [(level, at_least)]


ANSWER = st.one_of(st.none(), st.just(-1), st.integers(0, 3))
SHORT = st.one_of(st.none(), st.just(-1), st.integers(0, 2))


@pytest.mark.thorough
@settings(max_examples=25)
@given(a1=ANSWER, a2=ANSWER, b1=SHORT)
def test_scores_stay_on_their_scale_and_a_higher_level_never_lowers_them(warehouse, a1, a2, b1):
    answers = (a1, a2, b1)
    raised = tuple(
        n + 1 if n in range(top) else n for n, top in zip(answers, (3, 3, 2), strict=True)
    )
    scored(warehouse, [*answers_of("before", *answers), *answers_of("after", *raised)])
    whole = part(warehouse)
    given_ = sum(n is not None and n >= 0 for n in answers)
    assert whole["before_answered"] == given_
    assert whole["before_asked"] + whole["before_not_applicable"] == 3
    if not given_:
        assert whole["before_pct"] is None and whole["change_state"] == "nothing_in_common"
        return
    assert 0 <= whole["before_pct"] <= whole["after_pct"] <= 100
    assert whole["change_pts"] == pytest.approx(whole["after_pct"] - whole["before_pct"])
    known = [n for n in answers if n is not None and n >= 0]
    assert (whole["before_pct"] == 0) == all(n == 0 for n in known)
