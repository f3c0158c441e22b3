"""Shaded cells on the 0–100 scale: the tile map of municipalities and the heat table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from presentation import theme
from presentation.context import PageContext, address
from presentation.markup.html import Safe, tag
from presentation.markup.scrolling import scrolling
from presentation.markup.tables import linked
from presentation.words import Text

EMPTY = {"missing": "none", "not_applicable": "na", "few": "few"}


def shade(value: Any, state: str) -> str:
    """Return the CSS classes of a cell: a step of the scale, or why there is none.

    Args:
        value: From 0 to 100.
        state: Whether there is a value, and why not.

    Example:
        >>> shade(0.0, "value"), shade(100.0, "value"), shade(None, "missing")
        ('s1 zero', 's7', 'none')
    """
    if state in EMPTY or pd.isna(value):
        return EMPTY.get(state, "none")
    return f"s{theme.step(float(value))}" + (" zero" if float(value) == 0 else "")


def legend(t: Text, *, states: Sequence[str]) -> Safe:
    """Return the key of the scale, with the kinds of empty cells that occur.

    Args:
        t: Text in the language of the reader.
        states: Of the cells shown.
    """
    steps = [
        tag("span", class_=f"faro-swatch s{step}", aria_hidden="true")
        for step in range(1, theme.STEPS + 1)
    ]
    others = [
        tag("span", tag("span", class_=f"faro-swatch {css}", aria_hidden="true"), t(f"tiles.{css}"))
        for css in states
    ]
    return tag("p", tag("span", "0 ", *steps, " 100"), *others, class_="faro-key")


def tile_map(
    ctx: PageContext, rows: pd.DataFrame, *, inside: Collection[str], links: Mapping[str, str]
) -> Safe:
    """Return the municipalities of one round, region by region, north to south; each is a link.

    Args:
        ctx: The page's context.
        rows: One round of ``out_fiscalizacion__municipality_tile``.
        inside: Codes of the municipalities of the universe shown; the others are pale.
        links: Choices that a link to a ficha keeps.
    """
    t = ctx.t
    regions = []
    ordered = rows.sort_values(["region_order_north_south", "tile_row", "tile_column"])
    for _, group in ordered.groupby("region", sort=False):
        tiles = [
            _tile(t, row, address(ctx, "municipio", cut=row["cut"], **links), row["cut"] in inside)
            for row in group.to_dict("records")
        ]
        name = linked(t, group.iloc[0].to_dict(), "region")
        head = tag("h3", name, " ", tag("span", t.number(len(group))))
        regions.append(tag("section", head, tag("div", *tiles, class_="grid")))
    simulated = " simulated" if (rows["origin"] == "simulated").any() else ""
    return tag(
        "div",
        *regions,
        tag("output"),
        class_=f"faro-tiles{simulated}",
        data_faro_rove=True,
        data_faro_again=t("chile.again"),
    )


def _tile(t: Text, row: dict[str, Any], href: str, is_inside: bool) -> Safe:
    is_known = row["score_state"] == "value"
    score = t.percent(row["score_pct"], 1) if is_known else t(f"tiles.{EMPTY[row['score_state']]}")
    return tag(
        "a",
        row["tile_label"],
        href=href,
        target="_self",
        title=f"{row['comuna']}: {score}",
        aria_label=f"{row['comuna']}: {score}",
        class_=shade(row["score_pct"], row["score_state"]) + ("" if is_inside else " outside"),
        style=f"grid-row:{row['tile_row']};grid-column:{row['tile_column']}",
    )


def heat_table(
    t: Text,
    heads: Sequence[tuple[str, str]],
    lines: Sequence[tuple[str, Sequence[dict[str, Any] | None]]],
    *,
    caption: str,
    simulated: bool,
    corner: str = "",
) -> Safe:
    """Return a table whose cells are shaded by score and say their value.

    Args:
        t: Text in the language of the reader.
        heads: Code and name of the region of each column.
        lines: Name of each line and its cells (rows with ``mean_pct`` and ``score_state``).
        caption: What the table is.
        simulated: Whether the figures are simulated.
        corner: Heading of the first column; that of the subjects when it is empty.
    """
    head = tag(
        "tr",
        tag("th", corner or t("tiles.materia"), scope="col"),
        *(tag("th", _region(t, *region), scope="col", class_="tall") for region in heads),
    )
    body = [
        tag("tr", tag("th", name, scope="row"), *(_cell(t, cell) for cell in cells))
        for name, cells in lines
    ]
    shades = "faro-shades" + (" simulated" if simulated else "")
    return scrolling(head, body, caption=caption, class_=shades)


def _region(t: Text, code: str, name: str) -> Any:
    return linked(t, {"region_code": code, "region": name}, "region")


def _cell(t: Text, cell: dict[str, Any] | None) -> Safe:
    if cell is None:
        return tag("td", "–", class_="none", title=t("tiles.none"))
    css = shade(cell["mean_pct"], cell["score_state"])
    if cell["score_state"] != "value":
        label = t(f"tiles.{css}")
        return tag("td", {"na": "n/a"}.get(css, "–"), class_=css, title=label, aria_label=label)
    n = t.count("tiles.n", int(cell["n_municipalities"]))
    return tag("td", t.number(cell["mean_pct"], 0), class_=css, title=n)
