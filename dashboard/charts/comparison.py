"""Up to six entities over one metric: a panel each on one scale, the country in grey behind."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import marks
from dashboard.charts.base import INK, Chart, Recipe, empty, figure, note
from dashboard.text import Text
from pipelines import serving

COUNTRY = "country"
LIMIT = 6
PANEL, GAP = 190, 56


def panels(
    points: pd.DataFrame,
    breaks: pd.DataFrame,
    *,
    t: Text,
    metric: str = "ta_score",
    part: str | None = None,
    who: str | None = None,
) -> Chart:
    """Draw a metric for each entity: lines over rounds or years, dots when there is only one.

    Args:
        points: ``out_comparacion__entity_period``.
        breaks: ``out_fiscalizacion__method_break``.
        t: Text in the language of the reader.
        metric: A metric with ``comparable`` in ``metrics.yml``.
        part: TA file, for a metric measured by file; none for the others.
        who: Ids of entities, with commas; the groups when empty.
    """
    rows = points[(points["metric_id"] == metric) & (points["part_id"] == (part or ""))]
    if rows.empty:
        return empty(t, points)
    there = set(rows["entity_id"])
    order = [one for one in (who or "").split(",") if one in there][:LIMIT] or first_choice(rows)
    own = rows[rows["entity_id"].isin([*order, COUNTRY])]
    shown = [(one, own[own["entity_id"] == one].sort_values("year")) for one in order]
    country = own[(own["entity_id"] == COUNTRY) & own["value"].notna()].sort_values("year")
    known = pd.concat([frame for _, frame in shown])
    if known.empty:
        return empty(t, points)
    if own["value"].notna().any() and own["period_id"].nunique() > 1:
        fig = _lines(shown, country, _crossed(breaks, own), t=t, metric=metric)
    else:
        fig = _dots(shown, country, t=t, metric=metric)
    if marks.is_simulated(own):
        fig.update_layout(margin_b=58)
        marks.stamp(fig, t)
    return _said(fig, known, country, t=t, metric=metric)


def first_choice(rows: pd.DataFrame) -> list[str]:
    """Return who is shown when nobody chose: the groups, else regions from north to south."""
    ordered = rows.drop_duplicates("entity_id").sort_values("entity_order")
    groups = ordered[ordered["entity_kind"].isin(["group", "rurality"])]["entity_id"].tolist()
    full = rows[rows["value"].notna()]["entity_id"]
    others = ordered[(ordered["entity_id"] != COUNTRY) & ordered["entity_id"].isin(full)]
    return (groups or others["entity_id"].tolist())[:LIMIT]


def _crossed(breaks: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the method breaks inside the rounds drawn; figures by year have none."""
    if rows["round_id"].isna().all():
        return breaks.head(0)
    return breaks[breaks["year_position"].between(rows["year"].min(), rows["year"].max())]


def _scale(frames: list[pd.DataFrame], metric: str) -> tuple[float, float]:
    unit = serving.metrics()[metric].unit
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


def _lines(
    shown: list[tuple[str, pd.DataFrame]],
    country: pd.DataFrame,
    breaks: pd.DataFrame,
    *,
    t: Text,
    metric: str,
) -> go.Figure:
    frames = [frame for _, frame in shown] + [country]
    years = pd.concat(frames)["year"]
    low, high = int(years.min()), int(years.max())
    pad = max((high - low) * 0.06, 0.35)
    fig = figure(height=_place(0, len(shown))[2], t=t)
    fig.update_layout(margin={"l": 34, "r": 18, "t": 30, "b": 30})
    scale = _scale(frames, metric)
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
            "anchor": f"x{n}",
        }
        for row in breaks.to_dict("records"):
            _break(fig, row, n, t, is_named=at < min(len(shown), 2))
        if at or frame["entity_id"].iloc[:1].tolist() != [COUNTRY]:
            _series(fig, country, axes, breaks, colour=INK.muted, width=1.5, meta="country")
        _series(fig, frame, axes, breaks, colour=INK.pilot, width=3, meta="entity")
        _labels(fig, frame, country, n, at, t=t, top=scale[1])
    fig.update_layout(panels)
    return fig


