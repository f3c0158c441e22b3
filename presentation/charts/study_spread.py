"""How far apart municipalities are, round by round, and whether those behind catch up."""

from __future__ import annotations

import pandas as pd

from presentation.charts.base import INK, Chart, empty, recipe, worded
from presentation.charts.change import is_like
from presentation.charts.grid import axes, grid
from presentation.charts.sheet import Sheet
from presentation.charts.simulated import is_simulated
from presentation.words import Text

APART = 3  # years between two values written
MEASURES = {"sigma_pts": 1, "gini": 3, "p90_p10": 2, "beta": 2}  # decimals


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
    titles = [t(f"chart.convergence.{name}") for name in MEASURES]
    fig = grid(rows, titles, columns=2, height=380, t=t, gap=0.22)
    years = rows["year"].tolist()
    fig.update_xaxes(tickvals=years, tickformat="d", tickangle=-90, tickfont={"size": 11})
    for at, name in enumerate(MEASURES):
        _measure(fig, rows[rows[name].notna()], name, at, t)
    listed = "; ".join(
        f"{r.year}: σ {t.number(r.sigma_pts, 1)}, Gini {t.number(r.gini, 3)}, "
        f"P90/P10 {t.number(r.p90_p10, 2)}"
        for r in rows.itertuples()
    )
    return worded(fig, rows, t, "chart.convergence", takeaway=_takeaway(rows, t), listed=listed)


def _measure(fig: Sheet, rows: pd.DataFrame, name: str, at: int, t: Text) -> None:
    made_up = is_simulated(rows)
    drawn = rows.assign(origin="simulated") if made_up else rows
    fig.slopes(
        drawn.to_dict("records"), name, INK.country, width=2, **axes(at),
        is_across=lambda _, after: not is_like(after["comparable_with_previous"]),
    )  # fmt: skip
    # A slope across a change of method is pale, a level is not.
    pale = [name == "beta" and not is_like(same) for same in rows["comparable_with_previous"]]
    written = {
        "mode": "markers+text",
        "text": _apart(rows["year"].tolist(), rows[name].tolist(), MEASURES[name], t),
        "textposition": "top center",
        "textfont": {"size": 11, "color": INK.ink},
        "cliponaxis": False,
    }
    look = {"size": 8, "simulated": made_up, "ring": 0, **axes(at)}
    look |= {"marker_opacity": [0.3 if is_pale else 1 for is_pale in pale]}
    fig.dots(rows["year"], rows[name], INK.country, name, **look, **written)
    low, high = float(rows[name].min()), float(rows[name].max())
    pad = (high - low or 1) * 0.3
    axis = axes(at)["yaxis"].replace("y", "yaxis")
    fig.update_layout({axis: {"range": [low - pad, high + 1.6 * pad]}})


def _apart(years: list[int], values: list[float], decimals: int, t: Text) -> list[str]:
    """Return the values to write, the newest first: those nearer would touch on a phone."""
    texts, free = [], None
    for year, value in zip(years[::-1], values[::-1], strict=True):
        is_apart = free is None or year <= free
        texts.append(t.number(value, decimals) if is_apart else "")
        free = year - APART if is_apart else free
    return texts[::-1]


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


RECIPE = recipe(
    "convergence",
    convergence,
    tables="out_estudio__spread",
    columns="year n_municipalities sigma_pts gini p10_pct p90_pct p90_p10 beta sigma_change_pts "
    "sigma_margin_pts comparable_with_previous origin",
    metrics="study_sigma study_gini study_p90_p10 study_beta study_p10 study_p90 "
    "study_sigma_change study_sigma_margin",
    origin="delivered",
    needs="deliveries",
)
