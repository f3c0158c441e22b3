"""Small multiples of a comparison: a panel an entity, one scale, the country beside each."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts import marks, printed
from presentation.charts.base import INK, figure, note
from presentation.words import Text

COUNTRY = "country"
PANEL, GAP = 190, 56
NEAR, LOW, HIGH = 0.15, 0.02, 0.37  # of the years shown; feet of names that stand one above another


def scale_of(frames: list[pd.DataFrame], metric: str, t: Text) -> tuple[float, float]:
    """Return the lowest and the highest value of the one scale all panels share."""
    unit = t.metrics[metric].unit
    top = max([frame["value"].max() for frame in frames if frame["value"].notna().any()] or [1])
    return (0, 100) if unit == "percent" else (0, {"months": 12.0}.get(unit, float(top) * 1.15))


def _place(at: int, count: int) -> tuple[dict[str, Any], dict[str, Any], int]:
    """Return the domains of panel ``at`` in two columns, and the height of the figure."""
    columns = min(count, 2)
    lines = -(-count // columns)
    height = lines * (PANEL + GAP) + 34
    row, column = divmod(at, columns)
    wide = (1 - 0.09 * (columns - 1)) / columns
    left = column * (wide + 0.09)
    top = 1 - row * (PANEL + GAP) / (lines * (PANEL + GAP) - GAP)
    bottom = top - PANEL / (lines * (PANEL + GAP) - GAP)
    return {"domain": [left, left + wide]}, {"domain": [max(bottom, 0), top]}, height


def lines(
    shown: list[tuple[str, pd.DataFrame]],
    country: pd.DataFrame,
    breaks: pd.DataFrame,
    *,
    t: Text,
    metric: str,
) -> go.Figure:
    """Draw a panel an entity: its line by year, the country's beside it, the breaks of method."""
    frames = [frame for _, frame in shown] + [country]
    years = pd.concat(frames)["year"]
    low, high = int(years.min()), int(years.max())
    pad = max((high - low) * 0.06, 0.35)
    fig = figure(height=_place(0, len(shown))[2], t=t)
    fig.update_layout(margin={"l": 34, "r": 18, "t": 30, "b": 30})
    scale = scale_of(frames, metric, t)
    house_x, house_y = (fig.layout[axis].to_plotly_json() for axis in ("xaxis", "yaxis"))
    panels: dict[str, Any] = {}
    ticks = sorted({low, high} | ({(low + high) // 2} if high - low > 3 else set()))
    for at, (_, frame) in enumerate(shown):
        n = "" if at == 0 else str(at + 1)
        x, y, _ = _place(at, len(shown))
        axes: dict[str, Any] = {"xaxis": f"x{n}", "yaxis": f"y{n}"}
        panels[f"xaxis{n}"] = {
            **house_x,
            **x,
            "range": [low - pad, high + pad * 2.2],
            "tickvals": ticks,
            "ticktext": [str(year) for year in ticks],
            "anchor": f"y{n}",
        }
        panels[f"yaxis{n}"] = {
            **house_y,
            **y,
            "range": list(scale),
            "nticks": 4,
            "showticklabels": at % 2 == 0,
            "anchor": f"x{n}",
        }
        is_named = at < min(len(shown), 2)
        for row, foot in zip(breaks.to_dict("records"), _feet(breaks, high - low), strict=True):
            _break(fig, row, n, t, foot=foot if is_named else None)
        if at or frame["entity_id"].iloc[:1].tolist() != [COUNTRY]:
            _series(fig, country, axes, breaks, colour=INK.muted, width=1.5, meta="country")
        _series(fig, frame, axes, breaks, colour=INK.pilot, width=3, meta="entity")
        _labels(fig, frame, country, n, at, t=t, top=scale[1])
    fig.update_layout(panels)
    return fig


def _feet(breaks: pd.DataFrame, years: int) -> list[float]:
    """Return how high each name stands: above the one before where they would touch on a phone."""
    feet: list[float] = []
    for before, place in itertools.pairwise([None, *breaks["year_position"]]):
        is_near = before is not None and place - before < years * NEAR
        feet.append(HIGH if is_near and feet[-1] == LOW else LOW)
    return feet


def _break(fig: go.Figure, row: dict[str, Any], n: str, t: Text, *, foot: float | None) -> None:
    place = row["year_position"]
    fig.add_shape(
        type="line",
        x0=place,
        x1=place,
        y0=0,
        y1=1,
        xref=f"x{n}",
        yref=f"y{n} domain",
        line={"color": INK.muted, "width": 1, "dash": "dot"},
        layer="below",
    )
    if foot is not None:
        note(
            fig,
            place,
            foot,
            t.pick(row, "label"),
            size=11,
            textangle=-90,
            xref=f"x{n}",
            yref=f"y{n} domain",
            xanchor="right",
            yanchor="bottom",
        )


def _series(
    fig: go.Figure,
    frame: pd.DataFrame,
    axes: dict[str, Any],
    breaks: pd.DataFrame,
    *,
    colour: str,
    width: float,
    meta: str,
) -> None:
    records = frame[frame["value"].notna()].to_dict("records")
    places = breaks["year_position"].tolist()
    pieces = [
        (
            (before["year"], before["value"]),
            (after["year"], after["value"]),
            any(before["year"] <= place <= after["year"] for place in places),
            "simulated" in (before["origin"], after["origin"]),
        )
        for before, after in itertools.pairwise(records)
        if after["year"] - before["year"] == 1  # a gap is a gap
    ]
    marks.stretches(fig, pieces, colour=colour, width=width, **axes)
    fig.add_trace(
        go.Scatter(
            x=[row["year"] for row in records],
            y=[row["value"] for row in records],
            mode="markers",
            marker={
                "color": colour,
                "size": 9 if meta == "entity" else 5,
                "symbol": [
                    "circle-open" if row["origin"] == "simulated" else "circle" for row in records
                ],
                "line": {"color": colour, "width": 2 if meta == "entity" else 1},
            },
            hovertemplate="%{x}: %{y:.1f}<extra></extra>",
            cliponaxis=False,
            meta=meta,
            **axes,
        )
    )


def _labels(
    fig: go.Figure,
    frame: pd.DataFrame,
    country: pd.DataFrame,
    n: str,
    at: int,
    *,
    t: Text,
    top: float,
) -> None:
    refs = {"xref": f"x{n}", "yref": f"y{n}"}
    head = {"xref": f"x{n} domain", "yref": f"y{n} domain", "xanchor": "left", "yanchor": "bottom"}
    name = t.pick(frame.iloc[0], "entity")
    note(fig, 0, 1.03, f"<b>{name}</b>", colour=INK.ink, size=14, **head)
    known = frame[frame["value"].notna()]
    if known.empty:
        note(fig, 0.5, 0.5, why_empty(frame, t), xref=head["xref"], yref=head["yref"])
    else:
        last = known.iloc[-1]
        text = f"<b>{written(last, t)}</b>"
        is_above = _is_above(last, country) or last["value"] < 0.15 * top
        shift = {"yshift": 9 if is_above else -9, "yanchor": "bottom" if is_above else "top"}
        note(fig, last["year"], last["value"], text, colour=INK.ink, size=13, **shift, **refs)
    if at == 0 and not country.empty and name != t("group.all"):
        first = country.iloc[-1]
        place: dict[str, Any] = {"yanchor": "top", "yshift": -8, "xanchor": "center"}
        if not known.empty and not _is_above(known.iloc[-1], country):
            place |= {"yanchor": "bottom", "yshift": 8}
        note(fig, first["year"], first["value"], t("group.all"), size=12, **place, **refs)


def _is_above(last: pd.Series, country: pd.DataFrame) -> bool:
    same = country[country["year"] == last["year"]]
    return same.empty or bool(last["value"] >= same["value"].iloc[0])


def why_empty(frame: pd.DataFrame, t: Text) -> str:
    """Say why there is no value: too few municipalities, or nothing published."""
    few = frame["n_municipalities"].dropna()
    if not few.empty and few.max() < t.minimum_group:
        return t("chart.groups.few", n=t.number(few.iloc[-1]))
    return t.missing


def written(row: Mapping[Hashable, Any] | pd.Series, t: Text) -> str:
    """Write the value of a row with the decimals of its metric; counts have none."""
    facts = t.metrics[row["metric_id"]]
    if facts.unit == "percent":
        return t.percent(row["value"], printed.decimals(row, min(facts.decimals, 1)))
    return t.number(row["value"], 0 if row["entity_kind"] == "municipality" else 1)
