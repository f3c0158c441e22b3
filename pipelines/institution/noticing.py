"""What an operator changes by hand is written down too: settings, roles, calendar, early access.

These are files, and counted from the moment they change. Whoever serves next notices which of them
is another than the log says, and writes its digest down; who changed it the machine knows.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipelines.institution import audit, people, policy, register, releases

FILES = (policy.NAME, register.NAMED, releases.NAME, releases.ACCESS, "secrets.toml")
Signature = tuple[tuple[str, int, int], ...]
_seen: list[Signature] = []


def note_changes() -> None:
    """Write down each file that is another than the log says.

    Raises:
        FaroError: The log cannot be written.
    """
    folder = policy.folder()
    files = [path for path in (folder / name for name in FILES) if path.is_file()]
    seen = tuple((str(one), one.stat().st_mtime_ns, one.stat().st_size) for one in files)
    if _seen == [seen]:
        return
    lines = [line["detail"] for line in audit.lines(what="configuration")]
    said = {one.get("about"): one.get("sha256") for one in lines}
    for path in files:
        digest = _digest(path)
        if said.get(path.name) != digest:
            audit.record("configuration", person=people.console(), about=path.name, sha256=digest)
    _seen[:] = [seen]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
