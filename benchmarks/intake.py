"""`faro check` of a large CSV and `faro bulk`, beside DuckDB reading and writing the same files.

Each is a process of its own; peak memory is what the system counted of it.
"""

from __future__ import annotations

import csv
import random
import sys
from itertools import islice, product
from pathlib import Path

from benchmarks import bulk
from benchmarks.timing import Measure, take
from pipelines import paths

FARO = Path(sys.executable).with_name("faro")
ROWS = 1_000_000
BULK_ROWS = 2_000_000
MONTHS = bulk.MONTHS.split()
HEADER = [
    *("Archivo", "Institucion", "Última Actualización", *MONTHS),
    *("Sin Año-Mes", "Sin Mes", "Sin Año", "Total", "Codigo", "año_auditoria"),
]
BARE = """
import sys, duckdb
source, target = sys.argv[1:]
duckdb.sql(
    f"copy (from read_csv('{source}', delim=';', all_varchar=true)) "
    f"to '{target}' (format parquet)"
)
"""


def measure(folder: Path, repeats: int, *, rows: int = ROWS) -> list[Measure]:
    """Time the bare read and write of an audit of 21 columns, and its check.

    Args:
        folder: A folder to work in.
        repeats: Times each thing is measured, turn about.
        rows: Rows of the audit.
    """
    file = write_audit(folder / "auditoria.csv", rows)
    bare = Measure("DuckDB reads and writes it", f"{rows} rows × {len(HEADER)} columns")
    checked = Measure("faro check")
    for _ in range(repeats):
        take(bare, [sys.executable, "-c", BARE, file, folder / "bare.parquet"])
        take(checked, [FARO, "check", file, "--kind", "publicacion"])
    return [bare, checked]


def measure_bulk(folder: Path, repeats: int, *, rows: int = BULK_ROWS) -> list[Measure]:
    """Time the bare read and write of bulk files one by one, and `faro bulk` of their folder."""
    source = folder / "bulk"
    truth = bulk.write(source, rows)
    files = sorted(source.glob("*.csv"))
    bare = Measure("wc -l of every file", f"{truth.records} records, {truth.size >> 20} MB")
    counted = Measure("faro bulk")
    for number in range(repeats):
        take(bare, ["wc", "-l", *map(str, files)])
        work = folder / f"work-{number}"
        command: list[str | Path] = [
            FARO, "bulk", source, "--out", folder / "out.csv", "--work", work
        ]  # fmt: skip
        take(counted, command)
    counted.note += f", {truth.records / counted.median:,.0f} records/s"
    return [bare, counted]


def write_audit(path: Path, rows: int) -> Path:
    """Write a publication audit of so many rows (UTF-8, `;`), every key once."""
    rng = random.Random(1)
    with (paths.raw_dir() / "catalogues" / "ta_files.csv").open(encoding="utf-8") as handle:
        files = [row["ta_file"] for row in csv.DictReader(handle)]
    letters = "ABCDEFGHIJKL"
    codes = (f"{a}{b}{n:03}" for a, b, n in product(letters, letters, range(1, 1000)))
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerow(HEADER)
        keys = product(codes, range(2012, 2024), files)
        for code, year, file in islice(keys, rows):
            day = f"{rng.randint(1, 28):02}-{rng.randint(1, 12):02}-{year}"
            marks = [rng.choice(("x", "")) for _ in MONTHS]
            counts = [rng.randint(0, 40), rng.randint(0, 40), "", rng.randint(0, 4000)]
            writer.writerow([file, f"Organismo {code}", day, *marks, *counts, code, year])
    return path
