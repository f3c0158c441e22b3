"""The answer to a reader's query as a simple chart, when one time or category has one number."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from presentation.charts import marks
from presentation.charts.base import INK, Chart, figure, note, wrapped
from presentation.words import Text

MOST_BARS, MOST_POINTS = 40, 400
BESIDE = {
    *("origin", "source_ids", "source_id", "n", "n_municipalities", "municipalities"),
    *("decimals", "comparable_with_previous"),
}
COMPARABLE = "comparable_with_previous"


@dataclass(frozen=True)
class Shape:
    """Which columns are drawn: ``over`` runs along, ``number`` is measured."""

    over: str
    number: str
    is_time: bool


def shape_of(rows: pd.DataFrame) -> Shape | None:
    """Return what can be drawn of an answer, or None when it is no simple series.

    Columns that go with a figure (its n, origin, sources) are left aside; what remains must be
    one number and one column that names each row once.
    """
    names = [name for name in rows.columns if name not in BESIDE]
    if len(names) != 2 or not 2 <= len(rows) <= MOST_POINTS:
        return None
    times = [name for name in names if _is_time(rows[name], name)]
    numbers = [name for name in names if name not in times and _is_number(rows[name])]
    if len(numbers) != 1 or not rows[numbers[0]].notna().any():
        return None
    [over] = [name for name in names if name != numbers[0]]
    if rows[over].isna().any() or rows[over].astype(str).duplicated().any():
        return None
    is_time = over in times
    if not is_time and len(rows) > MOST_BARS:
        return None
    return Shape(over, numbers[0], is_time)


def draw(
    rows: pd.DataFrame,
    shape: Shape,
    *,
    t: Text,
    columns: Mapping[str, tuple[str, str | None]],
) -> Chart:
    """Draw an answer.

    Args:
        rows: The rows of the answer, their ``origin`` that of what the query read.
        shape: What to draw of them.
        t: Text in the language of the reader.
        columns: Label and unit of a column, where a contract says them.
    """
    label, unit = columns.get(shape.number, (shape.number, None))
    over, _ = columns.get(shape.over, (shape.over, None))
    known = rows[rows[shape.number].notna()]
    values = known[shape.number].astype(float)
    decimals = decimals_of(known[shape.number])
    made_up = marks.is_simulated(rows)
    written = {at: t.quantity(value, unit, decimals) for at, value in values.items()}
    names = {at: _name(value, t) for at, value in rows[shape.over].items()}
    high, low = values.idxmax(), values.idxmin()
    takeaway = t(
        "chart.answer.takeaway",
        number=label,
        high=written[high],
        at_high=names[high],
        low=written[low],
        at_low=names[low],
    )
    if shape.is_time:
        fig = _over_time(rows, shape, t, made_up)
    else:
        fig = _bars(rows, shape, t, made_up, names, written)
    listed = "; ".join(f"{names[at]}: {text}" for at, text in written.items())
    chart = Chart(
        figure=fig,
        takeaway=takeaway,
        subtitle=t("chart.answer.subtitle", number=label, over=over),
        alt=f"{takeaway} {listed[:900]}",
        rows=rows,
    )
    return marks.marked(chart, t)


def decimals_of(column: pd.Series) -> int:
    """Return how many decimals, four at most, the values of a column need."""
    if not pd.api.types.is_float_dtype(column):
        return 0
    known = column.dropna().astype(float)
    enough = (d for d in range(4) if np.allclose(known, known.round(d), rtol=0, atol=1e-9))
    return next(enough, 4)


def _over_time(rows: pd.DataFrame, shape: Shape, t: Text, made_up: bool) -> go.Figure:
    ordered = rows.sort_values(shape.over).reset_index(drop=True)
    x, y = ordered[shape.over].tolist(), ordered[shape.number].astype(float)
    whole = pd.api.types.is_integer_dtype(ordered[shape.over])
    fig = figure(height=320, t=t)
    for before, after in pairwise(range(len(ordered))):
        is_gap = whole and x[after] - x[before] != 1
        breaks = COMPARABLE in ordered and not bool(ordered[COMPARABLE].fillna(True)[after])
        if is_gap or breaks or y[[before, after]].isna().any():
            continue
        fig.add_scatter(
            x=[x[before], x[after]],
            y=[y[before], y[after]],
            mode="lines",
            line=marks.line(INK.country, 2, simulated=made_up),
            hoverinfo="skip",
            meta="segment",
        )
    fig.add_scatter(
        x=x,
        y=y.tolist(),
        mode="markers",
        marker={"color": INK.country, "size": 8, "symbol": "circle-open" if made_up else "circle"},
        hovertemplate="%{x}: %{y}<extra></extra>",
        meta="points",
    )
    if whole:
        fig.update_xaxes(tickformat="d", dtick=max(1, (max(x) - min(x)) // 8))
    fig.update_layout(margin_l=48, margin_r=24, showlegend=False)
    return fig


def _bars(
    rows: pd.DataFrame,
    shape: Shape,
    t: Text,
    made_up: bool,
    names: Mapping[int, str],
    written: Mapping[int, str],
) -> go.Figure:
    turned = rows[::-1]
    labels = [wrapped(names[at], 34) for at in turned.index]
    values = turned[shape.number].astype(float)
    fig = figure(
        go.Bar(
            y=labels,
            x=values.tolist(),
            orientation="h",
            marker=marks.bar(INK.country, simulated=made_up),
            width=0.62,
            hovertemplate="%{y}: %{x}<extra></extra>",
            meta="bars",
        ),
        height=30 * len(rows) + 48,
        t=t,
    )
    for at, label, value in zip(turned.index, labels, values, strict=True):
        text = written.get(at, t.missing)
        place = 0 if pd.isna(value) else max(value, 0)
        colour = INK.ink if at in written else INK.muted
        note(fig, place, label, text, xanchor="left", xshift=6, colour=colour)
    high, low = max(float(values.max()), 0), min(float(values.min()), 0)
    fig.update_xaxes(visible=False, range=[low * 1.05, (high or 1) * 1.25])
    fig.update_yaxes(showgrid=False, ticklabelstandoff=8, tickfont={"color": INK.ink, "size": 13})
    return fig


def _is_number(column: pd.Series) -> bool:
    is_numeric = pd.api.types.is_numeric_dtype(column)
    return is_numeric and not pd.api.types.is_bool_dtype(column)


def _is_time(column: pd.Series, name: str) -> bool:
    if pd.api.types.is_datetime64_any_dtype(column):
        return True
    years: Collection[str] = ("year", "anio", "ano", "año")
    return name.lower() in years and pd.api.types.is_integer_dtype(column)


def _name(value: object, t: Text) -> str:
    return t.date(value) if isinstance(value, pd.Timestamp) else str(value)
