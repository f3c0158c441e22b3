"""The map of the comunas: no more points than its size shows, borders shared, no comuna lost."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from pipelines import serving
from presentation import data
from presentation.cards import chile
from presentation.cards.outlines import GRID, UNSEEN, on_grid, path, read, thinned
from presentation.choices.filters import Filters
from presentation.context import PageContext
from presentation.panels import cumplimiento
from presentation.words import Text

MOST_OF_A_STRIP, MOST_OF_ALL = 75_000, 150_000  # characters of coordinates
STEP = re.compile(r"-?(?:\d+(?:\.\d)?|\.\d)")
NEIGHBOURS = [
    [(0, 0), (50, 0), (51, 10), (50, 20), (52, 30), (70, 40), (50, 100), (0, 100)],
    [(50, 0), (100, 0), (100, 100), (50, 100), (70, 40), (52, 30), (50, 20), (51, 10)],
]


@pytest.fixture
def card(demo_built, monkeypatch) -> str:
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    data.clear()
    ctx = PageContext(build=serving.open(root=demo_built), t=Text("es"))
    round_id = cumplimiento.rounds(ctx)[0]
    return str(cumplimiento.tiles(ctx, Filters(round_id=round_id)))


@pytest.fixture(scope="module")
def shapes(demo_built) -> dict[str, chile.Shape]:
    rows = serving.open(root=demo_built).table(chile.TABLE)
    return {cut: read(rings) for cut, rings in zip(rows["cut"], rows["rings"], strict=True)}


def drawings(card):
    return re.findall(r"<svg[^>]*>.*?</svg>", card.partition("faro-tiles")[0], re.DOTALL)


def outlines(drawing):
    return re.findall(r'<path d="([^"]*)"', drawing)


def points(outline):
    """The rings of a path, in pixels."""
    rings = []
    for ring in outline.split("z")[:-1]:
        start, _, steps = ring.removeprefix("M").partition("l")
        x, y = map(float, start.split(" "))
        ways = [float(number) for number in STEP.findall(steps)]
        rings.append([(x, y)])
        for dx, dy in zip(ways[::2], ways[1::2], strict=True):
            x, y = x + dx, y + dy
            rings[-1].append((x, y))
    return rings


def apart(point, start, end):
    (x, y), (x0, y0), (x1, y1) = point, start, end
    dx, dy = x1 - x0, y1 - y0
    length = dx * dx + dy * dy
    along = min(1, max(0, ((x - x0) * dx + (y - y0) * dy) / length)) if length else 0
    return ((x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2) ** 0.5


def test_the_coordinates_of_the_map_keep_their_budget(card):
    sizes = [sum(map(len, outlines(drawing))) for drawing in drawings(card)]
    assert len(sizes) == len(chile.STRIPS) + 1 + len(chile.ISLANDS)
    assert max(sizes) <= MOST_OF_A_STRIP
    assert sum(sizes) <= MOST_OF_ALL


def test_every_comuna_is_drawn_as_an_area(card, shapes):
    drawn = [outlines(drawing) for drawing in drawings(card)]
    strips, islands = drawn[: len(chile.STRIPS)], drawn[-len(chile.ISLANDS) :]
    assert sum(map(len, [*strips, *islands])) == len(shapes)
    every = [outline for outlined in drawn for outline in outlined]
    assert all(len(points(outline)[0]) >= 3 for outline in every)


def test_an_outline_stays_where_it_is_as_far_as_anybody_sees(shapes):
    cuts = [cut for cut in shapes if cut.startswith(("12", "15"))]
    frame = chile._Frame.around([shapes[cut] for cut in cuts], chile.DEGREE)
    few = thinned([frame.rings(shapes[cut]) for cut in cuts])
    for cut, rings in zip(cuts, few, strict=True):
        kept = points(path(rings[:1]))[0]
        before = [frame.at(*point) for point in shapes[cut].rings[0]][::20]
        sides = list(pairwise([*kept, kept[0]]))
        away = [min(apart(point, *side) for side in sides) for point in before]
        assert max(away) <= UNSEEN + 1 / GRID, cut


def test_a_path_says_where_its_points_are():
    ring = [(10, 5), (12, 5), (12, 1), (-3, 24), (-3, -1)]
    (again,) = points(path([ring]))
    assert [(round(x * GRID), round(y * GRID)) for x, y in again] == ring


@pytest.mark.parametrize("turn", range(8))
def test_neighbours_keep_the_same_border_wherever_their_rings_begin(turn):
    left, right = NEIGHBOURS
    (left,), (right,) = thinned([[left[turn:] + left[:turn]], [right]])
    shared = set(left) & set(right)
    assert shared == {point for point in left if 50 <= point[0] <= 70}
    assert shared == {point for point in right if 50 <= point[0] <= 70}
    assert (51, 10) not in shared
    assert (70, 40) in shared


def test_what_is_too_small_to_be_seen_goes_but_never_a_whole_comuna():
    speck = on_grid([(3.01, 3.02), (3.03, 3.01), (3.02, 3.03)])
    large = [(100, 100), (200, 100), (200, 200), (100, 200)]
    alone, among = thinned([[speck], [large, speck]])
    assert alone == [speck] != [[]]
    assert [sorted(ring) for ring in among] == [sorted(large)]
