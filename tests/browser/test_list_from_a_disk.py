"""The list of municipalities of the public edition, opened from a disk: no server is asked."""

from __future__ import annotations

import pytest

from pipelines import serving
from presentation import menu
from public import Settings, places, publish

TABLE = "#municipios-table tbody tr"


@pytest.fixture
def opened(built, tmp_path, monkeypatch) -> str:
    """Address of the list in an edition of little else."""
    monkeypatch.setattr(menu, "READ", ("resumen",))
    monkeypatch.setattr(places, "LEAVES", ("municipios",))
    out = tmp_path / "site"
    publish(serving.open(root=built), out, Settings(searchable=False, workers=1))
    return (out / "es" / "municipios.html").as_uri()


@pytest.mark.thorough
def test_a_list_is_put_in_any_order_and_back(browser, opened):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(opened)
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    def cells(column: int, of: str = "textContent") -> list[str]:
        return page.eval_on_selector_all(
            TABLE, f"rows => rows.filter(row => !row.hidden).map(row => row.cells[{column}].{of})"
        )

    usual = cells(0)
    page.select_option("select[name=order]", "population")
    people = [int(value) for value in cells(3, "dataset.value")]
    assert people == sorted(people, reverse=True) and len(people) == len(usual) == 345
    page.select_option("select[name=order]", "comuna")
    assert cells(0)[0] == "Algarrobo"
    page.select_option("select[name=order]", "")
    assert cells(0) == usual
    page.goto(f"{opened}?order=population&region=13")
    assert cells(0)[0] == "Puente Alto" and set(cells(1)) == {"Metropolitana"}
    page.close()


@pytest.mark.thorough
def test_what_is_ticked_stands_side_by_side(browser, opened):
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(opened)
    assert page.locator("th[data-key=signed]").count() == 1  # published, without any register
    side = page.locator("[data-faro-compare]")
    page.locator("tr[data-id='13120'] input").check()
    assert side.is_hidden()
    page.locator("tr[data-id='01402'] input").check()
    lines = side.locator("tr").all()
    shown = [[cell.text_content() for cell in line.locator("th, td").all()] for line in lines]
    assert shown[0][1:] == ["Camiña", "Ñuñoa"]
    listed = page.locator("tr[data-id='01402']").locator("th, td").all_text_contents()
    assert [line[1] for line in shown] == listed
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto(page.url.replace("vs=01402-13120", "vs=13101-13120-nobody"))
    heads = side.locator("tr").first.locator("th").all_text_contents()
    assert heads[1:] == ["Ñuñoa", "Santiago"]
    side.locator("button").click()
    assert side.is_hidden() and "vs=" not in page.url
    page.close()
