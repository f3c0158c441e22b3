"""What of a page may be published: everything but the cards that hold simulated figures.

Read from the HTML itself, as the banner of the dashboard does: no card can be left out of it.
"""

from __future__ import annotations

import re

from pipelines.marking import WORD
from presentation.cards.html import tag
from presentation.cards.shown import Shown
from presentation.words import Text

CARDS = re.compile(
    r'<(?P<card>section|div) [^>]*?class="faro-card[ "]|<(?P<kpi>article) [^>]*?class="faro-kpi[ "]'
)
TITLE = re.compile(
    r'(<header class="faro-head"><h1>(?:<span class="eyebrow">.*?</span>)?)(.*?)</h1>'
)


def is_simulated(part: str) -> bool:
    """Return whether a piece of HTML holds a simulated figure."""
    seen = Shown()
    seen.read(part)
    return any(seen.cards.values())


def without_simulated(body: str, t: Text) -> str:
    """Return a page without its simulated cards, each replaced by words that say so."""
    kept, at = [], 0
    left_out = str(tag("p", t("public.left_out"), class_="faro-empty"))
    while (found := CARDS.search(body, at)) is not None:
        kept.append(body[at : found.start()])
        name = found["card"] or found["kpi"]
        at = end_of(body, found.start(), name)
        part = body[found.start() : at]
        if not is_simulated(part):
            kept.append(part)
        elif found["card"] and (not kept or not kept[-1].endswith(left_out)):
            kept.append(left_out)
    return TITLE.sub(lambda found: _head(found, t), "".join([*kept, body[at:]]))


def _head(found: re.Match[str], t: Text) -> str:
    """Return the head of a page; its sentence goes where it was said of simulated figures."""
    is_made_up = found[2].startswith(WORD[t.lang])
    return f"{found[1]}{t('public.left_out_title') if is_made_up else found[2]}</h1>"


def end_of(body: str, start: int, name: str) -> int:
    """Return where the element that begins at a place ends."""
    depth = 0
    for found in re.compile(rf"<(/?){name}\b").finditer(body, start):
        depth += -1 if found[1] else 1
        if not depth:
            return body.index(">", found.end()) + 1
    return len(body)
