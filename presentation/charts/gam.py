"""Municipal open government: how many municipalities had taken each step by a date."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.subjects import lead
from presentation.words import Text

MODEL = {"version_id": "gam_2018", "tool_id": "gam"}  # the steps are the tools of it
MOST = 18  # letters of a line of a name: a phone keeps room for the bars


def at(rows: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """Return the last row of each step up to a date, in the order of the steps.

    Args:
        rows: ``out_gam__step``.
        as_of: The last day that counts.
    """
    if as_of is not None:
        rows = rows[rows["observed_on"] <= pd.Timestamp(as_of)]
    rows = rows[rows["country"] == "CL"].sort_values(["step_order", "observed_on"])
    return rows.drop_duplicates("step", keep="last")


def steps(rows: pd.DataFrame, *, t: Text, as_of: str | None = None) -> Chart:
    """Draw the municipalities that had taken each step by a date, those of the capital apart.

    Args:
        rows: ``out_gam__step``.
        t: Text in the language of the reader.
        as_of: The date; all that was delivered when it is None.
    """
    rows = at(rows, as_of)
    if rows.empty:
        return empty(t, rows)
    names = [t(f"gam.step.{step}") for step in rows["step"]]
    lanes = [wrapped(name, MOST) for name in names]
    every, outside = rows["municipality_count"], rows["outside_count"]
    texts = [
        t("chart.gam.label", n=t.number(n), outside=t.number(m))
        for n, m in zip(every, outside, strict=True)
    ]
    fig = figure(rows, height=40 * len(rows) + 70, t=t, barmode="stack", bargap=0.35)
    fig.bars(outside, lanes, INK.pilot, "outside", hover="%{y}: %{x}")
    fig.bars(every - outside, lanes, INK.rest, "inside", hover="%{y}: %{x}")
    for name, end, text in zip(lanes, every, texts, strict=True):
        fig.beside(end, name, text, shift=5)
    fig.bare(float(every.max()) * 2.8)
    fig.names(size=12, standoff=6, autorange="reversed")
    facts = {"step": names[0].lower(), "outside": t.number(outside.iloc[0])}
    listed = "; ".join(f"{name}: {text}" for name, text in zip(names, texts, strict=True))
    takeaway = t.count("chart.gam", int(every.iloc[0]), **facts)
    chart = worded(fig, rows, t, "chart.gam", takeaway=takeaway, listed=listed)
    return replace(chart, leads=dict.fromkeys(names, str(lead(MODEL, "tool_es"))))


RECIPE = recipe(
    "gam_steps",
    steps,
    tables="out_gam__step",
    columns="step observed_on municipality_count outside_count origin",
    metrics="gam_municipalities gam_outside",
    origin="computed",
    needs="deliveries",
)
