"""A table that scrolls where it is wider or longer than its card, and is read as a region."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from presentation.markup.html import Safe, tag

_NAME = re.compile(r'(?<=role="region" aria-label=")[^"]+|(?<=<caption>)[^<]+')


def scrolling(
    head: Safe,
    body: Iterable[Safe],
    *,
    caption: str,
    class_: str,
    within: str = "",
    style: str | None = None,
) -> Safe:
    """Return a table in a box that scrolls.

    Args:
        head: Its row of headings.
        body: Its other rows.
        caption: What it is, for who cannot see it.
        class_: Classes of the table.
        within: More classes of the box.
        style: Of the box.
    """
    table = tag(
        "table", tag("caption", caption), tag("thead", head), tag("tbody", *body), class_=class_
    )
    box = f"faro-scroll {within}".rstrip()
    return tag(
        "div", table, class_=box, style=style, tabindex="0", role="region", aria_label=caption
    )


def renamed(html: Safe, name: Callable[[str], str]) -> Safe:
    """Return HTML in which what tables are called, for who cannot see them, is put another way.

    Args:
        html: Any, with tables in boxes that scroll or without.
        name: Returns what a table is called, from what it was.
    """
    return Safe(_NAME.sub(lambda match: name(match[0]), html))
