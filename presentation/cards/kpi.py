"""KPI cards: label and origin, one large number, its universe and date, and the change in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from pipelines import serving
from pipelines.marking import TOLD
from pipelines.origins import COMPUTED, LEVELS, PUBLISHED, Origin, worst
from presentation import data, stored
from presentation.absent import absent
from presentation.cards.cite import Cite, cite_block
from presentation.cards.glossary import explained
from presentation.cards.taking import card_pictures, downloads
from presentation.context import PageContext
from presentation.markup.html import Safe, join, put, tag
from presentation.markup.tables import over
from presentation.words import Text


@stored.keepable
@dataclass(frozen=True)
class Kpi:
    """One card.

    Attributes:
        label: What is counted.
        value: The number, written.
        origin: A level of :mod:`pipelines.origins`, or ``what_if`` with or without it.
        detail: Universe and date.
        change: The change in words; None when there is none to tell.
        is_comparable: False greys the change.
        spark: Points of the sparkline (position, value); neighbours are joined.
        role: Colour role of the sparkline.
        cite: What is needed to cite the number.
        below: The worst level of what stands below the number: its change and sparkline.
    """

    label: str
    value: str
    origin: str
    detail: str
    change: str | None = None
    is_comparable: bool = True
    spark: Sequence[tuple[float, float]] = field(default_factory=tuple)
    role: str = "country"
    cite: Cite | None = None
    below: Origin = PUBLISHED


def origin_chip(t: Text, origin: str) -> Safe:
    """Return the chip that names the origin of a figure.

    Args:
        t: Text in the language of the reader.
        origin: A level, or what a what-if says instead.
    """
    return tag(
        "span",
        t(f"origin.{origin}"),
        class_=f"faro-chip {origin}",
        title=t(f"origin_help.{origin}"),
        tabindex="0",
    )


def plain(origin: str) -> Origin:
    """Return the level of what a chip says: a what-if may stand on figures of a level told of.

    Args:
        origin: A level, or what a what-if says instead.
    """
    if not origin.startswith("what_if"):
        return worst([origin])
    return worst([level for level in LEVELS if level in origin], least=COMPUTED)


def moved(t: Text, points: float, since: str) -> str:
    """Return a change of a comparable figure in words: ``▲ +2,1 pts desde 2016``.

    Args:
        t: Text in the language of the reader.
        points: The change, in percentage points.
        since: The year or round it is since.
    """
    sign = "▲" if points > 0 else "▼" if points < 0 else "■"
    return f"{sign} {t('kpi.score_change', value=t.points(points, 1), round=since)}"


def kpi_row(ctx: PageContext, kpis: Sequence[Kpi]) -> None:
    """Show the cards side by side, wrapping on narrow screens.

    Args:
        ctx: The page's context.
        kpis: The cards, in their order.
    """
    put(_cards(ctx, list(kpis)), name="kpis")


@data.drawn
def _cards(ctx: PageContext, kpis: list[Kpi]) -> Safe:
    names = named(kpis)
    cards = [_card(ctx, kpi, name) for kpi, name in zip(kpis, names, strict=True)]
    if not cards and not serving.is_of_today(ctx.build):
        cards = [absent(ctx)]
    return tag("section", *cards, class_="faro-kpis")


def named(kpis: Sequence[Kpi]) -> list[str]:
    """Return the addresses of cards on their page: ``kpi_`` and the metric that each cites.

    Args:
        kpis: The cards, in their order.

    Example:
        >>> named([Kpi("", "1", "computed", ""), Kpi("", "2", "computed", "")])
        ['kpi', 'kpi_2']
    """
    names: list[str] = []
    for kpi in kpis:
        base = "_".join(["kpi", *(kpi.cite.metrics[:1] if kpi.cite else ())])
        n = 1 + sum(
            name == base or re.fullmatch(rf"{base}_\d+", name) is not None for name in names
        )
        names.append(f"{base}_{n}" if n > 1 else base)
    return names


def _card(ctx: PageContext, kpi: Kpi, name: str) -> Safe:
    t = ctx.t
    cite = replace(kpi.cite, card=name) if kpi.cite else None
    return tag(
        "article",
        tag("header", tag("h2", _to_itself(ctx, kpi, name)), origin_chip(t, kpi.origin)),
        tag("p", kpi.value, class_="value"),
        tag("p", kpi.detail, class_="detail"),
        tag(
            "div",
            tag("p", kpi.change or "", class_="change" if kpi.is_comparable else "change grey"),
            sparkline(kpi.spark, kpi.role),
            class_="foot",
        ),
        origin_chip(t, kpi.below) if kpi.below in TOLD and kpi.below not in kpi.origin else "",
        over(t("cite.title"), cite_block(ctx, cite, plain(kpi.origin)), _taken(ctx, cite))
        if cite
        else "",
        class_="faro-kpi",
        id=name,
    )


def _to_itself(ctx: PageContext, kpi: Kpi, name: str) -> Safe:
    """Return the label as a link to its card; that is what takes focus, not the terms inside."""
    label = Safe(explained(ctx, kpi.label).replace(' tabindex="0"', ""))
    return tag("a", label, class_="faro-self", href=f"#{name}")


def _taken(ctx: PageContext, cite: Cite) -> Safe:
    """Return the links to the picture of a card and to the tables of its metrics."""
    if ctx.linked is not None:
        return Safe("")
    tables = dict.fromkeys(ctx.build.metrics[metric].table for metric in cite.metrics)
    return join([card_pictures(ctx, cite), *(downloads(ctx, table) for table in tables)])


def sparkline(points: Sequence[tuple[float, float]], role: str) -> Safe:
    """Return a small line; points more than one step apart are not joined: a gap is a gap.

    Args:
        points: Step and value of each, in order.
        role: The colour, by its role in the palette.
    """
    if len(points) < 2:
        return Safe("")
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = max(xs) - min(xs) or 1, max(ys) - min(ys) or 1
    placed = [(4 + 72 * (x - min(xs)) / wide, 22 - 18 * (y - min(ys)) / high) for x, y in points]
    lines = "".join(
        f'<line x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}"/>'
        for a, b, x, y in zip(placed, placed[1:], xs, xs[1:], strict=False)
        if y - x <= 1
    )
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2"/>' for x, y in placed)
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 26" stroke="#000" '
        f'stroke-width="2">{lines}<g stroke="none">{dots}</g></svg>'
    )
    mask = f"url('data:image/svg+xml,{quote(drawing)}')"
    style = f"-webkit-mask-image:{mask};mask-image:{mask}"
    return tag("span", class_=f"spark {role}", style=style, aria_hidden="true")
