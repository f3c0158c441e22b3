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
from pipelines.telling.notices import judge

MOST_TRIES = 8
ABANDONED = timedelta(hours=1)  # after which what a dead process was sending is tried again


@dataclass(frozen=True)
class Due:
    """Notices to be sent by a channel now, claimed for whoever asked."""

    channel: str
    notices: tuple[int, ...]


def due(*, now: datetime | None = None, at_once: bool = False) -> list[Due]:
    """Claim what is due, by channel; nothing in quiet hours, nor of a build that is not out.

    Args:
        now: The moment, with its offset; the present one when None.
        at_once: Whether quiet hours and patience are passed over ("send now").

    Returns:
        One entry a channel, with the numbers of its notices.

    Raises:
        FaroError: The database does not answer (``no_database``).
    """
    at = now or clock.now()
    if is_quiet(at) and not at_once:
        return []
    found, may = dict[str, list[int]](), judge(releases.is_public)
    with writing() as connection:
        one_at_a_time(connection)
        waiting = outbox.c.state == "waiting"
        if not at_once:
            waiting &= outbox.c.next_at <= at
        lost = (outbox.c.state == "sending") & (outbox.c.next_at <= at - ABANDONED)
        asked = sa.select(outbox, notice.c.build_id, notice.c.topic).join(
            notice, notice.c.id == outbox.c.notice_id
        )
        rows = connection.execute(asked.where(waiting | lost).order_by(outbox.c.id)).all()
        for row in rows:
            if not may(row.build_id, row.topic):
                continue  # it was withdrawn since: it waits with its build
            found.setdefault(row.channel, []).append(row.notice_id)
            values = {"state": "sending", "tries": row.tries + 1, "next_at": at}
            connection.execute(sa.update(outbox).where(outbox.c.id == row.id).values(**values))
    return [Due(channel, tuple(numbers)) for channel, numbers in found.items()]


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
