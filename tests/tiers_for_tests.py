"""Which tests `make test` runs, and which only `make test-all` does.

``make test`` is run at every change and takes less than five minutes on two cores. Two marks keep
out what would make it longer, by this rule:

- ``thorough``: a test that takes two seconds of processor time, or that alone needs something
  shared which takes so long, where a shorter test holds part of what it does;
- ``few``: a test whose cases go the same way with other values. Of these every value of every
  parameter comes once, or as many cases as the mark says where that would take a second.

No mark stands on the only test that catches a fault of ``faults.toml``, nor on the only one of a
promise: such a test stays however long it takes, and ``make test`` names it at its end. One that is
named there without need is to be made shorter or ``thorough``. ``make test-all`` runs all, before a
release and after a change that reaches far.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import defaultdict
from collections.abc import Generator, Iterable

import pytest

LONG_SECONDS = 2.0  # of processor time, whatever else the machine does
_TOOK = "seconds of the processor"


def judged(report: pytest.TestReport) -> pytest.TestReport:
    """Have a test fail in CI that is skipped elsewhere for a program that is not installed.

    `.ci/run` installs them all, and what nobody tried is no promise that is held.
    """
    if report.skipped and os.environ.get("CI") and "not installed" in str(report.longrepr):
        report.outcome, report.longrepr = "failed", str(report.longrepr)
    return report


def timed(item: pytest.Item) -> Generator[None, object, object]:
    """Run the test around which this stands, and remember with its report how long it took."""
    began = time.process_time()
    try:
        return (yield)
    finally:
        item.user_properties.append((_TOOK, time.process_time() - began))


def long_ones(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Return what `make test` says of tests that take long and are not ``thorough``: a line each.

    Args:
        reports: Of tests that were run.
    """
    took = {
        report.nodeid: dict(report.user_properties).get(_TOOK, 0.0)
        for report in reports
        if report.when == "call" and "thorough" not in report.keywords
    }
    return [f"{took[name]:.1f} s: {name}" for name in took if took[name] >= LONG_SECONDS]


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
