"""One seam to Streamlit: its names are there, pages stand without them, nothing else knows them."""

from __future__ import annotations

import ast
import re
import socket
import tomllib
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest
import rooms_for_tests
import uvicorn
from pages_for_tests import shown
from streamlit.testing.v1 import AppTest
from uvicorn.protocols.http.h11_impl import H11Protocol

from dashboard import server
from dashboard.middleware import FRAMED_POLICY
from dashboard.seam import bundles, dom, hostpage, insides, listening
from pipelines import paths

SEAM = paths.REPO / "dashboard" / "seam"
PUBLIC = {"streamlit", "streamlit.starlette", "streamlit.testing.v1"}
DOM = re.compile(r"\bst[A-Z]\w+|data-(?:testid|baseweb)|\bWebSocket\b|__streamlit")
PAGE = """
import streamlit as st
from dashboard.widgets.standing import standing
from presentation.markup.html import Safe, put

with standing("one"):
    st.text("first")
    put(Safe("<p>á" + "x" * 500 + "</p>"), name="card")
    put("short")
"""


def on_page() -> tuple[list[str], list[str]]:
    app = AppTest.from_string(PAGE, default_timeout=300).run().run()
    return sorted(shown(app).split("\n")), [text.value for text in app.text]


@pytest.fixture
def gone(monkeypatch):
    """Take a name out of Streamlit, as a version that calls it otherwise would."""
    return lambda name: monkeypatch.setitem(insides.NAMES, name, f"{insides.NAMES[name]}_gone")


@pytest.mark.parametrize("name", [name for name, where in insides.NAMES.items() if ":" in where])
def test_this_streamlit_has_the_name(name):
    assert insides.inside(name) is not None


def test_the_app_can_be_served():
    assert callable(server.app.run)


def test_a_run_has_the_names():
    run = "from dashboard.seam.insides import inside\nrun = inside('this run')()\n"
    ask = "assert inside('send message', of=run) and inside('look up', of=run)"
    assert not AppTest.from_string(run + ask, default_timeout=300).run().exception


@pytest.mark.few(3)
@pytest.mark.parametrize("name", insides.NAMES)
def test_a_page_shows_the_same_without_it(name, gone):
    whole = on_page()
    gone(name)
    assert on_page() == whole
    assert "short" in str(whole) and "first" in whole[1]


def test_small_messages_leave_at_once_or_the_listener_stays_as_it_is(monkeypatch, gone):
    module = pytest.importorskip("streamlit.web.server.starlette.starlette_server")
    usual = module._bind_socket
    monkeypatch.setattr(module, "_bind_socket", usual)
    with monkeypatch.context() as away:
        away.setitem(insides.NAMES, "bind", "streamlit.gone:bind")
        listening.send_at_once()
        assert module._bind_socket is usual
    listening.send_at_once()
    bound = module._bind_socket("127.0.0.1", 0, 5)
    with bound as listener, socket.create_connection(listener.getsockname()):
        listener.setblocking(True)
        with listener.accept()[0] as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_browser_may_not_say_very_much_at_once(monkeypatch):
    module = pytest.importorskip("streamlit.web.server.starlette.starlette_server")
    monkeypatch.setattr(
        module, "_get_uvicorn_config_kwargs", lambda: {"ws_max_size": 200, "ws": "auto"}
    )
    insides._resolved.cache_clear()
    listening.take_small_messages(7, "no")
    settings = module._get_uvicorn_config_kwargs()
    assert issubclass(settings.pop("http"), H11Protocol)
    assert settings == {"ws_max_size": 7, "ws": "auto"}
    insides._resolved.cache_clear()


def test_what_is_no_request_is_answered_in_words(caplog):
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    words = "¿Qué dirección?\nWhich address?\n"
    config = uvicorn.Config(app, http=listening._answering(words), lifespan="off")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(config)
        running = Thread(target=server.run, kwargs={"sockets": [listener]})
        running.start()
        answers = [
            answered(listener.getsockname(), request)
            for request in (
                b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
                b"\x16\x03\x01\r\n\r\n",
                b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            )
        ]
        server.should_exit = True
        running.join()
    *refused, well = answers
    for answer in refused:
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 ") and b"charset=utf-8" in head
        assert body.decode() == words
    assert well.startswith(b"HTTP/1.1 204 ")


def answered(place: tuple[str, int], request: bytes) -> bytes:
    """Send bytes as they are; return all that comes back until the connection ends."""
    with socket.create_connection(place, timeout=20) as connection:
        answer = b""
        with suppress(ConnectionError):  # the other side ends it before it has read it all
            connection.sendall(request)
        with suppress(ConnectionError):
            while part := connection.recv(65_536):
                answer += part
        return answer


