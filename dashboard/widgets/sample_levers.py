"""What a reader chooses of a sample, kept in the address: universe, size, strata, seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import url_lists
from dashboard.state import choose
from pipelines.methods.sampling import ALLOCATIONS
from presentation.choices.sample import NONE, Asking, is_seed, is_size, strata_sets
from presentation.context import PageContext
from presentation.markup.html import notice, put, tag
from presentation.samples.words import universe_name
from presentation.words import Text

USUAL = Asking()


def choose_sample(
    ctx: PageContext, countries: Sequence[str], known: Callable[[str], tuple[str, ...]]
) -> Asking:
    """Draw the levers; nonsense in the address gives a note and the default.

    Args:
        ctx: The page's context.
        countries: ISO codes of the countries with a list of municipalities.
        known: Returns the variables with data in a country.
    """
    t = ctx.t
    left, middle, right = st.columns(3, gap="medium")
    with left:
        names = [universe_name(option, t) for option in countries]
        country = choose(ctx, "country", list(countries), names, default=USUAL.country)
        seed = _text(ctx, "seed", USUAL.seed, is_seed, t("muestra.seed_help"))
    with middle:
        size = _text(ctx, "n", USUAL.n, is_size, t("muestra.n_help"))
    with right:
        sets = strata_sets(known(country))
        default = USUAL.strata if USUAL.strata in sets else NONE
        strata = choose(
            ctx, "strata", sets, [strata_name(t, crossing) for crossing in sets], default=default
        )
    with middle:
        rules = [t(f"muestra.allocation.{option}") for option in ALLOCATIONS]
        rule = choose(ctx, "allocation", ALLOCATIONS, rules, default=USUAL.allocation)
    with right:
        put(tag("p", t("muestra.neyman_help"), class_="faro-source"))
    return Asking(country, size, strata, rule, seed)


def strata_name(t: Text, strata: str) -> str:
    """Return the name of a crossing of variables."""
    return " × ".join(t(f"muestra.variable.{variable}") for variable in strata.split("+"))


def _text(
    ctx: PageContext, key: str, default: str, fits: Callable[[str], bool], help_text: str
) -> str:
    """Draw a box of text bound to a query key; what does not fit gives a note and the default."""
    state = st.session_state
    is_new, wanted = url_lists.asked_anew(key)
    if is_new:
        state[key] = wanted or default
    state.setdefault(key, default)
    wrong = "" if fits(state[key].strip()) else state[key].strip()
    if wrong:
        state[key] = default
    value = st.text_input(ctx.t(f"filter.{key}"), key=key, help=help_text).strip()
    url_lists.write(key, "" if value == default else value)
    if wrong:
        notice(ctx.t("notice.bad_url", what=f"{key}={wrong[:40]}"))
    return value
