"""``python -m fuzz --variants 10000 --seed 1``: exit 0 when everything holds."""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from fuzz.variants import Verdict, run_any

CHUNK = 50
PROCESSES = 2


def main() -> int:
    """Run the variants, print the counts, and how to see each failure again."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("--variants", type=int, default=10_000, help="how many variants to run")
    parser.add_argument("--seed", type=int, default=1, help="where the randomness starts")
    parser.add_argument("--only", type=int, help="run this one variant and say what was done")
    wanted = parser.parse_args()
    if wanted.only is not None:
        [verdict] = some(wanted.seed, [wanted.only])
        print(f"{verdict.result}: {' · '.join(verdict.log)}")
        print("\n".join(verdict.failures))
        return 1 if verdict.failures else 0
    counts: Counter[str] = Counter()
    by_kind: dict[str, Counter[str]] = {}
    failed = silent = 0
    for number, verdict in enumerate(verdicts(wanted.seed, wanted.variants)):
        counts[verdict.result] += 1
        by_kind.setdefault(verdict.kind, Counter())[verdict.result] += 1
        failed += bool(verdict.failures)
        silent += verdict.is_silent
        if verdict.failures:
            print(f"FAILED --seed {wanted.seed} --only {number} ({verdict.kind})")
            print(
                "\n".join(f"  {text}" for text in [" · ".join(verdict.log), *verdict.failures[:5]])
            )
    for kind, tally in sorted(by_kind.items()):
        print(f"{kind:30} " + "  ".join(f"{name} {n}" for name, n in sorted(tally.items())))
    summary = ", ".join(f"{n} {name}" for name, n in sorted(counts.items()))
    print(f"{counts.total()} variants, {silent} silent differences, {failed} failed: {summary}")
    return 1 if failed else 0


def verdicts(seed: int, count: int) -> Iterator[Verdict]:
    """Run the variants of a seed in a few processes; they come in their order."""
    chunks = [range(at, min(at + CHUNK, count)) for at in range(0, count, CHUNK)]
    with ProcessPoolExecutor(PROCESSES) as pool:
        for batch in pool.map(partial(some, seed), chunks):
            yield from batch


def some(seed: int, numbers: Sequence[int]) -> list[Verdict]:
    """Run some variants in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        return [run_any(seed, number, Path(folder)) for number in numbers]


if __name__ == "__main__":
    raise SystemExit(main())
