"""The answer to a reader's query as a simple chart: one column runs along, one is measured."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import ceil
from typing import NamedTuple

import numpy as np
import pandas as pd

from presentation.charts import simulated
from presentation.charts.base import INK, Chart, figure, wrapped
from presentation.charts.sheet import Sheet
from presentation.words import Text

KINDS = ("line", "bars", "points")
MOST_BARS, MOST_POINTS = 40, 400
MOST_DECIMALS = {"percent": 1, "percentage_points": 1, "points": 1}  # of what a reader works out
# Columns of this house end in their unit, and so do those that a reader names alike.
ENDINGS = {"pct": "percent", "pts": "percentage_points", "days": "days", "months": "months"}
BESIDE = {
    *("origin", "source_ids", "source_id", "n", "n_municipalities", "municipalities"),
    *("decimals", "comparable_with_previous"),
}
COMPARABLE = "comparable_with_previous"


@dataclass(frozen=True)
class Shape:
    """What is drawn: ``over`` runs along, ``number`` is measured, as one of :data:`KINDS`."""

    over: str
    number: str
    kind: str


class Column(NamedTuple):
    """What is known of a column of an answer.

    Attributes:
        label: Its name in the language of the reader.
        unit: As metrics name units; None is none.
        decimals: Of the metric it is; None where it is no metric.
    """

    label: str
    unit: str | None
    decimals: int | None = None


def column_of(name: str, columns: Mapping[str, Column]) -> Column:
    """Return what is known of a column: what contracts say, or what its ending does.

    Args:
        name: Of the column, as the answer has it.
        columns: What contracts say of columns, by name.

    Example:
        >>> column_of("share_pct", {})
        Column(label='share_pct', unit='percent', decimals=None)
    """
    return columns.get(name) or Column(name, ENDINGS.get(name.lower().rpartition("_")[2]))


def axes_of(rows: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the columns that may run along and those that may be measured.

    Both are empty where the answer has too few or too many rows to be drawn.

    Args:
        rows: The rows of an answer.
    """
    if not 2 <= len(rows) <= MOST_POINTS:
        return [], []
    numbers = [name for name in rows.columns if _is_number(rows[name], name)]
    overs = [name for name in rows.columns if rows[name].notna().all() and _is_plain(rows[name])]
    return (overs, numbers) if set(overs) - set(numbers[:1]) else ([], [])


def shape_of(rows: pd.DataFrame) -> Shape | None:
    """Return what is drawn of an answer unasked, or None when it is no simple series.

    Columns that go with a figure (its n, origin, sources) are left aside; what remains must be
    one number and one column that names each row once.

    Args:
        rows: The rows of an answer.
    """
    names = [name for name in rows.columns if name not in BESIDE]
    overs, numbers = axes_of(rows)
    measured = [name for name in names if name in numbers]
    if len(names) != 2 or len(measured) != 1:
        return None
    [number], [over] = measured, [name for name in names if name not in measured]
    if over not in overs:
        return None
    shape = Shape(over, number, "line" if _is_time(rows[over], over) else "bars")
    return shape if is_drawable(rows, shape) else None


def is_drawable(rows: pd.DataFrame, shape: Shape) -> bool:
    """Return whether the rows can be drawn so: bars and lines name each row once.

    Args:
        rows: The rows of an answer.
        shape: Which columns are drawn, and how.
    """
    along = rows[shape.over]
    if shape.kind == "points":
        return _is_ordered(along)
    if along.astype(str).duplicated().any():
        return False
    return len(rows) <= MOST_BARS if shape.kind == "bars" else _is_ordered(along)


def draw(rows: pd.DataFrame, shape: Shape, *, t: Text, columns: Mapping[str, Column]) -> Chart:
    """Draw an answer.

    Args:
        rows: The rows of the answer, their ``origin`` that of what the query read.
        shape: What to draw of them.
        t: Text in the language of the reader.
        columns: What contracts and metrics say of a column.
    """
    number, over = column_of(shape.number, columns), column_of(shape.over, columns)
    values = finite(rows[shape.number])
    known = values.dropna()
    needed = min(decimals_of(known), MOST_DECIMALS.get(number.unit or "", 4))
    decimals = needed if number.decimals is None else number.decimals
    written = {at: t.quantity(value, number.unit, decimals) for at, value in known.items()}
    names = {at: _name(value, t) for at, value in rows[shape.over].items()}
    high, low = known.idxmax(), known.idxmin()
    ends = {"high": written[high], "at_high": names[high]}
    ends |= {"low": written[low], "at_low": names[low]}
    takeaway = t("chart.answer.takeaway", number=number.label, **ends)
    drawn = rows.assign(**{shape.number: values})
    make = _bars if shape.kind == "bars" else _along
    fig = make(drawn, shape, t, names, written)
    if number.unit == "percent" and shape.kind != "bars":
        fig.update_yaxes(ticksuffix=fig.percent)
    listed = "; ".join(f"{names[at]}: {text}" for at, text in written.items())
    chart = Chart(
        figure=fig,
        takeaway=takeaway,
        subtitle=t("chart.answer.subtitle", number=number.label, over=over.label),
        alt=f"{takeaway}. {listed[:900]}",
        rows=rows,
    )
    return simulated.marked(chart, t)


