"""CSV files, as bytes: UTF-8, the same bytes for the same rows, and no field that runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from pipelines.spreadsheets.guard import inert_field
from pipelines.spreadsheets.missing import is_missing


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
    types = pd.api.types
    plain = {}
    for at in range(frame.shape[1]):
        cells = frame.iloc[:, at]
        keeps = types.is_numeric_dtype(cells) or types.is_datetime64_any_dtype(cells)
        if not keeps:
            cells = pd.Series(_fields(cells), dtype=object, index=frame.index)
        plain[at] = cells
    heads = [inert_field(str(name)) for name in frame.columns]
    text = pd.DataFrame(plain, index=frame.index).to_csv(
        index=False, header=heads, lineterminator=ends, date_format=date_format
    )
    return _encoded(text, bom)


def _fields(cells: pd.Series) -> list[Any]:
    every = cells.tolist()
    if not isinstance(cells.dtype, pd.StringDtype):
        return [_field(cell) for cell in every]
    known = {cell: _field(cell) for cell in set(every)}  # what repeats is looked at once
    return [known.get(cell, "") for cell in every]  # a missing one may not be equal to itself


def _field(cell: Any) -> Any:
    if is_missing(cell):
        return ""
    if isinstance(cell, (bool, int, float)):
        return cell
    return inert_field(str(cell))


def _encoded(text: str, bom: bool) -> bytes:
    return text.encode("utf-8-sig" if bom else "utf-8", "replace")
