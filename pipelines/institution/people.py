"""Who asks, and what that role may do. A right is asked for at the doors, never on pages.

A person is a pseudonym and roles: neither name nor e-mail ever comes this far. Where an
institution runs Faro and nobody is known to ask, nobody asks: what is not out is not there.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from threading import Thread

from pipelines.errors import FaroError
from pipelines.institution.policy import ROLES, is_on, settings

READ, WATCH, DELIVER, ACCEPT = "read", "watch", "deliver", "accept"
UNRELEASED, OPERATE = "unreleased", "operate"
RIGHTS: dict[str, frozenset[str]] = {
    "reader": frozenset({READ, WATCH}),
    "sender": frozenset({READ, WATCH, DELIVER}),
    "editor": frozenset({READ, WATCH, DELIVER, ACCEPT, UNRELEASED}),
    "operator": frozenset({READ, WATCH, OPERATE}),
    "anonymous": frozenset({READ}),
    "nobody": frozenset(),
}
SAID = {
    READ: ("read this site", "leer este sitio"),
    WATCH: ("keep subscriptions", "guardar suscripciones"),
    DELIVER: ("send files to be checked", "enviar archivos a revisión"),
    ACCEPT: ("take deliveries in or decide", "incorporar entregas o decidir"),
    UNRELEASED: ("see what is not out yet", "ver lo que aún no se publica"),
    OPERATE: ("operate this site", "operar este sitio"),
}


@dataclass(frozen=True)
class Person:
    """Whoever asks.

    Attributes:
        pseudonym: Twelve digits that stand for the person; empty for who has not logged in.
        roles: Their roles.
        groups: Their groups, for lists of access before a release.
        place: Where they ask from, truncated.
        is_unknown: Whether a login stands that cannot be looked up for now; until it can, they are
            as anybody.
    """

    pseudonym: str = ""
    roles: frozenset[str] = frozenset({"anonymous"})
    groups: frozenset[str] = frozenset()
    place: str = ""
    is_unknown: bool = False

    def may(self, right: str) -> bool:
        """Return whether one of the roles has a right.

        Args:
            right: One of the rights of this module, as :data:`READ`.
        """
        return any(right in RIGHTS[role] for role in self.roles)


EVERYBODY = Person(roles=frozenset({"reader", "sender", "editor", "operator"}))
_acting: ContextVar[Person | None] = ContextVar("person", default=None)
_askers: list[Callable[[], Person | None]] = []


def console(*, unreleased: bool = False) -> Person:
    """Return who works at the console of the machine.

    Args:
        unreleased: Whether what is not out counts too; what is exported for the public never
            should.
    """
    roles = {"operator", "sender"} | ({"editor"} if unreleased else set())
    return Person("console", frozenset(roles), place="console")


def nobody() -> Person:
    """Return who asks when nobody has logged in: a reader of what is out, where that is allowed."""
    return Person(roles=frozenset({"anonymous" if settings().anonymous else "nobody"}))


def current() -> Person:
    """Return who asks.

    Where no institution runs Faro it is everybody, who may all there is to do.
    """
    if not is_on():
        return EVERYBODY
    acting_now = _acting.get()
    if acting_now is not None:
        return acting_now
    for ask in _askers:
        if (person := ask()) is not None:
            return person
    return nobody()


def ask_here(ask: Callable[[], Person | None]) -> None:
    """Register who knows who asks where no request says so (a page's session).

    Args:
        ask: Returns who asks, None where it does not know.
    """
    if ask not in _askers:
        _askers.append(ask)


@contextmanager
def acting(person: Person) -> Iterator[None]:
    """Act for a person, here and in what copies this context.

    Args:
        person: For whom.
    """
    token = _acting.set(person)
    try:
        yield
    finally:
        _acting.reset(token)


def processes(workers: int) -> ProcessPoolExecutor:
    """Return processes that work for who asks here: by themselves they would for nobody.

    Args:
        workers: How many.
    """
    spawned = get_context("spawn")
    as_here = current(), gc.get_threshold()
    return ProcessPoolExecutor(workers, spawned, initializer=_act, initargs=as_here)


def _act(person: Person, garbage: tuple[int, int, int]) -> None:
    gc.set_threshold(*garbage)
    _acting.set(person)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End with the command that began this process: killed, it would have it write on."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def need(right: str) -> Person:
    """Return who asks, if they have a right.

    Args:
        right: One of the rights of this module, as :data:`READ`.

    Raises:
        FaroError: They do not (``forbidden``).
    """
    person = current()
    if not person.may(right):
        what, es = SAID[right]
        fix = "Log in with another role, or ask whoever runs the site"
        if person == console():  # nobody logs in there
            fix = "Set FARO_UNRELEASED=1 before the command: the console works as an editor then"
        raise FaroError(
            f"your role does not let you {what}",
            fix=fix,
            code="forbidden",
            es=f"su rol no permite {es}. Ingrese con otro rol o pídalo a quien administra el sitio",
        )
    return person


def roles_of(groups: frozenset[str], named: frozenset[str]) -> frozenset[str]:
    """Return the roles of who logged in.

    Args:
        groups: Groups that the identity provider says.
        named: Roles that the file of the institution gives by pseudonym.
    """
    by_group = {role for role, of in settings().roles.items() if groups & set(of)}
    return frozenset(role for role in ROLES if role in by_group | named) or frozenset({"nobody"})
