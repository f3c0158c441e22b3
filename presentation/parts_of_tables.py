"""Rows of a table by what they hold, taken from the whole of it: it is read once, not once a page.

For who shows a build from end to end, as the public edition does; a server that is asked for some
pages of it reads what these show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from pipelines.serving import Build

MOST_ROWS = 300_000  # of a table that is held whole
Held = dict[tuple[str, str], "_Whole"]  # by build and name
_held: list[Held] = []


@contextmanager
def read_whole(held: Held) -> Iterator[None]:
    """Read tables whole for as long as this lasts.

    Args:
        held: Takes the tables read, and has those of before.
    """
    _held.append(held)
    try:
        yield
    finally:
        _held.pop()


def part(build: Build, name: str, where: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows of a table that are equal to ``where``, as ``Build.table`` returns them.

    Args:
        build: The build.
        name: A core or out table.
        where: Column → value.

    Raises:
        FaroError: No such table (``no_table``) or column (``no_dimension``).
    """
    is_small = build.manifest["row_counts"].get(name, MOST_ROWS + 1) <= MOST_ROWS
    if not (_held and where and is_small):
        return build.table(name, where)
    key = build.build_id, name
    if key not in _held[-1]:
        _held[-1][key] = _Whole(build, name)
    rows = _held[-1][key].equal(where)
    return build.table(name, where) if rows is None else rows


class _Whole:
    """A whole table, and where in it each value of a column stands."""

    def __init__(self, build: Build, name: str) -> None:
        self._build, self._name = build, name
        self._rows = build.table(name)
        self._empty: pd.DataFrame | None = None
        # Whole numbers and truths are of another kind where some are missing.
        self._widened = {
            column: kind.numpy_dtype
            for column, kind in self._rows.dtypes.items()
            if pd.api.types.is_extension_array_dtype(kind) and kind.kind in "iub"
        }
        texts = self._rows.select_dtypes("str")
        self._gaps = [column for column in texts if texts[column].isna().any()]
        self._places: dict[str, Mapping[Any, np.ndarray]] = {}

    def equal(self, where: Mapping[str, Any]) -> pd.DataFrame | None:
        """Return the rows that are equal; None where only SQL can tell which these are."""
        if not all(self._is_told(*item) for item in where.items()):
            return None
        sets = [self._at(column).get(value, np.arange(0)) for column, value in where.items()]
        places = reduce(lambda left, right: np.intersect1d(left, right, assume_unique=True), sets)
        if not len(places):
            return self._no_row(where)
        rows = self._rows.take(places).reset_index(drop=True)
        for column, kind in self._widened.items():
            if rows[column].notna().all():
                rows[column] = rows[column].astype(kind)
        for column in self._gaps:
            if rows[column].isna().all():  # of no text at all pandas does not know that it is one
                rows[column] = pd.Series([None] * len(rows), dtype="object")
        return rows

    def _no_row(self, where: Mapping[str, Any]) -> pd.DataFrame:
        """Return no row as SQL does, which is asked once: it is the same of every value."""
        if self._empty is None:
            self._empty = self._build.table(self._name, where)
        return self._empty.copy()

    def _is_told(self, column: str, value: Any) -> bool:
        """Return whether a value is of the kind of its column."""
        if column not in self._rows:
            return False
        kind = self._rows[column].dtype
        return (
            (type(value) is str and kind == "str")
            or (type(value) is bool and kind == "bool")
            or (type(value) is int and pd.api.types.is_integer_dtype(kind))
        )

    def _at(self, column: str) -> Mapping[Any, np.ndarray]:
        if column not in self._places:
            self._places[column] = self._rows.groupby(column, sort=False).indices
        return self._places[column]
