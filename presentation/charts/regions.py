"""Signings by region, north to south: what a source names, and where none does."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.words import Text


def regions(rows: pd.DataFrame, *, t: Text, region: str | None = None) -> Chart:
    """Draw, north to south, the signings that a source names against all municipalities.

    Args:
        rows: ``out_convenios__region_signing``.
        t: Text in the language of the reader.
        region: Code of the region to stress.
    """
    if rows.empty:
        return empty(t, rows)
    rows = rows.sort_values("region_order_north_south", ascending=False)
    known, all_of = rows["known_signings"].fillna(0), rows["municipalities"]
    opacity = [1 if region in (None, code) else 0.35 for code in rows["region_code"]]
    names = rows["region"].tolist()
    fig = figure(
        go.Bar(
            y=names,
            x=all_of.tolist(),
            orientation="h",
            marker={"color": INK.sunken},
            hoverinfo="skip",
            meta="municipalities",
            width=0.62,
        ),
        go.Bar(
            y=names,
            x=known.tolist(),
            orientation="h",
            marker={"color": INK.pilot, "opacity": opacity},
            width=0.62,
            meta="known",
            hovertemplate="%{y}: %{x}<extra></extra>",
        ),
        height=30 * len(rows) + 40,
        t=t,
        barmode="overlay",
    )
    for name, signed, total in zip(names, known, all_of, strict=True):
        text = (
            t("chart.regions.known", n=t.number(signed), total=t.number(total))
            if signed
            else t("chart.regions.none", total=t.number(total))
        )
        note(
            fig,
            total,
            name,
            text,
            xanchor="left",
            xshift=6,
            colour=INK.ink if signed else INK.muted,
        )
    fig.update_xaxes(visible=False, range=[0, float(all_of.max()) * 1.6])
    fig.update_yaxes(showgrid=False, ticklabelstandoff=8, tickfont={"color": INK.ink, "size": 13})
    total, silent = rows["country_known_signings"].iloc[0], int((known == 0).sum())
    listed = "; ".join(
        f"{row.region}: {t.number(row.known_signings)}"
        for row in rows[::-1].itertuples()
        if row.known_signings
    )
    return Chart(
        figure=fig,
        takeaway=t.count("chart.regions.takeaway", silent, total=t.number(total)),
        subtitle=t("chart.regions.subtitle"),
        rows=rows[::-1],
        alt=t("chart.regions.alt", listed=listed, silent=t.number(silent)),
    )


RECIPE = Recipe(
    id="region_signing",
    draw=regions,
    tables=("out_convenios__region_signing",),
    columns=("region", "known_signings", "municipalities", "source_ids"),
    metrics=("convenios_known",),
    origin="computed",
)
