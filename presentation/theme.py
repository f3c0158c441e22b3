"""The visual system, defined once: colour, type and chart template.

Everything that has a colour takes it from here: the Streamlit configuration, the style sheet,
the figures and (later) print. Figures are always drawn in the light palette; the style sheet
turns each of its colours into the dark twin in the browser, so one cached figure serves both
themes and a change of theme needs no round trip. Hence every light colour is unique.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

STATIC = Path(__file__).parent / "static"
FONT = '"Source Sans", "Source Sans 3", "Segoe UI", system-ui, sans-serif'
SIZES = {"display": 32, "title": 22, "heading": 17, "body": 15, "small": 13}
RADIUS = 8
CONTENT_WIDTH = 1180


@dataclass(frozen=True)
class Palette:
    """One colour for every role, as ``#RRGGBB``; ``*_ink`` is the same hue, fit for text."""

    paper: str
    surface: str
    sunken: str
    ink: str
    muted: str
    hairline: str
    grid: str
    pilot: str
    country: str
    rest: str
    rest_ink: str
    attention: str
    third_party: str
    simulated: str
    simulated_ink: str
    scale_1: str
    scale_2: str
    scale_3: str
    scale_4: str
    scale_5: str
    scale_6: str
    scale_7: str

    def scale(self) -> tuple[str, ...]:
        """Return the seven steps of the 0–100 scale, low to high."""
        return tuple(getattr(self, f"scale_{step}") for step in range(1, 8))


LIGHT = Palette(
    paper="#FBFAF6",
    surface="#FFFFFF",
    sunken="#F2F0E9",
    ink="#16202E",
    muted="#5A6778",
    hairline="#E2DFD5",
    grid="#ECE9E1",
    pilot="#0A6E78",
    country="#2B3746",
    rest="#B7791F",
    rest_ink="#8A5A12",
    attention="#9A3B6E",
    third_party="#5B6312",
    simulated="#7A6FB0",
    simulated_ink="#5F549A",
    scale_1="#EEF3F1",
    scale_2="#CFE2E1",
    scale_3="#9DC8C9",
    scale_4="#5FA5AA",
    scale_5="#2A848C",
    scale_6="#0E5863",
    scale_7="#0B2E3A",
)
DARK = Palette(
    paper="#10161F",
    surface="#182230",
    sunken="#1F2B3B",
    ink="#EEF2F6",
    muted="#9FB0C3",
    hairline="#2C3A4D",
    grid="#263345",
    pilot="#4FC3CF",
    country="#DCE4ED",
    rest="#E6B35A",
    rest_ink="#EBC073",
    attention="#D877AD",
    third_party="#C2CC6E",
    simulated="#A99CE6",
    simulated_ink="#C3BAEF",
    scale_1="#1B2C38",
    scale_2="#1D4450",
    scale_3="#1F626D",
    scale_4="#2A868F",
    scale_5="#4DAAB2",
    scale_6="#8ACFD4",
    scale_7="#D2F0F0",
)
SERIES = ("pilot", "country", "rest", "attention", "simulated")
STEPS = len(LIGHT.scale())


def step(value: float) -> int:
    """Return the step of the 0–100 scale on which a value stands, from 1.

    Args:
        value: From 0 to 100.

    Example:
        >>> step(0), step(14.2), step(14.3), step(100)
        (1, 1, 2, 7)
    """
    return min(STEPS, int(value * STEPS / 100) + 1)


def style() -> str:
    """Return the style of everything that pages show; ``:--name`` is a part of the surface."""
    return (STATIC / "faro.css").read_text("utf-8")


def stylesheet_tokens() -> str:
    """Return the CSS custom properties, and the rules that turn figures to the active theme."""
    light, dark = asdict(LIGHT), asdict(DARK)
    tokens = "".join(
        f"--{name.replace('_', '-')}:light-dark({light[name]},{dark[name]});" for name in light
    )
    plain = "".join(f"--{name.replace('_', '-')}:{colour};" for name, colour in light.items())
    sizes = "".join(f"--size-{name}:{pixels / 16}rem;" for name, pixels in SIZES.items())
    flips = "".join(
        f'.js-plotly-plot [style*="{attribute}: {_rgb(colour)}"]'
        f"{{{attribute}:var(--{name.replace('_', '-')})!important}}"
        for name, colour in light.items()
        for attribute in ("fill", "stroke")
    )
    flips += "".join(  # drawings of ours, and Plotly's hatches, carry colours as attributes
        f'.faro-plot [{attribute}="{colour}"],'
        f'.js-plotly-plot pattern [{attribute}="{_rgb(colour)}"]'
        f"{{{attribute}:var(--{name.replace('_', '-')})}}"
        for name, colour in light.items()
        for attribute in ("fill", "stroke")
    )
    return (
        f":root{{{tokens}{sizes}--font:{FONT};--radius:{RADIUS}px;--width:{CONTENT_WIDTH}px}}"
        f"@supports not (color:light-dark(#000,#fff)){{:root{{{plain}}}}}"
        f"{flips}"
    )


def template() -> dict[str, Any]:
    """Return the layout every figure starts from (a Plotly ``layout`` mapping)."""
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"color": LIGHT.muted, "size": 13},
        "title": {"font": {"color": LIGHT.muted, "size": 13}},
        "fixedrange": True,
        "automargin": True,
    }
    return {
        "font": {"family": FONT, "size": 13, "color": LIGHT.ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": LIGHT.surface,
            "bordercolor": LIGHT.hairline,
            "font": {"family": FONT, "size": 13, "color": LIGHT.ink},
            "align": "left",
        },
        "separators": ",.",
        "uniformtext": {"mode": "show", "minsize": 11},
        "xaxis": axis,
        "yaxis": {**axis, "showgrid": True, "gridcolor": LIGHT.grid, "gridwidth": 1},
    }


def _rgb(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"
