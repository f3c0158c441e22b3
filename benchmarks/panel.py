"""A panel as large as any country's: its bodies as territory, its items, five cycles.

``python -m benchmarks.panel DIR`` writes the folder that `faro check` and `faro build` read and
times both beside DuckDB reading the same files and doing the group-bys of a round, and beside it
doing every SELECT of the build. Bodies are numbered and scores drawn: nothing in it is a fact.
"""

from __future__ import annotations

import argparse
import csv
import random
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path
from statistics import fmean
from typing import Any, TextIO

from benchmarks.timing import Measure, take
from pipelines import paths

FARO = Path(sys.executable).with_name("faro")
BODIES, MATERIAS, ROUNDS = 10_072, 86, 5
# What the tables of a round are made of, asked of the same files.
BARE = """
import sys, duckdb
source, target = sys.argv[1:]
con = duckdb.connect(f"{target}/bare.duckdb")
con.execute(f'''create table item as select "Código" as cut, "Ronda" as round_id,
    "Materia" as materia_id, "Criterio" as criterion, "Puntaje"::double as score_pct
    from read_csv('{source}/*.csv', delim=';', all_varchar=true)''')
materia = "select cut, round_id, materia_id, avg(score_pct) as score_pct from item group by all"
con.execute(f"create table body_materia as {materia}")
group_bys = {
    "body": "select cut, round_id, avg(score_pct) as score_pct, count(*) from item group by all",
    "round_item": "select round_id, materia_id, criterion, avg(score_pct), median(score_pct), "
        "count(*) from item group by all",
    "region": "select left(cut, 2), round_id, materia_id, avg(score_pct), count(*) "
        "from item group by all",
    "band": "select round_id, floor(score_pct / 10), count(*) from item group by all",
    "change": "select *, score_pct - lag(score_pct) over (partition by cut, materia_id "
        "order by round_id) from body_materia",
    "place": "select *, rank() over (partition by round_id order by score_pct desc) from body",
}
for name, query in group_bys.items():
    con.execute(f"create table {name} as {query}")
for name in ["item", "body_materia", *group_bys]:
    con.execute(f"copy {name} to '{target}/{name}.parquet' (format parquet, compression zstd)")
"""

CRITERIA = ("disponibilidad", "actualización", "completitud")
HEADER = ("Código", "Ronda", "Materia", "Criterio", "Puntaje")
# What speaks of Chile's municipalities one by one says nothing of other bodies.
EMPTIED = (
    "catalogues/tile_grid.csv",
    "territory/comuna_shapes.csv",
    "territory/cut_history.csv",
    "territory/name_aliases.csv",
    "published/convenios.csv",
    "published/municipal_scores.csv",
    *(f"publicacion/{name}.csv" for name in ("arrivals", "months", "records", "update_days")),
)


