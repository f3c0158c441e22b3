"""Readers as browsers are: a websocket, and the pieces and drawings that a page names."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from dashboard.seam.insides import inside

FILTERS = {
    "resumen": "round",
    "cobertura": "region",
    "herramientas": "round",
    "cumplimiento": "round",
    "publicacion": "region",
    "municipio": "cut",
}
PATIENCE = 60.0
EARLY = 2  # how a run ends whose page asked for another at once: its browser goes on waiting
WIDTH = 502  # pixels of a chart beside another


@dataclass
class Load:
    """What a load did.

    Attributes:
        changes: Seconds each change of a filter took, from the message to the end of the script
            and the last piece or drawing.
        broken: Of each session that broke, its page and why.
        growth_kb: Growth of the server's memory for each session, in kilobytes.
        cpu: Seconds of CPU that the server took meanwhile: what a change costs says how many
            readers a machine bears, long before waiting does.
    """

    changes: list[float] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    growth_kb: float = 0.0
    cpu: float = 0.0

    @property
    def failed(self) -> int:
        """How many sessions broke."""
        return len(self.broken)


class Choosing(Protocol):
    """How a reader goes on."""

    async def begins(self) -> None:
        """Wait until the page is opened."""

    async def chooses(self, options: Sequence[str]) -> str | None:
        """Wait as a reader does; return the next option of the filter, None to leave."""


@dataclass(frozen=True)
class Wandering:
    """A reader who chooses anything, after about so many seconds, until a moment."""

    until: float
    think: float
    chance: random.Random

    async def begins(self) -> None:
        """Come within the first moments."""
        await asyncio.sleep(self.chance.random() * 2 * self.think)

    async def chooses(self, options: Sequence[str]) -> str | None:
        """Think, and choose anything."""
        if time.perf_counter() >= self.until:
            return None
        await asyncio.sleep(self.chance.uniform(0.5, 1.5) * self.think)
        return self.chance.choice(options)


class EachOnce:
    """A reader who chooses every option of a filter, one after the other."""

    def __init__(self) -> None:
        self._left: Iterator[str] | None = None

    async def begins(self) -> None:
        """Come at once."""

    async def chooses(self, options: Sequence[str]) -> str | None:
        """Choose the next one."""
        self._left = self._left or iter(options)
        return next(self._left, None)


async def through_all(port: int, load: Load) -> None:
    """Have a session of each page choose each of its options once: all that a load may show.

    Args:
        port: Of the server.
        load: Takes what it took, and what broke.
    """
    await asyncio.gather(*(session(port, *page, load, EachOnce()) for page in FILTERS.items()))


async def session(
    port: int,
    page: str,
    key: str,
    load: Load,
    choosing: Choosing,
    *,
    source: str | None = None,
) -> None:
    """Be one reader of one page, and note what it took.

    Args:
        port: Of the server.
        page: Its name, as in an address.
        key: Of its filter.
        load: Takes what each change took, and why the session broke if it did.
        choosing: What is chosen, and when.
        source: The address the reader has; any of this machine when None.
    """
    import aiohttp
    import websockets

    await choosing.begins()
    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    origin = websockets.Origin(f"http://127.0.0.1:{port}")
    came_from = (source, 0) if source else None
    try:
        async with (
            aiohttp.ClientSession(
                origin, connector=aiohttp.TCPConnector(limit=6, local_addr=came_from)
            ) as http,
            websockets.connect(
                address,
                max_size=None,
                subprotocols=[websockets.Subprotocol("streamlit")],
                origin=origin,
                open_timeout=PATIENCE,
                local_addr=came_from,
            ) as socket,
        ):
            reader = _Reader(socket, http, page, key)
            box, _ = await reader.rerun(None, None)
            while (option := await choosing.chooses(list(box.options))) is not None:
                again, took = await reader.rerun(box.id, option)
                box = again or box
                load.changes.append(took)
    except (
        OSError,
        TimeoutError,
        aiohttp.ClientError,
        websockets.WebSocketException,
        AttributeError,
    ) as error:
        load.broken.append(f"{page or 'the empty page'}: {type(error).__name__} {error}"[:200])


class _Reader:
    """One reader of one page: a websocket, and what came by address so far."""

    def __init__(self, socket: Any, http: Any, page: str, key: str) -> None:
        self.socket, self.http, self.page, self.key = socket, http, page, key
        self.had: set[str] = set()

    async def rerun(self, widget: str | None, option: str | None) -> tuple[Any, float]:
        """Run the page as the browser would ask for it.

        Returns:
            The page's filter, and the seconds until its script has ended and all has come.
        """
        ask = inside("message from a browser")()
        ask.rerun_script.query_string = ""
        ask.rerun_script.page_name = self.page
        if widget is not None:
            state = ask.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = widget, option
        started, box = time.perf_counter(), None
        coming: list[asyncio.Task[None]] = []
        await self.socket.send(ask.SerializeToString())
        while True:
            message = inside("message to a browser")()
            message.ParseFromString(await asyncio.wait_for(self.socket.recv(), PATIENCE))
            kind = message.WhichOneof("type")
            if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                what = element.WhichOneof("type")
                if what == "selectbox" and f"-{self.key}" in element.selectbox.id:
                    box = element.selectbox
                elif what == "html":
                    for address in self._addresses(element.html.body):
                        coming.append(asyncio.create_task(self._get(address)))
            elif kind == "script_finished" and message.script_finished != EARLY:
                await asyncio.gather(*coming)
                return box, time.perf_counter() - started

    def _addresses(self, html: str) -> list[str]:
        """Return the addresses a browser asks for when it hears a list: pieces come together."""
        match = re.search(r' data-pieces="([^"]+)"', html)
        entries = [entry.split() for entry in match[1].split(";")] if match else []
        missing = [entry[1] for entry in entries if entry[1] not in self.had]
        drawings = {chart for entry in entries for chart in entry[3::2]} - self.had
        self.had.update(missing, drawings)
        pieces = [f"/pieces/{'.'.join(missing)}"] if missing else []
        return [*pieces, *(f"/plots/{chart}/{WIDTH}.svg" for chart in sorted(drawings))]

    async def _get(self, address: str) -> None:
        """Ask for an address; again, as browsers do, where its connection had just been let go."""
        import aiohttp

        for is_last in (False, True):
            with suppress(*(() if is_last else (aiohttp.ClientConnectionError,))):
                async with self.http.get(address) as answer:
                    answer.raise_for_status()
                    await answer.read()
                    return
