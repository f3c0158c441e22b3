"""Scores of one municipality, with its peers, its region and the country beside it."""

from __future__ import annotations

import pandas as pd

from presentation import formats as fmt
from presentation.charts.base import (
    INK,
    Chart,
    empty,
    figure,
    method_breaks,
    recipe,
    spread,
    worded,
)
from presentation.charts.simulated import is_simulated
from presentation.rows import records
from presentation.words import Text

# Of each line: its colour, that of its words, its width, and how large its dots are.
LINES = {
    "score_pct": (INK.ink, INK.ink, 3.5, 10),
    "peer_mean_pct": (INK.pilot, INK.pilot, 2, 6),
    "region_mean_pct": (INK.rest, INK.rest_ink, 2, 6),
    "country_mean_pct": (INK.muted, INK.muted, 2, 6),
}


def history(
    position: pd.DataFrame, breaks: pd.DataFrame, *, t: Text, cut: str | None = None
) -> Chart:
    """Draw the score of a municipality by round; lines stop at gaps and pale across breaks.

    Args:
        position: ``out_fiscalizacion__municipality_position``.
        breaks: ``out_fiscalizacion__method_break``.
        t: Text in the language of the reader.
        cut: The municipality; the first one when empty.
    """
    if position.empty:
        return empty(t, position)
    rows = position[position["cut"] == (cut or position["cut"].iloc[0])].sort_values("year")
    if rows.empty:
        return empty(t, rows)
    fig = figure(height=360, t=t)
    first, last = int(rows["year"].min()), int(rows["year"].max())
    crossed = breaks[breaks["year_position"].between(first, last)]
    method_breaks(fig, crossed, t)
    made_up, places = is_simulated(rows), crossed["year_position"].tolist()
    drawn = records(
        rows[["year", *LINES]].assign(origin="simulated" if made_up else rows["origin"])
    )
    for name, (colour, _, width, size) in LINES.items():
        known = [row for row in drawn if not fmt.is_missing(row[name])]
        fig.slopes(
            known, name, colour, width=width,
            is_across=lambda a, b: any(a["year"] < place < b["year"] for place in places),
        )  # fmt: skip
        look = {"size": size, "simulated": made_up and name == "score_pct", "cliponaxis": False}
        years, values = [row["year"] for row in known], [row[name] for row in known]
        fig.dots(years, values, colour, name, hover="%{x}: %{y:.1f}", **look)
    end = rows.iloc[-1]
    ends = [name for name in LINES if pd.notna(end[name])]
    for name, y in zip(ends, spread([float(end[name]) for name in ends], 6.5), strict=True):
        label = "" if name == "score_pct" else t(f"chart.history.{name}")
        text = f"<b>{t.number(end[name], 1)}</b> {label}"
        fig.beside(last, y, text, shift=10, colour=LINES[name][1])
    fig.years(rows["year"], before=0.8, after=max(4.0, (last - first) * 0.42))
    fig.percents(105)
    facts = {"comuna": end["comuna"], "score": t.percent(end["score_pct"], 1), "year": last}
    takeaway = t("chart.history.alone", **facts)
    if pd.notna(end["peer_mean_pct"]):
        gap = end["score_pct"] - end["peer_mean_pct"]
        side = "above" if gap >= 0 else "below"
        takeaway = t(f"chart.history.{side}", gap=t.number(abs(gap), 1), **facts)
    listed = "; ".join(f"{r.year}: {t.percent(r.score_pct, 1)}" for r in rows.itertuples())
    facts = {"comuna": end["comuna"]}
    return worded(fig, rows, t, "chart.history", takeaway=takeaway, listed=listed, **facts)


RECIPE = recipe(
    "municipality_history",
    history,
    tables="out_fiscalizacion__municipality_position out_fiscalizacion__method_break",
    columns="year score_pct peer_mean_pct peer_count region_mean_pct region_count country_mean_pct "
    "country_count origin",
    metrics="municipality_score peer_mean region_mean country_mean",
    of="cut",
)