def write(
    folder: Path, *, bodies: int, materias: int, rounds: int, raw: Path | None = None
) -> Path:
    """Write a raw folder with a panel of bodies × materias × criteria × rounds.

    Args:
        folder: A folder that is not there yet.
        bodies: Bodies that are scored, shared out among the regions.
        materias: Matters; each has three criteria, so three times as many items.
        rounds: Rounds, two CSV each, and two of the totals.
        raw: The folder whose catalogues it takes; the registered one if left out.

    Returns:
        The folder of the deliveries in it.
    """
    shutil.copytree(raw or paths.raw_dir(), folder)
    for name in EMPTIED:
        _rewrite(folder / name, [])
    codes = _territory(folder / "territory", bodies)
    names = _materias(folder / "catalogues", materias)
    ids = [row["round_id"] for row in _read(folder / "catalogues" / "rounds.csv")][:rounds]
    deliveries = folder / "deliveries"
    totals = folder / "totals"
    for place in (deliveries, totals):
        place.mkdir()
    rng = random.Random(1)
    levels = [f"{level / 4:.2f}" for level in range(401)]
    half = -(-len(codes) // 2)  # no file may have more than 100 MB
    for round_id, start in product(ids, (0, half)):
        name = f"{round_id}_{start}.csv"
        with _opened(deliveries / name) as handle, _opened(totals / name) as beside:
            handle.write(";".join(HEADER) + "\n")
            beside.write("Código;Ronda;Puntaje\n")
            for code in codes[start : start + half]:
                drawn = rng.choices(levels, k=len(names) * len(CRITERIA))
                beside.write(f"{code};{round_id};{fmean(map(float, drawn)):.2f}\n")
                scores = iter(drawn)
                handle.writelines(
                    f"{code};{round_id};{name};{criterion};{next(scores)}\n"
                    for name in names
                    for criterion in CRITERIA
                )
    return deliveries


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


def _territory(folder: Path, bodies: int) -> list[str]:
    """Write so many bodies in place of the comunas; return their codes."""
    regions = _read(folder / "regiones.csv")
    first = _read(folder / "comunas.csv")[0]
    rows, count = [], dict.fromkeys((region["region_code"] for region in regions), 0)
    for number in range(bodies):
        region = regions[number % len(regions)]
        code = region["region_code"]
        count[code] += 1
        row = dict.fromkeys(first, "") | {
            "cut_code": f"{code}{count[code]:03}",
            "comuna": f"Organismo {number + 1:05}",
            "province_code": f"{code}1",
            "province": f"Provincia {code}1",
            "region_code": code,
            "region": region["region_short"],
            "region_order_north_south": region["region_order_north_south"],
            "has_municipality": "true",
            "population_census_2024": str(1000 + number),
            "population_census_2017": str(1000 + number),
            "pndr_class_2024": "Urbana" if number % 3 else "Rural",
            "pndr_class_2017": "Urbana" if number % 3 else "Rural",
        }
        rows.append(row)
    _rewrite(folder / "comunas.csv", rows)
    for region in regions:
        region["n_comunas"] = str(count[region["region_code"]])
    _rewrite(folder / "regiones.csv", regions)
    return [row["cut_code"] for row in rows]


def _materias(folder: Path, materias: int) -> list[str]:
    first = _read(folder / "materias.csv")[0]
    names = [f"Materia {number + 1:03}" for number in range(materias)]
    _rewrite(
        folder / "materias.csv",
        [
            dict.fromkeys(first, "")
            | {"materia_id": f"m{number:03}", "materia_order": str(number + 1)}
            | {"name_es": name, "name_en": name}
            for number, name in enumerate(names)
        ],
    )
    _rewrite(folder / "materia_crosswalk.csv", [])
    return names


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _rewrite(path: Path, rows: list[dict[str, Any]]) -> None:
    """Leave the heading of a CSV and put these rows below it."""
    with path.open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle))
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header)
        writer.writeheader()
        writer.writerows(rows)


def measure(folder: Path, repeats: int, *, bodies: int = BODIES) -> list[Measure]:
    """Time the bare group-bys, the check of the first file, a cold build of all, its SELECTs alone.

    Args:
        folder: A folder to work in.
        repeats: Times each thing is measured, turn about.
        bodies: Bodies that are scored.
    """
    raw = folder / "panel-raw"
    deliveries = write(raw, bodies=bodies, materias=MATERIAS, rounds=ROUNDS)
    rows = bodies * MATERIAS * len(CRITERIA) * ROUNDS
    bare = Measure("DuckDB reads, groups and writes", f"{rows} rows, {2 * ROUNDS} files")
    checked = Measure("faro check of the first file", f"{rows // ROUNDS // 2} rows")
    built = Measure("faro build, cold", "all other tables and checks included")
    same = Measure("DuckDB reads, does every SELECT of the build and writes", "the same tables")
    first = min(deliveries.iterdir())
    for number in range(repeats):
        target, out = folder / f"bare-{number}", folder / f"panel-{number}"
        target.mkdir()
        take(bare, [sys.executable, "-c", BARE, deliveries, target])
        take(checked, [FARO, "check", first, "--raw", raw])
        take(built, [FARO, "build", "--raw", raw, "--out", out, "--accept-changes"])
        shutil.rmtree(target)
        target.mkdir()
        made = out / (out / "LATEST").read_text().strip()
        take(same, [sys.executable, "-m", "benchmarks.same_statements", deliveries, target, made])
        shutil.rmtree(target)
        shutil.rmtree(out)
    return [bare, checked, built, same]


def made(folder: Path, *, bodies: int = BODIES) -> Path:
    """Write the panel and build it; return the folder of the build.

    Args:
        folder: A folder to work in.
        bodies: Bodies that are scored.
    """
    raw, out = folder / "many-raw", folder / "many"
    write(raw, bodies=bodies, materias=MATERIAS, rounds=ROUNDS)
    command: list[str | Path] = [FARO, "build", "--raw", raw, "--out", out, "--accept-changes"]
    subprocess.run(command, check=True, capture_output=True)
    return out


def main() -> None:
    """Write the folder, and time what becomes of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.panel", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bodies", type=int, default=BODIES)
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    for taken in measure(wanted.folder, 1, bodies=wanted.bodies):
        print(f"{taken.name}: {taken.median:.1f} s ({taken.note})")


if __name__ == "__main__":
    main()
