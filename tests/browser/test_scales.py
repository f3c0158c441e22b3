"""Every colour scale has a legend that is right in both themes, told by pixels of the screen."""

from __future__ import annotations

import io

import pytest
from browser_for_tests import opened, themed
from PIL import Image

pytestmark = pytest.mark.browser
# A point of the screen that shows the colour of what a selector finds first, or null.
POINT = """async (selector) => {
  const inside = (one) => {
    const box = one.getBoundingClientRect();
    if (!one.isPointInFill) return [[box.left + 4, box.top + 4]];
    const { x, y, width, height } = one.getBBox();
    const points = [];
    for (let i = 1; i < 12; i++) {
      for (let j = 1; j < 12; j++) {
        const at = new DOMPoint(x + (width * i) / 12, y + (height * j) / 12);
        if (!one.isPointInFill(at)) continue;
        const seen = at.matrixTransform(one.getScreenCTM());
        points.push([seen.x, seen.y]);
      }
    }
    return points;
  };
  for (const one of [...document.querySelectorAll(selector)].slice(0, 24)) {
    one.scrollIntoView({ block: "center", behavior: "instant" });
    await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
    for (const [x, y] of inside(one)) {
      if (one.contains(document.elementFromPoint(x, y))) return [x, y];
    }
  }
  return null;
}"""
STEPS = [f"s{step}" for step in range(1, 8)]
# Address, what shows a step, and the scales of its legend, each from the least to the most.
SCALES = {
    "map": ("cumplimiento?view=map", ".faro-chile .STEP path", [STEPS]),
    "materias": ("cumplimiento?view=materias", ".faro-shades td.STEP", [STEPS]),
    "publication": ("publicacion?open=all", ".faro-shades td.STEP", [STEPS]),
    "changes": (
        "cumplimiento?view=changes&round=r2017",  # compares with the round before it
        "td.STEP:not(.unlike, .named)",
        [["down1", "down2", "down3"], ["up1", "up2", "up3"]],
    ),
}


def colour(page, selector):
    """The colour that the screen shows where a selector is found, None where it is not."""
    point = page.evaluate(POINT, selector)
    if point is None:
        return None
    x, y = point
    clip = {"x": int(x), "y": int(y), "width": 1, "height": 1}
    return Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB").getpixel((0, 0))


def apart(one, other):
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5


@pytest.mark.parametrize("name", SCALES)
def test_a_step_has_the_colour_of_its_legend_and_more_is_further_from_the_paper(
    demo_site, browser, name
):
    address, marks, scales = SCALES[name]
    with opened(browser, f"{demo_site}/{address}") as page:
        page.locator(".faro-key .faro-swatch").first.wait_for()
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            themed(page, theme)
            paper = colour(page, ".faro-key")
            for steps in scales:
                keys = [colour(page, f".faro-key .faro-swatch.{step}") for step in steps]
                shown = [colour(page, marks.replace("STEP", step)) for step in steps]
                pairs = [(key, one) for key, one in zip(keys, shown, strict=True) if one]
                assert pairs
                assert all(apart(key, one) < 4 for key, one in pairs), (theme, keys, shown)
                away = [apart(key, paper) for key in keys]
                assert away == sorted(away) and len(set(keys)) == len(steps), (theme, keys)
