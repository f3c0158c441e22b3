"""What codes of columns say together: which occur, in what order, and which rows have the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipelines.ingest.reading.columns import Codes, Column, Index


def first_seen(codes: Codes | Index, size: int) -> tuple[Index, Codes]:
    """Return which of ``size`` codes occur, in the order in which they do, and each row's place.

    Args:
        codes: A code below ``size`` for each row.
        size: How many codes there may be.
    """
    first = np.full(size, len(codes), np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # of several the last written stays
    used = np.flatnonzero(first < len(codes))
    order = used[np.argsort(first[used])]
    places = np.zeros(size, np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return order, places[codes]


def joined(columns: Sequence[tuple[Codes, int]]) -> Index:
    """Return one code for each row: the same where rows have the same codes in every column.

    Args:
        columns: Codes, and the number below which all of them are.
    """
    codes, size = columns[0][0].astype(np.int64), columns[0][1]
    for more, many in columns[1:]:
        codes, size = codes * many + more, size * many
        if size > 4 * len(codes):
            codes = np.unique(codes, return_inverse=True)[1]
            size = int(codes.max(initial=-1)) + 1
    return codes


def together(*columns: Column) -> tuple[list[tuple[Any, ...]], Codes]:
    """Return what columns say together: each distinct row once, in order, and each row's place.

    Args:
        *columns: One or more, all of n rows.

    Returns:
        Tuples of cells, one a distinct row; and (n,) place of each row among them.
    """
    codes = joined([(column.codes, len(column.cells)) for column in columns])
    _, places = first_seen(codes, int(codes.max(initial=-1)) + 1)
    first = np.zeros(int(places.max(initial=-1)) + 1, np.int64)
    first[places[::-1]] = np.arange(len(places) - 1, -1, -1)
    cells = [column.take(first) for column in columns]
    return list(zip(*cells, strict=True)), places
