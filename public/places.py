"""Which pages there are and where each stands: found by asking the pages what can be chosen.

A page of :data:`presentation.menu.READ` stands once for each value of the choices in its
``EACH``, or else of its tabs. What else a reader can choose is shown as it usually is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from presentation import menu
from presentation.context import Offer
from presentation.words import Text
from public import leaves

State = tuple[tuple[str, str], ...]
# Pages that stand only in their parts, and the one that lists these.
LISTED = {"municipio": "municipios", "region": "municipios"}
# Pages that tell how the dashboard is used, and what the edition has in their place.
INSTEAD = {"ayuda": "glosario"}
CARDS = "tarjeta"  # folder of a language that holds cards alone, for pages of others
CHANGES = "cambios"  # tells of two editions: what one says that the other does not
LEAVES = tuple(module.name for module in iter_modules(leaves.__path__))


@dataclass(frozen=True)
class Place:
    """A page of the edition: which one, and what is chosen on it."""

    page: str
    state: State = ()

    @property
    def path(self) -> str:
        """Where it stands in the folder of its language, without an ending."""
        return "/".join([self.page, *(re.sub(r"[^\w.-]", "-", value) for _, value in self.state)])


class Atlas:
    """All places of an edition, by what a link asks for."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = tuple(places)
        self._by_page: dict[str, list[Place]] = {}
        for place in self.places:
            self._by_page.setdefault(place.page, []).append(place)
        self._exact = {(place.page, frozenset(place.state)): place for place in self.places}
        self._keys = {
            page: {key for place in places for key, _ in place.state}
            for page, places in self._by_page.items()
        }
        self._nearest: dict[tuple[str, frozenset[tuple[str, str]]], Place | None] = {}

    def find(self, page: str, query: Mapping[str, str]) -> Place | None:
        """Return the place that shows what a link asks for, or the nearest above it.

        Args:
            page: Url path of the page.
            query: What is chosen, by key.
        """
        page = INSTEAD.get(page, page)
        if page not in self._by_page:
            return None
        keys = self._keys[page]
        wanted = frozenset(item for item in query.items() if item[0] in keys)
        if (page, wanted) not in self._nearest:  # pages ask the same again and again
            self._nearest[page, wanted] = self._nearest_of(page, wanted)
        return self._nearest[page, wanted]

    def _nearest_of(self, page: str, wanted: frozenset[tuple[str, str]]) -> Place | None:
        exact = self._exact.get((page, wanted))
        if exact is not None:
            return exact
        holding = [place for place in self._by_page[page] if wanted <= set(place.state)]
        if holding and wanted:
            return min(holding, key=lambda place: len(place.state))
        within = [place for place in self._by_page[page] if set(place.state) <= wanted]
        if within:
            return max(within, key=lambda place: len(place.state))
        return self._exact.get((LISTED.get(page, ""), frozenset()))

    def shows(self, place: Place, query: Mapping[str, str]) -> bool:
        """Return whether a place shows all that a link asks for, or is only the nearest to it.

        Args:
            place: The place.
            query: Choices of the link, by the keys of filters.
        """
        choices = {key: query[key] for key in self._keys[place.page] & query.keys()}
        return choices.items() <= dict(place.state).items()


def module_of(page: str) -> object:
    """Return the module of a page that is read or of a leaf.

    Args:
        page: Its id.
    """
    room = "presentation.pages" if page in menu.READ else "public.leaves"
    return import_module(f"{room}.{page}")


def name_of(t: Text, page: str) -> str:
    """Return what the menu calls a page.

    Args:
        t: Text in the language of the reader.
        page: Its id.
    """
    return t(f"nav.{page}") if page in menu.PAGES else t(f"public.nav.{page}")


Ask = Callable[[Place, frozenset[str] | None], Sequence[Offer]]


def survey(ask: Ask, *, most: int | None = None) -> list[Place]:
    """Return every place there is.

    Args:
        ask: Returns what can be chosen at a place: under some keys, or all when None.
        most: How many parts of each page at most; all when None.
    """
    places: list[Place] = []
    for page in (*menu.READ, *LEAVES):
        if page not in INSTEAD:
            places += _places(page, ask, most)
    return places


def _places(page: str, ask: Ask, most: int | None) -> list[Place]:
    each: tuple[str, ...] | None = getattr(module_of(page), "EACH", None)
    places, waiting = [], [Place(page)]
    while waiting:
        place = waiting.pop(0)
        if place.state or page not in LISTED:
            places.append(place)
        chosen = [key for key, _ in place.state]
        if place.state and (each is None or chosen[-1] == each[-1]):
            continue
        for offer in ask(place, None if each is None else frozenset(each).difference(chosen)):
            if offer.key in chosen or not (offer.as_tabs if each is None else offer.key in each):
                continue
            usual = None if page in LISTED else offer.default
            options = [option for option in offer.options if option != usual]
            if most is not None:  # the same ones in every language: names may order them otherwise
                options = sorted(options)[:most]
            waiting += [Place(page, (*place.state, (offer.key, option))) for option in options]
    return places


def usual(page: str) -> dict[str, str | None]:
    """Return the choices that a page of the dashboard has pages for, and which it shows first.

    Args:
        page: Its id; one that is no page of the dashboard has none.
    """
    if page not in menu.READ:
        return {}
    module = module_of(page)
    first = getattr(module, "FIRST", {})
    each: tuple[str, ...] = getattr(module, "EACH", ("view",))
    return {key: first.get(key) for key in each}


def where(
    page: str, chosen: Mapping[str, str | None], is_there: Callable[[str], bool]
) -> str | None:
    """Return the path of the page that shows what was chosen, or the nearest above it.

    Args:
        page: Url path of a page of the dashboard.
        chosen: What was chosen, in the order of its paths.
        is_there: Whether a path is one of the edition.
    """
    state = [(key, value) for key, value in chosen.items() if value]
    for most in range(len(state), -1, -1):
        for part in (state[:most], state[len(state) - most :]):
            path = Place(page, tuple(part)).path
            if is_there(path):
                return path
    return LISTED.get(page) or INSTEAD.get(page)
