"""Every page in a real browser: both languages, both themes, desk and phone, both kinds of data.

The console stays clean, no other host is asked, the page fits a phone, and axe finds no serious or
critical violation. What is accepted nevertheless stands in ``docs/accessibility.md``. A page is no
longer than a reader scrolls, but for those that are still to be cut.
"""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_for_tests import SIZES, fits, themed, watched
from playwright.sync_api import expect

from dashboard.nav import PAGES
from presentation.words import LANGUAGES

pytestmark = pytest.mark.browser
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
THEMES = ("light", "dark")
GRAVE = {"serious", "critical"}
MOST = {"desk": 3000, "phone": 5000}  # pixels
STILL_LONG = {
    *("publicacion", "gobierno_abierto", "proceso_ta", "diagnostico", "plan", "muestra"),
    *("modelos", "simulador", "solicitudes", "historia"),
}
HEIGHT = "() => document.querySelector('[data-testid=stMainBlockContainer]').scrollHeight"
VIEWS = [
    "cumplimiento?view=map",
    "cumplimiento?view=places",
    "cumplimiento?view=materias",
    "tendencias?view=claim",
    "tendencias?view=effect",
    "tendencias?view=start",
    "tendencias?view=moves",
    "tendencias?view=publication",
    "gobierno_abierto?commitment=CL0054&as_of=2020-12-31",
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_on_the_demonstration_panel(demo_site, reader, path, lang):
    heights = look(reader, f"{demo_site}/{path}?lang={lang}", lang, THEMES)
    if path not in STILL_LONG:
        assert heights["desk"] <= MOST["desk"] and heights["phone"] <= MOST["phone"], heights


@pytest.mark.parametrize("path", VIEWS)
def test_its_views(demo_site, reader, path):
    look(reader, f"{demo_site}/{path}", "es", THEMES)


@pytest.mark.parametrize("path", PAGES)
def test_on_published_figures(site, reader, path):
    look(reader, f"{site}/{path}?lang=en", "en", THEMES[:1])


def look(reader, address, lang, themes):
    """Look at one page: at a desk in each theme, then on a phone; return how high it is."""
    with watched(reader, address) as page:
        expect(page.locator("html")).to_have_attribute("lang", lang)
        expect(page.locator("h1")).to_have_count(1)
        expect(page).to_have_title(re.compile("· Faro$"))
        heights = {"desk": page.evaluate(HEIGHT)}
        found = {theme: violations(page, theme) for theme in themes}
        width, height = SIZES["phone"]
        page.set_viewport_size({"width": width, "height": height})
        fits(page, width)
        heights["phone"] = page.evaluate(HEIGHT)
    assert found == {theme: [] for theme in themes}
    return heights


def violations(page, theme):
    """Return what axe finds grave on the page in a theme."""
    page.emulate_media(color_scheme=theme)
    themed(page, theme)
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": STANDARD}}
    return [
        (violation["id"], [node["html"][:200] for node in violation["nodes"][:3]])
        for violation in Axe().run(page, options=options).response["violations"]
        if violation["impact"] in GRAVE
    ]
