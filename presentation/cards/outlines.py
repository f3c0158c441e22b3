"""Outlines of comunas, and how many of their points a drawing needs: borders stay shared.

A point is laid on the grid of the drawing, which is the same for the comunas that share it. A
border runs from where three meet to where three meet again; it is thinned as a whole, from the same
end for both its comunas, so that neither gape nor overlap can come of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

UNIT = 1000  # steps of the file in a degree
GRID = 5  # steps of a drawing in a pixel
UNSEEN = 0.5  # pixels that a border may leave its place by
Point = tuple[int, int]  # steps of a drawing: to the right, down
Ring = list[Point]  # the last leads to the first again


@dataclass(frozen=True)
class Shape:
    """The outline of a comuna: rings of points in degrees, the largest first."""

    rings: tuple[tuple[tuple[float, float], ...], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east and north, in degrees."""
        xs, ys = zip(*(point for ring in self.rings for point in ring), strict=True)
        return min(xs), min(ys), max(xs), max(ys)


def read(rings: str) -> Shape:
    """Return the outline that a row of ``core_territory__shape`` writes.

    Args:
        rings: Rings parted by ``;``, points by a space; each point is how far it is from the one
            before, in thousandths of a degree, longitude first.

    Example:
        >>> read("-70000,-20000 1000,0 0,1000").rings
        (((-70.0, -20.0), (-69.0, -20.0), (-69.0, -19.0)),)
    """
    outline = []
    for ring in rings.split(";"):
        x = y = 0
        points = []
        for step in ring.split(" "):
            dx, dy = map(int, step.split(","))
            x, y = x + dx, y + dy
            points.append((x / UNIT, y / UNIT))
        outline.append(tuple(points))
    return Shape(tuple(outline))


def on_grid(ring: Iterable[tuple[float, float]]) -> Ring:
    """Return a ring on the grid of a drawing, no point twice in a row.

    Args:
        ring: Its points, in pixels.
    """
    points = [(round(x * GRID), round(y * GRID)) for x, y in ring]
    return [point for at, point in enumerate(points) if point != points[at - 1]] or points[:1]


def thinned(shapes: Sequence[Sequence[Ring]]) -> list[list[Ring]]:
    """Return the rings of each shape without the points that nobody sees; none loses its largest.

    Args:
        shapes: For each shape its rings as :func:`on_grid` returns them, the largest first.
    """
    near: defaultdict[Point, set[Point]] = defaultdict(set)
    for ring in (ring for rings in shapes for ring in rings):
        for start, end in pairwise([*ring, ring[0]]):
            near[start].add(end)
            near[end].add(start)
    meets = frozenset(point for point, others in near.items() if len(others) > 2)
    few = [[(ring, _fewer(ring, meets)) for ring in rings] for rings in shapes]
    return [
        [
            thin if len(thin) > 2 else ring
            for at, (ring, thin) in enumerate(rings)
            if at == 0 or len(thin) > 2
        ]
        for rings in few
    ]


def path(rings: Iterable[Ring]) -> str:
    """Return rings as the path of a drawing: a start, and the way from each point to the next.

    Args:
        rings: As :func:`thinned` returns them.

    Example:
        >>> path([[(10, 5), (12, 5), (12, 1)]])
        'M2 1l.4 0 0-.8z'
    """
    return "".join(map(_written, rings))


def _fewer(ring: Ring, meets: frozenset[Point]) -> Ring:
    """Return a ring with each of its borders thinned."""
    ends = [at for at, point in enumerate(ring) if point in meets] or [ring.index(min(ring))]
    first = ends[0]
    turned = [*ring[first:], *ring[:first], ring[first]]
    kept: Ring = []
    for start, end in pairwise([*(at - first for at in ends), len(ring)]):
        border = turned[start : end + 1]
        back = border[::-1]
        kept += (_thin(border) if border <= back else _thin(back)[::-1])[:-1]
    return kept


def _thin(line: Ring) -> Ring:
    """Return a line without the points it passes close enough by (Douglas and Peucker)."""
    kept, parts = {0, len(line) - 1}, [(0, len(line) - 1)]
    while parts:
        start, end = parts.pop()
        far, at = max(
            ((_apart(line[at], line[start], line[end]), -at) for at in range(start + 1, end)),
            default=(0.0, 0),
        )
        if far > (UNSEEN * GRID) ** 2:
            kept.add(-at)
            parts += [(start, -at), (-at, end)]
    return [line[at] for at in sorted(kept)]


def _apart(point: Point, start: Point, end: Point) -> float:
    """Return how far a point is from the line between two, squared."""
    x, y = point[0] - start[0], point[1] - start[1]
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = dx * dx + dy * dy
    along = min(1.0, max(0.0, (x * dx + y * dy) / length)) if length else 0.0
    return (x - along * dx) ** 2 + (y - along * dy) ** 2


def _written(ring: Ring) -> str:
    text, last = f"M{_number(ring[0][0])} {_number(ring[0][1])}l", ""
    for start, end in pairwise(ring):
        for way in (end[0] - start[0], end[1] - start[1]):
            number = _number(way)
            is_apart = number[0] == "-" or (number[0] == "." and "." in last) or not last
            text += number if is_apart else f" {number}"
            last = number
    return f"{text}z"


def _number(steps: int) -> str:
    """Return steps in pixels, in the fewest letters."""
    number = f"{steps / GRID:.1f}".removesuffix(".0")
    return number.replace("0.", ".", 1) if number.startswith(("0.", "-0.")) else number
