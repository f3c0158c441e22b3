"""Pieces in a real browser: in place ahead of Streamlit, together, missed where they are not."""

from __future__ import annotations

import itertools
import re

import pytest
from browser_for_tests import PATIENCE_SECONDS, charts, go, opened, pick, texts, whole
from playwright.sync_api import expect

from dashboard.seam import hostpage

pytestmark = pytest.mark.browser
LIST = rb'data-pieces="[^"]+"'
CLOSED = """
Object.defineProperty(window, 'WebSocket', { value: window.WebSocket, writable: false });
"""
# A socket of no server, timers that pass when the test says so, and pieces placed likewise.
SOCKET = """() => {
  window.WebSocket = class extends EventTarget {};
  window.late = [];
  window.setTimeout = (go) => window.late.push(go);
  window.placed = [];
  const ahead = (list) => (list === window.known ? null : new Promise((go) => {
    window.known = list;
    window.placed.push(() => go(list));
  }));
  window.faro = { stands: () => true, ahead };
}"""
SENT = """async (texts) => {
  if (!window.socket) {
    window.got = [];
    window.socket = new WebSocket();
    const read = ({ data }) => window.got.push(new TextDecoder().decode(data));
    window.socket.addEventListener('message', read);
  }
  for (const text of texts) {
    const data = new TextEncoder().encode(text).buffer;
    window.socket.dispatchEvent(new MessageEvent('message', { data }));
  }
  for (let turn = 0; turn < 50; turn += 1) await null;
  return window.got.splice(0);
}"""
HEARD, ENDED = '<span data-pieces="a 1">', "0\x00"
STAND = "() => document.querySelectorAll('.faro-piece').forEach(place => { place.stood = true; })"
NEW = """() => [...document.querySelectorAll('.faro-piece')]
  .filter(place => !place.stood).map(place => place.dataset.name)"""
FRAMES = """() => {
  window.frames_ = [];
  const look = () => {
    window.frames_.push([...document.querySelectorAll('.faro-piece')].map(p => p.textContent));
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def bytes_of(frame):
    return frame if isinstance(frame, bytes) else frame.encode()


def choose(page, region="Valparaíso"):
    pick(page, page.locator(".st-key-region input"), region)
    page.wait_for_url("**region=05*")
    whole(page)


def pieces(page):
    whole(page)
    charts(page, page.locator(".faro-plot").count())
    return texts(page.locator(".faro-piece"))


@pytest.mark.thorough
def test_what_one_list_names_changes_in_one_frame(site, browser):
    # so that all of it is made
    with opened(browser, f"{site}/publicacion?open=all&region=05") as page:
        after, lists = pieces(page), []
        page.on(
            "websocket",
            lambda socket: socket.on(
                "framereceived", lambda frame: lists.extend(re.findall(LIST, bytes_of(frame)))
            ),
        )
        go(page, f"{site}/publicacion?open=all")
        before = pieces(page)
        page.evaluate(FRAMES)
        lists.clear()
        choose(page)
        assert pieces(page) == after
        assert sum(a != b for a, b in zip(before, after, strict=True)) >= 2
        frames = page.evaluate("window.frames_")
        states = [frame for frame, _ in itertools.groupby(frames)]
        assert (states[0], states[-1]) == (before, after)
        assert 1 <= len(states) - 1 <= len(lists)


@pytest.mark.thorough
def test_what_is_chosen_changes_in_the_places_that_stand(site, browser):
    with opened(browser, f"{site}/gobierno_abierto?lang=es") as page:
        before = pieces(page)
        page.evaluate(STAND)
        pick(page, page.locator(".st-key-commitment input"), re.compile("^CL0054"))
        page.wait_for_url("**commitment=CL0054*")
        assert pieces(page) != before
        names = [name for name in page.evaluate(NEW) if not name.endswith(".simulated")]
        assert names == []


@pytest.fixture
def sent(browser):
    """What Streamlit is told when messages come, on a page that stands."""
    page = browser.new_page()
    page.evaluate(SOCKET)
    page.evaluate((hostpage.SEAM / "messages.js").read_text(encoding="utf-8"))
    yield lambda *texts: page.evaluate(SENT, texts), page.evaluate
    page.close()


def test_streamlit_hears_a_run_whole_when_what_its_list_names_is_in_place(sent):
    hears, run = sent
    assert hears("head") == []
    assert hears(HEARD, "tail", ENDED) == []
    run("placed.pop()()")
    assert hears("next") == ["head", HEARD, "tail", ENDED]  # and the next run waits again
    assert hears(ENDED) == ["next", ENDED]  # but not for a list that it does not have
    assert hears("head", HEARD) == []  # whose list is known: all of it, still
    assert hears("tail", ENDED) == ["head", HEARD, "tail", ENDED]


def test_streamlit_waits_no_longer_than_its_patience(sent):
    hears, run = sent
    assert hears("head") == []
    run("late.splice(0).forEach(go => go())")
    assert hears() == ["head"]
    assert hears("more", HEARD, "tail") == ["more"]
    run("late.splice(0).forEach(go => go())")  # the pieces do not come
    assert hears(ENDED) == [HEARD, "tail", ENDED]


@pytest.mark.thorough
def test_a_page_stands_though_no_message_is_read_ahead(site, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    context.add_init_script(CLOSED)
    page = context.new_page()
    go(page, f"{site}/publicacion?open=all")
    before = pieces(page)
    choose(page)
    page.wait_for_function(
        "before => [...document.querySelectorAll('.faro-piece')]"
        ".some((piece, at) => piece.textContent !== before[at])",
        arg=before,
    )
    after = pieces(page)
    go(page, f"{site}/publicacion?open=all&region=05")
    assert pieces(page) == after != before
    context.close()


@pytest.mark.thorough
def test_a_piece_that_does_not_come_says_so_in_its_place(site, browser):
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    page = context.new_page()
    page.route("**/pieces/**", lambda route: route.abort())
    page.goto(f"{site}/publicacion?lang=en")
    place = page.locator(".faro-piece").first
    expect(place).to_have_text("This part of the page did not come. Load it again.")
    page.unroute("**/pieces/**")
    go(page, f"{site}/publicacion?lang=en")
    assert not any("did not come" in text for text in pieces(page))
    context.close()


@pytest.mark.thorough
@pytest.mark.parametrize("closed", ["", CLOSED])
def test_a_part_drawn_again_alone_is_placed_as_the_whole_page_is(demo_site, browser, closed):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    context.add_init_script(closed)
    page = context.new_page()
    go(page, f"{demo_site}/tendencias?lang=es")
    before, addresses = pieces(page), []
    page.on("request", lambda request: addresses.append(request.url))
    pick(page, page.locator(".st-key-round input"), "2018")
    page.wait_for_url("**round=r2018*")
    page.wait_for_function(
        "before => [...document.querySelectorAll('.faro-piece')]"
        ".some((piece, at) => piece.textContent !== before[at])",
        arg=before,
    )
    after = pieces(page)
    assert any("/pieces/" in address for address in addresses)  # they come by address here too
    go(page, page.url)
    assert pieces(page) == after != before
    context.close()
