"""The data handed out beside the pages: the package of the build and the files of its metrics."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from pipelines import serving
from pipelines.serving import Build
from public.charts import METRIC_FILES
from public.making import Edition
from public.writing import Folder

Pack = Callable[[Build, Path], Path]
ARCHIVE, DCAT = "faro.zip", "data/dcat.jsonld"
# Documents that list the files of the package, by the entry that lists them and what leads to one.
CATALOGUES = {
    "dcat.jsonld": ("dcat:distribution", ("dcat:downloadURL", "dcat:accessURL")),
    "schema_org.jsonld": ("distribution", ("contentUrl",)),
    "ckan.json": ("resources", ("url",)),
}
IN_ARCHIVE_ONLY = "datapackage.json"  # it is of all files of the package or of none
MOST_ROWS = 2000  # of a table that stands as CSV too; the package holds every one


def tables(edition: Edition) -> dict[str, tuple[str, ...]]:
    """Return the tables handed out one by one, and the endings of their files.

    Args:
        edition: What every page knows.
    """
    rows = edition.build.manifest["row_counts"]
    return {
        name: ("csv", "parquet") if rows[name] <= MOST_ROWS else ("parquet",)
        for name in (edition.build.tables() if edition.packaged else ())
    }


def metrics(edition: Edition) -> list[str]:
    """Return the metrics that links may lead to: all, or those without a simulated figure.

    Args:
        edition: What every page knows.
    """
    listed = json.loads(edition.build.endpoint("index.json") or b'{"metrics": []}')["metrics"]
    return [
        metric["id"] for metric in listed if not (edition.published_only and metric["simulated"])
    ]


def write(edition: Edition, folder: Folder, pack: Pack | None) -> None:
    """Write them into an edition.

    Args:
        edition: What every page knows.
        folder: The edition being made.
        pack: Writes the data package into a folder and returns where; none is written when None.
    """
    for metric in metrics(edition):
        for ending in METRIC_FILES:
            body = serving.endpoint(edition.build, f"{metric}.{ending}")
            if body is not None:
                folder.emit(f"api/{metric}.{ending}", body)
    if pack is None:
        return
    known = tables(edition)
    with tempfile.TemporaryDirectory() as place:
        package = pack(edition.build, Path(place))
        for path in sorted(package.rglob("*")):
            name, _, ending = path.name.partition(".")
            if path.name == IN_ARCHIVE_ONLY or not path.is_file():
                continue
            if path.parent == package or ending in known.get(name, ()):
                body = path.read_bytes()
                if path.name in CATALOGUES:
                    body = _of_here(edition, path.name, body, known)
                folder.emit(f"data/{path.relative_to(package).as_posix()}", body)
        archive = package.with_name(f"{package.name}.zip")
        folder.emit(f"data/{ARCHIVE}", archive.read_bytes())


def _of_here(
    edition: Edition, name: str, body: bytes, known: Mapping[str, Collection[str]]
) -> bytes:
    """Return a catalogue of the package with those of its files that stand here, where they do."""
    document = json.loads(body)
    entries, leads = CATALOGUES[name]
    kept = []
    for entry in document[entries]:
        file = _lead(entry[leads[0]]).rpartition("/")[2]
        stem, _, ending = file.partition(".")
        if ending not in known.get(stem, ()):
            continue
        # Beside the catalogue where no address is known: a relative one is of where it stands.
        to = f"{edition.base}/data/data/{file}" if edition.base else f"data/{file}"
        for lead in leads:
            entry[lead] = {**entry[lead], "@id": to} if isinstance(entry[lead], dict) else to
        kept.append(entry)
    document[entries] = kept
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def _lead(value: Any) -> str:
    return str(value["@id"] if isinstance(value, dict) else value)
