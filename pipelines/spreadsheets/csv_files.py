"""CSV files, as bytes: UTF-8, the same bytes for the same rows, and no field that runs."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pandas as pd

from pipelines.spreadsheets.guard import inert_field
from pipelines.spreadsheets.lines import joined, written
from pipelines.spreadsheets.missing import is_missing

BOM = codecs.BOM_UTF8
Write = Callable[[Sequence[Any]], list[str]]


def rows_csv(
    heads: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    bom: bool,
    delimiter: str = ",",
    ends: str = "\r\n",
) -> bytes:
    """Return rows as CSV; a missing value is an empty field.

    Args:
        heads: The headings.
        rows: Cells in the order of the headings: numbers stay numbers, all else is text.
        bom: Whether a person opens it: spreadsheet programs know UTF-8 by its mark alone. Files
            that programs read (``/api``, the package, deliveries) have none.
        delimiter: What stands between fields.
        ends: What stands between lines.

    Returns:
        The file, in UTF-8.
    """
    lines = [line_csv(row, delimiter=delimiter, ends=ends) for row in (heads, *rows)]
    return _encoded("".join(lines), bom)


def line_csv(cells: Sequence[Any], *, delimiter: str = ",", ends: str = "") -> str:
    """Return one row as the line of a CSV file.

    Args:
        cells: Numbers stay numbers, all else is text; a missing value is an empty field.
        delimiter: What stands between fields.
        ends: What stands at its end.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ends)
    writer.writerow([_field(cell) for cell in cells])
    return text.getvalue()


def frame_csv(
    frame: pd.DataFrame, *, bom: bool, ends: str = "\r\n", date_format: str | None = None
) -> bytes:
    """Return a frame as CSV, as :func:`rows_csv` does rows.

    Args:
        frame: The rows; its index is left out.
        bom: As of :func:`rows_csv`.
        ends: What stands between lines.
        date_format: How to write moments, as ``%Y-%m-%d``.

    Returns:
        The file, in UTF-8.
    """
    heads = line_csv([str(name) for name in frame.columns], ends=ends).encode("utf-8", "replace")
    columns = [frame.iloc[:, at] for at in range(frame.shape[1])]
    empty = '""' if len(columns) == 1 else ""  # or the line would be none
    texts = [written(column, _fields(column, date_format, empty)) for column in columns]
    body = joined(texts, start="", between=",", end=ends) if len(frame) else b""
    return (BOM if bom else b"") + heads + body


def _fields(column: pd.Series, date_format: str | None, empty: str) -> Write:
    """Return what writes distinct values of a column as fields: as pandas does, but inert."""
    types = pd.api.types
    if types.is_numeric_dtype(column) or types.is_datetime64_any_dtype(column):

        def plain(values: Sequence[Any]) -> list[str]:
            cells = pd.Series(values[:-1], dtype=column.dtype)
            cells = cells + 0.0 if types.is_float_dtype(cells) else cells  # no minus before zero
            text = cells.to_csv(
                index=False, header=False, lineterminator="\n", date_format=date_format
            )
            return [*text.splitlines(), empty]

        return plain

    def quoted(values: Sequence[Any]) -> list[str]:
        return [line_csv([value, 0])[:-2] or empty for value in values]

    return quoted


def _field(cell: Any) -> Any:
    if is_missing(cell):
        return ""
    if isinstance(cell, (bool, int, float)):
        return cell
    return inert_field(str(cell))


def _encoded(text: str, bom: bool) -> bytes:
    return text.encode("utf-8-sig" if bom else "utf-8", "replace")
