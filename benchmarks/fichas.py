"""All fichas in one run against bare Typst that sets as many pages of one line each.

Both are processes of their own that start from nothing and may use every core.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.builds import FARO, environment
from benchmarks.timing import Measure

MUNICIPALITIES = 345
BARE = """
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
import typst

def some(part):
    first, last, target = part
    page = b'#set document(title: "A")\\n#set page(paper: "a4")\\n= A line'
    compiler = typst.Compiler(ignore_system_fonts=True)
    for at in range(first, last):
        made = compiler.compile(page, format="pdf", pdf_standards="ua-1")
        (Path(target) / f"{at}.pdf").write_bytes(made)

if __name__ == "__main__":
    count, cores, target = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    edges = [count * at // cores for at in range(cores + 1)]
    with ProcessPoolExecutor(cores) as pool:
        list(pool.map(some, [(a, b, target) for a, b in zip(edges, edges[1:])]))
"""


def measure(curated: Path, scratch: Path, repeats: int) -> list[Measure]:
    """Time both, turn about; ``curated`` holds a build with the simulated panel."""
    cores = os.cpu_count() or 1
    script = scratch / "bare.py"
    script.write_text(BARE, encoding="utf-8")
    bare = Measure("bare Typst: one line a page", f"{MUNICIPALITIES} pages, {cores} cores")
    ours = Measure("faro export ficha --all", "goal: at most 30 s on two cores")
    again = Measure("… and again: every ficha is kept", "restart")
    for _ in range(repeats):
        target = scratch / "fichas"
        target.mkdir()
        _time(bare, [sys.executable, str(script), str(MUNICIPALITIES), str(cores), str(target)])
        shutil.rmtree(target)
        command = [str(FARO), "export", "ficha", "--all"]
        command += ["--curated", str(curated), "--out", str(target)]
        _time(ours, command)
        made = len(list(target.glob("*/*.pdf")))
        if made != MUNICIPALITIES:
            raise SystemExit(f"{made} fichas instead of {MUNICIPALITIES}")
        _time(again, command)
        shutil.rmtree(target)
    return [bare, ours, again]


def _time(into: Measure, command: list[str]) -> None:
    started = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )
    into.seconds.append(time.perf_counter() - started)
