"""Choices of several ids in one query key (``who=13101,R13``), kept as the reader left them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.components.html import notice
from dashboard.state import PageContext

_WRITTEN = "_lists_written_to_url"


def asked_anew(key: str) -> tuple[bool, str]:
    """Return whether the address says something else than this page wrote last, and what."""
    asked = st.query_params.get(key)
    return asked != st.session_state.setdefault(_WRITTEN, {}).get(key), asked or ""


def write(key: str, text: str) -> None:
    """Write a choice into the address; an empty one is left out."""
    if text:
        if st.query_params.get(key) != text:
            st.query_params[key] = text
    else:
        st.query_params.pop(key, None)
    st.session_state.setdefault(_WRITTEN, {})[key] = text or None


def split(text: str) -> list[str]:
    """Return the ids of a list, once each, in their order."""
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


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
    known = [one for one in wanted if one in set(options)]
    unknown = [one for one in wanted if one not in known]
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
        placeholder=ctx.t("filter.several"),
        help=help,
        key=key,
    )
    shown = value or list(default)
    write(key, "" if shown == list(default) else ",".join(shown))
    if unknown:
        what = f"{key}={', '.join(unknown)[:60]}"
        notice(ctx.t("notice.dropped", what=what))
    if limit is not None and len(known) > limit:
        notice(ctx.t("notice.too_many", n=ctx.t.number(limit), what=", ".join(known[limit:])[:60]))
    return shown
