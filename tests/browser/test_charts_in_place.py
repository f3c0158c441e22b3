"""Charts in a real browser: drawn over in place, drawn before print, told when they cannot be."""

from __future__ import annotations

import pytest
from browser_for_tests import opened, whole
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DRAWN = """() => [...document.querySelectorAll('.faro-plot')].every((place) => {
  const graph = place.querySelector('.js-plotly-plot');
  return graph && getComputedStyle(graph).visibility === 'visible' && graph.querySelector('path');
})"""


def choose(page, region):
    page.locator(".st-key-region input").click()
    page.get_by_role("option", name=region, exact=True).click()
    page.wait_for_url("**region=05*")
    whole(page)


def drawing(page, chart):
    return page.locator(f".st-key-card_{chart} .main-svg").first.inner_html()


def test_a_figure_that_changes_is_drawn_over_the_one_that_is_there(site, browser):
    with opened(browser, f"{site}/publicacion") as page:
        page.wait_for_function(DRAWN)
        names = ("publication_months", "publication_trend")
        before = {name: drawing(page, name) for name in names}
        for name in names:
            graph = page.locator(f".st-key-card_{name} .js-plotly-plot")
            graph.evaluate("(graph) => { graph.dataset.mine = 'kept'; }")
        choose(page, "Valparaíso")
        for name in names:
            card = f".st-key-card_{name}"
            expect(page.locator(f"{card} .js-plotly-plot")).to_have_attribute("data-mine", "kept")
            page.wait_for_function(
                "([svg, before]) => document.querySelector(svg).innerHTML !== before",
                arg=[f"{card} .main-svg", before[name]],
            )
        page.wait_for_function(DRAWN)


def test_every_chart_is_drawn_before_it_is_printed(site, browser):
    with opened(browser, f"{site}/publicacion") as page:
        page.wait_for_function(DRAWN)
        page.evaluate("window.requestIdleCallback = () => 1")  # nothing follows by itself any more
        choose(page, "Valparaíso")
        page.locator(".st-key-card_publication_trend p", has_text="Valparaíso").first.wait_for()
        assert page.evaluate(DRAWN) is False
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.evaluate(DRAWN) is True


def test_a_chart_that_cannot_be_drawn_says_what_it_would_show(site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.route("**/faro/plotly.*", lambda route: route.abort())
    page.goto(f"{site}/")
    place = page.locator(".faro-plot").first
    expect(place.locator("div")).to_have_text(place.get_attribute("aria-label"))
    expect(place.locator("div")).to_be_visible()
    context.close()
