"""Lines of text out of columns, for files of millions of rows: what repeats is written once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

FEW = 2000  # cells that are sooner looked at one by one


def written(column: pd.Series, write: Callable[[Sequence[Any]], Iterable[str]]) -> pa.Array:
    """Return a column as text.

    Args:
        column: Its cells; what is missing is missing whatever it is.
        write: Writes distinct values, in their order; None stands for what is missing.

    Returns:
        As many texts as there are cells, in UTF-8; what has no place in it is replaced.
    """
    codes: Any
    if column.dtype == object or len(column) < FEW:  # of objects 1 and True are not the same
        places: dict[tuple[type, Any], int] = {}
        codes = [places.setdefault((type(v), v), len(places)) for v in column.tolist()]
        values = [value for _, value in places]
    else:
        numbers, distinct = pd.factorize(column)
        values = [*distinct.tolist(), None]
        codes = np.where(numbers < 0, len(distinct), numbers)
    texts = [text.encode("utf-8", "replace") for text in write(values)]
    return pa.array(texts, pa.large_binary()).take(pa.array(codes, pa.int64()))


def joined(columns: Sequence[pa.Array], *, start: str, between: str, end: str) -> bytes:
    """Return the lines that columns make, one after the other, in UTF-8.

    Args:
        columns: Texts of :func:`written`, as many in each.
        start: What each line starts with.
        between: What stands between two texts of a line.
        end: What each line ends with.
    """
    text = [pa.scalar(word.encode(), pa.large_binary()) for word in (start, between, end, "")]
    body = pc.binary_join_element_wise(*columns, text[1])
    lines = pc.binary_join_element_wise(text[0], body, text[2], text[3])
    _, _, characters = lines.buffers()
    return characters.to_pybytes() if characters else b""
