"""Gobierno abierto: catalogue and filters, one commitment at a date, self and IRM apart."""

from __future__ import annotations

import re
import shutil

import pytest
from builds_for_tests import RAW
from pages_for_tests import charts_of, shown, text_of

from pipelines import serving
from pipelines.build import making as building
from presentation.context import PageContext
from presentation.panels import gobierno_abierto
from presentation.words import LANGUAGES, Text

WHEN = {"commitment": "CL0048", "as_of": "2017-07-31"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_catalogue_narrows_by_cycle_area_and_star(visit, built, lang):
    assert len(set(re.findall(r"CL\d{4}", shown(visit(built, lang=lang))))) == 62
    text = text_of(visit(built, lang=lang, cycle="2014", starred="yes"))
    catalogue = text[text.index(Text(lang)("ogp.catalogue_star")) :]
    assert set(re.findall(r"CL\d{4}", catalogue)) == {"CL0020", "CL0031"}
    text = text_of(visit(built, lang=lang, area="asset_disclosure"))
    catalogue = text[text.index(Text(lang)("ogp.catalogue_star")) :]
    assert set(re.findall(r"CL\d{4}", catalogue)) == {"CL0008", "CL0013", "CL0014"}


def test_the_catalogue_is_found_by_its_lead_institution(monkeypatch, delivered, delivered_built):
    monkeypatch.setenv("FARO_CURATED", str(delivered_built))
    choices = dict.fromkeys(("cycle", "area", "starred", "municipal"), gobierno_abierto.ALL)
    chosen = gobierno_abierto.Narrowed(**choices, order="cycle")
    for lang, council in (("es", "Consejo para la"), ("en", "Council for Transparency")):
        ctx = PageContext(build=delivered, t=Text(lang, delivered))
        rows = gobierno_abierto.catalogue(ctx, chosen).split("<tr>")
        [made_up] = [row for row in rows if "EC0901" in row]
        [known] = [row for row in rows if "CL0048" in row]
        assert "Example Water Authority" in made_up and council in known


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_commitment_at_a_date_in_both_languages(visit, built, lang):
    app, t = visit(built, lang=lang, **WHEN), Text(lang)
    text = text_of(app)
    for figure in ("230", "174", "115", "12"):
        assert figure in text
    for share in (t.percent(20, 0), t.percent(33.333, 1)):
        assert share.replace("\u00a0", " ") in text
    ends = {"es": "julio de 3028 ≠ junio de 2018", "en": "July 3028 ≠ June 2018"}[lang]
    assert t("ogp.warning.end_out_of_plan", seen=ends) in text
    level = {"es": "Limitado", "en": "Limited"}[lang]
    assert t("ogp.suggested", level=level) in text
    assert t("ogp.undecided") in text
    assert len(charts_of(app)) == 2


def test_self_and_irm_stand_apart_and_each_at_its_time(visit, built):
    early = shown(visit(built, **WHEN))
    late = shown(visit(built, commitment="CL0048", as_of="2019-01-31"))
    for page in (early, late):
        assert page.count('class="side self"') == page.count('class="side irm"') == 1
    own, irm = late.split('class="side irm"')
    assert "Marginal" in irm and "Marginal" not in own
    assert "Marginal" not in early
    assert Text("es")("ogp.assessment.unreadable") in own


@pytest.mark.parametrize("as_of", ["2015-01-01", "ayer", "9999-99-99", "<script>"])
def test_a_date_out_of_the_plan_or_no_date_gives_a_note(visit, built, as_of):
    page = shown(visit(built, commitment="CL0048", as_of=as_of))
    assert "<script>" not in page
    notice = "cae fuera de su plan" if as_of == "2015-01-01" else "as_of="
    assert notice in page
    assert "Nivel sugerido" in page


def test_milestones_are_judged_at_the_date(visit, delivered_built):
    t = Text("es")
    text = text_of(visit(delivered_built, commitment="CL0054", as_of="2019-04-30"))
    assert t("ogp.evidence_none") not in text and "Se publicó el modelo" in text
    text = text_of(visit(delivered_built, commitment="CL0054", as_of="2020-01-15"))
    assert "de 1 vencido no hay constancia" in text
    assert t("ogp.evidence_state.missing") in text
    assert t("ogp.evidence_state.too_large") in text


def test_a_decision_is_shown_with_its_date_and_reason(visit, delivered_built):
    text = text_of(visit(delivered_built, **WHEN))
    assert "Decidido: Sustancial, 31-07-2017. Doce regiones visitadas" in text
    assert "Nivel sugerido: Limitado" in text


def test_simulated_measurements_say_so(visit, demo_built):
    text = text_of(visit(demo_built, commitment="CL0054", as_of="2020-12-31"))
    t = Text("es")
    assert re.search(r"salvo \d+ de las \d+ tarjetas, marcadas «Simulado»", text.replace("**", ""))
    assert t("ogp.suggested_none") in text
    assert "Sin dato: Municipios adheridos" in text  # what is simulated is no result


@pytest.fixture
def writable(tmp_path, monkeypatch, built):
    """A site that takes files in, whose build is not made."""
    served = serving.open(root=built)
    shutil.copytree(RAW, tmp_path / "raw")
    monkeypatch.setenv("FARO_RAW", str(tmp_path / "raw"))
    monkeypatch.setenv("FARO_ALLOW_WRITES", "1")

    def build(raw, out, *, demo, progress):
        return building.Outcome(served.build_id, served.folder, True, served.manifest, {})

    monkeypatch.setattr("pipelines.build.build", build)
    return tmp_path / "raw" / "deliveries"


def test_without_writing_the_page_has_no_form(visit, built):
    assert not visit(built, **WHEN).text_area


def test_a_decision_is_taken_in_from_the_page_with_its_date_and_reason(visit, built, writable):
    app = visit(built, **WHEN)
    [level] = [box for box in app.selectbox if "No iniciado" in box.options]
    reason = app.text_area[0]
    assert level.options == ["No iniciado", "Limitado", "Sustancial", "Completo"]
    level.set_value("limited")
    reason.input("Doce de quince regiones; escribir a ana.soto@muni.cl")
    app.button[0].click().run()
    assert not app.exception
    app.button(key="accept").click().run()
    [stored] = (writable / "evaluacion").iterdir()
    text = stored.read_text("utf-8")
    assert "CL0048;completion_2014_self;limited;self;2017-07-31" in text
    assert "Doce de quince regiones" in text and "@" not in text


def test_a_decision_without_a_reason_is_told_and_not_taken_in(visit, built, writable):
    app = visit(built, **WHEN)
    app.button[0].click().run()
    assert "Falta el motivo: diga por qué" in text_of(app)
    assert not writable.exists()
