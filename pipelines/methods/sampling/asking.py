"""What a sample is asked for: universe, size, strata, allocation, seed; and its refusals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from pipelines.errors import FaroError

ALLOCATIONS = ("proportional", "neyman", "balanced")
VARIABLES = ("size", "region", "rurality", "culture", "society", "economy")
MOST_SEED = 999_999_999
SEED = 2012
_SIZE = re.compile(r"^(\d{1,6})(?:[.,](\d{1,4}))?\s*(%?)$")


@dataclass(frozen=True)
class Request:
    """A sample as somebody asks for it.

    Attributes:
        country: ISO code of the universe.
        size: A number of municipalities (``38``) or a share of the universe (``30%``).
        strata: Variables whose classes, crossed, are the strata; none is a simple random sample.
        allocation: One of `ALLOCATIONS`.
        seed: Where the draw starts; the same seed gives the same sample on any machine.
        spread: Standard deviation of each stratum by its id, for Neyman.
        spread_origin: ``declared``, or the origin of the scores it was taken from.
    """

    country: str = "MX"
    size: str = "30%"
    strata: tuple[str, ...] = ("size",)
    allocation: str = "proportional"
    seed: int = SEED
    spread: Mapping[str, float] = field(default_factory=dict)
    spread_origin: str = "declared"


def sample_size(text: str, universe: int) -> int:
    """Return the number of units asked for; a share is rounded up (30 % of 125 is 38).

    Args:
        text: ``38``, ``30%`` or ``12,5 %``.
        universe: Number of units there are.

    Returns:
        Units, 1 to ``universe``.

    Raises:
        FaroError: It is no size (``bad_size``), or larger than the universe
            (``larger_than_universe``).
    """
    match = _SIZE.match(text.strip())
    whole = match is not None and (match[3] or not match[2])
    amount = Fraction(f"{match[1]}.{match[2] or 0}") if match else Fraction(0)
    if not whole or amount <= 0:
        raise FaroError(
            f"«{text[:20]}» is no sample size",
            where="n",
            fix="Write a whole number, as 38, or a share, as 30%",
            code="bad_size",
            es=f"«{text[:20]}» no es un tamaño de muestra; escriba un entero, como 38, o una "
            "parte, como 30%",
        )
    size = ceil(universe * amount / 100) if match and match[3] else int(amount)
    if size > universe:
        raise FaroError(
            f"a sample of {size} does not fit in a universe of {universe}",
            where="n",
            fix=f"Ask for {universe} at most, or for 100%",
            code="larger_than_universe",
            es=f"una muestra de {size} no cabe en un universo de {universe}; pida a lo más "
            f"{universe}, o 100%",
        )
    return size


def known_variables(strata: Sequence[str], with_data: Sequence[str], country: str) -> None:
    """Hold the variables asked for against those there are.

    Args:
        strata: The variables asked for.
        with_data: Those of which something is known in the country.
        country: ISO code of the country, for the error.

    Raises:
        FaroError: One is unknown (``unknown_variable``), or has no data in the country
            (``variable_without_data``).
    """
    for name in strata:
        if name not in VARIABLES:
            raise FaroError(
                f"«{name[:30]}» is no variable to stratify by",
                where="strata",
                fix=f"There are: {', '.join(VARIABLES)}",
                code="unknown_variable",
                es=f"«{name[:30]}» no es una variable para estratificar; hay: "
                f"{', '.join(VARIABLES)}",
            )
        if name not in with_data:
            raise FaroError(
                f"there is no {name} of the municipalities of {country}",
                where="strata",
                fix="Deliver it with the list of the country (`faro template territorio`)",
                code="variable_without_data",
                es=f"no hay datos de {name} de los municipios de {country}; entréguelos con la "
                "lista del país (`faro template territorio`)",
            )


def enough_for_each(size: int, strata: int) -> None:
    """Refuse a sample that would leave a stratum empty.

    Args:
        size: Units to draw.
        strata: How many strata there are.

    Raises:
        FaroError: There are more strata than units to draw (``stratum_empty``).
    """
    if size < strata:
        raise FaroError(
            f"a sample of {size} leaves some of the {strata} strata empty",
            where="n",
            fix=f"Ask for {strata} at least, or use fewer variables",
            code="stratum_empty",
            es=f"una muestra de {size} deja vacío alguno de los {strata} estratos; pida al menos "
            f"{strata}, o use menos variables",
        )


def known_spread(spread: Mapping[str, float], strata: Sequence[str]) -> None:
    """Refuse Neyman where the spread of a stratum is not declared.

    Args:
        spread: Stratum → standard deviation, in the unit of what is measured.
        strata: Ids of the strata.

    Raises:
        FaroError: A stratum has no spread, all are zero, or one is negative or infinite
            (``no_spread``).
    """
    lacking = [stratum for stratum in strata if stratum not in spread]
    bad = [
        stratum
        for stratum in strata
        if stratum not in lacking and not 0 <= spread[stratum] < float("inf")
    ]
    if lacking or bad or not any(spread[stratum] for stratum in strata):
        listed = ", ".join((lacking or bad or list(strata))[:3])
        raise FaroError(
            f"Neyman needs the spread of every stratum, and there is none for: {listed}",
            where="spread",
            fix="Declare a standard deviation for each stratum, or allocate proportionally",
            code="no_spread",
            es=f"Neyman necesita la dispersión de cada estrato y no la hay de: {listed}; declare "
            "una desviación estándar por estrato, o reparta en proporción",
        )


def known_allocation(allocation: str) -> None:
    """Refuse an allocation nobody knows.

    Args:
        allocation: The rule asked for.

    Raises:
        FaroError: It is none of `ALLOCATIONS` (``unknown_allocation``).
    """
    if allocation not in ALLOCATIONS:
        raise FaroError(
            f"«{allocation[:30]}» is no allocation",
            where="allocation",
            fix=f"There are: {', '.join(ALLOCATIONS)}",
            code="unknown_allocation",
            es=f"«{allocation[:30]}» no es un reparto; hay: {', '.join(ALLOCATIONS)}",
        )
