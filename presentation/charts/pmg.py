"""Compliance of the PMG programmes of a municipality, one bar a programme."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
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
    own = own[own["year"] == (int(year) if year else own["year"].max())]
    if own.empty:
        return empty(t, own)
    own = own.sort_values(["objective_kind", "municipal_unit"], ascending=[False, True])
    records = own.to_dict("records")
    names = [wrapped(_name(row, t), 24) for row in records]
    fig = figure(own, height=54 * len(own) + 50, t=t, bargap=0.45)
    whole, values = own["compliance_pct"].notna(), own["secured_pct"].fillna(0)
    fig.bars(values, names, [INK.pilot if known else INK.rest for known in whole], "programmes")
    for row, name, value in zip(records, names, values, strict=True):
        fig.beside(value, name, _state(row, t), shift=5)
    fig.bare(150)
    fig.names(size=12, standoff=6, autorange="reversed")
    facts = {"municipality": records[0]["municipality"], "year": records[0]["year"]}
    takeaway = t("chart.pmg.none", **facts)
    if whole.any():
        low = own.loc[own["compliance_pct"].idxmin()].to_dict()
        facts |= {"low": _name(low, t).lower(), "share": t.percent(low["compliance_pct"], 1)}
        takeaway = t("chart.pmg.takeaway", n=t.number(len(own)), **facts)
    listed = "; ".join(f"{_name(r, t)}: {_state(r, t)}" for r in records)
    return worded(fig, own, t, "chart.pmg", takeaway=takeaway, listed=listed, **facts)


def _name(row: dict[str, Any], t: Text) -> str:
    kind, unit = t(f"pmg.kind.{row['objective_kind']}"), row["municipal_unit"]
    return kind if pd.isna(unit) else f"{kind} · {unit}"


def _state(row: dict[str, Any], t: Text) -> str:
    if row["programme_state"] == "value":
        return f"<b>{t.percent(row['compliance_pct'], 1)}</b>"
    if row["programme_state"] == "weights":
        return t("chart.pmg.weights")
    return t("chart.pmg.secured", share=t.percent(row["secured_pct"], 1))


RECIPE = recipe(
    "pmg_programmes",
    programmes,
    tables="out_pmg__programme",
    columns="municipality year objective_kind municipal_unit indicator_count compliance_pct "
    "secured_pct",
    metrics="pmg_compliance pmg_secured",
    origin="computed",
    needs="deliveries",
)
