"""Every page, in both languages: usual, with nonsense in the address, empty, and with no build."""

import ast
import itertools
import json
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from marks_for_tests import MARK, cards_of, text_of
from pages_for_tests import Drawing, charts_of, shown, words
from reading_for_tests import is_plain

from dashboard import nav
from pipelines import serving
from pipelines.marking import PROVISIONAL, cited, unsaid
from presentation import data
from presentation.charts import RECIPES
from presentation.context import Given, PageContext
from presentation.markup.html import gathered, join
from presentation.outcomes import shower_of
from presentation.words import LANGUAGES, Text

SCRIPTS = sorted((Path(nav.__file__).parent / "app_pages").glob("*.py"))
# A choice of each page that has one.
KEYS = {
    "diagnostico": "instrument",
    "autoevaluacion": "answers",
    "publicacion": "year",
    "cumplimiento": "round",
    "municipio": "cut",
    "region": "region",
    "gobierno_abierto": "commitment",
    "proceso_ta": "generation",
    "comparar": "metric",
    "plan": "version",
    "tendencias": "from",
    "muestra": "n",
    "simulador": "w",
    "resumen": "round",
    "cobertura": "region",
    "herramientas": "region",
    "historia": "topic",
    "solicitudes": "place",
    "modelos": "model",
    "datos": "section",
    "consultas": "table",
    "entregas": "kind",
    "ayuda": "guide",
}

# Pages whose first sentence is said of simulated figures, on the demonstration panel.
SIMULATED_HEADS = {
    *("herramientas", "cumplimiento", "municipio", "diagnostico", "plan", "comparar"),
    *("simulador", "datos", "consultas"),
}


@dataclass(frozen=True)
class Seen:
    """What a reader saw of a page."""

    html: str
    charts: list[Drawing]


_seen: dict[tuple[str, str], Seen] = {}


@pytest.fixture(scope="module", autouse=True)
def nothing_made_before():
    """Forget what other files of tests have had made."""
    data.clear()


@pytest.fixture
def usual(visit_again):
    """Every page as its address alone opens it, once for all that look at it."""

    def look(page: str, lang: str) -> Seen:
        if (page, lang) not in _seen:
            app = visit_again(page, lang=lang)
            _seen[page, lang] = Seen(shown(app), charts_of(app))
        return _seen[page, lang]

    return look


def headline_of(html: str) -> str:
    """The sentence at the head of a page, without the name of the page."""
    [title] = re.findall(r"<h1><span[^>]*>.*?</span>(.*?)</h1>", html)
    return unescape(words(title)).strip()


def titled(html: str) -> list[str]:
    """The names of the cards of a page by their titles, which lead to them: each is there once."""
    assert re.findall(r'class="faro-card-head"><h2>(?!<a class="faro-self")[^<]*', html) == []
    assert (
        re.findall(r'class="faro-kpi"[^>]*><header><h2>(?!<a class="faro-self")[^<]*', html) == []
    )
    names = re.findall(r'<h2><a class="faro-self" href="#(\w+)">', html)
    assert len(set(names)) == len(names)
    return names


@pytest.mark.few(6)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", nav.PAGES)
def test_a_page_speaks_its_language_and_shows_its_charts(usual, page, lang):
    html, t = usual(page, lang).html, Text(lang)
    assert f'data-faro-lang="{lang}"' in html
    assert f'<span class="eyebrow">{t(f"nav.{page}")}</span>' in html
    assert "faro-notice" not in html
    assert "faro-foot" in html
    assert is_plain(headline_of(html), lang)
    charts = usual(page, lang).charts
    drawn = {chart.name for chart in charts}
    cards = [RECIPES[name] for name in titled(html) if name in RECIPES]
    assert [card.id for card in cards if card.needs == "published" and card.id not in drawn] == []
    assert html.count("faro-actions") >= len(charts)
    for chart in charts:
        assert chart.alt or json.loads(chart.spec)["data"]


# A month as files write it, a column that says its language, what a program calls nothing.
AS_FILES = re.compile(r"(?<![\w/.·-])\d{4}-\d{2}(?![\w-])|\((?:es|en)\)|\bN(?:one|aN|aT)\b|\bnan\b")


