"""The shelf of the builds as readers meet it: which one is served, and what is wrong with it.

The build served is the one that LATEST names; where that one is damaged or gone, the newest good
one, and :func:`trouble` says why. A build is held against its digests when it is opened, and
again when its files are others than those that were looked at.
"""

from __future__ import annotations

import json
import re
import threading
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from pipelines import clock, paths
from pipelines.errors import FaroError
from pipelines.serving import digests
from pipelines.serving.open_build import Build

LATEST, FAILURE = "LATEST", "last_failure.json"
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
WATCHED = (digests.MANIFEST, "curated.duckdb", "tables")

Stamp = tuple[tuple[int, int, int] | None, ...]
_known: dict[Path, tuple[Stamp, Build | FaroError]] = {}
_served: dict[Path, tuple[Stamp | None, str | FaroError, str | None, FaroError | None]] = {}
_guard = threading.RLock()


def open(build_id: str | None = None, root: Path | None = None) -> Build:
    """Open a build: the one served, or any older one by its id.

    Args:
        build_id: Twelve hexadecimal digits; the build served when None.
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.

    Returns:
        The build, opened once in a process however often it is asked for.

    Raises:
        FaroError: There is no such build (``no_build``), or it is damaged (``damaged_build``).
    """
    root = root or paths.curated_dir()
    if build_id:
        return _open(root, build_id)
    served, wrong = _find_served(root)
    if served is None:
        raise wrong or none_yet(root)
    return _open(root, served)


def latest_id(root: Path | None = None) -> str | None:
    """Return the id of the build served, or None when there is none.

    Args:
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.
    """
    return _find_served(root or paths.curated_dir())[0]


def trouble(root: Path | None = None) -> FaroError | None:
    """Return why the build served is not the one it should be, or None when it is.

    Args:
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.
    """
    return _find_served(root or paths.curated_dir())[1]


def builds(root: Path | None = None) -> list[dict[str, Any]]:
    """Return the manifests of every finished build that can be read, newest first.

    Args:
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.
    """
    manifests = []
    for folder in folders(root or paths.curated_dir()):
        try:
            manifests.append(digests.manifest_of(folder))
        except FaroError:
            continue  # `faro verify` names it
    return sorted(manifests, key=lambda manifest: str(manifest["built_at"]), reverse=True)


def folders(root: Path) -> list[Path]:
    """Return the folders of the finished builds, damaged ones too.

    Args:
        root: Folder of the builds.
    """
    return sorted(
        folder for folder in root.glob("[!.]*") if folder.is_dir() and NAME.fullmatch(folder.name)
    )


def last_failure(root: Path | None = None) -> dict[str, Any] | None:
    """Return when and why the last attempt to build failed, or None when it did not.

    Args:
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.

    Returns:
        ``at`` (the moment), ``message`` and ``code`` of the error; of a note that cannot be
        read, when it was written.
    """
    path = (root or paths.curated_dir()) / FAILURE
    try:
        failure = json.loads(digests.text_of(path))
        if {"at", "message", "code"} <= failure.keys():
            return failure
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError, AttributeError):
        pass
    return {
        "at": clock.moment(path.stat().st_mtime).isoformat(timespec="seconds"),
        "message": f"{FAILURE}: it cannot be read. Run `faro build`, which writes it anew.",
        "code": "damaged_note",
    }


def none_yet(root: Path) -> FaroError:
    """Return the error of a shelf without a build.

    Args:
        root: Folder of the builds, of which only the name is said.
    """
    return FaroError(
        "there is no build yet",
        where=root.name,
        fix="Run `faro build`",
        code="no_build",
        es="todavía no hay ninguna edición. Ejecute `faro build`",
    )


def no_such(build_id: str) -> FaroError:
    """Return the error of a build that is not there.

    Args:
        build_id: What was asked for.
    """
    return FaroError(
        f"there is no build {build_id[:40]}",
        fix="`faro status` lists the builds there are",
        code="no_build",
        es=f"no existe la edición {build_id[:40]}. `faro status` enumera las que hay",
    )


def _open(root: Path, build_id: str) -> Build:
    folder = root / build_id
    if not NAME.fullmatch(build_id) or not _is_folder(folder):
        raise no_such(build_id)
    stamp = _stamp(folder, *WATCHED)
    known = _known.get(folder)
    if known is None or known[0] != stamp:
        with _guard:
            known = _known.get(folder)
            if known is None or known[0] != stamp:
                if known is not None and isinstance(known[1], Build):
                    known[1].close()
                known = _known[folder] = stamp, _verified(folder)
    if isinstance(known[1], FaroError):
        raise known[1]
    return known[1]


def _verified(folder: Path) -> Build | FaroError:
    try:
        digests.hold(folder)
        return Build(folder)
    except FaroError as error:
        return error
    except duckdb.Error:  # one that kept no digests
        return digests.damaged(folder, "curated.duckdb")


def _find_served(root: Path) -> tuple[str | None, FaroError | None]:
    """Return the id of the build served and what is wrong, looked for anew when files changed.

    Where none is served, any file may be the one that comes: each who asks has it looked for.
    """
    known = _served.get(root)
    if known is None or known[2] is None or known[0] != _state(root, *known[1:3]):
        pointed = pointed_at(root)
        served, wrong = _look(root, pointed)
        known = _served[root] = _state(root, pointed, served), pointed, served, wrong
    return known[2:]


def _state(root: Path, named: str | FaroError, served: str | None) -> Stamp | None:
    """Return what tells whether another look is needed; None, like nothing, where nothing is."""
    if served is None:
        return None
    return _stamp(root, *_watched(served, named if isinstance(named, str) else served))


@lru_cache(maxsize=64)
def _watched(*builds: str) -> tuple[str, ...]:
    return (LATEST, *(f"{name}/{file}" for name in sorted({*builds}) for file in WATCHED))


def pointed_at(root: Path) -> str | FaroError:
    """Return the id that LATEST holds, or why it holds none.

    Args:
        root: Folder of the builds.
    """
    try:
        build_id = digests.text_of(root / LATEST).strip()
    except FileNotFoundError:
        return _pointer("is missing", "falta")
    except (OSError, UnicodeDecodeError):
        return _pointer("cannot be read", "no se puede leer")
    if not NAME.fullmatch(build_id):
        return _pointer("does not name a build", "no nombra ninguna edición")
    return build_id


def _look(root: Path, named: str | FaroError) -> tuple[str | None, FaroError | None]:
    try:
        if isinstance(named, FaroError):
            raise named
        return _open(root, named).build_id, None
    except FaroError as error:
        wrong = error
        if error.code == "no_build":
            wrong = _pointer(f"names {named}, which is not there", f"nombra {named}, que no está")
    for manifest in builds(root):
        with suppress(FaroError):
            return _open(root, manifest["build_id"]).build_id, wrong
    return None, wrong if folders(root) else None


def _pointer(what: str, es: str) -> FaroError:
    return FaroError(
        f"it {what}",
        where=LATEST,
        fix="`faro build` writes it anew",
        code="damaged_pointer",
        es=f"{es}. `faro build` lo escribe de nuevo",
    )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _stamp(folder: Path, *names: str) -> Stamp:
    """Return what tells one state of some files from another."""
    return tuple(map(_seen, _files(folder, names)))


@lru_cache(maxsize=1024)
def _files(folder: Path, names: tuple[str, ...]) -> tuple[Path, ...]:
    return tuple(folder / name for name in names)


def _seen(path: Path) -> tuple[int, int, int] | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_mtime_ns, seen.st_size
