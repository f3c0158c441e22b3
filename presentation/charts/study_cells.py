"""The effect of the convenio cell by cell: every cohort in every round."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.charts.marks import stamp_if, words
from presentation.charts.study_effect import MAIN, METRICS
from presentation.words import Text

MISSING = {"state": "not_identifiable"}
FALSE_SHARE = 0.05


def cells(effects: pd.DataFrame, rounds: pd.DataFrame, *, t: Text) -> Chart:
    """Draw every cohort in every round in points; a cell without support says so.

    Args:
        effects: ``out_estudio__effect``.
        rounds: ``core_fiscalizacion__round``, for names.
        t: Text in the language of the reader.
    """
    own = effects[(effects["estimator"] == MAIN) & (effects["scale"] == "points")]
    rows = own[own["level"].isin(["cell", "cohort"])]
    if rows.empty:
        return empty(t, rows)
    named = rounds.set_index("round_id").sort_values("year")
    cohorts = [round_id for round_id in named.index if round_id in set(rows["cohort_round_id"])]
    columns = [round_id for round_id in named.index if round_id in set(rows["round_id"])]
    heads = [t.pick(named.loc[round_id], "label") for round_id in columns] + [t("chart.cells.mean")]
    names = [t.pick(named.loc[round_id], "label") for round_id in cohorts]
    fig = figure(height=58 * len(cohorts) + 90, t=t)
    by_place = rows.set_index("place").to_dict("index")
    told_cells = rows[(rows["state"] == "identified") & (rows["level"] == "cell")]
    fig.add_trace(
        go.Scatter(
            x=[columns.index(round_id) for round_id in told_cells["round_id"]],
            y=[cohorts.index(round_id) + 0.42 for round_id in told_cells["cohort_round_id"]],
            mode="markers",
            marker={
                "symbol": "line-ew-open",
                "size": 24,
                "color": [
                    INK.muted if since < 0 else INK.pilot for since in told_cells["event_time"]
                ],
                "line": {"width": 3},
            },
            hoverinfo="skip",
            showlegend=False,
            meta="identified",
        )
    )
    for y, cohort in enumerate(cohorts):
        for x, column in enumerate([*columns, ""]):
            place = f"{cohort}:{column}" if column else cohort
            _one_cell(fig, x, y, by_place.get(place, {} if column else MISSING), t)
    fig.update_xaxes(
        side="top",
        showgrid=False,
        zeroline=False,
        range=[-0.5, len(heads) - 0.5],
        tickvals=list(range(len(heads))),
        ticktext=heads,
    )
    fig.update_yaxes(
        range=[len(names) - 0.5, -0.5],
        zeroline=False,
        tickvals=list(range(len(names))),
        ticktext=names,
        title={"text": t("chart.cells.cohort"), "font": {"color": INK.muted}},
    )
    fig.update_layout(margin_t=40)
    stamp_if(fig, rows, t)
    of_cells = rows[rows["level"] == "cell"]
    n, identified = len(of_cells), int((of_cells["state"] == "identified").sum())
    text = t("chart.cells.takeaway", n=t.number(n), told=t.number(identified))
    listed = "; ".join(
        f"{r.place}: {t.number(r.estimate, 1) if r.state == 'identified' else t('chart.cells.no')}"
        for r in rows.itertuples()
    )
    return Chart(
        fig,
        words(text, rows, t),
        t("chart.cells.subtitle"),
        t("chart.cells.alt", listed=listed),
        rows,
    )


def _one_cell(fig: go.Figure, x: int, y: int, cell: dict[str, Any], t: Text) -> None:
    if not cell:
        note(fig, x, y, "0", colour=INK.muted, hovertext=t("chart.cells.base"))
        return
    if cell["state"] != "identified":
        note(fig, x, y, t("chart.cells.no"), colour=INK.muted, size=11)
        return
    q = cell["q_value"]
    sure = pd.notna(q) and q < FALSE_SHARE
    text = t.number(cell["estimate"], 1)
    text = f"+{text}" if cell["estimate"] > 0 else text
    margin = t.number((cell["high"] - cell["low"]) / 2, 1)
    shown = f"<b>{text}</b>" if sure else text
    before = pd.notna(cell["event_time"]) and cell["event_time"] < 0
    ink = INK.muted if before else INK.ink
    mark = "" if cell["is_comparable"] is not False else " †"
    note(fig, x, y, f"{shown}{mark}<br>± {margin}", colour=ink, size=12)


RECIPE = Recipe(
    id="effect_cells",
    draw=cells,
    tables=("out_estudio__effect", "core_fiscalizacion__round"),
    columns=(
        "place",
        "state",
        "estimate",
        "std_error",
        "low",
        "high",
        "q_value",
        "n_treated",
        "n_control",
        "origin",
    ),
    metrics=(*METRICS, "study_effect_q"),
    origin="computed",
    needs="deliveries",
)
