"""The page of a municipality goes on one sheet of A4, whatever is known of it."""

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


def test_a_municipality_of_the_published_figures_prints_on_one_page(site, browser):
    with opened(browser, f"{site}/municipio?cut=13101&open=all") as page:
        [sheet] = sheets(page)
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A4


def test_the_fullest_municipality_prints_on_one_page(demo_built, demo_site, browser):
    fullest = (
        serving.open(root=demo_built)
        .query(
            "select cut, count(distinct subject_id) as n from out_adopcion__timeline"
            " where lane = 'tool'"
            " and cut in (select cut from out_publicacion__calendar)"
            " group by cut order by n desc, cut limit 1"
        )["cut"]
        .iloc[0]
    )
    with opened(browser, f"{demo_site}/municipio?cut={fullest}&open=all") as page:
        page.locator(".faro-calendar").wait_for()
        page.locator(".st-key-card_mend_path .faro-plot svg").first.wait_for()
        [sheet] = sheets(page)
        assert "Publicó" in sheet.extract_text()
