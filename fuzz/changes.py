"""Random changes of what is delivered: a build that takes over must equal one made anew.

``python -m fuzz.changes --chains 20 --seed 1`` makes chains of builds, each on the last, and holds
the last of each chain against a cold build: tables, verdicts, downloads, byte for byte.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from pipelines import demo, paths
from pipelines.build import build
from pipelines.errors import FaroError

INBOX = "entregas"
FIGURES = "published/published_figures.csv"
_LARGEST = 150_000  # bytes; what is larger only takes longer
_FOLDERS = ("api", "intake", "raw", "sql", "tables")
_FILES = ("definitions.json", "quality.json")


def change(raw: Path, panel: Sequence[Path], random: Random) -> str:
    """Change something of what is delivered; return what, in words.

    Args:
        raw: A raw folder to change.
        panel: Files that may be delivered.
        random: Chooses.
    """
    inbox = raw / INBOX
    inbox.mkdir(exist_ok=True)
    there = sorted(inbox.iterdir())
    ways: list[Callable[[], str]] = [lambda: _deliver(inbox, random.choice(panel), random)]
    if there:
        ways += [lambda: _redeliver(random.choice(there), random), lambda: _take(there, random)]
    return random.choice([*ways, lambda: new_figure(raw, random)])()


def differences(first: Path, second: Path) -> list[str]:
    """Return the files that two builds do not have byte for byte alike."""
    differing = [
        name for name in _FILES if (first / name).read_bytes() != (second / name).read_bytes()
    ]
    for folder in _FOLDERS:
        ours, theirs = (
            {path.name: path.read_bytes() for path in (build / folder).iterdir()}
            for build in (first, second)
        )
        names = sorted(ours.keys() | theirs.keys())
        differing += [f"{folder}/{name}" for name in names if ours.get(name) != theirs.get(name)]
    return differing


def small(panel: Path) -> list[Path]:
    """Return the files of a simulated panel that are small enough."""
    files = [path for path in sorted(panel.rglob("*.*")) if path.suffix in {".csv", ".xlsx"}]
    return [path for path in files if path.stat().st_size <= _LARGEST]


def _deliver(inbox: Path, file: Path, random: Random) -> str:
    target = inbox / f"{random.randrange(3)}-{file.name}"
    shutil.copyfile(file, target)
    return f"{target.name} delivered"


def _redeliver(file: Path, random: Random) -> str:
    """Leave out a line of a text, or deliver a workbook under another name."""
    if file.suffix != ".csv":
        file.rename(file.with_name(f"{random.randrange(3, 9)}-{file.name}"))
        return f"{file.name} named otherwise"
    lines = file.read_bytes().splitlines(keepends=True)
    if len(lines) > 3:
        del lines[random.randrange(2, len(lines))]
    file.write_bytes(b"".join(lines))
    return f"{file.name} without a line"


def _take(there: Sequence[Path], random: Random) -> str:
    file = random.choice(there)
    file.unlink()
    return f"{file.name} taken away"


def new_figure(raw: Path, random: Random) -> str:
    """Say a published figure twice, once under a new id."""
    path = raw / FIGURES
    lines = path.read_text(encoding="utf-8").splitlines()
    line = random.choice(lines[1:])
    path.write_text(
        "\n".join([*lines, f"F{random.randrange(5000, 9999)},{line.partition(',')[2]}", ""]),
        encoding="utf-8",
    )
    return f"{line.partition(',')[0]} said twice"


def chain(raw: Path, out: Path, panel: Sequence[Path], random: Random, length: int) -> list[str]:
    """Change and build a few times, each build on the last; return what was changed."""
    changes = []
    for _ in range(length):
        changes.append(change(raw, panel, random))
        try:
            build(raw, out, accept_changes=True)
        except FaroError as error:  # what is refused is as good: the next builds on the last good
            changes[-1] += f", refused ({error.code})"
    return changes


def main() -> None:
    """Run chains until one differs or all have been made."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.changes")
    parser.add_argument("--chains", type=int, default=20)
    parser.add_argument("--length", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random = Random(options.seed)  # noqa: S311 (chooses what is tried, no secret)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        demo.refresh(folder / "panel", raw=paths.raw_dir(), seed=options.seed)
        panel = small(folder / "panel")
        for number in range(options.chains):
            work = folder / str(number)
            raw = Path(shutil.copytree(paths.raw_dir(), work / "raw"))
            changes = chain(raw, work / "warm", panel, random, options.length)
            try:
                cold = build(raw, work / "cold", accept_changes=True).folder
            except FaroError as error:
                print(f"{number}: {'; '.join(changes)}: refused cold as well ({error.code})")
                continue
            differing = differences(work / "warm" / cold.name, cold)
            print(f"{number}: {'; '.join(changes)}: {differing or 'equal'}")
            if differing:
                raise SystemExit(1)
            # What still judges its last builds may take them away at the same time.
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
