"""The universe a reader chose, in frames: its row among all universes, and its municipalities."""

from __future__ import annotations

import pandas as pd

from presentation.rows import worse
from presentation.words import Text

ALL = "all"


def row_of(
    universes: pd.DataFrame,
    *,
    region_code: str = ALL,
    rurality: str = ALL,
    group_id: str = ALL,
    revision: str = "as_published",
) -> pd.DataFrame:
    """Return the rows of ``out_fiscalizacion__universe_*`` for a universe, oldest round first.

    Args:
        universes: The table of universes.
        region_code: The region; all where none is said.
        rurality: The rurality class; all where none is said.
        group_id: The group of municipalities; all where none is said.
        revision: ``as_published`` or as observed.
    """
    return universes[
        (universes["region_code"] == region_code)
        & (universes["rurality"] == rurality)
        & (universes["group_id"] == group_id)
        & (universes["revision"] == revision)
    ].sort_values("year")


def members(rows: pd.DataFrame, **chosen: str) -> pd.DataFrame:
    """Return the rows (one a municipality) of the universe, as good as what says that they are.

    Args:
        rows: One a municipality; with ``origin`` and ``group_origin`` where a group is chosen.
        **chosen: ``region_code``, ``rurality`` and ``group_id``; all where none is said.
    """
    return split(rows, **chosen)[0]


def split(
    rows: pd.DataFrame, *, region_code: str = ALL, rurality: str = ALL, group_id: str = ALL
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows (one a municipality) of the universe, and the others.

    Where a group is set apart, both are no better than what says who belongs to it.

    Args:
        rows: One a municipality; with ``origin`` and ``group_origin`` where a group is chosen.
        region_code: The region; all where none is said.
        rurality: The rurality class; all where none is said.
        group_id: The group of municipalities; all where none is said.
    """
    if group_id != ALL:
        rows = rows.assign(origin=worse(rows["origin"], rows["group_origin"]))
    chosen = {"region_code": region_code, "rurality": rurality, "group_id": group_id}
    mask = pd.Series(True, index=rows.index)
    for column, value in chosen.items():
        if value != ALL:
            mask &= rows[column] == value
    return rows[mask], rows[~mask]


def named(
    t: Text, rows: pd.DataFrame, *, region_code: str = ALL, rurality: str = ALL, group_id: str = ALL
) -> str:
    """Return the universe in words, before a subtitle; nothing when it is the country.

    Args:
        t: Text in the language of the reader.
        rows: Of the universe, with its names.
        region_code: The region; all where none is said.
        rurality: The rurality class; all where none is said.
        group_id: The group of municipalities; all where none is said.
    """
    parts = []
    if group_id != ALL:
        parts.append(t.code("group", group_id))
    if rurality != ALL:
        parts.append(t.code("rurality", rurality))
    if region_code != ALL:
        known = rows.loc[rows["region_code"] == region_code, "region"]
        parts.append(str(known.iloc[0]) if len(known) else region_code)
    return f"{' · '.join(parts)}. " if parts else ""
