"""Places as ranges: every municipality an interval, by band, never a bare ranking."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts import universe
from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.charts.leading import ids
from presentation.charts.marks import stamp
from presentation.words import Text

ROW = 2.2  # pixels a municipality


def rank_ranges(
    ranges: pd.DataFrame,
    rounds: pd.DataFrame,
    *,
    t: Text,
    round_id: str | None = None,
    **members: str,
) -> Chart:
    """Draw the range of places of every municipality of a round, from the first to the last.

    Args:
        ranges: ``out_fiscalizacion__rank_range``.
        rounds: ``out_fiscalizacion__rank_round``.
        t: Text in the language of the reader.
        round_id: The round shown; the last one when empty.
        **members: ``region_code``, ``rurality`` and ``group_id`` of those that stand out, if any.
    """
    if ranges.empty:
        return empty(t, ranges)
    round_id = round_id or str(ranges.sort_values("year")["round_id"].iloc[-1])
    rows = ranges[ranges["round_id"] == round_id].sort_values(["rank", "rank_high", "cut"])
    of_round = rounds[rounds["round_id"] == round_id]
    if rows.empty or of_round.empty:
        return empty(t, rows)
    whole = of_round.iloc[0]
    rows = rows.assign(at=range(1, len(rows) + 1))
    is_simulated = bool((rows["origin"] == "simulated").any())
    stands_out = universe.inside(rows, **members)
    if stands_out.all():
        stands_out = ~stands_out
    chosen, others = rows[stands_out], rows[~stands_out]
    base = INK.simulated if is_simulated else INK.country
    fig = figure(height=int(ROW * len(rows)) + 90, t=t)
    _bands(fig, rows, t)
    fig.add_trace(_intervals(others, base, 1.0, 0.55 if chosen.empty else 0.3))
    fig.add_trace(_intervals(chosen, INK.pilot, 2.2, 1.0))
    fig.add_trace(_dots(others, base, 3, is_simulated, t))
    fig.add_trace(_dots(chosen, INK.pilot, 6, is_simulated, t))
    fig.update_yaxes(visible=False, range=[len(rows) + 4, -6])
    ticks = [1, *range(100, len(rows), 100), len(rows)]
    fig.update_xaxes(
        range=[-6, len(rows) + 6],
        tickvals=ticks if len(rows) > 40 else None,
        side="top",
        showgrid=True,
        gridcolor=INK.grid,
    )
    if is_simulated:
        stamp(fig, t)
    return _said(fig, rows, whole, universe.named(t, rows, **members), t)


def places(t: Text, low: int, high: int) -> str:
    """Write a range of places: ``120–168``, or one place."""
    return t.number(low) if low == high else f"{t.number(low)}–{t.number(high)}"


def _bands(fig: go.Figure, rows: pd.DataFrame, t: Text) -> None:
    bands = rows.groupby("band_order")["at"].agg(["min", "max"]).sort_index(ascending=False)
    names = rows.drop_duplicates("band_order").set_index("band_order")
    for place, (order, span) in enumerate(bands.iterrows()):
        low, high = span["min"] - 0.5, span["max"] + 0.5
        if place % 2 == 0:
            fig.add_hrect(y0=low, y1=high, fillcolor=INK.sunken, line_width=0, layer="below")
        n = int(span["max"] - span["min"] + 1)
        text = t.count("chart.ranks.band", n, band=t.pick(names.loc[order], "band"))
        is_lower = low > len(rows) / 2
        note(
            fig,
            0 if is_lower else 1,
            low + 1,
            text,
            xref="paper",
            xanchor="left" if is_lower else "right",
            yanchor="top",
            colour=INK.ink,
        )


def _intervals(rows: pd.DataFrame, colour: str, width: float, opacity: float) -> go.Scatter:
    ends: list[float | None] = []
    lines: list[float | None] = []
    for row in rows.itertuples():
        ends += [row.rank_low, row.rank_high, None]
        lines += [row.at, row.at, None]
    return go.Scatter(
        x=ends,
        y=lines,
        mode="lines",
        line={"color": colour, "width": width},
        opacity=opacity,
        hoverinfo="skip",
        meta="ranges",
    )


def _dots(rows: pd.DataFrame, colour: str, size: int, is_simulated: bool, t: Text) -> go.Scatter:
    return go.Scatter(
        x=rows["rank"].tolist(),
        y=rows["at"].tolist(),
        mode="markers",
        marker={
            "color": colour,
            "size": size,
            "symbol": "circle-open" if is_simulated else "circle",
            "line": {"color": colour, "width": 1},
        },
        customdata=[
            t.count(
                "chart.ranks.hover",
                int(row.tied_count),
                comuna=row.comuna,
                score=t.percent(row.score_pct, 1),
                places=places(t, row.rank_low, row.rank_high),
            )
            for row in rows.itertuples()
        ],
        hovertemplate="%{customdata}<extra></extra>",
        ids=ids(rows),
        meta="places",
    )


def _said(fig: go.Figure, rows: pd.DataFrame, whole: pd.Series, who: str, t: Text) -> Chart:
    words = {
        "n": t.number(whole["n_municipalities"]),
        "places": t.number(whole["median_places"]),
        "tied": t.number(whole["median_tied"]),
        "items": t.number(whole["items_count"]),
        "draws": t.number(whole["draws_count"]),
        "year": whole["year"],
    }
    middle = rows.iloc[len(rows) // 2]
    return Chart(
        figure=fig,
        takeaway=t("chart.ranks.takeaway", **words),
        subtitle=(t("chart.ranks.among", who=who[:-2]) if who else "")
        + t("chart.ranks.subtitle", **words),
        alt=t(
            "chart.ranks.alt",
            middle=middle["comuna"],
            range=places(t, middle["rank_low"], middle["rank_high"]),
            **words,
        ),
        rows=rows,
    )


RECIPE = Recipe(
    id="rank_ranges",
    draw=rank_ranges,
    tables=("out_fiscalizacion__rank_range", "out_fiscalizacion__rank_round"),
    columns=(
        "comuna",
        "region",
        "band",
        "score_pct",
        "rank",
        "rank_low",
        "rank_high",
        "tied_count",
        "origin",
    ),
    metrics=("rank_low", "rank_high", "rank_place", "technical_ties", "municipality_score"),
    origin="computed",
    needs="deliveries",
)
