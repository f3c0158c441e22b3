"""``python -m benchmarks.mutate``: seeded faults, each of which a test has to catch.

A suite made faster must catch what it caught before. Each fault of ``tests/faults.toml`` is put
into a copy of the repository and its test run there; first every test runs on the copy as it is.
Exit 1 when a fault is not caught, or a test fails without one.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pipelines import paths

LIST = paths.REPO / "tests" / "faults.toml"
PASSED, FAILED = 0, 1  # what pytest says of tests that ran
VERDICTS = {PASSED: "NOT CAUGHT", FAILED: "caught"}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: ``new`` in the place of ``old``, caught by ``test``."""

    file: str
    old: str
    new: str
    test: str

    def into(self, repo: Path) -> None:
        """Put it into a copy of the repository.

        Raises:
            ValueError: The text it replaces does not stand there once.
        """
        text = (repo / self.file).read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} has {text.count(self.old)} times: {self.old}")
        (repo / self.file).write_text(text.replace(self.old, self.new), encoding="utf-8")


def faults() -> list[Fault]:
    """Return every fault of the list."""
    return [Fault(**fields) for fields in tomllib.loads(LIST.read_text(encoding="utf-8"))["fault"]]


def copied(target: Path) -> Path:
    """Copy what git knows, or would; return the copy."""
    listed = ["git", "-C", str(paths.REPO), "ls-files", "-co", "--exclude-standard", "-z"]
    names = subprocess.run(listed, capture_output=True, check=True).stdout.decode().split("\0")
    for name in names:
        if name and (paths.REPO / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(paths.REPO / name, target / name)
    return target


def run(repo: Path, *tests: str) -> int:
    """Run tests in a copy until one fails; return what pytest says."""
    command = [sys.executable, "-m", "pytest", "-x", "-n", "0", "-p", "no:cacheprovider"]
    return subprocess.run([*command, *tests], cwd=repo, capture_output=True).returncode


def main() -> int:
    """Seed one fault after another, and print what became of each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutate")
    parser.add_argument("files", nargs="*", help="seed those of these files alone")
    files = parser.parse_args().files
    every = [fault for fault in faults() if not files or fault.file in files]
    with tempfile.TemporaryDirectory(prefix="mutated-") as folder:
        repo = copied(Path(folder))
        if run(repo, *dict.fromkeys(fault.test for fault in every)) != PASSED:
            print("a test fails without any fault")
            return 1
        missed = 0
        for fault in every:
            as_copied = (repo / fault.file).read_text(encoding="utf-8")
            fault.into(repo)
            verdict = VERDICTS.get(run(repo, fault.test), "NOT RUN")
            # Not from the repository: somebody may be changing it.
            (repo / fault.file).write_text(as_copied, encoding="utf-8")
            missed += verdict != VERDICTS[FAILED]
            print(f"{verdict:<10} {fault.file}: {fault.old.splitlines()[0]}", flush=True)
    print(f"seeded {len(every)}, caught {len(every) - missed}, missed {missed}")
    return bool(missed)


if __name__ == "__main__":
    raise SystemExit(main())
