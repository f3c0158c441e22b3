"""Put a delivery in its place in one step, keep the version it replaces, and be able to undo."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from pipelines import atomic
from pipelines.errors import FaroError
from pipelines.ingest.deliveries import SUPERSEDED

FOLDER = "deliveries"


def place_of(raw: Path, family: str, name: str) -> Path:
    """Return where a delivery of a family stands.

    Args:
        raw: The folder of raw data.
        family: Family of its kind.
        name: The name it is stored under.

    Raises:
        FaroError: The name leads out of the folder (``bad_name``).
    """
    folder = raw / FOLDER / family
    target = folder / name
    if target.resolve().parent != folder.resolve():
        raise FaroError(
            "the name leads out of its folder",
            where=name,
            code="bad_name",
            es="el nombre lleva fuera de su carpeta",
        )
    return target


def put(target: Path, content: bytes) -> Callable[[], None]:
    """Write ``content`` at ``target``; an earlier version moves to ``deliveries/superseded``.

    Args:
        target: Where it stands, below ``deliveries/<family>``.
        content: Its bytes.

    Returns:
        What undoes it: the earlier version comes back, or the file goes.

    Raises:
        OSError: It cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file():
        atomic.write(target, content)
        return lambda: target.unlink(missing_ok=True)
    before = target.read_bytes()
    if before == content:
        return lambda: None
    shelf = target.parents[1] / SUPERSEDED
    shelf.mkdir(exist_ok=True)
    kept = shelf / f"{sha256(before).hexdigest()[:12]}-{target.name}"
    atomic.write(kept, before)
    atomic.write(target, content)

    def undo() -> None:
        kept.replace(target)

    return undo
