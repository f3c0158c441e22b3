"""The data sets people ask for: some tables of a build, with all that must be known, in one ZIP.

Which tables stand in which is said in ``presentation/choices/packs.py``; their papers are those of
the whole package.
"""

from __future__ import annotations

import hashlib

from exports.package import papers
from exports.package.facts import Body, gather
from exports.package.rows import as_csv, as_parquet
from exports.writing import zipped
from pipelines.errors import FaroError
from pipelines.marking import Marked
from pipelines.serving import Build
from presentation.choices.packs import PACKS, tables_of


def pack(build: Build, pack_id: str) -> Marked:
    """Return a data set as a ZIP: CSV and Parquet, dictionary, origin and licences, citation.

    Args:
        build: The build.
        pack_id: One of ``choices.packs.PACKS``.

    Raises:
        FaroError: There is no such data set (``no_pack``).
    """
    if pack_id not in PACKS:
        raise FaroError(
            f"there is no data set {pack_id[:40]}",
            fix=f"There are: {', '.join(PACKS)}",
            code="no_pack",
        )
    names = tables_of(build, pack_id)
    files: dict[str, bytes] = {}
    for name in names:
        files[f"data/{name}.csv"] = as_csv(build.table(name), build.describe(name))
        files[f"data/{name}.parquet"] = as_parquet(build, name)
    bodies = {
        path: Body(path=path, size=len(body), sha256=hashlib.sha256(body).hexdigest())
        for path, body in files.items()
    }
    facts = gather(build, bodies, names)
    held = {
        "dictionary.csv": papers.dictionary(facts),
        "ORIGIN.csv": papers.origins_of(build, names),
        "LICENCES.md": papers.licences(facts),
        "CITATION.cff": papers.citation(facts),
        "read_faro.R": papers.r_script(facts),
    }
    files |= held | {"README.md": papers.readme(facts, list(held))}
    return Marked(zipped(files), build.origin_of(*names))
