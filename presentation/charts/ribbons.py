"""Quartiles of the scores across rounds, as ribbons around the median."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts import printed, universe
from presentation.charts.base import INK, Chart, Recipe, empty, figure, method_breaks, percent_sign
from presentation.charts.change import change_text, crosses
from presentation.words import Text

PALE = 0.35


def ribbons(
    universes: pd.DataFrame,
    breaks: pd.DataFrame,
    regions: pd.DataFrame,
    rounds: pd.DataFrame,
    *,
    t: Text,
    revision: str = "as_published",
    **chosen: str,
) -> Chart:
    """Draw quartiles across rounds: gaps stay gaps, method breaks are marked.

    Args:
        universes: ``out_fiscalizacion__universe_round``.
        breaks: ``out_fiscalizacion__method_break``.
        regions: ``core_territory__region``, for names.
        rounds: ``core_fiscalizacion__round``, for what is known of their methods.
        t: Text in the language of the reader.
        revision: ``as_published`` or ``as_revised``.
        **chosen: ``region_code``, ``rurality`` and ``group_id`` of the universe.
    """
    rows = universe.row_of(universes, revision=revision, **chosen)
    rows = rows[rows["median_pct"].notna()]
    if rows.empty:
        return empty(t, rows)
    is_simulated = (rows["origin"] == "simulated").any()
    colour = INK.simulated if is_simulated else INK.country
    fig = figure(height=340, t=t)
    dash = "dash" if is_simulated else "solid"
    for run, is_crossing in _runs(rows.to_dict("records"), breaks):
        _ribbon(fig, run, colour, dash=dash, pale=PALE if is_crossing else 1)
    first, last = int(rows["year"].min()), int(rows["year"].max())
    method_breaks(fig, breaks[breaks["year_position"].between(first, last)], t)
    fig.add_trace(
        go.Scatter(
            x=rows["year"].tolist(),
            y=rows["median_pct"].tolist(),
            mode="markers+text",
            marker={"color": colour, "size": 9, "line": {"color": INK.surface, "width": 2}},
            text=[t.number(value, 0) for value in rows["median_pct"]],
            textposition="top center",
            customdata=[
                t(
                    "chart.ribbons.hover",
                    year=row.year,
                    median=t.percent(row.median_pct, 1),
                    p25=t.percent(row.p25_pct, 1),
                    p75=t.percent(row.p75_pct, 1),
                    n=t.number(row.n_municipalities),
                )
                for row in rows.itertuples()
            ],
            hovertemplate="%{customdata}<extra></extra>",
            cliponaxis=False,
            meta="median",
        )
    )
    fig.update_xaxes(
        range=[first - 1, last + 1],
        tickvals=rows["year"].tolist(),
        tickformat="d",
        autotickangles=[0, 90],
    )
    fig.update_yaxes(range=[0, 103], dtick=25, ticksuffix=percent_sign(t))
    listed = "; ".join(
        f"{r.year}: {t.number(r.p25_pct, 1)}–{t.number(r.p75_pct, 1)}" for r in rows.itertuples()
    )
    return Chart(
        figure=fig,
        takeaway=_takeaway(rows, breaks, rounds, t),
        subtitle=universe.named(t, regions, **chosen) + t("chart.ribbons.subtitle"),
        alt=t("chart.ribbons.alt", listed=listed),
        rows=rows,
    )


def _takeaway(rows: pd.DataFrame, breaks: pd.DataFrame, rounds: pd.DataFrame, t: Text) -> str:
    """Return how far the last round is from the first one of its own method, if there is one."""
    last = rows.iloc[-1]
    if len(rows) == 1:  # nothing to compare with is no change of method
        distance = t.number(last["p75_pct"] - last["p25_pct"], 1)
        return t("chart.ribbons.takeaway_alone", after=distance, to_year=last["year"])
    own = [not crosses(breaks, year, last["year"]) for year in rows["year"]]
    first = rows[own].iloc[0]
    compares = first["year"] < last["year"]
    text = change_text(
        t,
        "chart.ribbons.takeaway",
        compares,
        before=t.number(first["p75_pct"] - first["p25_pct"], 1),
        after=t.number(last["p75_pct"] - last["p25_pct"], 1),
        from_year=first["year"],
        to_year=last["year"],
    )
    basis = printed.basis(rounds, first["round_id"], last["round_id"])
    return printed.inferred(t, text, basis) if compares else text


def _runs(records: list[dict], breaks: pd.DataFrame) -> list[tuple[list[dict], bool]]:
    """Return the rounds that one ribbon joins, and whether it crosses a change of method."""
    runs: list[tuple[list[dict], bool]] = []
    joined = False
    for at, record in enumerate(records):
        after = records[at + 1] if at + 1 < len(records) else None
        if after is not None and after["year"] - record["year"] == 1:
            runs.append(([record, after], crosses(breaks, record["year"], after["year"])))
            joined = True
        else:
            runs += [] if joined else [([record], False)]
            joined = False
    return runs


def _ribbon(fig: go.Figure, run: list[dict], colour: str, *, dash: str, pale: float) -> None:
    years = [row["year"] for row in run]
    if len(years) == 1:  # a lone round: a bar as high as its quartiles
        years = [years[0] - 0.12, years[0] + 0.12]
        run = [run[0], run[0]]
    for low, high, opacity in (("p10_pct", "p90_pct", 0.12), ("p25_pct", "p75_pct", 0.28)):
        fig.add_trace(
            go.Scatter(
                x=years + years[::-1],
                y=[row[high] for row in run] + [row[low] for row in run][::-1],
                mode="lines",
                fill="toself",
                fillcolor=colour,
                line={"width": 0},
                opacity=opacity * pale,
                hoverinfo="skip",
                meta=f"{low[:3]}_{high[:3]}",
            )
        )
    fig.add_trace(
        go.Scatter(
            x=years,
            y=[row["median_pct"] for row in run],
            mode="lines",
            line={"color": colour, "width": 3, "dash": dash},
            opacity=pale,
            hoverinfo="skip",
            meta="median_line",
        )
    )


RECIPE = Recipe(
    id="quartile_ribbons",
    draw=ribbons,
    tables=(
        "out_fiscalizacion__universe_round",
        "out_fiscalizacion__method_break",
        "core_territory__region",
        "core_fiscalizacion__round",
    ),
    columns=(
        "year",
        "n_municipalities",
        "missing_count",
        "p10_pct",
        "p25_pct",
        "median_pct",
        "mean_pct",
        "p75_pct",
        "p90_pct",
        "origin",
    ),
    metrics=(
        "universe_median",
        "universe_mean",
        "universe_p10",
        "universe_p25",
        "universe_p75",
        "universe_p90",
        "universe_missing",
    ),
    origin="delivered",
    needs="deliveries",
)
