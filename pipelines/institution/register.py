"""People in the database: a pseudonym each, and how one is forgotten.

The subject of the identity provider goes through a keyed digest and is never stored. The
pseudonym is drawn by lot and not made from it: without the row of a person nothing written down
under the pseudonym leads back to anybody.
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pipelines import clock
from pipelines.errors import FaroError
from pipelines.institution import audit, chain
from pipelines.institution.policy import ROLES, folder, key, settings

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

NAMED = "roles.csv"
FIELDS = ("pseudonym", "role")
EVERY = timedelta(minutes=10)  # how often it is noted that somebody was here


def lookup(issuer: str, subject: str) -> str:
    """Return the keyed digest of a subject.

    Args:
        issuer: Who vouches for the login.
        subject: Who they are there.
    """
    text = f"{issuer}\n{subject}".encode()
    return hmac.new(key("people"), text, hashlib.sha256).hexdigest()


def pseudonym_of(issuer: str, subject: str, *, began: datetime) -> str | None:
    """Return the pseudonym of who logged in, drawn at the first login.

    Args:
        issuer: The identity provider.
        subject: Its id of the person.
        began: When the login was.

    Returns:
        None when the person logged out, or was forgotten, after that login.
    """
    import sqlalchemy as sa

    from pipelines.institution.database import one_at_a_time, reading, writing
    from pipelines.institution.tables import person

    digest, now = lookup(issuer, subject), clock.now()
    with reading() as connection:
        row, is_over = _known(connection, digest, began)
    if is_over:
        return None
    if row is not None and now - clock.aware(row.last_seen) <= EVERY:
        return str(row.pseudonym)
    with writing() as connection:
        one_at_a_time(connection)  # of several first requests at once, one draws for all
        row, is_over = _known(connection, digest, began)
        if is_over:
            return None
        drawn = str(row.pseudonym) if row is not None else secrets.token_hex(6)
        seen = {"last_seen": now, "began": began}
        if row is None:
            new = {"lookup": digest, "pseudonym": drawn, "first_seen": now}
            connection.execute(person.insert().values(**new, **seen))
        else:
            connection.execute(sa.update(person).where(person.c.lookup == digest).values(**seen))
    return drawn


def _known(connection: Connection, digest: str, began: datetime) -> tuple[Row | None, bool]:
    """Return the row of a person, and whether a login of theirs is over: ended, or forgotten."""
    import sqlalchemy as sa

    from pipelines.institution.tables import forgotten, person

    row = connection.execute(sa.select(person).where(person.c.lookup == digest)).first()
    query = sa.select(forgotten.c.at).where(forgotten.c.lookup == digest)
    ends = (row.ended if row is not None else None, connection.execute(query).scalar())
    return row, any(end is not None and began <= clock.aware(end) for end in ends)


def end_sessions(issuer: str, subject: str) -> None:
    """End every login of a person that began before now.

    Args:
        issuer: Who vouches for the login.
        subject: Who they are there.
    """
    import sqlalchemy as sa

    from pipelines.institution.database import writing
    from pipelines.institution.tables import person

    where = person.c.lookup == lookup(issuer, subject)
    with writing() as connection:
        connection.execute(sa.update(person).where(where).values(ended=clock.now()))


def named_roles(pseudonym: str) -> frozenset[str]:
    """Return the roles that ``roles.csv`` gives a pseudonym; the file counts at once.

    Args:
        pseudonym: Of a person.

    Raises:
        FaroError: The file is wrong.
    """
    path = folder() / NAMED
    if not path.is_file():
        return frozenset()
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    if tuple(rows.fieldnames or ()) != FIELDS:
        raise FaroError(f"its columns are {', '.join(FIELDS)}", where=NAMED, code="bad_settings")
    roles = frozenset(row["role"] for row in rows if row["pseudonym"] == pseudonym)
    if roles - set(ROLES):
        raise FaroError(f"the roles are {', '.join(ROLES)}", where=NAMED, code="bad_settings")
    return roles


def forget(pseudonym: str) -> dict[str, int]:
    """Forget a person: the row that leads to them, and what they alone wrote for themselves.

    What the audit log says under the pseudonym stays, and leads to nobody. As long as a login
    lasts, the keyed digest says that one which began before is over: a cookie brings nobody back.

    Args:
        pseudonym: Of a person.

    Returns:
        How many rows of each table went.

    Raises:
        FaroError: There is no such pseudonym.
    """
    import sqlalchemy as sa

    from pipelines.institution.tables import forgotten, person, saved_view, subscription

    own = (person.c.pseudonym, subscription.c.who, saved_view.c.who)
    with audit.turn() as turn:
        does = turn.connection.execute
        query = sa.select(person.c.lookup).where(person.c.pseudonym == pseudonym)
        digest = does(query).scalar()
        if digest is None:
            raise FaroError("there is no such pseudonym", where=pseudonym, code="no_person")
        turn.record("erasure", pseudonym=pseudonym)
        does(sa.delete(forgotten).where(forgotten.c.lookup == digest))
        does(forgotten.insert().values(lookup=digest, at=clock.now()))
        return {
            column.table.name: does(sa.delete(column.table).where(column == pseudonym)).rowcount
            for column in own
        }


def retain() -> dict[str, int]:
    """Take away what is older than the policy keeps: people not seen, notices, texts, log lines.

    Of an observation the texts go; the scores are those of a municipality and stay.
    """
    import sqlalchemy as sa

    from pipelines.institution.database import writing
    from pipelines.institution.tables import forgotten, notice, observation, outbox, person

    at, rules = clock.now(), settings()

    def before(days: float) -> datetime:
        return at - timedelta(days=days)

    policy = rules.retention
    with writing() as connection:
        seen = person.c.last_seen < before(policy.people_days)
        people = list(connection.execute(sa.select(person.c.pseudonym).where(seen)).scalars())
        limit = before(policy.notices_days)
        gone = sa.select(notice.c.id).where(notice.c.at < limit)
        connection.execute(sa.delete(outbox).where(outbox.c.notice_id.in_(gone)))
        notices = connection.execute(sa.delete(notice).where(notice.c.at < limit)).rowcount
        old = forgotten.c.at < before(rules.session_hours / 24)
        connection.execute(sa.delete(forgotten).where(old))
        has_text = observation.c.claim.is_not(None) | observation.c.resolution.is_not(None)
        stale = (observation.c.due < before(policy.replies_days)) & has_text
        bare = sa.update(observation).where(stale).values(claim=None, resolution=None)
        replies = connection.execute(bare).rowcount
    for pseudonym in people:
        forget(pseudonym)
    counts = {"people": len(people), "notices": notices, "replies": replies}
    return {**counts, "audit": chain.retain()}
