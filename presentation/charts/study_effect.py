"""The effect of the convenio by time since signing, with the grade of its reading first."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, note
from presentation.charts.marks import is_simulated, stamp_if, words
from presentation.charts.study_grid import grid
from presentation.words import Text

MAIN = "cs_dr"
SCALES = ("points", "headroom")
CROWDED = 10  # years that stand beside one another on a phone
METRICS = ("study_effect", "study_effect_error", "study_effect_low", "study_effect_high")


def events(effects: pd.DataFrame, readings: pd.DataFrame, *, t: Text) -> Chart:
    """Draw the effect by years since the first round after signing, earlier rounds hollow.

    The title begins with the grade of the reading: no stronger words than that.

    Args:
        effects: ``out_estudio__effect``.
        readings: ``out_estudio__reading``, for the grade.
        t: Text in the language of the reader.
    """
    rows = effects[(effects["estimator"] == MAIN) & (effects["level"].isin(["event", "overall"]))]
    times = rows[rows["level"] == "event"].sort_values(["scale", "event_time"])
    whole = rows[rows["level"] == "overall"].set_index("scale")
    grades = readings.set_index("reading_id")["grade"]
    if times.empty or not {*SCALES} <= {*whole.index} or "convenio_overall" not in grades:
        return empty(t, rows.head(0))
    titles = [t(f"chart.effect.scale.{scale}") for scale in SCALES]
    fig = grid(titles, columns=2, height=360, t=t, gap=0.2)
    for at, scale in enumerate(SCALES, start=1):
        _line_of_events(fig, times[times["scale"] == scale], at, t)
    fig.add_hline(y=0, line={"color": INK.muted, "width": 1})
    fig.add_vline(x=-0.5, line={"color": INK.muted, "width": 1, "dash": "dot"})
    years = sorted({*times["event_time"], 0})
    ticks = [year for year in years if len(years) < CROWDED or year % 2 == 0]
    fig.update_xaxes(tickvals=ticks, tickformat="+d", tickangle=-90, zeroline=False)
    under: dict[str, Any] = {"xref": "paper", "yref": "paper", "yanchor": "top", "yshift": -26}
    note(fig, 0, 0, t("chart.effect.since"), size=13, xanchor="left", **under)
    stamp_if(fig, rows, t)
    fig.update_layout(margin_b=66)
    return Chart(
        fig,
        words(_takeaway(whole, grades["convenio_overall"], t), rows, t),
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


def _takeaway(whole: pd.DataFrame, grade: str, t: Text) -> str:
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


RECIPE = Recipe(
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
