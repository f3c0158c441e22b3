"""A page made still: the panels of the dashboard, gathered, with every piece in its place.

What the dashboard fetches by address (pieces, drawings, table twins, downloads) is put where it
belongs or becomes a file beside the page; links lead to other pages of the edition, or are words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from pipelines import clock
from pipelines.serving import Build
from presentation import pieces
from presentation.cards.edition import of_its_time
from presentation.context import Asked, Offer, PageContext
from presentation.markup.html import gathered, join, put, tag
from presentation.markup.tables import folded
from presentation.words import Text
from public import titles
from public.charts import ROOT, Charts
from public.elements import cards
from public.places import LISTED, Atlas, Place, module_of
from public.publishable import without_simulated
from public.tidying import widths, without_empty, without_live

FOLD = re.compile(
    r'<details class="faro-fold"(?: data-faro-over)? data-faro-src="([^"]+)">'
    r"(<summary>.*?</summary>)"
    r"<div>.*?</div></details>",
    re.DOTALL,
)
PLOT = re.compile(
    r'<div class="faro-plot" role="figure" aria-label="([^"]*)" style="--height:\d+px" '
    r'data-name="([^"]*)" data-src="/plots/(\w+)"></div>'
)
LINK = re.compile(r'<a\b([^>]*?) href="([^"]*)"([^>]*)>(.*?)</a>', re.DOTALL)
BESIDE = re.compile(r'<nav class="faro-beside".*?</nav>', re.DOTALL)
NO_WAY = re.compile(r"<span>[^<]*</span>")  # between ways from place to place, one that is none
NOTHING = re.compile(r'<p class="faro-downloads">(<code>[^<]*</code>)?</p>')
# All that is said is a link, which leads nowhere here.
INVITING = re.compile(r"<p\b[^>]*><span data-dead>[^<]*</span></p>")
NO_FOLD = re.compile(r'<details class="faro-fold"><summary>[^<]*</summary><div></div></details>')


@dataclass(frozen=True)
class Edition:
    """What every page of an edition knows.

    Attributes:
        build: The build it is made from.
        base: Address the edition stands at, without a slash at its end; empty for none.
        app: Address of the dashboard, for what needs a session; empty for none.
        published_only: Whether simulated figures are left out.
        packaged: Whether the data package stands beside the pages.
        before: The build of the edition before; empty where none is kept.
    """

    build: Build
    base: str = ""
    app: str = ""
    published_only: bool = False
    packaged: bool = False
    before: str = ""

    @property
    def day(self) -> date:
        """The day the build was made, in Chile: the day every page speaks of."""
        return clock.day_of(self.build.manifest["built_at"])

    def context(
        self, lang: str, place: Place, chooser: Asked | None = None, atlas: Atlas | None = None
    ) -> PageContext:
        """Return the context of a page."""

        def link(page: str, choices: Mapping[str, str]) -> str:
            nearest = atlas.find(page, choices) if atlas else None
            return f"{self.base}/{lang}/{(nearest or place).path}.html"

        return PageContext(
            build=self.build,
            t=Text(lang, self.build),
            site=self.base,
            choices=chooser or Asked(dict(place.state)),
            on=self.day,
            linked=link,
            published_only=self.published_only,
        )


@dataclass
class Page:
    """A page made: its HTML, and what the frame around it says.

    Attributes:
        place: Which one.
        lang: Its language.
        body: Its HTML.
        title: What it is called.
        lead: What it says first.
        charts: The charts on it, by their names.
        files: Paths of the rows behind its charts, without their ending.
        drawings: By the digest of each chart, the path of its drawing for a desk.
    """

    place: Place
    lang: str
    body: str
    title: str = ""
    lead: str = ""
    charts: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    drawings: dict[str, str] = field(default_factory=dict)


class _Enough(Exception):
    """A page has offered all that was asked for."""


@dataclass(frozen=True)
class _Until(Asked):
    """Choices given beforehand, which go no further than to what is wanted."""

    wanted: frozenset[str] | None = None

    def choose(self, *arguments: Any, **more: Any) -> str:
        """Return what was given.

        Raises:
            _Enough: All that is wanted was offered.
        """
        chosen = super().choose(*arguments, **more)
        if self.wanted is not None and self.wanted <= {offer.key for offer in self.offers}:
            raise _Enough
        return chosen


def offers(
    edition: Edition, place: Place, wanted: frozenset[str] | None, *, lang: str
) -> Sequence[Offer]:
    """Return what a page offers to choose from; its ids are the same in every language.

    Args:
        edition: What every page knows.
        place: Which page.
        wanted: Keys to look for; the page is made no further than to the last. All when None.
        lang: The language it is made in.
    """
    chooser = _Until(dict(place.state), wanted=wanted)
    ctx = edition.context(lang, place, chooser)
    with suppress(_Enough), gathered(), of_its_time(ctx):
        module_of(place.page).show(ctx)  # type: ignore[attr-defined]
    return chooser.offers


@dataclass(frozen=True)
class Shown(Asked):
    """Choices given beforehand, shown as links to the pages of the others."""

    page: str = ""
    atlas: Atlas | None = None

    def choose(
        self,
        ctx: PageContext,
        key: str,
        options: Sequence[str],
        labels: Sequence[str],
        *,
        default: str,
        as_tabs: bool = False,
        as_slider: bool = False,
    ) -> str:
        """Return what was given, and put links to the others where they are pages."""
        chosen = super().choose(ctx, key, options, labels, default=default, as_tabs=as_tabs)
        assert self.atlas is not None
        links = []
        for option, label in zip(options, labels, strict=True):
            place = self.atlas.find(self.page, {**self.choices, key: option})
            own = dict(place.state) if place else {}
            if place and own.get(key, default) == option:
                current = "page" if option == chosen else None
                links.append(
                    tag("li", tag("a", label, href=f"@{place.path}", aria_current=current))
                )
        name = ctx.t.code("filter", key)
        around = {"aria_label": name, "data_pagefind_ignore": True}
        if len(links) <= 1:
            if len(options) > MOST_LINKS:  # of whom a page speaks that has no others
                put(
                    tag("p", f"{name}: {labels[list(options).index(chosen)]}", class_="faro-source")
                )
        elif len(links) <= MOST_LINKS:
            put(tag("nav", tag("ul", *links), class_="faro-tabs", **around))
        elif key not in self.choices and self.page not in LISTED.values():
            put(tag("nav", folded(name, tag("ul", *links), class_="faro-fold"), **around))
        return chosen


MOST_LINKS = 30
BEFORE = "edition_before"  # what a leaf may ask: the build of the edition before


def made(edition: Edition, atlas: Atlas, charts: Charts, place: Place, lang: str) -> Page:
    """Return a page.

    Args:
        edition: What every page knows.
        atlas: The places links may lead to.
        charts: Takes the charts shown.
        place: Which one.
        lang: Its language.
    """
    given = dict(place.state) | ({BEFORE: edition.before} if edition.before else {})
    chooser = Shown(given, page=place.page, atlas=atlas)
    ctx = edition.context(lang, place, chooser, atlas)
    with gathered() as parts, of_its_time(ctx):
        module_of(place.page).show(ctx)  # type: ignore[attr-defined]
    body = str(join(parts))
    body = without_live(body)
    if edition.published_only:
        body = without_simulated(body, ctx.t)
    page = Page(place, lang, body)
    page.body = _in_place(ctx, body, charts, page)
    page.title, page.lead = titles.words(page.body)
    page.title = titles.of_choices(ctx.t, page.title, chooser.offers, place)
    page.body = _anchored(ctx, page.body)
    page.body = _linked(edition, atlas, charts, ctx, page)
    return page


def _in_place(ctx: PageContext, body: str, charts: Charts, page: Page) -> str:
    """Put what is fetched by address in the place it is fetched for."""

    def unfold(match: re.Match[str]) -> str:
        address = html.unescape(match[1])
        if address.startswith("/pieces/"):
            inside = pieces.kept(address.rpartition("/")[2]) or ""
        else:
            inside = charts.twin(ctx, address, page.files)
        return f'<details class="faro-fold">{match[2]}<div>{inside}</div></details>'

    width_at = widths(body)

    def draw(match: re.Match[str]) -> str:
        page.charts.append(match[2])
        return charts.shown(ctx, match[3], page.drawings, width=width_at(match.start()))

    return FOLD.sub(unfold, PLOT.sub(draw, body))


def _anchored(ctx: PageContext, body: str) -> str:
    """Give every card a name that links may lead to, and its title the links to it."""
    seen: dict[str, int] = {}
    parts: list[str] = []
    at = 0
    named = [element for element in cards(body) if element.card]
    for card, following in zip_longest(named, named[1:]):
        seen[card.card] = seen.get(card.card, 0) + 1
        anchor = card.card if seen[card.card] == 1 else f"{card.card}-{seen[card.card]}"
        parts.append(body[at : card.start])
        parts.append(f'<{card.name} id="{anchor}" class="{" ".join(card.classes)}">')
        at = card.inside
        head = body.find("</h2>", at)
        if head > 0 and (following is None or head < following.start):
            parts += [body[at:head], " ", _to_card(ctx, anchor)]
            at = head
    return "".join([*parts, body[at:]])


def _to_card(ctx: PageContext, anchor: str) -> str:
    """Return the link of a card to itself."""
    label = ctx.t("public.anchor")
    return str(tag("a", "#", href=f"#{anchor}", class_="faro-anchor", aria_label=label))


def _linked(edition: Edition, atlas: Atlas, charts: Charts, ctx: PageContext, page: Page) -> str:
    """Lead every link to a page or file of the edition; what leads nowhere there is words."""

    def lead(match: re.Match[str]) -> str:
        before, address, after, words = match[1], html.unescape(match[2]), match[3], match[4]
        after = after.replace(' target="_self"', "")
        to = _address(edition, atlas, charts, ctx, page, address)
        if to is None:
            return "" if " download" in before + after else f"<span data-dead>{words}</span>"
        return f'<a{before} href="{html.escape(to)}"{after}>{words}</a>'

    body = INVITING.sub("", LINK.sub(lead, page.body)).replace("<span data-dead>", "<span>")
    body = NO_FOLD.sub("", NOTHING.sub("", body))
    return without_empty(BESIDE.sub(lambda nav: NO_WAY.sub("", nav[0]), body))


def _address(
    edition: Edition, atlas: Atlas, charts: Charts, ctx: PageContext, page: Page, address: str
) -> str | None:
    parts = urlsplit(address)
    if parts.scheme or address.startswith("#"):
        return address
    if address.startswith("@"):  # a place of the edition
        return f"{ROOT}{page.lang}/{address[1:]}.html"
    if address.startswith(f"/{page.lang}/charts/"):
        return ROOT + address[1:]
    query = dict(parse_qsl(parts.query))
    if parts.path.startswith(("/data/", "/api/")):
        file = charts.file(ctx, parts.path, query, page.drawings, page.files)
        return ROOT + file if file else _of_app(edition, address)
    name = parts.path.strip("/") or (page.place.page if parts.query else "resumen")
    place = atlas.find(name, _choices(query))
    if place is not None:
        lang = query.get("lang", page.lang)
        shows = atlas.shows(place, _choices(query))  # else the card is on a page that is not there
        fragment = f"#{parts.fragment}" if parts.fragment and shows else ""
        return f"{ROOT}{lang}/{place.path}.html{fragment}"
    return _of_app(edition, address)


def _of_app(edition: Edition, address: str) -> str | None:
    """Return an address of the dashboard, where there is one."""
    return f"{edition.app}/{address.lstrip('/')}" if edition.app else None


def _choices(query: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in query.items() if key not in ("lang", "build")}
