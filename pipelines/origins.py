"""Where a figure comes from, as a lattice: the one place that knows the levels and their order.

The origin of anything is the worst of all that it rests on: scores, memberships in groups, weights,
universes, dates. DuckDB keeps it as an ordered type, so that ``max(origin)`` is the worst of a
group whatever the words are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

Origin = Literal["published", "delivered", "computed", "third_party", "simulated"]

LEVELS: tuple[Origin, ...] = get_args(Origin)
PUBLISHED, DELIVERED, COMPUTED, THIRD_PARTY, SIMULATED = LEVELS
# The type of DuckDB, as its catalogue spells it; contracts write TYPE.
ENUM = f"ENUM({', '.join(repr(level) for level in LEVELS)})"
TYPE = "ORIGIN"


def worst(levels: Iterable[str | None], *, least: Origin = PUBLISHED) -> Origin:
    """Return the worst of some levels and of ``least``; what has none (None) rests on nothing.

    Args:
        levels: Words of :data:`LEVELS`, or None; anything else that is no text counts as None.
        least: What it is at the best.

    Raises:
        ValueError: A word that is no level.
    """
    known = [LEVELS.index(level) for level in levels if isinstance(level, str)]
    return LEVELS[max([*known, LEVELS.index(least)])]


def cited(sources: Iterable[str | None]) -> str | None:
    """Return the sources that rows name, each once, or None where they name none.

    Args:
        sources: Ids as ``source_ids`` has them; a row that was delivered names none (None).
    """
    named = {source for source in sources if isinstance(source, str) and source}
    return ", ".join(sorted(named)) or None


def apart(columns: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the columns of a table that have an origin of their own, by the column that holds it.

    ``group_id`` has its origin in ``group_origin``; the row's own says nothing of it.

    Args:
        columns: Names of the columns of a table.

    Returns:
        Column of origin (``group_origin``) → the columns it speaks of (``group_id``), itself last.
    """
    known = set(columns)
    by_origin = {}
    for own in sorted(known):
        stem = own.removesuffix("_origin")
        described = tuple(column for column in (f"{stem}_id", f"{stem}_date") if column in known)
        if own != stem and described:
            by_origin[own] = (*described, own)
    return by_origin
