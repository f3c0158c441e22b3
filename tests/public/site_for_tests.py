"""An edition read as a browser and a machine read it: pages, links, anchors, cards."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


@dataclass
class Read(HTMLParser):
    """A page, read."""

    path: Path
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)  # pictures, styles, scripts
    scripts: list[str] = field(default_factory=list)
    lang: str = ""
    _inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        self.lang = of.get("lang", "") if tag == "html" else self.lang
        if "id" in of:
            self.ids.append(of["id"])
        if tag == "a":
            self.links.append(of["href"])
        elif tag == "link":
            (self.links if of["rel"] in ("alternate", "canonical") else self.shown).append(
                of["href"]
            )
        self.shown += [of[name] for name in ("src", "srcset") if name in of]
        self._inside = of.get("type", "") if tag == "script" else ""

    def handle_data(self, data: str) -> None:
        if self._inside == "application/ld+json":
            self.scripts.append(data)


@dataclass
class Site:
    """An edition on disk.

    Attributes:
        folder: Where it stands.
        base: The address it is made for.
    """

    folder: Path
    base: str

    @cached_property
    def pages(self) -> list[Read]:
        """Every page of it."""
        return [Read(path) for path in sorted(self.folder.rglob("*.html"))]

    def dead(self) -> list[tuple[str, str]]:
        """Every address of a page that leads to no file, or to a name its page does not have."""
        read = {page.path: page for page in self.pages}
        dead = []
        for path, page in read.items():
            for address in [*page.links, *page.shown]:
                to = self.target(path, address)
                if to is None:
                    continue
                there, anchor = to
                if not there.is_file() or (anchor and anchor not in read[there].ids):
                    dead.append((str(path.relative_to(self.folder)), address))
        return dead

    def target(self, page: Path, address: str) -> tuple[Path, str] | None:
        """Where a link leads: file and anchor; None out of the edition."""
        if address.startswith(f"{self.base}/"):
            place, whole = self.folder, address.removeprefix(f"{self.base}/")
        elif urlsplit(address).scheme:
            return None
        else:
            place, whole = page.parent, address
        name, _, anchor = whole.partition("#")
        return ((place / unquote(name)).resolve() if name else page), anchor

    def data_of(self, path: str) -> list[dict[str, Any]]:
        """What a page says to machines."""
        entries: list[dict[str, Any]] = json.loads("".join(Read(self.folder / path).scripts))
        return entries


def kpis(html: str) -> list[tuple[str, str, str]]:
    """The value, query and metric of every large number of a page that cites a metric."""
    cards = []
    for card in re.findall(r'<article class="faro-kpi"[^>]*>.*?</article>', html, re.DOTALL):
        value = re.search(r'<p class="value">(.*?)</p>', card)
        blocks = re.findall(r"<pre[^>]*>(.*?)</pre>", card, re.DOTALL)
        queries = [block for block in blocks if block.startswith("select ")]
        named = [block for block in blocks if re.match(r"[a-z0-9_]+: ", block)]
        if value and queries and named:
            cards.append((value[1], queries[0], named[-1].partition(":")[0]))
    return cards
