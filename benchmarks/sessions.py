"""A hundred readers at once: every session is a real websocket that changes a filter every ~4 s.

Faro and an empty Streamlit page with one chart take the same load in the same run, each from the
first second after its start. A session asks for the pieces and drawings that a page names, as its
browser does, and keeps what it has. Sessions of Faro are spread over the pages that have a filter.
What readers share was drawn before (``faro warm``, after a build); a last server has nothing drawn
and draws while it is read. The memory of a session is what the process grew by while they were all
connected, over their number.

Where nginx is installed the same load goes to one and to two processes of Faro behind it, and
twice the load to two, each reader from an address of its own (127.0.n.1): they are told apart, and
stay with one, by that.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.servers import SEVERAL, behind_nginx, free_port, running
from benchmarks.timing import Measure
from dashboard.seam.insides import inside
from presentation import stored

SESSIONS, THINK, SECONDS = 100, 4.0, 45.0
SITE = "http://localhost:8501"  # in the permanent links of all servers: they share their drawings
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


def measure(curated: Path, sessions: int = SESSIONS) -> list[Measure]:
    """Load the empty page, then Faro, with the same sessions; return one measure for each.

    Args:
        curated: The builds; what was drawn of them is forgotten at the end.
        sessions: How many readers at once.
    """
    scripts = Path(sys.executable)
    faro, bare = scripts.with_name("faro"), free_port()
    streamlit: list[str | Path] = [
        scripts.with_name("streamlit"),
        "run",
        Path(__file__).with_name("empty_page.py"),
    ]
    quiet = ["--server.headless=true", "--browser.gatherUsageStats=false"]
    measures = []
    with running([*streamlit, f"--server.port={bare}", *quiet], bare):
        measures.append(_measure("empty Streamlit page", bare, {"": "round"}, sessions))
    own, port = _warmed(curated), free_port()
    with running([faro, "serve", "--port", str(port)], port, **own):
        measures.append(_measure("Faro, from its first second", port, FILTERS, sessions))
        measures.append(_measure("… a minute later", port, FILTERS, sessions))
    if shutil.which("nginx"):
        measures += several(own, sessions)
    shutil.rmtree(curated / stored.FOLDER)
    port = free_port()
    with running([faro, "serve", "--port", str(port)], port, **own):
        measures.append(_measure("… nothing drawn, from its first second", port, FILTERS, sessions))
        measures.append(_measure("… nothing drawn, a minute later", port, FILTERS, sessions))
    return measures


def measure_processes(curated: Path, sessions: int = SESSIONS) -> list[Measure]:
    """Load one and two processes of Faro behind one address; return one measure for each.

    Args:
        curated: The builds; what was drawn of them is forgotten at the end.
        sessions: How many readers at once.

    Raises:
        FileNotFoundError: There is no nginx on this machine.
    """
    if not shutil.which("nginx"):
        raise FileNotFoundError("nginx")
    measures = several(_warmed(curated), sessions)
    shutil.rmtree(curated / stored.FOLDER)
    return measures


def several(own: dict[str, str], sessions: int) -> list[Measure]:
    """Load one process behind nginx, two, and two with twice the readers.

    Args:
        own: Settings of every process.
        sessions: How many readers at once.
    """
    loads = ((1, sessions), (2, sessions), (2, 2 * sessions))
    return [behind_one_address(own, processes, readers) for processes, readers in loads]


def _warmed(curated: Path) -> dict[str, str]:
    """Draw what readers share, as after a build; return the settings of servers that use it."""
    own = {"FARO_CURATED": str(curated), "FARO_ADDRESS": SITE, "FARO_PROXIES": "1"}
    faro = Path(sys.executable).with_name("faro")
    subprocess.run([faro, "warm"], env={**os.environ, **own}, check=True, capture_output=True)
    return own


def behind_one_address(own: dict[str, str], processes: int, sessions: int = SESSIONS) -> Measure:
    """Load several processes of Faro behind one nginx, as ``deploy/nginx.conf`` has them.

    Args:
        own: Settings of every process.
        processes: How many Faros.
        sessions: How many readers in all.
    """
    ports, port = [free_port() for _ in range(processes)], free_port()
    faro = Path(sys.executable).with_name("faro")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        for inner in ports:
            stack.enter_context(running([faro, "serve", "--port", str(inner)], inner, **own))
        servers = " ".join(f"server 127.0.0.1:{backend};" for backend in ports)
        site = SEVERAL.format(servers=servers, port=port)
        stack.enter_context(behind_nginx(site, port, folder))
        of = "1 process" if processes == 1 else f"{processes} processes"
        name = f"… {of} behind nginx, {sessions} readers"
        return _measure(name, port, FILTERS, sessions, servers=ports)


def _measure(
    name: str,
    port: int,
    pages: dict[str, str],
    sessions: int,
    *,
    servers: Sequence[int] = (),
) -> Measure:
    load = asyncio.run(
        _load(port, pages, sessions=sessions, seconds=SECONDS, think=THINK, servers=servers)
    )
    if not load.changes:
        raise RuntimeError(f"{name}: no session could change anything: {load.broken[:3]}")
    changes = sorted(load.changes)
    p95 = changes[min(len(changes) - 1, int(len(changes) * 0.95))]
    cpu = load.cpu / SECONDS / (os.cpu_count() or 1)
    note = (
        f"p95 {p95:.3f} s, {len(changes)} changes, {load.failed} failed, "
        f"{1000 * load.cpu / max(len(changes), 1):.0f} ms of CPU a change "
        f"({100 * cpu:.0f} % of the machine), {load.growth_kb / 1024:.2f} MB a session"
    )
    return Measure(name, note, changes)


async def _load(
    port: int,
    pages: dict[str, str],
    *,
    sessions: int,
    seconds: float,
    think: float,
    servers: Sequence[int] = (),
) -> Load:
    load, chance = Load(), random.Random(2012)
    pids = [_listener(server) for server in servers or [port]]
    before, cpu = sum(map(_resident_kb, pids)), sum(map(_cpu_seconds, pids))
    until = time.perf_counter() + seconds
    chosen = itertools.cycle(pages.items())
    readers = [
        _session(
            port,
            *next(chosen),
            until,
            think,
            load,
            chance,
            source=f"127.0.{1 + at % 250}.1" if servers else None,
        )
        for at in range(sessions)
    ]
    watch = asyncio.create_task(_highest(pids, until))
    await asyncio.gather(*readers)
    load.cpu = sum(map(_cpu_seconds, pids)) - cpu
    load.growth_kb = max(0.0, (await watch - before) / sessions)
    return load


async def _session(
    port: int,
    page: str,
    key: str,
    until: float,
    think: float,
    load: Load,
    chance: random.Random,
    *,
    source: str | None = None,
) -> None:
    import aiohttp
    import websockets

    await asyncio.sleep(chance.random() * 2 * think)
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
            while time.perf_counter() < until:
                await asyncio.sleep(chance.uniform(0.5, 1.5) * think)
                option = chance.choice(list(box.options))
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
        async with self.http.get(address) as answer:
            answer.raise_for_status()
            await answer.read()


async def _highest(pids: Sequence[int], until: float) -> int:
    top = sum(map(_resident_kb, pids))
    while time.perf_counter() < until:
        await asyncio.sleep(0.5)
        top = max(top, sum(map(_resident_kb, pids)))
    return top


def _cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has taken, its own and its system calls'."""
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


def _resident_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"process {pid} has no resident memory")


def _listener(port: int) -> int:
    """Return the process that listens on a port of this machine."""
    wanted = f"{port:04X}"
    inodes = {
        fields[9]
        for table in ("/proc/net/tcp", "/proc/net/tcp6")
        for line in Path(table).read_text().splitlines()[1:]
        if (fields := line.split())[1].endswith(f":{wanted}") and fields[3] == "0A"
    }
    for process in Path("/proc").glob("[0-9]*"):
        try:
            links = [link.readlink() for link in (process / "fd").iterdir()]
        except OSError:
            continue
        if any(str(link) == f"socket:[{inode}]" for link in links for inode in inodes):
            return int(process.name)
    raise RuntimeError(f"nobody listens on {port}")
