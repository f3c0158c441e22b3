"""Raw and comparable series together: one line a universe, joined only within one method."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines.origins import SIMULATED
from presentation.charts import printed
from presentation.charts.base import INK, Chart, empty, figure, method_breaks, recipe, worded
from presentation.charts.sheet import Look, Sheet
from presentation.charts.simulated import is_simulated, words
from presentation.words import Text

CHANGE = ["segment_change_pts", "segment_low_pts", "segment_high_pts"]
# Of each universe: its colour and that of its words, its sign, and how its dots look; a hollow sign
# and dot, and the colour of what is simulated, are for simulated rounds alone.
UNIVERSES: dict[str, tuple[str, str, str, Look]] = {
    "published": (INK.country, INK.country, "●", {"size": 9, "edge": INK.surface}),
    "delivered": (INK.rest, INK.rest_ink, "●", {"size": 13}),
    "balanced": (INK.pilot, INK.pilot, "◆", {"size": 13, "symbol": "diamond"}),
}
HOLLOW = {"●": "○", "◆": "◇"}


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
    years = sorted(rows["year"].unique().tolist())
    method_breaks(fig, breaks[breaks["year_position"].between(years[0], years[-1])], t)
    present = [kind for kind in UNIVERSES if kind in set(rows["panel_kind"])]
    for at, universe in enumerate(present):
        own = rows[rows["panel_kind"] == universe]
        _, ink, sign = _look(universe, own)
        _line(fig, own, universe, t)
        key = f"{sign} {t(f'study.panel_kind.{universe}')}"
        fig.corner(0.01, 0.98 - 0.075 * at, key, colour=ink, size=13, xanchor="left")
    fig.years(years, before=0.6, after=0.6)
    fig.update_yaxes(range=[0, 118], tickvals=[0, 25, 50, 75, 100])
    listed = "; ".join(
        f"{t('study.panel_kind.' + r['panel_kind'])} {r['year']}: "
        f"{printed.mean(t, r)} ({printed.n_of(t, r['n_municipalities'])})"
        for r in rows.to_dict("records")
    )
    takeaway = _takeaway(rows, t)
    subtitle = " ".join(filter(None, [t("chart.study_series.subtitle"), _left_out(rows, t)]))
    chart = worded(
        fig, rows, t, "chart.study_series", takeaway=takeaway, subtitle=subtitle, listed=listed
    )
    return replace(chart, speaks_of=_spoken_of(rows))


def _line(fig: Sheet, rows: pd.DataFrame, universe: str, t: Text) -> None:
    colour, *_ = _look(universe, rows)
    records = rows.to_dict("records")
    fig.slopes(
        records, "mean_pct", colour, width=3, pale=0.25,
        is_across=lambda before, after: before["segment"] != after["segment"],
    )  # fmt: skip
    hover = [
        f"<b>{t(f'study.panel_kind.{universe}')}</b><br>"
        f"{t.pick(row, 'round_label')}: {printed.mean(t, row, 2)}<br>"
        f"{printed.n_of(t, row['n_municipalities'])}"
        for row in records
    ]
    look: Look = {**UNIVERSES[universe][-1], "hover": hover, "cliponaxis": False}
    look["simulated"] = [row["origin"] == SIMULATED for row in records]
    if universe == "published":
        texts = [t.number(row["mean_pct"], printed.decimals(row)) for row in records]
        font = {"color": INK.ink, "size": 12}
        look |= {"mode": "markers+text", "text": texts, "textfont": font}
        look |= {"textposition": "top center"}
    fig.dots(rows["year"], rows["mean_pct"], colour, universe, **look)


def _look(universe: str, rows: pd.DataFrame) -> tuple[str, str, str]:
    """Return the colour of a universe, that of its words, and its sign."""
    colour, ink, sign, _ = UNIVERSES[universe]
    if not is_simulated(rows):
        return colour, ink, sign
    if universe == "delivered":
        colour, ink = INK.simulated, INK.simulated_ink
    return colour, ink, HOLLOW[sign]


def _left_out(rows: pd.DataFrame, t: Text) -> str:
    """Return which rounds are too thin for the balanced panel; nothing without one."""
    by = {kind: own.drop_duplicates("round_id") for kind, own in rows.groupby("panel_kind")}
    if not {"delivered", "balanced"} <= by.keys():
        return ""
    thin = by["delivered"][~by["delivered"]["round_id"].isin(by["balanced"]["round_id"])]
    listed = t.listing([t.pick(row, "round_label") for row in thin.to_dict("records")])
    return t("chart.study_series.thin", rounds=listed) if listed else ""


def _spoken_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the segments a sentence tells: of what is printed, else of the balanced panel."""
    own = rows[rows["segment_rounds"] > 1]
    of_print = own[own["panel_kind"] == "published"]
    return of_print if len(of_print) else own[own["panel_kind"] == "balanced"]


def _takeaway(rows: pd.DataFrame, t: Text) -> str:
    """Return what can be compared within one method."""
    own, listed = _spoken_of(rows), []
    for _, part in own.groupby("segment", sort=True):
        change = printed.change(t, *part[CHANGE].iloc[-1])
        change = printed.inferred(t, change, part["method_basis"].iloc[-1])
        ends = {"start": part["year"].iloc[0], "end": part["year"].iloc[-1]}
        listed.append(t("chart.study_series.segment", change=change, **ends))
    if not listed:
        return t("chart.study_series.nothing")
    return words(t("chart.study_series.takeaway", listed=t.listing(listed)), own, t)


RECIPE = recipe(
    "study_series",
    series,
    tables="out_estudio__series out_fiscalizacion__method_break",
    columns="round_label panel_kind segment mean_pct segment_change_pts method_basis "
    "n_municipalities origin",
    metrics="study_mean study_segment_change",
    origin="computed",
)
