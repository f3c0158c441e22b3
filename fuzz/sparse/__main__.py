"""``python -m fuzz.sparse --combinations 400 --seed 1``: exit 0 when everything holds."""

from __future__ import annotations

import argparse
import itertools
import shutil
import tempfile
from pathlib import Path

from fuzz.sparse.deliveries import combinations_of
from fuzz.sparse.walk import RAW, House, without_audit
from pipelines import demo


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


def main() -> int:
    """Walk the combinations through the house and print what failed."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.sparse", description=__doc__)
    parser.add_argument("--combinations", type=int, default=400)
    parser.add_argument("--start", type=int, default=0, help="the number of the first one")
    parser.add_argument("--seed", type=int, default=1, help="where the choice of pairs starts")
    parser.add_argument("--quick", action="store_true", help="make only the tables concerned")
    parser.add_argument("--most", type=int, help="pages and files shown of each; all if left out")
    wanted = parser.parse_args()
    without_audit()
    failed = refused = shown = 0
    with tempfile.TemporaryDirectory() as name:
        houses = _houses(Path(name), quick=wanted.quick, most=wanted.most)
        end = wanted.start + wanted.combinations
        chosen = itertools.islice(combinations_of(wanted.seed), wanted.start, end)
        for number, deliveries in enumerate(chosen, start=wanted.start):
            house = houses[number % len(houses)]
            verdict = house.walk(deliveries)
            said = " + ".join(map(str, deliveries)) + (" on the panel" if house.panel else "")
            refused += not verdict.accepted
            shown += verdict.shown
            if verdict.failures:
                failed += 1
                print(f"FAILED --start {number} --combinations 1 ({said})", flush=True)
                for failure in verdict.failures[:8]:
                    print(f"  {failure}", flush=True)
            for folder in house.folder.glob("*-*"):
                if folder.is_dir():
                    shutil.rmtree(folder)
            if (number + 1) % 20 == 0:
                print(f"{number + 1 - wanted.start} walked, {failed} failed", flush=True)
    print(f"{wanted.combinations} combinations, {failed} failed, {refused} refused in part by the "
          f"check; {shown} pages and files made")  # fmt: skip
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
