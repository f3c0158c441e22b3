"""A what-if in an address: ``base=instrument_2025&w=compras:2,currency:0.5&solved=tramites``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipelines import origins
from pipelines.marking import origin_of
from pipelines.serving import STORED, WEIGHTINGS, Scenario
from presentation.words import Text

LIMIT = 5.0
COUNTRY = "country"


@dataclass(frozen=True)
class Known:
    """The ids a scenario of a round may name.

    Attributes:
        weighted: Materias and criteria whose weight can change.
        solvable: Materias and ``materia.criterion`` that can be taken as solved.
        scopes: ``country``, regions (``R13``) and municipalities (``13101``).
        weightings: What the weights can start from.
    """

    weighted: Collection[str]
    solvable: Collection[str]
    scopes: Collection[str]
    weightings: Sequence[str] = (STORED,)


def known(items: pd.DataFrame, places: pd.DataFrame, other: Mapping[str, float]) -> Known:
    """Return what a scenario of a round may name.

    Args:
        items: ``out_fiscalizacion__round_item`` of the round.
        places: ``out_comparacion__entity``.
        other: :meth:`~pipelines.serving.Build.other_weights`; none where there are none to offer.
    """
    weighted = items[items["weight"].notna()].sort_values("materia_order")
    materias = list(dict.fromkeys(weighted["materia_id"]))
    criteria = sorted(set(weighted["criterion"]) - {"overall"})
    detailed = weighted[weighted["criterion"] != "overall"]
    parts = detailed["materia_id"] + "." + detailed["criterion"]
    here = places[places["entity_kind"].isin(["country", "region", "municipality"])]
    scopes = here.sort_values("entity_order")["entity_id"].tolist()
    weightings = WEIGHTINGS if other else (STORED,)
    return Known([*materias, *criteria], [*materias, *parts], scopes, weightings)


def read_factors(text: str, weighted: Collection[str]) -> tuple[dict[str, float], list[str]]:
    """Return the factors an address asks for and the parts of it that make no sense.

    Args:
        text: As ``compras:2,currency:0.5``.
        weighted: The ids that may be weighed.

    Returns:
        Id → factor, 0 to :data:`LIMIT`, two decimals; and the parts left out.
    """
    factors: dict[str, float] = {}
    nonsense = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, number = part.partition(":")
        try:
            factor = float(number)
        except ValueError:
            factor = -1.0
        if name in weighted and name not in factors and 0 <= factor <= LIMIT:
            factors[name] = round(factor, 2)
        else:
            nonsense.append(part)
    return factors, nonsense


def write_factors(factors: Mapping[str, float]) -> str:
    """Return factors as an address says them; a factor of one changes nothing and is left out.

    Args:
        factors: Id → factor.
    """
    return ",".join(f"{name}:{factor:g}" for name, factor in factors.items() if factor != 1)


def read(query: Mapping[str, str], round_id: str, known: Known) -> tuple[Scenario, list[str]]:
    """Return the scenario of an address, and the parts of it that make no sense.

    Args:
        query: ``w``, ``solved`` and ``scope`` of the address.
        round_id: The round the scenario stands on.
        known: The ids it may name.

    Returns:
        The scenario without the parts that make no sense, and those parts.
    """
    factors, nonsense = read_factors(query.get("w", ""), known.weighted)
    parts = [part.strip() for part in query.get("solved", "").split(",") if part.strip()]
    solved = tuple(dict.fromkeys(part for part in parts if part in known.solvable))
    nonsense += [part for part in parts if part not in known.solvable]
    scope = query.get("scope", COUNTRY)
    if scope not in known.scopes:
        nonsense.append(scope)
        scope = COUNTRY
    weighting = query.get("base", STORED)
    if weighting not in known.weightings:
        nonsense.append(weighting)
        weighting = STORED
    return Scenario(round_id, factors, solved, scope, weighting), nonsense


def query(scenario: Scenario) -> dict[str, str]:
    """Return the query that asks for a scenario: short, readable, nothing that says nothing.

    Args:
        scenario: What is asked.

    Returns:
        ``round``, ``w``, ``solved`` and ``scope``, those that say something.
    """
    parts = {
        "round": scenario.round_id,
        "base": "" if scenario.weighting == STORED else scenario.weighting,
        "w": write_factors(scenario.factors),
        "solved": ",".join(scenario.solved),
        "scope": "" if scenario.scope == COUNTRY else scenario.scope,
    }
    return {key: value for key, value in parts.items() if value}


def is_idle(scenario: Scenario) -> bool:
    """Return whether a scenario changes nothing.

    Args:
        scenario: What is asked.
    """
    moved = write_factors(scenario.factors) or scenario.solved
    return not moved and scenario.weighting == STORED


def item_name(t: Text, item: str, names: dict[str, str]) -> str:
    """Return the name of a materia, or of one criterion of it.

    Args:
        t: Words in the language of the reader.
        item: ``materia`` or ``materia.criterion``.
        names: Materia → its name.

    Raises:
        KeyError: A materia without a name.
    """
    materia, _, criterion = item.partition(".")
    if criterion:
        return f"{names[materia]} · {t.code('criterion', criterion)}"
    return t("simulador.whole", materia=names[materia])


def sources(scenario: Scenario, lent: Callable[[], pd.DataFrame]) -> str:
    """Return what a what-if rests on: its round, and the sources of weights that are not its own.

    Args:
        scenario: What is asked.
        lent: Gives ``out_instrumento__crosswalk``, which older editions have not.
    """
    if scenario.weighting == STORED:
        return scenario.round_id
    return ", ".join([scenario.round_id, *lent()["source_ids"].dropna().unique()])


LENT = "out_instrumento__crosswalk"  # weights that a what-if may start from, and whose they are
ITEMS = "out_fiscalizacion__round_item"


def chip(rows: pd.DataFrame) -> str:
    """Return the origin to say of a what-if: also what its figures stand on, where that is told.

    Weights that a third party lends are told beside simulated scores: one is not the other.

    Args:
        rows: Rows of an :class:`~pipelines.serving.Outcome`.
    """
    levels = {origin_of(rows)}
    if "lent_origin" in rows:
        levels.update(rows["lent_origin"].dropna())
    stated = [level for level in (origins.THIRD_PARTY, origins.SIMULATED) if level in levels]
    return "_".join(["what_if", *stated])
