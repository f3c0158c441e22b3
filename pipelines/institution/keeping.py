"""What people write, besides the audit log: deliveries taken in, subscriptions, observations."""

from __future__ import annotations

from pipelines import clock
from pipelines.institution.people import WATCH, current, need
from pipelines.institution.policy import is_on


def delivered(family: str, name: str, digest: str, build_id: str) -> None:
    """Note a delivery that was taken in, if an institution runs this Faro."""
    if not is_on():
        return
    from pipelines.institution.database import writing
    from pipelines.institution.tables import delivery

    row = {"family": family, "name": name[:200], "sha256": digest, "build_id": build_id}
    with writing() as connection:
        values = {"at": clock.now(), "who": current().pseudonym[:12], **row}
        connection.execute(delivery.insert().values(**values))


def watch(topic: str, *, on: bool = True) -> None:
    """Begin or end a subscription of who asks.

    Args:
        topic: What to be told about, as ``municipality:13101`` (see `pipelines.telling`).
        on: Whether it begins.

    Raises:
        FaroError: Nobody has logged in.
    """
    import sqlalchemy as sa

    from pipelines.institution.database import writing
    from pipelines.institution.tables import subscription as table

    who = need(WATCH).pseudonym
    where = (table.c.who == who) & (table.c.watch == topic)
    with writing() as connection:
        connection.execute(sa.delete(table).where(where))
        if on:
            values = {"who": who, "watch": topic, "made": clock.now()}
            connection.execute(table.insert().values(**values))


def watched() -> list[str]:
    """Return what who asks is subscribed to."""
    import sqlalchemy as sa

    from pipelines.institution.database import reading
    from pipelines.institution.tables import subscription as table

    asked = sa.select(table.c.watch).where(table.c.who == current().pseudonym)
    with reading() as connection:
        return sorted(connection.execute(asked).scalars())
