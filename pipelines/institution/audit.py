"""The audit log: who did what, each line chained to the one before by its digest.

A line is one JSON object, the same in the database and in ``audit.log``. Its ``hash`` is the
SHA-256 of the line without it, and holds the hash of the line before: nothing can be changed,
taken away or moved without all that follows saying so, and no copy without the other.
Neither holds names, e-mails, whole addresses or what was asked: a pseudonym, a role, digests.
"""

from __future__ import annotations

import fcntl
import hashlib
import ipaddress
import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines import clock
from pipelines.errors import FaroError
from pipelines.institution.people import Person, current
from pipelines.institution.policy import folder, is_on, settings

NAME = "audit.log"
FIRST = "0" * 64
TAIL = 65_536  # bytes: more than any line
WHATS = (
    *("login", "logout", "refused", "delivery", "acceptance", "decision", "unreleased_view"),
    *("export", "query", "configuration", "observation", "narrative", "erasure", "retention"),
    "backup",
)
log = logging.getLogger("faro.institution")


@dataclass(frozen=True)
class Fault:
    """What is wrong with the log: where (``file`` or ``database``), at which line, and what."""

    where: str
    seq: int
    what: str


def record(
    what: str, *, outcome: str = "done", build_id: str = "", person: Person | None = None,
    **detail: str | int,
) -> None:  # fmt: skip
    """Write one line, if an institution runs this Faro.

    Args:
        what: One of :data:`WHATS`.
        outcome: How it ended: ``done``, ``refused`` or a code.
        build_id: The build it was about.
        person: Who did it; who asks now when None.
        **detail: Ids and digests that say what it was about, never what a person wrote.

    Raises:
        FaroError: It cannot be written: what is not written down is not done.
    """
    if is_on():
        _write(what, outcome, build_id, person or current(), detail)


def _write(
    what: str, outcome: str, build_id: str, who: Person, detail: dict[str, str | int]
) -> None:
    assert what in WHATS, what
    import sqlalchemy as sa

    from pipelines.institution.database import one_at_a_time, writing
    from pipelines.institution.tables import audit

    with _appending(path()) as sink:
        with writing() as connection:
            one_at_a_time(connection)
            newest = sa.select(audit).order_by(audit.c.seq.desc()).limit(1)
            last = connection.execute(newest).first()
            before: dict[str, Any] = json.loads(last.line) if last else {"seq": 0, "hash": FIRST}
            line = {
                "seq": before["seq"] + 1,
                "at": clock.now().isoformat(timespec="milliseconds"),
                "who": who.pseudonym,
                "roles": sorted(who.roles),
                "what": what,
                "outcome": outcome,
                "build": build_id,
                "from": who.place,
                "detail": detail,
                "prev": before["hash"],
            }
            line["hash"] = digest(line)
            connection.execute(audit.insert().values(seq=line["seq"], line=_text(line)))
        with writing() as connection:  # also what a process that died had no time to file
            late = sa.select(audit.c.line).where(audit.c.seq > sink.last()).order_by(audit.c.seq)
            sink.write("".join(f"{one}\n" for one in connection.execute(late).scalars()).encode())


class _appending:
    """Append to the file of the log, one process at a time."""

    def __init__(self, to: Path) -> None:
        self.handle = os.open(to, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o640)

    def __enter__(self) -> _appending:
        fcntl.flock(self.handle, fcntl.LOCK_EX)
        return self

    def last(self) -> int:
        """Return the number of the last line, 0 for none."""
        size = os.fstat(self.handle).st_size
        tail = os.pread(self.handle, TAIL, max(0, size - TAIL)).splitlines()
        try:
            return int(json.loads(tail[-1])["seq"]) if tail else 0
        except (ValueError, KeyError, TypeError):
            return sys.maxsize  # it was changed: nothing is written over it

    def write(self, content: bytes) -> None:
        """Append bytes for good."""
        os.write(self.handle, content)
        os.fsync(self.handle)

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)


def path() -> Path:
    """Return the file of the log."""
    return folder() / NAME


def digest(line: dict[str, Any]) -> str:
    """Return the hash of a line: of all of it but the hash itself."""
    plain = {name: value for name, value in line.items() if name != "hash"}
    return hashlib.sha256(_text(plain).encode()).hexdigest()


