"""The release calendar: what is out, since when, and who may look before.

``releases.csv`` grows by a row a change; the last row of a release counts, those before are its
history. A release is of a round, a data set or a build. Until its minute every build that holds
it is as if it were not there, for whoever lacks the right; then it is there, without a restart.
"""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath

from pipelines import atomic, clock
from pipelines.errors import FaroError
from pipelines.institution import audit
from pipelines.institution.people import READ, UNRELEASED, Person, current
from pipelines.institution.policy import folder, is_on, settings
from pipelines.spreadsheets import line_csv

NAME, ACCESS = "releases.csv", "prerelease.csv"
STATES = ("provisional", "confirmed", "published", "withdrawn")
FIELDS = ("release_id", "subject", "state", "at", "reason", "changed_at")
YEARS = range(2000, 2200)  # of what is released
ACCESS_FIELDS = ("release_id", "who", "post", "reason")
SUBJECT = re.compile(r"(round|dataset|build):[\w./-]{1,120}", re.ASCII)
log = logging.getLogger("faro.institution")
_good: dict[Path, tuple[Release, ...]] = {}


@dataclass(frozen=True)
class Release:
    """What the calendar says of a release now.

    Attributes:
        release_id: Its name.
        subject: ``round:<id>``, ``dataset:<source or file>`` or ``build:<id>``.
        state: One of :data:`STATES`.
        at: The moment from which it is out.
        reason: Why it was changed last; empty for the first.
        changed_at: When the calendar was changed.
        previous_at: The moment it had before, when that changed.
    """

    release_id: str
    subject: str
    state: str
    at: datetime
    reason: str = ""
    changed_at: str = ""
    previous_at: datetime | None = None

    def is_out(self, now: datetime) -> bool:
        """Return whether everybody may see it: never what was withdrawn.

        Args:
            now: The moment asked about, with its offset.
        """
        return self.state != "withdrawn" and now >= self.at


@dataclass(frozen=True)
class Holding:
    """What a build holds, as the calendar names it.

    Attributes:
        build_id: The build.
        rounds: Ids of its rounds; None when it cannot say, and then it may hold any.
        datasets: Sources and files it was made from; None as for the rounds.
        built_at: When it was made; empty where it cannot say.
    """

    build_id: str
    rounds: frozenset[str] | None
    datasets: frozenset[str] | None
    built_at: str = ""

    @classmethod
    def of_round(cls, build_id: str, round_id: str) -> Holding:
        """Return what is known of a build by something that it said of a round.

        Args:
            build_id: The build.
            round_id: The round.
        """
        return cls(build_id, frozenset({round_id}), frozenset())

    def has(self, subject: str) -> bool:
        """Return whether a subject of the calendar is in it.

        Args:
            subject: As the calendar writes it, ``round:r2026``.
        """
        kind, _, name = subject.partition(":")
        if kind == "build":
            return name == self.build_id
        held = self.rounds if kind == "round" else self.datasets
        return held is None or name in held


@dataclass(frozen=True)
class Access:
    """Somebody who may look before a release: a group or a pseudonym, its post and the reason."""

    release_id: str
    who: str
    post: str
    reason: str


def calendar() -> tuple[Release, ...]:
    """Return every release as it stands, by its moment.

    A file that cannot be read leaves the last good one in force; without one nothing is out.

    Raises:
        FaroError: The file cannot be read and no good one was seen.
    """
    if not is_on():
        return ()
    path = folder() / NAME
    try:
        seen = path.stat()
    except FileNotFoundError:
        return ()
    try:
        _good[path] = _releases(path, seen.st_mtime_ns, seen.st_size)
    except FaroError as error:
        if path not in _good:
            raise
        log.error("the release calendar before stays in force: %s", error)
    return _good[path]


def announced() -> list[Release]:
    """Return what the calendar tells whoever asks: of what is not out no build, no name of a file.

    A release of a file is announced by the folder it stands in.

    Raises:
        FaroError: As :func:`calendar`.
    """
    now, sees_all = clock.now(), current().may(UNRELEASED)
    listed = []
    for release in calendar():
        kind, _, name = release.subject.partition(":")
        if sees_all or release.is_out(now) or kind == "round":
            listed.append(release)
        elif kind == "dataset":
            path = PurePosixPath(name)
            listed.append(
                replace(release, subject=f"dataset:{path.parent}") if path.suffix else release
            )
    return listed


