"""The dashboard in a real browser: clean console, no other host, links, themes, downloads."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

import pandas as pd
import pytest
from browser_for_tests import PATIENCE_SECONDS, SIZES, charts, go, opened, themed, violations, whole
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.thorough
def test_figures_follow_the_theme(site, browser):
    colour = {}
    for theme in ("light", "dark"):
        with opened(browser, f"{site}/", theme=theme) as page:
            charts(page, 2)
            themed(page, theme)
            colour[theme] = page.evaluate(
                "[getComputedStyle(document.querySelector('.faro-plot svg text')).fill,"
                " getComputedStyle(document.querySelector('.faro-kpi .value')).color,"
                " getComputedStyle(document.querySelector('.stApp')).backgroundColor]"
            )
    assert all(light != other for light, other in zip(colour["light"], colour["dark"], strict=True))


@pytest.mark.thorough
def test_the_theme_chosen_holds_on_every_page(site, browser):
    with opened(browser, f"{site}/datos?section=checks") as page:
        with page.expect_navigation():
            page.click("[data-faro-theme]")
        whole(page)
        themed(page, "dark")
        expect(page).to_have_url(re.compile(r"/datos\?section=checks&build=\w+$"))
        go(page, f"{site}/")
        themed(page, "dark")


@pytest.mark.thorough
def test_language_and_filters_stay_in_the_address(site, browser):
    with opened(browser, f"{site}/cobertura?region=05&open=signing") as page:
        page.click(".st-key-language button >> nth=1")
        page.wait_for_selector("text=Signings a source names")
        expect(page).to_have_url(re.compile("open=signing"))
        expect(page).to_have_url(re.compile("lang=en"))
        expect(page).to_have_url(re.compile("region=05"))
        expect(page.locator("html")).to_have_attribute("lang", "en")
        page.click("[data-testid=stTopNavLink]:has-text('Publication')")
        page.wait_for_url(  # the choice follows the reader, and so does the edition
            re.compile(r"/publicacion\?(?=.*lang=en)(?=.*region=05)(?=.*build=\w)")
        )
        again = page.url
        page.goto(again)
        page.wait_for_selector("h1:has-text('Publication')")


@pytest.mark.thorough
def test_the_menu_opens_its_sections(site, browser):
    with opened(browser, f"{site}/") as page:
        page.locator("[data-testid=stTopNavSection]").last.click()
        page.get_by_role("menuitem", name="Entregas").click()
        page.wait_for_url(re.compile(r"/entregas(\?build=\w+)?$"))


@pytest.mark.thorough
@pytest.mark.parametrize("size", ["zoomed", "phone", "narrow"])
def test_the_menu_of_a_narrow_window_closes(demo_site, browser, size):
    with opened(browser, f"{demo_site}/cobertura") as page:
        width, height = {**SIZES, "narrow": (760, 900)}[size]
        page.set_viewport_size({"width": width, "height": height})
        page.get_by_test_id("stExpandSidebarButton").click()
        expect(page.get_by_test_id("stSidebar")).to_be_in_viewport()
        assert violations(page, "light") == []
        page.locator("[data-testid=stSidebarCollapseButton] button").click()
        expect(page.get_by_test_id("stExpandSidebarButton")).to_be_visible()
        expect(page.locator(".st-key-language")).to_be_visible()


@pytest.mark.thorough
@pytest.mark.parametrize("size", ["phone", "narrow"])
@pytest.mark.parametrize(
    "way", ["a page chosen", "Escape", "the page touched", "the page loaded anew"]
)
def test_the_menu_does_not_stay_over_the_page(demo_site, browser, size, way):
    with opened(browser, f"{demo_site}/cobertura") as page:
        width, height = {**SIZES, "narrow": (760, 900)}[size]
        page.set_viewport_size({"width": width, "height": height})
        page.get_by_test_id("stExpandSidebarButton").click()
        drawer = page.get_by_test_id("stSidebar")
        expect(drawer).to_have_attribute("data-collapsed", "false")
        expect(drawer).to_be_in_viewport()
        if way == "a page chosen":
            drawer.get_by_role("link", name="Publicación").click()
            page.wait_for_url(re.compile("/publicacion"))
        elif way == "Escape":
            page.keyboard.press("Escape")
        elif way == "the page touched":
            page.mouse.click(width - 20, height // 2)
        else:
            page.reload()
        expect(drawer).to_have_attribute("data-collapsed", "true")
        expect(drawer).not_to_be_in_viewport()


@pytest.mark.thorough
def test_browser_history_undoes_a_filter(site, browser):
    with opened(browser, f"{site}/datos") as page:
        page.wait_for_selector("text=conjuntos de datos para descargar")
        page.locator(".st-key-section button", has_text="Conciliación").click()
        page.wait_for_url("**/datos?*section=reconciliation*")
        page.go_back()
        page.wait_for_url(re.compile(r"/datos\?build=\w+$"))
        page.wait_for_selector("text=conjuntos de datos para descargar")


@pytest.mark.thorough
def test_nonsense_in_the_address_is_told(site, browser):
    with opened(browser, f"{site}/nada?round=x") as page:
        expect(page.locator(".faro-notice")).to_have_count(2)
        expect(page.locator(".faro-notice").first).to_contain_text("/nada")
        charts(page, 2)


@pytest.mark.thorough
def test_table_download_and_citation_of_a_chart(site, browser, tmp_path):
    with opened(
        browser,
        f"{site}/",
        accept_downloads=True,
        permissions=["clipboard-read", "clipboard-write"],
    ) as page:
        card = page.locator(".st-key-card_national_series")
        card.locator("summary").nth(0).click()
        expect(card.locator("table")).to_contain_text("30,26")
        card.locator("summary").nth(1).click()
        with page.expect_download() as download:
            card.get_by_text("XLSX", exact=True).click()
        target = tmp_path / download.value.suggested_filename
        download.value.save_as(target)
        assert 81.6 in pd.read_excel(Path(target), engine="calamine")["mean_pct"].tolist()
        card.locator("summary", has_text="Citar").click()
        page.locator("dialog[open] [data-faro-copy]").first.click()
        page.wait_for_function(
            "async start => (await navigator.clipboard.readText()).startsWith(start)",
            arg=f"{site}/?build=",
        )
        go(page, page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.thorough
def test_everything_can_be_reached_by_keyboard(site, browser):
    with opened(browser, f"{site}/") as page:
        charts(page, 2)
        reached = set()
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.add(
                page.evaluate(
                    "(e => e.dataset.testid || e.tagName + (e.className.split ? '.' +"
                    " e.className.split(' ')[0] : ''))(document.activeElement)"
                )
            )
        assert any(name.startswith("SUMMARY") for name in reached)
        assert any("TopNavLink" in name for name in reached)
        assert "BUTTON.faro-theme" in reached


@pytest.mark.thorough
def test_headers_and_weight_of_the_first_load(site, browser):
    answer = urllib.request.urlopen(f"{site}/cobertura")
    for name in (
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "x-frame-options",
        "permissions-policy",
    ):
        assert answer.headers[name]
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sizes = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    go(page, f"{site}/")
    charts(page, 2)
    page.wait_for_load_state("networkidle")
    context.close()
    assert sum(sizes) <= 3 * 1024 * 1024
