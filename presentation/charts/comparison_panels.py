"""Small multiples of a comparison: a panel an entity, one scale, the country beside each."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from presentation.charts import printed
from presentation.charts.base import INK, figure
from presentation.charts.grid import axes, places, refs
from presentation.charts.sheet import Look, Sheet
from presentation.words import Text

COUNTRY = "country"
PANEL, GAP = 190, 56


def scale_of(frames: list[pd.DataFrame], metric: str, t: Text) -> tuple[float, float]:
    """Return the lowest and the highest value of the one scale all panels share.

    Args:
        frames: The rows of each panel.
        metric: The metric compared.
        t: Text in the language of the reader.
    """
    unit = t.metrics[metric].unit
    top = max([frame["value"].max() for frame in frames if frame["value"].notna().any()] or [1])
    return (0, 100) if unit == "percent" else (0, {"months": 12.0}.get(unit, float(top) * 1.15))


def lines(
    shown: list[pd.DataFrame], country: pd.DataFrame, breaks: pd.DataFrame, *, t: Text, metric: str
) -> Sheet:
    """Draw a panel an entity: its line by year, the country's beside it, the breaks of method.

    Args:
        shown: The rows of each entity, a panel each.
        country: The rows of the country.
        breaks: Where the method changed.
        t: Text in the language of the reader.
        metric: The metric compared.
    """
    frames = [*shown, country]
    years = pd.concat(frames)["year"]
    low, high = int(years.min()), int(years.max())
    pad = max((high - low) * 0.06, 0.35)
    columns = min(len(shown), 2)
    rows = -(-len(shown) // columns)
    inner = rows * (PANEL + GAP) - GAP
    margin = {"l": 34, "r": 18, "t": 30, "b": 30}
    fig = figure(height=inner + GAP + 34, t=t, margin=margin)
    scale = scale_of(frames, metric, t)
    ticks = sorted({low, high} | ({(low + high) // 2} if high - low > 3 else set()))
    along = {"range": [low - pad, high + pad * 2.2], "tickvals": ticks}
    along |= {"ticktext": [str(year) for year in ticks]}
    house_x, house_y = (fig.layout[axis].to_plotly_json() for axis in ("xaxis", "yaxis"))
    rooms = places(len(shown), columns, across=0.09, gap=GAP / inner)
    panels: dict[str, Any] = {}
    for at, (frame, (x, y)) in enumerate(zip(shown, rooms, strict=True)):
        name_x, name_y = axes(at).values()
        up = {"range": list(scale), "nticks": 4, "showticklabels": at % 2 == 0}
        own_x = {**house_x, **along, "domain": x, "anchor": name_y}
        own_y = {**house_y, **up, "domain": y, "anchor": name_x}
        panels |= {f"xaxis{name_x[1:]}": own_x, f"yaxis{name_y[1:]}": own_y}
        _breaks(fig, breaks, at)
        if at or frame["entity_id"].iloc[:1].tolist() != [COUNTRY]:
            _series(fig, country, at, breaks, colour=INK.muted, width=1.5, meta="country")
        _series(fig, frame, at, breaks, colour=INK.pilot, width=3, meta="entity")
        _labels(fig, frame, country, at, t=t, top=scale[1])
    return fig.update_layout(panels)


def _breaks(fig: Sheet, breaks: pd.DataFrame, at: int) -> None:
    """Draw where the method changed: a panel has no room for names, the subtitle gives them."""
    room: Look = {"xref": refs(at)["xref"], "yref": refs(at, domain=True)["yref"]}
    line = {"color": INK.muted, "width": 1, "dash": "dot"}
    for place in breaks["year_position"]:
        ends = {"x0": place, "x1": place, "y0": 0, "y1": 1}
        fig.add_shape(type="line", **ends, line=line, layer="below", **room)


def _series(
    fig: Sheet,
    frame: pd.DataFrame,
    at: int,
    breaks: pd.DataFrame,
    *,
    colour: str,
    width: float,
    meta: str,
) -> None:
    known, crossed = frame[frame["value"].notna()], breaks["year_position"].tolist()
    fig.slopes(
        known.to_dict("records"), "value", colour, width=width, **axes(at),
        is_across=lambda a, b: any(a["year"] <= place <= b["year"] for place in crossed),
    )  # fmt: skip
    size, ring = (9, 2) if meta == "entity" else (5, 1)
    look: dict[str, Any] = {"size": size, "ring": ring, "cliponaxis": False}
    look |= {"simulated": (known["origin"] == "simulated").tolist()}
    look |= {"hover": "%{x}: %{y:.1f}", **axes(at)}
    fig.dots(known["year"], known["value"], colour, meta, **look)


def _labels(
    fig: Sheet, frame: pd.DataFrame, country: pd.DataFrame, at: int, *, t: Text, top: float
) -> None:
    name = t.pick(frame.iloc[0], "entity")
    head = {"size": 14, "yanchor": "bottom", **refs(at, domain=True)}
    fig.beside(0, 1.03, f"<b>{name}</b>", shift=0, **head)
    known = frame[frame["value"].notna()]
    is_over = known.empty or _is_above(known.iloc[-1], country)
    if known.empty:
        fig.note(0.5, 0.5, why_empty(frame, t), **refs(at, domain=True))
    else:
        last = known.iloc[-1]
        place: Look = _over(9) if is_over or last["value"] < 0.15 * top else _under(9)
        place |= {"colour": INK.ink, "size": 13}
        fig.note(last["year"], last["value"], f"<b>{written(last, t)}</b>", **place, **refs(at))
    if at == 0 and not country.empty and name != t("group.all"):
        first = country.iloc[-1]
        place = {"xanchor": "center", **(_under(8) if is_over else _over(8))}
        fig.note(first["year"], first["value"], t("group.all"), **place, **refs(at))


def _over(shift: int) -> dict[str, Any]:
    return {"yanchor": "bottom", "yshift": shift}


def _under(shift: int) -> dict[str, Any]:
    return {"yanchor": "top", "yshift": -shift}


def _is_above(last: pd.Series, country: pd.DataFrame) -> bool:
    same = country[country["year"] == last["year"]]
    return same.empty or bool(last["value"] >= same["value"].iloc[0])


def why_empty(frame: pd.DataFrame, t: Text) -> str:
    """Say why there is no value: too few municipalities, or nothing published.

    Args:
        frame: The rows of an entity.
        t: Text in the language of the reader.
    """
    few = frame["n_municipalities"].dropna()
    if not few.empty and few.max() < t.minimum_group:
        return t("chart.groups.few", n=t.number(few.iloc[-1]))
    return t.missing


def written(row: Mapping[Hashable, Any] | pd.Series, t: Text) -> str:
    """Write the value of a row with the decimals of its metric; counts have none.

    Args:
        row: A row of ``out_comparacion__entity_period``.
        t: Text in the language of the reader.
    """
    facts = t.metrics[row["metric_id"]]
    if facts.unit == "percent":
        return t.percent(row["value"], printed.decimals(row, min(facts.decimals, 1)))
    return t.number(row["value"], 0 if row["entity_kind"] == "municipality" else 1)
