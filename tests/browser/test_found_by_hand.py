"""Found at once: search by keyboard and touch, pickers, cards by address, parts, the way back."""

from __future__ import annotations

import re

import pytest
from browser_for_tests import go, opened, texts, watched, whole
from playwright.sync_api import expect

from dashboard.seam.hostpage import SEAM
from pipelines import serving
from presentation import menu, pages
from presentation.context import Asked, PageContext
from presentation.markup.html import gathered
from presentation.words import Text

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

# Every municipality of five letters or more, as fingers miss it: a letter swapped, left out, twice.
# What misses one may begin another (Conco: Coinco, Concón): that one is found.
MISSED = """async () => {
  const index = document.querySelector("[data-faro-find]").dataset.faroFind;
  const all = (await (await fetch(index)).json()).filter(one => one[0] === "municipality");
  const options = all.map(one => ({ label: `${one[1]} · ${one[2]}` }));
  window.faro.pick(options, "x");
  await new Promise(go => setTimeout(go, 400));
  const bare = text => text.normalize("NFD").replace(/\\p{M}/gu, "").toLowerCase();
  const lost = [];
  let tried = 0;
  for (const name of all.map(one => one[1]).filter(name => name.replace(/ /g, "").length > 4)) {
    const at = Math.floor(name.length / 2);
    const [a, b] = [name[at - 1], name[at]];
    const spoilt = [b + a, b, a + a + b]
      .map(middle => name.slice(0, at - 1) + middle + name.slice(at + 1));
    const slips = [...spoilt, name.replaceAll(" ", "")];
    for (const slip of slips.filter(slip => ![slip, name].some(text => text.trim() !== text))) {
      tried += 1;
      const found = window.faro.pick(options, slip).map(option => option.label.split(" · ")[0]);
      const isAnother = found.some(other => bare(other).includes(bare(slip)));
      if (!found.includes(name) && !isAnother) lost.push([name, slip, found.slice(0, 3)]);
    }
  }
  return { lost, tried, none: window.faro.pick(options, "zzzzzz").length };
}"""


# Every municipality where a list lacks it: by its code there is nobody, by its name nobody whose
# names hold no word of it.
ABSENT = r"""async () => {
  const index = document.querySelector("[data-faro-find]").dataset.faroFind;
  const all = (await (await fetch(index)).json()).filter(one => one[0] === "municipality");
  const options = all.map(one => ({ label: `${one[1]} · ${one[2]}` }));
  window.faro.pick(options, "x");
  await new Promise(go => setTimeout(go, 400));
  const plain = text => text.normalize("NFD").replace(/[\p{M}'’]/gu, "").toLowerCase();
  const wrong = [];
  for (const [at, one] of all.entries()) {
    const others = options.filter((_, other) => other !== at);
    const code = new URL(one[3], document.baseURI).searchParams.get("cut");
    const byCode = window.faro.pick(others, code).map(option => option.label);
    const isHeld = all.some((other, i) => i !== at && other[4].split("|").includes(code));
    if (byCode.length && !isHeld) wrong.push([code, byCode]);
    const [first] = plain(one[1]).split(" ");
    const isNear = other => `${other[4]} ${plain(other[2])}`.includes(first);
    const held = new Set(all.filter(isNear).map(other => other[1]));
    const byName = window.faro.pick(others, one[1]).map(option => option.label.split(" · ")[0]);
    const strangers = byName.filter(name => !held.has(name));
    if (strangers.length) wrong.push([one[1], strangers]);
  }
  return { wrong, tried: all.length };
}"""


@pytest.mark.thorough
def test_a_picker_offers_nobody_else_for_who_is_not_in_its_list(demo_site, browser):
    with opened(browser, f"{demo_site}/datos") as page:
        absent = page.evaluate(ABSENT)
        assert absent["wrong"] == [] and absent["tried"] == 345


@pytest.mark.thorough
def test_by_keyboard_from_any_page_and_back_to_where_one_stood(demo_site, browser):
    with opened(browser, f"{demo_site}/cumplimiento?view=places&open=all") as page:
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


@pytest.mark.thorough
def test_what_is_misspelled_finds_what_is_spelled_nearly_so(demo_site, browser):
    with opened(browser, f"{demo_site}/datos") as page:
        missed = page.evaluate(MISSED)
        assert missed["lost"] == [] and missed["tried"] > 1200 and missed["none"] == 0
        page.keyboard.press("/")
        page.keyboard.type("conchlai")
        expect(page.locator("dialog [role=option]").first).to_contain_text("Conchalí")
        expect(page.locator("dialog [role=status]")).to_contain_text(Text("es")("find.near"))


