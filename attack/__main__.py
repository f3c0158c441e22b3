"""``python -m attack``: exit 0 when everything holds; prints tried, held and failed."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import Counter
from pathlib import Path

from attack import shelves, strangers
from attack.ground import Ground, apart, named
from pipelines import paths
from pipelines.build import build

RAW = paths.REPO / "tests" / "fixtures" / "raw"


def run(base: Path, *, every: int = 1, show: bool = False) -> dict[str, Counter[str]]:
    """Make every attack; return how often each was tried and held, and what did not hold.

    Args:
        base: A whole build of the frozen data.
        every: Of the many tries of an attack, each how manieth is made.
        show: Print each attack as it ends.
    """
    tallies: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory(prefix="attack-") as room:
        Path(room).chmod(0o755)
        ground = Ground(base, RAW, Path(room), every)
        os.environ["FARO_CURATED"] = str(base.parent)
        for attack in (*shelves.ATTACKS, *strangers.ATTACKS):
            verdicts = list(attack(ground))
            counts = Counter(verdict or "held" for verdict in verdicts)
            tallies[attack.__name__] = counts
            if show:
                held = counts["held"]
                print(f"{attack.__name__:<24} tried {len(verdicts):>4}  held {held:>4}", flush=True)
                for failure in counts.keys() - {"held"}:
                    print(f"  FAILED {failure}")
    return tallies


def main() -> int:
    """Build once, attack, print the counts."""
    parser = argparse.ArgumentParser(prog="python -m attack", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="make each n-th of the many tries")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="attacked-") as folder:
        out = Path(folder) / "curated"
        Path(folder).chmod(0o755)
        if apart(lambda: build(RAW, out)):
            raise SystemExit("there is nothing to attack: the build fails")
        tallies = run(out / named(out), every=wanted.every, show=True)
    tried = sum(sum(counts.values()) for counts in tallies.values())
    held = sum(counts["held"] for counts in tallies.values())
    print(f"tried {tried}, held {held}, failed {tried - held}")
    return 0 if tried == held else 1


if __name__ == "__main__":
    raise SystemExit(main())
