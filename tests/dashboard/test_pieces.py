"""Pieces of a page: kept by digest, listed by place, sent ahead of the rest."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager, nullcontext

from pages_for_tests import shown
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest
from test_server import ask

from dashboard.routes import directory
from dashboard.seam.outbox import Refused
from dashboard.widgets import standing
from dashboard.widgets.standing import TOGETHER
from presentation import kept as shelf
from presentation import pieces
from presentation.markup.html import SHORT, Safe, esc, place
from presentation.markup.tables import later

LONG = Safe(f"<p>{'á' * SHORT}</p>")
CHART = Safe('<div class="faro-plot" data-name="one" data-src="/plots/abc"></div>')


def got(path: str) -> tuple[int, dict[str, str], bytes]:
    return ask(Starlette(routes=directory.routes()), path)


def test_a_piece_stands_at_an_address_of_its_own():
    address = pieces.keep("<p>á</p>")
    status, headers, body = got(address)
    assert (status, body) == (200, "<p>á</p>".encode())
    assert headers["content-type"].startswith("text/html")
    assert "immutable" in headers["cache-control"]
    assert pieces.keep("<p>á</p>") == address != pieces.keep("<p>a</p>")
    assert got("/pieces/no")[0] == 404


def test_several_pieces_come_together_and_one_that_is_gone_is_missed():
    first, two = (pieces.keep(text).removeprefix("/pieces/") for text in ("<p>1</p>", "<p>2</p>"))
    status, headers, body = got(f"/pieces/{two}.{first}")
    assert (status, json.loads(body)) == (200, ["<p>2</p>", "<p>1</p>"])
    assert "immutable" in headers["cache-control"]
    status, headers, body = got(f"/pieces/{first}.no")
    assert (status, json.loads(body)) == (200, ["<p>1</p>", None])
    assert "cache-control" not in headers
    assert got("/pieces/no.neither")[0] == 404


def test_a_short_text_goes_as_it_is_but_a_chart_or_what_has_a_name_never_does():
    with pieces.listed("page") as listing:
        assert place(esc("corto")) == "corto"
        assert 'data-name="page.head"' in place(esc("corto"), "head")
        assert 'data-name="page.kpis"' in place(LONG, "kpis")
        assert 'data-name="page.3"' in place(CHART)
    _, (kpis, _), (second, _, name, drawing) = (line.split() for line in str(listing).split(";"))
    assert (kpis, second, name, drawing) == ("page.kpis", "page.3", "one", "abc")


def test_two_pieces_of_one_name_have_each_its_place():
    with pieces.listed("page") as listing:
        names = [place(Safe(f"{LONG}{n}"), "card") for n in range(3)]
    assert len(set(names)) == len(str(listing).split(";")) == 3


def test_outside_a_page_everything_goes_as_it_is():
    assert place(LONG, "kpis") == LONG


def test_a_fold_carries_nothing_until_it_is_opened():
    fold = later("Citar", Safe("<pre>select 1</pre>"))
    assert "select" not in fold
    assert got(re.search(r'data-faro-src="([^"]+)"', fold)[1])[2] == b"<pre>select 1</pre>"


def test_a_shelf_lets_the_oldest_go_by_weight():
    few = shelf.Shelf[str](10)
    few.keep("a", "A", 6)
    few.keep("b", "B", 4)
    few.keep("a", "A", 6)
    few.keep("c", "C", 3)
    assert (few.get("a"), few.get("b"), few.get("c")) == ("A", None, "C")
    few.keep("d", "D", 99)
    assert (few.get("a"), few.get("d")) == (None, "D")


def test_what_a_kept_panel_put_on_a_shelf_is_kept_again_when_it_is_shown():
    few = shelf.Shelf[str](1)
    with shelf.recorded() as outer:
        with shelf.recorded() as inner:
            few.keep("a", "A", 1)
        few.keep("b", "B", 1)
    assert (few.get("a"), len(inner), len(outer)) == (None, 1, 2)
    shelf.keep_again(inner)
    assert few.get("a") == "A"


def test_what_a_kept_panel_shows_is_there_however_long_ago_it_was_made(visit):
    before = shown(visit("resumen"))
    room, pieces._shelf._room.most = pieces._shelf._room.most, 1
    pieces.keep("all the others go")
    pieces._shelf._room.most = room
    assert shown(visit("resumen")) == before


APP = """
import time
import streamlit as st
from presentation.markup.html import Safe, put
from dashboard.routes import directory
from dashboard.widgets.standing import standing
from streamlit.runtime.scriptrunner import get_script_run_ctx

