"""Every page in a real browser: both languages, both themes, desk and phone, both kinds of data.

The console stays clean, no other host is asked, the page fits a phone, and axe finds no serious or
critical violation. What is accepted nevertheless stands in ``docs/accessibility.md``. No part of a
page is longer than a reader scrolls.
"""

from __future__ import annotations

import re

import pytest
from browser_for_tests import SIZES, fits, violations, watched, whole
from playwright.sync_api import expect

from dashboard.nav import PAGES
from presentation.panels import cumplimiento, datos, tendencias
from presentation.words import LANGUAGES

pytestmark = pytest.mark.browser
THEMES = ("light", "dark")
MOST = {"desk": 3000, "phone": 5000}  # pixels
FIRST_SCREEN = {"desk": (1280, 800), "phone": (390, 844)}
# What is out of sight is drawn whole too: until it is, its height is a guess.
DRAWN = ":is(.faro-card, [class*='st-key-card_']) { content-visibility: visible !important; }"
HEIGHT = """() => new Promise(resolve => {
    const main = document.querySelector('[data-testid=stMainBlockContainer]');
    let last = 0;
    const look = () => {
        const now = main.scrollHeight;
        if (now === last) resolve(now);
        last = now;
        setTimeout(look, 250);
    };
    look();
})"""
VIEWS = [
    *(f"cumplimiento?view={view}" for view in cumplimiento.VIEWS[1:]),
    *(f"tendencias?view={view}" for view in tendencias.VIEWS[1:]),
    *(f"gobierno_abierto?commitment={code}" for code in ("CL0048", "CL0054")),
    "gobierno_abierto?commitment=CL0054&as_of=2020-12-31",
]

# Pages in use: with a scenario, a comparison, a plan, a sample, a diagnosis, an answer.
USED = [
    "simulador?w=compras:2&solved=tramites&scope=R13",
    "comparar?who=13119,R13,R01,13101,pilot,rest",
    "plan?cut=13119&version=mgtm_2014&capacity=3",
    "muestra?country=CL&n=38&seed=7",
    "diagnostico?code=02302&view=radar",
    "autoevaluacion?cut=13118&answers=4755" + ".yyy0" * 12,
    "consultas?q=select+*+from+core_territory__comuna+limit+400",
    "consultas?q=select+region,count(*)+as+n+from+core_territory__comuna+group+by+region",
    "municipio?cut=13119",
    "modelos?model=regional",
    "region?region=13",
    "solicitudes?cut=13101",
    "publicacion?region=13",
    *(f"ayuda?guide={guide}" for guide in ("researcher", "ogp", "glossary")),
    *(f"datos?section={section}" for section in datos.SECTIONS[1:]),
]


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_on_the_demonstration_panel(demo_site, reader, path, lang):
    look(reader, f"{demo_site}/{path}?lang={lang}", lang, THEMES)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("data", "lang", "path"),
    [
        *(("demo_site", lang, path) for lang in LANGUAGES for path in (*PAGES, *VIEWS, *USED)),
        *(("site", "es", path) for path in (*PAGES, *VIEWS)),
    ],
)
def test_a_page_answers_on_its_first_screen_and_no_part_is_longer_than_a_reader_scrolls(
    request, reader, data, lang, path
):
    """The parts stand side by side as tabs; the last of them opens all and may be as long."""
    address = f"{request.getfixturevalue(data)}/{path}{'&' if '?' in path else '?'}lang={lang}"
    with watched(reader, address) as page:
        page.add_style_tag(content=DRAWN)
        parts = page.locator(".st-key-open button")
        answered = {size: page_top(page, size) for size in FIRST_SCREEN}
        heights = {"": heights_of(page)}
        for part in parts.all()[1:-1]:
            part.click()
            expect(part).to_have_attribute("aria-checked", "true")
            whole(page)
            heights[part.text_content()] = heights_of(page)
    long = {
        part: high
        for part, high in heights.items()
        if any(high[size] > most for size, most in MOST.items())
    }
    assert long == {}
    for size, (_, screen) in FIRST_SCREEN.items():
        assert answered[size] < screen


