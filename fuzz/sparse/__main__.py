"""``python -m fuzz.sparse --combinations 400 --seed 1``: exit 0 when everything holds."""

from __future__ import annotations

import argparse
import itertools
import logging
import shutil
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from fuzz.sparse.deliveries import combinations_of
from fuzz.sparse.walk import RAW, House, Verdict, without_audit
from pipelines import demo

PROCESSES = 2
EACH = 20  # combinations a process walks: it keeps what it has drawn of every build


def _houses(folder: Path, *, quick: bool, most: int | None) -> list[House]:
    """Return the houses that combinations take turns in: a bare one, and one with the panel."""
    panel = folder / "demo"
    demo.refresh(panel, raw=RAW, seed=2012)
    places = {name: folder / name for name in ("bare", "panel")}
    for place in places.values():
        place.mkdir()
    bare = House(places["bare"], quick=quick, most=most)
    full = House(places["panel"], panel=panel, quick=quick, most=most)
    return [bare, full]


def _walk(part: range, wanted: argparse.Namespace) -> Counter[str]:
    """Walk the combinations of these numbers through houses of their own; print what failed."""
    without_audit()
    logging.disable(logging.WARNING)  # Streamlit says of each page that it stands in no server
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        houses = _houses(Path(name), quick=wanted.quick, most=wanted.most)
        chosen = itertools.islice(combinations_of(wanted.seed), part.start, part.stop)
        for number, deliveries in enumerate(chosen, start=part.start):
            house = houses[number % len(houses)]
            verdict = house.walk(deliveries)
            combination = " + ".join(map(str, deliveries)) + (
                " on the panel" if house.panel else ""
            )
            counts += _counted(verdict)
            if verdict.failures:
                failures = "".join(f"\n  {failure}" for failure in verdict.failures[:8])
                print(
                    f"FAILED --start {number} --combinations 1 ({combination}){failures}",
                    flush=True,
                )
            for folder in house.folder.glob("*-*"):
                if folder.is_dir():
                    shutil.rmtree(folder)
    print(f"to {part.stop - 1}: {counts['walked']} walked, {counts['failed']} failed", flush=True)
    return counts


def _counted(verdict: Verdict) -> Counter[str]:
    return Counter(
        walked=1,
        failed=bool(verdict.failures),
        refused=not verdict.accepted,
        shown=verdict.shown,
    )


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
    with ProcessPoolExecutor(
        PROCESSES, mp_context=get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        counts = sum(pool.map(_walk, parts, [wanted] * len(parts)), Counter[str]())
    summary = (
        f"{counts['walked']} combinations, {counts['failed']} failed, {counts['refused']} refused"
    )
    print(f"{summary} in part by the check; {counts['shown']} pages and files made")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    raise SystemExit(main())
