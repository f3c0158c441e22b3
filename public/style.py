"""The style and the scripts of the edition: those of all surfaces, and what stands around them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict
from functools import cache, partial
from html import escape, unescape
from io import BytesIO
from pathlib import Path

from fontTools import subset

from presentation import theme
from presentation.drawing import fonts

OWN = Path(__file__).parent / "static"
# What the style calls the parts of a surface; those that are not here match nothing.
PARTS = {"app": "body", "html": "main"}
FACES = {"Regular": "400", "Semibold": "600 700"}  # face → the weights it stands for
LETTERS = [ord(letter) for letter in "–—‘’“”«»•…−→←↑↓▲▼■·½º"]
OPTIONS = subset.Options(flavor="woff2", layout_features=["*"], recalc_timestamp=False)
TEXT = re.compile(r'<text([^>]*? font-size="([\d.]+)"[^>]*)>(.*?)</text>', re.DOTALL)
RUN = re.compile(r"<tspan([^>]*)>([^<]*)</tspan>|([^<]+)")
MARK = re.compile(r'<(\w+)((?: [\w-]+="[^"]*")+)')
GIVEN = re.compile(r' ([\w-]+)="([^"]*)"')
NAMED = re.compile(r'(?<= id=")p[0-9a-f]+-|(?<=url\(#)p[0-9a-f]+-')  # one among others of a page
COLOUR = re.compile("#[0-9A-F]{6}")
# What is said of how a mark looks, in attributes or in a style alike.
LOOKS = (
    *("fill", "fill-opacity", "opacity", "font-size", "font-weight", "text-anchor", "clip-path"),
    *("stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin"),
)
_known: dict[str, str] = {}
DARKER = {getattr(theme.LIGHT, name): colour for name, colour in asdict(theme.DARK).items()}


@cache
def files() -> dict[str, bytes]:
    """Return the assets by their path: named by what they hold, so that they may be kept."""
    shared = re.sub(r":--([a-z-]+)", lambda match: PARTS.get(match[1], ".gone"), theme.style())
    faces = {f"{name}.woff2": face(name) for name in FACES}
    style = theme.stylesheet_tokens() + _faces(faces) + shared
    style += (OWN / "site.css").read_text("utf-8")
    script = (theme.STATIC / "faro.js").read_bytes() + (OWN / "site.js").read_bytes()
    made = {
        "site.css": _short(style).encode(),
        "site.js": script,
        **faces,
        "favicon.svg": (theme.STATIC / "favicon.svg").read_bytes(),
    }
    return {named(name, body): body for name, body in made.items()}


@cache
def face(name: str) -> bytes:
    """Return Source Sans as browsers load it, cut to the letters of our languages.

    Args:
        name: Of the face, a key of :data:`FACES`.
    """
    font = subset.load_font(str(fonts.folder() / f"SourceSansPro-{name}.ttf"), OPTIONS)
    cut = subset.Subsetter(OPTIONS)
    cut.populate(unicodes=[*range(0x20, 0x17F), *LETTERS])
    cut.subset(font)
    body = BytesIO()
    subset.save_font(font, body, OPTIONS)
    return body.getvalue()


def _faces(faces: dict[str, bytes]) -> str:
    """Return the rules that bring the faces in, and show the text until they have come."""
    return "".join(
        f'@font-face{{font-family:"Source Sans";font-weight:{FACES[name.partition(".")[0]]};'
        f'font-display:swap;src:url("../{named(name, body)}") format("woff2")}}'
        for name, body in faces.items()
    )


def named(name: str, body: bytes) -> str:
    """Return the path of an asset, with a digest in its name.

    Args:
        name: Name of the file with its ending.
        body: Its bytes.
    """
    stem, _, ending = name.partition(".")
    return f"assets/{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"


def paths() -> dict[str, str]:
    """Return the paths of the assets by the names they would have without a digest."""
    return {re.sub(r"/(.+)\.\w+(\.\w+)$", r"/\1\2", asset): asset for asset in files()}


def use(known: dict[str, str]) -> None:
    """Take the paths of the assets from whoever made them, instead of making them again.

    Args:
        known: Name without a digest → path.
    """
    _known.update(known)


def path(name: str) -> str:
    """Return the path of an asset by the name it would have without a digest.

    Args:
        name: The name, without its folder.
    """
    return (_known or paths())[f"assets/{name}"]


def _short(css: str) -> str:
    """Return a style without comments and what serves Plotly alone."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\.js-plotly-plot \[[^{}]*\{[^{}]*\}", "", css)
    return re.sub(r"\s*\n\s*", "\n", css)


def drawing(svg: str, *, title: str, alt: str) -> str:
    """Return a piece of SVG as a document of its own, right in both themes of the reader.

    A chart has many marks and few looks: each look is written once, as a class.

    Args:
        svg: As :func:`presentation.drawing.inline` draws it.
        title: What it says.
        alt: What it shows.
    """
    looks: dict[str, str] = {}
    body = MARK.sub(partial(_classed, looks), TEXT.sub(_fitted, NAMED.sub("", svg)))
    light = "".join(f".{name}{{{look}}}" for look, name in looks.items())
    dark = "".join(f".{name}{{{_darker(look)}}}" for look, name in looks.items() if _darker(look))
    halo = "paint-order:stroke;stroke-width:4px;stroke-linejoin:round;stroke:"
    style = (
        f"{light}.halo{{{halo}{theme.LIGHT.surface}}}"
        f"@media (prefers-color-scheme:dark){{{dark}.halo{{stroke:{theme.DARK.surface}}}}}"
    )
    about = f"<title>{escape(title)}</title><desc>{escape(alt)}</desc><style>{style}</style>"
    head = '<svg xmlns="http://www.w3.org/2000/svg"'
    return re.sub(r"<svg([^>]*)>", lambda match: f"{head}{match[1]}>{about}", body, count=1)


def _classed(looks: dict[str, str], match: re.Match[str]) -> str:
    """Return a mark with its look as a class; take the look up where it is a new one."""
    own = dict(GIVEN.findall(match[2]))
    units = {"font-size": "px"}  # a length in a style has its unit, or it is none
    look = ";".join(f"{of}:{own[of]}{units.get(of, '')}" for of in LOOKS if of in own)
    if not look:
        return match[0]
    name = looks.setdefault(look, f"l{len(looks)}")
    classes = f"{name} {own['class']}" if "class" in own else name
    kept = "".join(f' {of}="{own[of]}"' for of in own if of not in (*LOOKS, "class"))
    return f'<{match[1]} class="{classes}"{kept}'


def _darker(look: str) -> str:
    """Return what of a look is another in the dark."""
    dark = COLOUR.sub(lambda match: DARKER.get(match[0], match[0]), look)
    pairs = zip(dark.split(";"), look.split(";"), strict=True)
    return ";".join(now for now, before in pairs if now != before)


def _fitted(match: re.Match[str]) -> str:
    """Return a text with the width it has in Source Sans: a picture brings no face of its own."""
    size, wide = float(match[2]), 0.0
    for span, inside, plain in RUN.findall(match[3]):
        wide += fonts.width(unescape(inside or plain), size, bold="700" in span)
    length = f' textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"' if wide else ""
    return f"<text{match[1]}{length}>{match[3]}</text>"
