"""What of a page may be published: everything but the cards that hold simulated figures.

Read from the HTML itself, as the banner of the dashboard does: no card can be left out of it.
"""

from __future__ import annotations

import re

from pipelines.marking import WORD
from presentation.cards.html import tag
from presentation.cards.shown import Shown
from presentation.words import Text
from public.elements import cards, outermost

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
    kept: list[str] = []
    at, left_out = 0, str(tag("p", t("public.left_out"), class_="faro-empty"))
    for one in outermost(cards(body)):
        kept.append(body[at : one.start])
        at = one.end
        part = body[one.start : at]
        if not is_simulated(part):
            kept.append(part)
        elif one.is_card and (not kept or not kept[-1].endswith(left_out)):
            kept.append(left_out)
    return TITLE.sub(lambda found: _head(found, t), "".join([*kept, body[at:]]))


def _head(found: re.Match[str], t: Text) -> str:
    """Return the head of a page; its sentence goes where it was said of simulated figures."""
    is_made_up = found[2].startswith(WORD[t.lang])
    return f"{found[1]}{t('public.left_out_title') if is_made_up else found[2]}</h1>"
