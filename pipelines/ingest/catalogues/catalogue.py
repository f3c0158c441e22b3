"""A catalogue as it stands: its source, header and rows, and how a row of it is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from pipelines import specs
from pipelines.errors import FaroError
from pipelines.specs import Source
from pipelines.spreadsheets import line_csv

OPEN = "…"
"""What a person has to fill in; a row that still holds it is refused."""


def source_of(file: str) -> Source:
    """Return the source that registers a file (path below the raw folder).

    Args:
        file: As ``catalogues/rounds.csv``.

    Raises:
        FaroError: No source does.
    """
    for source in specs.sources().values():
        if file in source.files:
            return source
    files = ", ".join(sorted(f for s in specs.sources().values() for f in s.files))
    raise FaroError(
        f"«{file}» is no catalogue",
        fix=f"The catalogues are: {files}",
        code="no_catalogue",
        es=f"«{file}» no es un catálogo. Los catálogos son: {files}",
    )


def is_registered(file: str) -> bool:
    """Tell whether a source registers a file.

    Args:
        file: Path below the raw folder.
    """
    return any(file in source.files for source in specs.sources().values())


def header(raw: Path, file: str) -> list[str]:
    """Return the columns of a catalogue, in order.

    Args:
        raw: The folder of the deliveries.
        file: Path of the catalogue below it.

    Returns:
        Empty where the file is.

    Raises:
        FaroError: The file is missing (``missing_file``).
    """
    with _open(raw, file) as handle:
        return next(csv.reader(handle), [])


def rows(raw: Path, file: str) -> list[dict[str, str]]:
    """Return the rows of a catalogue as text, in order.

    Args:
        raw: The folder of the deliveries.
        file: Path of the catalogue below it.

    Returns:
        Column → cell of each; an empty cell is an empty text.

    Raises:
        FaroError: The file is missing (``missing_file``).
    """
    with _open(raw, file) as handle:
        return list(csv.DictReader(handle))


def next_order(raw: Path, file: str, name: str) -> str:
    """Return the next number of an order of a catalogue.

    Args:
        raw: The folder of the deliveries.
        file: Path of the catalogue below it.
        name: A column with a whole number in every row.

    Returns:
        One more than the largest, ``1`` in a catalogue without rows.

    Raises:
        FaroError: The file is missing (``missing_file``).
    """
    return str(max((int(row[name]) for row in rows(raw, file)), default=0) + 1)


def line(names: list[str], row: Mapping[str, str]) -> str:
    """Return a row as the very line of the file, without its end.

    Args:
        names: The columns of the file, in order.
        row: Column → cell; one that is not there is written empty.
    """
    return line_csv([row.get(name, "") for name in names])


def referred(source: Source, name: str) -> tuple[str, str] | None:
    """Return (file, key) of the catalogue that a column points to, by its name, or None.

    ``method_id`` points to the one source whose key it is, ``after_round_id`` to that of
    ``round_id``; a column that several sources have as key points to none.

    Args:
        source: The source of the catalogue that has the column.
        name: Name of the column; one that is a key of its own catalogue points to none.
    """
    if name in source.keys:
        return None
    for key in (name, "_".join(name.split("_")[-2:])):
        sources = [s for s in specs.sources().values() if s.keys == (key,)]
        if len(sources) == 1 and len(sources[0].files) == 1:
            return sources[0].files[0], key
    return None


def _open(raw: Path, file: str) -> io.TextIOWrapper:
    if not (raw / file).is_file():
        raise FaroError("the file is missing", where=file, code="missing_file")
    return (raw / file).open(encoding="utf-8-sig", newline="")