@pytest.mark.few(2)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "page", ["publicacion", "gobierno_abierto", "municipio", "datos", "muestra"]
)
def test_a_page_writes_for_readers_and_not_as_files_do(demo_built, monkeypatch, page, lang):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    build = serving.open()
    query = {"publicacion": {}, "datos": {"section": "conservation"}}.get(
        page, {"commitment": "CL0048"}
    )
    with gathered() as parts:
        shower_of(page)(PageContext(build, Text(lang, build), choices=Given(query)))
    text = re.sub(r"<[^>]+>", " ", str(join(parts)))
    assert "faro" in str(join(parts)) and AS_FILES.findall(text) == []


def test_every_chart_stands_on_a_page():
    folders = (Path(data.__file__).parent, Path(nav.__file__).parent)
    texts = (path.read_text("utf-8") for folder in folders for path in folder.rglob("*.py"))
    showing = [ast.parse(text) for text in texts if "chart_card(" in text]
    shown = {
        node.value
        for tree in showing
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {*RECIPES} <= shown


@pytest.mark.few(2)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", nav.PAGES)
def test_a_page_of_the_demonstration_panel_says_that_it_is_simulated(
    visit_again, demo_built, monkeypatch, page, lang
):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    html, t = shown(visit_again(page, lang=lang)), Text(lang)
    assert f'<span class="eyebrow">{t(f"nav.{page}")}</span>' in html
    assert html.count("<h1>") == 1
    assert titled(html)
    assert "nan" not in words(html).lower().split()
    [title] = re.findall(r"<h1>.*?</h1>", html)
    assert is_plain(headline_of(html), lang)
    if page in SIMULATED_HEADS:
        assert re.search(r"simulad|simulated", words(title).lower())
    banner = "".join(
        re.findall(r'<div class="faro-notice simulated(?: is-line)?".*?</div></div>', html)
    )
    whole = [t(f"notice.{key}").replace("**", "") for key in ("simulated", "simulated_cards")]
    is_whole = any(words_ in words(banner) for words_ in whole)
    warning = cited("simulated", lang, provisional=False)
    marked = {name for name, body in cards_of(html) if MARK.search(body)}
    assert is_whole or banner.count("<li>") == len(marked), marked  # and none that is real
    for name, body in cards_of(html):
        is_simulated = bool(MARK.search(body))
        if is_simulated:
            assert is_whole or unsaid(name, lang) in text_of(banner), name
        if 'class="faro-cite"' in body:
            assert body.count(warning) == 2 * is_simulated * body.count('class="faro-cite"'), name


@pytest.mark.parametrize(
    ("page", "part", "key"),
    [
        ("solicitudes", "results", "simulated"),
        ("solicitudes", "process", "simulated_head"),
        ("modelos", "map", "simulated_cards"),
        ("modelos", "versions", None),
        ("municipio", "publication", None),
        ("municipio", "standing", "simulated"),
        ("proceso_ta", "deadlines", None),
        ("proceso_ta", "calendar", None),
        *(("publicacion", part, None) for part in ("days", "late", "fresh", "where", "rules")),
    ],
)
def test_a_banner_tells_a_simulated_headline_from_simulated_cards(
    visit_again, demo_built, monkeypatch, page, part, key
):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    html, t = shown(visit_again(page, lang="es", open=part)), Text("es")
    assert html.count("faro-notice simulated") == (key is not None)
    assert key is not None or not re.search(r"[Ss]imulad", words(html.split("<h1>")[1]))
    assert key is None or t(f"notice.{key}").replace("**", "") in words(html)


@pytest.mark.few(2)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", KEYS)
def test_nonsense_in_the_address_gives_a_note_and_the_usual_view(visit_again, usual, page, lang):
    nonsense = "<script>alert(1)</script>"
    html = shown(visit_again(page, **{"lang": lang, KEYS[page]: nonsense, "build": "../../etc"}))
    assert html.count("faro-notice") == 2
    assert "<script" not in html
    assert f"{KEYS[page]}=&lt;script" in html
    assert re.findall(r"<h1>.*?</h1>", html) == re.findall(r"<h1>.*?</h1>", usual(page, lang).html)


def test_an_unknown_language_gives_a_note_and_spanish(visit_again):
    html = shown(visit_again(lang="zz"))
    assert "lang=zz" in html
    assert 'data-faro-lang="es"' in html


@pytest.mark.few(3)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", nav.PAGES)
def test_a_page_without_figures_says_so(visit, monkeypatch, page, lang):
    whole = serving.Build.table

    def emptied(self, name, where=None):
        frame = whole(self, name, where)
        return frame.head(0) if name.startswith("out_") else frame

    monkeypatch.setattr(serving.Build, "table", emptied)
    html = shown(visit(page, lang=lang))
    assert "nan" not in words(html).lower().split()
    if page not in ("datos", "consultas", "entregas", "ayuda", "historia"):
        assert any(Text(lang)(key) in html for key in ("notice.empty_title", "delivered.none"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_build_at_all_says_how_to_get_one(visit, monkeypatch, tmp_path, lang):
    monkeypatch.setenv("FARO_CURATED", str(tmp_path))
    html = shown(visit(lang=lang))
    assert Text(lang)("notice.no_build_title") in html
    assert "faro build" in html


@pytest.mark.thorough
def test_a_failed_build_is_told_on_every_page(visit_again, monkeypatch):
    failure = {"at": "2026-11-20T10:00:00+00:00", "message": "secret path"}
    monkeypatch.setattr(serving, "last_failure", lambda root=None: failure)
    for page in nav.PAGES:
        html = shown(visit_again(page))
        assert "20-11-2026" in html
        assert "secret path" not in html


def test_the_golden_figures_stand_on_the_pages(visit):
    summary = words(shown(visit("resumen")))
    for figure in ("81,6", "98,55", "+30,8", "+15,6", "+15,22", "49,3", "+8,1", "340 de 345"):
        assert figure in summary
    assert "5 municipios sin convenio MGTM" in summary
    readings = words(shown(visit("resumen", lang="en")))
    for figure in ("29.42%", "45.00%", "+17.17", "+15.58", "22.1%", "0.60"):
        assert figure in readings
    app = visit("cobertura")
    figures = [chart.spec for chart in charts_of(app)]
    coverage = words(shown(app)) + json.dumps([json.loads(spec) for spec in figures])
    for figure in ("36", "186", "340", "98,55", "230", "174", "115", "33,3"):
        assert figure in coverage


def test_a_change_across_a_break_is_grey_and_said_not_comparable(visit):
    html = shown(visit("resumen", round="r2025"))
    assert re.search(r'class="change grey">no comparable con 2024', html)
    html = shown(visit("resumen", round="r2013"))
    assert re.search(r'class="change">▲ \+17,2', html)


def test_a_link_reopens_the_view(visit):
    app = visit("cobertura", region="05", lang="en")
    html = words(shown(app))
    assert "Viña del Mar" in html
    assert "Conchalí" not in html.split("Signings a source names")[1]
    assert app.query_params["region"] in ("05", ["05"])


@pytest.mark.few(6)
@pytest.mark.parametrize(
    "section",
    ["sources", "versions", "reconciliation", "checks", "conservation", "dictionary"],
)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_section_of_the_data_page(visit_again, section, lang):
    html = shown(visit_again("datos", section=section, lang=lang))
    assert "<h2>" in html.split("faro-kpis")[1]
    assert "/data/" in html or section == "checks"


def test_reconciliation_shows_what_was_printed_and_what_was_computed(visit):
    text = words(shown(visit("datos", section="reconciliation")))
    assert "98,5" in text
    assert "98,55" in text
    assert Text("es")("datos.reconciliation") in text


@pytest.mark.few(6)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", nav.PAGES)
def test_headings_step_down_one_at_a_time(usual, page, lang):
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", usual(page, lang).html)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_page_is_short_and_has_no_sql(path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 80
    strings = [node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)]
    assert not any(
        isinstance(s, str) and re.search(r"\bselect\b.*\bfrom\b", s, re.I | re.S) for s in strings
    )
    assert path.stem in (*nav.PAGES, *nav.OWN)


@pytest.mark.few(3)
@pytest.mark.parametrize("page", nav.PAGES)
def test_while_figures_may_change_every_line_of_sources_says_so(visit_demo, monkeypatch, page):
    monkeypatch.setattr(serving, "provisional", lambda build: True)
    choices = {"w": "compras:2"} if page == "simulador" else {}
    lines = re.findall(
        r'<p class="faro-source" data-origin[^>]*>(.*?)</p>', shown(visit_demo(page, **choices))
    )
    assert [line for line in lines if PROVISIONAL["es"] not in line] == []
    assert lines or page in ("datos", "entregas", "ayuda")
