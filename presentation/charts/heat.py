"""Materia by municipality, weakest first both ways: pale columns are the item, pale rows the place.

Cells of one shade are drawn as one shape, so that the style sheet can turn it to the dark theme
(a raster image could not) and 4,830 cells stay light.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go

from presentation import theme
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.leading import ids
from presentation.charts.scale_key import scale_key
from presentation.charts.sheet import Sheet
from presentation.charts.simulated import stamp_if
from presentation.words import Text

ROW = 2.4  # pixels a municipality
MOST = 600  # municipalities drawn, the weakest: more are a page nobody scrolls through
HALF = 0.46  # of the width of a cell
FAILURES = ("systemic", "local", "both", "isolated")
SOLID = tuple(map(str, range(1, theme.STEPS + 1)))
SIGNS = {"zero": "zero", "missing": "none", "not_applicable": "na"}  # what their keys say
KEY_ROW = 8  # of the key, in rows of municipalities


def materia_heat(
    cells: pd.DataFrame,
    materias: pd.DataFrame,
    kinds: pd.DataFrame,
    *,
    t: Text,
    round_id: str | None = None,
) -> Chart:
    """Draw the score of every municipality in every materia of a round.

    Args:
        cells: ``out_fiscalizacion__materia_cell``.
        materias: ``out_fiscalizacion__materia_round``.
        kinds: ``out_fiscalizacion__failure_kind``.
        t: Text in the language of the reader.
        round_id: The round shown; the last one when empty.
    """
    round_id = round_id or str(cells["round_id"].max())
    materias = materias[materias["round_id"] == round_id].sort_values("mean_order")
    rows = cells[cells["round_id"] == round_id]
    kinds = kinds[kinds["round_id"] == round_id]
    if rows.empty or kinds.empty:
        return empty(t, rows)
    n = rows["cut"].nunique()
    rows = rows[rows["municipality_order"] <= MOST]
    rows = rows.sort_values(["municipality_order", "materia_mean_order"])
    shades = [_shade(row.score_pct, row.score_state) for row in rows.itertuples()]
    shaded = rows.assign(shade=shades)
    height = int(rows["municipality_order"].max())
    zeros = rows[rows["score_pct"] == 0].assign(shade="zero")
    signs = [sign for sign in SIGNS if sign in {*shades, *zeros["shade"]}]
    under = height + KEY_ROW * (2 + len(signs))
    fig = figure(height=int(ROW * under) + 190, t=t)
    for shade in (*SOLID, "missing", "not_applicable"):
        _cells(fig, shaded, shade)
    _cells(fig, zeros, "zero")
    _key(fig, height + KEY_ROW, signs, t)
    fig.add_trace(_hover(rows, materias, t))
    fig.update_xaxes(
        range=[0.4, len(materias) + 0.6],
        tickvals=materias["mean_order"].tolist(),
        ticktext=[t.pick(row, "materia") for row in materias.to_dict("records")],
        tickangle=-90,
        tickfont={"color": INK.ink, "size": 12},
        side="top",
    )
    fig.update_yaxes(visible=False, range=[under + 1, 0])
    stamp_if(fig, rows, t)
    chart = _worded(fig, rows, materias, kinds, t, n)
    by_region = urlencode({"view": "materias", "open": "rounds", "round": round_id})
    named = (t.pick(row, "materia") for row in materias.to_dict("records"))
    return replace(chart, leads=dict.fromkeys(named, f"cumplimiento?{by_region}"))


def _shade(value: float, state: str) -> str:
    if state == "value" and pd.isna(value):
        return "missing"
    return str(theme.step(value)) if state == "value" else state


def _cells(fig: Sheet, rows: pd.DataFrame, shade: str) -> None:
    """Draw all the cells of a shade as one shape; neighbours in a column are one rectangle."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for column, part in rows[rows["shade"] == shade].groupby("materia_mean_order"):
        middle = int(str(column))
        places = part["municipality_order"].tolist()
        for low, high in _stretches(places) if shade in SOLID else [(p, p) for p in places]:
            cell_xs, cell_ys = _shape(shade, middle, low - 0.5, high + 0.5)
            xs += [*cell_xs, None]
            ys += [*cell_ys, None]
    if xs:
        _mark(fig, xs, ys, shade)


def _mark(fig: Sheet, xs: list[Any], ys: list[Any], shade: str) -> None:
    if shade in SOLID:
        fig.area(xs, ys, INK.scale()[int(shade) - 1], shade)
    elif shade == "zero":
        fig.dots(xs, ys, INK.ink, shade, size=2, ring=0)
    else:
        fig.line(xs, ys, INK.muted, shade, width=0.8, dash="dot" if shade == "missing" else "solid")