@pytest.mark.thorough
def test_by_touch_in_english(demo_site, browser):
    with opened(browser, f"{demo_site}/datos?lang=en", size="phone", has_touch=True) as page:
        page.locator("[data-faro-find]").tap()
        page.keyboard.type("13")
        expect(page.locator("dialog [role=option]").first).to_contain_text("Metropolitana")
        page.locator("dialog input").fill("cuarentena")
        page.locator("dialog [role=option]", has_text="Glossary").first.tap()
        page.wait_for_url(re.compile(r"/ayuda\?guide=glossary&lang=en&build=\w+#cuarentena$"))
        whole(page)
        expect(page.locator("#cuarentena")).to_be_in_viewport()


@pytest.mark.thorough
def test_an_address_of_a_card_opens_the_part_it_stands_in(demo_site, browser):
    with opened(browser, f"{demo_site}/cobertura?lang=en#named") as page:
        page.wait_for_url(re.compile(r"/cobertura\?(?=.*open=all)(?=.*lang=en).*#named$"))
        whole(page)
        expect(page.locator(".st-key-card_named")).to_be_in_viewport()


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("address", "opened_at"),
    [
        ("cumplimiento?lang=en#fallers", "(?=.*view=places)(?=.*lang=en)"),
        ("cumplimiento?region=13#heat", "(?=.*view=materias)(?=.*open=all)(?=.*region=13)"),
        ("cumplimiento?view=materias&open=all#bands", "(?!.*view=)(?!.*open=)"),
        ("tendencias?view=claim&open=all#study_series", "(?!.*view=)"),
        ("datos#difference", "(?=.*section=editions)"),
        ("ayuda#cuarentena", "(?=.*guide=glossary)"),
    ],
)
def test_an_address_of_a_card_opens_the_tab_it_stands_in(demo_site, browser, address, opened_at):
    page_name, name = address.partition("?")[0].partition("#")[0], address.partition("#")[2]
    with opened(browser, f"{demo_site}/{address}") as page:
        page.wait_for_url(re.compile(rf"/{page_name}\?{opened_at}.*#{name}$"))
        whole(page)
        expect(page.locator(f".st-key-card_{name}, #{name}").first).to_be_in_viewport()


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["nothing", "%", "a/b", ".."])
def test_a_card_that_there_is_not_leaves_the_page_as_it_is(demo_site, browser, name):
    with opened(browser, f"{demo_site}/ayuda#{name}") as page:
        page.wait_for_timeout(AT_REST)
        assert page.url.endswith(f"#{name}") and "/ayuda" in page.url
        expect(page.locator(".st-key-card_guide")).to_be_visible()


@pytest.mark.thorough
@pytest.mark.parametrize(
    "address",
    [
        "cobertura?lang=en#never",
        "cobertura#stuck",
        "herramientas?open=who#matrix",
        "publicacion?region=13#late",
        "diagnostico#pending",
    ],
)
def test_a_card_with_widgets_is_landed_on_with_its_title_in_sight(demo_site, browser, address):
    with opened(browser, f"{demo_site}/{address}") as page:
        name = address.partition("#")[2]
        title = page.locator(f".st-key-card_{name} h2 a.faro-self")
        expect(title).to_have_attribute("href", f"#{name}")
        page.wait_for_function(
            "name => { const top = one => document.querySelector(one).getBoundingClientRect();"
            " const title = top(`.st-key-card_${name} h2`).top;"
            " const bar = top('[data-testid=stHeader]').bottom;"
            " return title >= bar && title < bar + 80; }",
            arg=name,
        )
        whole(page)
        expect(title).to_be_in_viewport()


@pytest.mark.thorough
def test_what_a_page_prints_is_always_in_the_same_place(demo_site, reader):
    """At the top right of its head; on a phone below the title, at the left."""
    desk, phone = {}, {}
    for path in ("", "cumplimiento", "cobertura?region=13&lang=en", "municipio", "region"):
        with watched(reader, f"{demo_site}/{path}") as page:
            desk[path] = place_of_prints(page)
            page.set_viewport_size({"width": 390, "height": 844})
            phone[path] = place_of_prints(page)
    assert {(box["right"], box["down"]) for box in desk.values()} == {(0, 8)}
    assert {box["left"] for box in phone.values()} == {0}
    assert all(box["below"] for box in phone.values())


