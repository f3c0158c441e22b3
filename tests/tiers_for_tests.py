"""Which tests `make test` runs, and which only `make test-all` does.

``make test`` is run at every change and takes six minutes on two cores. Two marks keep out what
would make it longer: ``thorough``, a test that takes seconds by itself, and ``few``, a test that
looks at many cases of one kind: of these every value of every parameter comes once, or as many
cases as the mark says. ``make test-all`` runs them before a release, and after a change that
reaches far.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable

import pytest


def aside(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that wait for ``make test-all``.

    Args:
        items: What was collected. The same items give the same answer, in any process.
    """
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    waiting: list[pytest.Item] = []
    for item in items:
        if item.get_closest_marker("thorough"):
            waiting.append(item)
        elif item.get_closest_marker("few"):
            cases[item.nodeid.partition("[")[0]].append(item)
    for of_one in cases.values():
        mark = of_one[0].get_closest_marker("few")
        assert mark is not None
        chosen = _chosen(of_one, *mark.args)
        waiting += [item for item in of_one if item not in chosen]
    return waiting


def _chosen(cases: list[pytest.Item], most: int | None = None) -> list[pytest.Item]:
    """Return cases that hold every value of every parameter, or ``most`` of them.

    Each next one is that which brings the most values not seen yet; a digest of its name settles
    the rest, so that a new case does not change which others are taken.
    """
    left = sorted(cases, key=lambda item: hashlib.sha256(item.nodeid.encode()).digest())
    values = {item: _values(item) for item in left}
    seen: set[tuple[str, str]] = set()
    taken: list[pytest.Item] = []
    while left and (most is None or len(taken) < most):
        best = max(left, key=lambda item: len(values[item] - seen))
        if most is None and not values[best] - seen:
            break
        left.remove(best)
        taken.append(best)
        seen |= values[best]
    return taken


def _values(item: pytest.Item) -> set[tuple[str, str]]:
    """Return the values of the parameters of a case, each by its name."""
    return {(name, repr(value)) for name, value in item.callspec.params.items()}  # type: ignore[attr-defined]
