"""The shelf of the builds as whoever asks may see it: what is not out is not there.

Where no institution runs Faro this is the shelf itself. Where one does, a build that the release
calendar holds back is answered of as one that never was, and who may see it is written down.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipelines import clock, institution, marking, origins, paths
from pipelines.errors import FaroError
from pipelines.institution import prerelease, releases
from pipelines.serving import changing, digests, shelf
from pipelines.serving.open_build import Build

ROUNDS = "core_fiscalizacion__round"
_holdings: dict[Path, releases.Holding] = {}
_newest_public: dict[Path, tuple[tuple[Any, ...], str | None]] = {}
_noted: set[tuple[object, ...]] = set()


def open(build_id: str | None = None, root: Path | None = None) -> Build:
    """Open a build: the one served, or any older one by its id.

    Args:
        build_id: Twelve hexadecimal digits; the build served when None.
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.

    Returns:
        The build, opened once in a process however often it is asked for.

    Raises:
        FaroError: There is no such build for whoever asks (``no_build``), it is damaged
            (``damaged_build``), or they may not read (``forbidden``).
    """
    if not institution.is_on():
        return shelf.open(build_id, root)
    institution.need(institution.READ)
    root = root or paths.curated_dir()
    wanted = build_id or latest_id(root)
    if wanted is None:
        raise shelf.none_yet(root)
    if not shelf.NAME.fullmatch(wanted) or not _may_see(root / wanted):
        raise shelf.no_such(wanted)
    build = shelf.open(wanted, root)
    _note_view(_holding(root / wanted))
    return build


def latest_id(root: Path | None = None) -> str | None:
    """Return the id of the build served, or None when there is none.

    Where that one is not out yet for whoever asks, it is the newest good one that is.

    Args:
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.

    Returns:
        Twelve hexadecimal digits.
    """
    root = root or paths.curated_dir()
    if not institution.is_on():
        return shelf.latest_id(root)
    who = institution.current()
    if releases.sees_more(who):
        served = shelf.latest_id(root)
        return served if served is None or _may_see(root / served) else _newest(root)
    return _public(root) if who.may(institution.READ) else None


def _newest(root: Path) -> str | None:
    """Return the newest good build that whoever asks may see; of the others none is opened."""
    held = sorted(map(_holding, shelf.folders(root)), key=lambda build: build.built_at)
    for build in reversed(held):
        if institution.may_see(build):
            with suppress(FaroError):
                return shelf.open(build.build_id, root).build_id
    return None


def _public(root: Path) -> str | None:
    """Return the build that everybody is served, looked for when the shelf or the calendar changed.

    What is held back is not opened for it, and takes as long as if it were not there: nobody learns
    by time that it is.
    """
    if not root.is_dir():  # nothing was ever built
        return None
    now, planned, named = clock.now(), releases.calendar(), shelf.pointed_at(root)
    minutes = tuple(release.is_out(now) for release in planned)
    seen = str(named), root.stat().st_mtime_ns
    state = (*seen, planned, minutes, institution.settings().hold_builds)
    known = _newest_public.get(root)
    if known is None or known[0] != state:
        known = _newest_public[root] = state, _look(root, named)
    if known[1] is not None:
        with suppress(FaroError):
            return shelf.open(known[1], root).build_id
    return _look(root, named)  # there is none, or it was damaged since: looked for each time


def _look(root: Path, named: str | FaroError) -> str | None:
    if isinstance(named, str) and _may_see(root / named):
        with suppress(FaroError):
            return shelf.open(named, root).build_id
    return _newest(root)


def builds(root: Path | None = None) -> list[dict[str, Any]]:
    """Return the manifests of every finished build that whoever asks may see, newest first.

    Args:
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.

    Returns:
        What each ``manifest.json`` says, as :func:`pipelines.serving.digests.manifest_of` reads it.
    """
    root = root or paths.curated_dir()
    return [
        manifest for manifest in shelf.builds(root) if _may_see(root / str(manifest["build_id"]))
    ]


def trouble(root: Path | None = None) -> FaroError | None:
    """Return why the build served is not the one it should be, or None when it is.

    None too for whoever neither takes deliveries in nor operates the site: it names builds that
    may not be out.

    Args:
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.
    """
    return shelf.trouble(root) if _looks_after() else None


def last_failure(root: Path | None = None) -> dict[str, Any] | None:
    """Return when and why the last attempt to build failed, or None when it did not.

    None too for whoever neither takes deliveries in nor operates the site: it names files that
    may not be out.

    Args:
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.

    Returns:
        ``at`` (the moment), ``message`` and ``code`` of the error; of a note that cannot be
        read, when it was written.
    """
    return shelf.last_failure(root) if _looks_after() else None


def is_public(
    build_id: str, root: Path | None = None, *, gone: releases.Holding | None = None
) -> bool:
    """Return whether everybody who may read may see what was made from a build now.

    Args:
        build_id: The build, on the shelf or not.
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.
        gone: As :func:`holding` takes it.
    """
    return not institution.is_on() or releases.is_public(holding(build_id, root, gone=gone))


def may_see(
    build_id: str, root: Path | None = None, *, gone: releases.Holding | None = None
) -> bool:
    """Return whether whoever asks may see what was made from a build, on the shelf or not.

    Who may see what is not out is shown it: that is written down as when they open the build.

    Args:
        build_id: The build.
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.
        gone: As :func:`holding` takes it.
    """
    if not institution.is_on():
        return True
    held = holding(build_id, root, gone=gone)
    allowed = institution.may_see(held)
    if allowed:
        _note_view(held)
    return allowed


def holding(
    build_id: str, root: Path | None = None, *, gone: releases.Holding | None = None
) -> releases.Holding:
    """Return what a build holds, as the release calendar names it.

    Args:
        build_id: The build, on the shelf or not.
        root: Folder of the builds; that of ``FARO_CURATED`` or ``data/curated`` when None.
        gone: What is known of it where it is on the shelf no more; it may hold anything when None.
    """
    folder = (root or paths.curated_dir()) / build_id
    if gone is not None and not (folder / digests.MANIFEST).is_file():
        return gone
    return _holding(folder)


def provisional(build: Build | str) -> bool:
    """Return whether figures of a build may still change, as the release calendar says now.

    Whatever shows or hands out figures asks here and says so: a page, a file, its name, an answer.

    Args:
        build: The build; or the id of one of ``FARO_CURATED``, on the shelf or not.
    """
    if not institution.is_on():
        return False
    folder = paths.curated_dir() / build if isinstance(build, str) else build.folder
    return bool(releases.provisional(_holding(folder)))


def endpoint(build: Build, name: str) -> bytes | None:
    """Return one file of the open endpoints as it is handed out now.

    What a build keeps never changes; while its figures may, JSON says it first and CSV in each row.

    Args:
        build: The build.
        name: As :meth:`Build.endpoint` takes it.

    Returns:
        The file; None when the build keeps none of that name.
    """
    body = build.endpoint(name)
    if body is None or not provisional(build):
        return body
    if name.endswith(".csv"):
        return changing.with_column(marking.Marked(body, origins.PUBLISHED), "csv")
    notice = marking.fields(origins.PUBLISHED, provisional=True)
    head = json.dumps(notice, ensure_ascii=False).encode()
    return head.removesuffix(b"}") + b"," + body.lstrip().removeprefix(b"{")


def _looks_after() -> bool:
    who = institution.current()
    return who.may(institution.ACCEPT) or who.may(institution.OPERATE)


def _may_see(folder: Path) -> bool:
    if not institution.is_on() or not (folder / digests.MANIFEST).is_file():
        return True  # of what is not there the shelf says so
    return institution.may_see(_holding(folder))


def _holding(folder: Path) -> releases.Holding:
    """Return what a build holds, as the release calendar names it; a build never changes."""
    known = _holdings.get(folder)
    if known is not None:
        return known
    try:
        manifest = digests.manifest_of(folder)
        datasets = {str(file[key]) for file in manifest["inputs"] for key in ("source", "path")}
        rounds = manifest.get("rounds")
        if rounds is None:  # made before manifests named them
            rounds = shelf.open(folder.name, folder.parent).table(ROUNDS)["round_id"]
    except (FaroError, KeyError):  # damaged, or made by other rules: it may hold anything
        return releases.Holding(folder.name, None, None)
    known = _holdings[folder] = releases.Holding(
        folder.name, frozenset(rounds), frozenset(datasets), str(manifest["built_at"])
    )
    return known


def _note_view(held: releases.Holding) -> None:
    """Write down, once a day for each person and release, that a build was seen before it."""
    if releases.is_public(held):
        return
    who, waiting = institution.current(), releases.held_by(held)
    names = tuple(release.release_id for release in waiting)
    seen = institution.folder(), clock.today(), who.pseudonym, held.build_id, names
    if seen in _noted:
        return
    prerelease.note_view(held.build_id, waiting, who)
    _noted.add(seen)
