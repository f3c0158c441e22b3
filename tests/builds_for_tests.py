"""What the tests of builds share that is no fixture."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from filelock import FileLock

from pipelines import paths, serving
from pipelines.build import build, for_readers, quality, reuse, warehouse
from pipelines.build import folder as shelf
from pipelines.build import making as building
from pipelines.build.quality import auditing
from pipelines.ingest import inventory
from pipelines.serving import digests
from presentation import stored

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
    "endpoints written": (for_readers, "write_endpoints", 1),
}


# Builds that tests share stay from one run to the next, under a name made of all that they are
# made of; the folder may be taken away at any time.
KEPT = Path(tempfile.gettempdir()) / f"faro-test-builds-{os.getuid()}"
SHARED = "curated"  # the one that others take over from
_KEPT_STATES, _IN_USE_SECONDS = 6, 3 * 3600
_MOST_ANSWERS = 500  # held by a process


def kept(name: str, make: Callable[[Path], object], *data: Path) -> Path:
    """Return the folder that ``make`` fills, made once for the code and data as they stand.

    Args:
        name: What it is called, one a recipe.
        make: Fills a folder that is there and empty.
        data: Files and folders it is made of, beside ``pipelines`` and the frozen data.
    """
    state = KEPT / _state(data)
    state.mkdir(parents=True, exist_ok=True)
    os.utime(state)
    whole, stamp = state / name, state / f"{name}.stamp"
    with FileLock(str(state / f"{name}.lock")):
        stamped = stamp.read_text(encoding="utf-8").splitlines() if stamp.is_file() else ["none"]
        if not {*stamped} <= {*_stamp(whole).splitlines()}:
            _forget_old_states()
            shutil.rmtree(whole, ignore_errors=True)
            whole.mkdir()
            make(whole)
            stamp.write_text(_stamp(whole), encoding="utf-8")
    return whole


@cache
def shared() -> Path:
    """Return the folder of the build that others take over from, made when it is first needed."""
    return kept(SHARED, lambda out: build_on(RAW, out, audited=True))


def build_on(
    raw: Path, out: Path, *, on: Path | None = None, audited: bool = False, **more: Any
) -> building.Outcome:
    """Build, taking over what was made of the same: a test that is not about a cold build.

    What is taken over equals what a cold build makes (``pipeline/test_taken_over.py``).

    Args:
        raw: Folder of deliveries.
        out: Folder of builds.
        on: Folder of builds to take over from rather than from the shared one.
        audited: Have Great Expectations judge it before this returns. The shared build is such
            a one: it takes over from those kept before of the same code.
        more: Passed on to ``build``.
    """
    own, others = reuse.earlier, [on] if on else []
    if audited:  # no other run takes away those used last
        others += [state / SHARED for state in _states()[:_KEPT_STATES]]
    elif on is None:
        others = [shared()]

    def earlier(folder: Path, code: str) -> reuse.Earlier | None:
        return next(filter(None, (own(place, code) for place in (folder, *others))), None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quality, "judge_later", judged_now if audited else unjudged)
        patch.setattr(reuse, "earlier", earlier)
        return build(raw, out, **more)


def remembered(query: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    """Return a ``Build.query`` that asks a build which tests share only once, as nobody changes it.

    Reading tables anew for each test was a third of the time of those that open pages.
    """
    rows_of: dict[tuple[Path, str, str], pd.DataFrame] = {}

    def ask(build: serving.Build, sql: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        if KEPT not in build.folder.parents:
            return query(build, sql, parameters)
        key = build.folder, sql, repr(parameters)
        if key not in rows_of:
            if len(rows_of) >= _MOST_ANSWERS:
                rows_of.clear()
            rows_of[key] = query(build, sql, parameters)
        return rows_of[key].copy(deep=False)  # a copy as soon as it is written to

    return ask


def served_in(folder: Path, built: Path) -> Path:
    """Give a folder the shared build as the one it serves; return the folder.

    The files are those of the shared build: who damages one takes it away and writes another.
    """
    served = (built / shelf.LATEST).read_text(encoding="utf-8").strip()
    shutil.copytree(built / served, folder / served, copy_function=os.link)
    shutil.copy(built / shelf.LATEST, folder / shelf.LATEST)
    shelf.docs_of(folder / served).mkdir()  # it is confirmed: nothing comes later
    return folder


def _state(data: tuple[Path, ...]) -> str:
    """Return the digest of all code that builds, of the data, and of what reads them."""
    folders = [paths.PACKAGE, RAW, Path(__file__), *data]
    files = [
        file
        for path in folders
        for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if file.is_file() and "__pycache__" not in file.parts
    ]
    lines = [f"{file.relative_to(paths.REPO)}:{inventory.digest(file)}" for file in files]
    lines += [sys.version, *(f"{name}={version}" for name, version in inventory.versions().items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _stamp(folder: Path) -> str:
    """Return size and time of every file of the builds in a folder: no test may change one."""
    files = [path for path in sorted(folder.rglob("*/*")) if path.is_file()]
    kept = [path for path in files if path.name not in (shelf.LATEST, shelf.FAILURE, ".lock")]
    kept = [path for path in kept if stored.FOLDER not in path.parts]  # what servers have drawn
    return "\n".join(f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in kept)


def _states() -> list[Path]:
    """Return the folders of all that is kept, the one used last first."""
    return sorted(KEPT.glob("*"), key=lambda path: path.stat().st_mtime, reverse=True)


def _forget_old_states() -> None:
    """Take away what was made of code long changed and that no run of the last hours used."""
    for state in _states()[_KEPT_STATES:]:
        if time.time() - state.stat().st_mtime > _IN_USE_SECONDS:
            shutil.rmtree(state, ignore_errors=True)


def without_digests(manifest: dict) -> dict:
    """A manifest as builds had it before they kept digests: a test may alter their files."""
    return {k: v for k, v in manifest.items() if k not in (digests.FILES, digests.OWN)}


def unjudged(build: Path) -> None:
    """Leave out the seconds that Great Expectations takes: the measures alone."""


def judged_now(build: Path) -> None:
    """Have Great Expectations judge a build at once, so that nothing comes later."""
    command = [sys.executable, "-m", auditing.WORKER, str(build.resolve())]
    subprocess.run(command, check=True, cwd=paths.REPO)


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
        "from cli import main; quality.judge_later = tests.unjudged; "
        f"tests.interrupt({moment!r}, {int(sent)}); "
        f"sys.argv = ['faro', 'build', '--accept-changes', '--raw', {str(raw)!r}, "
        f"'--out', {str(out)!r}]; main()"
    )
    return subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
