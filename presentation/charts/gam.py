"""Municipal open government: how many municipalities had taken each step by a date."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.charts.marks import bar, is_simulated, stamp_if, words
from presentation.words import Text


def at(rows: pd.DataFrame, as_of: str | None) -> pd.DataFrame:
    """Return the last row of each step up to a date, in the order of the steps."""
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
    records = rows.to_dict("records")
    names = [t(f"gam.step.{row['step']}") for row in records]
    inside = (rows["municipality_count"] - rows["outside_count"]).tolist()
    fig = figure(height=40 * len(rows) + 70, t=t, barmode="stack", bargap=0.35)
    for values, colour, meta in (
        (rows["outside_count"].tolist(), INK.pilot, "outside"),
        (inside, INK.rest, "inside"),
    ):
        fig.add_bar(
            orientation="h",
            x=values,
            y=names,
            marker=bar(colour, simulated=is_simulated(rows)),
            hovertemplate="%{y}: %{x}<extra></extra>",
            meta=meta,
        )
    for row, name in zip(records, names, strict=True):
        place: dict[str, Any] = {"xanchor": "left", "xshift": 5, "colour": INK.ink}
        note(fig, row["municipality_count"], name, _said(row, t), **place)
    fig.update_xaxes(visible=False, range=[0, float(rows["municipality_count"].max()) * 1.9])
    fig.update_yaxes(
        autorange="reversed",
        showgrid=False,
        ticklabelstandoff=6,
        tickfont={"color": INK.ink, "size": 12},
    )
    stamp_if(fig, rows, t)
    first = records[0]
    facts = {
        "step": t(f"gam.step.{first['step']}").lower(),
        "outside": t.number(first["outside_count"]),
    }
    listed = "; ".join(f"{n}: {_said(r, t)}" for n, r in zip(names, records, strict=True))
    return Chart(
        figure=fig,
        takeaway=words(t.count("chart.gam", int(first["municipality_count"]), **facts), rows, t),
        subtitle=t("chart.gam.subtitle"),
        alt=t("chart.gam.alt", listed=listed),
        rows=rows,
    )


def _said(row: dict[str, Any], t: Text) -> str:
    outside = t.number(row["outside_count"])
    return t("chart.gam.label", n=t.number(row["municipality_count"]), outside=outside)


RECIPE = Recipe(
    id="gam_steps",
    draw=steps,
    tables=("out_gam__step",),
    columns=("step", "observed_on", "municipality_count", "outside_count", "origin"),
    metrics=("gam_municipalities", "gam_outside"),
    origin="computed",
    needs="deliveries",
)
