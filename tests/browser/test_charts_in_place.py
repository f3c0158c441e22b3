"""Charts in a real browser: drawn for their place, replaced, answering a pointer, said in words."""

from __future__ import annotations

import pytest
from browser_for_tests import charts, opened, texts, whole
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
CARD = ".st-key-card_publication_trend"
DOT = ".faro-plot[data-name=score_swarm] svg a"
TOP = "() => document.querySelector('[data-testid=stMain]').scrollTop"


def dot(page):
    """A dot of the swarm: where it stands in the window, and where it leads."""
    mark = page.locator(DOT).first  # the lowest score: it stands alone
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return middle, mark.get_attribute("href")


def drawing(page):
    place = page.locator(f"{CARD} .faro-plot")
    place.locator("svg").first.wait_for()
    return place


def rest_on(page, place):
    place.scroll_into_view_if_needed()
    box = place.bounding_box()
    for step in range(2):  # a pointer that came, and moved
        page.mouse.move(box["x"] + box["width"] / 2 + step, box["y"] + box["height"] / 2)
    place.locator(".js-plotly-plot .main-svg").first.wait_for()


@pytest.mark.thorough
def test_a_chart_is_drawn_for_its_width_and_again_for_another(site, browser):
    with opened(browser, f"{site}/publicacion?open=fresh") as page:
        place = drawing(page)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            place.scroll_into_view_if_needed()  # what is far out of sight is drawn when it comes
            page.wait_for_function(
                """card => {
                  const place = document.querySelector(`${card} .faro-plot`);
                  const drawn = place.querySelector('svg').viewBox.baseVal;
                  return drawn.width === place.clientWidth && drawn.height === place.clientHeight;
                }""",
                arg=CARD,
            )
        expect(place.locator("svg")).to_have_count(1)


GAPS = """() => [...document.querySelectorAll('.faro-row')].flatMap(row => {
    const foots = [...row.children].map(one => [...one.querySelectorAll('.faro-actions')].at(-1));
    const ends = foots.map(foot => foot?.getBoundingClientRect().bottom);
    const places = [...row.querySelectorAll('.faro-card > .faro-plot')];
    const drawn = places.map(place => place.querySelector('svg')?.viewBox.baseVal.height);
    const lacks = places.map((place, at) => Math.abs(place.clientHeight - drawn[at]));
    return [Math.max(...ends) - Math.min(...ends) <= 4, ...lacks.map(lack => lack <= LEEWAY)];
})""".replace("LEEWAY", "24")  # of charts.js: a drawing that lacks no more is not made anew


@pytest.mark.thorough
@pytest.mark.parametrize("path", ["herramientas", "gobierno_abierto", "cobertura?open=signing"])
def test_cards_side_by_side_end_alike_and_a_chart_fills_what_a_higher_one_leaves(
    demo_site, browser, path
):
    with opened(browser, f"{demo_site}/{path}") as page:
        page.add_style_tag(content=".faro-card { content-visibility: visible !important; }")
        charts(page, page.locator(".faro-plot").count())
        page.wait_for_function(
            f"() => {{ const gaps = ({GAPS})(); "
            "return gaps.length > 1 && gaps.every(fits => fits); }",
            timeout=60_000,
        )
        tables = page.locator(".faro-scroll").evaluate_all(
            "all => all.map(one => one.clientHeight)"
        )
        assert all(height > 40 for height in tables)


