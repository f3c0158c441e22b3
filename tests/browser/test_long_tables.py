"""A long table is searched and sorted in the browser, without a trip to the server."""

from __future__ import annotations

import pandas as pd
import pytest
from browser_for_tests import opened, texts
from playwright.sync_api import expect

from presentation import theme
from presentation.markup.html import gathered, join
from presentation.stage import Still
from presentation.words import Text

pytestmark = pytest.mark.browser


@pytest.mark.thorough
def test_a_long_table_is_searched_and_sorted(demo_site, browser):
    with opened(browser, f"{demo_site}/cumplimiento?view=places&open=ranks") as page:
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


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("lang", "kind", "cells"),
    [
        ("es", "num", ["−1,5", "9,5", "88,0 %", "999", "17.305", "sin dato"]),
        ("en", "num", ["−1.5", "9.5", "88.0%", "999", "17,305", "no data"]),
        ("es", "", ["31-12-2013", "01-02-2014", "15-01-2024"]),
        ("en", "", ["31 Dec 2013", "1 Feb 2014", "15 Jan 2024"]),
        ("es", "", ["Ancud", "Ñiquén", "Ñuñoa", "Zapallar"]),
    ],
)
def test_a_column_is_sorted_by_what_its_cells_mean(browser, lang, kind, cells):
    data = [cell for cell in cells if cell not in ("sin dato", "no data")]
    missing = [cell for cell in cells if cell not in data]
    with browser.new_page() as page:
        rows = "".join(f"<tr><td>{cell}</td></tr>" for cell in cells[::2] + cells[1::2])
        head = f'<th class="{kind}"><button data-faro-sort>x</button></th>'
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        page.set_content(f'<html lang="{lang}"><body>{table}</body></html>')
        page.add_script_tag(path=theme.STATIC / "faro.js")
        for wanted in (data + missing, data[::-1] + missing):
            page.locator("[data-faro-sort]").click()
            assert texts(page.locator("td")) == wanted


def test_a_table_is_narrowed_by_what_is_typed_and_by_what_is_chosen(browser):
    frame = pd.DataFrame(
        {
            "Comuna": [f"Ñiquén {at}" for at in range(40)],
            "Región": ["Ñuble", "Maule"] * 20,
        }
    )
    with gathered() as parts:
        Still().grid(Text("es"), frame, key="k", alt="Una", height=9, narrow=("Región",))
    with browser.new_page() as page:
        page.set_content(f'<html lang="es"><body>{join(parts)}</body></html>')
        page.add_script_tag(path=theme.STATIC / "faro.js")
        rows, left = page.locator("tbody tr:visible"), page.locator("output")
        page.locator("select").select_option("Maule")
        expect(rows).to_have_count(20)
        expect(left).to_have_text("20 de 40 filas")
        page.locator("[data-faro-search]").fill("niquen 1")
        expect(rows).to_have_count(6)  # 1, 11, 13 … 19
        page.locator("select").select_option("")
        expect(rows).to_have_count(11)
