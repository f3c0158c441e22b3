"""Regression to the mean: what the start alone leads one to expect, beside what happened."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import INK, Chart, Recipe, empty, figure, note, percent_sign
from dashboard.charts.marks import crossed, is_simulated, stamp_if, words
from dashboard.text import Text

ORDER = ("start", "group", "rurality", "region")
QUARTERS = ("low_up", "high_up", "low_down", "high_down")


def groups(
    found: pd.DataFrame, regions: pd.DataFrame, *, t: Text, round_id: str | None = None
) -> Chart:
    """Draw expected and observed change of every group, with the margin of the difference.

    Args:
        found: ``out_estudio__regression``.
        regions: ``core_territory__region``, for names.
        t: Text in the language of the reader.
        round_id: The later round; the last one when empty.
    """
    rows = _of_round(found[found["change_pts"].notna()], round_id)
    if rows.empty:
        return empty(t, rows)
    names = dict(zip(regions["region_code"], regions["region"], strict=True))
    rows = rows.assign(
        at=[ORDER.index(one) for one in rows["dimension"]],
        name=[_name(row, names, t) for row in rows.to_dict("records")],
    ).sort_values(["at", "member_order", "member"])
    fig = figure(height=26 * len(rows) + 60, t=t)
    colour = INK.pilot if bool(rows["comparable_with_previous"].all()) else INK.muted
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
        range=[left - 0.06 * reach, right + 0.4 * reach], showgrid=True, gridcolor=INK.hairline
    )
    fig.update_yaxes(autorange="reversed", showgrid=False, tickfont={"color": INK.ink, "size": 13})
    stamp_if(fig, rows, t)
    sure = rows[rows["beyond_expected_pts"].abs() > rows["margin_pts"]]
    year = rows["year"].iloc[0]
    text = t.count("chart.regression.takeaway", len(sure), all=t.number(len(rows)), year=year)
    text = crossed(text, rows["comparable_with_previous"], t)
    said = t("chart.regression.subtitle")
    if not bool(rows["comparable_with_previous"].all()):
        said = f"{said} {t('chart.regression.crossed')}"
    listed = "; ".join(
        f"{r.name}: {t.points(r.change_pts, 1)} ({t.points(r.expected_change_pts, 1)})"
        for r in rows.itertuples(index=False)
    )
    return Chart(
        fig,
        words(text, rows, t),
        said,
        t("chart.regression.alt", listed=listed),
        rows.assign(member=rows["name"]),
    )


def _of_round(rows: pd.DataFrame, round_id: str | None) -> pd.DataFrame:
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


def quadrants(
    changes: pd.DataFrame, *, t: Text, round_id: str | None = None, group_id: str = "all"
) -> Chart:
    """Draw each municipality by its start and its change, with the line of the expected change.

    Args:
        changes: ``out_fiscalizacion__municipality_change``.
        t: Text in the language of the reader.
        round_id: The later round; the last one when empty.
        group_id: The group drawn; medians and the line stay those of the country.
    """
    rows = _of_round(changes, round_id).sort_values("cut")
    if len(rows) < 5:
        return empty(t, rows.head(0))
    middle, common = float(rows["previous_pct"].median()), float(rows["change_pts"].median())
    line = rows.sort_values("previous_pct").iloc[[0, -1]]
    rows = rows if group_id == "all" else rows[rows["group_id"] == group_id]
    fig = figure(height=420, t=t)
    made_up = is_simulated(rows)
    colour = INK.pilot if bool(rows["comparable_with_previous"].all()) else INK.muted
    fig.add_trace(
        go.Scatter(
            x=rows["previous_pct"].tolist(),
            y=rows["change_pts"].tolist(),
            mode="markers",
            marker={
                "size": 7,
                "color": colour,
                "symbol": "circle-open" if made_up else "circle",
                "opacity": 0.75,
            },
            customdata=[
                t(
                    "chart.regression.hover",
                    name=r.comuna,
                    n="1",
                    start=t.percent(r.previous_pct, 1),
                    change=t.points(r.change_pts, 1),
                    expected=t.points(r.expected_change_pts, 1),
                )
                for r in rows.itertuples(index=False)
            ],
            hovertemplate="%{customdata}<extra></extra>",
            meta="municipalities",
        )
    )
    fig.add_trace(
        go.Scatter(
            x=line["previous_pct"].tolist(),
            y=line["expected_change_pts"].tolist(),
            mode="lines",
            line={"color": INK.ink, "width": 2},
            hoverinfo="skip",
            meta="expected",
        )
    )
    fig.add_vline(x=middle, line={"color": INK.muted, "width": 1, "dash": "dot"})
    fig.add_hline(y=common, line={"color": INK.muted, "width": 1, "dash": "dot"})
    counts = _counts(rows, middle, common)
    names = {key: t(f"chart.quadrants.{key}") for key in QUARTERS}
    for key, x, y in zip(QUARTERS, (0.01, 0.99, 0.01, 0.99), (0.99, 0.99, 0.01, 0.01), strict=True):
        text = f"{names[key]}: {t.number(counts[key])}"
        note(
            fig,
            x,
            y,
            text,
            colour=INK.ink,
            xref="paper",
            yref="paper",
            xanchor="left" if x < 0.5 else "right",
            yanchor="top" if y > 0.5 else "bottom",
            bgcolor=INK.surface,
        )
    fig.update_xaxes(showgrid=True, gridcolor=INK.hairline, ticksuffix=percent_sign(t))
    stamp_if(fig, rows, t)
    low = rows[rows["previous_pct"] < middle]
    above = rows["change_pts"] > rows["expected_change_pts"]
    text = t(
        "chart.quadrants.takeaway",
        up=t.number((low["change_pts"] > common).sum()),
        low=t.number(len(low)),
        above=t.number(above.sum()),
        n=t.number(len(rows)),
    )
    listed = "; ".join(f"{names[key]}: {counts[key]}" for key in QUARTERS)
    return Chart(
        fig,
        words(crossed(text, rows["comparable_with_previous"], t), rows, t),
        t("chart.quadrants.subtitle", year=rows["year"].iloc[0]),
        t("chart.quadrants.alt", listed=listed),
        rows,
    )


def _counts(rows: pd.DataFrame, middle: float, common: float) -> dict[str, int]:
    is_low, is_up = rows["previous_pct"] < middle, rows["change_pts"] > common
    return {
        "low_up": int((is_low & is_up).sum()),
        "high_up": int((~is_low & is_up).sum()),
        "low_down": int((is_low & ~is_up).sum()),
        "high_down": int((~is_low & ~is_up).sum()),
    }


GROUPS = Recipe(
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
QUADRANTS = Recipe(
    id="change_quadrants",
    draw=quadrants,
    tables=("out_fiscalizacion__municipality_change",),
    columns=(
        "comuna",
        "region",
        "previous_pct",
        "score_pct",
        "change_pts",
        "expected_change_pts",
        "beyond_expected_pts",
        "origin",
    ),
    metrics=(
        "score_change",
        "expected_change",
        "beyond_expected",
        "previous_score",
        "municipality_score",
    ),
    origin="delivered",
    needs="deliveries",
)
