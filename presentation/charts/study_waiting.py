"""How long the wait is: from round 1 to the convenio, from it to the first tool in use."""

from __future__ import annotations

import pandas as pd

from presentation.charts import simulated
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.sheet import Look, Sheet
from presentation.words import Text

# Of each curve and group: its colour, and that of its words.
WAITS = {
    ("convenio", "all"): (INK.country, INK.country),
    ("tool", "mgtm_pilot"): (INK.pilot, INK.pilot),
    ("tool", "non_pilot"): (INK.rest, INK.rest_ink),
}
# Where the risk table stands: so many pixels under the axis.
UNDER: Look = {"size": 11, "yref": "paper", "yanchor": "top"}


def survival(curves: pd.DataFrame, *, t: Text) -> Chart:
    """Draw who still waits, month by month, with the risk table under it.

    Args:
        curves: ``out_estudio__survival``.
        t: Text in the language of the reader.
    """
    if curves.empty:
        return empty(t, curves)
    rows = curves.sort_values(["curve", "group_id", "months"])
    parts = dict(iter(rows.groupby(["curve", "group_id"])))
    fig = figure(height=430, t=t)
    most, listed = int(rows["months"].max()), []
    ticks = list(range(0, most + 1, 24 if most <= 96 else 48))
    for at, wait in enumerate(wait for wait in WAITS if wait in parts):
        own, ink = parts[wait], WAITS[wait][1]
        name = t(f"chart.survival.{wait[0]}_{wait[1]}")
        _steps(fig, own, WAITS[wait][0], name)
        fig.note(most, 104 - 9 * at, f"— {name}", colour=ink, size=13, xanchor="right")
        risk = own.set_index("months")["at_risk"]
        for month in ticks:
            n, place = t.number(int(risk.get(month, 0))), {**UNDER, "yshift": -48 - 16 * at}
            fig.note(month, 0, n, colour=ink, **place)
        under = own.loc[own["waiting_pct"] <= 50, "months"]
        kind, half = ("none", 0) if under.empty else ("some", int(under.iloc[0]))
        half_of = {"name": name.lower(), "months": t.number(half)}
        listed.append(t(f"chart.survival.half_{kind}", **half_of))
    fig.note(0, 0, t("chart.survival.at_risk"), yshift=-30, xanchor="left", **UNDER)
    years = [t("chart.survival.years", n=month // 12) for month in ticks]
    fig.update_xaxes(range=[-6, most + 6], tickvals=ticks, ticktext=years)
    fig.update_yaxes(range=[0, 109], tickvals=[0, 25, 50, 75, 100])
    simulated.stamp_if(fig, rows, t)
    fig.update_layout(margin_b=56 + 16 * len(listed))
    return worded(fig, rows, t, "chart.survival", listed="; ".join(listed))


def _stairs(ys: list[float]) -> list[float]:
    """Return the heights of a staircase at the corners that :func:`_steps` draws."""
    return [y for y in ys for _ in (0, 1)]


def _steps(fig: Sheet, own: pd.DataFrame, colour: str, name: str) -> None:
    months = own["months"].tolist()
    xs = [x for pair in zip(months, [*months[1:], months[-1]], strict=True) for x in pair]
    high, low = (_stairs(own[f"{end}_pct"].tolist()) for end in ("high", "low"))
    fig.area([*xs, *xs[::-1]], [*high, *low[::-1]], colour, "band", opacity=0.14)
    hover = f"<b>{name}</b><br>%{{x}}: %{{y:.1f}} %"
    look: Look = {"width": 3, "shape": "hv", "simulated": simulated.is_simulated(own)}
    fig.line(months, own["waiting_pct"], colour, "waiting", hover=hover, **look)


RECIPE = recipe(
    "waiting_curves",
    survival,
    tables="out_estudio__survival",
    columns="curve group_id months at_risk events_count censored_count waiting_pct low_pct "
    "high_pct origin",
    metrics="study_waiting study_waiting_low study_waiting_high study_wait_events "
    "study_wait_censored",
    origin="delivered",
    needs="deliveries",
)
