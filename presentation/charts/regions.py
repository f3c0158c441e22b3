"""Signings by region, north to south: what a source names, and where none does."""

from __future__ import annotations

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.words import Text


def regions(rows: pd.DataFrame, *, t: Text, region: str | None = None) -> Chart:
    """Draw, north to south, the signings that a source names against all municipalities.

    Args:
        rows: ``out_convenios__region_signing``.
        t: Text in the language of the reader.
        region: Code of the region to stress: the takeaway is of it, beside the country.
    """
    if rows.empty:
        return empty(t, rows)
    rows = rows.sort_values("region_order_north_south", ascending=False)
    names, known, every = rows["region"], rows["known_signings"].fillna(0), rows["municipalities"]
    opacity = [1 if region in (None, code) else 0.35 for code in rows["region_code"]]
    fig = figure(rows, height=30 * len(rows) + 40, t=t, barmode="overlay")
    fig.bars(every, names, INK.sunken, "municipalities", width=0.62, simulated=False)
    look = {"width": 0.62, "marker": {"opacity": opacity}, "hover": "%{y}: %{x}"}
    fig.bars(known, names, INK.pilot, "known", **look)
    for name, signed, total in zip(names, known, every, strict=True):
        kind, colour = ("known", INK.ink) if signed else ("none", INK.muted)
        text = t(f"chart.regions.{kind}", n=t.number(signed), total=t.number(total))
        fig.beside(total, name, text, colour=colour)
    fig.bare(float(every.max()) * 1.6)
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
    facts = {"silent": t.number(silent)}
    return worded(fig, rows[::-1], t, "chart.regions", takeaway=takeaway, listed=listed, **facts)


RECIPE = recipe(
    "region_signing",
    regions,
    tables="out_convenios__region_signing",
    columns="region known_signings municipalities source_ids",
    metrics="convenios_known",
    origin="computed",
)
