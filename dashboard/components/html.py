"""The one door for HTML: everything that comes from data is escaped here."""

from __future__ import annotations

import html
import re
from typing import Any

from dashboard.components import elements


class Safe(str):
    """Text that is already HTML."""


def esc(value: Any) -> Safe:
    """Return a value as HTML text, escaped unless it is HTML already."""
    return value if isinstance(value, Safe) else Safe(html.escape(str(value), quote=True))


def tag(name: str, *children: Any, **attributes: Any) -> Safe:
    """Return an element; attributes set to None or False are left out, ``class_`` is ``class``.

    Example:
        >>> tag("b", "1 < 2", class_="x")
        '<b class="x">1 &lt; 2</b>'
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{html.escape(str(value), quote=True)}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Safe(f"<{name}{written}>{''.join(esc(child) for child in children)}</{name}>")


def join(parts: Any) -> Safe:
    """Return several pieces of HTML as one."""
    return Safe("".join(esc(part) for part in parts))


def emphasised(text: str) -> Safe:
    """Return one of our own texts with its ``**bold**`` and `` `code` `` as HTML."""
    bold = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", esc(text))
    return Safe(re.sub(r"`(.+?)`", r"<code>\1</code>", bold))


def external_link(url: str, label: Any) -> Any:
    """Return a link to another site, or the label alone when it is not a web address."""
    if not re.match(r"^https?://", url):
        return label
    return tag("a", label, href=url, target="_blank", rel="noopener noreferrer")


def put(*parts: Any) -> None:
    """Show HTML on the page."""
    elements.html(join(parts))


def notice(text: str, *, kind: str = "note", link: tuple[str, str] | None = None) -> None:
    """Show a notice (``note``, ``attention``, ``simulated``, ``what_if``), with a link if given."""
    sign = {"note": "i", "attention": "!", "simulated": "~", "what_if": "?"}[kind]
    go = tag("a", link[1], href=link[0], target="_self") if link else ""
    put(
        tag(
            "div",
            tag("span", sign, class_="sign", aria_hidden="true"),
            tag("p", emphasised(text), " " if link else "", go),
            class_=f"faro-notice {kind}",
            role="status",
        )
    )
