"""The data package: everything a build holds, with all that must be known to use it elsewhere.

One folder and its ZIP, named after the build: every core and out table as CSV and Parquet, the
dictionary in both languages, licence and sources of each table, provenance, and the same facts in
the words of Frictionless Data Package v2, DCAT 3, CKAN, schema.org and the Citation File Format.
Equal builds give equal bytes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exports.package import catalogues, descriptor, papers
from exports.package.facts import Body, Facts, gather
from exports.package.rows import as_csv
from exports.writing import write, write_zip
from pipelines import serving
from pipelines.marking import suffix
from pipelines.serving import Build


@dataclass(frozen=True)
class Written:
    """Where a package stands.

    Attributes:
        folder: The files.
        archive: The same files in one ZIP.
        tables: How many tables it holds.
    """

    folder: Path
    archive: Path
    tables: int


def write_package(
    build: Build,
    out: Path,
    *,
    tables: Collection[str] = (),
    tick: Callable[[int, int], None] = lambda done, total: None,
) -> Written:
    """Write the data package of a build.

    Args:
        build: The build.
        out: Folder to write into; ``faro_<build>`` is made anew in it, its name marked where
            figures are simulated.
        tables: Names of those packed; every one if none is named.
        tick: Called with (tables done, tables in all).

    Raises:
        FaroError: ``out`` cannot be written to.
    """
    changing = serving.provisional(build)
    stem = f"faro_{build.build_id}{suffix(build.origin_of(), provisional=changing)}"
    folder = out / stem
    if folder.is_dir():
        shutil.rmtree(folder)
    names = [name for name in build.tables() if not tables or name in tables]
    bodies: dict[str, Body] = {}
    for done, name in enumerate(names):
        tick(done, len(names))
        csv = as_csv(build.table(name), build.describe(name))
        parquet = (build.folder / "tables" / f"{name}.parquet").read_bytes()
        for ending, content in (("csv", csv), ("parquet", parquet)):
            path = f"data/{name}.{ending}"
            write(folder / path, content)
            digest = hashlib.sha256(content).hexdigest()
            bodies[path] = Body(path=path, size=len(content), sha256=digest)
    facts = gather(build, bodies, names)
    for path, content in _documents(facts).items():
        write(folder / path, content)
    tick(len(names), len(names))
    inside = {str(p.relative_to(folder)): p for p in sorted(folder.rglob("*")) if p.is_file()}
    archive = write_zip(out / f"{stem}.zip", dict(inside))
    return Written(folder, archive, len(names))


def _documents(facts: Facts) -> dict[str, bytes]:
    held = {
        "datapackage.json": _json(descriptor.data_package(facts)),
        "dcat.jsonld": _json(catalogues.dcat(facts)),
        "ckan.json": _json(catalogues.ckan(facts)),
        "schema_org.jsonld": _json(catalogues.schema_org(facts)),
        "dictionary.csv": papers.dictionary(facts),
        "metrics.json": _json(papers.metrics(facts)),
        "provenance.json": _json(papers.provenance(facts)),
        "CITATION.cff": papers.citation(facts),
        "LICENCES.md": papers.licences(facts),
        "read_faro.R": papers.r_script(facts),
    }
    return held | {"README.md": papers.readme(facts, list(held))}


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n"
