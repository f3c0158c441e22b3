"""Every colour scale has a legend that is right in both themes, told by pixels of the screen."""

from __future__ import annotations

import io

import pytest
from browser_for_tests import opened, themed, whole
from PIL import Image

from presentation import theme

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
        points.push([seen.x, seen.y, Math.hypot(i - 6, j - 6)]);
      }
    }
    return points.sort((a, b) => a[2] - b[2]);  // far from the edge, which has its own colour
  };
  for (const one of [...document.querySelectorAll(selector)].slice(0, 24)) {
    one.scrollIntoView({ block: "center", behavior: "instant" });
    await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
    for (const [x, y] of inside(one)) {
      const top = document.elementFromPoint(x, y);
      if (one.contains(top) || top?.getAttribute("fill") === "none") return [x, y];
    }
  }
  return null;
}"""
KEY = ".faro-key .faro-swatch.STEP"
STEPS = [f"s{step}" for step in range(1, 8)]
OF_TOOLS = [f"scale-{step}" for step in (1, 2, 3, 6, 7)]
COLOURS = list(theme.LIGHT.scale())  # as drawings have them in both themes


def drawn(name, cell):
    """What shows a step of a chart, and of its own key: swatches alone are followed by an edge."""
    chart = f'.faro-plot[data-name={name}] svg {{mark}}[fill="STEP"]'
    edged = ':has(+ path[fill="none"])'
    return f"{chart.format(mark=cell)}:not({edged})", chart.format(mark="path") + edged


def shaded(card):
    """What shows a step of a heat table of a card, and of its key."""
    shade = '[style*="--STEP)"]'
    return f".st-key-card_{card} td{shade}", f".st-key-card_{card} .faro-source span{shade}"


# Address, what shows a step, its swatch, and the scales, each from the least to the most.
SCALES = {
    "map": ("cumplimiento?view=map", ".faro-chile .STEP path", KEY, [STEPS]),
    "tiles": ("cumplimiento?view=map", ".faro-tiles a.STEP", KEY, [STEPS]),
    "materias": ("cumplimiento?view=materias&open=all", ".faro-shades td.STEP", KEY, [STEPS]),
    "publication": ("publicacion?open=all", ".faro-shades td.STEP", KEY, [STEPS]),
    "changes": (
        "cumplimiento?view=changes",
        "td.STEP:not(.unlike)",
        KEY,
        [["down1", "down2", "down3"], ["up1", "up2", "up3"]],
    ),
    "heat": (
        "cumplimiento?view=materias",
        *drawn("materia_heat", "path"),
        [COLOURS],
    ),
    "months": ("publicacion?open=all", *drawn("publication_months", "rect"), [COLOURS]),
    "regions": ("herramientas?open=all", *shaded("regions"), [OF_TOOLS]),
    "pairs": ("herramientas?open=all", *shaded("pairs"), [OF_TOOLS]),
}
FOLDED = {"tiles": ".st-key-card_tiles summary"}  # what opens the fold they stand in
# Pixels looked at, along and down: a cell whose items are known by name alone is striped with the
# paper, and a row of the heat map is as low as three pixels and may have a dot in its middle.
LOOKED_AT = {"changes": (14, 1), "heat": (9, 5)}


def colours(page, selector, size=(1, 1)):
    """The colours that the screen shows where a selector is found; none where it is not."""
    point = page.evaluate(POINT, selector)
    if point is None:
        return []
    (x, y), (width, height) = point, size
    clip = {"x": int(x), "y": int(y) - height // 2, "width": width, "height": height}
    seen = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")
    return [seen.getpixel((at, down)) for at in range(seen.width) for down in range(seen.height)]


def apart(colour, other):
    return sum((a - b) ** 2 for a, b in zip(colour, other, strict=True)) ** 0.5


@pytest.mark.thorough
@pytest.mark.parametrize("name", SCALES)
def test_a_step_has_the_colour_of_its_legend_and_more_is_further_from_the_paper(
    demo_site, browser, name
):
    address, marks, key, scales = SCALES[name]
    size = LOOKED_AT.get(name, (1, 1))
    with opened(browser, f"{demo_site}/{address}") as page:
        page.locator(key.replace("STEP", scales[0][0])).first.wait_for()
        whole(page)
        if name in FOLDED:
            page.locator(FOLDED[name]).first.click()
        for shown_in in ("light", "dark"):
            page.emulate_media(color_scheme=shown_in)
            themed(page, shown_in)
            head = colours(page, ".faro-card .faro-card-head", (60, 3))
            paper = max(head, key=head.count)
            page.evaluate(POINT, key.replace("STEP", scales[0][0]))  # what is on the way grows
            page.wait_for_timeout(300)
            for steps in scales:
                keys = [colours(page, key.replace("STEP", step))[0] for step in steps]
                shown = [colours(page, marks.replace("STEP", step), size) for step in steps]
                pairs = [(swatch, seen) for swatch, seen in zip(keys, shown, strict=True) if seen]
                assert pairs
                for swatch, seen in pairs:
                    assert any(apart(swatch, shade) < 4 for shade in seen), (shown_in, swatch, seen)
                away = [apart(swatch, paper) for swatch in keys]
                assert away == sorted(away) and len(set(keys)) == len(steps), (shown_in, keys)
