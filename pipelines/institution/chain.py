"""Whether the audit log is whole, in both its copies, and what may go from its beginning."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from pipelines import atomic, clock
from pipelines.errors import FaroError
from pipelines.institution import appending, audit, policy
from pipelines.institution.audit import FIRST, as_text, digest

FILE, DATABASE, BOTH = "file", "database", "both"
NEAR = timedelta(minutes=10)  # between what is done and its line, whatever the clock does meanwhile


@dataclass(frozen=True)
class Fault:
    """What is wrong with the log.

    Attributes:
        where: In which copy: ``file``, ``database``, or ``both`` where each is a good chain.
        seq: At which line.
        what: What is wrong, a word of ``registro.wrong``.
        n: A number that belongs to it.
    """

    where: str
    seq: int
    what: str
    n: int = 0


def verify() -> tuple[int, str, list[Fault]]:
    """Return how many lines there are, the last as it is noted, and what is wrong with them."""
    import sqlalchemy as sa

    from pipelines.institution.database import reading
    from pipelines.institution.tables import audit as table

    path = audit.path()
    with _in_peace(path) if path.is_file() else io.BytesIO() as source:
        kept = source.read().decode("utf-8", "replace")
        with reading() as connection:
            rows = list(connection.execute(sa.select(table).order_by(table.c.seq)))
            is_new = not rows and not kept and not _has_lived(connection)
            done = _done(connection)
    stored = [(row.seq, row.line) for row in rows]
    filed = list(enumerate(kept.removesuffix("\n").split("\n") if kept else (), start=1))
    faults = [*faults_of(DATABASE, stored), *faults_of(FILE, filed)]
    if not faults:
        faults = list(_differ([text for _, text in stored], [text for _, text in filed]))
    if not rows and not kept and not is_new:
        faults.append(Fault(BOTH, 1, "all"))
    elif not faults:
        faults = list(_untold([json.loads(text) for _, text in stored], done))
    last = audit.noted(json.loads(stored[-1][1])) if stored and not faults else ""
    return len(stored), last, faults


def _in_peace(path: Path) -> IO[bytes]:
    """Open the file while nobody writes: a line being written is in one copy alone."""
    return os.fdopen(appending.held(path, os.O_RDONLY, fcntl.LOCK_SH), "rb")


def _has_lived(connection: Any) -> bool:
    """Return whether something was done that is always written down."""
    import sqlalchemy as sa

    from pipelines.institution import tables

    done = (tables.person, tables.delivery, tables.observation, tables.narrative)
    return any(connection.execute(sa.select(table).limit(1)).first() for table in done)


def _done(connection: Any) -> list[tuple[str, datetime]]:
    """Return what was done in one turn with its line, the kind of that line, and when."""
    import sqlalchemy as sa

    from pipelines.institution import tables

    moments = [
        ("narrative", tables.narrative.c.at),
        ("erasure", tables.forgotten.c.at),
        ("observation", tables.observation.c.asked),
        ("observation", tables.observation.c.answered),
        ("observation", tables.observation.c.resolved),
    ]
    return [
        (what, clock.aware(at))
        for what, column in moments
        for at in connection.execute(sa.select(column).where(column.is_not(None))).scalars()
    ]


def _untold(lines: list[dict[str, Any]], done: list[tuple[str, datetime]]) -> Iterator[Fault]:
    """Say what was done and has no line: a log whose end was cut in both copies is a good chain."""
    if not lines:
        return
    moments: dict[str, list[datetime]] = {}
    for line in lines:
        moments.setdefault(line["what"], []).append(datetime.fromisoformat(line["at"]))
    # What was done before the first line went with retention; nothing did while that is the first.
    begins = datetime.fromisoformat(lines[0]["at"]) + NEAR
    kept = [(what, at) for what, at in done if lines[0]["seq"] == 1 or at > begins]
    untold = [at for what, at in kept if not _is_near(at, moments.get(what, []))]
    if untold:
        before = [line["seq"] for line in lines if line["at"] <= min(untold).isoformat()]
        yield Fault(BOTH, max(before, default=lines[0]["seq"]), "untold", len(untold))


def _is_near(at: datetime, moments: list[datetime]) -> bool:
    next_after = bisect_left(moments, at)
    return any(abs(at - near) <= NEAR for near in moments[max(0, next_after - 1) : next_after + 1])


def _differ(stored: list[str], filed: list[str]) -> Iterator[Fault]:
    """Say where two copies part that are good chains both: which is forged none of them tells."""
    at = next(
        (n for n, pair in enumerate(zip(stored, filed, strict=False)) if len({*pair}) > 1), -1
    )
    if at >= 0:
        yield Fault(BOTH, json.loads(stored[at])["seq"], "differ")
    elif len(stored) != len(filed):
        short, own = (FILE, filed) if len(filed) < len(stored) else (DATABASE, stored)
        yield Fault(short, json.loads(own[-1])["seq"] if own else 0, "ends")


def faults_of(where: str, kept: Iterable[tuple[int, str]]) -> list[Fault]:
    """Return what is wrong with the lines of one copy, each named by where it stands.

    A log that begins later than its first line is whole when a line of retention says so, and what
    went was as old as the policy asks.

    Args:
        where: Which copy it is.
        kept: Its lines, each with its number.
    """
    faults: list[Fault] = []
    read: list[dict[str, Any]] = []
    for at, text in kept:
        try:
            line = json.loads(text)
            ok = isinstance(line, dict) and line["hash"] == digest(line) and as_text(line) == text
        except (ValueError, KeyError, TypeError):
            line, ok = None, False
        if ok and where == DATABASE and line["seq"] != at:
            faults.append(Fault(where, at, "stands", line["seq"]))
        if not ok:
            seq = line.get("seq", at) if isinstance(line, dict) else at
            faults.append(Fault(where, seq if isinstance(seq, int) else at, "changed"))
        if isinstance(line, dict) and isinstance(line.get("seq"), int):
            read.append(line)
    return [*faults, *_begins(where, read), *_follows(where, read)]


def _begins(where: str, read: list[dict[str, Any]]) -> Iterator[Fault]:
    first = min(read, key=lambda line: int(line["seq"]), default=None)
    if first is None or (first["seq"], first.get("prev")) == (1, FIRST):
        return
    opening = {"first": first["seq"], "prev": first.get("prev")}
    cuts = [
        line
        for line in read
        if line.get("what") == "retention" and opening.items() <= line["detail"].items()
    ]
    if not cuts:
        yield Fault(where, first["seq"], "begin")
    elif not _was_old(first, cuts[0], read):
        yield Fault(where, first["seq"], "young")


def _was_old(first: dict[str, Any], cut: dict[str, Any], read: list[dict[str, Any]]) -> bool:
    """Return whether the line before the first one kept was old enough to go.

    When that was stands in the first line, under its hash; so nothing forged at the end of the log
    hides what was cut from its beginning.
    """
    try:
        at = datetime.fromisoformat(cut["at"])
        gone, days = datetime.fromisoformat(first["prev_at"]), int(cut["detail"]["days"])
    except (KeyError, ValueError, TypeError):
        return False
    least = policy.settings().retention.audit_days if _is_same_policy(cut, read) else policy.LEAST
    return days >= least and gone < at - timedelta(days=days) and at <= clock.now()


def _is_same_policy(cut: dict[str, Any], read: list[dict[str, Any]]) -> bool:
    """Return whether the settings are those of when the log was cut, as far as it says."""
    noted = [
        line
        for line in read
        if line.get("what") == "configuration" and line["detail"].get("about") == policy.NAME
    ]
    if not noted:
        return True
    now = hashlib.sha256((policy.folder() / policy.NAME).read_bytes()).hexdigest()
    return bool(noted[-1]["seq"] < cut["seq"] and noted[-1]["detail"].get("sha256") == now)


def _follows(where: str, read: list[dict[str, Any]]) -> Iterator[Fault]:
    seqs = {line["seq"] for line in read}
    for before, line in pairwise(read):
        if line["seq"] < before["seq"]:
            yield Fault(where, line["seq"], "place")
        elif line["seq"] == before["seq"]:
            yield Fault(where, line["seq"], "twice")
        elif line["seq"] > before["seq"] + 1:
            gone = set(range(before["seq"] + 1, line["seq"])) - seqs
            if gone:
                yield Fault(where, min(gone), "missing", len(gone))
        elif line.get("prev") != before.get("hash"):
            yield Fault(where, line["seq"], "follows")


def retain() -> int:
    """Take away what is older than the policy keeps; a line says from where the log begins.

    Lines of a version that did not say when the one before was go with the first that does.

    Returns:
        How many lines went.

    Raises:
        FaroError: The log is not whole: what is wrong is not thrown away.
    """
    import sqlalchemy as sa

    from pipelines.institution.tables import audit as table

    if verify()[2]:
        raise FaroError(
            "the audit log is not whole", fix="See `faro audit verify`", code="tampered"
        )
    days = policy.settings().retention.audit_days
    until = clock.now() - timedelta(days=days)
    rest = sa.select(table.c.line).order_by(table.c.seq)
    with audit.turn() as turn:
        everything = [json.loads(line) for line in turn.connection.execute(rest).scalars()]
        kept = [line for line in everything if datetime.fromisoformat(line["at"]) >= until]
        gone = len(everything) - len(kept)
        if not gone or (kept and "prev_at" not in kept[0]):
            return 0
        last = turn.last()
        first, prev = last["seq"] + 1, last["hash"]
        if kept:
            first, prev = kept[0]["seq"], kept[0]["prev"]
        turn.record("retention", first=first, prev=prev, lines=gone, days=days)
        turn.connection.execute(sa.delete(table).where(table.c.seq < first))
        content = "".join(f"{line}\n" for line in turn.connection.execute(rest).scalars())
        turn.undoes.append(partial(atomic.write, audit.path(), audit.path().read_bytes()))
        atomic.write(audit.path(), content.encode())
    return gone
