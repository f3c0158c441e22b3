"""The rooms of the house, as pyproject.toml lists them: no test has a list of its own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from pipelines import paths

PROJECT = tomllib.loads((paths.REPO / "pyproject.toml").read_text("utf-8"))["tool"]
ROOMS: tuple[str, ...] = tuple(PROJECT["importlinter"]["root_packages"])


def files(*endings: str, without: tuple[str, ...] = (), beside: tuple[str, ...] = ()) -> list[Path]:
    """Every file of the rooms with one of some endings (``py`` when none is given), in order.

    Args:
        endings: Endings of names, without the dot.
        without: Rooms to leave out.
        beside: Folders that are no rooms and count too.
    """
    return list(_files_of(endings or ("py",), [*(set(ROOMS) - set(without)), *beside]))


def _files_of(endings: tuple[str, ...], folders: list[str]) -> Iterator[Path]:
    for folder in sorted(folders):
        for path in sorted((paths.REPO / folder).rglob("*")):
            if path.suffix.removeprefix(".") in endings and path.is_file():
                yield path