def _break(fig: go.Figure, row: dict[str, Any], n: str, t: Text, *, is_named: bool) -> None:
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
    if is_named:
        note(
            fig,
            place,
            0.02,
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


def _dots(
    shown: list[tuple[str, pd.DataFrame]], country: pd.DataFrame, *, t: Text, metric: str
) -> go.Figure:
    """Draw one dot an entity on one scale, when there is a single round or year."""
    frames = [frame for _, frame in shown] + [country]
    fig = figure(height=44 * len(shown) + 64, t=t)
    low, high = _scale(frames, metric)
    if not country.empty:
        value = country["value"].iloc[-1]
        fig.add_vline(x=value, line={"color": INK.muted, "width": 1.5, "dash": "dash"})
        note(fig, value, 1, t("group.all"), yref="paper", yanchor="bottom")
    names = [t.pick(frame.iloc[0], "entity") for _, frame in shown]
    for name, (_, frame) in zip(names, shown, strict=True):
        known = frame[frame["value"].notna()]
        if known.empty:
            fig.add_trace(go.Scatter(x=[None], y=[name], mode="markers", meta="entity"))
            note(fig, low, name, why_empty(frame, t), xanchor="left")
            continue
        row = known.iloc[-1]
        symbol = "circle-open" if row["origin"] == "simulated" else "circle"
        fig.add_trace(
            go.Scatter(
                x=[row["value"]],
                y=[name],
                mode="markers",
                marker={
                    "color": INK.pilot,
                    "size": 12,
                    "symbol": symbol,
                    "line": {"color": INK.pilot, "width": 2},
                },
                hoverinfo="skip",
                meta="entity",
            )
        )
        text = f"<b>{written(row, t)}</b>"
        note(fig, row["value"], name, text, xanchor="left", xshift=12, colour=INK.ink)
    fig.update_xaxes(range=[low, high * 1.12], nticks=5)
    fig.update_yaxes(
        showgrid=False, categoryorder="array", categoryarray=names[::-1], ticklabelstandoff=8
    )
    fig.update_yaxes(tickfont={"color": INK.ink, "size": 13})
    fig.update_layout(margin_t=34)
    return fig


def why_empty(frame: pd.DataFrame, t: Text) -> str:
    """Say why there is no value: too few municipalities, or nothing published."""
    few = frame["n_municipalities"].dropna()
    if not few.empty and few.max() < 5:
        return t("chart.groups.few", n=t.number(few.iloc[-1]))
    return t.missing


def written(row: Mapping[Hashable, Any] | pd.Series, t: Text) -> str:
    """Write the value of a row with the decimals of its metric; counts have none."""
    facts = serving.metrics()[row["metric_id"]]
    if facts.unit == "percent":
        return t.percent(row["value"], min(facts.decimals, 1))
    return t.number(row["value"], 0 if row["entity_kind"] == "municipality" else 1)


def _tied(ordered: pd.DataFrame, at: int, t: Text) -> tuple[str, str]:
    """Return who shares the first or the last value as written, and that value."""
    if ordered.empty:
        return "", ""
    value = written(ordered.iloc[at], t)
    rows = [row for row in ordered.to_dict("records") if written(row, t) == value]
    return t.listing([t.pick(row, "entity") for row in rows]), value


def _said(
    fig: go.Figure, known: pd.DataFrame, country: pd.DataFrame, *, t: Text, metric: str
) -> Chart:
    facts = serving.metrics()[metric]
    name = facts.name.in_language(t.lang)
    ends = known[known["value"].notna()].sort_values("year").groupby("entity_id").tail(1)
    year = ends["year"].max()
    same = ends[ends["year"] == year].sort_values(["value", "entity_order"])
    listed = "; ".join(
        f"{t.pick(row, 'entity')}: {written(row, t)} ({row['year']})"
        for row in ends.sort_values("entity_order").to_dict("records")
    )
    low, high = (_tied(same, at, t) for at in (0, -1))
    if low != high:
        takeaway = t(
            "chart.compare.takeaway",
            year=year,
            high=high[0],
            high_value=high[1],
            low=low[0],
            low_value=low[1],
        )
    elif len(ends):
        takeaway = t("chart.compare.apart", listed=listed)
    else:
        takeaway = t("chart.compare.none")
    subtitle = t("chart.compare.subtitle", metric=name, unit=t.code("unit", facts.unit))
    subtitle += t("chart.compare.breaks") if known["round_id"].notna().any() else ""
    subtitle += t("chart.compare.made_up") if marks.is_simulated(known) else ""
    return Chart(
        figure=fig,
        takeaway=marks.words(takeaway, known, t),
        subtitle=subtitle,
        alt=t("chart.compare.alt", metric=name, listed=listed or t.missing),
        rows=pd.concat([known, country]).drop_duplicates(["entity_id", "period_id"]),
    )


RECIPE = Recipe(
    id="compare_panels",
    draw=panels,
    tables=("out_comparacion__entity_period", "out_fiscalizacion__method_break"),
    columns=(
        "entity",
        "period_id",
        "value",
        "n_municipalities",
        "change",
        "comparable_with_previous",
        "origin",
    ),
    metrics=tuple(one.id for one in serving.metrics().values() if one.comparable),
)
