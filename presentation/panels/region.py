"""One region: its municipalities, each with its last score, its change and its convenio."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.origins import PUBLISHED, Origin, worst
from presentation import data
from presentation.cards.cards import html_card
from presentation.cards.exact import exact
from presentation.cards.kpi import Kpi
from presentation.choices.filters import Filters
from presentation.context import PageContext, address
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table
from presentation.panels import beside, cumplimiento
from presentation.panels.municipio import CHANGES, CONVENIOS, KNOWN, POSITION, signing

PAGE = "region"
VIEWS = ("places", "scores", "coverage", "publication")


def latest(ctx: PageContext, code: str) -> Filters:
    """Return the universe of a region in the last round.

    Args:
        ctx: The page's context.
        code: Code of the region.
    """
    last = cumplimiento.rounds(ctx)[0]
    return Filters(round_id=last, region=code, usual_round=last)


@data.drawn
def kpis(ctx: PageContext, chosen: Filters) -> list[Kpi]:
    """Return the figures of the last round in the region; none where there is no round.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    return [] if cumplimiento.country(ctx).empty else cumplimiento.kpis(ctx, chosen, PAGE)


@data.drawn
def places(ctx: PageContext, chosen: Filters) -> Safe:
    """Return the municipalities of the region, each a link: score, change, band and convenio.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t, region = ctx.t, chosen.region
    comunas = beside.members(ctx, region)
    where = {"round_id": chosen.round_id, "region_code": region}
    scores = data.figures(ctx.build_id, "peer_mean", **where)
    changes = data.figures(ctx.build_id, "score_change", **where)
    signed = data.table(ctx.build_id, CONVENIOS, region_code=region)
    known = data.table(ctx.build_id, KNOWN, region_code=region)
    register = ctx.build.origin_of(CONVENIOS)
    by_cut = {name: rows.set_index("cut") for name, rows in (("s", scores), ("c", changes))}

    def line(row: dict[str, Any]) -> list[Any]:
        cut = row["cut"]
        href = address(ctx, "municipio", cut=cut)
        own = signing(t, signed[signed["cut"] == cut], known[known["cut"] == cut], register)
        name = tag("a", row["comuna"], href=href, target="_self")
        return [name, *_score(ctx, by_cut["s"], cut), _change(ctx, by_cut["c"], cut), own]

    heads = [("comuna", False), ("score", True), ("band", True), ("change", True)]
    title = t.count("region.places", len(comunas))
    if len(scores):
        low, high = scores["score_pct"].min(), scores["score_pct"].max()
        ends = {
            "low": t.percent(low, 1),
            "high": t.percent(high, 1),
            "year": scores["year"].iloc[0],
        }
        title = t("region.places_from", places=title, **ends)
    rows = [line(row) for row in comunas.to_dict("records")]
    stood = {beside.COMUNAS: comunas, CONVENIOS: signed, KNOWN: known}
    return html_card(
        ctx,
        data_table(
            [(t(f"region.{key}"), num) for key, num in [*heads, ("convenio", False)]],
            rows,
            caption=title,
            search=t("word.search"),
        ),
        name="region_places",
        title=title,
        subtitle=t("region.places_subtitle"),
        rows=_with_register(pd.concat([scores, changes]) if len(scores) else comunas, register),
        table=POSITION if len(scores) else beside.COMUNAS,
        query=exact(
            ctx.build, stood | ({POSITION: scores, CHANGES: changes} if len(scores) else {})
        ),
        page=PAGE,
        metrics=("municipality_score", "score_change") if len(scores) else (),
        region=region,
    )


def _with_register(rows: pd.DataFrame, register: Origin) -> pd.DataFrame:
    """Return what a card shows, as certain as the worst of it: who signed stands in it as well."""
    own = rows.get("origin", [PUBLISHED])
    return rows.assign(origin=worst([*own, register]))


def _score(ctx: PageContext, scores: pd.DataFrame, cut: str) -> list[Any]:
    if cut not in scores.index:
        return [tag("span", ctx.t.missing, class_="none")] * 2
    row = scores.loc[cut]
    return [ctx.t.percent(row["score_pct"], 1), ctx.t.pick(row, "band")]


def _change(ctx: PageContext, changes: pd.DataFrame, cut: str) -> Safe:
    """Return how a score moved; grey where both rounds do not compare."""
    if cut not in changes.index:
        return tag("span", ctx.t.missing, class_="none")
    row = changes.loc[cut]
    grey = None if row["comparable_with_previous"] else "none"
    return tag("span", ctx.t.points(row["score_change"], 1), class_=grey)
