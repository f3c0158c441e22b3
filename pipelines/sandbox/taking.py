"""An answer as it leaves: simulated rows say so, and Parquet takes any kind of value."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from pipelines.sandbox import Answer

MARK = "from_simulated"


def is_simulated(answer: Answer) -> bool:
    """Return whether an answer shows simulated figures: what its rows say, or else its tables."""
    if "origin" in answer.frame:
        return bool((answer.frame["origin"] == "simulated").any())
    return bool(answer.simulated)


def to_take(answer: Answer) -> pd.DataFrame:
    """Return the rows as they leave: simulated ones say so even where the query left it out."""
    if is_simulated(answer) and "origin" not in answer.frame:
        return answer.frame.assign(**{MARK: True})
    return answer.frame


def as_parquet(rows: pd.DataFrame) -> bytes:
    """Return rows as Parquet; values of no plain kind are written as text."""
    buffer = io.BytesIO()
    try:
        table = pa.Table.from_pandas(rows, preserve_index=False)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        plain = rows.astype({name: str for name in rows.columns if rows[name].dtype == object})
        table = pa.Table.from_pandas(plain, preserve_index=False)
    pq.write_table(table, buffer, compression="zstd")
    return buffer.getvalue()
