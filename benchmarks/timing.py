"""What a measure is, and how a command is measured."""

from __future__ import annotations

import os
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Measure:
    """Repeated times of one thing, in seconds."""

    name: str
    note: str = ""
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median time."""
        return statistics.median(self.seconds)


def take(measure: Measure, command: list[str | Path]) -> None:
    """Run a command; add its time to a measure, and say its CPU and its peak memory.

    Args:
        measure: Of the command.
        command: What to run; it must succeed.
    """
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    with Path(os.devnull).open("w") as nothing:
        process = os.posix_spawnp(
            str(command[0]),
            [str(part) for part in command],
            kept,
            file_actions=[(os.POSIX_SPAWN_DUP2, nothing.fileno(), 1)],
        )
        _, status, used = os.wait4(process, 0)
    measure.seconds.append(time.perf_counter() - started)
    cpu = used.ru_utime + used.ru_stime
    assert os.waitstatus_to_exitcode(status) == 0, command
    shown = measure.note.split(" · peak")[0]
    measure.note = f"{shown} · peak {used.ru_maxrss >> 10} MB, {cpu:.1f} s of CPU"
