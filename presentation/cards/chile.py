"""Chile as people know it: the comunas in strips from north to south, each a link to its page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.tiles import EMPTY, shade
from presentation.context import PageContext, address
from presentation.markup.html import Safe, tag
from presentation.words import Text

TABLE = "core_territory__shape"
UNIT = 1000  # steps of the file in a degree
DEGREE = 45.0  # pixels of a degree of latitude
MARGIN = 6.0
LINE = 18.0  # pixels from one name of a mark to the next
SANTIAGO, CLOSER = "131", 6.0  # the province drawn closer beside the strips, and how much
NEAR_SANTIAGO = ("13201", "13401")  # Puente Alto and San Bernardo: one city with it
ISLANDS = ("05104", "05201")  # far out at sea
LOW = "score_0_49"
# Regions of each strip, north to south.
STRIPS = {
    "far_north": ("15", "01", "02"),
    "near_north": ("03", "04", "05", "13"),
    "south": ("06", "07", "16", "08", "09", "14", "10"),
    "patagonia": ("11", "12"),
}


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


@data.drawn
def _shapes(ctx: PageContext) -> dict[str, Shape]:
    rows = data.table(ctx.build_id, TABLE)
    return {cut: read(rings) for cut, rings in zip(rows["cut"], rows["rings"], strict=True)}


def country_map(
    ctx: PageContext, rows: pd.DataFrame, *, inside: Collection[str], links: Mapping[str, str]
) -> Safe:
    """Return the comunas of one round in four strips and Santiago closer; those below 50 marked.

    Args:
        ctx: The page's context.
        rows: One round of ``out_fiscalizacion__municipality_tile``.
        inside: Codes of the municipalities of the universe shown; the others are pale.
        links: Choices that a link to a ficha keeps.
    """
    shapes, t = _shapes(ctx), ctx.t
    rows = rows[rows["cut"].isin(list(shapes))].sort_values(
        ["region_order_north_south", "tile_row"]
    )
    known = {row["cut"]: row for row in rows.to_dict("records")}

    def drawn(cuts: list[str], name: str, *, closer: float = 1.0) -> Safe:
        frame = _Frame.around([shapes[cut] for cut in cuts], DEGREE * closer)
        low = [cut for cut in cuts if known[cut]["band_id"] == LOW and cut in inside]
        marks = _marks(frame, {cut: (known[cut]["comuna"], shapes[cut]) for cut in low})
        areas = [
            _area(
                t,
                known[cut],
                [tag("path", d=frame.path(shapes[cut])), *marks.get(cut, [])],
                _href(ctx, cut, links),
                cut in inside,
            )
            for cut in sorted(cuts, key=marks.__contains__)  # what is named lies over the others
        ]
        return frame.figure(name, *areas)

    region_of = dict(zip(rows["cut"], rows["region_code"], strict=True))
    strips = [
        drawn(
            [cut for cut in known if region_of[cut] in regions and cut not in ISLANDS],
            t(f"chile.strip.{name}"),
        )
        for name, regions in STRIPS.items()
    ]
    city = [cut for cut in known if cut.startswith(SANTIAGO) or cut in NEAR_SANTIAGO]
    islands = [drawn([cut], known[cut]["comuna"]) for cut in ISLANDS if cut in known]
    closer = [drawn(city, t("chile.santiago"), closer=CLOSER)] if city else []
    beside = tag("div", *closer, tag("div", *islands, class_="islands"), class_="beside")
    simulated = " simulated" if (rows["origin"] == "simulated").any() else ""
    return tag(
        "div",
        tag("div", *strips, beside, class_="strips"),
        tag("output", t("chile.how")),
        class_=f"faro-chile{simulated}",
        data_faro_rove=True,
        data_faro_again=t("chile.again"),
    )


@dataclass(frozen=True)
class _Frame:
    west: float
    north: float
    across: float
    down: float
    width: float
    height: float

    @classmethod
    def around(cls, shapes: list[Shape], degree: float) -> _Frame:
        boxes = [shape.box for shape in shapes]
        west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
        east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
        across = degree * cos(radians((south + north) / 2))
        return cls(
            west,
            north,
            across,
            degree,
            (east - west) * across + 2 * MARGIN,
            (north - south) * degree + 2 * MARGIN,
        )

    def figure(self, name: str, *shapes: Safe) -> Safe:
        svg = tag(
            "svg",
            *shapes,
            viewBox=f"0 0 {self.width:.0f} {self.height:.0f}",
            role="group",
            aria_label=name,
            style=f"--w:{self.width:.0f}",
        )
        return tag("figure", svg, tag("figcaption", name))

    def at(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.west) * self.across + MARGIN, (self.north - y) * self.down + MARGIN

    def path(self, shape: Shape) -> str:
        rings = []
        for ring in shape.rings:
            points = dict.fromkeys("{:.1f} {:.1f}".format(*self.at(*point)) for point in ring)
            rings.append(f"M{'L'.join(points)}Z")
        return "".join(rings)


def _href(ctx: PageContext, cut: str, links: Mapping[str, str]) -> str:
    return address(ctx, "municipio", cut=cut, **links)


def _area(t: Text, row: Mapping[str, Any], drawn: list[Safe], href: str, is_inside: bool) -> Safe:
    is_known = row["score_state"] == "value"
    score = t.percent(row["score_pct"], 1) if is_known else t(f"tiles.{EMPTY[row['score_state']]}")
    name = f"{row['comuna']}: {score}"
    css = shade(row["score_pct"], row["score_state"]) + ("" if is_inside else " outside")
    return tag("a", *drawn, href=href, target="_self", aria_label=name, class_=css)


def _marks(frame: _Frame, named: Mapping[str, tuple[str, Shape]]) -> dict[str, list[Safe]]:
    """Return a ring and a name by code; names that would meet stand one below the other."""
    places = {}
    for cut, (_, shape) in named.items():
        west, south, east, north = shape.box
        places[cut] = frame.at((west + east) / 2, (south + north) / 2)
    made, last = {}, -LINE
    for cut, (x, y) in sorted(places.items(), key=lambda place: place[1][1]):
        last = max(y + 4, last + LINE)
        is_left = x > frame.width / 2
        label = tag(
            "text",
            named[cut][0],
            x=f"{x - 9 if is_left else x + 9:.1f}",
            y=f"{last:.1f}",
            text_anchor="end" if is_left else "start",
        )
        made[cut] = [tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="5"), label]
    return made
