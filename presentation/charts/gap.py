"""Declared against audited, materia by materia: what they say they publish and what was found."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.sheet import Look
from presentation.charts.simulated import is_simulated
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
    records = materias.to_dict("records")
    materia, names = t.pick(records[-1], "materia"), _names(records, t)
    met, declared = materias["met_pct"], materias["declared_pct"]
    fig = figure(height=30 * len(names) + 60, t=t)
    hairline: Look = {"width": 5}
    fig.ranges(zip(met, declared, strict=True), names, INK.hairline, "gap", **hairline)
    hover = [_hover(row, t) for row in records]
    audited = INK.simulated if is_simulated(rows) else INK.country
    fig.dots(met, names, audited, "met_pct", hover=hover)
    hollow = {"symbol": "diamond", "edge": INK.rest, "hover": hover}
    fig.dots(declared, names, INK.surface, "declared_pct", **hollow)
    for row, name in zip(records, names, strict=True):
        over = f"<b>{t.percent(row['overstated_pct'], 0)}</b>"
        text = t("chart.gap.over", over=over, n=t.number(row["declared_count"]))
        fig.beside(RIGHT, name, text, shift=0, xanchor="right")
    ends = note_places(float(met.iloc[-1]), float(declared.iloc[-1]))
    inks = {"met": INK.ink, "declared": INK.rest_ink}
    for (key, colour), (x, side) in zip(inks.items(), ends, strict=True):
        fig.note(x, names[-1], t(f"chart.gap.{key}"), xanchor=side, yshift=17, colour=colour)
    fig.note(RIGHT, names[-1], t("chart.gap.over_head"), xanchor="right", yshift=17)
    fig.update_xaxes(range=[0, RIGHT], tickvals=[0, 50, 100], ticksuffix=fig.percent)
    fig.names(size=12, range=[-0.6, len(names) - 0.1])
    facts = {
        "over": t.percent(whole["overstated_pct"].iloc[0], 0),
        "materia": materia,
        "worst": t.percent(records[-1]["overstated_pct"], 0),
        "n": t.number(whole["n_municipalities"].iloc[0]),
        "declared": t.number(whole["declared_count"].iloc[0]),
    }
    listed = "; ".join(
        f"{t.pick(row, 'materia')}: {t.percent(row['declared_pct'], 0)} / "
        f"{t.percent(row['met_pct'], 0)}"
        for row in records[::-1]
    )
    return worded(fig, materias[::-1], t, "chart.gap", listed=listed, **facts)


def _names(records: list[dict[str, Any]], t: Text) -> list[str]:
    """Return the materias in short lines: a phone keeps room for what is drawn."""
    return [wrapped(t.pick(row, "materia"), 24) for row in records]


def note_places(low: float, high: float) -> tuple[tuple[float, str], tuple[float, str]]:
    """Return where the names of two ends go: outwards, so that they never meet.

    Args:
        low: Value of the lower end.
        high: Value of the higher one.
    """
    if low <= high:
        return (low + 1, "right"), (high - 1, "left")
    return (low - 1, "left"), (high + 1, "right")


def _hover(row: dict[str, Any], t: Text) -> str:
    return t(
        "chart.gap.hover",
        materia=t.pick(row, "materia"),
        declared=t.percent(row["declared_pct"], 1),
        met=t.percent(row["met_pct"], 1),
        n=t.number(row["compared_count"]),
    )


RECIPE = recipe(
    "declared_gap",
    declared_gap,
    tables="out_autoevaluacion__gap_materia",
    columns="materia n_municipalities declared_pct met_pct declared_count overstated_count "
    "overstated_pct understated_count origin",
    metrics="declared_overstated_share declared_share declared_met_share declared_count "
    "declared_overstated declared_understated",
    origin="computed",
    needs="deliveries",
)