# A row of cards comes anew, one card of it higher; it and its charts are as they will be at once.
ANEW = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  const sizes = () => [...document.querySelectorAll('.faro-row .faro-card, .faro-row .faro-plot')]
    .map(one => one.offsetHeight);
  const piece = document.querySelector('.faro-row .faro-plot').closest('.faro-piece');
  piece.innerHTML = piece.innerHTML;
  piece.querySelector('.faro-row .faro-card:not(:has(.faro-plot))').style.paddingBottom = '150px';
  await null;
  await window.faro.fit();
  const lacks = [...piece.querySelectorAll('.faro-plot')]
    .map(one => one.clientHeight - one.querySelector('svg').viewBox.baseVal.height);
  const before = sizes();
  await frame();
  await frame();
  return [lacks, before, sizes()];
}"""


@pytest.mark.thorough
def test_what_comes_anew_has_its_room_and_its_drawings_at_once(demo_site, browser):
    with opened(browser, f"{demo_site}/cumplimiento") as page:
        charts(page, page.locator(".faro-plot").count())
        lacks, before, after = page.evaluate(ANEW)
        assert len(lacks) == 3 and max(map(abs, lacks)) <= 24
        assert before == after


@pytest.mark.thorough
def test_plotly_comes_under_a_pointer_and_goes_with_the_figure(site, browser):
    with opened(browser, f"{site}/publicacion?open=fresh") as page:
        requests = []
        page.on("request", lambda request: requests.append(request.url))
        place = drawing(page)
        labels = texts(place.locator("svg text"))
        assert not any("/faro/plotly" in url for url in requests)
        rest_on(page, place)
        assert any("/faro/plotly" in url for url in requests)
        drawn = "".join(texts(place.locator(".main-svg text")))
        assert [word for word in " ".join(labels).split() if word not in drawn] == []
        page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
        page.locator(".st-key-region input").click()
        page.get_by_role("option", name="Valparaíso", exact=True).click()
        page.wait_for_url("**region=05*")
        whole(page)
        expect(place.locator(".js-plotly-plot")).to_have_count(0)
        expect(place.locator("svg")).to_have_count(1)
        assert texts(place.locator("svg text")) != labels


@pytest.mark.thorough
def test_every_chart_of_a_page_has_marks_with_names_of_their_own(site, browser):
    with opened(browser, f"{site}/publicacion?open=fresh") as page:
        charts(page, page.locator(".faro-plot").count())
        names = page.evaluate("[...document.querySelectorAll('.faro-plot [id]')].map(n => n.id)")
        assert len(names) == len(set(names)) > 0
        lost = page.evaluate(
            """[...document.querySelectorAll('.faro-plot [clip-path], .faro-plot [fill^=url]')]
            .flatMap(n => [n.getAttribute('clip-path'), n.getAttribute('fill')])
            .filter(ref => ref?.startsWith('url(#') && !document.querySelector(ref.slice(4, -1)))"""
        )
        assert lost == []


@pytest.mark.thorough
def test_a_figure_whose_drawing_does_not_come_leaves_nothing_of_the_one_before(site, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{site}/publicacion?open=fresh")
    place = drawing(page)
    rest_on(page, place)
    place.locator(".js-plotly-plot").evaluate("graph => { graph.dataset.before = 'yes'; }")
    page.route("**/plots/*/*.svg", lambda route: route.abort())
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    page.locator(".st-key-region input").click()
    page.get_by_role("option", name="Valparaíso", exact=True).click()
    page.wait_for_url("**region=05*")
    expect(place.locator("[data-before]")).to_have_count(0)
    expect(place.locator(".js-plotly-plot")).to_have_count(1)
    context.close()


@pytest.mark.thorough
def test_two_places_of_one_name_share_one_drawing(site, browser):
    """While a page changes, the place that goes and the one that comes stand side by side."""
    with opened(browser, f"{site}/publicacion?open=fresh") as page:
        place = drawing(page)
        page.evaluate(
            "card => document.querySelector(`${card} .faro-plot`).after("
            "document.querySelector(`${card} .faro-plot`).cloneNode(false))",
            CARD,
        )
        expect(place.nth(1).locator("svg")).to_have_count(1)
        expect(place.nth(0).locator("svg")).to_have_count(0)
        place.nth(1).evaluate("place => place.remove()")
        expect(place.locator("svg")).to_have_count(1)


@pytest.mark.thorough
@pytest.mark.parametrize("gone", ["**/plots/**", "**/plots/*/*.svg"])
def test_a_chart_whose_drawing_does_not_come(site, browser, gone):
    """Plotly draws it; where it cannot either, the words of the chart stand in its place."""
    context = browser.new_context()
    page = context.new_page()
    page.route(gone, lambda route: route.abort())
    page.goto(f"{site}/")
    place = page.locator(".faro-plot").first
    if gone.endswith("svg"):
        place.locator(".js-plotly-plot .main-svg").first.wait_for()
    else:
        expect(place.locator("div")).to_have_text(place.get_attribute("aria-label"))
        expect(place.locator("div")).to_be_visible()
    context.close()


@pytest.mark.thorough
def test_a_dot_leads_to_its_municipality_and_back_to_the_same_place(demo_site, browser):
    with opened(browser, f"{demo_site}/cumplimiento?lang=en&region=13") as page:
        at, to = dot(page)
        assert "lang=en" in to and "build=" in to
        page.mouse.move(*at)
        page.locator(".faro-plot[data-name=score_swarm] .js-plotly-plot.faro-leads").wait_for()
        top = page.evaluate(TOP)
        assert top > 0
        page.wait_for_function(
            "top => Object.values(JSON.parse(sessionStorage['faro-places'] ?? '{}')).includes(top)",
            arg=top,
        )
        page.mouse.click(*at)
        page.wait_for_url(f"**/{to}")
        whole(page)
        page.go_back()
        whole(page)
        page.wait_for_url("**/cumplimiento?*region=13*")
        page.wait_for_function(f"top => Math.abs(({TOP})() - top) < 3", arg=top)


@pytest.mark.thorough
def test_a_finger_reads_a_dot_first_and_opens_it_with_the_second_touch(demo_site, browser):
    address = f"{demo_site}/cumplimiento"
    with opened(browser, address, size="phone", has_touch=True, is_mobile=True) as page:
        at, to = dot(page)
        here = page.url
        page.touchscreen.tap(*at)
        page.locator(".faro-plot[data-name=score_swarm] .hoverlayer text").first.wait_for()
        again = page.locator(".faro-plot[data-name=score_swarm] output")
        expect(again).to_have_text("toque otra vez para abrir su página")
        assert page.url == here
        page.touchscreen.tap(*at)
        page.wait_for_url(f"**/{to}")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("address", "name"),
    [("resumen", "national_series"), ("municipio?cut=13119", "municipality_history")],
)
def test_a_finger_reads_a_mark_that_leads_nowhere(demo_site, browser, address, name):
    address = f"{demo_site}/{address}"
    with opened(browser, address, size="phone", has_touch=True, is_mobile=True) as page:
        mark = page.locator(f".faro-plot[data-name={name}] svg circle").last
        mark.scroll_into_view_if_needed()
        box = mark.bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        read = page.locator(f".faro-plot[data-name={name}] .hoverlayer text")
        expect(read.first).to_contain_text("2025")


@pytest.mark.thorough
def test_a_name_on_an_axis_leads_to_its_region(demo_site, browser):
    with opened(browser, f"{demo_site}/cobertura") as page:
        place = page.locator(".faro-plot[data-name=coverage_region]")
        name = place.locator("svg a", has_text="Maule").first
        name.scroll_into_view_if_needed()
        name.hover()
        place.locator(".js-plotly-plot text.faro-leads", has_text="Maule").first.click()
        page.wait_for_url("**/region?region=07&build=*")


@pytest.mark.thorough
def test_a_cell_of_the_heat_map_leads_to_the_municipality_it_names(demo_site, browser):
    with opened(browser, f"{demo_site}/cumplimiento?view=materias") as page:
        place = page.locator(".faro-plot[data-name=materia_heat]")
        row = place.locator("svg a:has(rect)").nth(150)
        row.scroll_into_view_if_needed()
        box, to = row.bounding_box(), row.get_attribute("href")
        at = box["x"] + box["width"] * 0.51, box["y"] + box["height"] / 2
        top = "at => document.elementFromPoint(...at).closest('a')?.getAttribute('href')"
        assert page.evaluate(top, at) == to  # whatever is drawn there
        page.mouse.move(*at)
        place.locator(".js-plotly-plot.faro-leads").wait_for()
        words = place.locator(".hoverlayer text").first.text_content()
        page.mouse.click(*at)
        page.wait_for_url(f"**/{to}")
        whole(page)
        assert words.startswith(page.locator("h1").first.text_content().rpartition(": ")[2])
