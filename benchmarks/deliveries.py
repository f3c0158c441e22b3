"""Twelve rounds × 345 municipalities × 14 materias × 3 criteria, delivered, checked and built,
beside a bare pandas read of the same files. Each is a process of its own."""

from __future__ import annotations

import csv
import itertools
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.timing import Measure
from pipelines import paths

FARO = Path(sys.executable).with_name("faro")
ROUNDS = 12
CRITERIA = ("disponibilidad", "actualización", "completitud")
HEADER = ("Municipio", "Código", "Ronda", "Materia", "Criterio", "Puntaje")
BARE = """
import sys, pandas as pd
for name in sys.argv[1:]:
    pd.read_csv(name, sep=";", decimal=",", encoding="cp1252")
"""


def measure(folder: Path, repeats: int) -> list[Measure]:
    """Time the bare read, the check of every file, and a cold build with all of them.

    Args:
        folder: A folder to work in.
        repeats: Times each thing is measured, turn about.
    """
    raw = folder / "raw-with-deliveries"
    shutil.copytree(paths.raw_dir(), raw)
    files = write_rounds(raw / "deliveries", raw / "catalogues", raw / "territory")
    rows = ROUNDS * 345 * 14 * len(CRITERIA)
    bare = Measure("pandas reads the deliveries", f"{len(files)} files, {rows} rows")
    checked = Measure("faro check of each file", f"{len(files)} processes")
    built = Measure("faro build, cold, with them", "all the other files and checks included")
    for _ in range(repeats):
        bare.seconds.append(_timed([sys.executable, "-c", BARE, *map(str, files)]))
        checked.seconds.append(
            sum(_timed([FARO, "check", str(file), "--raw", str(raw)]) for file in files)
        )
        out = folder / "curated-with-deliveries"
        built.seconds.append(_timed([FARO, "build", "--raw", str(raw), "--out", str(out)]))
        shutil.rmtree(out)
    return [bare, checked, built]


def write_rounds(folder: Path, catalogues: Path, territory: Path) -> list[Path]:
    """Write one long CSV a round (`;`, Windows-1252, decimal comma) and return their paths."""
    folder.mkdir(parents=True)
    rounds = [row["round_id"] for row in _read(catalogues / "rounds.csv")][:ROUNDS]
    materias = [row["name_es"] for row in _read(catalogues / "materias.csv")]
    comunas = [row for row in _read(territory / "comunas.csv") if row["has_municipality"] == "true"]
    cells = list(itertools.product(comunas, materias, CRITERIA))
    written = []
    for number, round_id in enumerate(rounds):
        path = folder / f"{round_id}.csv"
        with path.open("w", encoding="cp1252", newline="") as handle:
            writer = csv.writer(handle, delimiter=";")
            writer.writerow(HEADER)
            for index, (comuna, materia, criterion) in enumerate(cells):
                score = f"{(index * 37 + number * 11) % 10001 / 100:.2f}".replace(".", ",")
                name = f"Municipalidad de {comuna['comuna']}"
                writer.writerow((name, comuna["cut_code"], round_id, materia, criterion, score))
        written.append(path)
    return written


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _timed(command: list[str | Path]) -> float:
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run(command, check=True, env=kept, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started
