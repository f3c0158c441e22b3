"""Where a figure comes from, as a lattice: the one place that knows the levels and their order.

The origin of anything is the worst of all that it rests on: scores, memberships in groups, weights,
universes, dates. DuckDB keeps it as an ordered type, so that ``max(origin)`` is the worst of a
group whatever the words are called.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

Origin = Literal["published", "delivered", "computed", "third_party", "simulated"]

LEVELS: tuple[Origin, ...] = get_args(Origin)
PUBLISHED, DELIVERED, COMPUTED, THIRD_PARTY, SIMULATED = LEVELS
# The type of DuckDB, as its catalogue spells it; contracts write TYPE.
ENUM = f"ENUM({', '.join(repr(level) for level in LEVELS)})"
TYPE = "ORIGIN"


def worst(levels: Iterable[str | None], *, least: Origin = PUBLISHED) -> Origin:
    """Return the worst of some levels and of ``least``; what has none (None) rests on nothing.

    Raises:
        ValueError: A word that is no level.
    """
    known = [LEVELS.index(level) for level in levels if isinstance(level, str)]
    return LEVELS[max([*known, LEVELS.index(least)])]


def is_simulated(levels: Iterable[str | None]) -> bool:
    """Return whether anything of it is simulated."""
    return worst(levels) == SIMULATED
