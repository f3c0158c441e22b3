"""The page of self-assessments: answered item by item, in the address, from a workbook."""

from __future__ import annotations

import importlib
import re
from datetime import date
from html import unescape
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

import duckdb
import openpyxl
import pandas as pd
import pytest
from pages_for_tests import shown, text_of, words
from worked_2025_for_tests import CASES, fill_in

from pipelines import serving, specs
from pipelines.ingest.checking import rows_of, self_assessment_bytes
from pipelines.ingest.reference import Reference
from pipelines.methods.questionnaires.instrument_2025 import instrument
from pipelines.paths import REPO
from presentation.choices import self_assessment as address
from presentation.markup.html import esc
from presentation.panels import self_assessed
from presentation.words import LANGUAGES, Text

RAW = REPO / "tests" / "fixtures" / "raw"
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def title(html: str) -> str:
    return words(re.findall(r"<h1>.*?</h1>", html, re.S)[0]).replace("\xa0", " ")


def score_words(t: Text, total: float | None) -> str:
    return t.percent(total, 1).replace("\xa0", " ") if total is not None else ""


@pytest.fixture
def asks(built):
    return instrument(serving.open(root=built).table(address.ITEMS))


@pytest.mark.few(6)
@each_case
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_address_shows_the_score_worked_by_hand(visit, asks, case, lang):
    app = visit("autoevaluacion", answers=address.write(asks, case.answers), lang=lang)
    html, t = shown(app), Text(lang)
    assert score_words(t, case.total) in title(html)
    assert "faro-notice" not in html
    assert esc(t("autoevaluacion.third_party")) in html
    assert t("origin.third_party") in html
    assert "nan" not in words(html).lower().split()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_part_of_the_address_that_makes_no_sense_is_named(visit, asks, lang):
    answers = f"{asks.mark}.zz.3.qq.yyq1"
    choices = {"answers": answers, "cut": "99999", "target": "33"}
    text = text_of(visit("autoevaluacion", lang=lang, **choices))
    wrong = ("answers=zz", "answers=qq", "answers=yyq1", "cut=99999", "target=33")
    assert [part for part in wrong if part not in text] == []
    assert "answers=3" not in text


def test_the_english_page_says_that_names_are_spanish_and_marks_them(visit, asks):
    """Once in words, and each name as Spanish where the page is not."""
    t = Text("en")
    query = {"answers": address.write(asks, CASES[2].answers), "lang": "en"}
    app = visit("autoevaluacion", **query)
    html, notice = shown(app), t("autoevaluacion.own_words")
    _, _, end = notice.rpartition("materias")  # a term of the glossary, explained where it stands
    assert text_of(app).count(end) == 1
    assert '<strong><span lang="es">' in html and '<td><span lang="es">' in html
    app = visit("autoevaluacion", answers=query["answers"], lang="es")
    assert '<span lang="es">' not in shown(app)
    assert Text("es")("autoevaluacion.own_words") not in text_of(app)


def test_answering_an_item_writes_the_address_and_the_score(visit, asks):
    app = visit("autoevaluacion", materia="tramites")
    app.selectbox(key="sa_tramites_2_scenario").set_value("there").run()
    assert "answers" not in app.query_params  # half an answer does not count yet
    assert Text("es")("autoevaluacion.half") in shown(app)
    for name, value in (("available", "no"), ("current", "yes"), ("complete", "yes")):
        app.segmented_control(key=f"sa_tramites_2_{name}").set_value(value).run()
    app.number_input(key="sa_tramites_2_met").set_value(2).run()
    assert not app.exception
    text = app.query_params["answers"]
    answers, nonsense = address.read(text if isinstance(text, str) else text[0], asks)
    assert not nonsense and list(answers) == ["tramites_2"]
    html = shown(app)
    assert "25,0 %" in title(html)
    assert Text("es")("autoevaluacion.item_score", score=Text("es").percent(25, 1)) in html
    # What is there keeps its answer when the materia changes and comes back.
    app.button(key="materia_next").click().run()
    assert app.selectbox(key="materia").value == "subsidios"
    app.button(key="materia_before").click().run()
    assert app.number_input(key="sa_tramites_2_met").value == 2
    app.selectbox(key="sa_tramites_2_scenario").set_value("not_due").run()
    assert Text("es")("autoevaluacion.headline_out", n="1", all="46") in title(shown(app))


