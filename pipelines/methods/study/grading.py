"""The grade of a reading: how strong the words about it may be, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

DESCRIPTIVE, ADJUSTED, INCONCLUSIVE = "descriptive", "adjusted", "inconclusive"
BALANCED, OVERLAPPING = 0.1, 90.0  # largest standardised difference; least overlap, percent
FRAGILE = 1.0  # a deviation no larger than the largest earlier one must not undo the conclusion
Interval = tuple[float, float]


@dataclass(frozen=True)
class Evidence:
    """What is known of an effect.

    Attributes:
        points: 95 % interval in points.
        headroom: 95 % interval as a share of what was lacking.
        earlier: Intervals of the effect at times before treatment, where there should be none.
        breakdown: How many times the largest earlier deviation undoes the conclusion.
        check: The estimate in points of another estimator.
        crossed: Whether the window crosses a change of method.
        within: 95 % interval in points of the part whose rounds share a method, if there is any.
        balance: Largest standardised difference left after weighting; None when not computed.
        overlap: Least overlap of the cells, percent; None when not computed.
        anticipated: Interval with the round of the year of signing counted as treated.
    """

    points: Interval
    headroom: Interval
    earlier: Sequence[Interval]
    breakdown: float | None
    check: float | None
    crossed: bool
    within: Interval | None = None
    balance: float | None = None
    overlap: float | None = None
    anticipated: Interval | None = None


def sign(interval: Interval) -> int:
    """Return 1 or -1 where an interval leaves out zero, else 0.

    Args:
        interval: Low and high end, in any unit.
    """
    low, high = interval
    return 1 if low > 0 else -1 if high < 0 else 0


def graded(evidence: Evidence) -> tuple[str, list[str]]:
    """Return the grade and the keys of the reasons, those that decide first.

    What decides: too few rounds before, a different path before, an interval with zero, scales or
    estimators that disagree, groups that are not alike once weighted or do not overlap (or of
    which neither is known), a conclusion that hangs on the year of signing or that a small
    deviation undoes, and a change of method in between. That a new method strikes those who signed
    and those who had not alike cannot be tested, so across one a conclusion stands only where the
    rounds of one method show it too.

    Args:
        evidence: What is known of the effect.

    Returns:
        ``adjusted`` or ``inconclusive``, and its reasons.
    """
    direction = sign(evidence.points)
    middle = sum(evidence.points) / 2
    against = {
        "one_before": not evidence.earlier,
        "earlier_path": any(sign(interval) for interval in evidence.earlier),
        "zero": not direction,
        "scale": sign(evidence.headroom) != direction,
        "estimator": evidence.check is not None and direction * evidence.check < 0,
        "unbalanced": evidence.balance is None or evidence.balance > BALANCED,
        "no_overlap": evidence.overlap is None or evidence.overlap < OVERLAPPING,
        "own_year": bool(direction)
        and (evidence.anticipated is None or sign(evidence.anticipated) != direction),
        "fragile": bool(
            direction
            and len(evidence.earlier) > 0
            and (evidence.breakdown is not None and evidence.breakdown < FRAGILE)
        ),
        "crossed": evidence.crossed
        and not (direction and evidence.within and sign(evidence.within) == direction),
    }
    if middle and (sum(evidence.headroom) / 2 > 0) != (middle > 0):
        against["scale"] = True
    reasons = [name for name, holds in against.items() if holds]
    if reasons:
        return INCONCLUSIVE, reasons
    return ADJUSTED, ["supported", *(["crossed_holds"] if evidence.crossed else [])]
