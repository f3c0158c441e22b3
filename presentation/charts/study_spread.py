"""How far apart municipalities are, round by round, and whether those behind catch up."""

from __future__ import annotations

import itertools

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty
from presentation.charts.change import is_like
from presentation.charts.marks import is_simulated, line, stamp_if, words
from presentation.charts.study_grid import grid
from presentation.words import Text

APART = 3  # years between two values written
MEASURES = (("sigma_pts", 1), ("gini", 3), ("p90_p10", 2), ("beta", 2))


def convergence(spread: pd.DataFrame, *, t: Text, group_id: str = "all") -> Chart:
    """Draw sigma, Gini, P90/P10 and beta by round.

    Args:
        spread: ``out_estudio__spread``.
        t: Text in the language of the reader.
        group_id: The group drawn.
    """
    rows = spread[spread["group_id"] == group_id].sort_values("year")
    if len(rows) < 2:
        return empty(t, rows.head(0))
    titles = [t(f"chart.convergence.{name}") for name, _ in MEASURES]
    fig = grid(titles, columns=2, height=380, t=t, gap=0.22)
    for at, (name, decimals) in enumerate(MEASURES):
        _measure(fig, rows[rows[name].notna()], name, decimals, (at // 2 + 1, at % 2 + 1), t)
    years = rows["year"].tolist()
    fig.update_xaxes(tickvals=years, tickformat="d", tickangle=-90, tickfont={"size": 11})
    stamp_if(fig, rows, t)
    listed = "; ".join(
        f"{r.year}: σ {t.number(r.sigma_pts, 1)}, Gini {t.number(r.gini, 3)}, "
        f"P90/P10 {t.number(r.p90_p10, 2)}"
        for r in rows.itertuples()
    )
    return Chart(
        fig,
        words(_takeaway(rows, t), rows, t),
        t("chart.convergence.subtitle"),
        t("chart.convergence.alt", listed=listed),
        rows,
    )


def _takeaway(rows: pd.DataFrame, t: Text) -> str:
    """Return the last change between two rounds of one method; across a break there is none."""
    same = rows["comparable_with_previous"].map(is_like).astype(bool)
    known = rows[same & rows["sigma_margin_pts"].notna()]
    if known.empty:
        return t("chart.convergence.nothing")
    last = known.iloc[-1]
    first = rows[rows["round_id"] == last["previous_round_id"]].iloc[0]
    change, margin = last["sigma_change_pts"], last["sigma_margin_pts"]
    kind = "unclear" if abs(change) <= margin else "closer" if change < 0 else "apart"
    return t(
        f"chart.convergence.{kind}",
        first=t.number(first["sigma_pts"], 1),
        last=t.number(last["sigma_pts"], 1),
        change=t.points(change, 1),
        range=t.interval(change - margin, change + margin, "percentage_points", 1),
        from_year=first["year"],
        to_year=last["year"],
    )


def _apart(rows: pd.DataFrame, name: str, decimals: int, t: Text) -> list[str]:
    """Return the values to write, the newest first: those nearer would touch on a phone."""
    texts, free = [], None
    for row in rows.to_dict("records")[::-1]:
        is_apart = free is None or row["year"] <= free
        texts.append(t.number(row[name], decimals) if is_apart else "")
        free = row["year"] - APART if is_apart else free
    return texts[::-1]


def _measure(
    fig: go.Figure,
    rows: pd.DataFrame,
    name: str,
    decimals: int,
    place: tuple[int, int],
    t: Text,
) -> None:
    made_up = is_simulated(rows)
    for before, after in itertools.pairwise(rows.to_dict("records")):
        if after["year"] - before["year"] > 1:
            continue
        fig.add_trace(
            go.Scatter(
                x=[before["year"], after["year"]],
                y=[before[name], after[name]],
                mode="lines",
                line=line(INK.country, 2, simulated=made_up),
                opacity=1 if is_like(after["comparable_with_previous"]) else 0.3,
                hoverinfo="skip",
            ),
            row=place[0],
            col=place[1],
        )
    fig.add_trace(
        go.Scatter(
            x=rows["year"].tolist(),
            y=rows[name].tolist(),
            mode="markers+text",
            text=_apart(rows, name, decimals, t),
            textposition="top center",
            textfont={"size": 11, "color": INK.ink},
            marker={
                "size": 8,
                "color": INK.country,
                "opacity": _opacity(rows, name),
                "symbol": "circle-open" if made_up else "circle",
            },
            hoverinfo="skip",
            cliponaxis=False,
            meta=name,
        ),
        row=place[0],
        col=place[1],
    )
    low, high = float(rows[name].min()), float(rows[name].max())
    pad = (high - low or 1) * 0.3
    fig.update_yaxes(range=[low - pad, high + 1.6 * pad], row=place[0], col=place[1])


def _opacity(rows: pd.DataFrame, name: str) -> list[float]:
    """Return how strong each mark is: a slope across a change of method is pale, a level is not."""
    same = [is_like(value) for value in rows["comparable_with_previous"]]
    return [1 if is_same or name != "beta" else 0.3 for is_same in same]


RECIPE = Recipe(
    id="convergence",
    draw=convergence,
    tables=("out_estudio__spread",),
    columns=(
        "year",
        "n_municipalities",
        "sigma_pts",
        "gini",
        "p10_pct",
        "p90_pct",
        "p90_p10",
        "beta",
        "sigma_change_pts",
        "sigma_margin_pts",
        "comparable_with_previous",
        "origin",
    ),
    metrics=(
        *("study_sigma", "study_gini", "study_p90_p10", "study_beta", "study_p10", "study_p90"),
        *("study_sigma_change", "study_sigma_margin"),
    ),
    origin="delivered",
    needs="deliveries",
)