def place_of_prints(page):
    """Where the first button of the prints stands in the head of a page, in pixels."""
    return page.evaluate(
        """() => {
            const box = one => document.querySelector(one).getBoundingClientRect();
            const [head, title, button] = [".st-key-head", "h1", ".st-key-prints a"].map(box);
            const far = (a, b) => Math.round(a - b);
            return { right: far(head.right, button.right), down: far(button.top, head.top),
                     left: far(button.left, head.left), below: button.top > title.bottom };
        }"""
    )


# How far what each chip of an origin opens stands out of the window, in pixels.
OUT = """() => [...document.querySelectorAll(".faro-chip[title]")].map(chip => {
  chip.focus();
  const help = getComputedStyle(chip, "::after");
  const held = getComputedStyle(chip).position === "relative" ? chip : chip.offsetParent;
  const from = help.position === "fixed" ? 0 : held.getBoundingClientRect().left + held.clientLeft;
  const edges = ["paddingLeft", "paddingRight", "borderLeftWidth", "borderRightWidth"];
  const around = help.boxSizing === "border-box" ? [] : edges.map(one => parseFloat(help[one]));
  const left = from + parseFloat(help.left);
  const right = around.reduce((sum, one) => sum + one, left + parseFloat(help.width));
  return Math.max(-left, right - document.documentElement.clientWidth);
})"""


@pytest.mark.thorough
@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("path", ["", "cumplimiento", "herramientas", "muestra"])
def test_what_an_origin_means_is_read_whole(demo_site, browser, size, path):
    with opened(browser, f"{demo_site}/{path}", size=size) as page:
        out = page.evaluate(OUT)
        assert out and max(out) <= 0


@pytest.mark.thorough
def test_pickers_match_as_the_search_does(demo_site, browser):
    with opened(browser, f"{demo_site}/municipio") as page:
        matched = page.evaluate(TYPED)
        assert matched["wrong"] == [] and matched["n"] > 300
        assert matched["nunoa"] == ["Ñuñoa · Metropolitana"]
        box = page.locator(".st-key-cut input")
        box.click()
        box.fill("nunoa")
        offered = page.locator("[role=listbox]:visible [role=option]")
        expect(offered).to_have_text(["Ñuñoa · Metropolitana"])
        box.fill("zzz")
        expect(page.locator("[role=listbox]:visible")).to_have_text(
            "Nada se llama así en esta lista"
        )


@pytest.mark.thorough
def test_widgets_speak_the_language_of_the_page_whatever_the_browser_speaks(demo_site, browser):
    with opened(browser, f"{demo_site}/gobierno_abierto?commitment=CL0048", locale="en-US") as page:
        page.get_by_role("button", name="Elegir fecha").click()
        months = page.get_by_role("dialog", name="Elegir fecha").locator("option")
        assert {"enero", "diciembre"} <= set(texts(months))
        page.goto(f"{demo_site}/consultas")
        page.locator("textarea").first.focus()
        expect(page.get_by_test_id("InputInstructions")).to_contain_text("Pulse Ctrl+Enter")


@pytest.mark.thorough
def test_what_is_cited_of_a_card_leads_to_the_card(demo_site, browser):
    with opened(browser, f"{demo_site}/") as page:
        card = page.locator(".st-key-card_watch")
        card.locator("summary", has_text="Citar").click()
        cited = texts(page.locator("dialog[open] .faro-cite pre"))
        lasting = re.compile(r"/publico/cita/\w+/resumen\?lang=es#watch")
        assert cited[0].endswith("#watch") and all(map(lasting.search, cited[2:4]))
        assert f'src="{demo_site}/embed/' in cited[1] and "/resumen/watch?" in cited[1]
        page.goto(cited[0])
        whole(page)
        expect(card).to_be_in_viewport()


# What the server writes into an address comes after the page stands: a moment to see that it is
# no step of its own.
AT_REST = 1500  # milliseconds


def steps(page):
    """How many steps the reader has gone, once the address says all it will."""
    whole(page)
    page.wait_for_timeout(AT_REST)
    return page.evaluate("() => history.length")


