"""The query that gives exactly the rows a figure shows: short where a person could write it so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from pipelines import serving
from presentation import data
from presentation.cards.cite import sql, sql_literal
from presentation.rows import records

MOST_ROWS = 300_000  # of a table that is looked through whole
FEW = 12  # values of a column that a condition lists
MISSING = -1  # the place of what is missing among the values of a column


def exact(build: serving.Build, shown: Mapping[str, pd.DataFrame]) -> str:
    """Return the query that gives the rows shown, by their keys, and no other row.

    Args:
        build: The build they come from.
        shown: Table → its rows shown; a key may be said in words of the reader.
    """
    return "\nunion all by name\n".join(_of_one(build, *pair) for pair in shown.items())


def _of_one(build: serving.Build, table: str, rows: pd.DataFrame) -> str:
    if rows.empty:
        return sql(table, "false")
    keys = [name for name in build.describe(table).keys if name in rows]
    part, held = _near(build, table, rows[keys])
    drawn = {name: _values(shown) for name, shown in _as_held(held, rows, keys).items()}
    where = [_is_one_of(name, [value]) for name, value in part.items()]
    places: np.ndarray | None = None  # of the rows that meet these; None is all
    for name, every in drawn.items():
        shown, column = list(dict.fromkeys(every)), held.column(name)
        there = column.there if places is None else set(column.codes[places].tolist())
        if None in shown or MISSING in there or len(shown) >= len(there):
            continue
        where.append(_is_one_of(name, shown))
        codes = column.codes_of(shown)
        if places is None:
            places = column.places_of(codes)
        else:
            places = places[np.isin(column.codes[places], codes)]
    if places is None:
        places = np.arange(len(held.rows))
    known = set(zip(*(map(_text, every) for every in drawn.values()), strict=True))
    is_drawn = [key in known for key in held.texts(list(drawn), places)]
    if drawn and not all(is_drawn):
        left = held.rows.iloc[places]
        mask = pd.Series(is_drawn, index=left.index)
        differ = [name for name in drawn if left[name].nunique(dropna=False) > 1]
        where.append(_telling(left, mask) or _each(left.loc[mask, differ]))
    return sql(table, *where)


class _Column:
    """A column by its different values: ``values``, and of each row the place among them."""

    def __init__(self, column: pd.Series) -> None:
        codes, values = pd.factorize(column)
        self.codes = codes.astype(np.int32)
        self.values: list[Any] = values.tolist()
        self.texts = [*map(str, self.values), ""]  # the last is of what is missing
        self.code = {value: at for at, value in enumerate(self.values)}
        self.there = set(self.codes[self.codes == MISSING][:1].tolist()) | {*self.code.values()}
        self._order = np.argsort(self.codes, kind="stable")
        self._starts = np.searchsorted(self.codes[self._order], np.arange(len(self.values) + 1))

    def codes_of(self, values: Iterable[Any]) -> list[int]:
        """Return the places of values, of those that there are."""
        return [self.code[value] for value in values if value in self.code]

    def places_of(self, codes: Iterable[int]) -> np.ndarray:
        """Return the rows that hold one of some values, in their order."""
        own = [self._order[self._starts[code] : self._starts[code + 1]] for code in codes]
        return np.sort(np.concatenate(own)) if own else np.arange(0)


class _Held:
    """A table whose columns are looked through once, however often rows of it are shown."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows
        self._columns: dict[str, _Column] = {}

    def column(self, name: str) -> _Column:
        """Return a column by its different values."""
        if name not in self._columns:
            self._columns[name] = _Column(self.rows[name])
        return self._columns[name]

    def texts(self, names: list[str], places: np.ndarray) -> Iterator[tuple[str, ...]]:
        """Give rows as texts, what is missing alike whatever the table holds for it."""
        columns = [self.column(name) for name in names]
        return zip(
            *([column.texts[code] for code in column.codes[places]] for column in columns),
            strict=True,
        )


def _near(
    build: serving.Build, table: str, keys: pd.DataFrame
) -> tuple[dict[str, str | int], _Held]:
    """Return where rows stand that others are to be told from, and these: all but of a large table.

    Of millions of rows only those are read that have what all rows shown have.
    """
    part: dict[str, str | int] = {}
    if build.manifest["row_counts"].get(table, 0) > MOST_ROWS:
        alike = {name: keys[name].drop_duplicates().tolist() for name in keys}
        part = {
            name: values[0]
            for name, values in alike.items()
            if len(values) == 1 and isinstance(values[0], str | int)
        }
    held = _held(build.build_id, table, **part)
    if part and held.rows.empty:  # a key is said in words of the reader
        return {}, _held(build.build_id, table)
    return part, held


@lru_cache(maxsize=512)
def _held(build_id: str, table: str, **part: str | int) -> _Held:
    return _Held(data.table(build_id, table, **part))


data.forgets.append(_held.cache_clear)


def _values(column: pd.Series) -> list[Any]:
    return [None if pd.isna(value) else value for value in column.tolist()]


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _as_held(held: _Held, rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the keys of the rows as the table has them, without those that cannot be told."""
    worded = [
        name
        for name in keys
        if not set(_values(rows[name])) - {None} <= held.column(name).code.keys()
    ]
    drawn = rows[[name for name in keys if name not in worded]]
    if not worded or not rows.index.isin(held.rows.index).all():
        return drawn
    origin = held.rows.loc[rows.index]
    same = [name for name in held.rows if name in rows and name not in worded]
    if not all(origin[name].astype(str).equals(rows[name].astype(str)) for name in same):
        return drawn
    return origin[keys]


def _telling(held: pd.DataFrame, is_drawn: pd.Series) -> str | None:
    """Return the condition on one column that the rows drawn meet and no other, if there is one."""
    conditions = []
    for name in held.columns:
        column, others = held.loc[is_drawn, name], held.loc[~is_drawn, name]
        is_measure = pd.api.types.is_numeric_dtype(column) and column.dtype != bool
        if is_measure or column.isna().any():
            continue
        shown = column.unique().tolist()
        if len(shown) <= FEW and not others.isin(shown).any():
            conditions.append((len(shown), _is_one_of(name, shown)))
    return min(conditions, key=lambda condition: condition[0])[1] if conditions else None


def _each(drawn: pd.DataFrame) -> str:
    """Return the condition that names every row by the keys that tell it from others.

    Nothing equals null: rows that lack the same keys are told by those that they have.
    """
    alike: dict[tuple[str, ...], list[str]] = {}
    for row in records(drawn.drop_duplicates()):
        has = {str(name): sql_literal(value) for name, value in row.items() if not pd.isna(value)}
        alike.setdefault(tuple(has), []).append(f"({', '.join(has.values())})")
    conditions = []
    for names, rows in alike.items():
        lacks = [f"{name} is null" for name in drawn if name not in names]
        listed = [f"({', '.join(names)}) in ({', '.join(rows)})"] if names else []
        conditions.append(" and ".join([*lacks, *listed]))
    return (
        conditions[0]
        if len(conditions) == 1
        else f"({' or '.join(f'({condition})' for condition in conditions)})"
    )


def _is_one_of(name: str, shown: list[Any]) -> str:
    values = [sql_literal(value) for value in sorted(shown)]
    return f"{name} = {values[0]}" if len(values) == 1 else f"{name} in ({', '.join(values)})"
