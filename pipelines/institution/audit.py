"""The audit log: who did what, each line chained to the one before by its digest.

A line is one JSON object, the same in the database and in ``audit.log``. Its ``hash`` is the
SHA-256 of the line without it, and holds the hash of the line before: nothing can be changed,
taken away or moved without all that follows saying so, and no copy without the other.
Neither holds names, e-mails, whole addresses or what was asked: a pseudonym, a role, digests.
What is done and its line are kept together (:func:`turn`), or neither is. Who has not logged in
cannot fill it: past a number of lines what they do is counted (:mod:`~.strangers`). Whether the log
is whole, and what may go from it, is for :mod:`pipelines.institution.chain`.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines import clock
from pipelines.errors import FaroError
from pipelines.institution import strangers
from pipelines.institution.appending import Appending, unwritable
from pipelines.institution.people import Person, acting, console, current
from pipelines.institution.policy import folder, is_on

if TYPE_CHECKING:
    from sqlalchemy import Connection

NAME = "audit.log"
FIRST = "0" * 64
WHATS = (
    *("login", "logout", "refused", "delivery", "acceptance", "decision", "unreleased_view"),
    *("export", "query", "configuration", "observation", "narrative", "erasure", "retention"),
    "backup",
)
log = logging.getLogger("faro.institution")
_tallies: dict[Path, strangers.Tally] = {}


def record(
    what: str, *, outcome: str = "done", build_id: str = "", person: Person | None = None,
    **detail: str | int,
) -> None:  # fmt: skip
    """Write one line, if an institution runs this Faro; of strangers past a number, count it.

    Args:
        what: One of :data:`WHATS`.
        outcome: How it ended: ``done``, ``refused`` or a code.
        build_id: The build it was about.
        person: Who did it; who asks now when None.
        **detail: Ids and digests that say what it was about, never what a person wrote.

    Raises:
        FaroError: It cannot be written: what is not written down is not done.
    """
    if not is_on():
        return
    settle()
    who = person or current()
    act = strangers.Act(what, outcome, build_id, who.place)
    if who.pseudonym or _tally().has_line(act, clock.now()):
        with turn(who) as now:
            now.record(what, outcome=outcome, build_id=build_id, **detail)


def settle(*, is_end: bool = False) -> None:
    """Write down what was counted of strangers, once its hour is over.

    Args:
        is_end: Whether it is over now, for this process ends.

    Raises:
        FaroError: It cannot be written; then it is counted on.
    """
    since, counted = _tally().take(clock.now(), is_end=is_end) if is_on() else (clock.now(), None)
    if not counted:
        return
    begin = since.isoformat(timespec="seconds")
    try:
        with turn(Person()) as now:
            for act, times in counted.items():
                where = {"outcome": act.outcome, "build_id": act.build_id}
                whose = Turn(now.connection, Person(place=act.place))
                whose.record(act.what, **where, since=begin, times=times)
    except FaroError:
        _tally().put_back(since, counted, clock.now())
        raise


def _tally() -> strangers.Tally:
    return _tallies.setdefault(path(), strangers.Tally())


@contextmanager
def begun(what: str, **detail: str) -> Iterator[Callable[[str], None]]:
    """Write down that something long begins, and how it ends: done, or the code of its error.

    What cannot be written down is not begun.

    Args:
        what: One of :data:`WHATS`.
        **detail: As of :func:`record`.

    Yields:
        What takes the id of the build that comes of it.
    """
    made: list[str] = []

    def write(outcome: str) -> None:
        if is_on():
            with turn() as now:
                now.record(what, outcome=outcome, build_id="".join(made), **detail)

    write("begun")
    try:
        yield made.append
    except BaseException as error:
        write(error.code if isinstance(error, FaroError) else type(error).__name__)
        raise
    write("done")


class Turn:
    """The turn to write: nobody else does meanwhile, in whatever process.

    Attributes:
        connection: The transaction that the lines are written in, and what they say was done.
        who: Whose turn it is.
        undoes: What undoes, on disk, what is done in this turn, should the database not take it.
    """

    def __init__(self, connection: Connection, who: Person) -> None:
        self.connection = connection
        self.who = who
        self.undoes: list[Callable[[], None]] = []

    def undo(self) -> None:
        """Undo on disk what this turn did, the last first."""
        while self.undoes:
            self.undoes.pop()()

    def last(self) -> dict[str, Any]:
        """Return the last line, or what stands before the first."""
        import sqlalchemy as sa

        from pipelines.institution.tables import audit

        newest = sa.select(audit.c.line).order_by(audit.c.seq.desc()).limit(1)
        line = self.connection.execute(newest).scalar()
        return dict(json.loads(line)) if line else {"seq": 0, "hash": FIRST, "at": ""}

    def record(
        self, what: str, *, outcome: str = "done", build_id: str = "", **detail: str | int
    ) -> None:
        """Write one line, as :func:`record` does; it is kept when the turn ends well.

        Args:
            what: One of :data:`WHATS`.
            outcome: How it ended: ``done``, ``refused`` or a code.
            build_id: The build it was about.
            **detail: Ids and digests that say what it was about.
        """
        assert what in WHATS, what
        from pipelines.institution.tables import audit

        who, before = self.who, self.last()
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
            "prev_at": before["at"],
        }
        line["hash"] = digest(line)
        self.connection.execute(audit.insert().values(seq=line["seq"], line=as_text(line)))


@contextmanager
def turn(person: Person | None = None) -> Iterator[Turn]:
    """Do something and write it down, both or neither; inside, nothing else may write a line.

    The database keeps what was done and its line together. The file gets the line afterwards: what
    it has no room for then is noted for whoever operates the site, and filed with the next line.

    Args:
        person: Who does it; who asks now when None.

    Raises:
        FaroError: The file cannot be opened (``no_audit``), or the database does not take it
            (``no_database``); then nothing was done.
    """
    import sqlalchemy as sa

    from pipelines.institution.database import one_at_a_time, writing
    from pipelines.institution.tables import audit

    who = person or current()  # before the turn: to know who asks a page may have to write itself
    with acting(who), Appending(path()) as sink:
        with ExitStack() as undoing, writing() as connection:
            one_at_a_time(connection)
            now, filed = Turn(connection, who), sink.last()
            undoing.push(lambda kind, *_: now.undo() if kind else None)
            late = now.last()["seq"] - filed
            if late > 0:  # the file had no room, a process died before it, or somebody cut it
                Turn(connection, console()).record("configuration", outcome="refiled", lines=late)
            yield now
            rest = sa.select(audit.c.line).where(audit.c.seq > filed).order_by(audit.c.seq)
            fresh = connection.execute(rest).scalars().all()
        try:
            sink.write("".join(f"{line}\n" for line in fresh).encode())
        except OSError as error:
            log.error("%s; the database has the lines", unwritable(error))
        for line in map(json.loads, fresh):  # where the service cannot take it back
            log.info("audit line %s", noted(line))


def times_of(line: dict[str, Any]) -> int:
    """Return how many acts a line tells of: one, but where strangers' were counted.

    Args:
        line: A line of the log.
    """
    return int(line["detail"].get("times", 1))


def path() -> Path:
    """Return the file of the log."""
    return folder() / NAME


def noted(line: dict[str, Any]) -> str:
    """Return what is noted of a line elsewhere: its number and its digest.

    Args:
        line: A line of the log, by field.
    """
    return f"{line['seq']}:{line['hash']}"


def digest(line: dict[str, Any]) -> str:
    """Return the hash of a line: of all of it but the hash itself.

    Args:
        line: A line of the log, by field.
    """
    plain = {name: value for name, value in line.items() if name != "hash"}
    return hashlib.sha256(as_text(plain).encode()).hexdigest()


def as_text(line: dict[str, Any]) -> str:
    """Return a line as it stands in both copies, in one way for ever.

    Args:
        line: A line of the log, by field.
    """
    return json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def truncated(address: str | None) -> str:
    """Return the network of an address: nobody is told apart in it (IPv4 /24, IPv6 /48).

    Args:
        address: As the server has it; None where it has none.
    """
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    size = 24 if parsed.version == 4 else 48
    return str(ipaddress.ip_network(f"{parsed}/{size}", strict=False))


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

    query = sa.select(audit.c.line).order_by(audit.c.seq.desc() if newest else audit.c.seq)
    wanted = {name: value for name, value in (("what", what), ("who", who)) if value}
    for part in wanted.items():  # so the database passes over most, whatever years it holds
        query = query.where(audit.c.line.contains(as_text(dict([part]))[1:-1], autoescape=True))
    with reading() as connection:
        rows = connection.execution_options(yield_per=500).execute(query).scalars()
        matching = (line for line in map(json.loads, rows) if wanted.items() <= line.items())
        return list(islice(matching, most or None))
