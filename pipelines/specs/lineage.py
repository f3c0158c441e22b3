"""Which tables there are, which read which, and so in what order they are made."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from pipelines import paths
from pipelines.errors import FaroError

ACCEPTED = "accepted_"
_READ = re.compile(rf"\b(?:(?:core|out)_[a-z0-9]+__|{ACCEPTED})[a-z0-9_]+\b")
_COMMENT = re.compile(r"--[^\n]*")
_STEP = re.compile(r"^from pipelines\.build\.steps import (\w+)", re.M)


def read_in(sql: str) -> set[str]:
    """Return the tables that a statement names, those of what was accepted among them.

    Args:
        sql: The statement; its comments do not count.
    """
    return set(_READ.findall(_COMMENT.sub("", sql)))


def reads(path: Path) -> set[str]:
    """Return the tables that a file reads; a step reads what the steps read that it imports.

    Args:
        path: The file that makes a table: SQL, or a step.
    """
    text = path.read_text(encoding="utf-8")
    imported = _STEP.findall(text) if path.suffix == ".py" else []
    return read_in(text).union(*(reads(paths.STEPS / f"{step}.py") for step in imported)) - {
        path.stem
    }


def table_files() -> dict[str, Path]:
    """Return the file that makes each core and out table: SQL, or a module of ``steps``."""
    files = [*paths.SQL_CORE.glob("*.sql"), *paths.SQL_OUT.glob("*.sql")]
    files += [*paths.STEPS.glob("core_*.py"), *paths.STEPS.glob("out_*.py")]
    return {path.stem: path for path in sorted(files)}


def in_order(files: Mapping[str, Path], *, given: Sequence[str] = ()) -> list[str]:
    """Return the table names so that each comes after the tables its SQL reads.

    Args:
        files: SQL file by table name.
        given: Tables that the build itself provides.

    Raises:
        FaroError: A file reads a table that nobody makes, or two read each other (``bad_sql``).
    """
    needs = _needs(files)
    for name, path in files.items():
        unknown = needs[name] - set(files) - set(given)
        if unknown:
            raise FaroError(
                f"reads {', '.join(sorted(unknown))}, which nothing makes",
                where=path.name,
                fix="Add its SQL file or correct the name",
                code="bad_sql",
            )
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise FaroError(
            f"the tables read each other in a circle: {' → '.join(error.args[1])}",
            where="pipelines/build/sql",
            code="bad_sql",
        ) from error
    return [name for name in order if name in files]


def lineage(files: Mapping[str, Path]) -> dict[str, set[str]]:
    """Return, for every table, all the tables it rests on, near and far.

    Args:
        files: The file that makes each table, SQL or Python, by the name of the table.

    Returns:
        Table → tables, itself left out.

    Raises:
        FaroError: Two of them read each other (``bad_sql``).
    """
    needs = _needs(files)
    rests_on: dict[str, set[str]] = {}
    for name in in_order(files, given=sorted(set().union(*needs.values()) - set(files))):
        near = needs[name]
        rests_on[name] = near.union(*(rests_on.get(other, set()) for other in near))
    return rests_on


def _needs(files: Mapping[str, Path]) -> dict[str, set[str]]:
    return {
        name: {table for table in reads(path) if not table.startswith(ACCEPTED)}
        for name, path in files.items()
    }
