"""What an edition made by other rules cannot give: said as such, never a broken page."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from pipelines import specs
from pipelines.errors import FaroError
from pipelines.serving.open_build import Build
from pipelines.specs import lineage

NOT_HERE = "not_in_edition"
# What a table, column or metric that is not there is called by whoever asked for it.
ABSENT = {"no_table", "no_metric", "no_dimension", "bad_query", "ambiguous_metric"}
log = logging.getLogger(__name__)


def is_of_today(build: Build) -> bool:
    """Return whether a build was made by the contracts, metrics and SQL of today.

    Args:
        build: An open build.

    Raises:
        FaroError: The definitions it kept cannot be read (``damaged_build``).
    """
    return _is_of_today(build.folder)


@lru_cache(maxsize=64)
def _is_of_today(folder: Path) -> bool:
    if specs.kept(folder) != specs.definitions():
        return False
    own = {path.name: path.read_bytes() for path in (folder / "sql").glob("*.*")}
    return own == {path.name: path.read_bytes() for path in lineage.table_files().values()}


@contextmanager
def of_its_time(build: Build) -> Iterator[None]:
    """Say of what fails on a build made by other rules that this edition does not have it.

    What fails on a build made by today's rules is a fault, and is left alone.

    Args:
        build: An open build.

    Raises:
        FaroError: This edition does not have what was asked (``not_in_edition``).
    """
    try:
        yield
    except Exception as error:
        known = isinstance(error, FaroError) and error.code not in ABSENT
        if known or is_of_today(build):
            raise
        log.info("edition %s has no data for what was asked", build.build_id, exc_info=error)
        raise FaroError(
            "this edition was made before these data, or kept them in another way",
            where=build.build_id,
            fix="Open the latest edition",
            code=NOT_HERE,
            es="esta edición se hizo antes de que hubiera estos datos, o los guardaba de otro modo."
            " Abra la edición vigente",
        ) from error
