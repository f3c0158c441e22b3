"""Places as ranges: every municipality an interval, by band, never a bare ranking."""

from __future__ import annotations

import pandas as pd

from presentation.charts import universe
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.leading import ids
from presentation.charts.sheet import Look, Sheet
from presentation.charts.simulated import is_simulated
from presentation.words import Text

ROW = 2.2  # pixels a municipality


def rank_ranges(
    ranges: pd.DataFrame,
    rounds: pd.DataFrame,
    *,
    t: Text,
    round_id: str | None = None,
    **members: str,
) -> Chart:
    """Draw the range of places of every municipality of a round, from the first to the last.

    Args:
        ranges: ``out_fiscalizacion__rank_range``.
        rounds: ``out_fiscalizacion__rank_round``.
        t: Text in the language of the reader.
        round_id: The round shown; the last one when empty.
        **members: ``region_code``, ``rurality`` and ``group_id`` of those that stand out, if any.
    """
    if ranges.empty:
        return empty(t, ranges)
    round_id = round_id or str(ranges.sort_values("year")["round_id"].iloc[-1])
    rows = ranges[ranges["round_id"] == round_id].sort_values(["rank", "rank_high", "cut"])
    of_round = rounds[rounds["round_id"] == round_id]
    if rows.empty or of_round.empty:
        return empty(t, rows)
    chosen, others = universe.split(rows.assign(at=range(1, len(rows) + 1)), **members)
    rows = pd.concat([chosen, others]).sort_values("at")
    if others.empty:  # none stands out among all
        chosen, others = others, chosen
    base = INK.simulated if is_simulated(rows) else INK.country
    fig = figure(rows, height=int(ROW * len(rows)) + 90, t=t)
    _bands(fig, rows, t)
    pale = 0.55 if chosen.empty else 0.3
    looks = ((others, base, 1.0, pale, 3), (chosen, INK.pilot, 2.2, 1.0, 6))
    for part, colour, width, opacity, _ in looks:
        ends = zip(part["rank_low"], part["rank_high"], strict=True)
        look: Look = {"width": width, "opacity": opacity, "simulated": False}
        fig.ranges(ends, part["at"], colour, "ranges", **look)
    for part, colour, _, _, size in looks:
        hover = [_hover(row, t) for row in part.to_dict("records")]
        look = {"size": size, "ring": 1, "hover": hover, "ids": ids(part)}
        fig.dots(part["rank"], part["at"], colour, "places", **look)
    fig.update_yaxes(visible=False, range=[len(rows) + 4, -6])
    ticks = [1, *range(100, len(rows), 100), len(rows)] if len(rows) > 40 else None
    along = {"range": [-6, len(rows) + 6], "tickvals": ticks, "side": "top"}
    fig.update_xaxes(**along, showgrid=True, gridcolor=INK.grid)
    who, whole = universe.named(t, rows, **members), of_round.iloc[0]
    facts = {
        "n": t.number(whole["n_municipalities"]),
        "places": t.number(whole["median_places"]),
        "tied": t.number(whole["median_tied"]),
        "items": t.number(whole["items_count"]),
        "draws": t.number(whole["draws_count"]),
        "year": whole["year"],
    }
    middle = rows.iloc[len(rows) // 2]
    span = {"middle": middle["comuna"], "range": places(t, middle["rank_low"], middle["rank_high"])}
    among = t("chart.ranks.among", who=who[:-2]) if who else ""
    subtitle = among + t("chart.ranks.subtitle", **facts)
    return worded(fig, rows, t, "chart.ranks", subtitle=subtitle, **span, **facts)


def places(t: Text, low: int, high: int) -> str:
    """Write a range of places: ``120–168``, or one place.

    Args:
        t: Text in the language of the reader.
        low: The first place.
        high: The last.
    """
    return t.number(low) if low == high else f"{t.number(low)}–{t.number(high)}"


def _bands(fig: Sheet, rows: pd.DataFrame, t: Text) -> None:
    bands = rows.groupby("band_order")["at"].agg(["min", "max"]).sort_index(ascending=False)
    names = rows.drop_duplicates("band_order").set_index("band_order")
    for place, (order, span) in enumerate(bands.iterrows()):
        low, high = span["min"] - 0.5, span["max"] + 0.5
        if place % 2 == 0:
            fig.add_hrect(y0=low, y1=high, fillcolor=INK.sunken, line_width=0, layer="below")
        text = t.count("chart.ranks.band", int(high - low), band=t.pick(names.loc[order], "band"))
        x, side = (0, "left") if low > len(rows) / 2 else (1, "right")
        look: Look = {"xref": "paper", "xanchor": side, "yanchor": "top", "colour": INK.ink}
        fig.note(x, low + 1, text, **look)


def _hover(row: dict, t: Text) -> str:
    return t.count(
        "chart.ranks.hover",
        int(row["tied_count"]),
        comuna=row["comuna"],
        score=t.percent(row["score_pct"], 1),
        places=places(t, row["rank_low"], row["rank_high"]),
    )


RECIPE = recipe(
    "rank_ranges",
    rank_ranges,
    tables="out_fiscalizacion__rank_range out_fiscalizacion__rank_round",
    columns="comuna region band score_pct rank rank_low rank_high tied_count origin",
    metrics="rank_low rank_high rank_place technical_ties municipality_score",
    origin="computed",
    needs="deliveries",
)