# The highest empty stretch inside each card that stands beside another, by the card.
EMPTY = """() => {
  const stretches = {};
  const row = ":is(.faro-row, [data-testid=stHorizontalBlock])";
  const own = ":is(.faro-card, [class*='st-key-card_'])";
  for (const card of document.querySelectorAll(`${row} ${own}`)) {
    if (card.querySelector(own)) continue;
    const box = card.getBoundingClientRect();
    const parts = [...card.querySelectorAll("*")]
      .filter((part) => !part.querySelector("p, table, svg, li, header"))
      .map((part) => part.getBoundingClientRect())
      .filter(({ height }) => height > 0 && height < box.height * 0.98)
      .sort((a, b) => a.top - b.top);
    let end = box.top, most = 0;
    for (const { top, bottom } of parts) {
      most = Math.max(most, top - end);
      end = Math.max(end, bottom);
    }
    stretches[card.id || card.className] = Math.round(most);
  }
  return stretches;
}"""
MOST_EMPTY = 60  # pixels: between two of the spread items of a list


@pytest.mark.thorough
@pytest.mark.parametrize(
    "address",
    [
        "cumplimiento?view=places",
        "publicacion",
        "gobierno_abierto?commitment=CL0048",
        "region?region=13",
        "tendencias",
        "simulador",
        "municipio",
        *USED,
    ],
)
def test_no_card_beside_another_is_half_empty(demo_site, reader, address):
    part = "&" if "?" in address else "?"
    with watched(reader, f"{demo_site}/{address}{part}open=all") as page:
        page.add_style_tag(content=DRAWN)
        page.evaluate(HEIGHT)
        empty = page.evaluate(EMPTY)
    assert address in USED or empty  # in use a page may have no card beside another
    assert {card: high for card, high in empty.items() if high > MOST_EMPTY} == {}


def page_top(page, size):
    """How far down the sentence ends that answers the first question of a page, in pixels."""
    width, height = FIRST_SCREEN[size]
    page.set_viewport_size({"width": width, "height": height})
    box = page.locator("h1").bounding_box()
    return box["y"] + box["height"]


def heights_of(page):
    """How high a page is at a desk and on a phone, all of it drawn."""
    heights = {}
    for size in ("phone", "desk"):
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        heights[size] = page.evaluate(HEIGHT)
    return heights


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_on_a_tablet_and_enlarged(demo_site, reader, path, lang):
    with watched(reader, f"{demo_site}/{path}?lang={lang}") as page:
        broken = {}
        for size in ("tablet", "twice", "zoomed"):
            width, height = SIZES[size]
            page.set_viewport_size({"width": width, "height": height})
            fits(page, width)
            broken |= {(size, theme): violations(page, theme) for theme in THEMES}
        width, height = SIZES["desk"]
        page.set_viewport_size({"width": width, "height": height})
    assert {at: what for at, what in broken.items() if what} == {}


@pytest.mark.few(1)
@pytest.mark.parametrize("path", [*VIEWS, *USED])
def test_its_views(demo_site, reader, path):
    look(reader, f"{demo_site}/{path}", "es", THEMES)


@pytest.mark.thorough
@pytest.mark.parametrize("path", PAGES)
def test_on_published_figures(site, reader, path):
    look(reader, f"{site}/{path}?lang=en", "en", THEMES[:1])


def look(reader, address, lang, themes):
    """Look at one page: at a desk and on a phone, in each theme."""
    with watched(reader, address) as page:
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator("h1")).to_have_count(1)
        expect(page).to_have_title(re.compile("· Faro$"))
        broken = {("desk", theme): violations(page, theme) for theme in themes}
        width, height = SIZES["phone"]
        page.set_viewport_size({"width": width, "height": height})
        fits(page, width)
        broken |= {("phone", theme): violations(page, theme) for theme in themes}
    assert {at: what for at, what in broken.items() if what} == {}
