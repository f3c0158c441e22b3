"""From which band to which, between a round and the one before it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.change import change_text, is_like
from presentation.charts.sheet import Sheet
from presentation.charts.study_regression import of_round
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
    rows = of_round(moves[moves["group_id"] == group_id], round_id)
    if rows.empty:
        return empty(t, rows)
    rows = rows.sort_values(["previous_band_order", "band_order"])
    ordered = bands[bands["band_kind"] == "score"].sort_values("band_order").to_dict("records")
    names = {row["band_id"]: t.pick(row, "name") for row in ordered}
    cells = {(r.previous_band_id, r.band_id): r for r in rows.itertuples(index=False)}
    is_comparable = is_like(rows["comparable_with_previous"])
    fig = figure(height=360, t=t, margin_t=58)
    _fill(fig, cells, list(names), INK.scale_3 if is_comparable else INK.hairline, t)
    side, labels = len(names) - 0.5, list(names.values())
    fig.update_xaxes(**_axis(labels, t("chart.transitions.to")), range=[-0.5, side], side="top")
    fig.update_yaxes(**_axis(labels, t("chart.transitions.from")), range=[side, -0.5])
    subtitle = t("chart.transitions.subtitle")
    if not is_comparable:
        subtitle = f"{subtitle} {t('chart.regression.crossed')}"
    listed = "; ".join(
        f"{names[a]} → {names[b]}: {cell.n_municipalities}" for (a, b), cell in cells.items()
    )
    counts = dict(zip(rows["direction"], rows["direction_count"], strict=True))
    moved = {name: t.number(counts.get(name, 0)) for name in ("up", "down", "same")}
    facts = {"n": t.number(rows["compared_count"].iloc[0]), "year": rows["year"].iloc[0]}
    takeaway = change_text(t, "chart.transitions.takeaway", is_comparable, **facts, **moved)
    return worded(
        fig, rows, t, "chart.transitions", takeaway=takeaway, subtitle=subtitle, listed=listed
    )


def _axis(names: list[str], title: str) -> dict[str, Any]:
    ticks = {"tickvals": list(range(len(names))), "ticktext": names}
    return {**ticks, "showgrid": False, "zeroline": False, "title": {"text": title}}


def _fill(fig: Sheet, cells: dict[Any, Any], ids: list[str], colour: str, t: Text) -> None:
    """Draw every cell as one shape, what fills it from the left as another, and its words.

    Shapes, not a heat map: the style sheet turns their colours to the dark theme.
    """
    shapes: dict[str, tuple[list[float | None], list[float | None]]]
    shapes = {"cell": ([], []), "share": ([], [])}
    for y, early in enumerate(ids):
        for x, late in enumerate(ids):
            cell = cells.get((early, late))
            percent = cell.share_pct if cell and pd.notna(cell.share_pct) else None  # of a few
            share = percent / 100 if percent is not None else 0.0
            for kind, filled in (("cell", 1.0), ("share", share)):
                left, right = x - HALF, x - HALF + 2 * HALF * filled
                shapes[kind][0].extend([left, right, right, left, left, None])
                shapes[kind][1].extend([y - HALF, y - HALF, y + HALF, y + HALF, y - HALF, None])
            if cell:
                n = t.number(cell.n_municipalities)
                shown = "" if percent is None else f"<b>{t.percent(percent, 0)}</b><br>"
                fig.note(x, y, f"{shown}n = {n}", colour=INK.ink)
            else:
                fig.note(x, y, "–")
    fig.area(*shapes["cell"], INK.scale_1, "cell")
    fig.area(*shapes["share"], colour, "share")


RECIPE = recipe(
    "band_transitions",
    transitions,
    tables="out_estudio__transition core_catalogue__band",
    columns="previous_band_id band_id n_municipalities share_pct origin",
    metrics="study_moved_share study_moved_count study_compared_count",
    origin="delivered",
    needs="deliveries",
)
