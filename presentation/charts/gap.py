"""Declared against audited, materia by materia: what they say they publish and what was found."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, percent_sign
from presentation.charts.marks import stamp
from presentation.words import Text

ALL, RIGHT = "all", 148


def declared_gap(gaps: pd.DataFrame, *, t: Text, round_id: str | None = None) -> Chart:
    """Draw, for each materia, the share that declares it publishes and the share that got 100.

    Args:
        gaps: ``out_autoevaluacion__gap_materia``.
        t: Text in the language of the reader.
        round_id: The round shown; the last one when empty.
    """
    round_id = round_id or str(gaps["round_id"].max())
    rows = gaps[(gaps["round_id"] == round_id) & gaps["declared_pct"].notna()]
    materias = rows[rows["materia_id"] != ALL].sort_values(["overstated_pct", "materia_id"])
    whole = rows[rows["materia_id"] == ALL]
    if materias.empty or whole["overstated_pct"].isna().all():
        return empty(t, rows)
    is_simulated = bool((rows["origin"] == "simulated").any())
    names = [t.pick(row, "materia") for row in materias.to_dict("records")]
    fig = figure(height=30 * len(names) + 60, t=t)
    fig.add_trace(
        go.Scatter(
            x=[x for r in materias.itertuples() for x in (r.met_pct, r.declared_pct, None)],
            y=[y for name in names for y in (name, name, None)],
            mode="lines",
            line={"color": INK.hairline, "width": 5},
            hoverinfo="skip",
            meta="gap",
        )
    )
    for column, colour, symbol in (
        ("met_pct", INK.simulated if is_simulated else INK.country, "circle"),
        ("declared_pct", INK.rest, "diamond"),
    ):
        fig.add_trace(_ends(materias, names, column, colour, symbol, t))
    for row, name in zip(materias.to_dict("records"), names, strict=True):
        over = f"<b>{t.percent(row['overstated_pct'], 0)}</b>"
        text = t("chart.gap.over", over=over, n=t.number(row["declared_count"]))
        note(fig, RIGHT, name, text, xanchor="right", colour=INK.ink)
    top = materias.iloc[-1]
    first = note_places(float(top["met_pct"]), float(top["declared_pct"]))
    for key, colour, (x, side) in zip(
        ("met", "declared"), (INK.ink, INK.rest_ink), first, strict=True
    ):
        note(fig, x, names[-1], t(f"chart.gap.{key}"), xanchor=side, yshift=17, colour=colour)
    note(fig, RIGHT, names[-1], t("chart.gap.over_head"), xanchor="right", yshift=17)
    fig.update_xaxes(range=[0, RIGHT], tickvals=[0, 50, 100], ticksuffix=percent_sign(t))
    fig.update_yaxes(
        showgrid=False,
        ticklabelstandoff=8,
        tickfont={"color": INK.ink, "size": 12},
        range=[-0.6, len(names) - 0.1],
    )
    if is_simulated:
        stamp(fig, t)
    return _said(fig, materias, whole.iloc[0], t)


def note_places(low: float, high: float) -> tuple[tuple[float, str], tuple[float, str]]:
    """Return where the names of two ends go: outwards, so that they never meet."""
    left, right = ("right", "left") if low <= high else ("left", "right")
    return (low + (1 if left == "right" else -1), left), (
        high + (-1 if right == "left" else 1),
        right,
    )


def _ends(
    rows: pd.DataFrame, names: list[str], column: str, colour: str, symbol: str, t: Text
) -> go.Scatter:
    return go.Scatter(
        x=rows[column].tolist(),
        y=names,
        mode="markers",
        marker={
            "color": INK.surface if symbol == "diamond" else colour,
            "size": 10,
            "symbol": symbol,
            "line": {"color": colour, "width": 2},
        },
        customdata=[
            t(
                "chart.gap.hover",
                materia=t.pick(row, "materia"),
                declared=t.percent(row["declared_pct"], 1),
                met=t.percent(row["met_pct"], 1),
                n=t.number(row["compared_count"]),
            )
            for row in rows.to_dict("records")
        ],
        hovertemplate="%{customdata}<extra></extra>",
        meta=column,
    )


def _said(fig: go.Figure, rows: pd.DataFrame, whole: pd.Series, t: Text) -> Chart:
    widest = rows.iloc[-1]
    words = {
        "over": t.percent(whole["overstated_pct"], 0),
        "materia": t.pick(widest, "materia"),
        "worst": t.percent(widest["overstated_pct"], 0),
        "n": t.number(whole["n_municipalities"]),
        "declared": t.number(whole["declared_count"]),
    }
    listed = "; ".join(
        f"{t.pick(row, 'materia')}: {t.percent(row['declared_pct'], 0)} / "
        f"{t.percent(row['met_pct'], 0)}"
        for row in rows[::-1].to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=t("chart.gap.takeaway", **words),
        subtitle=t("chart.gap.subtitle", **words),
        alt=t("chart.gap.alt", listed=listed, **words),
        rows=rows[::-1],
    )


RECIPE = Recipe(
    id="declared_gap",
    draw=declared_gap,
    tables=("out_autoevaluacion__gap_materia",),
    columns=(
        "materia",
        "n_municipalities",
        "declared_pct",
        "met_pct",
        "declared_count",
        "overstated_count",
        "overstated_pct",
        "understated_count",
        "origin",
    ),
    metrics=(
        "declared_overstated_share",
        "declared_share",
        "declared_met_share",
        "declared_count",
        "declared_overstated",
        "declared_understated",
    ),
    origin="computed",
    needs="deliveries",
)
