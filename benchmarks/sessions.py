"""A hundred readers at once: every session is a real websocket that changes a filter every ~4 s.

Faro and an empty Streamlit page with one chart take the same load in the same run, each from the
first second after its start. A session asks for the pieces and drawings that a page names, as its
browser does, and keeps what it has. Sessions of Faro are spread over the pages that have a filter.
What they may show was drawn before, by a reader who chose every option once, as ``faro warm`` does
for all pages after a build; a last server has nothing drawn and draws while it is read. The memory
of a session is what the process grew by while they were all connected, over their number.

Where nginx is installed the same load goes to one and to two processes of Faro behind it, and
twice the load to two, each reader from an address of its own (127.0.n.1): they are told apart, and
stay with one, by that.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.readers import FILTERS, Load, Wandering, session, through_all
from benchmarks.servers import SEVERAL, behind_nginx, faro, free_port, running
from benchmarks.timing import Measure
from presentation import stored

SESSIONS, THINK, SECONDS = 100, 4.0, 45.0
SITE = "http://localhost:8501"  # in the permanent links of all servers: they share their drawings


def measure(curated: Path, sessions: int = SESSIONS) -> list[Measure]:
    """Load the empty page, then Faro, with the same sessions; return one measure for each.

    Args:
        curated: The builds; what was drawn of them is forgotten at the end.
        sessions: How many readers at once.
    """
    scripts = Path(sys.executable)
    bare = free_port()
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
    with running(faro(port), port, **own):
        measures.append(_measure("Faro, from its first second", port, FILTERS, sessions))
        measures.append(_measure("… a minute later", port, FILTERS, sessions))
    if shutil.which("nginx"):
        measures += several(own, sessions)
    shutil.rmtree(curated / stored.FOLDER)
    port = free_port()
    with running([scripts.with_name("faro"), "serve", "--port", str(port)], port, **own):
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
    """Have all drawn that a load may show; return the settings of servers that use it."""
    own = {"FARO_CURATED": str(curated), "FARO_ADDRESS": SITE, "FARO_PROXIES": "1"}
    port, load = free_port(), Load()
    with running(faro(port), port, **own):
        asyncio.run(through_all(port, load))
    if load.broken:
        raise RuntimeError(f"not all could be drawn before: {load.broken[:3]}")
    return own


def behind_one_address(own: dict[str, str], processes: int, sessions: int = SESSIONS) -> Measure:
    """Load several processes of Faro behind one nginx, as ``deploy/nginx.conf`` has them.

    Args:
        own: Settings of every process.
        processes: How many Faros.
        sessions: How many readers in all.
    """
    ports, port = [free_port() for _ in range(processes)], free_port()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        for inner in ports:
            stack.enter_context(running(faro(inner), inner, **own))
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
        session(
            port,
            *next(chosen),
            load,
            Wandering(until, think, chance),
            source=f"127.0.{1 + at % 250}.1" if servers else None,
        )
        for at in range(sessions)
    ]
    watch = asyncio.create_task(_highest(pids, until))
    await asyncio.gather(*readers)
    load.cpu = sum(map(_cpu_seconds, pids)) - cpu
    load.growth_kb = max(0.0, (await watch - before) / sessions)
    return load


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