beyond = st.session_state.setdefault("beyond", [])
sent = st.session_state.setdefault("sent", [])
run = get_script_run_ctx()
send = run._enqueue
run._enqueue = lambda message: (sent.append(str(message)), send(message))
sent.clear()
st.session_state["turns"] = st.session_state.get("turns", 0) + 1
try:
    with standing(st.session_state.get("page", "one")):
        st.text("first")
        time.sleep(st.session_state.get("sleep", 0))
        put(Safe("<p>" + "x" * 500 + "</p>"), name="card")
        st.session_state["so far"] = len(sent)
        if st.session_state.pop("again", False):
            st.rerun()
            beyond.append("something ran after it")
        if st.session_state.get("break"):
            raise ValueError
        st.text("last")
finally:
    run._enqueue = send
"""


def order(app: AppTest) -> list[str]:
    marks = {"data-pieces": "list", '"first"': "first", "faro-piece": "place", '"last"': "last"}
    order = (next((name for mark, name in marks.items() if mark in text), "") for text in sent(app))
    return [mark for mark in order if mark]


def sent(app: AppTest) -> list[str]:
    return [text.replace("\\", "") for text in app.session_state["sent"]]


def test_the_list_goes_ahead_of_the_rest_for_a_reader_who_has_the_page():
    app = AppTest.from_string(APP, default_timeout=300).run()
    assert order(app) == ["first", "list", "place", "last"]  # new: as it comes
    app.run()
    assert order(app) == ["list", "first", "place", "last"]
    assert app.session_state["so far"] == 1  # the empty slot of the list, which stands before
    app.session_state["page"] = "two"
    app.run()
    assert order(app) == ["first", "list", "place", "last"]


def test_a_page_that_takes_long_is_not_held_back():
    app = AppTest.from_string(APP, default_timeout=300).run()
    app.session_state["sleep"] = 2 * TOGETHER
    app.run()
    assert order(app) == ["list", "first", "place", "last"]
    assert app.session_state["so far"] > 1


def test_a_page_that_breaks_half_way_sends_what_it_has():
    app = AppTest.from_string(APP, default_timeout=300).run()
    app.session_state["break"] = True
    app.run()
    assert order(app) == ["list", "first", "place"]
    assert app.exception


def test_a_page_that_begins_anew_does_so_at_once():
    app = AppTest.from_string(APP, default_timeout=300).run()
    app.session_state["again"] = True
    app.run()
    assert order(app) == ["list", "first", "place", "last"]
    assert app.session_state["turns"] == 3
    assert app.session_state["beyond"] == []


def drawn_part(around: bool) -> tuple[list[str], str]:
    """Draw a part of a page, within the page or again alone; return its places and its list."""
    with pieces.listed("page") if around else nullcontext() as page:
        if around:
            place(LONG)
        with pieces.part_of("page", "panels.view") as alone:
            places = [place(LONG, "view"), place(CHART), place(Safe(f"{LONG}2"))]
        if around:
            assert alone is None and 'data-name="page.2"' in place(Safe(f"{LONG}3"))
        return places, str(page or alone)


def test_places_of_a_part_are_called_the_same_whichever_way_it_is_drawn():
    within, all_of_it = drawn_part(True)
    places, alone = drawn_part(False)
    assert places == within and len(set(places)) == 3
    assert set(alone.split(";")) < set(all_of_it.split(";"))
    with pieces.part_of("page", "panels.other"):
        assert place(CHART) not in places


def test_a_part_drawn_again_alone_sends_its_list_ahead(monkeypatch):
    def page():
        import streamlit as st

        from dashboard.widgets.standing import standing_alone
        from presentation.markup.html import Safe, put

        with standing_alone("view"):
            st.text("first")
            put(Safe(f"<p>{'x' * 500}</p>"), name="view")

    html = [element.value for element in AppTest.from_function(page).run().get("html")]
    assert re.search(r'class="faro-pieces" data-pieces="\.view \w+"', html[0])
    assert "xxx" not in "".join(html) and 'data-name=".view"' in html[1]


class Slot:
    """A place where nothing may be written the first time."""

    def __init__(self):
        self.tries = 0

    def __enter__(self):
        self.tries += 1
        if self.tries == 1:
            raise Refused("A fragment tried to write to a container outside it")

    def __exit__(self, *error):
        pass


def test_a_list_that_cannot_be_written_from_a_part_within_comes_at_the_end(monkeypatch):
    """A slow part within a part makes its list be told from where Streamlit lets nobody write."""
    written = []

    @contextmanager
    def held(first, *, seconds):
        first()
        assert written == []
        yield
        first()
        first()

    monkeypatch.setattr(standing, "held", held)
    monkeypatch.setattr(standing.elements, "html", written.append)
    with standing._ahead(Slot(), "the list", 0):
        pass
    [html] = written
    assert 'data-pieces="the list"' in html
