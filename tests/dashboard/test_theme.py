"""The palette is legible and colour-blind-safe, and is said once."""

import itertools
import re
import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest
from colour_for_tests import SIGHT, contrast, distance
from streamlit import config

from dashboard.seam.options import options as streamlit_options
from presentation import charts, theme
from presentation.drawing.plot import draw

REPO = Path(__file__).resolve().parents[2]
PALETTES = {"light": theme.LIGHT, "dark": theme.DARK}
TEXT = ("ink", "muted", "pilot", "country", "rest_ink", "attention", "third_party", "simulated_ink")
BACKGROUNDS = ("paper", "surface", "sunken")


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("role", TEXT)
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_text_has_the_contrast_of_wcag_aa(name, role, background):
    palette = asdict(PALETTES[name])
    assert contrast(palette[role], palette[background]) >= 4.5


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("role", theme.SERIES)
def test_marks_have_the_contrast_of_graphics(name, role):
    palette = asdict(PALETTES[name])
    for background in BACKGROUNDS:
        assert contrast(palette[role], palette[background]) >= 3


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("pair", list(itertools.combinations(theme.SERIES, 2)), ids="-".join)
def test_series_stay_apart_without_red_or_green_cones(name, sight, pair):
    palette = asdict(PALETTES[name])
    assert distance(palette[pair[0]], palette[pair[1]], sight) >= 10


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_the_scale_moves_one_way(palette):
    lightness = [contrast(step, "#000000") for step in palette.scale()]
    assert lightness == sorted(lightness) or lightness == sorted(lightness, reverse=True)


def test_light_colours_are_unique_so_that_figures_can_be_turned_dark():
    colours = [colour.lower() for colour in asdict(theme.LIGHT).values()]
    assert len(set(colours)) == len(colours)


def test_the_config_file_says_what_the_theme_says():
    config = tomllib.loads((REPO / ".streamlit" / "config.toml").read_text("utf-8"))
    flat = {}

    def walk(node, prefix):
        for key, value in node.items():
            if isinstance(value, dict):
                walk(value, f"{prefix}{key}.")
            else:
                flat[prefix + key] = value

    walk(config, "")
    assert flat == streamlit_options()


def test_streamlit_knows_every_option():
    unknown = set(streamlit_options()) - set(config._config_options_template)
    assert unknown == set()


def test_readers_are_not_watched_and_see_no_error_details():
    options = streamlit_options()
    assert options["browser.gatherUsageStats"] is False
    assert options["client.showErrorDetails"] == "none"
    assert options["client.toolbarMode"] == "minimal"
    assert options["runner.postScriptGC"] is False


def test_the_style_sheet_uses_only_tokens_that_exist():
    style = (REPO / "presentation" / "static" / "faro.css").read_text("utf-8")
    tokens = theme.stylesheet_tokens()
    used = set(re.findall(r"var\((--[a-z0-9-]+)\)", style))
    assert used
    modules = (REPO / "presentation").rglob("*.py")  # some set one of their own
    own = style + "".join(module.read_text("utf-8") for module in modules)
    assert [name for name in used if f"{name}:" not in tokens + own] == []
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![-\w])", style) == []


@pytest.mark.few(6)
@pytest.mark.parametrize("recipe", sorted(charts.RECIPES))
def test_a_chart_is_drawn_in_colours_that_turn_with_the_theme(panel, recipe):
    """A colour that is no token stays as it is on the dark paper, where it cannot be read."""
    drawn = draw(charts.draw(recipe, panel.table, "es").figure, width=580)
    ink = "".join(map(str, [drawn.body, *drawn.defs.values()]))
    used = {name.upper() for name in re.findall(r'(?:fill|stroke)="(#[0-9a-fA-F]{3,8})"', ink)}
    assert used - {str(colour).upper() for colour in asdict(theme.LIGHT).values()} == set()