@lru_cache(maxsize=16)
def _releases(path: Path, _written: int, _size: int) -> tuple[Release, ...]:
    by_id: dict[str, Release] = {}
    for number, row in enumerate(_rows(path, FIELDS), start=2):
        release = _release(row, number)
        before = by_id.get(release.release_id)
        if before is not None and before.subject != release.subject:
            raise _bad(NAME, number, f"{release.release_id} is of {before.subject}")
        if before is not None:
            moved = before.at if before.at != release.at else before.previous_at
            release = replace(release, previous_at=moved)
        by_id[release.release_id] = release
    return tuple(sorted(by_id.values(), key=lambda latest: (latest.at, latest.release_id)))


def _release(row: dict[str, str], number: int) -> Release:
    if not row["release_id"] or not SUBJECT.fullmatch(row["subject"]):
        raise _bad(NAME, number, "a release has an id and is of round:…, dataset:… or build:…")
    if row["state"] not in STATES:
        raise _bad(NAME, number, f"there is no state {row['state'][:20]}: {', '.join(STATES)}")
    if row["changed_at"]:
        moment(row["changed_at"], _where(NAME, number))
    return Release(
        row["release_id"],
        row["subject"],
        row["state"],
        moment(row["at"], _where(NAME, number)),
        row["reason"],
        row["changed_at"],
    )


def moment(text: str, where: str = NAME) -> datetime:
    """Return a moment written in Chile's time, ``2026-12-15T09:00``; with an offset as written.

    Args:
        text: The moment.
        where: The file or option it stands in, for the error.

    Raises:
        FaroError: It is none of :data:`YEARS`, or the clocks of Chile skip it or show it twice.
    """
    try:
        when = datetime.fromisoformat(text)
        if when.year not in YEARS:  # clocks of other zones could not show it
            raise ValueError(text)
    except ValueError as error:
        raise FaroError(
            f"«{text[:30]}» is no date and hour",
            where=where,
            fix="Write it as 2026-12-15T09:00, in Chile's time",
            code="bad_calendar",
        ) from error
    if when.tzinfo is not None:
        return when
    here = when.replace(tzinfo=clock.CHILE)
    if here.utcoffset() != here.replace(fold=1).utcoffset():
        raise FaroError(
            f"the clocks of Chile skip {text} or show it twice",
            where=where,
            fix="Write it with its offset, as 2026-04-04T23:30-03:00",
            code="bad_calendar",
        )
    return here


def held_by(holding: Holding) -> list[Release]:
    """Return the releases that keep a build from everybody now.

    Args:
        holding: What the build holds.
    """
    now = clock.now()
    return [
        release
        for release in calendar()
        if not release.is_out(now) and holding.has(release.subject)
    ]


def waiting() -> list[str]:
    """Return the builds that the calendar names and that are not out yet."""
    now = clock.now()
    return [
        release.subject.removeprefix("build:")
        for release in calendar()
        if release.subject.startswith("build:")
        and release.state != "withdrawn"
        and not release.is_out(now)
    ]


def is_public(holding: Holding) -> bool:
    """Return whether everybody who may read may see a build now.

    Args:
        holding: What the build holds.
    """
    if not is_on():
        return True
    if held_by(holding):
        return False
    if not settings().hold_builds:
        return True
    now, name = clock.now(), f"build:{holding.build_id}"
    return any(release.subject == name and release.is_out(now) for release in calendar())


def may_see(holding: Holding, person: Person | None = None) -> bool:
    """Return whether somebody may see a build: it is out, or every release has them on its list.

    Who may not read sees none: not even its id.

    Args:
        holding: What the build holds.
        person: Who; who asks now when None.
    """
    who = person or current()
    if not who.may(READ):
        return False
    if is_public(holding):
        return True
    if who.may(UNRELEASED):
        return True
    held, allowed = held_by(holding), {permit.release_id for permit in access_of(who)}
    return bool(held) and all(release.release_id in allowed for release in held)


