"""What a reader moves in a what-if: the weights, the items solved and who solves them."""

from __future__ import annotations

import streamlit as st

from dashboard import url_lists
from dashboard.state import choose
from pipelines.serving import STORED, Scenario
from presentation.choices import scenario
from presentation.choices.scenario import item_name
from presentation.context import PageContext
from presentation.markup.html import notice

BASE, FACTORS = "base", "w"


def choose_scenario(
    ctx: PageContext, known: scenario.Known, *, round_id: str, names: dict[str, str]
) -> Scenario:
    """Draw the levers, bound to ``base``, ``w``, ``solved`` and ``scope``; nonsense gives a note.

    Args:
        ctx: The page's context.
        known: What the scenario may name.
        round_id: The round it stands on.
        names: What the reader sees for each materia, criterion and place.
    """
    left, right = st.columns(2, gap="medium")
    with left:
        named = [ctx.t(f"simulador.base.{option}") for option in known.weightings]
        weighting = choose(ctx, BASE, known.weightings, named, default=STORED)
        factors = _factors(ctx, list(known.weighted), names)
    with right:
        solved = url_lists.choose_several(
            ctx,
            "solved",
            list(known.solvable),
            lambda item: item_name(ctx.t, item, names),
            help=ctx.t("simulador.solved_help"),
        )
        scopes = list(known.scopes)
        labels = [names[option] for option in scopes]
        scope = choose(ctx, "scope", scopes, labels, default=scenario.COUNTRY)
    return Scenario(round_id, factors, tuple(solved), scope, weighting)


def nothing_to_move(ctx: PageContext) -> None:
    """Say of each choice in the address that there is nothing to apply it to."""
    for key in ("round", BASE, FACTORS, "solved", "scope"):
        if key in st.query_params:
            notice(ctx.t("notice.bad_url", what=f"{key}={st.query_params[key][:40]}"))


def _factors(ctx: PageContext, options: list[str], names: dict[str, str]) -> dict[str, float]:
    """Draw the weights: which ones change, and by how much each."""
    t, most = ctx.t, scenario.LIMIT
    return url_lists.choose_numbers(
        ctx,
        FACTORS,
        {option: names[option] for option in options},
        read=lambda text: scenario.read_factors(text, options),
        written=scenario.write_factors,
        label_of=lambda option: t("simulador.times", name=names[option]),
        usual=lambda option: 2.0,
        box={"min_value": 0.0, "max_value": most, "step": 0.5, "format": "%.2f", "width": 170},
        help=t("simulador.weights_help", most=t.number(most)),
    )
