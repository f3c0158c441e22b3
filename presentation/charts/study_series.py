"""Raw and comparable series together: one line a universe, joined only within one method."""

from __future__ import annotations

import itertools

import pandas as pd
import plotly.graph_objects as go

from presentation.charts import printed
from presentation.charts.base import INK, Chart, Recipe, empty, figure, method_breaks, note
from presentation.charts.marks import line, stamp_if, words
from presentation.words import Text

CHANGE = ["segment_change_pts", "segment_low_pts", "segment_high_pts"]
UNIVERSES = {
    "published": (INK.country, INK.country, "circle"),
    "delivered": (INK.simulated, INK.simulated_ink, "circle-open"),
    "balanced": (INK.pilot, INK.pilot, "diamond-open"),
}


def series(rows: pd.DataFrame, breaks: pd.DataFrame, *, t: Text, group_id: str = "all") -> Chart:
    """Draw the mean of each round for every universe, whole within a method and pale across.

    Args:
        rows: ``out_estudio__series``.
        breaks: ``out_fiscalizacion__method_break``.
        t: Text in the language of the reader.
        group_id: The group drawn.
    """
    rows = rows[(rows["group_id"] == group_id) & rows["mean_pct"].notna()]
    rows = rows.sort_values(["panel_kind", "year"])
    if rows.empty:
        return empty(t, rows)
    fig = figure(height=380, t=t)
    method_breaks(fig, breaks[breaks["year_position"].between(*_span(rows))], t)
    present = [kind for kind in UNIVERSES if kind in set(rows["panel_kind"])]
    for at, universe in enumerate(present):
        _line(fig, rows[rows["panel_kind"] == universe], universe, t)
        note(
            fig,
            0.01,
            0.98 - 0.075 * at,
            f"{'○' if universe == 'delivered' else '◇' if universe == 'balanced' else '●'} "
            + t(f"study.panel_kind.{universe}"),
            colour=UNIVERSES[universe][1],
            size=13,
            xref="paper",
            yref="paper",
            xanchor="left",
        )
    years = sorted(rows["year"].unique().tolist())
    fig.update_xaxes(
        range=[years[0] - 0.6, years[-1] + 0.6], tickvals=years, autotickangles=[0, 90]
    )
    fig.update_yaxes(range=[0, 118], tickvals=[0, 25, 50, 75, 100])
    stamp_if(fig, rows, t)
    return Chart(
        figure=fig,
        takeaway=_takeaway(rows, t),
        subtitle=" ".join(filter(None, [t("chart.study_series.subtitle"), _left_out(rows, t)])),
        alt=t(
            "chart.study_series.alt",
            listed="; ".join(
                f"{t('study.panel_kind.' + r['panel_kind'])} {r['year']}: "
                f"{printed.mean(t, r)} ({printed.n_of(t, r['n_municipalities'])})"
                for r in rows.to_dict("records")
            ),
        ),
        rows=rows,
        speaks_of=_told(rows),
    )


def _span(rows: pd.DataFrame) -> tuple[int, int]:
    return int(rows["year"].min()), int(rows["year"].max())


def _line(fig: go.Figure, rows: pd.DataFrame, universe: str, t: Text) -> None:
    colour, ink, symbol = UNIVERSES[universe]
    simulated = bool((rows["origin"] == "simulated").any())
    records = rows.to_dict("records")
    for before, after in itertools.pairwise(records):
        same = before["segment"] == after["segment"]
        if not same and after["year"] - before["year"] > 1:
            continue  # a gap and a break: nothing joins the two
        if after["year"] - before["year"] > 1:
            continue
        fig.add_trace(
            go.Scatter(
                x=[before["year"], after["year"]],
                y=[before["mean_pct"], after["mean_pct"]],
                mode="lines",
                line=line(colour, 3, simulated=simulated),
                opacity=1 if same else 0.25,
                hoverinfo="skip",
                meta="comparable" if same else "not_comparable",
            )
        )
    fig.add_trace(
        go.Scatter(
            x=rows["year"].tolist(),
            y=rows["mean_pct"].tolist(),
            mode="markers+text" if universe == "published" else "markers",
            text=[t.number(row["mean_pct"], printed.decimals(row)) for row in records],
            textposition="top center",
            textfont={"color": INK.ink, "size": 12},
            marker={"color": colour, "size": 9 if universe == "published" else 13, "symbol": symbol}
            | {"line": {"color": INK.surface if universe == "published" else ink, "width": 2}},
            customdata=[
                f"<b>{t(f'study.panel_kind.{universe}')}</b><br>"
                f"{t.pick(row, 'round_label')}: {printed.mean(t, row, 2)}<br>"
                f"{printed.n_of(t, row['n_municipalities'])}"
                for row in records
            ],
            hovertemplate="%{customdata}<extra></extra>",
            cliponaxis=False,
            meta=universe,
        )
    )


def _left_out(rows: pd.DataFrame, t: Text) -> str:
    """Return which rounds are too thin for the balanced panel; nothing without one."""
    by = {kind: own.drop_duplicates("round_id") for kind, own in rows.groupby("panel_kind")}
    if not {"delivered", "balanced"} <= by.keys():
        return ""
    thin = by["delivered"][~by["delivered"]["round_id"].isin(by["balanced"]["round_id"])]
    listed = t.listing([t.pick(row, "round_label") for row in thin.to_dict("records")])
    return t("chart.study_series.thin", rounds=listed) if listed else ""


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the segments a sentence tells: of what is printed, else of the balanced panel."""
    own = rows[rows["segment_rounds"] > 1]
    printed_ = own[own["panel_kind"] == "published"]
    return printed_ if len(printed_) else own[own["panel_kind"] == "balanced"]


def _takeaway(rows: pd.DataFrame, t: Text) -> str:
    """Return what can be compared within one method."""
    own = _told(rows)
    segments = [part for _, part in own.groupby("segment", sort=True)]
    listed = [
        t(
            "chart.study_series.segment",
            start=part["year"].iloc[0],
            end=part["year"].iloc[-1],
            change=printed.inferred(
                t, printed.change(t, *part[CHANGE].iloc[-1]), part["method_basis"].iloc[-1]
            ),
        )
        for part in segments
    ]
    if not listed:
        return t("chart.study_series.nothing")
    text = t("chart.study_series.takeaway", listed=t.listing(listed))
    return words(text, own, t)


RECIPE = Recipe(
    id="study_series",
    draw=series,
    tables=("out_estudio__series", "out_fiscalizacion__method_break"),
    columns=(
        "round_label",
        "panel_kind",
        "segment",
        "mean_pct",
        "segment_change_pts",
        "method_basis",
        "n_municipalities",
        "origin",
    ),
    metrics=("study_mean", "study_segment_change"),
    origin="computed",
)
