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
from assistants_for_tests import ASKED, ask, call
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from cli.assistant.server import TOOLS, server, whoever
from cli.assistant.wording import hold_causes
from pipelines import serving
from pipelines.errors import FaroError

FARO = str(Path(sys.executable).with_name("faro"))
CARRIED = {"origin", "build", "built_at", "n", "breaks", "citation", "provisional"}


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
    assert {tool.name for tool in tools} == set(ASKED) == {function.__name__ for function in TOOLS}
    assert len(tools) <= 8 and all(tool.annotations.read_only_hint for tool in tools)
    assert all(tool.description and tool.input_schema["properties"] for tool in tools)


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


@pytest.mark.thorough
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
    values = {row["round"]: row["value"] for row in body["rows"]}
    frame = serving.open().metric("ta_score", by=["round"], where={"group": "all"})
    assert values == dict(zip(frame["round"], frame["value"], strict=True))
    _, body = ask("get_metric", metric="months_published", by=["municipality", "file", "year"])
    assert None in [row["value"] for row in body["rows"]] or body["is_cut"]


def test_a_break_leaves_no_difference(shelf):
    before, other = ({"round": name, "group": "all"} for name in ("r2012", "r2013"))
    _, near = ask("compare", metric="ta_score", first=before, second=other)
    assert near["comparable"] and near["difference"] == pytest.approx(17.17) and not near["breaks"]
    _, far = ask("compare", metric="ta_score", first=before, second={**other, "round": "r2025"})
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
    "El convenio subió el cumplimiento",
    "El programa piloto subió los puntajes",
    "The agreement raised compliance",
    "Signing boosts transparency",
    "El cumplimiento subió por el convenio",
    "Subió a raíz del convenio",
    "como consecuencia de la firma",
    "el convenio tuvo un gran impacto",
    "The training contributed to the rise",
    "subió porque firmaron",
    "la firma llevó al alza",
    "el convenio c\u200bausó el alza",
]
PLAIN = [
    "Los pilotos subieron 30,8 puntos; el resto, 15,6",
    "El promedio pasó de 30,26 a 47,43",
    "Pilots rose 30.8 points from 2012 to 2013",
    "municipios con convenio vigente",
    "Purchases are the weakest materia",
    "gastos generales",
    "Los municipios con convenio subieron 12 puntos",
    "Tras la firma del convenio el puntaje subió 3 puntos",
    "Los pilotos subieron más que el resto",
    "Subió el puntaje de Macul",
    "Compliance with the law increased 3 points",
    "ley de transparencia",
]


@pytest.mark.parametrize("sentence", CAUSAL)
def test_causal_wording_is_refused_with_the_way_on(shelf, sentence):
    failed, refusal = ask("cite", **ASKED["cite"], claim=sentence)
    assert failed and "causes" in refusal and "out_estudio__claim" in refusal
    assert ask("search", text=sentence)[0]


@pytest.mark.parametrize("tool", ["cite", "compare", "search", "list_metrics"])
def test_no_answer_lends_a_sentence_the_name_of_faro(shelf, tool):
    sentence = "zorro pardo"  # whatever a list of wordings lets pass
    word = "text" if tool in ("search", "list_metrics") else "claim"
    failed, body = ask(tool, **{**ASKED[tool], word: sentence})
    assert not failed and sentence not in json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize(
    ("tool", "arguments"), [("search", {"text": "zzzz"}), ("list_metrics", {"text": "zzzz"})]
)
def test_of_nothing_found_there_is_no_origin_and_nothing_to_cite(shelf, tool, arguments):
    _, body = ask(tool, **arguments)
    assert body["n"] == 0 and body["origin"] is None and body["citation"] is None


def test_what_a_query_computes_is_never_published_by_faro(shelf):
    failed, refusal = ask("query", sql="select 'x' as y")
    assert failed and "reads no table" in refusal
    _, body = ask("query", sql="select 99.9 as mean_pct from core_territory__region limit 1")
    assert body["origin"] == "computed" and "no publicada por Faro" in body["citation"]["text"]


