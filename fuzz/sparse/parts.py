"""Combinations walked in parts, a process each, on builds without deliveries made once for all."""

from __future__ import annotations

import argparse
import itertools
import logging
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fuzz.sparse.deliveries import combinations_of
from fuzz.sparse.walk import House, Verdict, without_audit
from pipelines import serving


@dataclass(frozen=True)
class Ground:
    """What houses stand on: the build without deliveries, and what is read of it.

    Args:
        curated: Where that build is.
        panel: The simulated panel it is made with; none when None.
        reads: The tables that every page and file reads of it.
    """

    curated: Path
    panel: Path | None
    reads: dict[str, set[str]]

    def house(self, folder: Path, wanted: argparse.Namespace) -> House:
        """Return a house on this ground that makes its builds in a folder, which it makes."""
        folder.mkdir()
        base = serving.open(root=self.curated)
        quick, most = wanted.quick, wanted.most
        return House(folder, base=base, panel=self.panel, quick=quick, most=most, reads=self.reads)


def ground(folder: Path, panel: Path | None) -> Ground:
    """Make the build that houses stand on, and read all of it."""
    _quiet()
    folder.mkdir()
    house = House(folder, panel=panel)
    return Ground(house.base.folder.parent, panel, house.reads_of_all())


def _quiet() -> None:
    without_audit()
    logging.disable(logging.WARNING)  # Streamlit says of each page that it stands in no server


def walk(part: range, grounds: Sequence[Ground], wanted: argparse.Namespace) -> Counter[str]:
    """Walk the combinations of these numbers through houses of their own; print what failed."""
    _quiet()
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        houses = [ground.house(Path(name) / str(at), wanted) for at, ground in enumerate(grounds)]
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
