"""Measure and print tables: build, deliveries, pages and fichas beside bare counterparts."""

from __future__ import annotations

import argparse
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import (
    builds,
    coverage,
    deliveries,
    effects,
    fichas,
    intake,
    pages,
    panel,
    sessions,
    site,
)
from benchmarks.timing import Measure

WHAT = [
    "build",
    "deliveries",
    "intake",
    "bulk",
    "panel",
    "pages",
    "sessions",
    "fichas",
    "site",
    "effects",
    "coverage",
]
PART, MANY = "processes", "many"
LIBRARIES = ("duckdb", "pandas", "great-expectations", "streamlit", "plotly", "pyarrow")


def main() -> None:
    """Run the benchmarks asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    every = ", ".join((*WHAT, f"{PART} (a part of sessions), {MANY} (pages of the panel)"))
    parser.add_argument("what", nargs="*", default=WHAT, help=every)
    parser.add_argument("--repeats", type=int, default=3, help="times each thing is measured")
    options = parser.parse_args()
    console = Console()
    versions = " · ".join(f"{name} {version(name)}" for name in LIBRARIES)
    console.print(f"Python {platform.python_version()} · {platform.machine()} · {versions}")
    with tempfile.TemporaryDirectory() as folder:
        curated = Path(folder) / "curated"
        if "build" in options.what:
            show(console, builds.measure(curated, Path(folder), options.repeats))
        if "deliveries" in options.what:
            show(console, deliveries.measure(Path(folder), options.repeats))
        if "intake" in options.what:
            show(console, intake.measure(Path(folder), options.repeats))
        if "bulk" in options.what:
            show(console, intake.measure_bulk(Path(folder), options.repeats))
        if "panel" in options.what:
            show(console, panel.measure(Path(folder), 1))
        if "pages" in options.what:
            builds.demo(curated)
            show_pages(console, "the simulated panel", curated, options.repeats)
        if MANY in options.what:
            many = panel.made(Path(folder))
            show_pages(console, f"a panel of {panel.BODIES} bodies", many, options.repeats)
        if "sessions" in options.what:
            builds.demo(curated)
            show(console, sessions.measure(curated))
        if PART in options.what:
            builds.demo(curated)
            show(console, sessions.measure_processes(curated))
        if "fichas" in options.what:
            builds.demo(curated)
            show(console, fichas.measure(curated, Path(folder), options.repeats))
        if "site" in options.what:
            builds.demo(curated)
            show(console, site.measure(curated, Path(folder), options.repeats))
    if "effects" in options.what:
        console.print("Effect of the convenio on simulated panels with known effects")
        console.print(effects.report(effects.measure()))
    if "coverage" in options.what:
        console.print("How often the 95 % intervals of samples hold the truth")
        console.print(coverage.report(coverage.measure()))


def show_pages(console: Console, of: str, curated: Path, repeats: int) -> None:
    """Measure the pages of a build and print both tables.

    Args:
        console: Where to.
        of: What the build holds.
        curated: The folder of the build.
        repeats: Times each page is measured.
    """
    loads, changes = pages.measure(curated, repeats)
    console.print(f"First load, to the last chart: {of}")
    show(console, loads)
    console.print(f"Change of a filter, to the last chart: {of}")
    show(console, changes)


def show(console: Console, measures: list[Measure]) -> None:
    """Print measures of one run; ratios are to the first, which is the bare counterpart."""
    base = measures[0].median
    table = Table(box=None, header_style="bold", pad_edge=False)
    for header in ("", "median s", "min–max s", "ratio", ""):
        table.add_column(header, justify="left" if not header else "right")
    for item in measures:
        spread = f"{min(item.seconds):.2f}–{max(item.seconds):.2f}"
        ratio = f"{item.median / base:.1f}×"
        table.add_row(item.name, f"{item.median:.2f}", spread, ratio, item.note)
    console.print(table)
    console.print()


if __name__ == "__main__":
    main()
