"""The municipalities that a reader follows: kept by the browser alone, without login."""

from __future__ import annotations

import json
import re

import pytest
from browser_for_tests import SIZES, fits, go, opened, violations, whole
from playwright.sync_api import expect

from presentation.charts.comparison import LIMIT
from presentation.words import Text

pytestmark = pytest.mark.browser
KEPT = "JSON.parse(localStorage['faro-municipalities'] ?? '[]').map(([cut]) => cut)"
COUNTING = """() => {
  const send = WebSocket.prototype.send;
  window.told = 0;
  WebSocket.prototype.send = function (...parts) {
    window.told += 1;
    return send.apply(this, parts);
  };
}"""
REFUSING = (
    "Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError'); };"
)


@pytest.mark.thorough
@pytest.mark.parametrize(("lang", "theme"), [("es", "light"), ("en", "dark")])
def test_followed_on_a_phone_and_met_again_where_one_compares(demo_site, browser, lang, theme):
    t = Text(lang)
    with opened(
        browser, f"{demo_site}/municipio?cut=13118&lang={lang}", size="phone", theme=theme,
        has_touch=True,
    ) as page:  # fmt: skip
        sent = []
        page.on("request", lambda request: sent.append(request.url))
        page.evaluate(COUNTING)
        follow = page.get_by_role("button", name=t("follow.follow"))
        stop = page.get_by_role("button", name=t("follow.stop"))
        follow.tap()
        expect(stop).to_be_visible()
        assert sent == [] and page.evaluate("window.told") == 0
        go(page, f"{demo_site}/municipio?cut=13120&lang={lang}")
        follow.focus()
        page.keyboard.press("Enter")
        expect(stop).to_be_focused()
        assert page.evaluate(KEPT) == ["13118", "13120"]
        fits(page, SIZES["phone"][0])
        assert violations(page, theme) == []
        mine = page.get_by_role("group", name=t("follow.title"))
        assert mine.get_by_role("link").all_text_contents() == [
            *("Ñuñoa", "Macul"),
            t("follow.compare"),
        ]
        page.keyboard.press("/")
        listed = page.locator("dialog .faro-mine")
        expect(listed.get_by_role("link", name="Macul")).to_be_visible()
        with page.expect_navigation():
            listed.get_by_role("link", name=t("follow.compare")).tap()
        whole(page)
        expect(page).to_have_url(re.compile(r"/comparar\?(?=.*who=13120%2C13118)"))
        for name in ("Ñuñoa", "Macul"):
            expect(page.locator("[data-testid=stMultiSelect]")).to_contain_text(name)
        fits(page, SIZES["phone"][0])
        go(page, f"{demo_site}/?lang={lang}")
        with page.expect_navigation():
            mine.get_by_role("link", name="Macul").tap()
        whole(page)
        stop.tap()
        expect(follow).to_be_visible()
        assert page.evaluate(KEPT) == ["13120"]


@pytest.mark.thorough
def test_of_more_than_can_be_compared_the_last_ones_are(demo_site, browser):
    t, all_kept = Text("es"), [[f"13{n}", f"Municipio {n}"] for n in range(101, 103 + LIMIT)]
    with opened(browser, f"{demo_site}/comparar") as page:
        expect(page.locator(".stMain .faro-mine")).to_be_hidden()
        page.evaluate(
            "kept => { localStorage['faro-municipalities'] = kept; }", json.dumps(all_kept)
        )
        go(page, f"{demo_site}/comparar")
        link = page.locator(".stMain .faro-mine").get_by_role(
            "link", name=t("follow.compare_last", n=t.number(LIMIT))
        )
        who = ",".join(cut for cut, _ in reversed(all_kept[2:]))
        expect(link).to_have_attribute("href", re.compile(f"who={who.replace(',', '%2C')}$"))


@pytest.mark.thorough
def test_a_browser_that_keeps_nothing_is_offered_nothing(demo_site, browser):
    with opened(browser, f"{demo_site}/datos") as page:
        page.context.add_init_script(REFUSING)
        go(page, f"{demo_site}/municipio?cut=13118")
        expect(page.locator(".faro-beside")).to_be_visible()
        expect(page.locator(".faro-mine")).to_be_hidden()
