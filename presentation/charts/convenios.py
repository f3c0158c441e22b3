"""Convenios over time: known points, and the room the truth has between them."""

from __future__ import annotations

import itertools

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, runs, span
from presentation.words import Text


def curve(years: pd.DataFrame, *, t: Text) -> Chart:
    """Draw cumulative convenios: known points, and the room the truth has between them.

    Args:
        years: ``out_convenios__year_coverage``.
        t: Text in the language of the reader.
    """
    rows = years[years["signed_cumulative"].notna()].sort_values("year")
    if rows.empty:
        return empty(t, rows)
    records = rows.to_dict("records")
    universe = int(rows["municipalities"].max())
    fig = figure(height=380, t=t)
    fig.add_hline(y=universe, line={"color": INK.muted, "width": 1, "dash": "dash"})
    note(
        fig,
        0,
        universe,
        t("chart.curve.universe", n=t.number(universe)),
        xref="paper",
        xanchor="left",
        yanchor="bottom",
    )
    for before, after in itertools.pairwise(records):
        _stretch(fig, before, after, t)
    fig.add_trace(
        go.Scatter(
            x=rows["year"].tolist(),
            y=rows["signed_cumulative"].tolist(),
            mode="markers+text",
            marker={"color": INK.pilot, "size": 12, "line": {"color": INK.surface, "width": 2}},
            text=[f"<b>{t.number(value)}</b>" for value in rows["signed_cumulative"]],
            textposition="bottom right",
            textfont={"color": INK.pilot, "size": 15},
            customdata=[
                f"<b>{t.date(r['as_of_text'])}</b><br>{t.number(r['signed_cumulative'])} "
                f"({t.percent(r['coverage_pct'], 2)})<br>{t('word.source')}: {r['source_ids']}"
                for r in records
            ],
            hovertemplate="%{customdata}<extra></extra>",
            cliponaxis=False,
            meta="known",
        )
    )
    first, last = records[0], records[-1]
    fig.update_xaxes(
        range=[first["year"] - 0.5, last["year"] + 0.9],
        tickvals=rows["year"].tolist(),
        tickformat="d",
    )
    fig.update_yaxes(range=[0, universe * 1.12], dtick=100, tickformat=",d")
    missing = [span(*stretch) for stretch in runs(rows["year"].astype(int).tolist())]
    listed = "; ".join(f"{r['year']}: {t.number(r['signed_cumulative'])}" for r in records)
    silent = sum(
        int(after["signed_cumulative"] - before["signed_cumulative"])
        for before, after in itertools.pairwise(records)
        if after["year"] - before["year"] > 1
    )
    return Chart(
        figure=fig,
        takeaway=t(
            "chart.curve.takeaway",
            first=t.number(first["signed_cumulative"]),
            from_year=first["year"],
            signed=t.number(last["signed_cumulative"]),
            universe=t.number(universe),
            year=t.date(last["as_of_text"]),
            n=t.number(silent),
        ),
        subtitle=t("chart.curve.subtitle"),
        rows=rows,
        alt=t("chart.curve.alt", listed=listed, missing=t.listing(missing) or "–"),
    )


def _stretch(fig: go.Figure, before: dict, after: dict, t: Text) -> None:
    x, y = (
        (before["year"], after["year"]),
        (before["signed_cumulative"], after["signed_cumulative"]),
    )
    if x[1] - x[0] == 1:
        line = {"color": INK.pilot, "width": 3}
        fig.add_trace(go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", meta="known"))
        return
    fig.add_trace(
        go.Scatter(
            x=[x[0], x[1], x[1], x[0], x[0]],
            y=[y[0], y[0], y[1], y[1], y[0]],
            mode="lines",
            fill="toself",
            fillcolor=INK.sunken,
            line={"color": INK.muted, "width": 1, "dash": "dot"},
            hoverinfo="skip",
            meta="unknown",
        )
    )
    note(
        fig,
        sum(x) / 2,
        sum(y) / 2,
        t(
            "chart.curve.unknown",
            years=span(x[0] + 1, x[1] - 1),
            low=t.number(y[0]),
            high=t.number(y[1]),
        ),
    )


CURVE = Recipe(
    id="convenio_curve",
    draw=curve,
    tables=("out_convenios__year_coverage",),
    columns=(
        "year",
        "signed_new",
        "signed_cumulative",
        "municipalities",
        "coverage_pct",
        "origin",
        "source_ids",
    ),
    metrics=("convenio_coverage", "convenios_cumulative", "convenios_new"),
)
