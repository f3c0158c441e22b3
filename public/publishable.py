"""What of a page may be published: everything but the cards that hold simulated figures.

Read from the HTML itself, as the banner of the dashboard does: no card can be left out of it.
"""

from __future__ import annotations

import re

from pipelines.marking import WORD
from presentation.markup.html import tag
from presentation.markup.shown import Shown
from presentation.words import Text
from public.elements import CARDS, cards, elements, outermost

HEAD = re.compile(
    r'(<header class="faro-head"><h1>)(<span class="eyebrow">(.*?)</span>)?(.*?)</h1>'
    r"(.*?)</header>",
    re.DOTALL,
)
NAME = re.compile(r'<span class="faro-name">(.*?)</span>')
BOX = re.compile(r'<(div|section) class="faro-(?:page|row|kpis)(?: [\w-]+)?"></\1>')
HEAD_END = "</header>"  # the first of a page is that of its head
APART = " · "  # between what a head says below its title


def is_simulated(part: str) -> bool:
    """Return whether a piece of HTML holds a simulated figure."""
    seen = Shown()
    seen.read(part)
    return any(seen.cards.values())


def without_simulated(body: str, t: Text) -> str:
    """Return a page without its simulated cards; below its head it says how many there were."""
    kept: list[str] = []
    at, count = 0, 0
    for element in outermost(cards(body)):
        if is_simulated(body[element.start : element.end]):
            kept.append(body[at : element.start])
            at, count = element.end, count + 1
    body = _without_gaps("".join([*kept, body[at:]])) if count else body
    is_bare = bool(count) and not cards(body)
    body = HEAD.sub(lambda match: _head(match, t, is_bare=is_bare), body)
    if not count:
        return body
    words = t.count("public.all_left_out" if is_bare else "public.left_out", count)
    onward = [" ", tag("a", t("nav.resumen"), href="/resumen"), "."] if is_bare else []
    notice = str(tag("p", words, *onward, class_="faro-empty"))
    before, end, after = body.partition(HEAD_END)
    return f"{before}{end}{notice}{after}" if end else notice + body


def _without_gaps(body: str) -> str:
    """Return a page from which cards were taken without the boxes that held them alone.

    The one card that is left of a row has all its room: nothing stands beside it any more.
    """
    emptied = 1
    while emptied:
        body, emptied = BOX.subn("", body)
    shown = [card.start for card in cards(body)]
    boxes = elements(body, *CARDS)
    for row in reversed([box for box in boxes if "faro-row" in box.classes]):
        columns = outermost(
            [box for box in boxes if row.inside <= box.start and box.end <= row.end]
        )
        held = [any(box.start <= at < box.end for at in shown) for box in columns]
        if held.count(True) == 1:
            whole = body[row.start : row.inside].replace(" ".join(row.classes), "faro-page")
            body = body[: row.start] + whole + body[row.inside :]
    return body


def _head(match: re.Match[str], t: Text, *, is_bare: bool) -> str:
    """Return the head of a page without what is simulated of it: its sentence, parts of its lead.

    A page whose sentence may not be said is called what it is about, or as the menu calls it. One
    of which nothing is left has no lead: it would promise what is not there.
    """
    before, eyebrow, page, title, rest = match.groups(default="")
    rest = "" if is_bare else rest
    if title.startswith(WORD[t.lang]):
        name = NAME.search(title)
        eyebrow, title = (eyebrow, name[1]) if name else ("", page)
    parts, at = [], 0
    for element in elements(rest, "span"):
        if "faro-sim" in element.classes:
            parts.append(rest[at : element.start].removesuffix(APART))
            at = element.end
    return f"{before}{eyebrow}{title}</h1>{''.join([*parts, rest[at:]])}</header>"
