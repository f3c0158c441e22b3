"""The dashboard in a real browser: clean console, no other host, links, themes, downloads."""

from __future__ import annotations

import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

pytestmark = pytest.mark.browser
SIZES = {"phone": (390, 844), "desk": (1280, 900)}


@contextmanager
def opened(browser, address, *, theme="light", size="desk", **more):
    """Open an address; afterwards the console must be clean and no other host asked."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=theme, **more
    )
    page = context.new_page()
    said, hosts = [], set()
    page.on("console", lambda m: said.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda r: hosts.add(urllib.parse.urlsplit(r.url).netloc))
    page.on("websocket", lambda w: hosts.add(urllib.parse.urlsplit(w.url).netloc))
    page.goto(address)
    page.wait_for_selector(".faro-foot")
    yield page
    context.close()
    assert said == []
    assert hosts - {"", urllib.parse.urlsplit(address).netloc} == set()


def charts(page, n):
    if n:
        page.locator(".js-plotly-plot").nth(n - 1).locator(".main-svg").first.wait_for()


def scheme(page):
    return page.evaluate("getComputedStyle(document.querySelector('.stApp')).colorScheme")


def test_figures_follow_the_theme(site, browser):
    colour = {}
    for theme in ("light", "dark"):
        with opened(browser, f"{site}/", theme=theme) as page:
            charts(page, 2)
            colour[theme] = page.evaluate(
                "[getComputedStyle(document.querySelector('.js-plotly-plot .js-line')).stroke,"
                " getComputedStyle(document.querySelector('.faro-kpi .value')).color,"
                " getComputedStyle(document.querySelector('.stApp')).backgroundColor]"
            )
    assert all(one != other for one, other in zip(colour["light"], colour["dark"], strict=True))


def test_the_theme_chosen_holds_on_every_page(site, browser):
    with opened(browser, f"{site}/datos?section=checks") as page:
        with page.expect_navigation():
            page.click("[data-faro-theme]")
        page.wait_for_selector(".faro-foot")
        assert scheme(page) == "dark"
        assert page.url.endswith("/datos?section=checks")
        page.goto(f"{site}/")
        page.wait_for_selector(".faro-foot")
        assert scheme(page) == "dark"


def test_language_and_filters_stay_in_the_address(site, browser):
    with opened(browser, f"{site}/cobertura?region=05") as page:
        page.click(".st-key-language button >> nth=1")
        page.wait_for_selector("text=Signings a source names")
        assert "lang=en" in page.url
        assert "region=05" in page.url
        assert page.evaluate("document.documentElement.lang") == "en"
        page.click("[data-testid=stTopNavLink]:has-text('Publication')")
        page.wait_for_url(f"{site}/publicacion?lang=en&region=05")  # the choice follows the reader
        again = page.url
        page.goto(again)
        page.wait_for_selector("h1:has-text('Publication')")


def test_the_menu_opens_its_sections(site, browser):
    with opened(browser, f"{site}/") as page:
        page.locator("[data-testid=stTopNavSection]").last.click()
        page.get_by_role("menuitem", name="Entregas").click()
        page.wait_for_url(f"{site}/entregas")


def test_browser_history_undoes_a_filter(site, browser):
    with opened(browser, f"{site}/datos") as page:
        page.click(".st-key-section button >> nth=2")
        page.wait_for_url("**/datos?section=reconciliation")
        page.go_back()
        page.wait_for_url(f"{site}/datos")
        page.wait_for_selector("text=fuentes citadas")


def test_nonsense_in_the_address_is_told(site, browser):
    with opened(browser, f"{site}/nada?round=x") as page:
        assert page.locator(".faro-notice").count() == 2
        assert "/nada" in page.locator(".faro-notice").first.inner_text()
        charts(page, 2)


def test_table_download_and_citation_of_a_chart(site, browser, tmp_path):
    with opened(
        browser,
        f"{site}/",
        accept_downloads=True,
        permissions=["clipboard-read", "clipboard-write"],
    ) as page:
        card = page.locator(".st-key-card_national_series")
        card.locator("summary").nth(0).click()
        assert "30,26" in card.locator("table").inner_text()
        card.locator("summary").nth(1).click()
        with page.expect_download() as download:
            card.get_by_text("XLSX", exact=True).click()
        target = tmp_path / download.value.suggested_filename
        download.value.save_as(target)
        assert 81.6 in pd.read_excel(Path(target), engine="calamine")["mean_pct"].tolist()
        card.locator("summary").nth(2).click()
        card.locator("[data-faro-copy]").nth(0).click()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith(f"{site}/?build=")
        page.goto(copied)
        page.wait_for_selector(".faro-foot")


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
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sizes = []
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{site}/")
    charts(page, 2)
    page.wait_for_timeout(500)
    context.close()
    assert sum(sizes) <= 3 * 1024 * 1024
