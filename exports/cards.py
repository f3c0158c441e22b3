"""A card of words and tables as a picture: what its page shows, set by Typst in the light theme.

Charts are drawn from their figures (:mod:`presentation.drawing`); a card without one is its HTML,
that of ``presentation.cards.html.tag``: every element that it opens it closes.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from html.parser import HTMLParser
from typing import Any

from exports.printing import picture
from pipelines.errors import FaroError
from pipelines.marking import Marked
from pipelines.serving import Build
from presentation.drawing.xml import el
from presentation.words import Text

FORMATS = ("svg", "png")
MOST_ROWS = 40  # of a table: a picture is looked at, the whole stands in its file
WIDTH, COLUMN = 760, 64  # pixels of a picture, and of each column more than it has room for
FITS = 8  # columns
NARROW = 460  # of a card of one large figure
PIECES = {"h2": "title", "h3": "head", "h4": "head", "p": "text", "li": "item", "dd": "text"}
PIECES |= {"dt": "head", "output": "text"}
BY_CLASS = {"faro-source": "note", "faro-chip": "note", "value": "value", "detail": "lead"}
PALE = {"none", "na", "few", "grey", "unlike"}  # cells that say why there is nothing to compare
LEFT_OUT = {"details", "button", "input", "select", "script", "style", "caption"}
UNSEEN = {"faro-tip", "faro-actions", "faro-downloads", "faro-key", "spark"}
NEVER = {"svg", "img"}  # what words cannot say
DARK = ("scale_6", "scale_7")
SHADE = re.compile(r"(?:--scale-|\bs)(\d)\b")
CHANGE = re.compile(r"\b(up|down)(\d)\b")
MIXED = {"1": 16, "2": 32, "3": 50}  # percent of the colour of a change, as on the page


@dataclass
class _Cell:
    text: str = ""
    number: bool = False
    bold: bool = False
    fill: str | None = None
    share: int = 100  # percent of the fill in it, the rest white
    ink: str = "ink"
    across: int = 1
    down: int = 1


@dataclass
class _Element:
    name: str
    is_hidden: bool = False
    into: Any = None  # what its text belongs to, if not to that of the element around it


@dataclass
class _Card(HTMLParser):
    """The pieces of a card in their order, read off its HTML."""

    pieces: list[dict[str, Any]] = field(default_factory=list)
    rows: list[list[_Cell]] = field(default_factory=list)
    open_: list[_Element] = field(default_factory=list)
    is_drawn: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        classes = set(of.get("class", "").split())
        self.is_drawn = self.is_drawn or tag in NEVER or "faro-plot" in classes
        if tag in ("input", "img", "br", "source"):
            self.handle_data(" ")
            return
        around = self.open_[-1] if self.open_ else _Element("")
        hidden = around.is_hidden or tag in LEFT_OUT or bool(classes & UNSEEN)
        into = around.into
        if not hidden:
            into = self._begun(tag, of, classes, around) or into
        self.open_.append(_Element(tag, hidden, into))

    def _begun(
        self, tag: str, of: dict[str, str], classes: set[str], around: _Element
    ) -> dict[str, Any] | _Cell | None:
        """Return what the text of an element belongs to, where it begins something."""
        if tag == "table":
            self.rows = []
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append(_cell(tag, of, classes))
            return self.rows[-1][-1]
        elif isinstance(around.into, _Cell):
            around.into.text += " "
        elif around.into is not None and around.into["kind"] == "item":
            around.into["text"] += " · " if around.into["text"].strip() and tag != "a" else ""
        elif tag in PIECES or classes & BY_CLASS.keys():
            kind = next((BY_CLASS[name] for name in BY_CLASS if name in classes), PIECES.get(tag))
            if kind == "text" and any(element.name == "header" for element in self.open_):
                kind = "lead"
            self.pieces.append({"kind": kind, "text": ""})
            return self.pieces[-1]
        return None

    def handle_endtag(self, tag: str) -> None:
        element = self.open_.pop()
        if tag == "table" and not element.is_hidden:
            self.pieces.append({"kind": "table", "rows": self.rows})
        elif tag in ("span", "a", "strong", "b"):
            self.handle_data("")

    def handle_data(self, data: str) -> None:
        if not self.open_ or self.open_[-1].is_hidden:
            return
        into = self.open_[-1].into
        if isinstance(into, _Cell):
            into.text += data
        elif into is not None:
            into["text"] += data
        elif data.strip():
            self.pieces.append({"kind": "text", "text": data})


def _cell(tag: str, of: dict[str, str], classes: set[str]) -> _Cell:
    look = f"{of.get('style', '')} {of.get('class', '')}"
    shade, change, pale = SHADE.search(look), CHANGE.search(look), bool(classes & PALE)
    fill, share = (f"scale_{shade[1]}" if shade else None), 100
    if change and not pale:
        fill, share = ("pilot" if change[1] == "up" else "attention"), MIXED[change[2]]
    return _Cell(
        number=bool(classes & {"num", "even", "na"}) or bool(shade or change),
        bold=tag == "th",
        fill=fill,
        share=share,
        ink="surface" if fill in DARK else "muted" if pale else "ink",
        across=int(of.get("colspan", 1)),
        down=int(of.get("rowspan", 1)),
    )


def card(body: str, build: Build, t: Text, ending: str, origin: str) -> Marked:
    """Return a card as the bytes of a picture that know where its figures come from.

    Args:
        body: Its HTML, without what opens on request.
        build: The build it is of.
        t: Words in the language of the reader.
        ending: ``svg`` or ``png``.
        origin: The worst origin of its figures.

    Raises:
        FaroError: There is no such format (``no_format``), or the card is drawn and not written
            (``no_picture``).
    """
    if ending not in FORMATS:
        raise FaroError(
            f"there is no picture {ending[:20]}",
            fix=f"There are: {', '.join(FORMATS)}",
            code="no_format",
        )
    read = _Card()
    read.feed(body)
    if read.is_drawn:
        raise FaroError(
            "this card is drawn, and has no picture of its words",
            fix="Take its chart, or show the card itself by its address",
            code="no_picture",
            es="esta tarjeta es un dibujo y no tiene imagen de sus palabras. "
            "Descargue su gráfico, o muestre la tarjeta misma por su dirección",
        )
    pieces = [piece for written in read.pieces if (piece := _piece(written, t))]
    most = max((piece.get("columns", 0) for piece in pieces), default=0)
    width = WIDTH + COLUMN * max(0, most - FITS)
    if any(piece["kind"] == "value" for piece in pieces):
        width = NARROW
    edition = f"Faro · {t('word.build')} {build.build_id}"
    if not any(build.build_id in piece.get("text", "") for piece in pieces):
        pieces.append({"kind": "note", "text": edition})
    texts = [str(piece["text"]) for piece in pieces if "text" in piece]
    about = el("title", texts[0] if texts else ""), el("desc", " ".join(texts[1:]))
    content = {"pieces": pieces, "width": width, "lang": t.lang}
    made = picture("card", content, ending)
    if ending == "svg":
        made = re.sub(rb"(<svg\b[^>]*>)", rb"\1" + "".join(about).encode(), made, count=1)
    return Marked(made, origin)


def _piece(written: dict[str, Any], t: Text) -> dict[str, Any] | None:
    """Return a piece as it is printed: its spaces told once, a long table cut and said to be."""
    if "rows" not in written:
        text = " ".join(written["text"].split(" ")).strip()
        return {**written, "text": re.sub(r"[ \n]+", " ", text)} if text else None
    rows = [row for row in written["rows"] if row]
    if not rows:
        return None
    shown = rows[: MOST_ROWS + 1]
    for row in shown:
        for cell_ in row:
            cell_.text = re.sub(r"[ \n]+", " ", cell_.text).strip()
    columns = max(sum(cell_.across for cell_ in row) for row in shown)
    cells = [asdict(cell_) for row in shown for cell_ in row]
    if left := len(rows) - len(shown):
        words = t.count("card.rows_left", left)
        cells.append(asdict(_Cell(words, ink="muted", across=columns)))
    return {"kind": "table", "columns": columns, "cells": cells}
