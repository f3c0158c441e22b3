"""The rule of the instrument of 2025 on cases worked by hand, and its path against all others."""

from __future__ import annotations

import importlib
from itertools import combinations

import duckdb
import pytest
from builds_for_tests import RAW
from hypothesis import given
from hypothesis import strategies as st

from pipelines import serving, specs
from pipelines.ingest import intake
from pipelines.ingest.checking import check_file
from pipelines.ingest.reference import Reference
from pipelines.methods.questionnaires.instrument_2025 import (
    SCENARIOS,
    Answer,
    Instrument,
    Item,
    item_score,
    path,
    score,
)

FOUR = Item("a_1", "a", 4)
ITEMS = (FOUR, Item("a_2", "a", 2), Item("b_1", "b", 0), Item("c_1", "c", 5))
ASKS = Instrument(ITEMS, {"a": 0.5, "b": 0.3, "c": 0.2})
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
    scored = score(ASKS, answers)
    assert scored.materias == {"a": 0.4375, "b": 1.0, "c": 0.4375}
    assert scored.total == pytest.approx(0.5 * 0.4375 + 0.3 + 0.2 * 0.4375)


def test_a_materia_that_drops_out_leaves_its_weight_to_the_others():
    answers = {"a_1": FULL, "a_2": Answer("not_due"), "b_1": Answer("nothing_to_publish")}
    answers["c_1"] = Answer("absent")
    scored = score(ASKS, answers)
    assert scored.materias == {"a": 1.0, "b": None, "c": 0.0}
    assert scored.total == pytest.approx(0.5 / 0.7)
    assert score(ASKS, {}).total is None


@st.composite
def answered(draw):
    given = {}
    for item in ITEMS:
        applicable = draw(st.integers(0, item.indicators))
        given[item.item_id] = Answer(
            draw(st.sampled_from(SCENARIOS)),
            draw(st.booleans()),
            draw(st.booleans()),
            draw(st.sampled_from(["yes", "no", "unknown"])),
            draw(st.integers(0, applicable)),
            applicable,
        )
    return given


def mended(answers, chosen):
    whole = {
        item.item_id: Answer("there", met=answers[item.item_id].applicable or 0,
                             applicable=answers[item.item_id].applicable)
        for item in ITEMS
    }  # fmt: skip
    return {name: whole[name] if name in chosen else answer for name, answer in answers.items()}


@given(answered(), st.floats(0, 1))
def test_no_fewer_items_reach_the_target(answers, target):
    now = score(ASKS, answers)
    steps = path(ASKS, answers, target)
    chosen = [step.item_id for step in steps]
    if now.total is None:
        assert not steps
        return
    after = score(ASKS, mended(answers, chosen)).total
    assert after == pytest.approx(steps[-1].total_pct / 100 if steps else now.total)
    scored = [name for name, value in now.items.items() if value is not None]
    for fewer in range(len(chosen)):
        for others in combinations(scored, fewer):
            assert score(ASKS, mended(answers, others)).total < target + 1e-9


def test_the_instrument_says_that_a_third_party_wrote_it(built):
    rows = serving.open(root=built).table("out_instrumento__item")
    assert set(rows["origin"]) <= {"third_party"}
    assert rows.loc[rows["is_scored"], "worth_pts"].sum() == pytest.approx(100)
    assert set(rows.loc[~rows["is_scored"], "worth_pts"].isna()) == {True}


HEAD = (
    "CUT;Fecha;Ítem del instrumento;Escenario;Disponible;Actualizada;Completa;"
    "Específicos cumplidos;Específicos que aplican"
)
ROWS = (
    "13118;15-05-2025;diario_oficial_1;está;sí;sí;no;13;",  # 0.75 × 0.25 + 0.25 = 0.4375
    "13118;15-05-2025;marco_normativo_1;falta;;;;;",  # 0
    "13118;15-05-2025;marco_normativo_2;está;sí;sí;no se puede determinar;2;4",  # 0.875
    "13118;15-05-2025;estructura_1;no exigible;;;;;",
    "13122;15-05-2025;diario_oficial_1;está;sí;;no;13;",  # it is not said whether it is current
    "13122;15-05-2025;marco_normativo_1;está;sí;sí;sí;14;",  # more met than there are
    "13122;15-05-2025;marco_normativo_1b;está;sí;sí;sí;1;",  # no item
)


WRONG = {
    "assessed_on": "ayer", "item_id": "no_hay_tal", "scenario": "quizás", "is_available": "tal vez",
    "is_current": "a veces", "complete": "casi", "met": "muchos", "applicable": "todos",
}  # fmt: skip


@pytest.mark.few(25)
@pytest.mark.parametrize("column", WRONG)
@pytest.mark.parametrize("row", range(3))
def test_one_wrong_cell_is_one_problem(column, row, tmp_path):
    """A rule about a cell that cannot be read would say the same again in other words."""
    kind = specs.kinds()["autoevaluacion_2025"]
    names = ["code", "assessed_on", "item_id", "scenario", "is_available", "is_current",
             "complete", "met", "applicable"]  # fmt: skip
    cells = [*ROWS[row].split(";"), ""][: len(names)]
    cells[names.index(column)] = WRONG[column]
    path = tmp_path / "autoevaluacion.csv"
    path.write_text("\n".join((HEAD, ";".join(cells))), encoding="utf-8")
    [finding] = check_file(path, kind=kind.id, raw=RAW).findings
    assert (finding.column, finding.row) == (column, 2)


def test_the_workbook_of_a_municipality_gets_the_score_worked_by_hand(built, tmp_path):
    path = tmp_path / "autoevaluacion.csv"
    path.write_text("\n".join((HEAD, *ROWS)), encoding="utf-8")
    kind = specs.kinds()["autoevaluacion_2025"]
    assert intake.recognise(intake.read(path, path.name), specs.kinds()) == kind
    [part] = intake.take_in(path, source=kind, file=path.name, reference=Reference(RAW))
    assert [(p.row, p.code) for p in part.problems if p.scope == "row"] == [
        (8, "not_a_choice"),
        (6, "general_not_said"),
        (7, "more_met_than_apply"),
    ]
    connection = duckdb.connect()
    items = serving.open(root=built).table("out_instrumento__item")
    answers = part.accepted.append_column("origin", part.accepted.column("_origin"))
    connection.register("out_instrumento__item", items)
    connection.register("core_autoevaluacion__answer", answers)
    made = importlib.import_module("pipelines.build.steps.out_autoevaluacion__score")
    rows = {(r["part"], r["part_id"]): r for r in made.make(connection).to_pylist()}
    assert rows["materia", "diario_oficial"]["score_pct"] == 43.75
    assert rows["materia", "marco_normativo"]["score_pct"] == 43.75
    assert rows["materia", "estructura"]["score_pct"] is None
    total = rows["total", "total"]
    assert (total["score_pct"], total["origin"]) == (43.75, "third_party")
    # Half of what is left of the weight is one materia's, and half of that one of its two items.
    assert rows["item", "marco_normativo_1"]["gain_pts"] == pytest.approx(25)
    assert rows["item", "diario_oficial_1"]["gain_pts"] == pytest.approx(100 * 0.5 * 0.5625)
