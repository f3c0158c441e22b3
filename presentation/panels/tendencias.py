"""Tendencias y efecto: what the reader chooses, what is known, and the words at the top."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from presentation import data
from presentation.cards.universe import unmoved
from presentation.charts.claim_words import comparable
from presentation.charts.study_waterfall import usual_pair
from presentation.choices.filters import Filters
from presentation.context import PageContext

CLAIMS = "out_estudio__claim"
DIMENSIONS = ("group", "rurality", "region", "materia")
VIEWS = ("change", "claim", "effect", "start", "moves", "publication")
PARTS = {"claim": ("strip", "checks"), "effect": ("estimate", "checks")}  # of the longest views
OFFERS: dict[str, tuple[str, ...]] = {
    "change": ("round", "group"),
    "claim": ("round",),
    "effect": (),
    "start": ("round", "group"),
    "moves": ("round", "group"),
    "publication": (),
}
OWN = {"change": ("from", "by"), "claim": ("from",)}  # choices besides the filters
PAGE = "tendencias"


@dataclass(frozen=True)
class Choice:
    """What the reader chose: a view, a pair of rounds, what to split by, and a group."""

    view: str
    start: str
    filters: Filters
    dimension: str

    @property
    def rounds(self) -> dict[str, str]:
        """The pair of rounds."""
        return {"from_round_id": self.start, "to_round_id": self.filters.round_id}

    @property
    def ends(self) -> tuple[str, str]:
        """First and last round of the pair."""
        return self.start, self.filters.round_id

    @property
    def pair(self) -> dict[str, str]:
        """The choices of the waterfall."""
        return {**self.rounds, "dimension": self.dimension}


def is_empty(ctx: PageContext) -> bool:
    """Return whether there is no mean at all to speak of.

    Args:
        ctx: The page's context.
    """
    return data.figures(ctx.build_id, "study_part").empty


def has_panel(ctx: PageContext) -> bool:
    """Return whether scores of municipalities were delivered for two rounds.

    Args:
        ctx: The page's context.
    """
    return not data.figures(ctx.build_id, "study_group_change").empty


def has_effect(ctx: PageContext) -> bool:
    """Return whether there are convenios and rounds enough to ask for an effect.

    Args:
        ctx: The page's context.
    """
    return not data.figures(ctx.build_id, "study_effect").empty


def parts(ctx: PageContext, view: str) -> tuple[str, ...]:
    """Return the parts of a view; one that has nothing to show yet has no more than one.

    Args:
        ctx: The page's context.
        view: The view of the page.
    """
    is_whole = view == "claim" or (has_panel(ctx) and has_effect(ctx))
    return PARTS.get(view, ("checks",)) if is_whole else ("checks",)


@data.drawn
def usual(ctx: PageContext) -> tuple[str, str]:
    """Return the pair of rounds shown when nobody asks for one.

    Args:
        ctx: The page's context.
    """
    return usual_pair(data.figures(ctx.build_id, "study_part"))


@data.drawn
def rounds(ctx: PageContext) -> dict[str, str]:
    """Return the rounds with a mean, first to last, and their names.

    Args:
        ctx: The page's context.
    """
    rows = data.figures(ctx.build_id, "study_part")
    facts = data.table(ctx.build_id, "core_fiscalizacion__round").sort_values("year")
    facts = facts[facts["round_id"].isin({*rows["from_round_id"], *rows["to_round_id"]})]
    return {row["round_id"]: ctx.t.pick(row, "label") for row in facts.to_dict("records")}


def apart(ctx: PageContext, chosen: Choice, *follows: str) -> str:
    """Return which choices of a view do not change its headline or a card, in words; else none.

    Args:
        ctx: The page's context.
        chosen: What the reader chose.
        *follows: The keys of the choices that change it.
    """
    own = [key for key in OWN.get(chosen.view, ()) if ctx.carried(key)]
    return unmoved(ctx, [key for key in (*chosen.filters.choices, *own) if key not in follows])


@data.drawn
def before(ctx: PageContext, round_id: str) -> str | None:
    """Return which round a card compares with: the one delivered before, whatever was chosen.

    Args:
        ctx: The page's context.
        round_id: The round.
    """
    rows = data.figures(ctx.build_id, "study_group_change")
    earlier = rows[rows["round_id"] == round_id]["previous_round_id"]
    if earlier.empty:
        return None
    known = rounds(ctx)
    names = {"start": known[str(earlier.iloc[0])], "end": known[round_id]}
    return ctx.t("study.scope.before", **names)


def claims(ctx: PageContext) -> pd.DataFrame:
    """Return the readings of the claim that have a value, as the words of its chart read them.

    Args:
        ctx: The page's context.
    """
    rows = data.figures(ctx.build_id, "study_claim")
    return data.as_stored(ctx.build_id, CLAIMS, rows[rows["study_claim"].notna()])


@data.drawn
def headline(ctx: PageContext) -> str:
    """Return the sentence that says what comparable published readings say.

    Args:
        ctx: The page's context.
    """
    rows = claims(ctx)
    return ctx.t("notice.awaiting") if rows.empty else comparable(rows, ctx.t)
