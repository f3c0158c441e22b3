"""What a page has shown so far: its cards by their titles, and which of them are simulated.

Read from the HTML itself as it is put on the page, so that no card can be left out of a banner.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

TITLE = re.compile(
    r'<h1>(?:<span class="eyebrow">.*?</span>)?(?P<head>.*?)</h1>'
    r"|<h2[^>]*>(?P<title>.*?)</h2>"
    r'|data-origin="(?P<origin>simulated)"'
    r'|class="faro-(?:chip|tiles|shades|bar) (?:what_if_(?:third_party_)?)?(?P<look>simulated)"',
    re.DOTALL,
)
# What a title holds that is no part of it: definitions of its terms, and tags.
HIDDEN = re.compile(r'<span[^>]* class="faro-tip".*?</span>|<[^>]+>', re.DOTALL)
_pages: ContextVar[tuple[Shown, ...]] = ContextVar("pages", default=())


@dataclass
class Shown:
    """What was shown.

    Attributes:
        cards: Title of each card → whether anything in it is simulated; an untitled head is "".
        head: The sentence at the head of the page.
    """

    cards: dict[str, bool] = field(default_factory=dict)
    head: str = ""
    _last: str = ""

    def read(self, body: str) -> None:
        """Take in a piece of HTML: a mark belongs to the title before it.

        Args:
            body: HTML of the page, in the order in which it is shown.
        """
        for match in TITLE.finditer(body):
            if match["head"] is not None:
                self.head = _plain(match["head"])
            elif match["title"] is not None:
                self._last = _plain(match["title"])
                self.cards.setdefault(self._last, False)
            else:
                self.cards[self._last] = True

    @property
    def simulated(self) -> list[str]:
        """The titles of the cards that hold simulated figures."""
        return [title for title, marked in self.cards.items() if marked and title]

    @property
    def is_real_first(self) -> bool:
        """Whether what stands first is real, or most of what is shown."""
        marks = list(self.cards.values())
        return bool(marks) and (not marks[0] or 2 * sum(marks) < len(marks))


def _plain(title: str) -> str:
    return html.unescape(HIDDEN.sub("", title)).strip()


@contextmanager
def watched() -> Iterator[Shown]:
    """Read what is shown inside; what is watched within is left to the one within."""
    seen = Shown()
    token = _pages.set((*_pages.get(), seen))
    try:
        yield seen
    finally:
        _pages.reset(token)


def note(body: str) -> None:
    """Take in what a page shows, where it is watched.

    Args:
        body: HTML of the page, in the order in which it is shown.
    """
    pages = _pages.get()
    if pages:
        pages[-1].read(body)
