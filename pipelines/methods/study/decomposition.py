"""Why a mean moved: parts that sum to the change, exactly and to the last decimal printed.

With A the municipalities of the first round, B those of the second and S those in both::

    mean₂(B) − mean₁(A) = [mean₂(S) − mean₁(S)]   change within, a sum over groups of S
                        + [mean₂(B) − mean₂(S)]   those that came in
                        + [mean₁(S) − mean₁(A)]   those that left

Every mean is of whole hundredths of a point, so the parts are fractions and nothing is lost. What
the change of method added cannot be told from these figures: it stands inside the change within.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

STEPS_A_POINT = 100  # what is printed: hundredths of a point


@dataclass(frozen=True)
class Part:
    """One step of the waterfall.

    Attributes:
        kind: ``start``, ``exit``, ``entry``, ``within`` or ``end``.
        member: The group of a part within; empty for the others.
        n: Municipalities behind it; None where the source of a printed mean does not say.
        exact: Hundredths of a point, exact.
        printed: Whole hundredths of a point; start plus the parts is the end.
    """

    kind: str
    member: str
    n: int | None
    exact: Fraction
    printed: int


def decompose(
    before: Mapping[Hashable, int],
    after: Mapping[Hashable, int],
    groups: Mapping[Hashable, str],
    order: Sequence[str],
) -> list[Part]:
    """Split the change of a mean.

    Args:
        before: Municipality → whole hundredths of a point, first round.
        after: The same, second round.
        groups: Municipality → its group, for each in both rounds.
        order: The groups in the order shown.

    Returns:
        Start, exit, entry, one part a group, end.

    Raises:
        ValueError: No municipality is in both rounds.
    """
    both = sorted(before.keys() & after.keys(), key=str)
    if not both:
        raise ValueError("no municipality is in both rounds")
    start, end = _mean(before.values()), _mean(after.values())
    kept_before = _mean([before[cut] for cut in both])
    kept_after = _mean([after[cut] for cut in both])
    moved = dict.fromkeys(order, 0)
    counted = dict.fromkeys(order, 0)
    for municipality in both:
        moved[groups[municipality]] += after[municipality] - before[municipality]
        counted[groups[municipality]] += 1
    parts = [
        ("exit", "", len(before) - len(both), kept_before - start),
        ("entry", "", len(after) - len(both), end - kept_after),
        *(("within", name, counted[name], Fraction(moved[name], len(both))) for name in order),
    ]
    return waterfall(start, len(before), parts, end, len(after))


def waterfall(
    start: Fraction,
    n_start: int | None,
    parts: Sequence[tuple[str, str, int | None, Fraction]],
    end: Fraction,
    n_end: int | None,
) -> list[Part]:
    """Return the steps, printed so that start and parts give the end.

    Args:
        start: Mean before, in hundredths of a point, exact.
        n_start: Municipalities behind it; None where its source does not say.
        parts: Kind, member, municipalities and hundredths of a point of each; they add up to ``end
            - start``.
        end: Mean after, in hundredths of a point.
        n_end: Municipalities behind it.

    Returns:
        Start, the parts, end.
    """
    first, last = nearest(start), nearest(end)
    printed = allot([exact for *_, exact in parts], last - first)
    steps = [
        Part(kind, member, n, exact, whole)
        for (kind, member, n, exact), whole in zip(parts, printed, strict=True)
    ]
    return [
        Part("start", "", n_start, start, first),
        *steps,
        Part("end", "", n_end, end, last),
    ]


def allot(parts: Sequence[Fraction], total: int) -> list[int]:
    """Round parts to whole numbers that sum to ``total``: the largest remainders round up.

    A part that is exactly nothing stays nothing unless there is no other way.

    Args:
        parts: (k,) exact parts, one at least, in any unit.
        total: What the whole numbers add up to.

    Returns:
        (k,) whole numbers, in the order of the parts.
    """
    floors = [int(part // 1) for part in parts]
    left = total - sum(floors)
    order = sorted(
        range(len(parts)), key=lambda at: (-(parts[at] - floors[at]), parts[at] == 0, at)
    )
    for turn in range(abs(left)):
        if left > 0:
            floors[order[turn % len(order)]] += 1
        else:
            floors[order[-1 - turn % len(order)]] -= 1
    return floors


def nearest(value: Fraction) -> int:
    """Return the nearest whole number, halves upwards.

    Args:
        value: In any unit.
    """
    return int((value + Fraction(1, 2)) // 1)


def _mean(values: Iterable[int]) -> Fraction:
    whole = list(values)
    return Fraction(sum(whole), len(whole))
