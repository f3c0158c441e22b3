"""``python -m fuzz.sparse --combinations 400 --seed 1``: exit 0 when everything holds."""

from __future__ import annotations

import argparse
import itertools
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from fuzz.sparse.parts import ground, walk
from fuzz.sparse.walk import RAW
from pipelines import demo

PROCESSES = 2
EACH = 20  # combinations a process walks: it keeps what it has drawn of every build


def main() -> int:
    """Walk the combinations through the house, some processes side by side; count them."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.sparse", description=__doc__)
    parser.add_argument("--combinations", type=int, default=400)
    parser.add_argument("--start", type=int, default=0, help="the number of the first one")
    parser.add_argument("--seed", type=int, default=1, help="where the choice of pairs starts")
    parser.add_argument("--quick", action="store_true", help="make only the tables concerned")
    parser.add_argument("--most", type=int, help="pages and files shown of each; all if left out")
    wanted = parser.parse_args()
    end = wanted.start + wanted.combinations
    parts = [range(at, min(at + EACH, end)) for at in range(wanted.start, end, EACH)]
    with (
        tempfile.TemporaryDirectory() as name,
        ProcessPoolExecutor(
            PROCESSES, mp_context=get_context("spawn"), max_tasks_per_child=1
        ) as pool,
    ):
        panel = Path(name) / "demo"
        demo.refresh(panel, raw=RAW, seed=2012)
        places = [Path(name) / "bare", Path(name) / "panel"]
        grounds = list(pool.map(ground, places, (None, panel)))
        counts = sum(
            pool.map(walk, parts, itertools.repeat(grounds), itertools.repeat(wanted)),
            Counter[str](),
        )
    summary = (
        f"{counts['walked']} combinations, {counts['failed']} failed, {counts['refused']} refused"
    )
    print(f"{summary} in part by the check; {counts['shown']} pages and files made")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
