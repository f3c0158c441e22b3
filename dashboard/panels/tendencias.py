"""Tendencias y efecto: what the reader chooses, what is known, and the words at the top."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.charts.marks import words
from dashboard.charts.study_waterfall import usual_pair
from dashboard.filters import Filters, filter_bar
from dashboard.state import PageContext, choose

CHANGES = "out_estudio__mean_change"
SERIES = "out_estudio__series"
MOVES = "out_estudio__regression"
CLAIMS = "out_estudio__claim"
EFFECTS = "out_estudio__effect"
DIMENSIONS = ("group", "rurality", "region", "materia")
PAGE = "tendencias"


@dataclass(frozen=True)
class Choice:
    """What the reader chose: a pair of rounds, what to split by, and the group of the series."""

    start: str
    filters: Filters
    dimension: str

    @property
    def pair(self) -> dict[str, str]:
        """The choices of the waterfall."""
        return {
            "from_round_id": self.start,
            "to_round_id": self.filters.round_id,
            "dimension": self.dimension,
        }


def is_empty(ctx: PageContext) -> bool:
    """Return whether there is no mean at all to speak of."""
    return data.table(ctx.build_id, CHANGES).empty


def has_panel(ctx: PageContext) -> bool:
    """Return whether scores of municipalities were delivered for two rounds."""
    return not data.table(ctx.build_id, MOVES).empty


def has_effect(ctx: PageContext) -> bool:
    """Return whether there are convenios and rounds enough to ask for an effect."""
    return not data.table(ctx.build_id, EFFECTS).empty


def choose_view(ctx: PageContext) -> Choice:
    """Draw the filters: last round and group, first round, and what to split by."""
    t, rows = ctx.t, data.table(ctx.build_id, CHANGES)
    usual_start, usual_end = usual_pair(rows)
    facts = data.table(ctx.build_id, "core_fiscalizacion__round").set_index("round_id")
    known = sorted({*rows["from_round_id"], *rows["to_round_id"]}, key=facts["year"].to_dict().get)
    ends = [usual_end, *(one for one in known[:0:-1] if one != usual_end)]
    names = {one: t.pick(facts.loc[one], "label") for one in known}
    chosen = filter_bar(
        ctx, "round", "group", rounds=ends, round_labels=[names[one] for one in ends]
    )
    starts = known[: known.index(chosen.round_id)][::-1]
    default = usual_start if chosen.round_id == usual_end else starts[0]
    with st.container(key="filterbar_pair", horizontal=True):
        start = choose(ctx, "from", starts, [names[one] for one in starts], default=default)
        labels = [t(f"study.dimension.{one}") for one in DIMENSIONS]
        dimension = choose(ctx, "by", DIMENSIONS, labels, default="group")
    return Choice(start, chosen, dimension)


@data.drawn
def headline(ctx: PageContext) -> str:
    """Return the sentence that says what the claims are worth."""
    rows = data.table(ctx.build_id, CLAIMS)
    rows = rows[rows["value"].notna()]
    if rows.empty:
        return ctx.t("notice.awaiting")
    text = ctx.t(
        "study.headline",
        ahead=ctx.t.number((rows["value"] > 0).sum()),
        n=ctx.t.number(len(rows)),
    )
    return words(text, rows, ctx.t)


def frames(ctx: PageContext) -> list[pd.DataFrame]:
    """Return what the page shows, for the banner of simulated figures."""
    return [data.table(ctx.build_id, name) for name in (SERIES, CHANGES, CLAIMS)]
