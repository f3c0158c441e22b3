"""Sessions that come and go leave nothing: the short form of `make soak`, and its judge."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from benchmarks import soak
from benchmarks.readers import EachOnce, _Reader
from benchmarks.soak import Held, grown

LOOP_FILES = 3  # a selector and a pair of sockets
STEADY = [Held(600_000 + 300 * (at % 3), 40 + at % 2, 60 + at % 3) for at in range(9)]


def test_what_comes_and_goes_has_not_grown():
    filling = [Held(300_000 + 90_000 * at, 20 + 5 * at, 30 + 9 * at) for at in range(3)]
    assert grown(STEADY) == {} == grown([*filling, *STEADY[:6]])


@pytest.mark.parametrize(("name", "each"), [("memory_kb", 10_000), ("threads", 2), ("files", 2)])
def test_one_more_a_session_has_grown(name, each):
    rounds = [
        Held(**{**vars(held), name: getattr(held, name) + each * at})
        for at, held in enumerate(STEADY)
    ]
    assert set(grown(rounds)) == {name}


def test_before_the_first_round_each_option_is_chosen_once():
    async def all_of(reader: EachOnce) -> list[str | None]:
        return [await reader.chooses(["13101", "13102", "13101x"]) for _ in range(5)]

    assert asyncio.run(all_of(EachOnce())) == ["13101", "13102", "13101x", None, None]


@pytest.mark.parametrize("resets", [0, 1, 9])
def test_a_reader_asks_again_where_a_connection_had_just_been_let_go(resets):
    pages: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        pages.append(request.path)
        if len(pages) <= resets:
            assert request.transport is not None
            request.transport.abort()
        return web.Response()

    async def reads() -> None:
        app = web.Application()
        app.router.add_get("/pieces/a", answer)
        async with TestServer(app) as server, aiohttp.ClientSession(server.make_url("/")) as http:
            await _Reader(None, http, "", "")._get("/pieces/a")

    if resets < 9:
        asyncio.run(reads())
        assert len(pages) == resets + 1
    else:
        with pytest.raises(aiohttp.ClientConnectionError):
            asyncio.run(reads())


@pytest.mark.thorough
def test_a_server_holds_no_more_for_sessions_that_left(demo_built):
    """But for what Streamlit keeps of one for two minutes: its event loop, of three files.

    Memory, and that those files go, is for the long form: 128 sessions are kept at most.
    """
    sessions = 6
    held, load = soak.soak(
        demo_built, rounds=6, sessions=sessions, seconds=4, think=0.5, is_filled=False
    )
    assert load.broken == [] and load.changes
    assert "threads" not in grown(held), held
    for before, after in pairwise(held):
        assert after.files - before.files <= LOOP_FILES * sessions, held
