"""``python -m fuzz.sparse --combinations 400 --seed 1``: exit 0 when everything holds."""

from __future__ import annotations

import argparse
import itertools
import shutil
import tempfile
from pathlib import Path

from fuzz.sparse.deliveries import combinations_of
from fuzz.sparse.walk import House, without_audit


def main() -> int:
    """Walk the combinations through the house and print what failed."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.sparse", description=__doc__)
    parser.add_argument("--combinations", type=int, default=400)
    parser.add_argument("--start", type=int, default=0, help="the number of the first one")
    parser.add_argument("--seed", type=int, default=1, help="where the choice of pairs starts")
    wanted = parser.parse_args()
    without_audit()
    failed = refused = shown = 0
    with tempfile.TemporaryDirectory() as name:
        house = House(Path(name))
        end = wanted.start + wanted.combinations
        chosen = itertools.islice(combinations_of(wanted.seed), wanted.start, end)
        for number, deliveries in enumerate(chosen, start=wanted.start):
            verdict = house.walk(deliveries)
            said = " + ".join(map(str, deliveries))
            refused += not verdict.accepted
            shown += verdict.shown
            if verdict.failures:
                failed += 1
                print(f"FAILED --start {number} --combinations 1 ({said})", flush=True)
                for failure in verdict.failures[:8]:
                    print(f"  {failure}", flush=True)
            for folder in Path(name).glob("*_*-*"):
                if folder.is_dir():
                    shutil.rmtree(folder)
            if (number + 1) % 20 == 0:
                print(f"{number + 1 - wanted.start} walked, {failed} failed", flush=True)
    print(f"{wanted.combinations} combinations, {failed} failed, {refused} refused in part by the "
          f"check; {shown} pages and files made")  # fmt: skip
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