def test_more_met_than_apply_is_said_and_does_not_count(visit):
    app = visit("autoevaluacion", materia="tramites", answers="")
    app.selectbox(key="sa_tramites_1_scenario").set_value("there").run()
    for name in ("available", "current", "complete"):
        app.segmented_control(key=f"sa_tramites_1_{name}").set_value("yes")
    app.number_input(key="sa_tramites_1_met").set_value(5)
    app.number_input(key="sa_tramites_1_applicable").set_value(3).run()
    assert Text("es")("autoevaluacion.too_many") in shown(app)
    assert "answers" not in app.query_params


@pytest.mark.few(2)
@each_case
def test_a_workbook_opened_here_shows_its_score(visit, case):
    kind = specs.kinds()["autoevaluacion_2025"]
    book = openpyxl.load_workbook(
        BytesIO(self_assessment_bytes(rows_of(Reference(RAW)), kind, "es"))
    )
    fill_in(book, case, "Macul", date(2025, 5, 15))
    content = BytesIO()
    book.save(content)
    app = visit("autoevaluacion")
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    app.file_uploader(key="filled").set_value(("libro.xlsx", content.getvalue(), media)).run()
    html, t = shown(app), Text("es")
    assert t.count("autoevaluacion.read", len(case.answers)) in html
    assert score_words(t, case.total) in title(html)
    assert ("Macul" in title(html)) == (case.total is not None)
    assert app.query_params["cut"] in ("13118", ["13118"])


@pytest.mark.parametrize("content", [b"PK\x03\x04 no es un libro", b"a;b\n1;2\n", b""])
def test_what_is_no_workbook_of_ours_is_told_in_one_sentence(visit, content):
    app = visit("autoevaluacion")
    app.file_uploader(key="filled").set_value(("libro.xlsx", content, "text/csv")).run()
    assert shown(app).count("faro-notice attention") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_crosswalk_stands_on_the_page(visit, lang):
    text, t = text_of(visit("autoevaluacion", lang=lang)), Text(lang)
    assert "Antecedentes preparatorios PYME" in text
    assert t("autoevaluacion.no_counterpart") in text
    assert t("autoevaluacion.relation.narrower") in text


def test_a_delivered_self_assessment_goes_on_from_its_answers(visit, built, monkeypatch):
    """Municipio shows what was delivered, and leads to the page with the same answers."""
    case, day = CASES[2], date(2025, 5, 15)
    given = [
        {
            "cut": "13101",
            "assessed_on": day,
            "item_id": item_id,
            "scenario": answer.scenario,
            "is_available": answer.is_available,
            "is_current": answer.is_current,
            "complete": answer.complete,
            "met": answer.met,
            "applicable": answer.applicable,
            "origin": "delivered",
        }
        for item_id, answer in case.answers.items()
    ]
    answers = pd.DataFrame(given).assign(assessed_on=lambda rows: pd.to_datetime(rows.assessed_on))
    connection = duckdb.connect()
    connection.register(address.ITEMS, serving.open(root=built).table(address.ITEMS))
    connection.register(self_assessed.ANSWERS, answers)
    step = importlib.import_module(f"pipelines.build.steps.{self_assessed.SCORES}")
    made = {self_assessed.SCORES: step.make(connection).to_pandas(), self_assessed.ANSWERS: answers}
    whole = serving.Build.table

    def delivered(self, name, where=None):
        return made[name] if name in made else whole(self, name, where)

    monkeypatch.setattr(serving.Build, "table", delivered)
    html = shown(visit("municipio", cut="13101", view="publication"))
    assert t_percent(case.total) in words(html).replace("\xa0", " ")
    [link] = re.findall(r'href="(autoevaluacion\?[^"]+)"', html)
    query = dict(parse_qsl(urlsplit(unescape(link)).query))
    monkeypatch.undo()
    monkeypatch.setenv("FARO_CURATED", str(built))
    assert t_percent(case.total) in title(shown(visit("autoevaluacion", **query)))


def t_percent(value: float | None) -> str:
    return score_words(Text("es"), value)
