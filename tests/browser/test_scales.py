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
    "materias": ("cumplimiento?view=materias&open=all", ".faro-shades td.STEP", [STEPS]),
    "publication": ("publicacion?open=all", ".faro-shades td.STEP", [STEPS]),
    "changes": (
        "cumplimiento?view=changes",
        "td.STEP:not(.unlike)",
        [["down1", "down2", "down3"], ["up1", "up2", "up3"]],
    ),
}

# Pixels looked at: a cell whose items are known by name alone is striped with the paper.
ACROSS = {name: 14 if name == "changes" else 1 for name in SCALES}


def colours(page, selector, width=1):
    """The colours that the screen shows where a selector is found; none where it is not."""
    point = page.evaluate(POINT, selector)
    if point is None:
        return []
    x, y = point
    clip = {"x": int(x), "y": int(y), "width": width, "height": 1}
    seen = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    return [seen.getpixel((at, 0)) for at in range(seen.width)]


def apart(colour, other):
    return sum((a - b) ** 2 for a, b in zip(colour, other, strict=True)) ** 0.5


@pytest.mark.thorough
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
            [paper] = colours(page, ".faro-key")
            for steps in scales:
                keys = [colours(page, f".faro-key .faro-swatch.{step}")[0] for step in steps]
                shown = [colours(page, marks.replace("STEP", step), ACROSS[name]) for step in steps]
                pairs = [(key, seen) for key, seen in zip(keys, shown, strict=True) if seen]
                assert pairs
                for key, seen in pairs:
                    assert any(apart(key, shade) < 4 for shade in seen), (theme, key, seen)
                away = [apart(key, paper) for key in keys]
                assert away == sorted(away) and len(set(keys)) == len(steps), (theme, keys)
