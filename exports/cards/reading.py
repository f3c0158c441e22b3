"""The pieces of a card, read off its HTML: titles, texts, items, keys, tables and maps.

The HTML is that of ``presentation.markup.html.tag``: every element that it opens it closes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

PIECES = {"h2": "title", "h3": "head", "h4": "head", "p": "text", "li": "item", "dd": "text"}
PIECES |= {"dt": "head"}
BY_CLASS = {"faro-source": "note", "faro-chip": "note", "value": "value", "detail": "lead"}
BY_CLASS |= {"faro-key": "key"}
PALE = {"none", "na", "few", "grey", "unlike"}  # cells that say why there is nothing to compare
LEFT_OUT = {"details", "button", "input", "select", "script", "style", "caption", "output"}
UNSEEN = {"faro-tip", "faro-actions", "faro-downloads", "spark"}
ALONE = {"input", "img", "br", "source"}  # elements that are never closed
INLINE = {"a", "span", "strong", "b", "em", "code"}
DARK = ("scale_6", "scale_7")
SHADE = re.compile(r"(?:--scale-|\bs)(\d)\b")
CHANGE = re.compile(r"\b(up|down)(\d)\b")
MIXED = {"1": 16, "2": 32, "3": 50}  # percent of the colour of a change, as on the page


@dataclass
class Cell:
    """A cell of a table: its words and its look.

    Attributes:
        text: Its words.
        number: Whether they stand to the right.
        bold: Whether it is a heading.
        fill: Role of its colour; None for none.
        share: Percent of that colour in it, the rest white.
        ink: Role of the colour of its words.
        across: Columns that it spans.
        down: Rows that it spans.
    """

    text: str = ""
    number: bool = False
    bold: bool = False
    fill: str | None = None
    share: int = 100
    ink: str = "ink"
    across: int = 1
    down: int = 1


@dataclass
class _Element:
    name: str
    is_hidden: bool = False
    into: Any = None  # what its text belongs to, if not to that of the element around it


@dataclass
class Card(HTMLParser):
    """The pieces of a card in their order, read off its HTML.

    Attributes:
        pieces: Each with its ``kind`` and ``text``; a table with its ``rows``, a key with the
            ``run`` of its swatches and words.
        rows: Of the table being read.
        open_: The elements that are open.
        is_drawn: Whether something in it is drawn elsewhere.
    """

    pieces: list[dict[str, Any]] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    open_: list[_Element] = field(default_factory=list)
    is_drawn: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element.

        Args:
            tag: Its name.
            attrs: Its attributes.
        """
        of = {name: value or "" for name, value in attrs}
        classes = set(of.get("class", "").split())
        self.is_drawn = self.is_drawn or bool(classes & {"faro-plot", "faro-tiles"})
        if tag in ALONE:
            self.handle_data(" ")
            return
        around = self.open_[-1] if self.open_ else _Element("")
        hidden = around.is_hidden or tag in LEFT_OUT or bool(classes & UNSEEN)
        into = around.into
        if not hidden:
            into = self._begun(tag, of, classes, around) or into
        if tag == "svg":  # its words are drawn with it
            hidden = True
        self.open_.append(_Element(tag, hidden, into))

    def _begun(
        self, tag: str, of: dict[str, str], classes: set[str], around: _Element
    ) -> dict[str, Any] | Cell | None:
        """Return what the text of an element belongs to, where it begins something."""
        if tag == "table":
            self.rows = []
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append(_cell(tag, of, classes))
            return self.rows[-1][-1]
        elif isinstance(around.into, Cell):
            around.into.text += " "
        elif around.into is not None and around.into["kind"] == "key":
            if "faro-swatch" in classes:
                look = _cell(tag, of, classes)
                around.into["run"].append({"fill": look.fill, "share": look.share})
        elif around.into is not None and around.into["kind"] == "item":
            around.into["text"] += " " if tag in INLINE else " · "
        elif tag == "figure":
            self.pieces.append({"kind": "map", "text": "", "run": []})
            return self.pieces[-1]
        elif tag in PIECES or classes & BY_CLASS.keys():
            kind = next((BY_CLASS[name] for name in BY_CLASS if name in classes), PIECES.get(tag))
            if kind == "text" and any(element.name == "header" for element in self.open_):
                kind = "lead"
            self.pieces.append({"kind": kind, "text": "", "run": []})
            return self.pieces[-1]
        return None

    def handle_endtag(self, tag: str) -> None:
        """End the element that began last.

        Args:
            tag: Its name.
        """
        element = self.open_.pop()
        if tag == "table" and not element.is_hidden:
            self.pieces.append({"kind": "table", "rows": self.rows})
        elif tag in INLINE and isinstance(element.into, dict) and element.into["kind"] == "item":
            element.into["text"] += " "

    def handle_data(self, data: str) -> None:
        """Take the words of the element that is open.

        Args:
            data: The words.
        """
        if not self.open_ or self.open_[-1].is_hidden:
            return
        into = self.open_[-1].into
        if isinstance(into, Cell):
            into.text += data
        elif into is not None and into["kind"] == "key":
            into["run"].append({"text": data})
        elif into is not None:
            into["text"] += data
        elif data.strip():
            self.pieces.append({"kind": "text", "text": data, "run": []})


def _cell(tag: str, of: dict[str, str], classes: set[str]) -> Cell:
    look = f"{of.get('style', '')} {of.get('class', '')}"
    shade, change, pale = SHADE.search(look), CHANGE.search(look), bool(classes & PALE)
    fill, share = (f"scale_{shade[1]}" if shade else None), 100
    if change and not pale:
        fill, share = ("pilot" if change[1] == "up" else "attention"), MIXED[change[2]]
    return Cell(
        number=bool(classes & {"num", "even", "na"}) or bool(shade or change),
        bold=tag == "th",
        fill=fill,
        share=share,
        ink="surface" if fill in DARK else "muted" if pale else "ink",
        across=int(of.get("colspan", 1)),
        down=int(of.get("rowspan", 1)),
    )
