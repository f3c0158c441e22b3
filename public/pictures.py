"""The picture of a page for links that show one: what it says, its large figures, and whose it is.

Drawn letter by letter rather than as an SVG: there is one for each page, and no page may wait for
its own. A picture says of what it was made, so one that would be the same is taken over undrawn.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from pipelines.marking import WORD
from presentation import theme
from presentation.drawing import fonts
from presentation.words import Text
from public import png
from public.elements import cards
from public.making import Edition, Page
from public.places import name_of
from public.publishable import is_simulated
from public.titles import plain
from public.writing import Folder

WIDTH, HEIGHT, EDGE = 1200, 630, 72  # pixels
INKS = (theme.LIGHT.ink, theme.LIGHT.muted, theme.LIGHT.pilot, theme.LIGHT.simulated_ink)
INK, MUTED, PILOT, SIMULATED = range(len(INKS))
BITS = 4  # of a dot: a picture of words needs no more
SHADES = 2**BITS // len(INKS)  # from paper to each ink: the edges of letters are soft
MOST_FIGURES, MOST_LINES = 3, (4, 3)  # of the sentence and of what qualifies it
SIZES = (64, 54, 46, 40)
VALUE = re.compile(r'<p class="value">(.*?)</p>', re.DOTALL)
LABEL = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
Figure = tuple[str, str]  # label and value


def where(page: Page) -> str:
    """Return the path of the picture of a page.

    Args:
        page: The page.
    """
    return f"og/{page.lang}/{page.place.path}.png"


def write(edition: Edition, folder: Folder, page: Page) -> None:
    """Write the picture of a page, unless the edition that stands has the same.

    Args:
        edition: What every page knows.
        folder: The folder being filled.
        page: The page.
    """
    t = Text(page.lang, edition.build)
    name = name_of(t, page.place.page)
    above, _, sentence = page.title.partition(": ")
    is_named = bool(sentence) and above.startswith(name)
    content = (
        above if is_named else name,
        sentence if is_named else page.title or t("app.name"),
        page.lead or t("app.tagline"),
        figures(page.body),
        f"{t('app.name')} · {t('app.tagline')}",
        WORD[page.lang] if is_simulated(page.body) else "",
    )
    made_of = png.sign(__file__, content)
    if not folder.take(where(page), made_of.encode()):
        folder.emit(where(page), png.saved(drawn(*content), made_of, bits=BITS))


def figures(body: str) -> list[Figure]:
    """Return the first large figures of a page.

    Args:
        body: Its HTML.
    """
    shown: list[Figure] = []
    for element in cards(body):
        if element.is_figure and len(shown) < MOST_FIGURES:
            part = body[element.start : element.end]
            value, label = VALUE.search(part), LABEL.search(part)
            if value and label:
                shown.append((plain(label[1]), plain(value[1])))
    return shown


def drawn(
    name: str,
    title: str,
    lead: str,
    figures: Sequence[Figure],
    whose: str,
    mark: str,
) -> Image.Image:
    """Return a picture.

    Args:
        name: What the menu calls the page.
        title: The sentence it says first.
        lead: What qualifies it.
        figures: Its large figures.
        whose: Who says it.
        mark: What is said of figures that are simulated; empty where none is.
    """
    picture = Image.new("P", (WIDTH, HEIGHT), 0)
    picture.putpalette(_palette())
    picture.paste(SHADES * (PILOT + 1) - 1, (0, 0, 16, HEIGHT))
    room = WIDTH - 2 * EDGE
    y = _lines(picture, [name], EDGE, 52, 32, PILOT, bold=True) + 14
    size, lines = _fitted(title, room)
    y = _lines(picture, lines, EDGE, y, size, INK, bold=True) + 22
    if figures and y < 400:
        y = _figures(picture, figures, y)
    left = max(0, min(MOST_LINES[1], int((HEIGHT - 96 - y) / (30 * fonts.LINE))))
    _lines(picture, _cut(fonts.wrap(html.unescape(lead), 30, room), left), EDGE, y, 30, MUTED)
    _lines(picture, [whose], EDGE, HEIGHT - 74, 26, MUTED)
    if mark:
        at = WIDTH - EDGE - fonts.width(mark, 28, bold=True)
        _lines(picture, [mark], at, HEIGHT - 76, 28, SIMULATED, bold=True)
    return picture


def _figures(picture: Image.Image, figures: Sequence[Figure], y: float) -> float:
    room = (WIDTH - 2 * EDGE) / len(figures)
    for at, (label, value) in enumerate(figures):
        x = EDGE + at * room
        _lines(picture, _cut(fonts.wrap(label, 24, room - 24), 1), x, y, 24, MUTED)
        size = next(
            (
                candidate
                for candidate in SIZES
                if fonts.width(value, candidate, bold=True) < room - 24
            ),
            28,
        )
        below = _cut(fonts.wrap(value, size, room - 24, bold=True), 1)
        _lines(picture, below, x, y + 32, size, INK, bold=True)
    return y + 32 + SIZES[0] * fonts.LINE + 18


def _fitted(title: str, room: float) -> tuple[int, list[str]]:
    """Return the largest size in which a sentence has its lines, and these."""
    for size in SIZES:
        lines = fonts.wrap(title, size, room, bold=True)
        if len(lines) <= (2 if size == SIZES[0] else 3):
            return size, lines
    return size, _cut(lines, MOST_LINES[0])


def _cut(lines: list[str], most: int) -> list[str]:
    """Return the first lines; the last one says when more would follow."""
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]} …"][:most]


def _lines(
    picture: Image.Image,
    lines: Sequence[str],
    x: float,
    y: float,
    size: int,
    ink: int,
    *,
    bold: bool = False,
) -> float:
    """Write lines below each other; return where the next would begin."""
    for line in lines:
        face = _face(size, bold)
        known = "".join(letter for letter in line if fonts.has(letter))
        wide, high = int(face.getlength(known)) + 4, int(size * 1.3)
        band = Image.new("L", (min(wide, WIDTH - int(x)), high), 0)
        ImageDraw.Draw(band).text((0, size * fonts.ASCENT), known, 255, font=face, anchor="ls")
        most = SHADES - 1
        shades = band.point([ink * SHADES + round(of * most / 255) for of in range(256)])
        picture.paste(shades, (int(x), int(y)))
        y += size * fonts.LINE
    return y


@cache
def _face(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    name = f"SourceSansPro-{'Bold' if bold else 'Regular'}.ttf"
    return ImageFont.truetype(fonts.folder() / name, size, layout_engine=ImageFont.Layout.BASIC)


@cache
def _palette() -> bytes:
    """Return the shades from paper to each ink."""
    paper = _rgb(theme.LIGHT.paper)
    return bytes(
        round(light + (dark - light) * shade / (SHADES - 1))
        for ink in map(_rgb, INKS)
        for shade in range(SHADES)
        for light, dark in zip(paper, ink, strict=True)
    )


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))
