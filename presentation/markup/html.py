"""The one door for HTML: everything that comes from data is escaped here."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from presentation import pieces
from presentation.markup import shown

LIVE = "faro-live"  # what can be done in a session alone: the public edition leaves it out
HEARD = "faro-heard"  # text that is only read aloud: no line of it breaks anywhere
SHORT = 400  # characters; a shorter piece costs more to ask for than to send

# No line ends inside 13-11-2026, 2028-07 or a range of numbers: 4–95, 37,5–68,3 %, −3,35…−2,25.
_NUMBER = r"[−+]?\d[\d.,]*(?:\s?%)?"
_UNBROKEN = re.compile(
    rf"\b\d{{2}}-\d{{2}}-\d{{4}}\b|\b\d{{4}}-\d{{2}}(?:-\d{{2}})?\b|{_NUMBER}[–…]{_NUMBER}"
)
_WHOLE = r'<span class="faro-whole">\g<0></span>'
_VOID = {"br", "img", "input", "source"}  # elements that hold nothing and are never closed
_TEXT_ALONE = {"title", "option", "textarea"}  # elements that hold no others

_TITLE = re.compile(r'<h2>((?:[^<]|<span class="faro-whole">[^<]*</span>)+)</h2>')

_untitled: ContextVar[list[str] | None] = ContextVar("untitled", default=None)
_gathered: ContextVar[list[Any] | None] = ContextVar("gathered", default=None)
_shown_by: list[Callable[[str], None]] = []


def shown_by(show: Callable[[str], None]) -> None:
    """Name what shows HTML: a surface says it once, when it starts.

    Args:
        show: Takes a piece of HTML.
    """
    _shown_by[:] = [show]


@contextmanager
def gathered() -> Iterator[list[Any]]:
    """Gather what is put inside instead of showing it."""
    parts: list[Any] = []
    with gather_into(parts):
        yield parts


@contextmanager
def gather_into(parts: list[Any]) -> Iterator[None]:
    """Add what is put inside to a list: how a page is made without a session.

    Args:
        parts: The list.
    """
    token = _gathered.set(parts)
    try:
        yield
    finally:
        _gathered.reset(token)


class Safe(str):
    """Text that is already HTML."""


class Spanish(str):
    """A text that is Spanish whatever the page speaks, as a name of an instrument: HTML says so."""

    def __html__(self) -> str:
        """Return the text as HTML that tells its language."""
        return f'<span lang="es">{html.escape(str(self), quote=True)}</span>'


def in_spanish(lang: str, text: str) -> str:
    """Return a Spanish text as a page of a language shows it: marked where the page is not.

    Args:
        lang: Language of the page.
        text: The text.
    """
    return text if lang == "es" else Spanish(text)


def esc(value: Any) -> Safe:
    """Return a value as HTML text, escaped unless it is HTML already or knows its own.

    Args:
        value: Anything that can be a text.
    """
    if isinstance(value, Safe):
        return value
    if hasattr(value, "__html__"):
        return Safe(value.__html__())
    return Safe(_UNBROKEN.sub(_WHOLE, html.escape(str(value), quote=True)))


def tag(name: str, *children: Any, **attributes: Any) -> Safe:
    """Return an element; attributes set to None or False are left out, ``class_`` is ``class``.

    Args:
        name: Of the element.
        *children: Texts, which are escaped, and HTML.
        **attributes: A low dash inside a name is a hyphen; True is an attribute without a value.

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
    if name in _VOID:
        return Safe(f"<{name}{written}>")
    # What is copied from a `pre` is a query or a reference: nothing stands between its letters.
    as_is = html.escape if name == "pre" else esc
    inside = "".join(as_is(c) if type(c) is str else esc(c) for c in children)
    if name in _TEXT_ALONE or attributes.get("class_") == HEARD:
        inside = "".join(html.escape(str(child), quote=True) for child in children)
    return Safe(f"<{name}{written}>{inside}</{name}>")


