"""Every card can stand in another site: the code that its page gives for that leads to the card."""

from __future__ import annotations

import html as markup
import re
from urllib.parse import urlencode, urlsplit

import pytest
from asgi_for_tests import Client
from pages_for_tests import shown
from starlette.applications import Starlette

from dashboard import server
from dashboard.routes import embedding
from pipelines import serving
from pipelines.methods.questionnaires.instrument_2025 import Answer, instrument
from presentation import charts, menu
from presentation.choices import self_assessment

# Cards of charts that are asked for by more than a name have pictures of their own.
DRAWN = {f"what_if_{name}" for name in ("means", "bands", "movers")}
DRAWN |= {"answer", "gantt", "sample_allocation", "sample_balance"}
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
    ("comparar", {"who": "13119,R13"}),
    ("simulador", {"w": "compras:2", "solved": "compras", "scope": "R13"}),
    ("plan", {"open": "all", "cut": "13119", "capacity": "3"}),
    ("muestra", {"open": "all", "country": "CL", "n": "38", "seed": "7"}),
    ("diagnostico", {"open": "all"}),
    (
        "consultas",
        {"q": "select region, count(*) as n from core_territory__comuna group by region"},
    ),
]
CARD = re.compile(r'<dl class="faro-cite">.*?</dl>', re.DOTALL)
OUT = re.compile(r' href="(/|https?:)[^"]*" target="_top"')
PICTURE = re.compile(r'href="(/data/\w+/cards/[^"]+)"')
FRAME = re.compile(r'<iframe src="([^"]+)" title="([^"]*)"')


@pytest.fixture(scope="module")
def client():
    return Client(Starlette(routes=server.routes()))


@pytest.mark.thorough
@pytest.mark.parametrize(("page", "view"), VIEWS, ids=str)
def test_every_card_that_is_cited_can_be_embedded(visit_demo, client, page, view):
    whole = shown(visit_demo(page, lang="en", **view))
    blocks = CARD.findall(whole)
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


@pytest.mark.thorough
@pytest.mark.parametrize(("page", "view"), VIEWS, ids=str)
def test_every_card_that_is_cited_has_a_picture(visit_demo, client, page, view):
    whole = shown(visit_demo(page, lang="en", **view))
    frames = [FRAME.search(markup.unescape(block)) for block in CARD.findall(whole)]
    embedded = {urlsplit(markup.unescape(frame[1])).path for frame in frames if frame}
    pictures = {markup.unescape(address) for address in PICTURE.findall(whole)}
    named = {urlsplit(address).path.rpartition(".")[0] for address in pictures}
    own = {path.rpartition("/")[2] for path in embedded if path.count("/") > 3}
    assert own - {name.rpartition("/")[2] for name in named} <= DRAWN
    for address in (address for address in pictures if ".svg?" in address):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert re.search(r"<title>[^<]+</title><desc>[^<]+Faro|edition", answer.text), address


def test_a_picture_shows_the_words_of_its_card_and_the_marks_of_its_cells(
    demo_built, client, patched
):
    address = "/data/latest/cards/municipio/materias.{}?cut=13119&lang=es"
    answer = client.get(address.format("svg"))
    assert "Simulado" in answer.text and "edici\u00f3n" in answer.text
    assert answer.headers["content-disposition"].endswith('-simulado.svg"')
    assert client.get(address.format("png")).content[:4] == b"\x89PNG"
    assert client.get(address.format("gif")).status_code == 404


def test_a_card_says_what_its_page_says_and_wears_the_theme_asked_for(demo_built, client, patched):
    address = "/embed/latest/municipio/materias?cut=13119&lang=es&theme=dark"
    answer = client.get(address)
    assert "Maip\u00fa" in answer.text or "Compras" in answer.text
    assert 'style="color-scheme:dark"' in answer.text and "Simulado" in answer.text
    assert "/municipio?lang=es" in answer.text and "#materias" in answer.text


@pytest.mark.few(4)
@pytest.mark.parametrize("recipe", charts.RECIPES)
def test_a_frame_of_a_phone_shows_a_drawing_of_its_own(demo_built, client, patched, recipe):
    """Not that of a desk made small, whose letters nobody could read."""
    answer = client.get(f"/embed/latest/{recipe}?lang=es")
    drawn = dict(re.findall(r'class="faro-plot (\w+)".*?(<svg.*?</svg>)', answer.text, re.DOTALL))
    if not drawn:  # it is of a place that the address must name, or the data lack
        assert answer.status_code in (200, 400, 404)
        return
    widths = {
        size: float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1]) for size, svg in drawn.items()
    }
    assert widths == embedding.WIDTHS and widths["narrow"] <= 390 - 2 * 32
    letters = [float(size) for size in re.findall(r'font-size="([\d.]+)"', drawn["narrow"])]
    assert min(letters, default=11) >= 11


def test_what_follows_from_a_choice_stands_alone_as_its_page_shows_it(demo_built, client, patched):
    build = serving.open(root=demo_built)
    asks = instrument(build.table(self_assessment.ITEMS))
    answers = {item.item_id: Answer("there", True, True, "yes", 0) for item in asks.items[:3]}
    query = {"answers": self_assessment.write(asks, answers), "cut": "13119", "lang": "es"}
    address = f"/embed/{build.build_id}/autoevaluacion/materias?{urlencode(query)}"
    alone = client.get(address).text
    assert "<table" in alone and "<h2>" in alone
    scenario = {"w": "compras:2", "lang": "es"}
    doubled, plain = (
        client.get(f"/embed/latest/simulador/weights?{urlencode(query)}").text
        for query in (scenario, {"lang": "es"})
    )
    assert doubled.count("<b>") > plain.count("<b>")


def test_a_chart_whose_points_are_links_is_no_picture(demo_built, client, patched):
    # What is a picture to whoever listens is silent about all that it holds, its links too.
    for address in ("simulador/what_if_means?w=compras:2", "municipio/materias?cut=13119"):
        page = client.get(f"/embed/latest/{address}").text
        assert not re.search(r'role="img"[^>]*>(?:(?!</svg>).)*<a\b', page, re.DOTALL)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("consultas/answer", 400),  # no question
        ("consultas/answer?q=drop+table+x", 400),
        ("consultas/answer?q=select+1+as+a,+2+as+b+union+select+2,+3&y=x", 400),
        ("entregas/mine", 404),  # a page that only a session can show
        ("simulador/nothing", 404),
        ("plan/kept?cut=99999", 400),
        ("comparar/compared?who=99999", 400),
        ("simulador/base?w=nothing:2", 400),
        ("muestra/note?n=lots", 400),
        ("muestra/note?n=99999999", 400),
        ("municipio/materias?cut=99999", 400),
        ("autoevaluacion/way?answers=zz", 400),
        ("municipio/nothing", 404),
        ("nothing/materias", 404),
        ("gobierno_abierto/reports?as_of=soon", 400),
        ("municipio/materias?cut=99999&" + "&".join(f"{key}=1" for key in "abcdefghijkl"), 400),
        ("municipio/%3Cscript%3E", 404),
    ],
)
def test_what_is_no_card_is_said(demo_built, client, patched, path, status):
    answer = client.get(f"/embed/latest/{path}")
    assert (answer.status_code, answer.headers["content-type"][:10]) == (status, "text/plain")


@pytest.fixture
def patched(demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
