"""A long table is searched and sorted in the browser, without a trip to the server."""

from __future__ import annotations

import pytest
from browser_for_tests import opened, texts
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_long_table_is_searched_and_sorted(demo_site, browser):
    with opened(browser, f"{demo_site}/cumplimiento?view=places") as page:
        table = page.locator(".st-key-card_ranks_table .faro-find")
        rows = table.locator("tbody tr:visible")
        expect(rows).to_have_count(345)
        table.locator("[data-faro-sort]").last.click()
        expect(table.locator("th[aria-sort=ascending]")).to_have_count(1)
        ties = [int(text) for text in texts(table.locator("tbody tr td:last-child"))]
        assert ties == sorted(ties)
        table.locator("[data-faro-search]").fill("penalolen")
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text("Peñalolén")