def join(parts: Any) -> Safe:
    """Return several pieces of HTML as one.

    Args:
        parts: Texts, which are escaped, and HTML, in their order.
    """
    return Safe("".join(esc(part) for part in parts))


def emphasised(text: str) -> Safe:
    """Return one of our own texts with its ``**bold**`` and `` `code` `` as HTML.

    Args:
        text: One of our own.
    """
    bold = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", esc(text))
    return Safe(re.sub(r"`(.+?)`", r"<code>\1</code>", bold))


def external_link(url: str, label: Any) -> Any:
    """Return a link to another site, or the label alone when it is not a web address.

    Args:
        url: Beginning with ``https://`` or ``http://``, else it is no link.
        label: What it says.
    """
    if not re.match(r"^https?://", url):
        return label
    return tag("a", label, href=url, target="_blank", rel="noopener noreferrer")


def file_link(label: str, address: str, **attributes: Any) -> Safe:
    """Return a link that takes a file away.

    Args:
        label: What it says.
        address: Where the file is.
        **attributes: Others, as :func:`tag` takes them.
    """
    return tag("a", label, href=address, download=True, target="_self", **attributes)


def file_links(links: Iterable[tuple[str, str]], *, called: str = "") -> Safe:
    """Return links to files in a row.

    Args:
        links: What each says, and where its file is.
        called: What they hold, by its technical name; empty for nothing before them.
    """
    name = [tag("code", called)] if called else []
    anchors = (file_link(label, address) for label, address in links)
    return tag("p", *name, *anchors, class_="faro-downloads")


def self_linked(html: str, name: str) -> Safe:
    """Return the HTML of a card with its title as a link to itself, which stands at ``#name``.

    Args:
        html: The HTML.
        name: Of the place of the card.
    """
    return Safe(_TITLE.sub(rf'<h2><a class="faro-self" href="#{name}">\1</a></h2>', html, count=1))


@contextmanager
def filling(card: str) -> Iterator[None]:
    """Fill a card part by part: the first title put inside is its own, and links to it.

    Args:
        card: Name of its place.
    """
    token = _untitled.set([card])
    try:
        yield
    finally:
        _untitled.reset(token)


def put(*parts: Any, name: str | None = None) -> None:
    """Show HTML on the page.

    Args:
        *parts: What to show; text is escaped.
        name: What its place on the page is called, from one run to the next; its turn if none.
    """
    gathering = _gathered.get()
    if gathering is None:
        html, untitled = join(parts), _untitled.get()
        if untitled and "<h2>" in html:
            html = self_linked(html, untitled.pop())
        shown.note(html)
        _shown_by[0](place(html, name))
    else:
        gathering.extend(parts)


def place(html: Safe, name: str | None = None) -> Safe:
    """Return the place that ``static/pieces.js`` fills; a short piece without a name as it is.

    Args:
        html: The HTML.
        name: Of the place, once a page; None where its turn names it.
    """
    if name is None and len(html) < SHORT and "faro-plot" not in html:
        return html
    where = pieces.place(html, name)
    if where is None:
        return html
    return tag("div", class_="faro-piece", aria_busy="true", data_name=where)


@contextmanager
def together(class_: str | None = None, *, name: str | None = None) -> Iterator[None]:
    """Show all that is put inside as one piece: a browser places one sooner than many.

    Args:
        class_: Style class around it, as ``faro-row`` for cards side by side.
        name: What its place on the page is called (see :func:`put`).
    """
    with gathered() as parts:
        yield
    put(tag("div", *parts, class_=class_) if class_ else join(parts), name=name)


def notice(text: str, *, kind: str = "note", link: tuple[str, str] | None = None) -> None:
    """Show a notice (``note``, ``attention``, ``simulated``), with a link if given.

    Args:
        text: What it says.
        kind: Which of the three.
        link: Address and words.
    """
    sign = {"note": "i", "attention": "!", "simulated": "~"}[kind]
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
