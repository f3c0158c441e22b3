"""The order of names as a Spanish reader looks for them: ñ after n, accents beside their letter."""

from __future__ import annotations

import unicodedata

import pandas as pd


def spelled(name: str) -> str:
    """Return what a name is sorted by.

    Args:
        name: Of a municipality, a region, a tool.

    Example:
        >>> sorted(["Ñuble", "Ollagüe", "Nogales", "Álvarez"], key=spelled)
        ['Álvarez', 'Nogales', 'Ñuble', 'Ollagüe']
    """
    letters = unicodedata.normalize("NFC", name).lower().replace("ñ", "n~")
    return "".join(
        letter
        for letter in unicodedata.normalize("NFD", letters)
        if not unicodedata.combining(letter)
    )


def by_name(column: pd.Series) -> pd.Series:
    """Return a column as it is sorted: names as they are spelled, all else as it is.

    Args:
        column: Its values.
    """
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
        return column
    return column.map(lambda value: spelled(value) if isinstance(value, str) else value)
