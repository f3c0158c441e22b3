"""The self-assessment of 2025: the same score by rule, address, screen, workbook, sheet and API."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO

import openpyxl
import pandas as pd
import pytest
from asgi_for_tests import Client
from builds_for_tests import RAW
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from starlette.applications import Starlette
from test_instrument_2025 import ASKS, answered
from worked_2025_for_tests import CASES, fill_in

from dashboard.routes import directory
from pipelines import receiving, serving, specs
from pipelines.ingest import intake
from pipelines.ingest.checking import check_file
from pipelines.ingest.reference import Reference
from pipelines.methods.questionnaires.instrument_2025 import (
    Answer,
    answers_of,
    faults,
    instrument,
    score,
)
from presentation.choices import self_assessment as address
from presentation.choices.self_assessment import Assessed
from presentation.links import self_assessment_link
from presentation.panels.autoevaluacion import caution
from presentation.words import LANGUAGES, Text

DAY = date(2025, 5, 15)
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.fixture
def rows(built):
    return serving.open(root=built).table(address.ITEMS)


@pytest.fixture
def asked(served):
    """Ask the server for a file of a self-assessment."""
    client = Client(Starlette(routes=directory.routes()))
    return lambda name, query, lang="es": client.get(
        self_assessment_link("latest", name, query, lang)
    )


def same(found, expected):
    return found is None if expected is None else found == pytest.approx(expected, abs=1e-5)


@each_case
def test_the_rule_gives_what_was_worked_by_hand(rows, case):
    found = score(instrument(rows), case.answers)
    assert same(found.total and 100 * found.total, case.total)
    for name, value in case.materias.items():
        assert same(None if found.materias[name] is None else 100 * found.materias[name], value)


@each_case
def test_the_api_gives_it(rows, asked, case):
    one = Assessed(rows, instrument(rows), case.answers, cut="13118")
    reply = asked("score.json", one.query())
    said = reply.json()
    assert reply.status_code == 200 and said["origin"] == "third_party" and said["caution"]
    assert same(said["total_pct"], case.total)
    given = {one["materia_id"]: one["score_pct"] for one in said["materias"]}
    assert all(same(given[name], value) for name, value in case.materias.items())
    assert said["answered_count"] == len(case.answers)


@pytest.mark.thorough
@each_case
def test_the_workbook_gives_it(rows, faro, asked, tmp_path, case):
    path = tmp_path / "autoevaluacion.xlsx"
    assert faro("template", "autoevaluacion_2025", "--out", path, "--raw", RAW)[0] == 0
    book = openpyxl.load_workbook(path)
    fill_in(book, case, "Macul", DAY)
    book.save(path)
    assert check_file(path, raw=RAW).verdict == "ok"
    read = receiving.read_filled(path.name, path.read_bytes(), "autoevaluacion_2025", raw=RAW)
    assert not read.report.findings
    assert {(row["cut"], row["assessed_on"]) for row in read.rows} == {("13118", DAY)}
    answers = answers_of(read.rows)
    assert answers == case.answers
    found = score(instrument(rows), answers).total
    assert same(found and 100 * found, case.total)
    # The one with the answers says the score on a sheet of its own, and is read back alike.
    one = Assessed(rows, instrument(rows), answers, cut="13118")
    back = asked("workbook.xlsx", one.query()).content
    total = openpyxl.load_workbook(BytesIO(back))["Faro"].cell(2, 3).value
    assert same(total, case.total)
    again = receiving.read_filled("otra.xlsx", back, "autoevaluacion_2025", raw=RAW)
    assert answers_of(again.rows) == case.answers and not again.report.findings


@each_case
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_gives_it(rows, asked, case, lang):
    t, one = Text(lang), Assessed(rows, instrument(rows), case.answers, cut="13118")
    reply = asked("sheet.pdf", one.query(), lang)
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(reply.content)).pages)
    text = re.sub(r"\s+", " ", text.replace("\xa0", " "))
    said = t("autoevaluacion.sheet.no_score") if case.total is None else t.percent(case.total, 1)
    assert said.replace("\xa0", " ") in text
    assert "Macul" in text and t("origin.third_party") in text


@given(answered())
def test_answers_read_back_as_they_were_written(answers):
    text = address.write(ASKS, answers)
    back, nonsense = address.read(text, ASKS)
    assert not nonsense
    assert score(ASKS, back) == score(ASKS, answers)
    assert address.write(ASKS, back) == text


@given(st.text(alphabet="yn u0123456789.-aé", max_size=40))
def test_nonsense_in_an_address_is_named_and_scores_nothing_impossible(text):
    found, nonsense = address.read(f"{ASKS.mark}.{text}", ASKS)
    known = len([code for code in text.split(".") if code])
    assert len(found) + len(nonsense) == known or nonsense
    total = score(ASKS, found).total
    assert total is None or 0 <= total <= 1


@pytest.mark.thorough
def test_answers_to_an_instrument_with_other_items_are_refused(rows, asked):
    answers = CASES[0].answers
    other = instrument(rows[rows["item_id"] != "diario_oficial_1"])
    text = address.write(other, answers)
    assert address.read(text, instrument(rows)) == ({}, [text])
    reply = asked("score.json", {"answers": text})
    assert reply.status_code == 400 and "no se entiende" in reply.text


@pytest.mark.thorough
@pytest.mark.parametrize(
    "query", [{"cut": "99999"}, {"target": "81"}, {"answers": "zzzz.yyy1"}], ids=str
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nonsense_gives_one_clear_answer(asked, query, lang):
    reply = asked("score.json", query, lang)
    assert reply.status_code == 400
    assert next(iter(query)) in reply.text and len(reply.text.splitlines()) == 1


def test_the_address_of_every_item_fits(rows):
    asks = instrument(rows)
    whole = {
        item.item_id: Answer("there", complete="unknown", met=item.indicators,
                             applicable=item.indicators)
        for item in asks.items
    }  # fmt: skip
    assert len(address.write(asks, whole)) <= 500  # what the server takes of a part of an address


def test_an_instrument_that_is_confirmed_is_no_longer_called_unconfirmed(rows):
    confirmed = rows.assign(origin="delivered")
    t = Text("es")
    assert caution(t, Assessed(rows, instrument(rows)))
    one = Assessed(confirmed, instrument(confirmed))
    said = caution(t, one)  # the rule of scoring is still told by the third party
    assert said == t("autoevaluacion.given") and one.origin == "computed"


def test_what_an_item_lacks_is_what_keeps_it_from_its_score(rows):
    for case in CASES:
        asks = instrument(rows)
        found = score(asks, case.answers)
        for item in asks.items:
            if item.item_id in case.answers:
                value = found.items[item.item_id]
                lacks = faults(item, case.answers[item.item_id])
                assert bool(lacks) == (value is not None and value < 1)


def taken(name, text, tmp_path, source):
    """What becomes of a file of the instrument in a raw folder of its own."""
    for file in ("instrumento/materias.csv", "instrumento/items.csv", "published/sources.csv"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes((RAW / file).read_bytes())
    path = tmp_path / "instrumento" / name
    path.write_text(text(path.read_text("utf-8")), "utf-8")
    reference = Reference(tmp_path)
    [found] = intake.take_in(path, source=specs.sources()[source], file=name, reference=reference)
    return found


def test_weights_that_do_not_add_up_to_one_say_so_once(tmp_path):
    found = taken(
        "materias.csv", lambda text: text.replace("0.05,true", "0.06,true"), tmp_path,
        "instrument_2025_materia",
    )  # fmt: skip
    assert {problem.code for problem in found.problems} == {"weights_do_not_add_up"}
    assert found.accepted.num_rows == 0


@pytest.mark.parametrize(
    "line", ["personal_1,compras,Otro,2,true,S071", "zz_1,compras,Organigrama,5,true,S071"]
)
def test_an_item_in_two_materias_is_set_apart_and_the_rest_goes_on(tmp_path, line):
    found = taken(
        "items.csv", lambda text: f"{text.rstrip()}\n{line}\n", tmp_path, "instrument_2025_item"
    )
    assert [problem.code for problem in found.problems] == ["item_in_two_materias"] * 2
    assert found.accepted.num_rows == found.delivered - 2 > 40


def test_an_instrument_that_cannot_be_used_has_no_file(served, asked, monkeypatch):
    whole = serving.Build.table
    monkeypatch.setattr(
        serving.Build,
        "table",
        lambda self, name, where=None: pd.DataFrame(whole(self, name, where)).head(0),
    )
    reply = asked("score.json", {})
    assert reply.status_code == 404 and "Cuarentena" in reply.text
