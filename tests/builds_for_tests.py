"""What the tests of builds share that is no fixture."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from pipelines import paths
from pipelines.build import folder as shelf
from pipelines.build import making as building
from pipelines.build import quality, warehouse
from pipelines.serving import digests

LIVE = paths.REPO / "data" / "raw"
# What exact figures are tested on; see fixtures/raw/README.md.
RAW = Path(__file__).resolve().parent / "fixtures" / "raw"
# Moments of a build: the step after which it is interrupted, and how often that has to come.
MOMENTS = {
    "folder made": (shelf, "begin", 1),
    "database made": (warehouse, "connect", 1),
    "first file read": (warehouse, "provide", 2),
    "most files read": (warehouse, "provide", 16),
    "checks running": (quality, "measure", 1),
    "tables written": (warehouse, "write_parquet", 5),
    "endpoints written": (building, "_write_endpoints", 1),
}


def without_digests(manifest: dict) -> dict:
    """A manifest as builds had it before they kept digests: a test may alter their files."""
    return {k: v for k, v in manifest.items() if k not in (digests.FILES, digests.OWN)}


class Unaudited(quality.Auditor):
    """The measures alone, without the seconds that Great Expectations takes."""

    def __enter__(self):
        return self

    def begin(self, measures, *, contracts, tables, docs):
        docs.mkdir()
        (docs / "index.html").write_text("")

    def confirm(self):
        pass


def interrupt(moment: str, sent: signal.Signals) -> None:
    """Have this very process get a signal at a moment of its build, however busy the machine."""
    module, name, times = MOMENTS[moment]
    step, left = getattr(module, name), [times]

    def stepped(*args, **kwargs):
        done = step(*args, **kwargs)
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), sent)
        return done

    setattr(module, name, stepped)


def start_build(raw: Path, out: Path, moment: str, sent: signal.Signals) -> subprocess.Popen[bytes]:
    """Start ``faro build`` in a process of its own that gets a signal at a moment.

    It does without Great Expectations.
    """
    script = (
        f"import sys; sys.path[:0] = [{str(Path(__file__).parent)!r}, {str(paths.REPO)!r}]; "
        "import builds_for_tests as tests; from pipelines.build import quality; "
        "from cli import main; quality.Auditor = tests.Unaudited; "
        f"tests.interrupt({moment!r}, {int(sent)}); "
        f"sys.argv = ['faro', 'build', '--accept-changes', '--raw', {str(raw)!r}, "
        f"'--out', {str(out)!r}]; main()"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
