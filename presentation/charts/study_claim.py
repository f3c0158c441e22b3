"""The cherry-pick guard: one claim for every pair of rounds, scale and yardstick, in one strip."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts import printed
from presentation.charts.base import INK, Chart, Recipe, empty
from presentation.charts.claim_words import apart, comparable, compared_readings
from presentation.charts.marks import crossed, stamp_if, words
from presentation.charts.study_grid import grid
from presentation.words import Text

SCALES = {"points": 1, "headroom": 1, "logit": 2}
YARDSTICKS = ("country", "rest", "not_yet")
PRINTED = ("r2012", "r2013")  # the pair S001 prints
Pair = tuple[str | None, str | None]


def strip(
    claims: pd.DataFrame,
    *,
    t: Text,
    from_round_id: str | None = None,
    to_round_id: str | None = None,
) -> Chart:
    """Draw every reading of “the pilots advanced more”; the printed pair stands out.

    Args:
        claims: ``out_estudio__claim``.
        t: Text in the language of the reader.
        from_round_id: First round of the pair that gets a ring; none when empty.
        to_round_id: Its last round.
    """
    rows = claims[claims["value"].notna()].sort_values(
        ["scale", "yardstick", "from_year", "to_year"]
    )
    if rows.empty:
        return empty(t, rows)
    titles = [t(f"chart.claim.scale.{scale}") for scale in SCALES]
    rows = rows.assign(place=[_place(row, t) for row in rows.to_dict("records")])
    names = _places(rows, t)
    fig = grid(titles, columns=1, height=3 * (26 * len(names) + 66) + 20, t=t, gap=0.13)
    fig.update_annotations(x=0, xanchor="left")
    pair = (from_round_id, to_round_id)
    traces, labels, limits = [], list(fig.layout.annotations), {}
    for at, (scale, decimals) in enumerate(SCALES.items(), start=1):
        own, axis = rows[rows["scale"] == scale], str(at) if at > 1 else ""
        axes = {"xaxis": f"x{axis}", "yaxis": f"y{axis}"}
        for place in names:
            part = own[own["place"] == place]
            if len(part):
                traces += _dots(part, pair, decimals, axes, t)
                labels += _printed_labels(part, decimals, axes, t)
        limits[axis] = float(own["value"].abs().max()) * 1.25 or 1
    fig.add_traces(traces)
    fig.update_layout(annotations=labels, shapes=[_zero(axis) for axis in limits])
    fig.update_layout({f"xaxis{a}": {"range": [-x, x]} for a, x in limits.items()})
    fig.update_xaxes(showgrid=True)
    fig.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        range=[-0.6, len(names) - 0.4],
        tickfont={"color": INK.ink, "size": 12},
    )
    stamp_if(fig, rows, t)
    sentences = [t("chart.claim.subtitle"), *apart(rows, t), _chosen(rows, pair, t)]
    text = " ".join(filter(None, sentences))
    return Chart(
        fig, comparable(rows, t), text, _alt(rows, t), rows, speaks_of=compared_readings(rows)
    )


def _place(row: dict[str, Any], t: Text) -> str:
    """Return the line a reading stands on: those that cross a break have lines of their own."""
    name = t(f"study.yardstick.{row['yardstick']}")
    return name if row["is_comparable"] else t("chart.claim.crosses", name=name)


def _places(rows: pd.DataFrame, t: Text) -> list[str]:
    """Return the lines from the top: what is comparable first, what crosses a break below."""
    known = set(rows["place"])
    every = [
        _place({"yardstick": yardstick, "is_comparable": ok}, t)
        for ok in (True, False)
        for yardstick in YARDSTICKS
    ]
    return [place for place in every if place in known]


def _zero(axis: str) -> dict[str, Any]:
    """Return the line of no difference of one small chart."""
    return {
        "type": "line",
        "x0": 0,
        "x1": 0,
        "y0": 0,
        "y1": 1,
        "xref": f"x{axis}",
        "yref": f"y{axis} domain",
        "line": {"color": INK.muted, "width": 1},
    }


def _dots(
    rows: pd.DataFrame, pair: Pair, decimals: int, axes: dict[str, str], t: Text
) -> list[go.Scatter]:
    """Return the readings of one yardstick, and a ring around the pair the reader chose."""
    name = str(rows["place"].iloc[0])
    records = rows.to_dict("records")
    colours = [INK.pilot if ok else INK.muted for ok in rows["is_comparable"]]
    same: dict[str, Any] = {"mode": "markers", "showlegend": False} | axes
    dots = go.Scatter(
        x=rows["value"].tolist(),
        y=[name] * len(rows),
        marker={
            "symbol": [_symbol(row) for row in records],
            "size": [15 if _pair(row) == PRINTED else 10 for row in records],
            "color": colours,
            "line": {"color": colours, "width": 2},
        },
        customdata=[
            t(
                "chart.claim.hover",
                start=row["from_year"],
                end=row["to_year"],
                value=t.number(row["value"], decimals),
                n=printed.n_of(t, row["n_control"]),
            )
            for row in records
        ],
        hovertemplate="%{customdata}<extra></extra>",
        meta=rows["yardstick"].iloc[0],
        **same,
    )
    ringed = [row["value"] for row in records if _pair(row) == pair]
    if not ringed:
        return [dots]
    look = {"symbol": "circle-open", "size": 22, "color": INK.ink, "line": {"width": 2}}
    ring = go.Scatter(x=ringed, y=[name], marker=look, hoverinfo="skip", meta="chosen", **same)
    return [dots, ring]


def _symbol(row: dict[str, Any]) -> str:
    shape = "diamond" if _pair(row) == PRINTED else "circle"
    return f"{shape}-open" if row["origin"] == "simulated" else shape


def _printed_labels(
    rows: pd.DataFrame, decimals: int, axes: dict[str, str], t: Text
) -> list[dict[str, Any]]:
    """Return the value of the printed pair, written over its mark."""
    return [
        {
            "x": row["value"],
            "y": row["place"],
            "xref": axes["xaxis"],
            "yref": axes["yaxis"],
            "text": f"<b>{t.number(row['value'], decimals)}</b>",
            "showarrow": False,
            "xanchor": "left",
            "xshift": 12,
            "font": {"color": INK.ink, "size": 12},
        }
        for row in rows.to_dict("records")
        if _pair(row) == PRINTED
    ]


def _pair(row: dict[str, Any]) -> Pair:
    return row["from_round_id"], row["to_round_id"]


def _chosen(rows: pd.DataFrame, pair: Pair, t: Text) -> str:
    """Return the reading of the chosen pair in words; nothing when no pair is chosen."""
    if not all(pair):
        return ""
    own = rows[(rows["from_round_id"] == pair[0]) & (rows["to_round_id"] == pair[1])]
    own = own[own["scale"] == "points"]
    if own.empty:
        return t("chart.claim.chosen_none")
    facts = {"start": own["from_year"].iloc[0], "end": own["to_year"].iloc[0]}
    listed = [
        f"{t(f'study.yardstick.{row.yardstick}').lower()}, {t.points(row.value, 1)}"
        for row in own.sort_values("yardstick").itertuples()
    ]
    text = t("chart.claim.chosen", listed="; ".join(listed), **facts)
    return words(crossed(text, own["is_comparable"], t), own, t)


def _alt(rows: pd.DataFrame, t: Text) -> str:
    listed = "; ".join(
        f"{r.place}, {t(f'chart.claim.scale.{r.scale}')}, "
        f"{r.from_year}–{r.to_year}: {t.number(r.value, SCALES[str(r.scale)])}"
        for r in rows.itertuples()
    )
    return t("chart.claim.alt", listed=listed)


RECIPE = Recipe(
    id="claim_strip",
    draw=strip,
    tables=("out_estudio__claim",),
    columns=(
        "from_year",
        "to_year",
        "scale",
        "yardstick",
        "pilot_change",
        "other_change",
        "value",
        "n_control",
        "is_comparable",
        "verdict",
        "basis",
        "origin",
    ),
    metrics=("study_claim", "study_claim_pilot", "study_claim_other"),
    origin="computed",
)
