"""Pilots, country and the rest, before and after: a slope with direct labels."""

from __future__ import annotations

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, spread, worded
from presentation.charts.sheet import Look
from presentation.words import Text

# Of each group: its colour, that of its words, its width.
GROUPS = {
    "mgtm_pilot": (INK.pilot, INK.pilot, 4),
    "all": (INK.country, INK.country, 3),
    "non_pilot": (INK.rest, INK.rest_ink, 4),
}
ENDS = ("r2012", "r2013")


def slope(groups: pd.DataFrame, *, t: Text) -> Chart:
    """Draw the change of the three groups between the rounds before and after the pilot.

    Args:
        groups: ``out_fiscalizacion__round_group``.
        t: Text in the language of the reader.
    """
    means = groups.set_index(["group_id", "round_id"])["mean_pct"].dropna().to_dict()
    present = [group for group in GROUPS if all((group, end) in means for end in ENDS)]
    if not {"mgtm_pilot", "non_pilot"} <= set(present):
        return empty(t, groups)
    fig = figure(height=360, t=t)
    before, after = ([float(means[group, end]) for group in present] for end in ENDS)
    lefts, rights = spread(before, 4.6), spread(after, 4.6)
    names = [t(f"group.{group}") for group in present]
    for at, (group, name) in enumerate(zip(present, names, strict=True)):
        colour, ink, width = GROUPS[group]
        hover = f"<b>{name}</b><br>%{{y:.2f}} %"
        look: Look = {"width": width, "dots": {"edge": INK.surface, "hover": hover}, "name": name}
        fig.line([0, 1], [before[at], after[at]], colour, group, **look)
        left, right = t.percent(before[at], 1), f"<b>{t.percent(after[at], 1)}</b>  {name}"
        fig.note(-0.04, lefts[at], left, colour=ink, size=13, xanchor="right")
        fig.note(1.04, rights[at], right, colour=ink, size=13, xanchor="left")
    along = {"tickvals": [0, 1], "ticktext": [end[1:] for end in ENDS]}
    fig.update_xaxes(range=[-0.24, 1.62], **along, tickfont={"size": 13})
    fig.update_yaxes(range=[20, 75], visible=False)
    for x in (0, 1):
        fig.add_vline(x=x, line={"color": INK.hairline, "width": 1}, layer="below")
    change = {group: after[at] - before[at] for at, group in enumerate(present)}
    listed = "; ".join(
        f"{name}: {t.percent(a, 1)} → {t.percent(b, 1)} ({t.points(b - a, 1)})"
        for name, a, b in zip(names, before, after, strict=True)
    )
    size = groups[groups["round_id"] == ENDS[1]].set_index("group_id")["n_municipalities"]
    pair = {"pilots": "mgtm_pilot", "rest": "non_pilot"}
    points = {key: t.number(change[group], 1) for key, group in pair.items()}
    counts = {key: t.number(size[group]) for key, group in pair.items()}
    takeaway = t("chart.pilot.takeaway", **points)
    shown = groups[groups["round_id"].isin(ENDS)]
    return worded(fig, shown, t, "chart.pilot", takeaway=takeaway, listed=listed, **counts)


RECIPE = recipe(
    "pilot_slope",
    slope,
    tables="out_fiscalizacion__round_group",
    columns="round_label group_id mean_pct n_municipalities origin source_ids",
    metrics="ta_score",
)
