"""Writing a query: names are offered and written, Ctrl+Enter runs it, the chart is chosen."""

from __future__ import annotations

import pytest
from browser_for_tests import opened, pick, taken, violations, whole
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture(params=["desk", "phone"])
def page(request, site, browser):
    with opened(browser, f"{site}/consultas?lang=en", size=request.param) as page:
        yield page


def emptied(page):
    """Return the box of the query, empty, once it knows the columns."""
    box = page.locator(".st-key-query_text textarea")
    with page.expect_response(lambda answer: "/faro/columns/" in answer.url):
        box.fill("")
    return box


def offered(page):
    return page.locator(".faro-offers [role=option] b")


@pytest.mark.thorough
def test_names_are_offered_while_they_are_typed_and_run_by_the_keyboard_alone(page):
    box = emptied(page)
    box.press_sequentially("select count(*) as n_comunas from core_territory__com")
    expect(offered(page).first).to_have_text("core_territory__comuna")
    for theme in ("light", "dark"):
        assert violations(page, theme) == []
    box.press("Tab")
    expect(page.locator(".faro-offers")).to_have_count(0)
    expect(box).to_be_focused()
    box.press_sequentially(" c where c.reg")  # the alias knows the columns of its table
    expect(offered(page)).to_have_text(["region_code", "region", "region_order_north_south"])
    box.press("ArrowDown")
    box.press("ArrowUp")
    box.press("Tab")
    box.press_sequentially(" = '13 reg")
    expect(page.locator(".faro-offers")).to_have_count(0)  # nothing is offered in a text
    for _ in range(4):
        box.press("Backspace")
    box.press_sequentially("'")
    expect(box).to_have_value(
        "select count(*) as n_comunas from core_territory__comuna c where c.region_code = '13'"
    )
    box.press("Control+Enter")
    expect(page.locator(".st-key-card_answer")).to_contain_text("52")


@pytest.mark.thorough
def test_columns_are_offered_before_a_table_is_named(page):
    box = emptied(page)
    box.press_sequentially("select avg(score_p")
    expect(offered(page).first).to_have_text("score_pct")


@pytest.mark.thorough
def test_escape_puts_the_names_away_and_tab_leaves_the_box(page):
    box = page.locator(".st-key-query_text textarea")
    with page.expect_response(lambda answer: "/faro/columns/" in answer.url):
        box.focus()
    box.fill("sel")
    expect(offered(page).first).to_have_text("select")
    box.press("Escape")
    expect(page.locator(".faro-offers")).to_have_count(0)
    box.press("Tab")
    expect(box).not_to_be_focused()


@pytest.mark.thorough
def test_a_click_beside_the_box_writes_a_name(page):
    box = page.locator(".st-key-query_text textarea")
    box.fill("select ")
    page.locator(".faro-schema li button", has_text="mean_pct").first.click()
    expect(box).to_have_value("select mean_pct")
    page.locator(".faro-schema p button").click()
    expect(box).to_have_value("select mean_pct out_fiscalizacion__round_group")


@pytest.mark.thorough
def test_the_chart_of_an_answer_is_chosen_and_taken_away(site, browser):
    with opened(browser, f"{site}/consultas", accept_downloads=True) as page:
        answer = page.locator(".st-key-card_answer")
        pick(page, page.locator(".st-key-draw input"), "Barras")
        expect(answer.locator(".faro-plot svg rect").first).to_be_attached()
        whole(page)
        answer.locator("summary", has_text="Descargar").click()
        picture = taken(page, answer.get_by_role("link", name="PNG"))
        assert picture.path().read_bytes().startswith(b"\x89PNG")
