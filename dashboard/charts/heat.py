"""Materia by municipality, weakest first both ways: pale columns are the item, pale rows the place.

Cells of one shade are drawn as one shape, so that the style sheet can turn it to the dark theme
(a raster image could not) and 4,830 cells stay light.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import INK, Chart, Recipe, empty, figure
from dashboard.charts.marks import stamp
from dashboard.text import Text

ROW = 2.4  # pixels a municipality
HALF = 0.46  # of the width of a cell
STEPS = 7


def materia_heat(
    materias: pd.DataFrame,
    cells: pd.DataFrame,
    kinds: pd.DataFrame,
    *,
    t: Text,
    round_id: str | None = None,
) -> Chart:
    """Draw the score of every municipality in every materia of a round.

    Args:
        materias: ``out_fiscalizacion__materia_round``.
        cells: ``out_fiscalizacion__materia_cell``.
        kinds: ``out_fiscalizacion__failure_kind``.
        t: Text in the language of the reader.
        round_id: The round shown; the last one when empty.
    """
    round_id = round_id or str(cells["round_id"].max())
    materias = materias[materias["round_id"] == round_id].sort_values("mean_order")
    rows = cells[cells["round_id"] == round_id]
    if rows.empty:
        return empty(t, materias)
    rows = rows.sort_values(["materia_mean_order", "municipality_order"])
    rows = rows.assign(
        shade=[_shade(row.score_pct, row.score_state) for row in rows.itertuples()]
    )
    height = int(rows["municipality_order"].max())
    fig = figure(height=int(ROW * height) + 190, t=t)
    for shade in [*map(str, range(1, STEPS + 1)), "zero", "missing", "not_applicable"]:
        trace = _cells(rows, shade)
        if trace is not None:
            fig.add_trace(trace)
    fig.add_trace(_hover(rows, materias, t))
    fig.update_xaxes(
        range=[0.4, len(materias) + 0.6],
        tickvals=materias["mean_order"].tolist(),
        ticktext=[t.pick(row, "materia") for row in materias.to_dict("records")],
        tickangle=-90,
        tickfont={"color": INK.ink, "size": 12},
        side="top",
    )
    fig.update_yaxes(visible=False, range=[height + 1, 0])
    if (rows["origin"] == "simulated").any():
        stamp(fig, t)
    return _said(fig, materias, kinds[kinds["round_id"] == round_id], height, t)


def _shade(value: float, state: str) -> str:
    if state != "value":
        return state
    return "zero" if value == 0 else str(min(STEPS, int(value * STEPS / 100) + 1))


def _cells(rows: pd.DataFrame, shade: str) -> go.Scatter | None:
    """Return all the cells of a shade as one shape; neighbours in a column are one rectangle."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for column, part in rows[rows["shade"] == shade].groupby("materia_mean_order"):
        left, right = int(str(column)) - HALF, int(str(column)) + HALF
        for low, high in _stretches(part["municipality_order"].tolist()):
            xs += [left, right, right, left, None]
            ys += [low - 0.5, low - 0.5, high + 0.5, high + 0.5, None]
    if not xs:
        return None
    return go.Scatter(x=xs, y=ys, mode="lines", fill="toself", hoverinfo="skip", **_look(shade))


def _stretches(places: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for place in places:
        if found and place == found[-1][1] + 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def _look(shade: str) -> dict:
    none = "rgba(0,0,0,0)"
    if shade == "missing":
        return {"fillcolor": none, "line": {"color": INK.muted, "width": 0.6}, "meta": shade}
    if shade in ("zero", "not_applicable"):
        ink = INK.attention if shade == "zero" else INK.muted
        shape = "." if shade == "zero" else "/"
        pattern = {"shape": shape, "fgcolor": ink, "bgcolor": none, "size": 4, "solidity": 0.35}
        return {"fillcolor": ink, "fillpattern": pattern, "line": {"width": 0}, "meta": shade}
    colour = INK.scale()[int(shade) - 1]
    return {"fillcolor": colour, "line": {"width": 0}, "meta": f"step_{shade}"}


def _hover(rows: pd.DataFrame, materias: pd.DataFrame, t: Text) -> go.Heatmap:
    """Return a layer that cannot be seen: it says what is under the pointer."""
    wide = rows.pivot(index="municipality_order", columns="materia_mean_order", values="score_pct")
    names = rows.drop_duplicates("municipality_order").set_index("municipality_order")["comuna"]
    said = [t.pick(row, "materia") for row in materias.to_dict("records")]
    return go.Heatmap(
        x=wide.columns.tolist(),
        y=wide.index.tolist(),
        z=[[None if pd.isna(v) else round(v) for v in line] for line in wide.to_numpy()],
        text=[[f"<b>{name}</b><br>{one}" for one in said] for name in names.reindex(wide.index)],
        opacity=0,
        showscale=False,
        hoverongaps=False,
        hovertemplate="%{text}: %{z}<extra></extra>",
        meta="hover",
    )


def _said(
    fig: go.Figure, materias: pd.DataFrame, kinds: pd.DataFrame, n: int, t: Text
) -> Chart:
    by_kind = kinds.set_index("failure_kind")
    low = int(by_kind["low_cells_count"].iloc[0])
    words = {
        "low": t.number(low),
        "all": t.number(by_kind["all_cells_count"].iloc[0]),
        "n": t.number(n),
        **{kind: t.percent(by_kind.loc[kind, "share_pct"], 0) for kind in by_kind.index},
    }
    weak = materias.head(3)
    listed = "; ".join(
        f"{t.pick(row, 'materia')}: {t.percent(row['mean_pct'], 1)}"
        for row in weak.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=t("chart.heat.takeaway" if low else "chart.heat.none", **words),
        subtitle=t("chart.heat.subtitle", **words),
        alt=t("chart.heat.alt", listed=listed, **words),
        rows=materias,
    )


RECIPE = Recipe(
    id="materia_heat",
    draw=materia_heat,
    tables=(
        "out_fiscalizacion__materia_round",
        "out_fiscalizacion__materia_cell",
        "out_fiscalizacion__failure_kind",
    ),
    columns=("materia", "mean_pct", "n_municipalities", "low_count", "low_pct", "is_weak", "origin"),
    origin="computed",
    needs="deliveries",
)
