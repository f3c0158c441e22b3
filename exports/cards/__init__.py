"""A card of words and tables as a picture: what its page shows, set by Typst in the light theme.

Charts are drawn from their figures (:mod:`presentation.drawing`); a card without one is its HTML.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from exports.cards.reading import Card, Cell
from exports.printing import picture
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.marking import PROVISIONAL, Marked
from pipelines.serving import Build
from presentation.drawing.xml import el
from presentation.theme import LIGHT
from presentation.words import Text

FORMATS = ("svg", "png")
MOST_ROWS = 40  # of a table: a picture is looked at, the whole stands in its file
WIDTH, COLUMN = 760, 64  # pixels of a picture, and of each column more than it has room for
FITS = 8  # columns
NARROW = 460  # of a card of one large figure
EDGE, GAP, CAPTION = 24, 14, 110  # around a picture, between its maps, of the name of one
SVG = re.compile(rb"<svg\b[^>]*>")
MAP = re.compile(r'<figure><svg viewBox="0 0 (\d+) (\d+)"[^>]*>(.*?)</svg>', re.DOTALL)
STYLE = f"""path{{fill:none;stroke:{LIGHT.muted};stroke-width:.5}}
{"".join(f".s{step} path{{fill:{colour}}}" for step, colour in enumerate(LIGHT.scale(), 1))}
.outside{{opacity:.25}} circle{{fill:none;stroke:{LIGHT.attention};stroke-width:2}}
text{{font:600 13px Source Sans Pro;fill:{LIGHT.ink};paint-order:stroke;stroke:{LIGHT.surface};
stroke-width:4px}}"""


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
    read = Card()
    read.feed(body)
    if read.is_drawn:
        raise FaroError(
            "this card is drawn, and has no picture of its words",
            fix="Take its chart, or show the card itself by its address",
            code="no_picture",
            es="esta tarjeta es un dibujo y no tiene imagen de sus palabras. "
            "Descargue su gráfico, o muestre la tarjeta misma por su dirección",
        )
    pieces = _pieces(read, body, t)
    words = [str(piece.get("text", "")) for piece in pieces]
    if not any(build.build_id in text for text in words):
        edition = f"Faro · {t('word.build')} {build.build_id}"
        pieces.append({"kind": "note", "text": edition})
    if serving.provisional(build) and not any(PROVISIONAL[t.lang] in text for text in words):
        pieces.append({"kind": "note", "text": PROVISIONAL[t.lang]})
    content = {"pieces": pieces, "width": _width(pieces), "lang": t.lang}
    made = picture("card", content, "png" if ending == "png" else "svg")
    if ending == "svg":
        texts = [str(piece["text"]) for piece in pieces if "text" in piece]
        about = el("title", texts[0]) + el("desc", " ".join(texts[1:]))
        made = SVG.sub(lambda match: match[0] + about.encode(), made, count=1)
    return Marked(made, origin)


def _pieces(read: Card, body: str, t: Text) -> list[dict[str, Any]]:
    """Return the pieces of a card as they are printed, its maps drawn."""
    pieces = [piece for written in read.pieces if (piece := _piece(written, t))]
    maps = (piece for piece in pieces if piece["kind"] == "map")
    for piece, (across, down, inside) in zip(maps, MAP.findall(body), strict=True):
        piece |= {"svg": _map(across, down, inside), "width": int(across)}
    return pieces


def _width(pieces: list[dict[str, Any]]) -> int:
    """Return how wide the picture is, in pixels."""
    if any(piece["kind"] == "value" for piece in pieces):
        return NARROW
    maps = [max(piece["width"], CAPTION) + GAP for piece in pieces if piece["kind"] == "map"]
    most = max((piece.get("columns", 0) for piece in pieces), default=0)
    return max(WIDTH + COLUMN * max(0, most - FITS), sum(maps) + 2 * EDGE)


def _map(across: str, down: str, inside: str) -> str:
    """Return a map of a page as a drawing of its own, in the light theme."""
    size = f'viewBox="0 0 {across} {down}" width="{across}" height="{down}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{STYLE}</style>{inside}</svg>'


def _piece(written: dict[str, Any], t: Text) -> dict[str, Any] | None:
    """Return a piece as it is printed: its spaces told once, a long table cut and said to be."""
    if "rows" not in written:
        text = re.sub(r"[ \n]+", " ", written["text"]).strip()
        text = re.sub(r"(?: ?· ?){2,}", " · ", text).removeprefix("· ")
        text = re.sub(r" (?=[.,;:)])", "", text)
        return {**written, "text": text} if text or written["run"] else None
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
        cells.append(asdict(Cell(words, ink="muted", across=columns)))
    return {"kind": "table", "columns": columns, "cells": cells}