def said_outright(page):
    """The address of a page with every choice that is usual anyway, and one that is nonsense."""
    choices, build = Asked(), serving.open()
    with gathered():
        pages.show_of(page)(PageContext(build, Text("es", build), "", choices))
    defaults = {offer.key: offer.default for offer in choices.offers}
    return "&".join(f"{key}={value}" for key, value in {**defaults, "asked": "nada"}.items())


@pytest.mark.thorough
@pytest.mark.parametrize("path", menu.READ)
def test_an_address_is_one_step_whatever_it_carries(
    demo_site, demo_built, browser, monkeypatch, path
):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    with opened(browser, f"{demo_site}/ayuda") as page:
        before = steps(page)
        go(page, f"{demo_site}/{path}?{said_outright(path)}")
        assert steps(page) == before + 1
        assert "build=" in page.url
        page.go_back()
        page.wait_for_url(re.compile("/ayuda"))


def idea(at):
    return lambda page: page.locator(".faro-ideas a").nth(at).click()


def chosen(page):
    page.locator("[data-testid=stMultiSelect] input").first.click()
    page.get_by_role("option").nth(1).click()
    page.keyboard.press("Escape")


def numbered(page):
    box = page.locator("[data-testid=stNumberInput] input").first
    box.fill("3")
    box.press("Enter")


@pytest.mark.thorough
def test_each_change_of_a_scenario_is_one_back(demo_site, browser):
    with opened(browser, f"{demo_site}/simulador?lang=en") as page:
        seen, addresses = [steps(page)], [page.url]
        for move in (idea(0), idea(3), chosen, numbered):
            move(page)
            page.wait_for_url(lambda url: url != addresses[-1])
            seen.append(steps(page))
            addresses.append(page.url)
        assert seen == [seen[0] + step for step in range(5)]
        for address in addresses[-2::-1]:
            page.go_back()
            page.wait_for_url(address)
            whole(page)


# What the host page sees: the reader does a thing (``touch``), the server is told of it (``tell``)
# and writes an address, in whatever order; then how many steps stand.
PAGE = '<script src="host.js"></script>'
SEEN = """turns => {
  const line = new WebSocket(location.href.replace(/^http/, "ws")), before = history.length;
  const turn = {
    touch: () => window.dispatchEvent(new Event("pointerdown")),
    tell: () => { try { line.send(""); } catch { /* not open yet */ } },
    back: () => window.dispatchEvent(new PopStateEvent("popstate")),
  };
  for (const one of turns) turn[one] ? turn[one]() : history.pushState({}, "", one);
  return history.length - before;
}"""


@pytest.mark.few(2)
@pytest.mark.parametrize(
    ("turns", "steps"),
    [
        (["touch", "tell", "?a", "?a&b"], 1),  # one thing written twice
        (["touch", "tell", "touch", "tell", "?a", "?b"], 2),  # two before the first was written
        (["touch", "tell", "?a", "?a", "touch", "tell", "?b"], 2),  # the same address again
        (["touch", "?a"], 0),  # touched, and nothing was asked
        (["touch", "tell", "back", "?a"], 0),  # what Back brings is no step
        (["tell", "?a"], 0),  # the page asks by itself
    ],
)
def test_one_thing_done_is_one_back(browser, turns, steps):
    with browser.new_page() as page:
        page.route("**/a/page", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        page.route("**/a/host.js", lambda route: route.fulfill(path=SEAM / "host.js"))
        page.goto("http://faro.example/a/page")
        assert page.evaluate(SEEN, turns) == steps


@pytest.mark.thorough
@pytest.mark.parametrize(
    "address",
    [
        "cobertura?region=13&asof=2024-01-01",
        "simulador?w=compras%3A2&solved=tramites",
        "comparar?who=13101%2CR13",
    ],
)
def test_a_page_that_was_left_is_one_back_and_as_it_was(demo_site, browser, address):
    with opened(browser, f"{demo_site}/{address}") as page:
        before, here = steps(page), page.url
        heading = page.locator("h1").text_content()
        page.get_by_test_id("stTopNav").get_by_role("link", name="Publicación").click()
        page.wait_for_url(re.compile("/publicacion"))
        assert steps(page) == before + 1
        page.go_back()
        page.wait_for_url(here)
        expect(page.locator("h1")).to_have_text(heading)
        page.wait_for_timeout(AT_REST)
        assert page.url == here
