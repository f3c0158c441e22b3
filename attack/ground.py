"""Where attacks happen: a small shelf, builds that cost nothing, and processes that are killed."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import serving
from pipelines.build import folder as shelf
from pipelines.build import for_readers, making, quality
from pipelines.errors import FaroError
from pipelines.serving import digests

WRITES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "shutil.rmtree"}
NOBODY = 65534
MANY = 1 << 30
Verdict = str | None


@dataclass(frozen=True)
class Ground:
    """What the attacks are made on.

    Attributes:
        base: A whole build.
        raw: Raw folder that builds are made of.
        room: Empty folder to work in.
        every: Of the many tries of an attack, each how manieth is made.
    """

    base: Path
    raw: Path
    room: Path
    every: int = 1

    def shelf(self) -> Path:
        """Return a new shelf that serves a small copy of the build."""
        out = Path(tempfile.mkdtemp(dir=self.room)) / "curated"
        out.mkdir()
        out.parent.chmod(0o755)
        small(self.base, out / self.base.name)
        shelf.point_latest(out, self.base.name)
        return out


def small(base: Path, target: Path) -> None:
    """Copy a build with a few files of each of its folders."""
    for folder in [base, *sorted(child for child in base.iterdir() if child.is_dir())]:
        there = target / folder.relative_to(base) if folder != base else target
        there.mkdir(parents=True)
        for path in sorted(child for child in folder.iterdir() if child.is_file())[
            : 9 if folder == base else 2
        ]:
            shutil.copyfile(path, there / path.name)
    manifest = digests.sealed(target, digests.manifest_of(base))
    shelf.write_json(target / digests.MANIFEST, manifest)


def quick_build(ground: Ground, out: Path, build_id: str) -> Any:
    """Make a build by the real way from folder to shelf, its tables copied from the base."""
    made = digests.manifest_of(ground.base) | {"build_id": build_id, "built_at": shelf.now()}

    def make(
        _id: str, _rules: str, work: Path, *_rest: Any
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        shutil.rmtree(work)
        small(ground.base, work)
        return made, {"summary": {}, "checks": []}

    originals = (
        making._make,
        for_readers.write_endpoints,
        quality.judge_later,
        making.inventory.build_id,
    )
    making._make, for_readers.write_endpoints = make, lambda *_: None  # type: ignore[assignment]
    # It would take back, some seconds later, a build that has few of its tables.
    quality.judge_later = lambda build: None
    making.inventory.build_id = lambda inputs, rules: build_id
    try:
        return making.build(ground.raw, out)
    finally:
        making._make, for_readers.write_endpoints = originals[:2]
        quality.judge_later, making.inventory.build_id = originals[2:]


def apart(act: Callable[[], object], *, before: Callable[[], object] = lambda: None) -> int:
    """Do something in a process of its own; return how that ended.

    Args:
        act: What is done.
        before: Prepares that process: limits it, makes it somebody else.

    Returns:
        0, 1 for a FaroError or OSError, 2 for any other error, minus the signal that ended it.
    """
    child = os.fork()
    if child == 0:
        code = 0
        try:
            sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 (the process ends with it)
            before()
            act()
        except (FaroError, OSError):
            code = 1
        except BaseException:
            traceback.print_exc(file=sys.__stderr__)
            code = 2
        os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def killed_at(event: int, under: Path) -> Callable[[], None]:
    """Return what has this process killed at its n-th write below a folder."""

    def arm() -> None:
        left = [event]

        def watch(name: str, args: tuple[Any, ...]) -> None:
            if not _writes(name, args) or not str(args[0]).startswith(str(under)):
                return
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)

    return arm


def _writes(name: str, args: tuple[Any, ...]) -> bool:
    if name == "open":
        return bool(args[1] and set(str(args[1])) & set("wax+")) or bool(
            isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        )
    return name in WRITES


def as_nobody() -> None:
    """Become a user without rights, where this one is root."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)


def files_at_most(size: int) -> Callable[[], None]:
    """Return what lets this process write no file beyond a size, as on a disk that is full."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def is_served(out: Path, build_id: str) -> Verdict:
    """Return None where a build is served whole and nothing of another is seen."""

    def look() -> None:
        build = serving.open(root=out)
        assert build.build_id == build_id, f"{build.build_id} is served, not {build_id}"
        assert not list(digests.damages(build.folder)), "what is served is damaged"
        assert len(build.query("select 1 from core_territory__comuna limit 1")) == 1

    code = apart(look)
    return None if code == 0 else f"not served whole: {build_id} ({code})"


@contextmanager
def changed(path: Path, content: bytes | None) -> Iterator[None]:
    """Have a file hold something else for a while, or be gone."""
    before = path.read_bytes()
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(before)


def named(out: Path) -> str:
    """Return the id that LATEST holds; this process opens no database, for it is forked."""
    return (out / shelf.LATEST).read_text("utf-8").strip()
