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
def fetch(served):
    """Ask the server for a file of a self-assessment."""
    client = Client(Starlette(routes=directory.routes()))
    return lambda name, query, lang="es": client.get(
        self_assessment_link("latest", name, query, lang)
    )


def same(value, expected):
    return value is None if expected is None else value == pytest.approx(expected, abs=1e-5)


@each_case
def test_the_rule_gives_what_was_worked_by_hand(rows, case):
    scored = score(instrument(rows), case.answers)
    assert same(scored.total and 100 * scored.total, case.total)
    for name, value in case.materias.items():
        assert same(None if scored.materias[name] is None else 100 * scored.materias[name], value)


@each_case
def test_the_api_gives_it(rows, fetch, case):
    assessed = Assessed(rows, instrument(rows), case.answers, cut="13118")
    reply = fetch("score.json", assessed.query())
    body = reply.json()
    assert reply.status_code == 200 and body["origin"] == "third_party" and body["caution"]
    assert same(body["total_pct"], case.total)
    given = {materia["materia_id"]: materia["score_pct"] for materia in body["materias"]}
    assert all(same(given[name], value) for name, value in case.materias.items())
    assert body["answered_count"] == len(case.answers)


@pytest.mark.thorough
@each_case
def test_the_workbook_gives_it(rows, faro, fetch, tmp_path, case):
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
    own_total = score(instrument(rows), answers).total
    assert same(own_total and 100 * own_total, case.total)
    # The one with the answers says the score on a sheet of its own, and is read back alike.
    assessed = Assessed(rows, instrument(rows), answers, cut="13118")
    back = fetch("workbook.xlsx", assessed.query()).content
    total = openpyxl.load_workbook(BytesIO(back))["Faro"].cell(2, 3).value
    assert same(total, case.total)
    again = receiving.read_filled("otra.xlsx", back, "autoevaluacion_2025", raw=RAW)
    assert answers_of(again.rows) == case.answers and not again.report.findings


@each_case
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sheet_gives_it(rows, fetch, case, lang):
    t, assessed = Text(lang), Assessed(rows, instrument(rows), case.answers, cut="13118")
    reply = fetch("sheet.pdf", assessed.query(), lang)
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(reply.content)).pages)
    text = re.sub(r"\s+", " ", text.replace("\xa0", " "))
    total = t("autoevaluacion.sheet.no_score") if case.total is None else t.percent(case.total, 1)
    assert total.replace("\xa0", " ") in text
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
    answers, nonsense = address.read(f"{ASKS.mark}.{text}", ASKS)
    known = len([code for code in text.split(".") if code])
    assert len(answers) + len(nonsense) == known or nonsense
    total = score(ASKS, answers).total
    assert total is None or 0 <= total <= 1


@pytest.mark.thorough
def test_answers_to_an_instrument_with_other_items_are_refused(rows, fetch):
    answers = CASES[0].answers
    other = instrument(rows[rows["item_id"] != "diario_oficial_1"])
    text = address.write(other, answers)
    assert address.read(text, instrument(rows)) == ({}, [text])
    reply = fetch("score.json", {"answers": text})
    assert reply.status_code == 400 and "no se entiende" in reply.text


@pytest.mark.thorough
@pytest.mark.parametrize(
    "query", [{"cut": "99999"}, {"target": "81"}, {"answers": "zzzz.yyy1"}], ids=str
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nonsense_gives_one_clear_answer(fetch, query, lang):
    reply = fetch("score.json", query, lang)
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
    assessed = Assessed(confirmed, instrument(confirmed))
    warning = caution(t, assessed)  # the rule of scoring is still told by the third party
    assert warning == t("autoevaluacion.given") and assessed.origin == "computed"


def test_what_an_item_lacks_is_what_keeps_it_from_its_score(rows):
    for case in CASES:
        asks = instrument(rows)
        scored = score(asks, case.answers)
        for item in asks.items:
            if item.item_id in case.answers:
                value = scored.items[item.item_id]
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
    [part] = intake.take_in(path, source=specs.sources()[source], file=name, reference=reference)
    return part


def test_weights_that_do_not_add_up_to_one_say_so_once(tmp_path):
    part = taken(
        "materias.csv", lambda text: text.replace("0.05,true", "0.06,true"), tmp_path,
        "instrument_2025_materia",
    )  # fmt: skip
    assert {problem.code for problem in part.problems} == {"weights_do_not_add_up"}
    assert part.accepted.num_rows == 0


@pytest.mark.parametrize(
    "line", ["personal_1,compras,Otro,2,true,S071", "zz_1,compras,Organigrama,5,true,S071"]
)
def test_an_item_in_two_materias_is_set_apart_and_the_rest_goes_on(tmp_path, line):
    part = taken(
        "items.csv", lambda text: f"{text.rstrip()}\n{line}\n", tmp_path, "instrument_2025_item"
    )
    assert [problem.code for problem in part.problems] == ["item_in_two_materias"] * 2
    assert part.accepted.num_rows == part.delivered - 2 > 40


def test_an_instrument_that_cannot_be_used_has_no_file(served, fetch, monkeypatch):
    whole = serving.Build.table
    monkeypatch.setattr(
        serving.Build,
        "table",
        lambda self, name, where=None: pd.DataFrame(whole(self, name, where)).head(0),
    )
    reply = fetch("score.json", {})
    assert reply.status_code == 404 and "Cuarentena" in reply.text
