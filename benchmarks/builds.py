"""Cold build against a bare DuckDB that reads and writes the same files.

Both are processes of their own that start from nothing; the files are in the page cache for both.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.timing import Measure
from pipelines import demo as simulated
from pipelines import paths

FARO = Path(sys.executable).with_name("faro")
BARE = """
import sys, duckdb
target, *files = sys.argv[1:]
LOOSE = "header=true, delim=',', strict_mode=false, null_padding=true"
con = duckdb.connect(f"{target}/bare.duckdb", config={"threads": "2"})
for number, name in enumerate(files):
    query = f"create table t{number} as select * from read_csv(?, all_varchar=true, {LOOSE})"
    con.execute(query, [name])
    to = f"'{target}/t{number}.parquet' (format parquet, compression zstd)"
    con.execute(f"copy t{number} to {to}")
con.close()
"""

IMPORT = "from pipelines.build.quality import expectations; expectations.import_gx()"


def build(out: Path) -> None:
    """Build the repository's data into ``out``; nothing happens where it stands already."""
    subprocess.run(
        [FARO, "build", "--out", str(out)],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )


def demo(out: Path) -> None:
    """Build with the demonstration panel into ``out``; nothing happens where it stands already."""
    subprocess.run(
        [FARO, "demo", "--out", str(out), "--folder", str(out.parent / "panel")],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    )


def measure(out: Path, scratch: Path, repeats: int) -> list[Measure]:
    """Time both, turn about; ``out`` holds a build afterwards."""
    build(out)
    manifest = json.loads((out / _latest(out) / "manifest.json").read_text(encoding="utf-8"))
    raw = paths.raw_dir()
    inputs = [raw / item["path"] for item in manifest["inputs"]]
    files = [str(path) for path in inputs if path.suffix.lower() == ".csv"]
    size = sum(Path(name).stat().st_size for name in files) / 1024
    left_out = f", {len(inputs) - len(files)} not CSV left out" if len(files) < len(inputs) else ""
    bare = Measure("bare DuckDB: read and write", f"{len(files)} files, {size:.0f} kB{left_out}")
    checks = manifest["checks"]["checks"]
    ours = Measure("faro build, cold", f"{len(manifest['row_counts'])} tables, {checks} checks")
    for _ in range(repeats):
        target = scratch / "bare"
        target.mkdir()
        started = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", BARE, str(target), *files], check=True, env=environment()
        )
        bare.seconds.append(time.perf_counter() - started)
        shutil.rmtree(target)
        shutil.rmtree(out)
        started = time.perf_counter()
        build(out)
        ours.seconds.append(time.perf_counter() - started)
        _judged(out)
    return [bare, _imported(repeats), ours, *_changed(scratch, repeats)]


def _imported(repeats: int) -> Measure:
    """Time the import of Great Expectations alone: no checked build can be faster."""
    measured = Measure("import of Great Expectations")
    for _ in range(repeats):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", IMPORT], check=True, env=environment())
        measured.seconds.append(time.perf_counter() - started)
    return measured


def _changed(scratch: Path, repeats: int) -> list[Measure]:
    """Time builds after a change: a delivery of a line less, a published figure said twice."""
    raw = Path(shutil.copytree(paths.raw_dir(), scratch / "changed"))
    out = scratch / "changed-curated"
    panel, delivery = scratch / "changed-panel", raw / "planes.csv"
    figures = raw / "published" / "published_figures.csv"
    simulated.refresh(panel, raw=raw, seed=2012)
    shutil.copyfile(panel / "planes" / "planes.csv", delivery)
    command: list[str | Path] = [
        FARO, "build", "--accept-changes", "--raw", raw, "--out", out
    ]  # fmt: skip

    def built() -> float:
        started = time.perf_counter()
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        seconds = time.perf_counter() - started
        _judged(out)
        return seconds

    built()
    again = Measure("faro build, a delivery of a line less", "until it is served")
    figure = Measure("faro build, a published figure added", "until it is served")
    for number in range(repeats):
        lines = delivery.read_bytes().splitlines(keepends=True)
        delivery.write_bytes(b"".join(lines[:-1]))
        again.seconds.append(built())
        last = figures.read_text(encoding="utf-8").rstrip("\n").rpartition("\n")[2]
        with figures.open("a", encoding="utf-8") as file:
            file.write(f"F{9000 + number},{last.partition(',')[2]}\n")
        figure.seconds.append(built())
    return [again, figure]


def _judged(out: Path) -> None:
    """Wait until the build served is judged by Great Expectations, which goes on beside readers."""
    while not (out / f"{_latest(out)}.docs" / "index.html").is_file():
        time.sleep(0.2)


def _latest(out: Path) -> str:
    return (out / "LATEST").read_text(encoding="utf-8").strip()


def environment() -> dict[str, str]:
    """Return the environment of a process that may keep its bytecode."""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
