"""Regression to the mean: what the start alone leads one to expect, beside what happened."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.charts.change import is_like
from presentation.charts.marks import crossed, is_simulated, stamp_if, words
from presentation.subjects import of_regions
from presentation.words import Text

ORDER = ("start", "group", "rurality", "region")
BY_CHANCE = 0.05  # of the 95 % margins


def groups(
    regression: pd.DataFrame, regions: pd.DataFrame, *, t: Text, round_id: str | None = None
) -> Chart:
    """Draw expected and observed change of every group, with the margin of the difference.

    Args:
        regression: ``out_estudio__regression``.
        regions: ``core_territory__region``, for names.
        t: Text in the language of the reader.
        round_id: The later round; the last one when empty.
    """
    rows = of_round(regression[regression["change_pts"].notna()], round_id)
    if rows.empty:
        return empty(t, rows)
    names = dict(zip(regions["region_code"], regions["region"], strict=True))
    rows = rows.assign(
        at=[ORDER.index(dimension) for dimension in rows["dimension"]],
        name=[_name(row, names, t) for row in rows.to_dict("records")],
    ).sort_values(["at", "member_order", "member"])
    fig = figure(height=26 * len(rows) + 60, t=t)
    colour = INK.pilot if is_like(rows["comparable_with_previous"]) else INK.muted
    for row in rows.to_dict("records"):
        ends = [row["expected_change_pts"], row["change_pts"]]
        link = {"color": colour, "width": 2, "dash": "dot" if is_simulated(rows) else "solid"}
        fig.add_trace(
            go.Scatter(x=ends, y=[row["name"]] * 2, mode="lines", line=link, hoverinfo="skip")
        )
    _marks(fig, rows, "expected_change_pts", "line-ns-open", INK.ink, t)
    _marks(fig, rows, "change_pts", "circle-open" if is_simulated(rows) else "circle", colour, t)
    right = float(rows[["expected_change_pts", "change_pts"]].max().max())
    left = float(rows[["expected_change_pts", "change_pts"]].min().min())
    reach = (right - left) or 1
    for row in rows.to_dict("records"):
        beyond = t.points(row["beyond_expected_pts"], 1)
        text = f"{beyond} ± {t.number(row['margin_pts'], 1)}"
        note(fig, right + 0.06 * reach, row["name"], text, xanchor="left", colour=INK.ink)
    fig.update_xaxes(
        range=[left - 0.06 * reach, right + 0.6 * reach], showgrid=True, gridcolor=INK.hairline
    )
    fig.update_yaxes(autorange="reversed", showgrid=False, tickfont={"color": INK.ink, "size": 13})
    stamp_if(fig, rows, t)
    sure = rows[rows["beyond_expected_pts"].abs() > rows["margin_pts"]]
    year = rows["year"].iloc[0]
    facts = {"all": t.number(len(rows)), "chance": t.number(BY_CHANCE * len(rows)), "year": year}
    text = t.count("chart.regression.takeaway", len(sure), **facts)
    text = crossed(text, rows["comparable_with_previous"], t)
    subtitle = t("chart.regression.subtitle")
    if not is_like(rows["comparable_with_previous"]):
        subtitle = f"{subtitle} {t('chart.regression.crossed')}"
    listed = "; ".join(
        f"{r.name}: {t.points(r.change_pts, 1)} ({t.points(r.expected_change_pts, 1)})"
        for r in rows.itertuples(index=False)
    )
    return Chart(
        fig,
        words(text, rows, t),
        subtitle,
        t("chart.regression.alt", listed=listed),
        rows.assign(member=rows["name"]),
        leads=of_regions(names),
    )


def of_round(rows: pd.DataFrame, round_id: str | None) -> pd.DataFrame:
    """Return the rows of a round, those of the last one when it is not among them."""
    if rows.empty:
        return rows
    if round_id not in set(rows["round_id"]):
        round_id = str(rows.sort_values("year")["round_id"].iloc[-1])
    return rows[rows["round_id"] == round_id]


def _name(row: dict[str, object], regions: dict[str, str], t: Text) -> str:
    member = str(row["member"])
    if row["dimension"] == "region":
        return regions.get(member, member)
    if row["dimension"] == "start":
        return t(f"chart.regression.start.{member}")
    return t.code(str(row["dimension"]), member)


def _marks(
    fig: go.Figure, rows: pd.DataFrame, column: str, symbol: str, colour: str, t: Text
) -> None:
    fig.add_trace(
        go.Scatter(
            x=rows[column].tolist(),
            y=rows["name"].tolist(),
            mode="markers",
            marker={"symbol": symbol, "size": 12, "color": colour, "line": {"width": 3}},
            customdata=[
                t(
                    "chart.regression.hover",
                    name=r.name,
                    n=t.number(r.n_municipalities),
                    start=t.percent(r.previous_pct, 1),
                    change=t.points(r.change_pts, 1),
                    expected=t.points(r.expected_change_pts, 1),
                )
                for r in rows.itertuples(index=False)
            ],
            hovertemplate="%{customdata}<extra></extra>",
            meta=column,
        )
    )


RECIPE = Recipe(
    id="regression_groups",
    draw=groups,
    tables=("out_estudio__regression", "core_territory__region"),
    columns=(
        "dimension",
        "member",
        "n_municipalities",
        "previous_pct",
        "change_pts",
        "expected_change_pts",
        "beyond_expected_pts",
        "margin_pts",
        "comparable_with_previous",
        "origin",
    ),
    metrics=(
        "study_group_change",
        "study_group_expected",
        "study_group_beyond",
        "study_group_margin",
        "study_group_start",
    ),
    origin="delivered",
    needs="deliveries",
)
