"""A day in ten minutes: sessions come and go in rounds, and nothing of them may stay.

Before the first, sessions go through every option that the others may choose: what a server keeps
of what all readers share is bounded, and holds after that what it will hold. After each round all
have left; what the server holds then (memory, threads, open files) is noted. It grows where the
last rounds hold more than those in the middle, by more than chance: one thing a session would show
at once. Streamlit keeps 128 sessions that left for two minutes, of three files each: so many have
to come before the middle.

    make soak
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.readers import FILTERS, Load, Wandering, session, through_all
from benchmarks.servers import faro, free_port, running
from benchmarks.sessions import _listener, _resident_kb
from pipelines import paths

ROUNDS, SESSIONS, SECONDS, THINK = 12, 100, 45.0, 4.0
LEAST = 3  # rounds
KEPT = 128  # sessions that Streamlit keeps after they left, their files with them
SLACK = {"memory_kb": 0.03, "threads": 4, "files": 4}  # a share of the memory, else so many
STILL, PATIENCE = 2.0, 60.0  # seconds


@dataclass(frozen=True)
class Held:
    """What a server holds when nobody is connected.

    Attributes:
        memory_kb: Resident memory.
        threads: Threads.
        files: Open files, sockets among them.
    """

    memory_kb: int
    threads: int
    files: int


def soak(
    curated: Path,
    *,
    rounds: int,
    sessions: int,
    seconds: float,
    think: float,
    is_filled: bool = True,
) -> tuple[list[Held], Load]:
    """Serve a shelf of builds to rounds of sessions; return what was held after each.

    Args:
        curated: The builds.
        rounds: How many rounds.
        sessions: Sessions of a round.
        seconds: How long each lasts.
        think: Seconds between two changes of a session, on average.
        is_filled: Whether every option is chosen once before; without it memory may grow.
    """
    port, load = free_port(), Load()
    with running(faro(port), port, FARO_CURATED=str(curated)):
        if is_filled:
            asyncio.run(through_all(port, load))
        held = [
            asyncio.run(_round(port, sessions, seconds, think, load, random.Random(at)))
            for at in range(rounds)
        ]
    return held, load


async def _round(
    port: int, sessions: int, seconds: float, think: float, load: Load, chance: random.Random
) -> Held:
    pages = itertools.cycle(FILTERS.items())
    reader = Wandering(time.perf_counter() + seconds, think, chance)
    await asyncio.gather(*(session(port, *next(pages), load, reader) for _ in range(sessions)))
    return await _at_rest(_listener(port))


async def _at_rest(pid: int) -> Held:
    """Return what a process holds once its threads and files have stopped to change."""
    held, until = _held(pid), time.perf_counter() + PATIENCE
    while time.perf_counter() < until:
        await asyncio.sleep(STILL)
        before, held = held, _held(pid)
        if (before.threads, before.files) == (held.threads, held.files):
            break
    return held


def _held(pid: int) -> Held:
    process = Path(f"/proc/{pid}")
    return Held(
        _resident_kb(pid),
        sum(1 for _ in (process / "task").iterdir()),
        sum(1 for _ in (process / "fd").iterdir()),
    )


def compared(held: Sequence[Held]) -> dict[str, tuple[float, float]]:
    """Return of each thing held the median of the rounds in the middle, and of the last.

    Args:
        held: What was held after each round, of three at least.
    """
    third = len(held) // 3
    parts = held[-2 * third : -third], held[-third:]
    return {
        name: tuple(median(getattr(reading, name) for reading in part) for part in parts)
        for name in SLACK
    }


def grown(held: Sequence[Held]) -> dict[str, tuple[float, float]]:
    """Return what grew of what :func:`compared` returns, by more than chance.

    Args:
        held: What was held after each round, of three at least.
    """
    return {
        name: (before, after)
        for name, (before, after) in compared(held).items()
        if after > (before * (1 + SLACK[name]) if name == "memory_kb" else before + SLACK[name])
    }


def main() -> None:
    """Soak a server; end with 1 where something grew or a session broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    given = parser.parse_args()
    if given.rounds < LEAST:
        parser.error(f"--rounds is {LEAST} at least: what was held early is held against the end")
    held, load = soak(
        paths.curated_dir(),
        rounds=given.rounds,
        sessions=given.sessions,
        seconds=given.seconds,
        think=THINK,
    )
    for at, reading in enumerate(held, start=1):
        print(
            f"{at:3} {reading.memory_kb / 1024:8.1f} MB "
            f"{reading.threads:4} threads {reading.files:4} files"
        )
    growth = grown(held)
    print(f"{len(load.changes)} changes, {load.failed} sessions broke")
    for why in load.broken:
        print(f"broke: {why}")
    if given.sessions * (given.rounds - 2 * (given.rounds // 3)) < KEPT:
        print(f"fewer than {KEPT} sessions came before the middle: files grow until so many have")
    for name, (before, after) in compared(held).items():
        verdict = "grew" if name in growth else "stayed"
        by = f"{after - before:+g}"
        print(f"{name} {verdict}: {before:g} in the middle, {after:g} at the end ({by})")
    sys.exit(1 if growth or load.failed else 0)


if __name__ == "__main__":
    main()
