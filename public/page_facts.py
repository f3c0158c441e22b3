"""What is told of a page that was made, for what lists pages: feeds, sitemap, editions."""

from __future__ import annotations

from dataclasses import dataclass

from public.places import Place


@dataclass(frozen=True)
class Told:
    """A page that was made.

    Attributes:
        path: Where it stands in the edition.
        place: Which page.
        lang: Its language.
        title: What it is called.
        lead: What it says first.
        is_new: Whether it says something else than in the edition before.
    """

    path: str
    place: Place
    lang: str
    title: str
    lead: str
    is_new: bool
