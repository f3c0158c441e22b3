"""A commitment judged in a vocabulary delivered with it, on every form and on its page."""

from __future__ import annotations

import shutil
from datetime import date
from types import SimpleNamespace

import pytest
from builds_for_tests import RAW, build_on
from pages_for_tests import text_of

from dashboard.widgets.entering import scheme_at
from exports.ogp.machine import content
from pipelines import serving
from pipelines.errors import FaroError
from presentation.desk import forms
from presentation.desk.at_a_date import read
from presentation.words import LANGUAGES, Text

CODE, SCHEME, WHEN = "UY0101", "uy_cumplimiento", date(2023, 12, 31)
_OWN = f"{SCHEME};cumplimiento;Cumplimiento en Uruguay;Completion in Uruguay;autoevaluación;2022"
FILES = {
    "planes.csv": """\
País;Ciclo;Número de plan;Nombre del plan;Plan name;Desde;Hasta
Uruguay;2021;5;Quinto plan;Fifth plan;2021;2024
""",
    "compromisos.csv": f"""\
Commitment Unique Identifier;Country;Year of Submission;Action Plan Number;Commitment Number;\
Commitment Title;Lead Institution;Start Date;End Date
{CODE};Uruguay;2021;5;1;Compromiso de prueba;Unidad de Acceso;01/03/2022;31/12/2024
CL0099;Chile;2018;4;1;Otro compromiso;Consejo para la Transparencia;01/03/2019;31/08/2020
""",
    "vocabulario.csv": f"""\
Esquema;Asunto;Nombre del esquema;Scheme name;Quién evalúa;Rige desde;Valor;Orden;Etiqueta;\
Value name
{_OWN};en_marcha;1;En marcha;Under way
{_OWN};finalizado;2;Finalizado;Finished
""",
    "relatos.csv": f"""\
Compromiso;Campo;Fecha;Rol;Redacción;Relato;Texto en inglés
{CODE};results;01-09-2023;Unidad de Acceso;oficial;Todo se publicó.;
{CODE};next_steps;02-09-2023;Unidad de Acceso;oficial;;Nothing is left.
{CODE};remaining;03-09-2023;Unidad de Acceso;oficial;Nada queda.;None remains.
""",
    "decisiones.csv": f"""\
Compromiso;Esquema;Valor;Quién evalúa;Fecha;Motivo
{CODE};{SCHEME};Finalizado;autoevaluación;30-06-2023;Todo consta
CL0048;completion_2021;Limitado;autoevaluación;30-06-2022;Revisado
""",
}
LABELS = {"es": ("En marcha", "Finalizado"), "en": ("Under way", "Finished")}


@pytest.fixture(scope="module")
def own(tmp_path_factory) -> serving.Build:
    base = tmp_path_factory.mktemp("own")
    raw = base / "raw"
    shutil.copytree(RAW, raw)
    (raw / "entregas").mkdir()
    for name, text in FILES.items():
        (raw / "entregas" / name).write_text(text, encoding="utf-8")
    build_on(raw, base / "curated")
    return serving.open(root=base / "curated")


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", [forms.LEGACY, forms.CURRENT])
def test_a_form_is_marked_in_the_vocabulary_of_the_decision(own, form, lang):
    filled = forms.fill(read(own, CODE, WHEN), form, lang)
    assert tuple(mark.label for mark in filled.marks) == LABELS[lang]
    assert [mark.label for mark in filled.marks if mark.chosen] == [LABELS[lang][1]]
    [text] = [field.text for field in filled.fields if field.id == "completion"]
    assert LABELS[lang][1] in text and Text(lang)("ogp.undecided") not in text


@pytest.mark.thorough
def test_before_the_decision_a_form_keeps_its_own_vocabulary(own):
    filled = forms.fill(read(own, CODE, date(2023, 6, 1)), forms.CURRENT, "es")
    assert "Limitado" in [mark.label for mark in filled.marks]
    [text] = [field.text for field in filled.fields if field.id == "completion"]
    assert text.startswith(Text("es")("ogp.undecided"))


@pytest.mark.thorough
def test_a_delivered_scheme_may_be_asked_for_by_name(own):
    record = read(own, CODE, WHEN)
    assert forms.check_scheme(record, SCHEME) == SCHEME
    with pytest.raises(FaroError, match="there is no completion scheme") as refusal:
        forms.check_scheme(record, "early_results_2014")
    assert SCHEME in (refusal.value.fix or "")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_form_of_another_vocabulary_says_the_decision_there_is(own, lang):
    record, t = read(own, "CL0048", WHEN), Text(lang)
    filled = forms.fill(record, forms.LEGACY, lang)
    assert not any(mark.chosen for mark in filled.marks)
    [text] = [field.text for field in filled.fields if field.id == "completion"]
    assert t("ogp.undecided") not in text
    assert str(record.own_decision[f"value_{lang}"]) in text


@pytest.mark.few(4)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", [CODE, "CL0048"])
def test_the_page_says_no_lack_of_a_decision_beside_one(own, visit, lang, code):
    text = text_of(visit(own.folder.parent, lang=lang, commitment=code, as_of=WHEN.isoformat()))
    assert Text(lang)("ogp.undecided") not in text
    assert {"es": "Decidido: ", "en": "Decided: "}[lang] in text


@pytest.mark.parametrize(("code", "scheme"), [(CODE, SCHEME), ("CL0048", "completion_2021")])
def test_a_decision_is_entered_in_the_vocabulary_of_its_commitment(own, monkeypatch, code, scheme):
    monkeypatch.setenv("FARO_CURATED", str(own.folder.parent))
    record = read(own, code, WHEN)
    assert scheme_at(SimpleNamespace(build_id=own.build_id), record) == scheme


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_in_the_other_language_alone_says_so(own, lang):
    record, t = read(own, CODE, WHEN), Text(lang)
    spanish, english = "Todo se publicó.", "Nothing is left."
    other = t("ogp.other_language", text=spanish if lang == "en" else english)
    by_field = {field.id: field.text for field in forms.fill(record, forms.CURRENT, lang).fields}
    text = by_field["results" if lang == "en" else "next_steps"]
    assert other in text
    for name in ("results" if lang == "es" else "next_steps", "remaining"):
        assert t("ogp.other_language", text="") not in by_field[name]
    assert content(record)["texts"]["results"]["en"].endswith(spanish)
    assert content(record)["texts"]["results"]["en"] != spanish


def test_a_day_is_written_on_and_a_month_in(own):
    texts = {
        lang: forms.written(read(own, CODE, WHEN), "remaining", Text(lang)) for lang in LANGUAGES
    }
    assert str(texts["es"]).startswith("Escrito el 03-09-2023 por Unidad de Acceso: ")
    beginning = f"Written on {Text('en').date('2023-09-03')} by Unidad de Acceso: "
    assert str(texts["en"]).startswith(beginning)
