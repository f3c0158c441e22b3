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

    What waits for a channel that the settings no longer name is given up.

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
    batches: dict[tuple[str, datetime | None], list[Any]] = {}
    may = judge(releases.is_public)
    with writing() as connection:
        one_at_a_time(connection)
        waiting = outbox.c.state == "waiting"
        gone = waiting & outbox.c.channel.not_in(channels())
        lost = {"state": "given_up", "last": "no longer in the settings"}
        connection.execute(sa.update(outbox).where(gone).values(**lost))
        if not at_once:
            waiting &= outbox.c.next_at <= at
        dropped = (outbox.c.state == "sending") & (outbox.c.next_at <= at - ABANDONED)
        asked = sa.select(outbox, notice.c.build_id, notice.c.topic).join(
            notice, notice.c.id == outbox.c.notice_id
        )
        asked = asked.where(waiting | dropped).order_by(outbox.c.id)
        if only is not None:
            asked = asked.where(outbox.c.notice_id == only)
        for row in connection.execute(asked).all():
            if may(row.build_id, row.topic):  # one withdrawn since waits with its build
                batch = (row.channel, row.next_at if row.tries else None)
                batches.setdefault(batch, []).append(row)
        for place, rows in enumerate(batches.values()):
            # A moment of its own keeps a batch apart from the others if this process dies.
            values = {"state": "sending", "next_at": at + timedelta(microseconds=place)}
            for row in rows:
                one = sa.update(outbox).where(outbox.c.id == row.id)
                connection.execute(one.values(**values, tries=row.tries + 1))
    return [
        Due(channel, tuple(row.notice_id for row in rows)) for (channel, _), rows in batches.items()
    ]


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


def given_up() -> int:
    """Return how many notices were given up, each as often as by channels.

    Raises:
        FaroError: The database does not answer (``no_database``).
    """
    with reading() as connection:
        asked = sa.select(sa.func.count()).where(outbox.c.state == "given_up")
        return int(connection.execute(asked).scalar_one())


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
        found = [dict(row) for row in rows.mappings()]
    return [row | {"channel": shown(row["channel"])} for row in found]


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
