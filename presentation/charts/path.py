"""The cheapest path of a municipality to a target: one step an item, score upwards."""

from __future__ import annotations

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.simulated import is_simulated
from presentation.rows import records
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
    now, goal = float(rows["score_now_pct"].iloc[0]), int(wanted)
    steps, scores = [0, *rows["step"].tolist()], [now, *rows["score_after_pct"].tolist()]
    names = [t.pick(row, "materia") for row in records(rows)]
    colour = INK.simulated if is_simulated(rows) else INK.pilot
    fig = figure(rows, height=280, t=t)
    pairs = zip(["", *names], scores, strict=True)
    hover = [f"{name}<br>{t.number(score, 1)}" for name, score in pairs]
    dots = {"size": 9, "hover": hover, "cliponaxis": False}
    fig.line(steps, scores, colour, "path", width=2.5, shape="hv", dots=dots)
    fig.add_hline(y=goal, line={"color": INK.muted, "width": 1.2, "dash": "dash"})
    fig.note(0, goal, t("chart.path.target", target=goal), xanchor="left", yshift=9)
    for x, y, shift, side in ((0, now, -12, "left"), (steps[-1], scores[-1], 14, "right")):
        fig.note(x, y, f"<b>{t.number(y, 1)}</b>", colour=INK.ink, yshift=shift, xanchor=side)
    top = max(goal, scores[-1])
    room = max(2.0, (top - now) * 0.16)
    fig.update_yaxes(range=[now - room, min(top + room, 104)], ticksuffix=fig.percent, nticks=5)
    ticks = steps if len(steps) <= 14 else steps[:: len(steps) // 8]
    title = {"text": t("chart.path.axis")}
    fig.update_xaxes(range=[-0.3, steps[-1] + 0.3], tickvals=ticks, title=title)
    facts = {
        "comuna": rows["comuna"].iloc[0],
        "now": t.percent(now, 2 if round(now, 1) >= goal else 1),
        "target": t.number(goal),
        "first": names[0],
        "criterion": t.code("criterion", rows["criterion"].iloc[0]),
        "steps": t.number(len(rows)),
        "year": rows["year"].iloc[0],
    }
    listed = "; ".join(
        f"{t.pick(row, 'materia')}, {t.code('criterion', row['criterion'])}: "
        f"{t.number(row['score_after_pct'], 1)}"
        for row in records(rows)
    )
    takeaway = t.count("chart.path.takeaway", len(rows), **facts)
    return worded(fig, rows, t, "chart.path", takeaway=takeaway, listed=listed, **facts)


RECIPE = recipe(
    "mend_path",
    mend_path,
    tables="out_fiscalizacion__mend_path",
    columns="step materia criterion score_pct gain_pts score_after_pct success_pct success_n "
    "success_basis effort origin",
    metrics="mend_score_after mend_item_score mend_gain mend_success",
    origin="computed",
    needs="deliveries",
    of="cut",
)
