"""Choices of several ids in one query key, kept as the reader left them.

``who=13101,R13``, or with a number each: ``w=compras:2,currency:0.5``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from presentation.choices.lists import split
from presentation.context import PageContext
from presentation.markup.html import notice

WRITTEN = "_lists_written_to_url"


def asked_anew(key: str) -> tuple[bool, str]:
    """Return whether the address says something else than this page wrote last, and what.

    Args:
        key: Query key.
    """
    text = st.query_params.get(key)
    return text != st.session_state.setdefault(WRITTEN, {}).get(key), text or ""


def write(key: str, text: str) -> None:
    """Write a choice into the address; an empty one is left out.

    Args:
        key: Query key.
        text: The choice as the address says it.
    """
    if text:
        if st.query_params.get(key) != text:
            st.query_params[key] = text
    else:
        st.query_params.pop(key, None)
    st.session_state.setdefault(WRITTEN, {})[key] = text or None


def choose_several(
    ctx: PageContext,
    key: str,
    options: Sequence[str],
    label_of: Callable[[str], str],
    *,
    default: Sequence[str] = (),
    limit: int | None = None,
    help: str | None = None,
) -> list[str]:
    """Draw a list bound to the query key ``key``; what cannot be shown is dropped with a note.

    Args:
        ctx: The page's context.
        key: Query key, also the key of ``filter.<key>``.
        options: Neutral ids.
        label_of: What the reader sees for an id.
        default: What is chosen when the address says nothing; it is left out of the address.
        limit: How many may be chosen; the ones after are dropped.
        help: What the reader may want to know of the choice.
    """
    state = st.session_state
    is_new, text = asked_anew(key)
    wanted = split(text) if is_new else list(state.get(key, default))
    if is_new and not text:
        wanted = list(default)
    known = [option for option in wanted if option in set(options)]
    unknown = [option for option in wanted if option not in known]
    kept = known if limit is None else known[:limit]
    if wanted and not kept:
        kept = list(default)
    if key not in state or state[key] != kept:
        state[key] = kept
    value = st.multiselect(
        ctx.t(f"filter.{key}"),
        options,
        format_func=label_of,
        max_selections=limit,
        select_all=limit is None,  # else it takes those that fit, in silence
        placeholder=ctx.t("filter.several"),
        help=help,
        key=key,
        filter_mode="contains",
        wrap=True,
    )
    shown = value or list(default)
    write(key, "" if shown == list(default) else ",".join(shown))
    if unknown:
        what = f"{key}={', '.join(unknown)[:60]}"
        notice(ctx.t("notice.dropped", what=what))
    if limit is not None and len(known) > limit:
        notice(ctx.t("notice.too_many", n=ctx.t.number(limit), what=", ".join(known[limit:])[:60]))
    return shown


def choose_numbers(
    ctx: PageContext,
    key: str,
    names: Mapping[str, str],
    *,
    read: Callable[[str], tuple[Mapping[str, Any], list[str]]],
    written: Callable[[Mapping[str, Any]], str],
    label_of: Callable[[str], str],
    usual: Callable[[str], float],
    box: Mapping[str, Any],
    help: str | None = None,
) -> dict[str, Any]:
    """Draw a list bound to the query key ``key`` and a number for each one chosen.

    Args:
        ctx: The page's context.
        key: Query key, also the key of ``filter.<key>``.
        names: What the reader sees for each id that may be chosen.
        read: Returns the numbers of an address, and its parts that make no sense.
        written: Returns numbers as an address says them.
        label_of: What the reader sees over the number of an id.
        usual: The number an id begins with.
        box: Bounds, step, format and width of a number.
        help: What the reader may want to know of the choice.
    """
    state, ids = st.session_state, f"{key}_ids"
    is_new, text = asked_anew(key)
    nonsense: list[str] = []
    if is_new:
        given, nonsense = read(text)
        state[ids] = list(given)
        state.update({f"{key}_{option}": number for option, number in given.items()})
    known = [option for option in state.get(ids, []) if option in names]
    if state.get(ids) != known:
        state[ids] = known
    chosen = st.multiselect(
        ctx.t(f"filter.{key}"),
        list(names),
        format_func=names.__getitem__,
        key=ids,
        placeholder=ctx.t("filter.several"),
        help=help,
        filter_mode="contains",
        wrap=True,
    )
    numbers: dict[str, Any] = {}
    with st.container(horizontal=True, key=f"{key}_numbers"):
        for name in chosen:
            state.setdefault(f"{key}_{name}", usual(name))
            numbers[name] = st.number_input(label_of(name), key=f"{key}_{name}", **box)
    write(key, written(numbers))
    if nonsense:
        notice(ctx.t("notice.dropped", what=f"{key}={', '.join(nonsense)[:60]}"))
    return numbers
