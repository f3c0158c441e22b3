"""A commitment delivered today, of any country: from its workbook to its reports, es and en."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date

import pytest
from docx import Document
from new_commitment_for_tests import CODE, OGP
from pages_for_tests import text_of

from exports.ogp.reports import report
from exports.ogp.sheets import HEADINGS
from pipelines import clock
from presentation.charts.ogp_gantt import gantt
from presentation.charts.ogp_indicators import indicators
from presentation.desk import FORMATS, forms
from presentation.desk.at_a_date import read
from presentation.desk.indicator import UNJUDGED
from presentation.words import LANGUAGES, Text

FORM = "plantilla-docx"
WHEN = date(2025, 12, 31)
AFTER = date(2028, 6, 30)  # a review without a date is known from the end of its plan on
SAID = {
    "es": ("Treinta juntas publican.", "Actas publicadas", "En marcha"),
    "en": ("Thirty boards publish.", "Minutes published", "Under way"),
}


def made(*words_of_report, **more):
    """Return the bytes of a report."""
    return report(*words_of_report, **more)[1]


def paragraphs(body):
    """Return the words of a DOCX, tables too."""
    document = Document(io.BytesIO(body))
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("form", ["plantilla-docx", "autoevaluacion-docx"])
def test_a_workbook_under_ogps_headings_becomes_the_form(delivered, form, lang):
    words = paragraphs(made(delivered, CODE, WHEN, lang, form, scheme="completion_own"))
    narrative, milestone, level = SAID[lang]
    for text in (narrative, milestone, OGP["Commitment Title"], OGP["Lead Institution"], level):
        assert text in words, text
    assert "{" not in words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_month_stays_a_month_and_a_milestone_gets_its_code(delivered, lang):
    """«Mar 2024» is no first of March, in a table or a form; its code is commitment and order."""
    rows = delivered.table("out_ogp__milestone").set_index("milestone_id")
    assert (*rows.loc["EC0901-2", ["start_text", "end_text"]],) == ("2024-03", "2026-12")
    words = paragraphs(made(delivered, CODE, WHEN, lang, "autoevaluacion-docx"))
    month = {"es": ("marzo de 2024", "diciembre de 2026"), "en": ("March 2024", "December 2026")}
    assert all(word in words for word in month[lang])
    assert "31-12-2026" not in words and "31 Dec 2026" not in words


def test_a_reason_in_one_language_says_which_in_the_other(delivered):
    spanish, english = (
        paragraphs(made(delivered, CODE, WHEN, lang, FORM)) for lang in ("es", "en")
    )
    assert "Faltan las actas" in spanish and "Sin versión" not in spanish
    assert "No English version delivered; in Spanish: Faltan las actas" in english
    row = {"value_es": "En marcha", "value_en": "Under way", "date_text": "2025-06-30"}
    row |= {"note_es": "Minutes lack", "note_en": "Minutes lack", "only_in": "en"}
    assert "en inglés: Minutes lack" in forms.decided(row, Text("es"))
    assert forms.decided(row, Text("en")).endswith(". Minutes lack")


@pytest.mark.parametrize("form", FORMATS)
def test_every_shape_comes_out(delivered, form):
    assert len(made(delivered, CODE, WHEN, "es", form)) > 100


def test_it_goes_out_under_the_headings_it_came_in(delivered, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: AFTER)
    body = made(delivered, CODE, AFTER, "en", "ogp-csv")
    [row] = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert set(row) == set(HEADINGS)
    kept = ("Commitment Unique Identifier", "Country/Locality", "Region", "Theme", "URL")
    kept += ("Commitment Title", "Short Title", "Full Text", "Lead Institution", "Specificity")
    assert {name: row[name] for name in kept} == {name: OGP[name] for name in kept}
    assert row["Completion (Progress Report)"] == "Limited"
    assert (row["OGP Value Civic Participation"], row["OGP Value Technology"]) == ("Yes", "No")


def test_a_target_is_judged_only_where_somebody_says_that_it_is_measured(delivered):
    indicators = read(delivered, CODE, WHEN).indicators
    assert (indicators["ec0901_boards"].is_reached, indicators["ec0901_visits"].is_reached) == (
        False,
        None,
    )
    body = json.loads(made(delivered, CODE, WHEN, "es", "json"))
    assert {indicator["id"]: indicator["target_judged"] for indicator in body["indicators"]} == {
        "ec0901_boards": True,
        "ec0901_visits": False,
    }
    for lang in LANGUAGES:
        assert (
            indicators["ec0901_boards"].unjudged(lang),
            indicators["ec0901_visits"].unjudged(lang),
        ) == (
            "",
            UNJUDGED[lang],
        ), "blank with its reason"


def test_a_target_that_nobody_measures_is_no_missing_target(delivered):
    tables = [delivered.table(f"out_ogp__{name}") for name in ("indicator", "indicator_value")]
    described = tables[0][tables[0]["indicator_id"] == "ec0901_visits"]
    rest = (tables[1], delivered.table("out_ogp__commitment"))
    sentences = {"es": "una meta no se juzga", "en": "one target is not judged"}
    for lang in LANGUAGES:
        chart = indicators(described, *rest, t=Text(lang), commitment=CODE, as_of=str(WHEN))
        assert sentences[lang] in chart.takeaway
        assert {"es": "1 de 1 indicador tiene", "en": "1 of 1 indicator has"}[
            lang
        ] in chart.takeaway


def test_a_timeline_speaks_of_late_milestones_only_where_there_are_any(delivered):
    rows = delivered.table("out_ogp__milestone")
    texts = [
        gantt(rows, t=Text("es"), commitment="CL0048", as_of=day).takeaway
        for day in ("2017-07-31", "2017-08-01")
    ]
    assert texts[0] == "0 de 4 hitos constan como hechos al 31-07-2017"
    assert texts[1].endswith("; de 1 vencido no hay constancia")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_name_of_three_lines_does_not_reach_the_bar_above(delivered, lang):
    rows = delivered.table("out_ogp__milestone")
    fig = gantt(rows, t=Text(lang), commitment="CL0054", as_of="2020-08-31").figure
    labels = [note.text for note in fig.layout.annotations if " · " in note.text]
    lines = max(label.count("<br>") + 1 for label in labels)
    apart = (fig.layout.height - 70) / len(labels)
    assert lines == 3 and apart > lines * 13 * 1.3 + 8 + 12  # its letters, its shift, a bar


@pytest.mark.thorough
def test_whose_words_they_are_is_said(delivered, visit):
    own, faros = "Con las palabras de quien entregó", "Con palabras de Faro"
    for code, here, other in ((CODE, own, faros), ("CL0048", faros, own)):
        text = text_of(visit(delivered.folder.parent, commitment=code, as_of=str(WHEN)))
        assert here in text and other not in text


def test_a_report_uses_the_last_text_before_its_date_and_says_when_it_was_written(delivered):
    early, late = (read(delivered, CODE, day) for day in (date(2024, 12, 31), WHEN))
    assert early.text("results", "es") == "Diez juntas publican."
    assert late.text("results", "es") == "Treinta juntas publican."
    assert [row["from_text"] for row in late.versions if row["field_id"] == "results"] == [
        "2025-12-20",
        "2024-07-15",
    ]
    words = paragraphs(made(delivered, CODE, WHEN, "es", "plantilla-docx"))
    assert "20-12-2025 por Unidad de datos" in words


def test_an_old_commitment_goes_on_without_contradicting_itself(delivered):
    later = date(2018, 7, 1)
    words = paragraphs(made(delivered, "CL0048", later, "es", "plantilla-docx"))
    assert "Escrito en julio de 2017" in words and "Evaluar las 15 regiones." in words
    record = read(delivered, "CL0048", later)
    assert record.summary("next_steps", "es") and "12" in (record.text("results", "es") or "")
    done = {row["milestone_id"]: row["state"] for row in record.milestones}
    assert done["CL0048-1"] == "done"


def test_what_is_registered_is_never_replaced(delivered):
    rows = delivered.table("out_ogp__commitment")
    assert not rows["commitment_id"].duplicated().any()
    assert set(rows.loc[rows["country"] == "CL", "origin"]) == {"published"}
    assert rows.set_index("commitment_id").loc[CODE, "origin"] == "delivered"


def test_the_package_of_evidence_opens(delivered):
    body = made(delivered, CODE, WHEN, "es", "evidence")
    assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None
