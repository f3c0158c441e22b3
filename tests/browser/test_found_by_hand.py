"""Found at once: search by keyboard and touch, pickers, cards by address, parts, the way back."""

from __future__ import annotations

import re

import pytest
from browser_for_tests import opened, texts, whole
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
# Every municipality typed as on a keyboard without accents, by Unicode's own rules.
TYPED = """async () => {
  const index = document.querySelector("[data-faro-find]").dataset.faroFind;
  const all = (await (await fetch(index)).json()).filter(one => one[0] === "municipality");
  const bare = text => text.normalize("NFD").replace(/\\p{M}/gu, "").toLowerCase();
  const options = all.map(one => ({ label: `${one[1]} · ${one[2]}` }));
  window.faro.pick(options, "x"); // the names come with the first letter
  await new Promise(go => setTimeout(go, 400));
  const wrong = [];
  for (const [at, one] of all.entries()) {
    const found = window.faro.pick(options, bare(one[1])).map(option => option.label);
    const others = found.filter(label => !bare(label).includes(bare(one[1]).split(" ")[0]));
    if (found[0].split(" · ")[0] !== one[1]) wrong.push([one[1], found[0]]);
    if (others.length && !one[4].includes("|")) wrong.push([one[1], others]);
  }
  const nunoa = window.faro.pick(options, "nunoa").map(option => option.label);
  return { wrong, nunoa, n: all.length };
}"""


def test_by_keyboard_from_any_page_and_back_to_where_one_stood(demo_site, browser):
    with opened(browser, f"{demo_site}/cumplimiento?view=places") as page:
        page.wait_for_function(  # what settles late moves a place: then it is scrolled to again
            "() => { document.querySelector('.stMain').scrollTo(0, 900);"
            " const noted = JSON.parse(sessionStorage['faro-places'] ?? '{}');"
            " return Object.values(noted).includes(900); }"
        )
        page.keyboard.press("/")
        page.keyboard.type("nunoa")
        expect(page.locator("dialog [role=option]").first).to_contain_text("Ñuñoa")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/municipio\?cut=13120&build=\w+$"))
        page.locator("h1", has_text="Ñuñoa").wait_for()
        whole(page)
        page.go_back()
        whole(page)
        expect(page).to_have_url(re.compile("view=places"))
        page.wait_for_function(
            "() => Math.abs(document.querySelector('.stMain').scrollTop - 900) < 3"
        )


def test_by_touch_in_english(demo_site, browser):
    with opened(browser, f"{demo_site}/datos?lang=en", size="phone", has_touch=True) as page:
        page.locator("[data-faro-find]").tap()
        page.keyboard.type("13")
        expect(page.locator("dialog [role=option]").first).to_contain_text("Metropolitana")
        page.locator("dialog input").fill("cuarentena")
        page.locator("dialog [role=option]", has_text="quarantine").first.tap()
        page.wait_for_url(re.compile(r"/ayuda\?guide=glossary&lang=en&build=\w+#cuarentena$"))
        whole(page)
        expect(page.locator("#cuarentena")).to_be_in_viewport()


def test_an_address_of_a_card_opens_the_part_it_stands_in(demo_site, browser):
    with opened(browser, f"{demo_site}/cobertura?lang=en#named") as page:
        page.wait_for_url(re.compile(r"/cobertura\?(?=.*open=all)(?=.*lang=en).*#named$"))
        whole(page)
        expect(page.locator(".st-key-card_named")).to_be_in_viewport()


def test_pickers_match_as_the_search_does(demo_site, browser):
    with opened(browser, f"{demo_site}/municipio") as page:
        found = page.evaluate(TYPED)
        assert found["wrong"] == [] and found["n"] > 300
        assert found["nunoa"] == ["Ñuñoa · Metropolitana"]
        box = page.locator(".st-key-cut input")
        box.click()
        box.fill("nunoa")
        offered = page.locator("[role=listbox]:visible [role=option]")
        expect(offered).to_have_text(["Ñuñoa · Metropolitana"])
        box.fill("zzz")
        expect(page.locator("[role=listbox]:visible")).to_have_text("Nada se llama así")


def test_widgets_speak_the_language_of_the_page_whatever_the_browser_speaks(demo_site, browser):
    with opened(browser, f"{demo_site}/gobierno_abierto?commitment=CL0048", locale="en-US") as page:
        page.get_by_role("button", name="Elegir fecha").click()
        months = page.get_by_role("dialog", name="Elegir fecha").locator("option")
        assert {"enero", "diciembre"} <= set(texts(months))
        page.goto(f"{demo_site}/consultas")
        page.locator("textarea").first.focus()
        expect(page.get_by_test_id("InputInstructions")).to_contain_text("Presione Ctrl+Enter")


def test_what_is_cited_of_a_card_leads_to_the_card(demo_site, browser):
    with opened(browser, f"{demo_site}/") as page:
        card = page.locator(".st-key-card_watch")
        card.locator("summary", has_text="Citar").click()
        said = texts(page.locator("dialog[open] .faro-cite pre"))
        assert said[0].endswith("#watch") and said[0] in said[1] and said[0] in said[2]
        page.goto(said[0])
        whole(page)
        expect(card).to_be_in_viewport()
