"""The nine journeys of the guides, each within the clicks that its guide promises.

Three kinds of readers, three tasks each (``presentation/guides``), in both languages, at a desk by
the keyboard and on a phone by hand. A click, a tap and an Enter count as one each; typing and
reading count as none.
"""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from contextlib import contextmanager

import pypdf
import pytest
from browser_for_tests import opened, texts, whole
from playwright.sync_api import expect

from pipelines import serving
from presentation.guides import USERS, guide
from presentation.words import LANGUAGES, Text

pytestmark = [pytest.mark.browser, pytest.mark.thorough]
MOST = {"who": 2, "why": 3, "print": 4, "cite": 1, "take": 3, "ask": 4, "report": 4, "find": 2,
        "evidence": 4}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_guides_promise_no_more_clicks(lang):
    assert {task.id: task.clicks for user in USERS for task in guide(lang, user).tasks} == MOST


class Reader:
    """Someone before a page, who counts what the hand does."""

    def __init__(self, page, lang, size):
        self.page, self.lang, self.t = page, lang, Text(lang)
        self.has_keyboard, self.clicks = size == "desk", 0

    def click(self, what):
        self.clicks += 1
        what.click()

    def find(self, words, title):
        if self.has_keyboard:
            self.page.keyboard.press("/")
        else:
            self.click(self.page.locator(".faro-find-door"))
        expect(self.page.locator("dialog[open] input")).to_be_focused()
        self.page.keyboard.type(words)
        first = self.page.locator("dialog [role=option]").first
        expect(first).to_contain_text(title)
        if self.has_keyboard:
            self.clicks += 1
            self.page.keyboard.press("Enter")
        else:
            self.click(first)

    def take(self, what):
        with self.page.expect_download() as download:
            self.click(what)
        return download.value.path().read_bytes()


@pytest.fixture(params=list(itertools.product(LANGUAGES, ("desk", "phone"))), ids="-".join)
def journey(request, demo_site, browser):
    """Begin a journey on the first page; at its end it has taken no more clicks than promised."""
    lang, size = request.param

    @contextmanager
    def begun(name):
        address = f"{demo_site}/?lang={lang}"
        with opened(browser, address, size=size, accept_downloads=True) as page:
            reader = Reader(page, lang, size)
            yield reader
            assert 0 < reader.clicks <= MOST[name]

    return begun


def card(page, name):
    return page.locator(f".st-key-card_{name}")


def test_who_needs_a_look_first(journey):
    with journey("who") as reader:
        links = card(reader.page, "watch").locator("li a")
        to = links.nth(1).get_attribute("href")
        reader.click(links.nth(1))
        reader.page.wait_for_url(re.compile(re.escape(to.partition("?")[0])))
        whole(reader.page)
        expect(reader.page.locator(f"#{to.partition('#')[2]}")).to_be_in_viewport()


def test_which_materia_made_a_municipality_fall(journey):
    with journey("why") as reader:
        reader.find("maipu", "Maipú")
        shown = card(reader.page, "materias")
        weighed = {"es": "que más pesó", "en": "weighed most"}[reader.lang]
        expect(shown.locator("h2")).to_contain_text(weighed)
        expect(shown.locator(".faro-lead")).to_contain_text(re.compile("Hacia abajo:|Down:"))


def test_the_brief_of_a_region(journey):
    with journey("print") as reader:
        reader.find("13", "Metropolitana")
        link = reader.page.locator("a[href*='informe.pdf'][href*='region=13']")
        brief = pypdf.PdfReader(io.BytesIO(reader.take(link)))
        assert "Metropolitana" in brief.pages[0].extract_text()


def test_cite_the_national_series_with_the_query_that_gives_it(journey, demo_built):
    with journey("cite") as reader:
        shown = card(reader.page, "national_series")
        height = reader.page.locator("[data-testid=stMainBlockContainer]")
        before = height.bounding_box()["height"]
        reader.click(shown.locator("summary", has_text=reader.t("cite.title")))
        cited = texts(reader.page.locator("dialog[open] pre"))
        assert height.bounding_box()["height"] == pytest.approx(before, abs=2)
        assert cited[0].endswith("#national_series") and "/embed/" in cited[1]
        query = next(text for text in cited if text.startswith("select"))
    build = serving.open(root=demo_built)
    rows = build.query(query)
    assert set(rows["group_id"]) == {"all"} and rows["mean_pct"].notna().all()
    assert len(rows) > 4


def test_take_the_panel_with_its_dictionary(journey):
    with journey("take") as reader:
        page = reader.t("nav.datos")
        reader.find(page.lower(), page)
        link = reader.page.locator("a[href*='/packs/panel.zip']")
        files = zipfile.ZipFile(io.BytesIO(reader.take(link)))
        assert {"dictionary.csv", "ORIGIN.csv", "CITATION.cff"} <= set(files.namelist())


def test_ask_what_no_page_answers(journey):
    with journey("ask") as reader:
        page = reader.t("nav.consultas")
        reader.find(page.lower(), page)
        box = reader.page.locator(".st-key-query_text textarea")
        box.fill("select count(*) as municipios from core_territory__comuna")
        if reader.has_keyboard:
            reader.clicks += 1
            box.press("Control+Enter")
        else:
            run = reader.page.get_by_role("button", name=reader.t("consultas.run"), exact=True)
            reader.click(run)
        expect(card(reader.page, "answer")).to_contain_text("346")


def test_the_self_assessment_of_a_commitment_in_english(journey):
    with journey("report") as reader:
        reader.find("CL0048", "CL0048")
        if reader.lang != "en":
            reader.click(reader.page.locator(".st-key-language button").nth(1))
        link = card(reader.page, "reports").locator("a[href*='/en/']").first
        assert len(reader.take(link)) > 1000


def test_what_became_of_a_commitment(journey):
    with journey("find") as reader:
        reader.find("cl0048", "CL0048")
        expect(card(reader.page, "assessments")).to_contain_text("Marginal")


def test_the_evidence_of_a_commitment(journey):
    with journey("evidence") as reader:
        words = {"es": "gestion de transparencia municipal 2.0", "en": "municipal transparency 2.0"}
        reader.find(words[reader.lang], "2.0")
        link = card(reader.page, "reports").locator("a[href$='/evidence']").first
        assert zipfile.ZipFile(io.BytesIO(reader.take(link))).namelist()