def test_pickers_ask_our_filter_and_scripts_written_otherwise_stay_as_they_are():
    scripts = [path.read_bytes() for path in (hostpage.folder() / "static" / "js").glob("*.js")]
    assert sum(b"window.faro?.pick" in bundles.own(script) for script in scripts) == 1
    ours = b"".join(bundles.own(script) for script in scripts)
    pickers_texts = set(re.findall(rb"window\.faro\?\.said\?\.\(`([^`]*)`", ours))
    # Words that stand in holes of other texts are no texts of their own.
    assert {text.encode() for text in bundles.words()} - pickers_texts == {b"apply", b"options"}
    other = b"var f=(e,t)=>e.filter(o=>o.label.includes(t));"
    assert bundles.own(other) == other


def test_the_host_page_is_found_without_the_name(gone):
    folder = hostpage.folder()
    gone("static folder")
    assert hostpage.folder() == folder
    assert (folder / "index.html").is_file()


@pytest.mark.parametrize(
    "index",
    [
        "<html><head></head><body></body></html>",
        "<!doctype html><html lang='x' class='y'><body id='root'></body></html>",
    ],
)
def test_any_page_becomes_the_host_page(index):
    page = hostpage.host_page(index, "es", hostpage.own_files())
    assert '<html lang="es">' in page
    assert page.index("/faro/pieces.") < page.index("<body")


def test_streamlit_calls_the_parts_of_its_page_so():
    scripts = "\n".join(
        path.read_text("utf-8") for path in (hostpage.folder() / "static").rglob("*.js")
    )
    ours = [path.read_text("utf-8") for path in (SEAM / "static").glob("*.js")]
    called = set(re.findall(r"\bst[A-Z]\w+", "\n".join([*dom.SELECTORS.values(), *ours])))
    missing = called - set(re.findall(r"\bst[A-Z]\w+", scripts))
    assert not missing, f"this Streamlit's page has no {sorted(missing)}: see dashboard/seam"


def beyond(source: str) -> list[str]:
    """What a module reaches for inside Streamlit."""
    imported: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            imported += [node.module]
        elif isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        elif isinstance(node, ast.Attribute) and node.attr.startswith("_enqueue"):
            imported += ["streamlit", f"streamlit.….{node.attr}"]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            imported += re.findall(r"^streamlit(?:\.\w+)+(?=:\w|$)", node.value)
    return [name for name in imported if name.startswith("streamlit") and name not in PUBLIC]


@pytest.mark.parametrize(
    "line",
    [
        "from streamlit.proto.Html_pb2 import Html",
        "import streamlit.runtime",
        "run._enqueue(message)",
        "import_module('streamlit.file_util')",
    ],
)
def test_reaching_inside_is_seen(line):
    assert beyond(line)


def test_only_the_seam_reaches_inside():
    modules = rooms_for_tests.files(beside=("attack", "benchmarks", "fuzz", "makers"))
    private = {
        str(path.relative_to(paths.REPO)): reached
        for path in modules
        if SEAM not in path.parents and (reached := beyond(path.read_text("utf-8")))
    }
    assert not private, "ask dashboard.seam.insides for it, and give it a public way beside it"


@pytest.mark.parametrize("path", sorted((paths.REPO / "dashboard" / "static").iterdir()), ids=str)
def test_only_the_seam_knows_the_page_of_streamlit(path: Path):
    if path.suffix in (".css", ".js"):
        selectors = DOM.findall(path.read_text("utf-8"))
        assert not selectors, (
            "name it in dashboard/seam/dom.py, or move it to dashboard/seam/static"
        )


def test_both_ends_of_the_range_are_those_that_are_tried():
    project = tomllib.loads((paths.REPO / "pyproject.toml").read_text("utf-8"))["project"]
    [range_] = [
        requirement
        for requirement in project["dependencies"]
        if requirement.startswith("streamlit")
    ]
    low, beyond_high = re.fullmatch(r"streamlit>=1\.(\d+),<1\.(\d+)", range_).groups()
    tried = re.search(r"^STREAMLITS := (.+)$", (paths.REPO / "Makefile").read_text("utf-8"), re.M)
    assert tried[1].split() == [f"1.{low}", f"1.{int(beyond_high) - 1}"]


def test_a_card_in_other_sites_may_bring_the_face_of_streamlit():
    face = hostpage.face()
    assert (hostpage.folder() / face.removeprefix("/")).is_file()
    assert "font-src 'self'" in FRAMED_POLICY
