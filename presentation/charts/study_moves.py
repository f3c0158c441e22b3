"""From which band to which, between a round and the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, Recipe, empty, figure
from presentation.charts.change import change_text, is_like
from presentation.charts.marks import stamp_if, words
from presentation.words import Text

HALF = 0.47  # of the side of a cell


def transitions(
    moves: pd.DataFrame,
    bands: pd.DataFrame,
    *,
    t: Text,
    round_id: str | None = None,
    group_id: str = "all",
) -> Chart:
    """Draw from which band to which: each cell is filled by the share of those of its row.

    Args:
        moves: ``out_estudio__transition``.
        bands: ``core_catalogue__band``, for names.
        t: Text in the language of the reader.
        round_id: The later round; the last one when empty.
        group_id: The group drawn.
    """
    moves = moves[moves["group_id"] == group_id]
    if moves.empty:
        return empty(t, moves)
    if round_id not in set(moves["round_id"]):
        round_id = str(moves.sort_values("year")["round_id"].iloc[-1])
    rows = moves[moves["round_id"] == round_id].sort_values(["previous_band_order", "band_order"])
    ordered = bands[bands["band_kind"] == "score"].sort_values("band_order")
    ids = ordered["band_id"].tolist()
    names = [t.pick(row, "name") for row in ordered.to_dict("records")]
    cells = {(r.previous_band_id, r.band_id): r for r in rows.itertuples(index=False)}
    fig = figure(
        *_fills(cells, ids, is_grey=not is_like(rows["comparable_with_previous"])),
        height=360,
        t=t,
        annotations=_words(cells, ids, t),
        margin_t=58,
        xaxis=_axis(names, t("chart.transitions.to")) | {"side": "top"},
        yaxis=_axis(names, t("chart.transitions.from")) | {"range": [len(ids) - 0.5, -0.5]},
    )
    stamp_if(fig, rows, t)
    listed = "; ".join(
        f"{names[ids.index(str(a))]} → {names[ids.index(str(b))]}: {cell.n_municipalities}"
        for (a, b), cell in cells.items()
    )
    return Chart(
        fig,
        words(_takeaway(rows, t), rows, t),
        _subtitle(rows, t),
        t("chart.transitions.alt", listed=listed),
        rows,
    )


def _axis(names: Sequence[str], title: str) -> dict[str, Any]:
    return {
        "range": [-0.5, len(names) - 0.5],
        "tickvals": list(range(len(names))),
        "ticktext": list(names),
        "showgrid": False,
        "zeroline": False,
        "title": {"text": title, "font": {"color": INK.muted}},
    }


def _fills(cells: dict[Any, Any], ids: Sequence[str], *, is_grey: bool) -> list[go.Scatter]:
    """Return every cell as one shape, and what fills it from the left as another, grey or not.

    Shapes, not a heat map: the style sheet turns their colours to the dark theme.
    """
    shapes: dict[str, list[list[float | None]]] = {"cell": [[], []], "share": [[], []]}
    for y, early in enumerate(ids):
        for x, late in enumerate(ids):
            cell = cells.get((early, late))
            for kind, share in (("cell", 1.0), ("share", cell.share_pct / 100 if cell else 0.0)):
                left, right = x - HALF, x - HALF + 2 * HALF * share
                shapes[kind][0] += [left, right, right, left, left, None]
                shapes[kind][1] += [y - HALF, y - HALF, y + HALF, y + HALF, y - HALF, None]
    colours = {"cell": INK.scale_1, "share": INK.hairline if is_grey else INK.scale_3}
    return [
        go.Scatter(
            x=xs,
            y=ys,
            mode="none",
            fill="toself",
            fillcolor=colours[kind],
            hoverinfo="skip",
            meta=kind,
        )
        for kind, (xs, ys) in shapes.items()
    ]


def _words(cells: dict[Any, Any], ids: Sequence[str], t: Text) -> list[dict[str, Any]]:
    labels = []
    for y, early in enumerate(ids):
        for x, late in enumerate(ids):
            cell, text, colour = cells.get((early, late)), "–", INK.muted
            if cell:
                share, n = t.percent(cell.share_pct, 0), t.number(cell.n_municipalities)
                text, colour = f"<b>{share}</b><br>n = {n}", INK.ink
            font = {"color": colour, "size": 12}
            labels.append({"x": x, "y": y, "text": text, "showarrow": False, "font": font})
    return labels


def _takeaway(rows: pd.DataFrame, t: Text) -> str:
    counts = dict(zip(rows["direction"], rows["direction_count"], strict=True))
    return change_text(
        t,
        "chart.transitions.takeaway",
        rows["comparable_with_previous"],
        n=t.number(rows["compared_count"].iloc[0]),
        year=rows["year"].iloc[0],
        **{direction: t.number(counts.get(direction, 0)) for direction in ("up", "down", "same")},
    )


def _subtitle(rows: pd.DataFrame, t: Text) -> str:
    subtitle = t("chart.transitions.subtitle")
    if not is_like(rows["comparable_with_previous"]):
        subtitle = f"{subtitle} {t('chart.regression.crossed')}"
    return subtitle


RECIPE = Recipe(
    id="band_transitions",
    draw=transitions,
    tables=("out_estudio__transition", "core_catalogue__band"),
    columns=("previous_band_id", "band_id", "n_municipalities", "share_pct", "origin"),
    metrics=("study_moved_share", "study_moved_count", "study_compared_count"),
    origin="delivered",
    needs="deliveries",
)
