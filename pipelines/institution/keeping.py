"""What people keep for themselves: subscriptions and saved views; and deliveries taken in."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines import clock
from pipelines.errors import FaroError
from pipelines.institution.people import WATCH, current, need
from pipelines.institution.policy import is_on

MOST_VIEWS, MOST_NAME, MOST_ADDRESS = 100, 80, 2_000
# An address of this site alone: a page by its name, and choices.
ADDRESS = re.compile(r"/[a-z_]*(\?[^\s#<>\"'\\]*)?")


@dataclass(frozen=True)
class View:
    """A page with its choices, kept under a name.

    Attributes:
        name: What whoever kept it calls it.
        address: The page and its choices, as ``/cumplimiento?round=r2024``.
    """

    name: str
    address: str


def delivered(family: str, name: str, digest: str, build_id: str) -> None:
    """Note a delivery that was taken in, if an institution runs this Faro.

    Args:
        family: Kind of the delivery.
        name: Name of its file.
        digest: SHA-256 of its bytes.
        build_id: The build it is in.
    """
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

    query = sa.select(table.c.watch).where(table.c.who == current().pseudonym)
    with reading() as connection:
        return sorted(connection.execute(query).scalars())


def save_view(name: str, address: str) -> View:
    """Keep a page with its choices under a name, for who asks; a known name is given anew.

    Args:
        name: What to call it.
        address: The page and its choices, as ``/cumplimiento?round=r2024``.

    Raises:
        FaroError: Nobody has logged in, there is no name or no address of this site
            (``bad_view``), or too many are kept.
    """
    import sqlalchemy as sa

    from pipelines.institution.database import writing
    from pipelines.institution.tables import saved_view as table

    who, name = need(WATCH).pseudonym, " ".join(name.split())
    if not 0 < len(name) <= MOST_NAME:
        raise _bad_view(
            f"it needs a name of {MOST_NAME} characters at most",
            f"requiere un nombre de {MOST_NAME} caracteres como máximo",
        )
    if not ADDRESS.fullmatch(address) or len(address) > MOST_ADDRESS:
        raise _bad_view("it is no page of this site", "no es una página de este sitio")
    own = table.c.who == who
    with writing() as connection:
        connection.execute(sa.delete(table).where(own & (table.c.name == name)))
        counted = sa.select(sa.func.count()).select_from(table).where(own)
        if connection.execute(counted).scalar_one() >= MOST_VIEWS:
            raise _bad_view(
                f"{MOST_VIEWS} are kept already: take one away first",
                f"ya hay {MOST_VIEWS} guardadas: quite antes alguna",
            )
        values = {"who": who, "name": name, "address": address, "made": clock.now()}
        connection.execute(table.insert().values(**values))
    return View(name, address)


def drop_view(name: str) -> None:
    """Take away a view of who asks.

    Args:
        name: What they called it.

    Raises:
        FaroError: Nobody has logged in.
    """
    import sqlalchemy as sa

    from pipelines.institution.database import writing
    from pipelines.institution.tables import saved_view as table

    who = need(WATCH).pseudonym
    with writing() as connection:
        connection.execute(sa.delete(table).where((table.c.who == who) & (table.c.name == name)))


def views() -> list[View]:
    """Return the views that who asks keeps, by their names."""
    import sqlalchemy as sa

    from pipelines.institution.database import reading
    from pipelines.institution.tables import saved_view as table

    query = sa.select(table.c.name, table.c.address).where(table.c.who == current().pseudonym)
    with reading() as connection:
        kept = [View(row.name, row.address) for row in connection.execute(query)]
    return sorted(kept, key=lambda view: view.name.casefold())


def _bad_view(why: str, es: str) -> FaroError:
    return FaroError(f"the view cannot be kept: {why}", code="bad_view", es=f"no se guarda: {es}")
