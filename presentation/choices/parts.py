"""The parts of a long page, one open at a time: what a page answers first stands on one screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from presentation.choices.filters import ALL
from presentation.context import PageContext
from presentation.stage import Still


def opened(ctx: PageContext, page: str, names: Sequence[str]) -> Callable[[str], bool]:
    """Offer the parts of a page and return what tells whether one of them is open.

    Args:
        ctx: The page's context.
        page: Its url path; ``<page>.view.<name>`` are the words.
        names: Its parts, the first one open; the reader may open all of them, as they are where a
            page stands still. One that the page has in another view is left behind with it.
    """
    if isinstance(ctx.stage, Still) or len(names) == 1:
        return lambda name: name in names
    part = ctx.carried("open")
    if part not in names and ctx.t.has(f"{page}.view.{part}"):
        ctx.choices.forget("open")
    labels = [*(ctx.t(f"{page}.view.{name}") for name in names), ctx.t("word.everything")]
    open_ = ctx.choose("open", [*names, ALL], labels, default=names[0], as_tabs=True)
    return lambda name: open_ in (name, ALL)