def finite(column: pd.Series) -> pd.Series:
    """Return the numbers of a column; what is none, and what is infinite, is missing.

    Args:
        column: Of an answer.
    """
    values = column.astype(float)
    return values.where(np.isfinite(values))


def decimals_of(column: pd.Series) -> int:
    """Return how many decimals, four at most, the values of a column need.

    Args:
        column: Of an answer.
    """
    if not (pd.api.types.is_float_dtype(column) or _is_decimal(column)):
        return 0
    known = finite(column).dropna()
    enough = (d for d in range(4) if np.allclose(known, known.round(d), rtol=0, atol=1e-9))
    return next(enough, 4)


def _along(
    rows: pd.DataFrame, shape: Shape, t: Text, names: Mapping[int, str], written: Mapping[int, str]
) -> Sheet:
    """Draw what runs along time or a number: points, and lines between those that are joined."""
    ordered = rows.sort_values(shape.over)
    hover = [f"{names[at]}: {written.get(at, t.missing)}" for at in ordered.index]
    ordered = ordered.reset_index(drop=True)
    x = ordered[shape.over].tolist()
    y = [None if pd.isna(value) else value for value in ordered[shape.number]]
    fig = figure(rows, height=320, t=t)
    if shape.kind == "line":
        joined = [ends for ends in pairwise(range(len(x))) if _is_joined(ordered, shape, *ends)]
        points = [at for before, after in joined for at in (before, after, None)][:-1]
        along = [None if at is None else x[at] for at in points]
        up = [None if at is None else y[at] for at in points]
        if joined:
            fig.line(along, up, INK.country, "comparable")
    fig.dots(x, y, INK.country, "points", size=8, ring=0, hover=hover)
    if pd.api.types.is_integer_dtype(ordered[shape.over]):
        fig.update_xaxes(tickformat="d", dtick=max(1, ceil((max(x) - min(x)) / 6)))
    fig.update_layout(margin_l=48, margin_r=24, showlegend=False)
    return fig


def _is_joined(rows: pd.DataFrame, shape: Shape, before: int, after: int) -> bool:
    """Return whether a line joins two rows: not over a year left out, nor across a break."""
    x, y = rows[shape.over], rows[shape.number]
    is_years = pd.api.types.is_integer_dtype(x) and _is_time(x, shape.over)
    is_gap = is_years and x[after] - x[before] != 1
    breaks = COMPARABLE in rows and not bool(rows[COMPARABLE].fillna(True)[after])
    return not (is_gap or breaks or y[[before, after]].isna().any())


def _bars(
    rows: pd.DataFrame, shape: Shape, t: Text, names: Mapping[int, str], written: Mapping[int, str]
) -> Sheet:
    turned = rows[::-1]
    labels = [wrapped(names[at], 34) for at in turned.index]
    texts, values = [written.get(at, t.missing) for at in turned.index], turned[shape.number]
    fig = figure(rows, height=30 * len(rows) + 48, t=t)
    fig.bars(values, labels, INK.country, "bars", width=0.62, hover=texts, head="%{y}: ")
    for label, value, text in zip(labels, values, texts, strict=True):
        is_known = not pd.isna(value)
        place, colour = (max(value, 0), INK.ink) if is_known else (0, INK.muted)
        fig.beside(place, label, text, colour=colour)
    high, low = max(float(values.max()), 0), min(float(values.min()), 0)
    fig.bare((high or 1) * 1.25, low * 1.05)
    fig.names(type="category")
    return fig


def _is_number(column: pd.Series, name: str) -> bool:
    if pd.api.types.is_bool_dtype(column) or _is_time(column, name):
        return False
    is_numeric = pd.api.types.is_numeric_dtype(column) or _is_decimal(column)
    return is_numeric and bool(finite(column).notna().any())


def _is_decimal(column: pd.Series) -> bool:
    known = column.dropna()
    is_each = known.map(lambda value: isinstance(value, Decimal))
    return bool(column.dtype == object and len(known) and is_each.all())


def _is_time(column: pd.Series, name: str) -> bool:
    if pd.api.types.is_datetime64_any_dtype(column):
        return True
    years: Collection[str] = ("year", "anio", "ano", "año")
    return name.lower() in years and pd.api.types.is_integer_dtype(column)


def _is_ordered(column: pd.Series) -> bool:
    if pd.api.types.is_bool_dtype(column):
        return False
    is_time = pd.api.types.is_datetime64_any_dtype(column)
    return is_time or pd.api.types.is_numeric_dtype(column)


def _is_plain(column: pd.Series) -> bool:
    return not column.map(
        lambda value: isinstance(value, list | dict) or hasattr(value, "shape")
    ).any()


def _name(value: object, t: Text) -> str:
    return t.date(value) if isinstance(value, pd.Timestamp) else str(value)
