"""The effect of the convenio cell by cell: every cohort in every round."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.sheet import Sheet
from presentation.charts.study_effect import MAIN, METRICS
from presentation.words import Text

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
    named = {
        row["round_id"]: t.pick(row, "label")
        for row in rounds.sort_values("year").to_dict("records")
    }
    cohorts, columns = (
        [round_id for round_id in named if round_id in set(rows[name])]
        for name in ("cohort_round_id", "round_id")
    )
    of_cells = rows[rows["level"] == "cell"]
    known = of_cells[of_cells["state"] == "identified"]
    fig = figure(height=58 * len(cohorts) + 90, t=t)
    places = [columns.index(round_id) for round_id in known["round_id"]]
    lines = [cohorts.index(round_id) + 0.42 for round_id in known["cohort_round_id"]]
    colours = [INK.muted if since < 0 else INK.pilot for since in known["event_time"]]
    look = {"symbol": "line-ew", "simulated": True, "size": 24, "ring": 3}
    fig.dots(places, lines, colours, "identified", **look)
    by_place = rows.set_index("place").to_dict("index")
    for y, cohort in enumerate(cohorts):
        for x, column in enumerate(columns):
            _cell(fig, x, y, by_place.get(f"{cohort}:{column}"), t)
        _cell(fig, len(columns), y, by_place.get(cohort, {"state": "not_identifiable"}), t)
    heads = [*(named[round_id] for round_id in columns), t("chart.cells.mean")]
    fig.update_xaxes(**_axis(heads), side="top", range=[-0.5, len(heads) - 0.5])
    names = [named[round_id] for round_id in cohorts]
    fig.update_yaxes(
        **_axis(names), range=[len(names) - 0.5, -0.5], title={"text": t("chart.cells.cohort")}
    )
    fig.update_layout(margin_t=40)
    listed = "; ".join(
        f"{r.place}: {t.number(r.estimate, 1) if r.state == 'identified' else t('chart.cells.no')}"
        for r in rows.itertuples()
    )
    facts = {"n": t.number(len(of_cells)), "told": t.number(len(known))}
    return worded(fig, rows, t, "chart.cells", listed=listed, **facts)


def _axis(names: list[str]) -> dict[str, Any]:
    return {"tickvals": list(range(len(names))), "ticktext": names, "zeroline": False}


def _cell(fig: Sheet, x: int, y: int, cell: dict[Any, Any] | None, t: Text) -> None:
    if cell is None:
        fig.note(x, y, "0", hovertext=t("chart.cells.base"))
        return
    if cell["state"] != "identified":
        fig.note(x, y, t("chart.cells.no"), size=11)
        return
    q, since = cell["q_value"], cell["event_time"]
    text = f"{'+' if cell['estimate'] > 0 else ''}{t.number(cell['estimate'], 1)}"
    text = f"<b>{text}</b>" if pd.notna(q) and q < FALSE_SHARE else text
    mark = "" if cell["is_comparable"] is not False else " †"
    margin = t.number((cell["high"] - cell["low"]) / 2, 1)
    ink = INK.muted if pd.notna(since) and since < 0 else INK.ink
    fig.note(x, y, f"{text}{mark}<br>± {margin}", colour=ink)


RECIPE = recipe(
    "effect_cells",
    cells,
    tables="out_estudio__effect core_fiscalizacion__round",
    columns="place state estimate std_error low high q_value n_treated n_control origin",
    metrics=f"{METRICS} study_effect_q",
    origin="computed",
    needs="deliveries",
)
