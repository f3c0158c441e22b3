"""The cheapest path of a municipality to a target: one step an item, score upwards."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, percent_sign
from presentation.charts.marks import line, stamp
from presentation.words import Text


def mend_path(
    path: pd.DataFrame, *, t: Text, cut: str | None = None, target: str | None = None
) -> Chart:
    """Draw the score after each item mended, from today's to the target.

    Args:
        path: ``out_fiscalizacion__mend_path``.
        t: Text in the language of the reader.
        cut: The municipality; the first one when empty.
        target: Score to reach; the nearest target when empty.
    """
    if path.empty:
        return empty(t, path)
    rows = path[path["cut"] == (cut or path["cut"].iloc[0])]
    rows = rows[rows["year"] == rows["year"].max()]
    wanted = int(target) if target else rows["target_pct"].min()
    rows = rows[rows["target_pct"] == wanted].sort_values("step")
    if rows.empty:
        return empty(t, rows)
    is_simulated = bool((rows["origin"] == "simulated").any())
    now, goal = float(rows["score_now_pct"].iloc[0]), int(rows["target_pct"].iloc[0])
    steps, scores = [0, *rows["step"].tolist()], [now, *rows["score_after_pct"].tolist()]
    names = ["", *(t.pick(row, "materia") for row in rows.to_dict("records"))]
    colour = INK.simulated if is_simulated else INK.pilot
    fig = figure(
        go.Scatter(
            x=steps,
            y=scores,
            mode="lines+markers",
            line={**line(colour, 2.5, simulated=is_simulated), "shape": "hv"},
            marker={
                "color": colour,
                "size": 9,
                "symbol": "circle-open" if is_simulated else "circle",
                "line": {"color": colour, "width": 2},
            },
            customdata=names,
            hovertemplate="%{customdata}<br>%{y:.1f}<extra></extra>",
            cliponaxis=False,
            meta="path",
        ),
        height=280,
        t=t,
    )
    fig.add_hline(y=goal, line={"color": INK.muted, "width": 1.2, "dash": "dash"})
    note(fig, 0, goal, t("chart.path.target", target=goal), xanchor="left", yshift=9)
    for x, y, side in ((0, now, -12), (steps[-1], scores[-1], 14)):
        text = f"<b>{t.number(y, 1)}</b>"
        note(fig, x, y, text, colour=INK.ink, yshift=side, xanchor="left" if x == 0 else "right")
    room = max(2.0, (max(goal, scores[-1]) - now) * 0.16)
    fig.update_yaxes(
        range=[now - room, min(max(goal, scores[-1]) + room, 104)],
        ticksuffix=percent_sign(t),
        nticks=5,
    )
    fig.update_xaxes(
        range=[-0.3, steps[-1] + 0.3],
        tickvals=steps if len(steps) <= 14 else steps[:: len(steps) // 8],
        ticktext=None,
        title={"text": t("chart.path.axis")},
    )
    if is_simulated:
        stamp(fig, t)
    return _said(fig, rows, now, goal, t)


def _said(fig: go.Figure, rows: pd.DataFrame, now: float, goal: int, t: Text) -> Chart:
    words = {
        "comuna": rows["comuna"].iloc[0],
        "now": t.percent(now, 2 if round(now, 1) >= goal else 1),
        "target": t.number(goal),
        "first": t.pick(rows.iloc[0], "materia"),
        "criterion": t.code("criterion", rows["criterion"].iloc[0]),
        "steps": t.number(len(rows)),
        "year": rows["year"].iloc[0],
    }
    listed = "; ".join(
        f"{t.pick(row, 'materia')}, {t.code('criterion', row['criterion'])}: "
        f"{t.number(row['score_after_pct'], 1)}"
        for row in rows.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=t.count("chart.path.takeaway", len(rows), **words),
        subtitle=t("chart.path.subtitle", **words),
        alt=t("chart.path.alt", listed=listed, **words),
        rows=rows,
    )


RECIPE = Recipe(
    id="mend_path",
    draw=mend_path,
    tables=("out_fiscalizacion__mend_path",),
    columns=(
        "step",
        "materia",
        "criterion",
        "score_pct",
        "gain_pts",
        "score_after_pct",
        "success_pct",
        "success_n",
        "success_basis",
        "effort",
        "origin",
    ),
    metrics=("mend_score_after", "mend_item_score", "mend_gain", "mend_success"),
    origin="computed",
    needs="deliveries",
)
