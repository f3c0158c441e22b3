"""The only door for readers: dashboard, exports, notebooks and ``faro query`` come through here.

Example:
    >>> import pipelines.serving as faro
    >>> faro.open().metric("ta_score", by=["round", "region"])
"""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipelines import paths, specs
from pipelines.errors import FaroError
from pipelines.serving import sandbox
from pipelines.serving.editions import NOT_HERE, is_of_today, of_its_time
from pipelines.serving.opened import Build, read_json
from pipelines.serving.sandbox import MOST_CHARACTERS, Answer, Example, Limits, refusal
from pipelines.serving.sandbox.taking import as_parquet, to_take
from pipelines.serving.what_if import Outcome, Scenario
from pipelines.specs import Contract, Metric

__all__ = [
    "MOST_CHARACTERS",
    "NOT_HERE",
    "Answer",
    "Build",
    "Contract",
    "Example",
    "Limits",
    "Metric",
    "Outcome",
    "Scenario",
    "as_parquet",
    "builds",
    "examples",
    "is_of_today",
    "last_failure",
    "latest_id",
    "metrics",
    "minimum_group",
    "of_its_time",
    "open",
    "refusal",
    "to_take",
]
_open_builds: dict[tuple[Path, str], Build] = {}
_guard = threading.Lock()


def examples() -> tuple[Example, ...]:
    """Questions to start from, with their SQL."""
    return sandbox.examples()


def metrics() -> dict[str, Metric]:
    """Every metric by its id, as ``metrics.yml`` defines it; a build has its own ``metrics``."""
    return specs.metrics()


def minimum_group() -> int:
    """Return the fewest members a group needs today to show a figure."""
    return specs.thresholds().minimum_group


def latest_id(root: Path | None = None) -> str | None:
    """Return the id of the build served, or None when there is none.

    Args:
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.
    """
    pointer = (root or paths.curated_dir()) / "LATEST"
    try:
        seen = pointer.stat()  # it is replaced, never changed: one look says whether it is new
    except FileNotFoundError:
        return None
    return _named(pointer, seen.st_ino, seen.st_mtime_ns)


@lru_cache(maxsize=64)
def _named(pointer: Path, _inode: int, _written: int) -> str:
    return pointer.read_text(encoding="utf-8").strip()


def builds(root: Path | None = None) -> list[dict[str, Any]]:
    """Return the manifests of every finished build, newest first.

    Args:
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.
    """
    found = [read_json(path) for path in (root or paths.curated_dir()).glob("[!.]*/manifest.json")]
    return sorted(found, key=lambda manifest: manifest["built_at"], reverse=True)


def last_failure(root: Path | None = None) -> dict[str, Any] | None:
    """Return when and why the last attempt to build failed, or None when it did not.

    Args:
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.

    Returns:
        ``at`` (the moment), ``message`` and ``code`` of the error.
    """
    path = (root or paths.curated_dir()) / "last_failure.json"
    return read_json(path) if path.is_file() else None


def open(build_id: str | None = None, root: Path | None = None) -> Build:
    """Open a build: the one served, or any older one by its id.

    Args:
        build_id: Twelve hexadecimal digits; the build served when None.
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.

    Returns:
        The build, opened once in a process however often it is asked for.

    Raises:
        FaroError: There is no such build.
    """
    root = root or paths.curated_dir()
    build_id = build_id or latest_id(root)
    if build_id is None:
        raise FaroError(
            "there is no build yet", where=root.name, fix="Run `faro build`", code="no_build"
        )
    known = _open_builds.get((root, build_id))
    if known is not None:
        return known
    folder = (root / build_id).resolve()
    if folder.parent != root.resolve() or not (folder / "manifest.json").is_file():
        raise FaroError(
            f"there is no build {build_id}",
            fix="`faro status` lists the builds there are",
            code="no_build",
        )
    with _guard:
        if (root, build_id) not in _open_builds:
            _open_builds[root, build_id] = Build(folder)
        return _open_builds[root, build_id]
