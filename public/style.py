"""The style and the scripts of the edition: those of all surfaces, and what stands around them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import asdict
from functools import cache
from pathlib import Path

from presentation import theme

OWN = Path(__file__).parent / "static"
# What the style calls the parts of a surface; those that are not here match nothing.
PARTS = {"app": "body", "html": "main", "page": "main"}
DARKER = {getattr(theme.LIGHT, name): colour for name, colour in asdict(theme.DARK).items()}


@cache
def files() -> dict[str, bytes]:
    """Return the assets by their path: named by what they hold, so that they may be kept."""
    shared = re.sub(r":--([a-z-]+)", lambda found: PARTS.get(found[1], ".gone"), theme.style())
    style = theme.stylesheet_tokens() + shared + (OWN / "site.css").read_text("utf-8")
    script = (theme.STATIC / "faro.js").read_bytes() + (OWN / "site.js").read_bytes()
    made = {
        "site.css": _short(style).encode(),
        "site.js": script,
        "favicon.svg": (theme.STATIC / "favicon.svg").read_bytes(),
    }
    return {named(name, body): body for name, body in made.items()}


def named(name: str, body: bytes) -> str:
    """Return the path of an asset, with a digest in its name."""
    stem, _, ending = name.partition(".")
    return f"assets/{stem}.{hashlib.sha256(body).hexdigest()[:12]}.{ending}"


@cache
def path(name: str) -> str:
    """Return the path of an asset by the name it would have without a digest."""
    stem, _, ending = name.partition(".")
    return next(
        one for one in files() if one.startswith(f"assets/{stem}.") and one.endswith(ending)
    )


def _short(css: str) -> str:
    """Return a style without comments and what serves Plotly alone."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\.js-plotly-plot \[[^{}]*\{[^{}]*\}", "", css)
    return re.sub(r"\s*\n\s*", "\n", css)


def drawing(svg: str, *, title: str, alt: str) -> str:
    """Return a piece of SVG as a document of its own, right in both themes of the reader.

    Args:
        svg: As :func:`presentation.drawing.inline` draws it.
        title: What it says.
        alt: What it shows.
    """
    from html import escape

    used = set(re.findall(r'(?:fill|stroke)="(#[0-9A-F]{6})"', svg))
    dark = "".join(
        f'[{attribute}="{colour}"]{{{attribute}:{DARKER[colour]}}}'
        for colour in sorted(used & set(DARKER))
        for attribute in ("fill", "stroke")
    )
    halo = "paint-order:stroke;stroke-width:4px;stroke-linejoin:round;stroke:"
    style = (
        f".halo{{{halo}{theme.LIGHT.surface}}}"
        f"@media (prefers-color-scheme:dark){{{dark}.halo{{stroke:{theme.DARK.surface}}}}}"
    )
    about = f"<title>{escape(title)}</title><desc>{escape(alt)}</desc><style>{style}</style>"
    head = '<svg xmlns="http://www.w3.org/2000/svg"'
    return re.sub(r"<svg([^>]*)>", lambda found: f"{head}{found[1]}>{about}", svg, count=1)
