"""From a copied link to a file in hand: filters, tile map, ficha, language, downloads."""

from __future__ import annotations

import re

import pandas as pd
import pypdf
import pytest
from browser_for_tests import opened, whole
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_from_a_link_through_the_map_to_the_files(demo_site, browser, tmp_path):
    address = f"{demo_site}/cumplimiento?view=map&region=07"
    with opened(browser, address, accept_downloads=True) as page:
        page.locator(".st-key-card_tiles a[href*='cut=07101']").first.click()
        page.wait_for_url("**/municipio?*cut=07101*")
        page.locator("h1", has_text="Talca").wait_for()
        page.click(".st-key-language button >> nth=1")
        page.locator(".eyebrow", has_text="Municipality").wait_for()
        expect(page).to_have_url(re.compile("lang=en"))
        expect(page).to_have_url(re.compile("cut=07101"))
        whole(page)
        with page.expect_download() as download:
            page.locator("a[href*='.pdf']").first.click()
        download.value.save_as(tmp_path / "ficha.pdf")
        assert "Talca" in pypdf.PdfReader(tmp_path / "ficha.pdf").pages[0].extract_text()
        card = page.locator(".st-key-card_municipality_history")
        card.locator("summary").nth(1).click()
        with page.expect_download() as download:
            card.get_by_text("XLSX", exact=True).click()
        download.value.save_as(tmp_path / "rows.xlsx")
        rows = pd.read_excel(tmp_path / "rows.xlsx", engine="calamine", dtype={"cut": str})
        assert "07101" in set(rows["cut"])
