"""The effect of the convenio: by time since signing, cell by cell, and what TWFE is made of."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import INK, Chart, Recipe, empty, figure, note, wrapped
from dashboard.charts.marks import bar, is_simulated, stamp_if, words
from dashboard.charts.study_grid import grid
from dashboard.text import Text

MAIN = "cs_dr"
MISSING = {"state": "not_identifiable"}
SCALES = ("points", "headroom")


def events(effects: pd.DataFrame, readings: pd.DataFrame, *, t: Text) -> Chart:
    """Draw the effect by rounds since signing on both scales, earlier rounds hollow.

    The title begins with the grade of the reading: no stronger words than that.

    Args:
        effects: ``out_estudio__effect``.
        readings: ``out_estudio__reading``, for the grade.
        t: Text in the language of the reader.
    """
    rows = effects[(effects["estimator"] == MAIN) & (effects["level"].isin(["event", "overall"]))]
    times = rows[rows["level"] == "event"].sort_values(["scale", "event_time"])
    if times.empty:
        return empty(t, rows.head(0))
    titles = [t(f"chart.effect.scale.{scale}") for scale in SCALES]
    fig = grid(titles, columns=2, height=360, t=t, gap=0.2)
    for at, scale in enumerate(SCALES, start=1):
        _line_of_events(fig, times[times["scale"] == scale], at, t)
    fig.add_hline(y=0, line={"color": INK.muted, "width": 1})
    fig.add_vline(x=-0.5, line={"color": INK.muted, "width": 1, "dash": "dot"})
    ticks = sorted({*times["event_time"], -1})
    fig.update_xaxes(title=t("chart.effect.since"), tickvals=ticks, tickformat="+d", zeroline=False)
    stamp_if(fig, rows, t)
    fig.update_layout(margin_b=66)
    whole = rows[rows["level"] == "overall"].set_index("scale")
    return Chart(
        fig,
        words(_takeaway(whole, readings, t), rows, t),
        t("chart.effect.subtitle"),
        t("chart.effect.alt", listed=_listed(times, t)),
        rows,
    )


def _line_of_events(fig: go.Figure, rows: pd.DataFrame, at: int, t: Text) -> None:
    made_up = is_simulated(rows)
    colours = [INK.muted if since < 0 else INK.pilot for since in rows["event_time"]]
    for row, colour in zip(rows.to_dict("records"), colours, strict=True):
        fig.add_trace(
            go.Scatter(
                x=[row["event_time"]] * 2,
                y=[row["low"], row["high"]],
                mode="lines",
                line={"color": colour, "width": 3, "dash": "dot" if made_up else "solid"},
                opacity=0.6,
                hoverinfo="skip",
                showlegend=False,
                meta="band",
            ),
            row=1,
            col=at,
        )
    fig.add_trace(
        go.Scatter(
            x=rows["event_time"].tolist(),
            y=rows["estimate"].tolist(),
            mode="markers",
            marker={
                "size": 11,
                "color": colours,
                "symbol": [
                    "circle-open" if made_up or since < 0 else "circle"
                    for since in rows["event_time"]
                ],
                "line": {"width": 2},
            },
            customdata=[t.number(n) for n in rows["n_treated"]],
            hovertemplate="%{x:+d}: %{y:.1f} (n = %{customdata})<extra></extra>",
            showlegend=False,
            meta=rows["scale"].iloc[0] if len(rows) else None,
        ),
        row=1,
        col=at,
    )


def _takeaway(whole: pd.DataFrame, readings: pd.DataFrame, t: Text) -> str:
    grade = readings.set_index("reading_id")["grade"]["convenio_overall"]
    points, headroom = whole.loc["points"], whole.loc["headroom"]
    facts = {
        "points": t.points(points["estimate"], 1),
        "range": t.interval(points["low"], points["high"], "percentage_points", 1),
        "headroom": t.percent(headroom["estimate"], 1),
    }
    if (points["estimate"] > 0) != (headroom["estimate"] > 0):
        return t("chart.effect.scale_dependent", **facts)
    return t(f"chart.effect.{grade}", **facts)


def _listed(rows: pd.DataFrame, t: Text) -> str:
    return "; ".join(
        f"{t(f'chart.effect.scale.{r.scale}')} {r.event_time:+d}: {t.number(r.estimate, 1)} "
        f"({t.number(r.low, 1)} – {t.number(r.high, 1)}), n = {t.number(r.n_treated)}"
        for r in rows.itertuples()
    )


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
    cohorts = [one for one in named.index if one in set(rows["cohort_round_id"])]
    columns = [one for one in named.index if one in set(rows["round_id"])]
    heads = [t.pick(named.loc[one], "label") for one in columns] + [t("chart.cells.mean")]
    names = [t.pick(named.loc[one], "label") for one in cohorts]
    fig = figure(height=58 * len(cohorts) + 90, t=t)
    by_place = rows.set_index("place").to_dict("index")
    told_cells = rows[(rows["state"] == "identified") & (rows["level"] == "cell")]
    fig.add_trace(
        go.Scatter(
            x=[columns.index(one) for one in told_cells["round_id"]],
            y=[cohorts.index(one) + 0.42 for one in told_cells["cohort_round_id"]],
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
        title=t("chart.cells.cohort"),
    )
    fig.update_layout(margin_t=40)
    stamp_if(fig, rows, t)
    of_cells = rows[rows["level"] == "cell"]
    n, told = len(of_cells), int((of_cells["state"] == "identified").sum())
    text = t("chart.cells.takeaway", n=t.number(n), told=t.number(told))
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
    sure = cell["low"] > 0 or cell["high"] < 0
    text = t.number(cell["estimate"], 1)
    text = f"+{text}" if cell["estimate"] > 0 else text
    margin = t.number((cell["high"] - cell["low"]) / 2, 1)
    shown = f"<b>{text}</b>" if sure else text
    before = pd.notna(cell["event_time"]) and cell["event_time"] < 0
    ink = INK.muted if before else INK.ink
    mark = "" if cell["is_comparable"] is not False else " †"
    note(fig, x, y, f"{shown}{mark}<br>± {margin}", colour=ink, size=12)


def bacon(effects: pd.DataFrame, *, t: Text) -> Chart:
    """Draw what the two-way fixed effects estimator is made of, beside the robust one.

    Args:
        effects: ``out_estudio__effect``.
        t: Text in the language of the reader.
    """
    own = effects[effects["scale"] == "points"]
    rows = own[own["level"] == "weight"].sort_values("weight_pct", ascending=False)
    if rows.empty:
        return empty(t, rows)
    whole = own[own["level"] == "overall"].set_index("estimator")["estimate"]
    names = [t(f"study.comparison.{one}") for one in rows["place"]]
    texts = [
        t("chart.bacon.bar", weight=t.percent(r.weight_pct, 0), estimate=t.points(r.estimate, 1))
        for r in rows.itertuples()
    ]
    fig = figure(
        go.Bar(
            x=rows["weight_pct"].tolist(),
            y=[f"{wrapped(name, 30)} " for name in names],
            orientation="h",
            marker=bar(INK.country, simulated=is_simulated(rows)),
            width=0.5,
            text=texts,
            textposition="outside",
            cliponaxis=False,
            hoverinfo="skip",
            meta="weights",
        ),
        height=70 * len(rows) + 60,
        t=t,
    )
    fig.update_xaxes(range=[0, 170], visible=False)
    fig.update_yaxes(autorange="reversed", showgrid=False, tickfont={"color": INK.ink, "size": 13})
    stamp_if(fig, rows, t)
    text = t(
        "chart.bacon.takeaway",
        twfe=t.points(whole["twfe"], 1),
        robust=t.points(whole[MAIN], 1),
    )
    said = t("chart.bacon.subtitle")
    if "imputation" in whole:
        said = f"{said} {t('chart.bacon.imputation', value=t.points(whole['imputation'], 1))}"
    listed = "; ".join(f"{a}: {b}" for a, b in zip(names, texts, strict=True))
    shown = rows.assign(place=names)
    return Chart(fig, words(text, rows, t), said, t("chart.bacon.alt", listed=listed), shown)


METRICS = ("study_effect", "study_effect_error", "study_effect_low", "study_effect_high")
EVENTS = Recipe(
    id="effect_events",
    draw=events,
    tables=("out_estudio__effect", "out_estudio__reading"),
    columns=(
        "level",
        "scale",
        "event_time",
        "n_treated",
        "estimate",
        "std_error",
        "low",
        "high",
        "origin",
    ),
    metrics=METRICS,
    origin="computed",
    needs="deliveries",
)
CELLS = Recipe(
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
        "n_treated",
        "n_control",
        "origin",
    ),
    metrics=METRICS,
    origin="computed",
    needs="deliveries",
)
BACON = Recipe(
    id="bacon_weights",
    draw=bacon,
    tables=("out_estudio__effect",),
    columns=("place", "weight_pct", "estimate", "origin"),
    metrics=("study_effect", "study_effect_weight"),
    origin="computed",
    needs="deliveries",
)
