"""The query that gives exactly the rows a figure shows: short where a person could write it so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipelines import serving
from presentation import data
from presentation.cards.cite import sql, sql_literal

FEW = 12  # values of a column that a condition lists


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
    held = data.table(build.build_id, table)
    drawn = _as_held(held, rows, [name for name in build.describe(table).keys if name in rows])
    where = []
    for name in drawn:
        shown = drawn[name].dropna().unique().tolist()
        if drawn[name].isna().any() or held[name].isna().any() or not shown:
            continue
        if len(shown) < held[name].nunique():
            where.append(_is_one_of(name, shown))
            held = held[held[name].isin(shown)]
    is_drawn = _in(held, drawn)
    if len(drawn.columns) and not is_drawn.all():
        differ = [name for name in drawn if held[name].nunique(dropna=False) > 1]
        where.append(_telling(held, is_drawn) or _each(held.loc[is_drawn, differ]))
    return sql(table, *where)


def _as_held(held: pd.DataFrame, rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Return the keys of the rows as the table has them, without those that cannot be told."""
    worded = [name for name in keys if not rows[name].dropna().isin(held[name].unique()).all()]
    drawn = rows[[name for name in keys if name not in worded]]
    if not worded or not rows.index.isin(held.index).all():
        return drawn
    origin = held.loc[rows.index]
    same = [name for name in held if name in rows and name not in worded]
    if not all(origin[name].astype(str).equals(rows[name].astype(str)) for name in same):
        return drawn
    return origin[keys]


def _in(held: pd.DataFrame, drawn: pd.DataFrame) -> pd.Series:
    """Return which rows of the table are drawn, by the keys that are told."""
    if not len(drawn.columns):
        return pd.Series(True, index=held.index)
    known = set(_tuples(drawn))
    return pd.Series([key in known for key in _tuples(held[list(drawn)])], index=held.index)


def _tuples(rows: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return rows as texts, what is missing alike whatever a frame holds for it."""
    plain = rows.astype(object).where(rows.notna(), "")
    return [tuple(map(str, row)) for row in plain.itertuples(index=False)]


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
    for row in drawn.drop_duplicates().astype(object).to_dict("records"):
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
