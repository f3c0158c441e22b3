"""What of a page may be published: everything but the cards that hold simulated figures.

Read from the HTML itself, as the banner of the dashboard does: no card can be left out of it.
"""

from __future__ import annotations

import re

from pipelines.marking import WORD
from presentation.cards.html import tag
from presentation.cards.shown import Shown
from presentation.words import Text
from public.elements import cards, elements, outermost

HEAD = re.compile(
    r'(<header class="faro-head"><h1>)(<span class="eyebrow">(.*?)</span>)?(.*?)</h1>'
    r"(.*?)</header>",
    re.DOTALL,
)
NAME = re.compile(r'<span class="faro-name">(.*?)</span>')
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
    body = HEAD.sub(lambda match: _head(match, t), "".join([*kept, body[at:]]))
    if not count:
        return body
    notice = str(tag("p", t.count("public.left_out", count), class_="faro-empty"))
    before, end, after = body.partition(HEAD_END)
    return f"{before}{end}{notice}{after}" if end else notice + body


def _head(match: re.Match[str], t: Text) -> str:
    """Return the head of a page without what is simulated of it: its sentence, parts of its lead.

    A page whose sentence may not be said is called what it is about, or as the menu calls it.
    """
    before, eyebrow, page, title, rest = match.groups(default="")
    if title.startswith(WORD[t.lang]):
        name = NAME.search(title)
        eyebrow, title = (eyebrow, name[1]) if name else ("", page)
    parts, at = [], 0
    for element in elements(rest, "span"):
        if "faro-sim" in element.classes:
            parts.append(rest[at : element.start].removesuffix(APART))
            at = element.end
    return f"{before}{eyebrow}{title}</h1>{''.join([*parts, rest[at:]])}</header>"
