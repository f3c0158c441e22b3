"""What a page is called and says first, as its head says it: never the same as another page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from pipelines.marking import WORD
from presentation.context import Offer
from presentation.words import Text
from public.places import Place


def words(body: str) -> tuple[str, str]:
    """Return the title and the lead of a page, from its HTML.

    Args:
        body: Its HTML.
    """
    head = re.search(r'<header class="faro-head">(.*?)</header>', body, re.DOTALL)
    text = head[1] if head else body
    title = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)
    lead = re.search(r"</h1>\s*<p>(.*?)</p>", text, re.DOTALL)
    return plain(title[1]) if title else "", plain(lead[1]) if lead else ""


def plain(part: str) -> str:
    """Return what a piece of HTML says, without the definitions of its terms.

    Args:
        part: The HTML.
    """
    part = re.sub(r'<span[^>]* class="faro-tip".*?</span>', "", part, flags=re.DOTALL)
    part = re.sub(r'(<span class="eyebrow">.*?)</span>', r"\1: ", part)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", part))).strip()


def of_choices(t: Text, title: str, offers: Iterable[Offer], place: Place) -> str:
    """Return the title of a page with the choices it stands for: its views say one sentence.

    Args:
        t: Words in the language of the page.
        title: Its title so far: the name of the page, and a sentence.
        offers: What the page offers to choose from.
        place: What is chosen on it.
    """
    labels = {offer.key: dict(zip(offer.options, offer.labels, strict=True)) for offer in offers}
    chosen = [labels[key][value] for key, value in place.state if value in labels.get(key, ())]
    name, colon, sentence = title.partition(": ")
    own = sentence.removeprefix(f"{WORD[t.lang]}: ")  # of a page that is called as its choice
    parts = [name, *(label for label in chosen if not _is_named(own, label))]
    return f"{' · '.join(parts)}{colon}{sentence}"


def _is_named(own: str, label: str) -> bool:
    """Return whether a sentence is the name of a choice, with more or less beside it."""
    return bool(own) and (own.startswith(label) or label.startswith(own))
