"""What is on its way: notices by channel, tried again with growing patience, never sent twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from pipelines import clock
from pipelines.institution import releases, settings
from pipelines.institution.database import one_at_a_time, reading, writing
from pipelines.institution.tables import notice, outbox
from pipelines.telling.notices import channels, judge

MOST_TRIES = 8
ABANDONED = timedelta(hours=1)  # after which what a dead process was sending is tried again


@dataclass(frozen=True)
class Due:
    """Notices to be sent by a channel now, claimed for whoever asked."""

    channel: str
    notices: tuple[int, ...]


def due(
    *, now: datetime | None = None, at_once: bool = False, only: int | None = None
) -> list[Due]:
    """Claim what is due, by channel; nothing in quiet hours, nor of a build that is not out.

    What is on its way to a channel that the settings no longer name is dropped.

    Args:
        now: The moment, with its offset; the present one when None.
        at_once: Whether quiet hours and patience are passed over ("send now").
        only: The one notice that is asked for; all when None.

    Returns:
        What goes out together: for each channel what was never tried, and each batch that failed
        as it was then, so that whoever gets it twice knows.

    Raises:
        FaroError: The database does not answer (``no_database``).
    """
    at = now or clock.now()
    if is_quiet(at) and not at_once:
        return []
    known, waiting = outbox.c.channel.in_(channels()), outbox.c.state == "waiting"
    abandoned = (outbox.c.state == "sending") & (outbox.c.next_at <= at - ABANDONED)
    ready = waiting if at_once else waiting & (outbox.c.next_at <= at)
    query = sa.select(outbox, notice.c.build_id, notice.c.topic).join(
        notice, notice.c.id == outbox.c.notice_id
    )
    query = query.where(known & (ready | abandoned)).order_by(outbox.c.id)
    if only is not None:
        query = query.where(outbox.c.notice_id == only)
    with reading() as connection:
        rows = connection.execute(query).all()
    may, batches = judge(releases.is_public), dict[tuple[str, datetime | None], list[sa.Row]]()
    for row in rows:  # judged before the turn to write: a build may have to be opened for it
        if may(row.build_id, row.topic):  # one withdrawn since waits with its build
            batch = (row.channel, row.next_at if row.tries else None)
            batches.setdefault(batch, []).append(row)
    with writing() as connection:
        one_at_a_time(connection)
        lost = {"state": "dropped", "last": "no longer in the settings"}
        gone = sa.update(outbox).where(~known & (waiting | abandoned))
        connection.execute(gone.values(**lost))
        claimed = [
            # A moment of its own keeps a batch apart from the others if this process dies.
            Due(channel, _claimed(connection, batch, at + timedelta(microseconds=place)))
            for place, ((channel, _), batch) in enumerate(batches.items())
        ]
    return [lot for lot in claimed if lot.notices]


def _claimed(connection: sa.Connection, rows: list[sa.Row], at: datetime) -> tuple[int, ...]:
    """Claim what is still as it was read, and return its notices."""
    numbers = []
    for row in rows:
        as_read = (outbox.c.id, row.id), (outbox.c.state, row.state), (outbox.c.tries, row.tries)
        claim = sa.update(outbox).where(*(column == value for column, value in as_read))
        values = {"state": "sending", "next_at": at, "tries": row.tries + 1}
        if connection.execute(claim.values(**values)).rowcount:
            numbers.append(row.notice_id)
    return tuple(numbers)


def settle(channel: str, numbers: Iterable[int], *, error: str = "") -> None:
    """Note how sending ended: sent, or tried again after 2, 4, 8 … minutes, at last given up.

    Args:
        channel: As :func:`due` named it.
        numbers: The notices of it.
        error: Why sending failed; empty when it did not. At most 200 characters are kept.

    Raises:
        FaroError: The database does not answer (``no_database``).
    """
    at = clock.now()
    with writing() as connection:
        for number in numbers:
            where = (outbox.c.channel == channel) & (outbox.c.notice_id == number)
            tries = connection.execute(sa.select(outbox.c.tries).where(where)).scalar_one()
            values: dict[str, Any] = {"state": "sent", "last": at.isoformat(timespec="seconds")}
            if error:
                again = at + timedelta(minutes=2**tries)
                state = "waiting" if tries < MOST_TRIES else "given_up"
                values = {"state": state, "next_at": again, "last": error[:200]}
            connection.execute(sa.update(outbox).where(where).values(**values))


def put_back(channel: str, numbers: Iterable[int]) -> None:
    """Have notices wait as before that were claimed and not sent: they wait with their builds.

    Args:
        channel: As :func:`due` named it.
        numbers: Those notices of it.

    Raises:
        FaroError: The database does not answer (``no_database``).
    """
    where = (outbox.c.channel == channel) & outbox.c.notice_id.in_(list(numbers))
    with writing() as connection:
        back = sa.update(outbox).where(where)
        connection.execute(back.values(state="waiting", tries=outbox.c.tries - 1))


def given_up() -> int:
    """Return how many notices were given up, each as often as by channels.

    Raises:
        FaroError: The database does not answer (``no_database``).
    """
    with reading() as connection:
        query = sa.select(sa.func.count()).where(outbox.c.state == "given_up")
        return int(connection.execute(query).scalar_one())


def attempts(most: int = 200) -> list[dict[str, Any]]:
    """Return the log of delivery, the newest first: notice, channel, state, tries, what was said.

    Of a channel that is an address only the host is shown: the rest may be a secret.

    Args:
        most: How many at most.

    Returns:
        One entry a notice and channel: ``id``, ``notice_id``, ``channel``, ``state``, ``tries``,
        ``next_at``, ``last``.

    Raises:
        FaroError: The database does not answer (``no_database``).
    """
    with reading() as connection:
        rows = connection.execute(sa.select(outbox).order_by(outbox.c.id.desc()).limit(most))
        entries = [dict(row) for row in rows.mappings()]
    return [row | {"channel": shown(row["channel"])} for row in entries]


def shown(channel: str) -> str:
    """Return a channel as it may be shown.

    Args:
        channel: An address, or ``mail``.

    Returns:
        The host of an address; any other as it is.
    """
    return channel.split("/")[2] if "://" in channel else channel


def is_quiet(at: datetime) -> bool:
    """Return whether a moment is within the quiet hours of the settings, in Chile's time.

    Args:
        at: A moment, with its offset.
    """
    quiet = settings().quiet
    if quiet is None or quiet.start == quiet.end:
        return False
    hour = at.astimezone(clock.CHILE).hour
    if quiet.start < quiet.end:
        return quiet.start <= hour < quiet.end
    return hour >= quiet.start or hour < quiet.end
