"""The nine journeys of the guides, each within the clicks that its guide promises.

Three kinds of readers, three tasks each (``presentation/guides``). A click, a tap and an Enter
count as one each; typing and reading count as none.
"""

from __future__ import annotations

import io
import re
import zipfile
from contextlib import contextmanager

import pypdf
import pytest
from browser_for_tests import opened, texts, whole
from playwright.sync_api import expect

from pipelines import serving
from presentation.guides import USERS, guide

pytestmark = pytest.mark.browser
MOST = {task.id: task.clicks for user in USERS for task in guide("es", user).tasks}


class Reader:
    """Someone before a page, who counts what the hand does."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def click(self, what):
        self.clicks += 1
        what.click()

    def find(self, words, title):
        self.page.keyboard.press("/")
        self.page.keyboard.type(words)
        expect(self.page.locator("dialog [role=option]").first).to_contain_text(title)
        self.clicks += 1
        self.page.keyboard.press("Enter")

    def take(self, what):
        with self.page.expect_download() as download:
            self.click(what)
        return download.value.path().read_bytes()


@contextmanager
def journey(name, site, browser, lang="es", size="desk"):
    with opened(browser, f"{site}/?lang={lang}", size=size, accept_downloads=True) as page:
        reader = Reader(page)
        yield reader
        assert 0 < reader.clicks <= MOST[name]


def card(page, name):
    return page.locator(f".st-key-card_{name}")


@pytest.mark.thorough
def test_who_needs_a_look_first(demo_site, browser):
    with journey("who", demo_site, browser, size="phone") as reader:
        links = card(reader.page, "watch").locator("li a")
        to = links.nth(1).get_attribute("href")
        reader.click(links.nth(1))
        reader.page.wait_for_url(re.compile(re.escape(to.partition("?")[0])))
        whole(reader.page)
        expect(reader.page.locator(f"#{to.partition('#')[2]}")).to_be_in_viewport()


@pytest.mark.thorough
def test_which_materia_made_a_municipality_fall(demo_site, browser):
    with journey("why", demo_site, browser) as reader:
        reader.find("maipu", "Maipú")
        shown = card(reader.page, "materias")
        expect(shown.locator("h2")).to_contain_text(re.compile("que más pesó"))
        expect(shown.locator(".faro-lead")).to_contain_text("Hacia abajo:")


@pytest.mark.thorough
def test_the_brief_of_a_region(demo_site, browser):
    with journey("print", demo_site, browser, size="phone") as reader:
        reader.find("13", "Metropolitana")
        link = reader.page.locator("a[href*='informe.pdf'][href*='region=13']")
        brief = pypdf.PdfReader(io.BytesIO(reader.take(link)))
        assert "Metropolitana" in brief.pages[0].extract_text()


@pytest.mark.thorough
def test_cite_the_national_series_with_the_query_that_gives_it(demo_site, demo_built, browser):
    with journey("cite", demo_site, browser) as reader:
        shown = card(reader.page, "national_series")
        height = reader.page.locator("[data-testid=stMainBlockContainer]")
        before = height.bounding_box()["height"]
        reader.click(shown.locator("summary", has_text="Citar"))
        cited = texts(reader.page.locator("dialog[open] pre"))
        assert height.bounding_box()["height"] == pytest.approx(before, abs=2)
        assert cited[0].endswith("#national_series") and "/embed/" in cited[1]
        query = next(text for text in cited if text.startswith("select"))
    build = serving.open(root=demo_built)
    rows = build.query(query)
    assert set(rows["group_id"]) == {"all"} and rows["mean_pct"].notna().all()
    assert len(rows) > 4


@pytest.mark.thorough
def test_take_the_panel_with_its_dictionary(demo_site, browser):
    with journey("take", demo_site, browser, lang="en") as reader:
        reader.find("data and quality", "Data and quality")
        link = reader.page.locator("a[href*='/packs/panel.zip']")
        files = zipfile.ZipFile(io.BytesIO(reader.take(link)))
        assert {"dictionary.csv", "ORIGIN.csv", "CITATION.cff"} <= set(files.namelist())


@pytest.mark.thorough
def test_ask_what_no_page_answers(demo_site, browser):
    with journey("ask", demo_site, browser) as reader:
        reader.find("consultas", "Consultas")
        box = reader.page.locator(".st-key-query_text textarea")
        box.fill("select count(*) as municipios from core_territory__comuna")
        reader.clicks += 1
        box.press("Control+Enter")
        expect(card(reader.page, "answer")).to_contain_text("346")


@pytest.mark.thorough
def test_the_self_assessment_of_a_commitment_in_english(demo_site, browser):
    with journey("report", demo_site, browser) as reader:
        reader.find("CL0048", "CL0048")
        reader.click(reader.page.locator(".st-key-language button").nth(1))
        link = card(reader.page, "reports").locator("a[href*='/en/']").first
        assert len(reader.take(link)) > 1000


@pytest.mark.thorough
def test_what_became_of_a_commitment(demo_site, browser):
    with journey("find", demo_site, browser, lang="en", size="phone") as reader:
        reader.find("cl0048", "CL0048")
        expect(card(reader.page, "assessments")).to_contain_text("Marginal")


@pytest.mark.thorough
def test_the_evidence_of_a_commitment(demo_site, browser):
    with journey("evidence", demo_site, browser) as reader:
        reader.find("gestion de transparencia municipal 2.0", "2.0")
        link = card(reader.page, "reports").locator("a[href$='/evidence']").first
        assert zipfile.ZipFile(io.BytesIO(reader.take(link))).namelist()
