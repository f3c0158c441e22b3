"""What bulk files cost on either engine: CPU, clock and memory of every process it takes.

`python -m benchmarks.scale FOLDER … --engine duckdb --engine spark`, over folders that
`benchmarks.bulk` wrote. Both engines have to write the same delivery.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines import paths

_TICK, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


@dataclass
class Cost:
    """What a command took: seconds of CPU and of the clock, bytes of memory at the most."""

    cpu: float
    clock: float
    memory: int


def measured(command: list[str], every: float = 0.25) -> Cost:
    """Run a command; JVMs and workers that nobody waits for are counted as long as they live."""
    started, cpu, most = time.monotonic(), {}, 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ) as process:
        while process.poll() is None:
            memory = 0
            for number, seconds, held in _tree(process.pid):
                cpu[number] = seconds
                memory += held
            most = max(most, memory)
            time.sleep(every)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Cost(sum(cpu.values()), time.monotonic() - started, most)


def _tree(root: int) -> Iterator[tuple[int, float, int]]:
    """Yield the processes below one, itself too: number, seconds of CPU, bytes of memory."""
    parents, usage = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        number = int(stat.parent.name)
        parents[number] = int(words[1])
        usage[number] = (int(words[11]) + int(words[12])) / _TICK, int(words[21]) * _PAGE
    for number in usage:
        at = number
        while at not in (root, 0, 1) and at in parents:
            at = parents[at]
        if at == root:
            yield number, *usage[number]


def main() -> None:
    """Print a row of `docs/scale.md` for each folder and engine."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--engine", action="append", default=[], choices=["duckdb", "spark"])
    parser.add_argument("--master", default="local[2]")
    options = parser.parse_args()
    print("| bytes | engine | CPU | clock | peak memory |\n| --: | --- | --: | --: | --: |")
    for folder in options.folders:
        size = sum(path.stat().st_size for path in folder.glob("*.csv"))
        made = set()
        for engine in options.engine or ["duckdb"]:
            with tempfile.TemporaryDirectory(dir=folder.parent) as work:
                out = Path(work) / "out.csv"
                command = [sys.executable, "-c", "from cli import main; main()", "bulk", folder]
                given = ["--engine", engine, "--master", options.master, "--out", out]
                given += ["--work", Path(work) / "work", "--raw", paths.raw_dir()]
                cost = measured([str(word) for word in (*command, *given)])
                made.add(out.read_bytes())
            print(
                f"| {size / 1e6:,.0f} MB | {engine} | {cost.cpu:.1f} s | {cost.clock:.0f} s | "
                f"{cost.memory / 1e9:.1f} GB | load {os.getloadavg()[1]:.0f}",
                flush=True,
            )
        assert len(made) == 1, "the engines write the same delivery"


if __name__ == "__main__":
    main()
