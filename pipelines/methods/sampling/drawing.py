"""From a universe and a request to the sample: strata, units, replacements, weights, balance."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import pandas as pd

from pipelines import origins
from pipelines.errors import FaroError
from pipelines.methods.sampling import allocation
from pipelines.methods.sampling.asking import (
    ALLOCATIONS,
    VARIABLES,
    Request,
    enough_for_each,
    known_allocation,
    known_spread,
    known_variables,
    sample_size,
)
from pipelines.methods.sampling.frame import ALL, classes, fingerprint, stratified, with_data
from pipelines.origins import Origin


@dataclass(frozen=True)
class Sample:
    """A drawn sample.

    Attributes:
        request: What was asked.
        size: Number of units drawn.
        code: Says how it was drawn in a line; with it the sample can be drawn again.
        strata: One row a stratum: ``stratum_id``, ``label_es``, ``label_en``, ``universe``,
            ``sampled``, ``probability``, ``weight``, ``spread``.
        units: One row a unit of the universe in the order of its draw: ``country``, ``code``,
            ``municipality``, ``region``, ``stratum_id``, labels, ``draw_order`` (1 is the first of
            its stratum), ``status`` (``drawn`` or ``replacement``), ``probability``, ``weight``.
        balance: One row a variable and class: ``universe``, ``universe_pct``, ``sampled``,
            ``sampled_pct`` (of the units drawn) and ``weighted_pct`` (with their weights).
    """

    request: Request
    size: int
    code: str
    strata: pd.DataFrame
    units: pd.DataFrame
    balance: pd.DataFrame

    @property
    def origin(self) -> Origin:
        """Computed, or worse where the spread of its strata comes from worse scores."""
        spread = self.request.spread_origin if self.request.spread else None
        known = spread in origins.LEVELS  # a spread may be declared
        return origins.worst([spread if known else None], least=origins.COMPUTED)

    @property
    def drawn(self) -> pd.DataFrame:
        """The units drawn, without their replacements."""
        return self.units[self.units["status"] == "drawn"]


def draw(universe: pd.DataFrame, request: Request) -> Sample:
    """Draw a stratified sample without replacement.

    In each stratum the units stand in the order of ``sha256(seed:country:code)``; the first ones
    are the sample, the others its replacements in that order. Neither the order of the rows nor
    the machine nor a library can change it.

    Args:
        universe: ``core_territory__municipality``, one row a municipality, as :func:`classes` takes
            it.
        request: What is asked.

    Returns:
        The sample; probabilities between 0 and 1, weights in units of the universe a unit drawn.

    Raises:
        FaroError: The request cannot be met; the message says why and what to do. The codes are
            those of :mod:`pipelines.methods.sampling.asking` and ``no_universe``.
    """
    known_allocation(request.allocation)
    frame = classes(universe, request.country)
    known_variables(request.strata, with_data(frame), request.country)
    size = sample_size(request.size, len(frame))
    frame = stratified(frame, request.strata)
    strata = _strata(frame)
    enough_for_each(size, len(strata))
    strata["sampled"] = _allocate(strata, size, request)
    strata["spread"] = [request.spread.get(stratum) for stratum in strata["stratum_id"]]
    return _sample(frame, strata, request, size)


def again(universe: pd.DataFrame, code: str) -> Sample:
    """Draw again the sample that a code says.

    Args:
        universe: ``core_territory__municipality``, one row a municipality, as :func:`classes` takes
            it.
        code: The ``code`` of a sample, as ``MX.size.proportional.6-7-25.2012.1a2b3c4d``: country,
            strata, allocation, units of each stratum, seed, fingerprint of the universe.

    Returns:
        The sample; the spread of its strata is not known any more.

    Raises:
        FaroError: The code is none (``no_design``), there is no list of its country
            (``no_universe``), or the universe is not the one it was drawn from
            (``other_universe``).
    """
    parts = code.strip().split(".")
    try:
        country, named, rule, counts, seed, print_ = parts
        strata = tuple(variable for variable in named.split("+") if variable != ALL)
        request = Request(country, "", strata, rule, int(seed))
        sampled = [int(count) for count in counts.split("-")]
    except ValueError as error:
        raise _no_design(code) from error
    if rule not in ALLOCATIONS or not set(strata) <= set(VARIABLES):
        raise _no_design(code)
    frame = stratified(classes(universe, country), strata)
    table = _strata(frame)
    fits = len(table) == len(sampled) and all(
        0 < count <= there for count, there in zip(sampled, table["universe"], strict=True)
    )
    if not fits or fingerprint(frame) != print_:
        raise FaroError(
            f"the universe of {country} is not the one the sample {code} was drawn from",
            where="design",
            fix="Build with the list of municipalities it was drawn with, or draw again",
            code="other_universe",
            es=f"el universo de {country} no es aquel del que se sacó la muestra {code}; construya "
            "con la lista de municipios de entonces, o vuelva a sortear",
        )
    table["sampled"], table["spread"] = sampled, None
    request = Request(country, str(sum(sampled)), strata, rule, int(seed))
    return _sample(frame, table, request, sum(sampled))


def _strata(frame: pd.DataFrame) -> pd.DataFrame:
    counted = frame.groupby(["stratum_id", "label_es", "label_en"], sort=False).size()
    return counted.rename("universe").reset_index()


def _allocate(strata: pd.DataFrame, size: int, request: Request) -> list[int]:
    universe = strata["universe"].tolist()
    if request.allocation == "proportional":
        return allocation.proportional(universe, size)
    if request.allocation == "balanced":
        return allocation.balanced(universe, size)
    ids = strata["stratum_id"].tolist()
    known_spread(request.spread, ids)
    return allocation.neyman(universe, size, [request.spread[stratum] for stratum in ids])


def _sample(frame: pd.DataFrame, strata: pd.DataFrame, request: Request, size: int) -> Sample:
    strata = strata.assign(
        probability=strata["sampled"] / strata["universe"],
        weight=strata["universe"] / strata["sampled"],
    )
    place = {stratum: at for at, stratum in enumerate(strata["stratum_id"])}
    keys = [
        draw_key(request.seed, *pair) for pair in zip(frame["country"], frame["code"], strict=True)
    ]
    units = frame.assign(_key=keys, _place=frame["stratum_id"].map(place))
    units = units.sort_values(["_place", "_key"]).reset_index(drop=True)
    units["draw_order"] = units.groupby("_place").cumcount() + 1
    units = units.merge(
        strata[["stratum_id", "sampled", "probability", "weight"]], on="stratum_id", how="left"
    )
    is_drawn = units["draw_order"] <= units["sampled"]
    units["status"] = is_drawn.map({True: "drawn", False: "replacement"})
    code = ".".join(
        [
            request.country,
            "+".join(request.strata) or ALL,
            request.allocation,
            "-".join(map(str, strata["sampled"])),
            str(request.seed),
            fingerprint(frame),
        ]
    )
    units = units.drop(columns=["_key", "_place", "sampled"])
    return Sample(request, size, code, strata, units, _balance(units))


def draw_key(seed: int, country: str, code: str) -> str:
    """Return the place of a unit in the draw: units of a stratum stand in the order of it.

    Args:
        seed: Seed of the draw.
        country: ISO code of the country.
        code: Code of the unit there.

    Returns:
        SHA-256 of ``seed:country:code``, 64 hexadecimal digits.
    """
    return sha256(f"{seed}:{country}:{code}".encode()).hexdigest()


def _balance(units: pd.DataFrame) -> pd.DataFrame:
    rows = []
    drawn = units[units["status"] == "drawn"]
    for name in (variable for variable in with_data(units) if units[variable].nunique() > 1):
        labels = [name, f"{name}_label_es", f"{name}_label_en", f"{name}_place"]
        for (class_id, es, en, place), own in units.groupby(labels, sort=False):
            mine = drawn[drawn[name] == class_id]
            rows.append(
                {
                    "variable": name,
                    "class_id": class_id,
                    "label_es": es,
                    "label_en": en,
                    "place": place,
                    "universe": len(own),
                    "universe_pct": 100 * len(own) / len(units),
                    "sampled": len(mine),
                    "sampled_pct": 100 * len(mine) / len(drawn),
                    "weighted_pct": 100 * mine["weight"].sum() / len(units),
                }
            )
    columns = "variable class_id label_es label_en place universe universe_pct sampled"
    balance = pd.DataFrame(rows, columns=[*columns.split(), "sampled_pct", "weighted_pct"])
    order = {name: at for at, name in enumerate(VARIABLES)}
    balance["_at"] = balance["variable"].map(order)
    balance = balance.sort_values(["_at", "place", "class_id"], kind="stable")
    return balance.drop(columns=["_at", "place"]).reset_index(drop=True)


def _no_design(code: str) -> FaroError:
    return FaroError(
        f"«{code[:60]}» is no code of a sample",
        where="design",
        fix="Copy the code from the sample, whole, into every row",
        code="no_design",
        es=f"«{code[:60]}» no es el código de una muestra; cópielo de la muestra, entero, en cada "
        "fila",
    )
