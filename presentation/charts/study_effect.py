"""The effect of the convenio by time since signing, with the grade of its reading first."""

from __future__ import annotations

import pandas as pd

from presentation.charts.base import INK, Chart, empty, recipe, worded
from presentation.charts.grid import axes, grid, refs
from presentation.charts.sheet import Look, Sheet
from presentation.charts.simulated import is_simulated, stamp_if
from presentation.words import Text

MAIN = "cs_dr"
SCALES = ("points", "headroom")
CROWDED = 10  # years that stand beside one another on a phone
METRICS = "study_effect study_effect_error study_effect_low study_effect_high"


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
    fig = grid(rows, titles, columns=2, height=360, t=t, gap=0.2)
    for at, scale in enumerate(SCALES):
        _line_of_events(fig, times[times["scale"] == scale], at, t)
    years = sorted({*times["event_time"], 0})
    ticks = [year for year in years if len(years) < CROWDED or year % 2 == 0]
    fig.update_xaxes(tickvals=ticks, tickformat="+d", tickangle=-90)
    under = {"size": 13, "xanchor": "left", "yanchor": "top", "yshift": -26}
    fig.corner(0, 0, t("chart.effect.since"), **under)
    stamp_if(fig, rows, t)
    fig.update_layout(margin_b=66)
    listed = "; ".join(
        f"{t(f'chart.effect.scale.{r.scale}')} {r.event_time:+d}: {t.number(r.estimate, 1)} "
        f"({t.number(r.low, 1)} – {t.number(r.high, 1)}), n = {t.number(r.n_treated)}"
        for r in times.itertuples()
    )
    takeaway = _takeaway(whole, grades["convenio_overall"], t)
    return worded(fig, rows, t, "chart.effect", takeaway=takeaway, listed=listed)


def _line_of_events(fig: Sheet, rows: pd.DataFrame, at: int, t: Text) -> None:
    is_before, made_up = rows["event_time"] < 0, is_simulated(rows)
    for part, colour in ((rows[is_before], INK.muted), (rows[~is_before], INK.pilot)):
        ends = list(zip(part["low"], part["high"], strict=True))
        look: Look = {"width": 3, "dash": "dot" if made_up else "solid", "opacity": 0.6}
        fig.ranges(ends, part["event_time"], colour, "band", upright=True, **look, **axes(at))
    hover = [
        f"{r.event_time:+d}: {t.number(r.estimate, 1)} (n = {t.number(r.n_treated)})"
        for r in rows.itertuples()
    ]
    colours = [INK.muted if before else INK.pilot for before in is_before]
    hollow = [made_up or bool(before) for before in is_before]
    look = {"size": 11, "simulated": hollow, "hover": hover, **axes(at)}
    meta = rows["scale"].iloc[0] if len(rows) else None
    fig.dots(rows["event_time"], rows["estimate"], colours, meta, **look)
    level, upright = refs(at), refs(at, domain=True)
    zero = {
        "line": {"color": INK.muted, "width": 1},
        "xref": upright["xref"],
        "yref": level["yref"],
    }
    fig.add_shape(type="line", x0=0, x1=1, y0=0, y1=0, **zero)
    signed: Look = {"line": {"color": INK.muted, "width": 1, "dash": "dot"}}
    signed |= {"xref": level["xref"], "yref": upright["yref"]}
    fig.add_shape(type="line", x0=-0.5, x1=-0.5, y0=0, y1=1, **signed)


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


RECIPE = recipe(
    "effect_events",
    events,
    tables="out_estudio__effect out_estudio__reading",
    columns="level scale event_time n_treated estimate std_error low high origin",
    metrics=METRICS,
    origin="computed",
    needs="deliveries",
)