def test_a_query_over_rounds_names_their_breaks_and_what_n_it_knows(shelf):
    table = "out_fiscalizacion__round_group"
    far = f"select round_id, mean_pct from {table} where round_id in ('r2012', 'r2025')"
    near = f"select round_id, mean_pct from {table} where round_id in ('r2012', 'r2013')"
    unnamed = f"select max(mean_pct) - min(mean_pct) as d from {table}"
    answers = {sql: ask("query", sql=sql)[1] for sql in (far, near, unnamed)}
    assert answers[far]["breaks"] and answers[unnamed]["breaks"] and not answers[near]["breaks"]
    assert answers[far]["n"] == [None, None] and answers[unnamed]["row_count"] == 1


def test_queries_have_the_limit_of_the_page(shelf, monkeypatch):
    monkeypatch.setenv("FARO_LIMIT_QUERIES", "2")
    answers = [ask("query", **ASKED["query"]) for _ in range(3)]
    assert [failed for failed, _ in answers] == [False, False, True]
    assert "consultas" in answers[2][1] and "queries" in answers[2][1]


@pytest.mark.few(8)
@pytest.mark.parametrize("tool", ASKED)
def test_where_a_login_is_required_http_answers_nothing(shelf, tmp_path, monkeypatch, tool):
    from pipelines.institution import FOLDER, policy, starting

    starting.begin(tmp_path / "house")
    monkeypatch.setenv(FOLDER, str(tmp_path / "house"))
    name = str(serving.latest_id())
    assert not ask(tool, asker=whoever, **ASKED[tool])[0]
    (tmp_path / "house" / policy.NAME).write_text("login: required\n")
    failed, refusal = ask(tool, asker=whoever, **ASKED[tool])
    assert failed and name not in refusal


@pytest.mark.parametrize("sentence", PLAIN)
def test_plain_wording_is_not(sentence):
    hold_causes(sentence)


@pytest.mark.parametrize(
    ("tool", "arguments", "code"),
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
def test_what_cannot_be_answered_is_said(shelf, tool, arguments, code):
    failed, refusal = ask(tool, **arguments)
    assert failed and code in refusal and str(shelf) not in refusal


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("get_metric", {"metric": "x" * 100_000}),
        ("get_metric", {"metric": "ta_score", "by": ["round"] * 1_000}),
        ("get_metric", {"metric": "ta_score", "build": "x" * 100_000}),
        ("get_metric", {"metric": "ta_score", "where": {"x" * 100_000: "y"}}),
        ("get_metric", {"metric": "ta_score", "where": {"round": ["r2025"] * 10_000}}),
        ("cite", {"metric": "ta_score", "where": {str(at): "x" for at in range(1_000)}}),
        ("describe_table", {"table": "x" * 100_000}),
        ("entity_sheet", {"name": "x" * 100_000}),
        ("search", {"text": "x" * 100_000}),
    ],
)
def test_no_argument_comes_back_longer_than_an_answer_may_be(shelf, tool, arguments):
    failed, refusal = ask(tool, **arguments)
    assert failed and len(refusal) < 1_000


def test_what_is_not_out_is_not_there(shelf, tmp_path, monkeypatch):
    from pipelines.institution import FOLDER, releases, starting

    starting.begin(tmp_path / "house")
    monkeypatch.setenv(FOLDER, str(tmp_path / "house"))
    name = f"build:{serving.latest_id()}"
    releases.change("r", subject=name, state="confirmed", at="2099-01-01T09:00", reason="")
    failed, refusal = ask("search", text="macul")
    assert failed and "there is no build" in refusal
    with pytest.raises(FaroError):
        serving.open()


def test_figures_that_an_assistant_reads_are_in_the_log_with_their_build(
    shelf, tmp_path, monkeypatch
):
    from pipelines.institution import FOLDER, audit, starting

    starting.begin(tmp_path / "house")
    monkeypatch.setenv(FOLDER, str(tmp_path / "house"))
    for tool in ASKED:
        good(tool, ask(tool, asker=whoever, **ASKED[tool]), serving.latest_id())
    lines = audit.lines()
    assert {line["build"] for line in lines} == {serving.latest_id()}
    assert sorted(line["detail"].get("path", line["what"]) for line in lines) == [
        *(f"/mcp/{tool}" for tool in ("cite", "compare", "entity_sheet", "get_metric")),
        "query",
    ]
