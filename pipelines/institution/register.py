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

from pipelines import clock
from pipelines.errors import FaroError
from pipelines.institution import audit
from pipelines.institution.policy import ROLES, folder, key, settings

NAMED = "roles.csv"
FIELDS = ("pseudonym", "role")
EVERY = timedelta(minutes=10)  # how often it is noted that somebody was here


def lookup(issuer: str, subject: str) -> str:
    """Return the keyed digest of a subject."""
    text = f"{issuer}\n{subject}".encode()
    return hmac.new(key("people"), text, hashlib.sha256).hexdigest()


def pseudonym_of(issuer: str, subject: str, *, began: datetime) -> tuple[str, bool] | None:
    """Return the pseudonym of who logged in, drawn at the first login, and whether that is new.

    Args:
        issuer: The identity provider.
        subject: Its id of the person.
        began: When the login was.

    Returns:
        None when the person logged out, or was forgotten, after that login.
    """
    import sqlalchemy as sa

    from pipelines.institution.database import reading, writing
    from pipelines.institution.tables import person

    found, now = lookup(issuer, subject), clock.now()
    where = person.c.lookup == found
    with reading() as connection:
        row = connection.execute(sa.select(person).where(where)).first()
    if row is not None and row.ended is not None and began <= clock.aware(row.ended):
        return None
    is_new = row is None or began > clock.aware(row.began)
    if row is not None and not is_new and now - clock.aware(row.last_seen) <= EVERY:
        return str(row.pseudonym), False
    seen = {"last_seen": now, "began": began}
    drawn = str(row.pseudonym) if row is not None else secrets.token_hex(6)
    with writing() as connection:
        if connection.execute(sa.update(person).where(where).values(**seen)).rowcount == 0:
            new = {"lookup": found, "pseudonym": drawn, "first_seen": now, **seen}
            connection.execute(person.insert().values(**new))
    return drawn, is_new


def end_sessions(issuer: str, subject: str) -> None:
    """End every login of a person that began before now."""
    import sqlalchemy as sa

    from pipelines.institution.database import writing
    from pipelines.institution.tables import person

    where = person.c.lookup == lookup(issuer, subject)
    with writing() as connection:
        connection.execute(sa.update(person).where(where).values(ended=clock.now()))


def named_roles(pseudonym: str) -> frozenset[str]:
    """Return the roles that ``roles.csv`` gives a pseudonym; the file counts at once.

    Raises:
        FaroError: The file is wrong.
    """
    path = folder() / NAMED
    if not path.is_file():
        return frozenset()
    rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")))
    if tuple(rows.fieldnames or ()) != FIELDS:
        raise FaroError(f"its columns are {', '.join(FIELDS)}", where=NAMED, code="bad_settings")
    found = frozenset(row["role"] for row in rows if row["pseudonym"] == pseudonym)
    if found - set(ROLES):
        raise FaroError(f"the roles are {', '.join(ROLES)}", where=NAMED, code="bad_settings")
    return found


def forget(pseudonym: str) -> dict[str, int]:
    """Forget a person: the row that leads to them, and what they alone wrote for themselves.

    What the audit log says under the pseudonym stays, and leads to nobody.

    Returns:
        How many rows of each table went.

    Raises:
        FaroError: There is no such pseudonym.
    """
    import sqlalchemy as sa

    from pipelines.institution.database import writing
    from pipelines.institution.tables import person, saved_view, subscription

    own = (person.c.pseudonym, subscription.c.who, saved_view.c.who)
    with writing() as connection:
        gone = {
            column.table.name: connection.execute(
                sa.delete(column.table).where(column == pseudonym)
            ).rowcount
            for column in own
        }
    if not gone["person"]:
        raise FaroError("there is no such pseudonym", where=pseudonym, code="no_person")
    audit.record("erasure", pseudonym=pseudonym)
    return gone


def retain(now: datetime | None = None) -> dict[str, int]:
    """Take away what is older than the policy keeps: people not seen, notices, audit lines."""
    import sqlalchemy as sa

    from pipelines.institution.database import writing
    from pipelines.institution.tables import notice, outbox, person

    at, policy = now or clock.now(), settings().retention
    with writing() as connection:
        seen = at - timedelta(days=policy.people_days)
        old = connection.execute(sa.select(person.c.pseudonym).where(person.c.last_seen < seen))
        people = list(old.scalars())
        told = at - timedelta(days=policy.notices_days)
        gone = sa.select(notice.c.id).where(notice.c.at < told)
        connection.execute(sa.delete(outbox).where(outbox.c.notice_id.in_(gone)))
        notices = connection.execute(sa.delete(notice).where(notice.c.at < told)).rowcount
    for pseudonym in people:
        forget(pseudonym)
    return {"people": len(people), "notices": notices, "audit": audit.retain(at)}
