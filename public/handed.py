"""The data handed out beside the pages: the package of the build and the files of its metrics."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipelines.serving import Build
from public.charts import METRIC_FILES
from public.making import Edition
from public.writing import Folder

Pack = Callable[[Build, Path], Path]
ARCHIVE = "faro.zip"
MOST_ROWS = 2000  # of a table that stands as CSV too; the package holds every one


def tables(edition: Edition) -> dict[str, tuple[str, ...]]:
    """Return the tables handed out one by one, and the endings of their files."""
    rows = edition.build.manifest["row_counts"]
    return {
        name: ("csv", "parquet") if rows[name] <= MOST_ROWS else ("parquet",)
        for name in (edition.build.tables() if edition.packaged else ())
    }


def metrics(edition: Edition) -> list[str]:
    """Return the metrics that links may lead to: all, or those without a simulated figure."""
    found = json.loads(edition.build.endpoint("index.json") or b'{"metrics": []}')["metrics"]
    return [one["id"] for one in found if not (edition.published_only and one["simulated"])]


def write(edition: Edition, folder: Folder, pack: Pack | None) -> None:
    """Write them into an edition.

    Args:
        edition: What every page knows.
        folder: The edition being made.
        pack: Writes the data package into a folder and returns where; none is written when None.
    """
    for metric in metrics(edition):
        for ending in METRIC_FILES:
            body = edition.build.endpoint(f"{metric}.{ending}")
            if body is not None:
                folder.emit(f"api/{metric}.{ending}", body)
    if pack is None:
        return
    known = tables(edition)
    with tempfile.TemporaryDirectory() as place:
        package = pack(edition.build, Path(place))
        for path in sorted(package.rglob("*")):
            name, _, ending = path.name.partition(".")
            if path.is_file() and (path.parent == package or ending in known.get(name, ())):
                folder.emit(f"data/{path.relative_to(package).as_posix()}", path.read_bytes())
        archive = package.with_name(f"{package.name}.zip")
        folder.emit(f"data/{ARCHIVE}", archive.read_bytes())
