"""The national series: known means only, gaps as gaps, method breaks marked."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from presentation.charts import printed
from presentation.charts.base import (  # fmt: skip
    INK,
    Chart,
    empty,
    figure,
    method_breaks,
    recipe,
    runs,
    span,
    worded,
)
from presentation.charts.change import is_like
from presentation.charts.sheet import Look, Sheet
from presentation.words import Text

Row = Mapping[Hashable, Any]


def series(
    groups: pd.DataFrame,
    breaks: pd.DataFrame,
    universes: pd.DataFrame,
    *,
    t: Text,
    round_id: str | None = None,
) -> Chart:
    """Draw the national mean by round; a round delivered after the last mean as a hollow point.

    Args:
        groups: ``out_fiscalizacion__round_group``.
        breaks: ``out_fiscalizacion__method_break``.
        universes: ``out_estudio__series``, for the rounds whose mean is not published yet.
        t: Text in the language of the reader.
        round_id: The round to stress.
    """
    rows = groups[(groups["group_id"] == "all") & groups["mean_pct"].notna()].sort_values("year")
    if rows.empty:
        return empty(t, rows)
    fig = figure(height=380, t=t)
    arrived = _arrived(universes, rows)
    everything = pd.concat([rows, arrived]) if len(arrived) else rows
    known = rows["year"].astype(int).tolist()
    for start, end in runs(known):
        _blank(fig, start, end)
    years = everything["year"].astype(int).tolist()
    crossed = breaks[breaks["year_position"].between(years[0], max(years))]
    method_breaks(fig, crossed, t, reasons=True)
    for start, end in runs(known):
        fig.note(_room(start, end, crossed), 97, t("chart.gap_short"), size=11, yanchor="top")
    line: Look = {"width": 3, "pale": 0.28}
    across: Look = {"is_across": lambda _, after: not is_like(after["comparable_with_previous"])}
    plain = rows.drop(columns="origin").to_dict("records")
    fig.slopes(plain, "mean_pct", INK.country, **line, **across)
    _points(fig, rows, t, round_id)
    for row in arrived.to_dict("records"):
        _hollow(fig, row, t)
    fig.years(years)
    fig.update_xaxes(range=[known[0] - 1, years[-1] + 1])
    fig.percents()
    listed = [f"{r['year']}: {printed.mean(t, r)}" for r in rows.to_dict("records")]
    listed += [f"{r['year']}: {_from_delivery(r, t)}" for r in arrived.to_dict("records")]
    low, high = rows.iloc[0], rows.iloc[-1]
    facts = {"first": printed.mean(t, low), "last": printed.mean(t, high)}
    n_breaks = int(breaks["year_position"].between(known[0], known[-1]).sum())
    span_of = {"from_year": low["year"], "to_year": high["year"], "n_breaks": n_breaks}
    facts["missing"] = t.listing([span(*stretch) for stretch in runs(known)]) or "–"
    facts["listed"] = "; ".join(listed)
    return worded(fig, everything, t, "chart.national", **facts, **span_of)


def _arrived(universes: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the delivered means of rounds after the last published one, oldest first."""
    of_all = (universes["panel_kind"] == "delivered") & (universes["group_id"] == "all")
    later = universes["mean_pct"].notna() & (universes["year"] > rows["year"].max())
    return universes[of_all & later].sort_values("year")


def _from_delivery(row: Row, t: Text) -> str:
    n = t.number(row["n_municipalities"])
    return t("chart.national.arrived", value=t.percent(row["mean_pct"], 1), n=n)


def _blank(fig: Sheet, start: float, end: float) -> None:
    """Draw years of which nothing is published."""
    look = {"fillcolor": INK.sunken, "line_width": 0, "layer": "below"}
    fig.add_vrect(x0=start - 0.5, x1=end + 0.5, **look)


def _room(start: float, end: float, breaks: pd.DataFrame) -> float:
    """Return the middle of the widest stretch of empty years that no line of a break crosses."""
    low, high = start - 0.5, end + 0.5
    inside = breaks.loc[breaks["year_position"].between(low, high), "year_position"]
    edges = [low, *sorted(inside), high]
    return max((after - before, (before + after) / 2) for before, after in pairwise(edges))[1]


def _hollow(fig: Sheet, row: Row, t: Text) -> None:
    """Draw a mean that nobody has published: no line leads to it."""
    year, value = row["year"], row["mean_pct"]
    _blank(fig, year, year)
    hover = [f"<b>{t.pick(row, 'round_label')}</b><br>{_from_delivery(row, t)}"]
    look = {"size": 11, "edge": INK.country, "hover": hover, "textposition": "bottom center"}
    fig.dots([year], [value], INK.surface, "arrived", **look, **_written([t.number(value, 1)]))
    upright: Look = {"size": 11, "textangle": -90, "yanchor": "bottom"}
    fig.note(year, 2, t("chart.national.arrived_short"), **upright)


def _points(fig: Sheet, rows: pd.DataFrame, t: Text, round_id: str | None) -> None:
    records = rows.to_dict("records")
    texts = [t.number(row["mean_pct"], printed.decimals(row)) for row in records]
    hover = [
        f"<b>{t.pick(row, 'round_label')}</b><br>"
        f"{t.percent(row['mean_pct'], row['decimals'])} · "
        f"{printed.n_of(t, row['n_municipalities'])}<br>"
        f"{t('word.source')}: {row['source_ids']}"
        for row in records
    ]
    sizes = [14 if row["round_id"] == round_id else 9 for row in records]
    years, means = rows["year"].tolist(), rows["mean_pct"].tolist()
    look = {"size": sizes, "edge": INK.surface, "textposition": _sides(years, means)}
    fig.dots(years, means, INK.country, "means", hover=hover, **look, **_written(texts))


def _written(texts: list[str]) -> dict[str, Any]:
    font = {"color": INK.ink, "size": 13}
    return {"mode": "markers+text", "text": texts, "textfont": font, "cliponaxis": False}


def _sides(years: list[int], means: list[float]) -> list[str]:
    """Return where labels stand: outside the line of each run of years, so that none is crossed."""
    sides = []
    for at, year in enumerate(years):
        before = means[at - 1] if at and year - years[at - 1] == 1 else None
        is_last = at + 1 == len(years) or years[at + 1] - year > 1
        after = None if is_last else means[at + 1]
        if before is None:
            is_below = after is not None and after > means[at]
            sides.append("bottom center" if is_below else "top center")
        elif after is None:
            sides.append("top center" if means[at] >= before else "bottom center")
        else:
            sides.append("top left" if means[at] >= before else "bottom left")
    return sides


RECIPE = recipe(
    "national_series",
    series,
    tables="out_fiscalizacion__round_group out_fiscalizacion__method_break out_estudio__series",
    columns="round_label group_id mean_pct n_municipalities comparable_with_previous origin "
    "source_ids",
    metrics="ta_score",
)
