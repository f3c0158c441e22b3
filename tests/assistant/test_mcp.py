"""Assistants ask by a real client; every answer says what stands behind it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from cli.assistant.server import TOOLS, server
from cli.assistant.wording import hold_causes
from pipelines import serving
from pipelines.errors import FaroError

FARO = str(Path(sys.executable).with_name("faro"))
CARRIED = {"origin", "build", "built_at", "n", "breaks", "citation", "provisional"}
ASKED = {
    "list_metrics": {"text": "cumplimiento"},
    "get_metric": {"metric": "ta_score", "by": ["round", "group"]},
    "compare": {
        "metric": "ta_score",
        "first": {"round": "r2012", "group": "all"},
        "second": {"round": "r2013", "group": "all"},
        "claim": "Subió 17,2 puntos entre 2012 y 2013.",
    },
    "entity_sheet": {"name": "13101"},
    "search": {"text": "nunoa"},
    "cite": {"metric": "ta_score", "where": {"round": "r2012", "group": "all"}},
    "describe_table": {"table": "out_fiscalizacion__round_group"},
    "query": {"sql": "select round_id, mean_pct from out_fiscalizacion__round_group limit 3"},
}


async def call(client: Client, tool: str, asked: dict) -> tuple[bool, dict | str]:
    found = await client.call_tool(tool, asked)
    text = found.content[0].text
    return found.is_error, text if found.is_error else json.loads(text)


def ask(tool: str, **asked) -> tuple[bool, dict | str]:
    async def go():
        async with Client(server()) as client:
            return await call(client, tool, asked)

    return asyncio.run(go())


@pytest.fixture
def shelf(demo_built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    return demo_built


def good(tool: str, answer: tuple[bool, dict | str], build_id: str) -> None:
    failed, body = answer
    assert not failed, (tool, body)
    assert isinstance(body, dict) and set(body) >= CARRIED, tool
    assert body["build"] == build_id and build_id in body["citation"]["text"]
    if body["origin"] == "simulated":
        assert "notice" in body and "no citar" in body["citation"]["text"].lower()


def test_there_are_at_most_eight_and_all_only_read(shelf):
    async def go():
        async with Client(server()) as client:
            return (await client.list_tools()).tools

    tools = asyncio.run(go())
    assert {one.name for one in tools} == set(ASKED) == {one.__name__ for one in TOOLS}
    assert len(tools) <= 8 and all(one.annotations.read_only_hint for one in tools)
    assert all(one.description and one.input_schema["properties"] for one in tools)


@pytest.mark.parametrize("tool", ASKED)
def test_every_answer_carries_what_stands_behind_it(shelf, tool):
    good(tool, ask(tool, **ASKED[tool]), str(serving.latest_id()))


@asynccontextmanager
async def over_stdio(environment: dict[str, str]):
    parameters = StdioServerParameters(command=FARO, args=["mcp"], env=environment)
    async with Client(stdio_client(parameters)) as client:
        yield client


@asynccontextmanager
async def over_http(environment: dict[str, str]):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = subprocess.Popen(
        [FARO, "mcp", "--http", str(port)], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 200
        while running.poll() is None and time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            await asyncio.sleep(0.1)
        async with Client(f"http://127.0.0.1:{port}/mcp") as client:
            yield client
    finally:
        running.terminate()
        running.wait(timeout=60)


@pytest.mark.parametrize("transport", [over_stdio, over_http])
def test_a_real_client_asks_over_both_transports(shelf, transport):
    async def go():
        async with transport({**os.environ}) as client:
            return {
                tool: await call(client, tool, ASKED[tool])
                for tool in ("get_metric", "query", "search")
            }

    for tool, answer in asyncio.run(go()).items():
        good(tool, answer, str(serving.latest_id()))


def test_values_are_those_of_the_metric_and_missing_is_null(shelf):
    _, body = ask("get_metric", metric="ta_score", by=["round"], where={"group": "all"})
    found = {row["round"]: row["value"] for row in body["rows"]}
    frame = serving.open().metric("ta_score", by=["round"], where={"group": "all"})
    assert found == dict(zip(frame["round"], frame["value"], strict=True))
    _, body = ask("get_metric", metric="months_published", by=["municipality", "file", "year"])
    assert None in [row["value"] for row in body["rows"]] or body["is_cut"]


def test_a_break_leaves_no_difference(shelf):
    one, other = ({"round": name, "group": "all"} for name in ("r2012", "r2013"))
    _, near = ask("compare", metric="ta_score", first=one, second=other)
    assert near["comparable"] and near["difference"] == pytest.approx(17.17) and not near["breaks"]
    _, far = ask("compare", metric="ta_score", first=one, second={**other, "round": "r2025"})
    assert not far["comparable"] and far["difference"] is None
    assert far["breaks"] and far["why_not"] and far["second"]["value"] is not None


CAUSAL = [
    "El MGTM causó el alza",
    "Subió gracias a los convenios",
    "¿Por qué subió Macul?",
    "el efecto del convenio sobre el puntaje",
    "la mejora se debe a la capacitación",
    "The pilot led to higher scores",
    "Scores rose because of the convenio",
    "the IMPACT   of the programme",
    "Why did the mean rise?",
    "el convenio hizo subir el puntaje",
]
PLAIN = [
    "Los pilotos subieron 30,8 puntos; el resto, 15,6",
    "El promedio pasó de 30,26 a 47,43",
    "Pilots rose 30.8 points from 2012 to 2013",
    "municipios con convenio vigente",
    "Purchases are the weakest materia",
    "gastos generales",
]


@pytest.mark.parametrize("sentence", CAUSAL)
def test_causal_wording_is_refused_with_the_way_on(shelf, sentence):
    failed, said = ask("cite", **ASKED["cite"], claim=sentence)
    assert failed and "causes" in said and "out_estudio__claim" in said
    assert ask("search", text=sentence)[0]


@pytest.mark.parametrize("sentence", PLAIN)
def test_plain_wording_is_not(sentence):
    hold_causes(sentence)


@pytest.mark.parametrize(
    ("tool", "asked", "code"),
    [
        ("get_metric", {"metric": "no_such"}, "no_such"),
        ("compare", {"metric": "no_such", "first": {}, "second": {}}, "no_such"),
        ("compare", {"metric": "ta_score", "first": {}, "second": {}}, "several values"),
        ("entity_sheet", {"name": "Florida la"}, "none is guessed"),
        ("describe_table", {"table": "raw_x"}, "no table"),
        ("query", {"sql": "drop table x"}, ""),
        ("query", {"sql": "select * from read_csv('/etc/passwd')"}, ""),
        ("query", {"sql": "x" * 5_000}, ""),
        ("get_metric", {"metric": "ta_score", "build": "../../etc"}, "no build"),
    ],
)
def test_what_cannot_be_answered_is_said(shelf, tool, asked, code):
    failed, said = ask(tool, **asked)
    assert failed and code in said and str(shelf) not in said


def test_what_is_not_out_is_not_there(shelf, tmp_path, monkeypatch):
    from pipelines.institution import FOLDER, releases, starting

    starting.begin(tmp_path / "house")
    monkeypatch.setenv(FOLDER, str(tmp_path / "house"))
    name = f"build:{serving.latest_id()}"
    releases.change("r", subject=name, state="confirmed", at="2099-01-01T09:00", reason="")
    failed, said = ask("search", text="macul")
    assert failed and "there is no build" in said
    with pytest.raises(FaroError):
        serving.open()
