"""An answer as it leaves: its rows say what it read, and Parquet takes any kind of value."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.marking import TOLD

if TYPE_CHECKING:
    from pipelines.serving.sandbox import Answer

MARK = "faro_worst_origin_read"


def to_take(answer: Answer) -> pd.DataFrame:
    """Return the rows as they leave: each says what the query read, whatever its columns say.

    A column ``origin`` of the query is that of its row alone: it may be better than the mark.

    Args:
        answer: The answer. Where nothing of what it read is simulated or of a third party, its rows
            are left as the reader wrote them.

    Returns:
        The rows, with ``faro_worst_origin_read`` where some of what it read is simulated or of a
        third party.
    """
    if answer.origin not in TOLD:
        return answer.frame
    return answer.frame.assign(**{MARK: answer.origin})


def as_parquet(rows: pd.DataFrame) -> bytes:
    """Return rows as Parquet; values of no plain kind are written as text.

    Args:
        rows: The rows of an answer.

    Returns:
        A Parquet file, packed with zstd.
    """
    buffer = io.BytesIO()
    try:
        table = pa.Table.from_pandas(rows, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        plain = rows.astype({name: str for name in rows.columns if rows[name].dtype == object})
        table = pa.Table.from_pandas(plain, preserve_index=False)
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()
