"""Compliance of the PMG programmes of a municipality, one bar a programme."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, wrapped
from presentation.charts.marks import bar, is_simulated, stamp_if, words
from presentation.words import Text


def programmes(
    rows: pd.DataFrame, *, t: Text, place: str | None = None, year: str | None = None
) -> Chart:
    """Draw the compliance of each programme, and what is secured where something is not measured.

    Args:
        rows: ``out_pmg__programme``.
        t: Text in the language of the reader.
        place: A municipality as ``CL-13101``; the first of the table when it is None.
        year: Year of the programmes; the last one when it is None.
    """
    keys = rows["country"] + "-" + rows["code"]
    own = rows[keys == (place or (keys.iloc[0] if len(keys) else ""))]
    if own.empty:
        return empty(t, own)
    when = int(year) if year else int(own["year"].max())
    own = own[own["year"] == when]
    own = own.sort_values(["objective_kind", "municipal_unit"], ascending=[False, True])
    if own.empty:
        return empty(t, own)
    records = own.to_dict("records")
    names = [wrapped(_name(row, t), 24) for row in records]
    fig = figure(height=54 * len(own) + 50, t=t, bargap=0.45)
    whole = own["compliance_pct"].notna()
    colours = [INK.pilot if known else INK.rest for known in whole]
    values = own["secured_pct"].fillna(0).tolist()
    fig.add_bar(
        orientation="h",
        x=values,
        y=names,
        marker=bar(INK.pilot, simulated=is_simulated(own)) | {"color": colours},
        hoverinfo="skip",
        meta="programmes",
    )
    for row, name, value in zip(records, names, values, strict=True):
        place_of: dict[str, Any] = {"xanchor": "left", "xshift": 5, "colour": INK.ink}
        note(fig, value, name, _said(row, t), **place_of)
    fig.update_xaxes(visible=False, range=[0, 150])
    fig.update_yaxes(
        autorange="reversed",
        showgrid=False,
        ticklabelstandoff=6,
        tickfont={"color": INK.ink, "size": 12},
    )
    stamp_if(fig, own, t)
    known = own[whole]
    facts = {"municipality": records[0]["municipality"], "year": when, "n": t.number(len(own))}
    if known.empty:
        takeaway = t("chart.pmg.none", **facts)
    else:
        low = known.loc[known["compliance_pct"].idxmin()].to_dict()
        share = t.percent(low["compliance_pct"], 1)
        takeaway = t("chart.pmg.takeaway", low=_name(low, t).lower(), share=share, **facts)
    return Chart(
        figure=fig,
        takeaway=words(takeaway, own, t),
        subtitle=t("chart.pmg.subtitle", **facts),
        alt=t("chart.pmg.alt", listed="; ".join(f"{_name(r, t)}: {_said(r, t)}" for r in records)),
        rows=own,
    )


def _name(row: dict[str, Any], t: Text) -> str:
    kind, unit = t(f"pmg.kind.{row['objective_kind']}"), row["municipal_unit"]
    return kind if pd.isna(unit) else f"{kind} · {unit}"


def _said(row: dict[str, Any], t: Text) -> str:
    if row["programme_state"] == "value":
        return f"<b>{t.percent(row['compliance_pct'], 1)}</b>"
    if row["programme_state"] == "weights":
        return t("chart.pmg.weights")
    return t("chart.pmg.secured", share=t.percent(row["secured_pct"], 1))


RECIPE = Recipe(
    id="pmg_programmes",
    draw=programmes,
    tables=("out_pmg__programme",),
    columns=(
        "municipality",
        "year",
        "objective_kind",
        "municipal_unit",
        "indicator_count",
        "compliance_pct",
        "secured_pct",
    ),
    metrics=("pmg_compliance", "pmg_secured"),
    origin="computed",
    needs="deliveries",
)
