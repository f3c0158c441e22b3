"""Pilots, country and the rest, before and after: a slope with direct labels."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, spread
from presentation.words import Text

GROUPS = {
    "mgtm_pilot": (INK.pilot, INK.pilot, 4),
    "all": (INK.country, INK.country, 3),
    "non_pilot": (INK.rest, INK.rest_ink, 4),
}
BEFORE, AFTER = "r2012", "r2013"


def slope(groups: pd.DataFrame, *, t: Text) -> Chart:
    """Draw the change of the three groups between the rounds before and after the pilot.

    Args:
        groups: ``out_fiscalizacion__round_group``.
        t: Text in the language of the reader.
    """
    wide = groups.pivot(index="group_id", columns="round_id", values="mean_pct")
    present = [
        group
        for group in GROUPS
        if group in wide.index
        and {BEFORE, AFTER} <= set(wide.columns)
        and wide.loc[group, [BEFORE, AFTER]].notna().all()
    ]
    if not {"mgtm_pilot", "non_pilot"} <= set(present):
        return empty(t, groups)
    fig = figure(height=360, t=t)
    before = [float(wide.loc[group, BEFORE]) for group in present]
    after = [float(wide.loc[group, AFTER]) for group in present]
    places = spread(before, 4.6), spread(after, 4.6)
    for at, group in enumerate(present):
        colour, ink, width = GROUPS[group]
        name = t(f"group.{group}")
        fig.add_trace(
            go.Scatter(
                x=[0, 1],
                y=[before[at], after[at]],
                mode="lines+markers",
                line={"color": colour, "width": width},
                name=name,
                marker={"color": colour, "size": 10, "line": {"color": INK.surface, "width": 2}},
                hovertemplate=f"<b>{name}</b><br>%{{y:.2f}} %<extra></extra>",
                meta=group,
            )
        )
        left = t.percent(before[at], 1)
        right = f"<b>{t.percent(after[at], 1)}</b>  {name}"
        note(fig, -0.04, places[0][at], left, colour=ink, size=13, xanchor="right")
        note(fig, 1.04, places[1][at], right, colour=ink, size=13, xanchor="left")
    fig.update_xaxes(
        range=[-0.24, 1.62], tickvals=[0, 1], ticktext=["2012", "2013"], tickfont={"size": 13}
    )
    fig.update_yaxes(range=[20, 75], visible=False)
    for x in (0, 1):
        fig.add_vline(x=x, line={"color": INK.hairline, "width": 1}, layer="below")
    change = {group: after[at] - before[at] for at, group in enumerate(present)}
    listed = "; ".join(
        f"{t(f'group.{group}')}: {t.percent(before[at], 1)} → {t.percent(after[at], 1)} "
        f"({t.points(change[group], 1)})"
        for at, group in enumerate(present)
    )
    size = groups[groups["round_id"] == AFTER].set_index("group_id")["n_municipalities"]
    return Chart(
        figure=fig,
        takeaway=t(
            "chart.pilot.takeaway",
            pilots=t.number(change["mgtm_pilot"], 1),
            rest=t.number(change["non_pilot"], 1),
        ),
        subtitle=t(
            "chart.pilot.subtitle",
            pilots=t.number(size["mgtm_pilot"]),
            rest=t.number(size["non_pilot"]),
        ),
        rows=groups[groups["round_id"].isin([BEFORE, AFTER])],
        alt=t("chart.pilot.alt", listed=listed),
    )


RECIPE = Recipe(
    id="pilot_slope",
    draw=slope,
    tables=("out_fiscalizacion__round_group",),
    columns=(
        "round_label",
        "group_id",
        "mean_pct",
        "n_municipalities",
        "origin",
        "source_ids",
    ),
    metrics=("ta_score",),
)
