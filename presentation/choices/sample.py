"""A sample in an address: ``country=MX&n=38&strata=size+region&allocation=balanced&seed=7``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from itertools import combinations

from pipelines.methods.sampling import ALLOCATIONS, MOST_SEED, SEED, VARIABLES, Request

NONE = "none"
_SIZE = re.compile(r"\d{1,6}(?:[.,]\d{1,4})?\s?%|\d{1,6}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True)
class Asking:
    """What a reader asks for, as an address says it."""

    country: str = "MX"
    n: str = "30%"
    strata: str = "size"
    allocation: str = "proportional"
    seed: str = str(SEED)

    def request(self) -> Request:
        """Return the request of the sample.

        Raises:
            ValueError: The seed is no whole number; :func:`read` lets none through.
        """
        strata = tuple(variable for variable in self.strata.split("+") if variable != NONE)
        return Request(self.country, self.n, strata, self.allocation, int(self.seed))

    def query(self) -> dict[str, str]:
        """Return the address of it; what is the default is left out."""
        mine = {field.name: str(getattr(self, field.name)) for field in fields(self)}
        usual = {field.name: field.default for field in fields(self)}
        return {name: value for name, value in mine.items() if value != usual[name]}


def strata_sets(known: tuple[str, ...] = VARIABLES) -> list[str]:
    """Return the ways of crossing variables, none first: ids of an address.

    Args:
        known: The variables that may be crossed.

    Returns:
        Names joined by ``+``, fewer first; ``none`` last.
    """
    crossed = [
        "+".join(names)
        for size in range(1, len(known) + 1)
        for names in combinations([variable for variable in VARIABLES if variable in known], size)
    ]
    return [*crossed, NONE]


def is_size(text: str) -> bool:
    """Tell whether a text is a size: a whole number, or a share with its sign.

    Args:
        text: As an address says it: ``38``, ``30%``, ``12,5 %``.
    """
    return bool(_SIZE.fullmatch(text.strip()))


def is_seed(text: str) -> bool:
    """Tell whether a text is a seed.

    Args:
        text: As an address says it: digits, up to ``MOST_SEED``.
    """
    return text.isascii() and text.isdecimal() and int(text) <= MOST_SEED


def read(query: Mapping[str, str]) -> tuple[Asking, list[str]]:
    """Return what an address asks for, and the parts of it that make no sense.

    Args:
        query: Name → text of the address; other names are not looked at.

    Returns:
        What is asked, with the default for each part that makes no sense, and those parts as
        ``name=text``.
    """
    fits = {
        "country": lambda text: bool(_COUNTRY.fullmatch(text)),
        "n": is_size,
        "strata": lambda text: text.replace(" ", "+") in strata_sets(),
        "allocation": lambda text: text in ALLOCATIONS,
        "seed": is_seed,
    }
    given = {name: query[name] for name in fits if name in query}
    good = {name: text for name, text in given.items() if fits[name](text)}
    if "strata" in good:
        good["strata"] = good["strata"].replace(" ", "+")
    return Asking(**good), [f"{name}={given[name][:40]}" for name in given if name not in good]
