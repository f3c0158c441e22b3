"""Signings by region in per cent: what a source names, lowest first, and where none does."""

from __future__ import annotations

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.words import Text


def regions(rows: pd.DataFrame, *, t: Text, region: str | None = None) -> Chart:
    """Draw the share of the municipalities of each region whose signing a source names.

    Args:
        rows: ``out_convenios__region_signing``.
        t: Text in the language of the reader.
        region: Code of the region to stress: the takeaway is of it, beside the country.
    """
    if rows.empty:
        return empty(t, rows)
    share = 100 * rows["known_signings"] / rows["municipalities"]
    rows = rows.assign(share=share.where(share > 0)).sort_values(
        ["share", "region_order_north_south"]  # where none is known, last
    )[::-1]
    names, known, every = rows["region"], rows["known_signings"].fillna(0), rows["municipalities"]
    opacity = [1 if region in (None, code) else 0.35 for code in rows["region_code"]]
    fig = figure(rows, height=30 * len(rows) + 40, t=t, barmode="overlay")
    fig.bars([100] * len(rows), names, INK.sunken, "municipalities", width=0.62, simulated=False)
    look = {"width": 0.62, "marker": {"opacity": opacity}, "hover": "%{y}: %{x:.1f} %"}
    fig.bars(rows["share"].fillna(0), names, INK.pilot, "known", **look)
    for name, share, signed, total in zip(names, rows["share"], known, every, strict=True):
        few = "few" if total < t.minimum_group else "known"
        kind, colour = (few, INK.ink) if signed else ("none", INK.muted)
        counts = {"n": t.number(signed), "total": t.number(total), "pct": t.percent(share, 1)}
        fig.beside(100, name, t(f"chart.regions.{kind}", **counts), colour=colour)
    fig.bare(175)
    fig.names()
    total, silent = rows["country_known_signings"].iloc[0], int((known == 0).sum())
    listed = "; ".join(
        f"{row.region}: {t.number(row.known_signings)}"
        for row in rows[::-1].itertuples()
        if row.known_signings
    )
    takeaway = t.count("chart.regions.takeaway", silent, total=t.number(total))
    own = rows["region_code"] == region
    for name, signed, of in zip(names[own], known[own], every[own], strict=True):
        counts = {"n": t.number(signed), "all": t.number(of), "total": t.number(total)}
        kind = "known" if signed else "none"
        takeaway = t(f"chart.regions.own.{kind}", region=name, **counts)
    rows = rows[::-1].drop(columns="share")
    facts = {"silent": t.number(silent), "listed": listed}
    return worded(fig, rows, t, "chart.regions", takeaway=takeaway, **facts)


RECIPE = recipe(
    "region_signing",
    regions,
    tables="out_convenios__region_signing",
    columns="region known_signings municipalities source_ids",
    metrics="convenios_known",
    origin="computed",
)
