"""Plans of two countries of one year, delivered together: each is counted and drawn by itself."""

from __future__ import annotations

import shutil
from datetime import date

import pandas as pd
import pytest
from builds_for_tests import RAW, build_on
from pages_for_tests import text_of

from exports import printing
from exports.ogp import plan
from pipelines import serving
from presentation import charts
from presentation.charts.ogp_cycles import at
from presentation.desk.at_a_date import read
from presentation.words import LANGUAGES, Text

PLANS = """\
País;Ciclo;Número de plan;Nombre del plan;Plan name;Desde;Hasta
Perú;2023;5;Quinto plan;Fifth plan;2023;2024
Chile;2023;6;Sexto plan;Sixth plan;2023;2027
"""
COMMITMENTS = """\
Commitment Unique Identifier;Country;Year of Submission;Action Plan Number;Commitment Number;\
Commitment Title;Lead Institution;Start Date;End Date;Municipal;Starred;Policy Area
CL0090;Chile;2023;6;1;Compromiso nuevo;Consejo para la Transparencia;01/03/2024;31/12/2026;;;
PE0101;Perú;2023;5;1;Otro compromiso;Autoridad de Transparencia;01/03/2023;31/12/2024;;;
PE0102;Perú;2023;5;2;Un tercero;Autoridad de Transparencia;01/03/2023;31/12/2024;;;
"""
TODAY = "2026-11-30"


@pytest.fixture(scope="module")
def together(tmp_path_factory) -> serving.Build:
    base = tmp_path_factory.mktemp("countries")
    raw = base / "raw"
    shutil.copytree(RAW, raw)
    (raw / "entregas").mkdir()
    for name, text in (("planes.csv", PLANS), ("compromisos.csv", COMMITMENTS)):
        (raw / "entregas" / name).write_text(text, encoding="utf-8")
    build_on(raw, base / "curated")
    return serving.open(root=base / "curated")


@pytest.mark.thorough
def test_each_country_has_its_own_figure(together):
    rows = together.metric("ogp_cycle_commitments", ["country", "cycle"], {"cycle": 2023})
    assert rows.set_index("country")["n"].to_dict() == {"CL": 1, "PE": 2}


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_plan_has_its_own_bar(together, lang):
    chart = charts.draw("ogp_cycles", together.table, lang, {"as_of": TODAY})
    [unknown] = [trace for trace in chart.figure.data if trace.meta == "unknown"]
    own = dict(zip(unknown.y, unknown.x, strict=True))
    plan = {"es": ("Sexto plan", "Quinto plan · Perú"), "en": ("Sixth plan", "Fifth plan · Peru")}
    assert [own[name] for name in plan[lang]] == [1, 2]


@pytest.mark.thorough
def test_plans_of_two_countries_are_two(together, published):
    when = pd.Timestamp(TODAY)
    before, after = (
        int(at(build.table("out_ogp__desk_count"), "plans", when)["desk_count"])
        for build in (published, together)
    )
    assert after == before + 2


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_shows_both(together, visit, lang):
    text = text_of(visit(together.folder.parent, lang=lang, as_of=TODAY))
    assert all(code in text for code in ("CL0090", "PE0101", "PE0102"))


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_its_words_take_countries_years_and_counts_from_the_data(together, visit, lang):
    text = text_of(visit(together.folder.parent, lang=lang, as_of=TODAY))
    sentences = {
        "es": (
            "Cada compromiso ante OGP de Chile y Perú con",
            "Compromisos de Chile que OGP lista hasta 2018: 62",
            "Otros 3 se han entregado, de Chile y Perú.",
            "6 planes, 2012 a 2027",
            "de los 4 que lo tienen",
        ),
        "en": (
            "Each OGP commitment of Chile and Peru with",
            "Commitments of Chile that OGP lists to 2018: 62",
            "Another 3 were delivered, of Chile and Peru.",
            "6 plans, 2012 to 2027",
            "of the 4 where",
        ),
    }
    assert [sentence for sentence in sentences[lang] if sentence not in text] == []


@pytest.mark.parametrize(("lang", "country"), [("es", "Perú"), ("en", "Peru")])
def test_the_summary_of_a_plan_names_its_own_country(together, monkeypatch, lang, country):
    seen = {}
    monkeypatch.setattr(printing, "pdf", lambda name, data, build, **_: seen.update(data) or b"")
    plan.summary(together, read(together, "PE0101", date(2026, 11, 30)), lang)
    assert country in seen["lead"] and "Chile" not in seen["lead"]
    [first, *_] = seen["kpis"]
    assert first["detail"] == Text(lang)("ogp.plan.commitments_delivered")
