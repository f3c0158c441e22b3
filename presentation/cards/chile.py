"""Chile as people know it: the comunas in strips from north to south, each a link to its page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards.outlines import Ring, Shape, on_grid, path, read, thinned
from presentation.cards.tiles import EMPTY, shade
from presentation.context import PageContext, address
from presentation.markup.html import Safe, tag
from presentation.words import Text

TABLE = "core_territory__shape"
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
        drawn_at_size = thinned([frame.rings(shapes[cut]) for cut in cuts])
        outlines = dict(zip(cuts, drawn_at_size, strict=True))
        low = [cut for cut in cuts if known[cut]["band_id"] == LOW and cut in inside]
        marks = _marks(frame, {cut: (known[cut]["comuna"], shapes[cut]) for cut in low})
        areas = [
            _area(
                t,
                known[cut],
                [tag("path", d=path(outlines[cut])), *marks.get(cut, [])],
                _href(ctx, cut, links),
                cut in inside,
            )
            for cut in sorted(cuts, key=marks.__contains__)  # what is named lies over the others
        ]
        return frame.figure(name, *areas)

    region_of = dict(zip(rows["cut"], rows["region_code"], strict=True))
    of_strips = {
        name: [cut for cut in known if region_of[cut] in regions and cut not in ISLANDS]
        for name, regions in STRIPS.items()
    }
    strips = [drawn(cuts, t(f"chile.strip.{name}")) for name, cuts in of_strips.items() if cuts]
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

    def rings(self, shape: Shape) -> list[Ring]:
        return [on_grid(self.at(*point) for point in ring) for ring in shape.rings]


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