def _key(fig: Sheet, start: int, signs: list[str], t: Text) -> None:
    """Draw under the rows what the shades say, and a line for each sign that stands in cells."""
    scale_key(fig, 2, start, t, wide=0.7, high=KEY_ROW * 0.7)
    for line, sign in enumerate(signs, 1):
        middle = start + line * KEY_ROW
        _mark(fig, *_shape(sign, 2, middle - 2, middle + 2), sign)
        fig.note(2 + HALF, middle, t(f"tiles.{SIGNS[sign]}"), xanchor="left", xshift=2)


def _shape(shade: str, middle: int, top: float, bottom: float) -> tuple[list[float], list[float]]:
    left, right = middle - HALF, middle + HALF
    if shade in SOLID:
        return [left, right, right, left, left], [top, top, bottom, bottom, top]
    if shade == "zero":  # a dot in a cell of the first step
        return [middle], [(top + bottom) / 2]
    if shade == "not_applicable":  # a hatch
        ends = [left + part * (right - left) for part in (0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 1)]
        return ends, [bottom, top] * 4
    return [left, right], [(top + bottom) / 2] * 2  # missing: a line where a cell would be


def _stretches(places: list[int]) -> list[tuple[int, int]]:
    stretches: list[tuple[int, int]] = []
    for place in places:
        if stretches and place == stretches[-1][1] + 1:
            stretches[-1] = (stretches[-1][0], place)
        else:
            stretches.append((place, place))
    return stretches


def _hover(rows: pd.DataFrame, materias: pd.DataFrame, t: Text) -> go.Heatmap:
    """Return a layer that cannot be seen: it says what is under the pointer, and leads there."""
    wide = rows.pivot(index="municipality_order", columns="materia_mean_order", values="score_pct")
    places = rows.drop_duplicates("municipality_order").set_index("municipality_order")
    places = places.reindex(wide.index)
    labels = [t.pick(row, "materia") for row in materias.to_dict("records")]
    return go.Heatmap(
        x=wide.columns.tolist(),
        y=wide.index.tolist(),
        z=[[None if pd.isna(v) else round(v) for v in line] for line in wide.to_numpy()],
        text=[[f"<b>{name}</b><br>{label}" for label in labels] for name in places["comuna"]],
        ids=ids(places),
        zorder=1,
        opacity=0,
        colorscale=[[0, INK.surface], [1, INK.ink]],
        showscale=False,
        hoverongaps=False,
        hovertemplate="%{text}: %{z}<extra></extra>",
        meta="hover",
    )


def _worded(
    fig: Sheet,
    rows: pd.DataFrame,
    materias: pd.DataFrame,
    kinds: pd.DataFrame,
    t: Text,
    n: int,
) -> Chart:
    by_kind = kinds.set_index("failure_kind")["share_pct"]
    low, every = (int(kinds[f"{name}_cells_count"].iloc[0]) for name in ("low", "all"))
    words = {"low": t.number(low), "all": t.number(every), "n": t.number(n)}
    named = dict.fromkeys((*FAILURES, *by_kind.index))
    words |= {kind: t.percent(by_kind.get(kind), 0) for kind in named}
    weak = materias.head(3)
    listed = "; ".join(
        f"{t.pick(row, 'materia')}: {t.percent(row['mean_pct'], 1)}"
        for row in weak.to_dict("records")
    )
    takeaway = t("chart.heat.takeaway" if low else "chart.heat.none", **words)
    drawn = rows["cut"].nunique()
    weakest = [t("chart.heat.weakest", shown=t.number(drawn), n=t.number(n))] if drawn < n else []
    subtitle = " ".join([t("chart.heat.subtitle", **words), *weakest, *unweighted(materias, t)])
    return worded(
        fig, rows, t, "chart.heat", takeaway=takeaway, subtitle=subtitle, listed=listed, **words
    )


def unweighted(rows: pd.DataFrame, t: Text) -> list[str]:
    """Return the remark that materia scores are plain means, where weights are not known.

    Args:
        rows: With the ``weight_status`` of each.
        t: Text in the language of the reader.
    """
    known = rows["weighting"].dropna()
    return [] if known.eq("weighted").all() else [t("chart.heat.unweighted")]


RECIPE = recipe(
    "materia_heat",
    materia_heat,
    tables="out_fiscalizacion__materia_cell out_fiscalizacion__materia_round "
    "out_fiscalizacion__failure_kind",
    columns="comuna materia score_pct score_state is_low origin",
    metrics="materia_score materia_mean failure_cells failure_share",
    origin="computed",
    needs="deliveries",
    of="round_id",
)
