"""Every colour scale has a legend that is right in both themes: a step is what its key says."""

from __future__ import annotations

import pytest
from browser_for_tests import opened, themed

pytestmark = pytest.mark.browser
# The colour of each step in the legend, and of the shapes or cells of that step.
COLOURS = """([inside, steps, property]) => Object.fromEntries(steps.map((step) => {
  const of = (element, name) => getComputedStyle(element)[name];
  const key = document.querySelector(`.faro-key .faro-swatch.${step}`);
  const shown = [...document.querySelectorAll(inside.replaceAll("STEP", step))];
  return [step, [of(key, "backgroundColor"), [...new Set(shown.map((one) => of(one, property)))]]];
}))"""
SCALES = {
    "map": (".faro-chile .STEP path", [f"s{one}" for one in range(1, 8)], "fill"),
    "changes": (
        "td.STEP:not(.unlike)",
        ["down1", "down2", "down3", "up1", "up2", "up3"],
        "backgroundColor",
    ),
}


@pytest.mark.parametrize("view", SCALES)
def test_a_step_has_the_colour_of_its_legend_in_both_themes(demo_site, browser, view):
    found = {}
    with opened(browser, f"{demo_site}/cumplimiento?view={view}") as page:
        page.locator(".faro-key").first.wait_for()
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            themed(page, theme)
            found[theme] = page.evaluate(COLOURS, list(SCALES[view]))
    for steps in found.values():
        keys = [key for key, _ in steps.values()]
        assert len(set(keys)) == len(keys)
        assert all(set(shown) <= {key} for key, shown in steps.values())
        assert any(shown for _, shown in steps.values())
    assert found["light"] != found["dark"]
