"""What an operator changes by hand is written down too: settings, roles, calendar, early access.

These are files, and counted from the moment they change. Whoever serves next notices which of them
is another than the log says, and writes its digest down; who changed it the machine knows.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipelines import environment
from pipelines.institution import audit, people, policy, register, releases

FILES = (policy.NAME, register.NAMED, releases.NAME, releases.ACCESS, "secrets.toml")
ENVIRONMENT = "environment"  # all of FARO_… but secrets
_seen: list[tuple[Path, tuple[tuple[int, int], ...]]] = []


def note_changes() -> None:
    """Write down each file that is another than the log says, and each that is there no more.

    Raises:
        FaroError: The log cannot be written.
    """
    folder = policy.folder()
    seen = folder, tuple(_signature(folder / name) for name in FILES)
    if _seen == [seen] or not _new(folder, noted()):
        _seen[:] = [seen]
        return
    # Another process may have written it down while this one waited.
    with audit.turn(people.console()) as turn:
        for name, digest in _new(folder, noted()).items():
            outcome = "done" if digest else "gone"
            turn.record("configuration", outcome=outcome, about=name, sha256=digest)
    _seen[:] = [seen]


def note_start() -> None:
    """Write down, once, that the server starts with other settings in its environment than before.

    Raises:
        FaroError: The log cannot be written.
    """
    given = "\n".join(f"{name}={text}" for name, text in environment.given().items())
    digest = hashlib.sha256(given.encode()).hexdigest()
    with audit.turn(people.console()) as turn:
        if noted().get(ENVIRONMENT) != digest:
            turn.record("configuration", about=ENVIRONMENT, sha256=digest)


def noted() -> dict[str, str]:
    """Return the digest that the log says last of each file; empty for one that went."""
    lines = [line["detail"] for line in audit.lines(what="configuration")]
    return {detail["about"]: detail["sha256"] for detail in lines if "sha256" in detail}


def _new(folder: Path, known: dict[str, str]) -> dict[str, str]:
    digests = {name: _digest(folder / name) for name in FILES}
    return {name: digest for name, digest in digests.items() if known.get(name, "") != digest}


def _signature(path: Path) -> tuple[int, int]:
    try:
        seen = path.stat()
    except FileNotFoundError:
        return 0, 0
    return seen.st_mtime_ns, seen.st_size


def _digest(path: Path) -> str:
    """Return the digest of a file, empty when it is not there."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
