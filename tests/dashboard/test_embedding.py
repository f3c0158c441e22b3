"""Every card can stand in another site: the code that its page gives for that leads to the card."""

from __future__ import annotations

import html as markup
import re

import pytest
from asgi_for_tests import Client
from pages_for_tests import shown
from starlette.applications import Starlette

from dashboard import server
from presentation import menu

VIEWS = [
    *((page, {}) for page in menu.READ),
    ("municipio", {"cut": "13119"}),
    ("cumplimiento", {"view": "map", "region": "13", "round": "r2024"}),
    ("cumplimiento", {"view": "changes"}),
    ("cumplimiento", {"view": "places", "group": "mgtm_pilot"}),
    ("cumplimiento", {"view": "materias", "region": "13"}),
    ("tendencias", {"view": "claim"}),
    ("gobierno_abierto", {"commitment": "CL0048", "as_of": "2020-12-31"}),
    ("herramientas", {"region": "13"}),
]
CARD = re.compile(r'<dl class="faro-cite">.*?</dl>', re.DOTALL)
OUT = re.compile(r' href="(/|https?:)[^"]*" target="_top"')
FRAME = re.compile(r'<iframe src="([^"]+)" title="([^"]*)"')


@pytest.fixture(scope="module")
def client():
    return Client(Starlette(routes=server.routes()))


@pytest.mark.thorough
@pytest.mark.parametrize(("page", "view"), VIEWS, ids=str)
def test_every_card_that_is_cited_can_be_embedded(visit_demo, client, page, view):
    blocks = CARD.findall(shown(visit_demo(page, lang="en", **view)))
    frames = [FRAME.search(markup.unescape(block)) for block in blocks]
    assert all(frames) and (frames or page in ("ayuda", "datos"))
    for address in {markup.unescape(frame[1]) for frame in frames}:
        answer = client.get(address[address.index("/embed/") :])
        assert answer.status_code == 200, address
        alone = answer.text
        assert 'lang="en"' in alone and "<h2>" in alone, address
        assert not re.search(r"<script|<button|<input|data-(faro-)?src=", alone), address
        inside = alone.partition("<body")[2]
        links = re.findall(r"<a\b[^>]*>", inside)
        assert links and [link for link in links if not OUT.search(link)] == [], address
        assert all(link.count(" target=") == 1 for link in links), address


def test_a_card_says_what_its_page_says_and_wears_the_theme_asked_for(demo_built, client, patched):
    address = "/embed/latest/municipio/materias?cut=13119&lang=es&theme=dark"
    answer = client.get(address)
    assert "Maip\u00fa" in answer.text or "Compras" in answer.text
    assert 'style="color-scheme:dark"' in answer.text and "Simulado" in answer.text
    assert "/municipio?lang=es" in answer.text and "#materias" in answer.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("simulador/what_if_means", 404),  # a page that only a session can show
        ("municipio/nothing", 404),
        ("nothing/materias", 404),
        ("gobierno_abierto/reports?as_of=soon", 400),
        ("municipio/materias?cut=99999&a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1", 400),
        ("municipio/%3Cscript%3E", 404),
    ],
)
def test_what_is_no_card_is_said(demo_built, client, patched, path, status):
    answer = client.get(f"/embed/latest/{path}")
    assert (answer.status_code, answer.headers["content-type"][:10]) == (status, "text/plain")


@pytest.fixture
def patched(demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
