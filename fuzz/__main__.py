"""``python -m fuzz --variants 5000 --seed 1``: exit 0 when everything holds."""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from fuzz.variants import run


def main() -> int:
    """Run the variants, print the counts, and how to see each failure again."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--variants", type=int, default=5000, help="how many variants to run")
    parser.add_argument("--seed", type=int, default=1, help="where the randomness starts")
    parser.add_argument("--only", type=int, help="run this one variant and say what was done")
    wanted = parser.parse_args()
    numbers = range(wanted.variants) if wanted.only is None else [wanted.only]
    counts: Counter[str] = Counter()
    by_kind: dict[str, Counter[str]] = {}
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in numbers:
            verdict = run(wanted.seed, number, Path(folder))
            counts[verdict.result] += 1
            by_kind.setdefault(verdict.kind, Counter())[verdict.result] += 1
            if verdict.failures:
                failed += 1
                print(f"FAILED --seed {wanted.seed} --only {number} ({verdict.kind})")
                print(f"  {' · '.join(verdict.log)}")
                for failure in verdict.failures[:5]:
                    print(f"  {failure}")
            elif wanted.only is not None:
                print(f"{verdict.result}: {' · '.join(verdict.log)}")
    for kind, found in by_kind.items():
        print(f"{kind:20} " + "  ".join(f"{name} {n}" for name, n in sorted(found.items())))
    print(f"{sum(counts.values())} variants, {failed} failed: " + ", ".join(
        f"{n} {name}" for name, n in sorted(counts.items())
    ))  # fmt: skip
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
