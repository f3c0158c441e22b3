"""What a page that ran in the test process shows, and what a chart draws: one reading for all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from typing import Any

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from dashboard import nav
from pipelines import paths
from presentation import pieces
from presentation.charts.base import Chart
from presentation.drawings import kept

# Each new app would read what every installed package says of itself, a third of a page's time.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

PLACE = re.compile(r'(<div class="faro-piece" aria-busy="true" data-name="([^"]+)">)')
FOLD = re.compile(
    r'(<details[^>]* data-faro-src="/pieces/\w+">)(.*?)<a href="/pieces/(\w+)".*?</a>'
)


@dataclass(frozen=True)
class Drawing:
    """A chart as it reaches the page: its figure as JSON, its words, and its name there."""

    spec: str
    alt: str
    name: str


def opened(page: str = "resumen", **query: str | None) -> AppTest:
    """Open a page as a reader would: its path and the query, with all of its parts unless that says
    ``open=None``."""
    app = AppTest.from_file(str(paths.REPO / "dashboard" / "app.py"), default_timeout=300)
    given = {"open": "all", **query}
    app.query_params.update({key: value for key, value in given.items() if value is not None})
    return turned(app, page).run()


def turned(app: AppTest, page: str) -> AppTest:
    """The app, to show a page of the menu when it runs."""
    app._registered_pages = {}  # once it ran it would look for a script among them
    return app.switch_page(nav.source_of(page))


def shown(app: AppTest) -> str:
    """The HTML of a page that ran without an exception."""
    assert not app.exception, app.exception
    return whole("\n".join(element.proto.body for element in app.get("html")))


def whole(html: str) -> str:
    """HTML with every piece in its place, and in every fold what comes when it is opened."""
    listed = re.search(r' data-pieces="([^"]*)"', html)
    entries = [entry.split() for entry in listed[1].split(";")] if listed and listed[1] else []
    digests = {entry[0]: entry[1] for entry in entries}

    def put(place: re.Match[str]) -> str:
        piece = pieces.kept(digests[place[2]])
        assert piece is not None
        return place[1] + piece

    def open_(fold: re.Match[str]) -> str:
        piece = pieces.kept(fold[3])
        assert piece is not None
        return f"{fold[1]}{fold[2]}{piece}"

    html = PLACE.sub(put, html)
    return FOLD.sub(open_, html)


def words(html: str) -> str:
    """The text of HTML, every space alike; a day kept whole is no word apart."""
    html = re.sub(r'<span class="faro-whole">([^<]*)</span>', r"\1", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def text_of(app: AppTest) -> str:
    """The text of a page, every space alike."""
    return words(shown(app))


def charts_of(app: AppTest) -> list[Drawing]:
    """The charts of a page, from top to bottom."""
    return drawings(shown(app))


def drawings(html: str) -> list[Drawing]:
    """The charts of HTML, from top to bottom."""
    drawn: list[Drawing] = []

    class Places(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            of = dict(attrs)
            if of.get("class") == "faro-plot":
                plot = kept((of["data-src"] or "").removeprefix("/plots/"))
                assert plot is not None
                assert plot.alt == of["aria-label"]
                drawn.append(Drawing(plot.spec, plot.alt, of["data-name"] or ""))

    Places().feed(html)
    return drawn


def traces(chart: Chart, meta: str) -> list[Any]:
    """The traces of a chart that stand for one thing."""
    return [trace for trace in chart.figure.data if trace.meta == meta]


def colours(node: object) -> set[str]:
    """Every colour that a figure names, single or one a point."""
    return set(_colours(node))


def _colours(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key.endswith("color"):
                values = value if isinstance(value, list | tuple) else [value]
                yield from (colour for colour in values if isinstance(colour, str))
            yield from _colours(value)
    elif isinstance(node, list | tuple):
        for inner in node:
            yield from _colours(inner)


class _Reads(HTMLParser):
    """Every link of HTML with its text, and the text of every ``<text>`` of a drawing."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self._in_link = self._in_text = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._in_link = True
            self.links.append((dict(attrs)["href"] or "", ""))
        elif tag == "text":
            self._in_text = True
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_link &= tag != "a"
        self._in_text &= tag != "text"

    def handle_data(self, data: str) -> None:
        if self._in_link:
            to, text = self.links[-1]
            self.links[-1] = (to, f"{text} {data}".strip())
        if self._in_text:
            self.texts[-1] = f"{self.texts[-1]} {data}".strip()


def links(html: str) -> list[tuple[str, str]]:
    """The links of HTML: address and text."""
    return _Reads(html).links


def drawn_texts(svg: str) -> list[str]:
    """The texts of a drawing."""
    return _Reads(svg).texts