def access_of(person: Person) -> list[Access]:
    """Return what the list of early access gives somebody, by a group or by their pseudonym.

    Args:
        person: Who.
    """
    named = {*person.groups, person.pseudonym} - {""}
    return [permit for permit in access() if permit.who in named]


def provisional(holding: Holding) -> list[Release]:
    """Return the releases of a build that are out but may still change.

    Args:
        holding: What the build holds.
    """
    return [
        release
        for release in calendar()
        if release.state == "provisional" and holding.has(release.subject)
    ]


def access() -> tuple[Access, ...]:
    """Return who may look before which release.

    Raises:
        FaroError: The file cannot be read.
    """
    path = folder() / ACCESS
    if not path.is_file():
        return ()
    seen = path.stat()
    return _access(path, seen.st_mtime_ns, seen.st_size)


@lru_cache(maxsize=16)
def _access(path: Path, _written: int, _size: int) -> tuple[Access, ...]:
    permits = []
    for number, row in enumerate(_rows(path, ACCESS_FIELDS), start=2):
        if not all(row.values()):
            raise _bad(ACCESS, number, "who, post and reason are all needed")
        permits.append(Access(**row))
    return tuple(permits)


def change(release_id: str, *, subject: str, state: str, at: str, reason: str) -> Release:
    """Add a row to the calendar, write it down, and return the release as it stands then.

    Args:
        release_id: The release, new or known.
        subject: What it is of; empty for that of a known one.
        state: Its state from now on.
        at: Its moment in Chile's time; empty for that of a known one.
        reason: Why; needed for a known one.

    Raises:
        FaroError: The row is wrong, or it cannot be written down; then nothing is changed.
    """
    with audit.turn() as turn:  # several at a time each read what the one before wrote
        turn.record("configuration", about="release", release=release_id, state=state)
        turn.undoes.append(_as_it_was(folder() / NAME))
        _add(release_id, subject=subject, state=state, at=at, reason=reason)
    return next(release for release in calendar() if release.release_id == release_id)


def _as_it_was(path: Path) -> Callable[[], None]:
    """Return what puts a file back as it is now, or takes it away again."""
    if not path.is_file():
        return partial(path.unlink, missing_ok=True)
    return partial(atomic.write, path, path.read_bytes())


def _add(release_id: str, *, subject: str, state: str, at: str, reason: str) -> None:
    path = folder() / NAME
    known = {release.release_id: release for release in calendar()}.get(release_id)
    if known is not None and not reason.strip():
        raise FaroError("a change needs its reason", where=release_id, code="bad_calendar")
    row = {
        "release_id": release_id,
        "subject": subject or (known.subject if known else ""),
        "state": state,
        "at": at or (known.at.isoformat() if known else ""),
        "reason": reason.strip(),
        "changed_at": clock.now().isoformat(timespec="seconds"),
    }
    _release(row, 0)
    if known is not None and row["subject"] != known.subject:
        raise FaroError(f"it is of {known.subject}", where=release_id, code="bad_calendar")
    text = path.read_text("utf-8") if path.is_file() else ",".join(FIELDS) + "\n"
    line = line_csv([row[name] for name in FIELDS], ends="\n")
    atomic.write(path, (text.rstrip("\n") + "\n" + line).encode())


def _rows(path: Path, fields: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad(path.name, 1, "it is no UTF-8") from error
    reader = csv.DictReader(io.StringIO(text))
    if tuple(reader.fieldnames or ()) != fields:
        raise _bad(path.name, 1, f"its columns are {', '.join(fields)}")
    rows = []
    for number, row in enumerate(reader, start=2):
        if None in row or None in row.values():
            raise _bad(path.name, number, "it has other cells than columns")
        rows.append({name: value.strip() for name, value in row.items()})
    return rows


def _bad(name: str, number: int, why: str) -> FaroError:
    where, fix = _where(name, number), "Fix the row" if number else "Give it anew"
    return FaroError(why, where=where, fix=fix, code="bad_calendar")


def _where(name: str, number: int) -> str:
    """Return where a row stands; one that is only asked for (0) in no file yet."""
    return f"{name}, row {number}" if number else ""


def sees_more(person: Person) -> bool:
    """Return whether somebody may see anything that is not out for everybody.

    Args:
        person: Who.
    """
    return person.may(UNRELEASED) or bool(access_of(person))
