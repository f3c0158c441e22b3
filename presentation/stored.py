"""What is drawn of a build, kept on disk beside it: it is drawn once, whoever starts or comes next.

A build never changes, so neither does what is drawn of it while the code that draws is the same.
Kept are HTML, texts, figures of a page and drawings, as JSON; nothing is ever unpickled. A file
that is damaged or cannot be written is as good as none: what it would hold is drawn again.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import zlib
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from pipelines import environment, serving
from presentation.markup.html import Safe

FOLDER = ".drawn"
ROOM = 512 * 2**20  # bytes of a file; past it nothing is added
SOURCES = ("pipelines", "presentation", "dashboard")
UNSAID = environment.CURATED.name  # the folder of builds may have several names
DRAWING = {".py", ".toml", ".yml", ".sql", ".svg"}
Told = TypeVar("Told", bound=type)


class NotPlain(TypeError):
    """A value that JSON cannot give back as it was."""


_kinds: dict[str, type] = {}


def keepable(kind: Told) -> Told:
    """Let values of a frozen dataclass be kept, field by field.

    Args:
        kind: A frozen dataclass, by a name no other has.
    """
    _kinds[kind.__name__] = kind
    return kind


def plain(value: Any) -> Any:
    """Return a value as JSON holds it.

    Args:
        value: Of JSON, numpy or pandas, HTML, a date, or a dataclass that was let
            (:func:`keepable`).

    Raises:
        NotPlain: It is, or holds, what would not come back as it was.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, Safe):
        return {"safe": str(value)}
    if type(value) is date:
        return {"date": value.isoformat()}
    if isinstance(value, list | tuple):
        return {type(value).__name__: [plain(part) for part in value]}
    if isinstance(value, dict) and all(type(key) is str for key in value):
        return {"dict": {key: plain(part) for key, part in value.items()}}
    if is_dataclass(value) and _kinds.get(type(value).__name__) is type(value):
        named = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        return {type(value).__name__: named}
    raise NotPlain(type(value).__name__)


def made(value: Any) -> Any:
    """Return a value that :func:`plain` has written.

    Args:
        value: As JSON holds it.
    """
    if not isinstance(value, dict):
        return value
    ((kind, held),) = value.items()
    if kind == "safe":
        return Safe(held)
    if kind == "date":
        return date.fromisoformat(held)
    if kind == "dict":
        return {key: made(part) for key, part in held.items()}
    if kind in ("list", "tuple"):
        return (list if kind == "list" else tuple)(made(part) for part in held)
    return _kinds[kind](**{key: made(part) for key, part in held.items()})


class Store:
    """JSON by key in one file of SQLite, for all threads and processes that draw."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; one that is no such file is made anew."""
        self.path = path
        self._lock = threading.Lock()
        try:
            self._file = self._opened()
        except sqlite3.DatabaseError:
            path.unlink(missing_ok=True)
            self._file = self._opened()

    def _opened(self) -> sqlite3.Connection:
        file = sqlite3.connect(self.path, timeout=2, check_same_thread=False, isolation_level=None)
        file.execute("pragma journal_mode = wal")
        file.execute("pragma synchronous = off")  # what a power cut takes is drawn again
        file.execute("create table if not exists drawn (key text primary key, held blob)")
        return file

    def get(self, key: str) -> Any:
        """Return what is kept by a key, None where nothing is.

        Args:
            key: Of what was drawn, with all that it was drawn from.
        """
        with suppress(sqlite3.Error, zlib.error, ValueError):
            with self._lock:
                row = self._file.execute("select held from drawn where key = ?", [key]).fetchone()
            return json.loads(zlib.decompress(row[0])) if row else None
        return None

    def keep(self, key: str, value: Any) -> None:
        """Keep what JSON can hold, while there is room.

        Args:
            key: Of what was drawn, with all that it was drawn from.
            value: As :func:`plain` returns it.
        """
        held = zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 1)
        with suppress(sqlite3.Error, OSError):
            if self.path.stat().st_size + len(held) < ROOM:
                with self._lock:
                    self._file.execute("insert or replace into drawn values (?, ?)", [key, held])

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


_in_use: list[Store] = []


def use(curated: Path) -> None:
    """Keep what is drawn from now on beside the builds; what this code has drawn is there again.

    Args:
        curated: Folder of builds.
    """
    folder, name = curated / FOLDER, name_of(curated)
    leave()
    with suppress(OSError, sqlite3.Error):
        folder.mkdir(parents=True, exist_ok=True)
        _in_use.append(Store(folder / f"{name}.sqlite"))
        others = [path for path in folder.glob("*.sqlite") if path.stem != name]
        for path in sorted(others, key=lambda file: -file.stat().st_mtime)[1:]:
            for beside in folder.glob(f"{path.stem}.*"):
                beside.unlink(missing_ok=True)


def name_of(curated: Path) -> str:
    """Return the name of the file: a page may speak of any build, so with another begins a new one.

    What begins with a dot is no build: this very folder of files, or one that is being made. One
    that is not out begins none before its minute: pages would be slow for everybody, who would know
    that it came.

    Args:
        curated: Folder of builds.
    """
    names = sorted(path.name for path in curated.glob("[!.]*/"))
    parts = [code(), *_settings(), *(name for name in names if serving.is_public(name, curated))]
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()


def leave() -> None:
    """Keep nothing on disk any more."""
    while _in_use:
        _in_use.pop().close()


def in_use() -> Store | None:
    """Return the store that is in use."""
    return _in_use[0] if _in_use else None


def _settings() -> list[str]:
    """Return how this server is set up: a page may say what is on."""
    return [f"{name}={text}" for name, text in environment.given().items() if name != UNSAID]


@cache
def code() -> str:
    """Return a digest of the code, words and styles that draw."""
    root, seen = Path(__file__).resolve().parents[1], hashlib.blake2b(digest_size=8)
    for path in sorted(file for room in SOURCES for file in (root / room).rglob("*.*")):
        if path.suffix in DRAWING:
            seen.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return seen.hexdigest()
