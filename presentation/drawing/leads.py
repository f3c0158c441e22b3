"""Links on a drawing: marks and names that lead to the page of what they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from presentation.drawing.xml import Markup, el
from presentation.subjects import plain


@dataclass(frozen=True)
class Leads:
    """Where the names of a figure lead.

    The drawing is hidden from those who listen to a page: they have the table, whose names lead to
    the same pages. So its links are no stops of the keyboard.

    Attributes:
        pages: Page by name, as ``layout.meta`` has them.
        href: Gives the address of a page; nothing leads anywhere without.
    """

    pages: Mapping[str, str]
    href: Callable[[str], str] | None

    @classmethod
    def of(cls, layout: Mapping[str, Any], href: Callable[[str], str] | None) -> Leads:
        """Return the leads of a figure.

        Args:
            layout: Of the figure.
            href: Gives the address of a page; None where nothing leads anywhere.
        """
        return cls((layout.get("meta") or {}).get("leads") or {}, href)

    def named(self, name: Any, drawn: Markup) -> Markup:
        """Return what is drawn for a name, as a link if the name leads somewhere.

        Args:
            name: As the figure has it.
            drawn: Its SVG.
        """
        return self._linked(self.pages.get(plain(name)), drawn)

    def marked(self, trace: Mapping[str, Any], index: int, drawn: Markup) -> Markup:
        """Return a mark, as a link if it leads somewhere, or the name it stands at does.

        Args:
            trace: Of the figure.
            index: Which of its marks (0-based).
            drawn: Its SVG.
        """
        if trace.get("ids"):
            return self._linked(trace["ids"][index], drawn)
        at = (values[index] for values in (trace.get("y"), trace.get("x")) if values)
        pages = (self.pages.get(plain(name)) for name in at if isinstance(name, str))
        return self._linked(next(filter(None, pages), None), drawn)

    def _linked(self, to: str | None, drawn: Markup) -> Markup:
        if not to or self.href is None or not drawn:
            return drawn
        return el("a", drawn, href=self.href(to), target="_self", tabindex=-1)
