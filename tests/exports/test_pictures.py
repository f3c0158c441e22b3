"""Pictures and fichas by their address: what is asked wrongly is refused in a sentence."""

from __future__ import annotations

import asyncio

import pytest
from starlette.applications import Starlette

from dashboard.routes import directory
from pipelines import serving
from presentation.links import chart_link, ficha_link, informe_link


@pytest.fixture
def get(demo_built, monkeypatch):
    """Ask the routes of the pictures for an address: status, headers and body."""
    monkeypatch.setenv("FARO_CURATED", str(demo_built))

    def call(address: str) -> tuple[int, dict[str, str], bytes]:
        path, _, query = address.partition("?")
        return asyncio.run(_ask(Starlette(routes=directory.routes()), path, query))

    return call


async def _ask(app, path: str, query: str) -> tuple[int, dict[str, str], bytes]:
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": [],
        "root_path": "",
    }
    await app(scope, receive, send)
    headers = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(m.get("body", b"") for m in sent[1:])


def test_a_chart_is_one_link_away(get):
    build = serving.open()
    address = chart_link(build.build_id, "municipality_history", "svg", "en", cut="13101")
    status, headers, body = get(address)
    assert status == 200
    assert headers["content-type"].startswith("image/svg+xml")
    assert "immutable" in headers["cache-control"]
    assert build.build_id in headers["content-disposition"]
    for text in (build.build_id, "Santiago", "Simulated"):
        assert text in body.decode()
    again = get("/data/latest/charts/municipality_history.svg?lang=en&cut=13101")
    assert again[2] == body
    assert again[1]["cache-control"] == "no-cache"


def test_the_table_twin_of_a_chart_is_a_piece_of_a_page(get):
    build = serving.open()
    address = chart_link(build.build_id, "municipality_history", "html", "en", cut="13101")
    status, headers, body = get(address)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert headers["content-disposition"].startswith("inline")
    assert body.decode().count("<table") == 1
    assert "<html" not in body.decode()
    rows = build.table("out_fiscalizacion__municipality_position", {"cut": "13101"})
    assert body.decode().count("<tr") >= len(rows)
    assert get(address.replace("13101", "99999"))[0] == 400


def test_a_ficha_is_one_link_away(get):
    build = serving.open()
    status, headers, body = get(ficha_link(build.build_id, "13101", "en"))
    assert (status, headers["content-type"]) == (200, "application/pdf")
    assert body.startswith(b"%PDF")
    assert "faro_ficha_13101_en" in headers["content-disposition"]


def test_a_brief_is_one_link_away(get):
    build = serving.open()
    status, headers, body = get(informe_link(build.build_id, "en", "15"))
    assert (status, headers["content-type"]) == (200, "application/pdf")
    assert body.startswith(b"%PDF")
    assert "faro_region_15_en" in headers["content-disposition"]


@pytest.mark.parametrize(
    ("address", "code", "remark"),
    [
        ("/data/latest/charts/nothing.svg", 404, "there is no chart nothing"),
        ("/data/latest/charts/movers.gif", 404, "there is no picture gif"),
        ("/data/other/charts/movers.svg", 404, "no existe la edición other"),
        ("/data/latest/charts/movers.svg?lang=fr", 400, "there is no language fr"),
        ("/data/latest/charts/movers.svg?width=9999", 400, "does not take width"),
        ("/data/latest/charts/movers.svg?t=es", 400, "does not take t"),
        ("/data/latest/charts/movers.svg?round_id=r1066", 400, "there is no round_id r1066"),
        ("/data/latest/charts/municipality_history.svg?cut=1;drop", 400, "there is no cut 1;drop"),
        ("/data/latest/charts/movers.svg?round_id=r2012&round_id=r2013", 400, "twice"),
        ("/data/latest/charts/movers.svg?round_id=r2012", 404, "nothing to draw"),
        ("/data/latest/charts/score_swarm.svg?region_code=99", 400, "there is no region_code 99"),
        ("/data/latest/charts/score_swarm.svg?rurality=Lunar", 404, "nothing to draw"),
        ("/data/latest/informe.pdf?region=77", 404, "there is no region 77"),
        ("/data/latest/informe.pdf?cut=13101", 400, "no choice but region"),
        ("/data/latest/fichas/12202.pdf", 404, "there is no municipality 12202"),
        ("/data/latest/fichas/13101.pdf?lang=fr", 400, "there is no language fr"),
        ("/data/latest/fichas/13101.pdf?region=13", 400, "takes no choice"),
    ],
)
def test_what_is_asked_wrongly_gets_a_sentence(get, address, code, remark):
    status, headers, body = get(address)
    assert (status, headers["content-type"]) == (code, "text/plain; charset=utf-8")
    assert remark in body.decode()
