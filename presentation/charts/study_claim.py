"""The cherry-pick guard: one claim for every pair of rounds, scale and yardstick, in one strip."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from presentation.charts import printed
from presentation.charts.base import INK, Chart, empty, recipe, worded, wrapped
from presentation.charts.claim_words import apart, comparable, compared_readings
from presentation.charts.grid import axes, grid, refs
from presentation.charts.sheet import Sheet
from presentation.charts.simulated import crossed, words
from presentation.subjects import plain
from presentation.words import Text

SCALES = {"points": 1, "headroom": 1, "logit": 2}  # decimals
MOST = 25  # letters of a line of a name: a phone keeps room for the dots
LANE = 40  # pixels
YARDSTICKS = ("country", "rest", "not_yet")
PRINTED = ("r2012", "r2013")  # the pair S001 prints
Pair = tuple[str | None, str | None]
Row = Mapping[Hashable, Any]


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
    order = ["scale", "yardstick", "from_year", "to_year"]
    rows = claims[claims["value"].notna()].sort_values(order)
    if rows.empty:
        return empty(t, rows)
    rows = rows.assign(place=[_place(row, t) for row in rows.to_dict("records")])
    names, pair = _places(rows, t), (from_round_id, to_round_id)
    height = 3 * (LANE * len(names) + 66) + 20
    titles = [t(f"chart.claim.scale.{scale}") for scale in SCALES]
    fig = grid(None, titles, columns=1, height=height, t=t, gap=0.11, left=True)
    fig.update_xaxes(showgrid=True)
    ordered = {"categoryorder": "array", "categoryarray": names[::-1]}
    ink = {"color": INK.ink, "size": 12}
    fig.update_yaxes(**ordered, range=[-0.6, len(names) - 0.4], tickfont=ink)
    for at, (scale, decimals) in enumerate(SCALES.items()):
        own = rows[rows["scale"] == scale]
        for place in names:
            _dots(fig, own[own["place"] == place], at, pair, decimals, t)
        limit = float(own["value"].abs().max()) * 1.5 or 1
        fig.layout[f"xaxis{at + 1 if at else ''}"].range = [-limit, limit]
        line = {"color": INK.muted, "width": 1}
        upright = {"xref": refs(at)["xref"], "yref": refs(at, domain=True)["yref"]}
        fig.add_shape(type="line", x0=0, x1=0, y0=0, y1=1, line=line, **upright)
    sentences = [t("chart.claim.subtitle"), *apart(rows, t), _chosen(rows, pair, t)]
    listed = "; ".join(
        f"{plain(r.place)}, {t(f'chart.claim.scale.{r.scale}')}, "
        f"{r.from_year}–{r.to_year}: {t.number(r.value, SCALES[str(r.scale)])}"
        for r in rows.itertuples()
    )
    takeaway = comparable(rows, t)
    subtitle = " ".join(filter(None, sentences))
    chart = worded(fig, rows, t, "chart.claim", takeaway=takeaway, subtitle=subtitle, listed=listed)
    return replace(chart, speaks_of=compared_readings(rows))


def _place(row: Row, t: Text) -> str:
    """Return the line a reading stands on: those that cross a break have lines of their own."""
    name = t(f"study.yardstick.{row['yardstick']}")
    named = name if row["is_comparable"] else t("chart.claim.crosses", name=name)
    return wrapped(named, MOST)


def _places(rows: pd.DataFrame, t: Text) -> list[str]:
    """Return the lines from the top: what is comparable first, what crosses a break below."""
    known = set(rows["place"])
    every = [
        _place({"yardstick": yardstick, "is_comparable": is_comparable}, t)
        for is_comparable in (True, False)
        for yardstick in YARDSTICKS
    ]
    return [place for place in every if place in known]


def _dots(fig: Sheet, rows: pd.DataFrame, at: int, pair: Pair, decimals: int, t: Text) -> None:
    """Draw the readings of a yardstick, a ring around the pair chosen, the printed value above."""
    if rows.empty:
        return
    records, place = rows.to_dict("records"), str(rows["place"].iloc[0])
    is_printed = [_pair(row) == PRINTED for row in records]
    look = {
        "symbol": ["diamond" if is_own else "circle" for is_own in is_printed],
        "simulated": [row["origin"] == "simulated" for row in records],
        "size": [15 if is_own else 10 for is_own in is_printed],
        "hover": [_hover(row, decimals, t) for row in records],
    }
    colours = [INK.pilot if is_like else INK.muted for is_like in rows["is_comparable"]]
    yardstick = str(rows["yardstick"].iloc[0])
    fig.dots(rows["value"], [place] * len(rows), colours, yardstick, **look, **axes(at))
    ringed = [row["value"] for row in records if _pair(row) == pair]
    if ringed:
        ring = {"size": 22, "simulated": True, **axes(at)}
        fig.dots(ringed, [place] * len(ringed), INK.ink, "chosen", **ring)
    for row in records:
        if _pair(row) == PRINTED:
            text = f"<b>{t.number(row['value'], decimals)}</b>"
            fig.beside(row["value"], place, text, shift=12, **refs(at))


def _hover(row: Row, decimals: int, t: Text) -> str:
    value, n = t.number(row["value"], decimals), printed.n_of(t, row["n_control"])
    ends = {"start": row["from_year"], "end": row["to_year"]}
    return t("chart.claim.hover", value=value, n=n, **ends)


def _pair(row: Row) -> Pair:
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


RECIPE = recipe(
    "claim_strip",
    strip,
    tables="out_estudio__claim",
    columns="from_year to_year scale yardstick pilot_change other_change value n_control "
    "is_comparable verdict basis origin",
    metrics="study_claim study_claim_pilot study_claim_other",
    origin="computed",
)
