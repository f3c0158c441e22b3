"""What is open of a municipality goes on paper: a part of it on one sheet of A4."""

from __future__ import annotations

import io

import pypdf
import pytest
from browser_for_tests import opened

from pipelines import serving

pytestmark = pytest.mark.browser
A4 = (595, 842)  # points


def sheets(page) -> list[pypdf.PageObject]:
    written = page.pdf(prefer_css_page_size=True, print_background=True)
    return list(pypdf.PdfReader(io.BytesIO(written)).pages)


def fullest(demo_built) -> str:
    """The municipality of the panel of which most is known."""
    query = """
        select cut, count(distinct subject_id) as n from out_adopcion__timeline
        where lane = 'tool' and cut in (select cut from out_publicacion__calendar)
        group by cut order by n desc, cut limit 1
    """
    return str(serving.open(root=demo_built).query(query)["cut"].iloc[0])


@pytest.mark.thorough
def test_a_municipality_of_the_published_figures_prints_on_one_page(site, browser):
    with opened(browser, f"{site}/municipio?cut=13101&open=all") as page:
        [sheet] = sheets(page)
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A4


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("part", "last"),
    [("standing", "municipality_timeline"), ("mend", "mend_path"), ("publication", "calendar")],
)
def test_a_part_of_the_fullest_municipality_prints_on_one_page(
    demo_built, demo_site, browser, part, last
):
    """What is open is what is printed."""
    address = f"{demo_site}/municipio?cut={fullest(demo_built)}&open={part}"
    with opened(browser, address) as page:
        page.locator(f".st-key-card_{last}").wait_for()
        [sheet] = sheets(page)
        assert ("Publicó" in sheet.extract_text()) == (part == "publication")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("part", "last"), [("publication", "publication_trend"), ("scores", "requests")]
)
def test_what_is_open_of_a_region_is_what_is_printed(demo_site, browser, part, last):
    with opened(browser, f"{demo_site}/region?region=13&open={part}") as page:
        page.locator(f".st-key-card_{last}").wait_for()
        text = " ".join("".join(sheet.extract_text() for sheet in sheets(page)).split())
        assert ("SAI" in text) == (part == "scores")
        assert ("los meses vencidos" in text) == (part == "publication")


@pytest.mark.thorough
def test_all_of_the_fullest_municipality_prints_without_an_empty_page(
    demo_built, demo_site, browser
):
    with opened(browser, f"{demo_site}/municipio?cut={fullest(demo_built)}&open=all") as page:
        page.locator(".faro-calendar").wait_for()
        page.locator(".st-key-card_mend_path .faro-plot svg").first.wait_for()
        printed = sheets(page)
        assert len(printed) <= 3 and all(len(sheet.extract_text()) > 300 for sheet in printed)


@pytest.mark.thorough
def test_a_long_table_begins_under_what_stands_before_it(demo_site, browser):
    """Two sheets for 52 municipalities, the first with rows; what is pressed is not printed."""
    with opened(browser, f"{demo_site}/region?region=13") as page:
        page.locator(".st-key-card_municipalities, .faro-table").first.wait_for()
        first, last = (sheet.extract_text() for sheet in sheets(page))
        assert "Alhué" in first and "Vitacura" in last
        assert "(PDF)" not in first
