"""The marks of simulated figures on a page, read from its HTML as a reader meets them."""

from __future__ import annotations

import re
from html import unescape

MARK = re.compile(
    r'class="faro-(?:chip|tiles|shades|bar) (?:what_if_(?:third_party_)?)?simulated'
    r'|data-origin="simulated"'
)


def text_of(html: str) -> str:
    """The text of HTML as a reader sees it, definitions of terms left out."""
    bare = re.sub(r'<span[^>]* class="faro-tip".*?</span>|<[^>]+>', "", html)
    return unescape(bare).strip()


def cards_of(html: str) -> list[tuple[str, str]]:
    """Title and content of every card of a page, the banner of the page left out."""
    parts = re.split(r"<h2[^>]*>(.*?)</h2>", html.partition("faro-foot")[0])
    return [(text_of(title), body) for title, body in zip(parts[1::2], parts[2::2], strict=True)]