def _text(line: dict[str, Any]) -> str:
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def truncated(address: str | None) -> str:
    """Return the network of an address: nobody is told apart in it (IPv4 /24, IPv6 /48)."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    size = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network(f"{found}/{size}", strict=False))


def lines(
    *, what: str = "", who: str = "", most: int = 0, newest: bool = False
) -> list[dict[str, Any]]:
    """Return lines of the log from the database.

    Args:
        what: Only of one kind.
        who: Only of one pseudonym.
        most: How many; all when 0.
        newest: The newest first.
    """
    import sqlalchemy as sa

    from pipelines.institution.database import reading
    from pipelines.institution.tables import audit

    order = audit.c.seq.desc() if newest else audit.c.seq
    asked = sa.select(audit.c.line).order_by(order)
    if most and not what and not who:
        asked = asked.limit(most)
    with reading() as connection:
        found = [json.loads(row.line) for row in connection.execute(asked)]
    found = [line for line in found if line["what"] == (what or line["what"])]
    found = [line for line in found if line["who"] == (who or line["who"])]
    return found[:most] if most else found


def verify() -> tuple[int, str, list[Fault]]:
    """Return how many lines there are, the hash of the last, and what is wrong with them."""
    import sqlalchemy as sa

    from pipelines.institution.database import reading
    from pipelines.institution.tables import audit

    with reading() as connection:
        rows = list(connection.execute(sa.select(audit).order_by(audit.c.seq)))
        kept = path().read_bytes().decode("utf-8", "replace") if path().is_file() else ""
    stored = [(row.seq, row.line) for row in rows]
    filed = [(at, text) for at, text in enumerate(kept.splitlines(), start=1)]
    faults = [*chain("database", stored), *chain("file", filed)]
    if [text for _, text in stored] != [text for _, text in filed] and not faults:
        short, n = ("file", len(filed)) if len(filed) < len(stored) else ("database", len(stored))
        faults.append(Fault(short, n, f"it ends at line {n}, and the other copy does not"))
    last = json.loads(stored[-1][1])["hash"] if stored and not faults else FIRST
    return len(stored), last, faults


def chain(where: str, kept: Iterable[tuple[int, str]]) -> list[Fault]:
    """Return what is wrong with the lines of one copy, each named by where it stands.

    A log that begins later than its first line is whole when a line of retention says so.
    """
    faults: list[Fault] = []
    read: list[dict[str, Any]] = []
    for at, text in kept:
        try:
            line = json.loads(text)
            ok = isinstance(line, dict) and line["hash"] == digest(line) and _text(line) == text
        except (ValueError, KeyError, TypeError):
            line, ok = None, False
        if ok and where == "database" and line["seq"] != at:
            faults.append(Fault(where, at, f"line {line['seq']} stands there"))
        if not ok:
            seq = line.get("seq", at) if isinstance(line, dict) else at
            faults.append(Fault(where, seq if isinstance(seq, int) else at, "it was changed"))
        if isinstance(line, dict) and isinstance(line.get("seq"), int):
            read.append(line)
    return [*faults, *_order(where, read)]


def _order(where: str, read: list[dict[str, Any]]) -> Iterator[Fault]:
    if not read:
        return
    starts = {
        (line["detail"].get("first"), line["detail"].get("prev"))
        for line in read
        if line.get("what") == "retention"
    } | {(1, FIRST)}
    first = read[0]
    seqs = sorted(line["seq"] for line in read)
    if (seqs[0], next(one for one in read if one["seq"] == seqs[0]).get("prev")) not in starts:
        yield Fault(where, seqs[0], f"the lines before {seqs[0]} are missing")
    before = first
    for line in read[1:]:
        if line["seq"] < before["seq"]:
            yield Fault(where, line["seq"], "it stands in another place")
        elif line["seq"] == before["seq"]:
            yield Fault(where, line["seq"], "it stands twice")
        elif line["seq"] > before["seq"] + 1:
            gone = set(range(before["seq"] + 1, line["seq"])) - set(seqs)
            if gone:
                yield Fault(where, min(gone), f"{len(gone)} lines are missing")
        elif line.get("prev") != before.get("hash"):
            yield Fault(where, line["seq"], "it does not follow the line before")
        before = line


def retain(now: datetime | None = None) -> int:
    """Take away what is older than the policy keeps; a line says from where the log begins.

    Returns:
        How many lines went.

    Raises:
        FaroError: The log is not whole: what is wrong is not thrown away.
    """
    import sqlalchemy as sa

    from pipelines import atomic
    from pipelines.institution.database import one_at_a_time, writing
    from pipelines.institution.tables import audit

    if verify()[2]:
        raise FaroError(
            "the audit log is not whole", fix="See `faro audit verify`", code="tampered"
        )
    until = (now or clock.now()) - timedelta(days=settings().retention.audit_days)
    kept = [line for line in lines() if datetime.fromisoformat(line["at"]) >= until]
    everything = lines()
    if not everything or len(kept) == len(everything):
        return 0
    gone = len(everything) - len(kept)
    first, prev = everything[-1]["seq"] + 1, everything[-1]["hash"]
    if kept:
        first, prev = kept[0]["seq"], kept[0]["prev"]
    _write("retention", "done", "", current(), {"first": first, "prev": prev, "lines": gone})
    with _appending(path()), writing() as connection:
        one_at_a_time(connection)
        connection.execute(sa.delete(audit).where(audit.c.seq < first))
        rest = connection.execute(sa.select(audit.c.line).order_by(audit.c.seq)).scalars()
        atomic.write(path(), "".join(f"{line}\n" for line in rest).encode())
    return gone
