"""From one place to the next: who comes before and after, to whom it belongs, who is like it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipelines.ingest.names.countries import HOME
from presentation import data
from presentation.context import PageContext, address
from presentation.markup.html import Safe, put, tag
from presentation.panels import comparar, diagnosed, plan
from presentation.sorting import by_name

COMUNAS, REGIONS = "core_territory__comuna", "core_territory__region"
METRIC = "ta_score"
PEERS = comparar.LIMIT - 1
Link = tuple[str, str]  # words and address


@data.drawn
def regions(ctx: PageContext) -> pd.DataFrame:
    """Return the regions, north to south.

    Args:
        ctx: The page's context.
    """
    return data.table(ctx.build_id, REGIONS).sort_values("region_order_north_south")


@data.drawn
def members(ctx: PageContext, region: str) -> pd.DataFrame:
    """Return the comunas of a region that have a municipality, by name.

    Args:
        ctx: The page's context.
        region: Code of the region.
    """
    rows = data.table(ctx.build_id, COMUNAS, has_municipality=True, region_code=region)
    return rows.sort_values("comuna", key=by_name)


def of_region(ctx: PageContext, code: str) -> None:
    """Show the way to the regions north and south of one, beside which it compares, and its tools.

    Args:
        ctx: The page's context.
        code: Code of the region.
    """
    t, rows = ctx.t, regions(ctx)
    codes, names = rows["region_code"].tolist(), rows["region"].tolist()
    links = [address(ctx, "region", region=region) for region in codes]
    at = codes.index(code)
    nearest = sorted(codes, key=lambda other: abs(codes.index(other) - at))
    known = comparar.entities(ctx, METRIC, "").index
    who = [entity for other in nearest if (entity := f"R{other}") in known][: comparar.LIMIT]
    more = [(t("beside.tools"), address(ctx, "herramientas", region=code))]
    if who[:1] == [f"R{code}"]:
        compared = address(ctx, "comparar", metric=METRIC, who=",".join(who))
        more.insert(0, (t("beside.regions"), compared))
    _show(ctx, list(zip(names, links, strict=True)), at, more)


def of_municipality(ctx: PageContext, cut: str) -> None:
    """Show the way to the neighbours of a municipality, its peers, its plan and its diagnosis.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    t = ctx.t
    own = data.table(ctx.build_id, COMUNAS, cut=cut).iloc[0]
    rows = members(ctx, own["region_code"])
    links = [address(ctx, "municipio", cut=other) for other in rows["cut"]]
    name = f"{t('filter.region')}: {own['region']}"
    more = [(name, address(ctx, "region", region=own["region_code"]))]
    like = peers(ctx, cut)
    if like:
        who = address(ctx, "comparar", metric=METRIC, who=",".join([cut, *like]))
        more.append((t("beside.peers"), who))
    if cut in plan.places(ctx, HOME)[0]:
        more.append((t("beside.plan"), address(ctx, "plan", cut=cut)))
    if instrument := diagnosed.instrument_of(ctx, cut):
        own_diagnosis = address(ctx, "diagnostico", instrument=instrument, code=cut)
        more.append((t("beside.diagnosis"), own_diagnosis))
    at = rows["cut"].tolist().index(cut)
    follow = mine(data_cut=cut, data_name=own["comuna"])
    _show(ctx, list(zip(rows["comuna"], links, strict=True)), at, more, follow)


def mine(**municipality: str) -> Safe:
    """Return the place that the dashboard's ``follow.js`` fills with what the reader follows.

    Args:
        **municipality: ``data_cut`` and ``data_name`` of the one that may be followed there.
    """
    return tag("div", class_="faro-mine", hidden=True, **municipality)


@data.drawn
def peers(ctx: PageContext, cut: str) -> list[str]:
    """Return the peers of a municipality nearest to it in population, as many as compare with it.

    Peers are those of its rurality and population band in the last round scored; none are returned
    where it has no score.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    rows = data.figures(ctx.build_id, "peer_mean")
    rows = (
        rows[rows["round_id"] == rows.loc[rows["year"].idxmax(), "round_id"]] if len(rows) else rows
    )
    own = rows[rows["cut"] == cut]
    if own.empty or METRIC not in comparar.metrics(ctx)[0]:
        return []
    band = ["rurality", "population_band_id"]
    like = rows.merge(own[band], on=band)
    people = data.table(ctx.build_id, COMUNAS).set_index("cut")["population_census_2024"]
    far = (people.loc[like["cut"]] - people[cut]).abs()
    ordered = far[far.index != cut].sort_values(kind="stable").index
    known = comparar.entities(ctx, METRIC, "").index
    return [str(peer) for peer in ordered if peer in known][:PEERS]


def _show(
    ctx: PageContext, links: Sequence[Link], at: int, more: Sequence[Link] = (), *below: Safe
) -> None:
    """Show the links before and after the one at a place of a row, others between, and below."""
    before = _link(links[at - 1], "prev", "← ") if at > 0 else None
    after = _link(links[at + 1], "next", "", " →") if at + 1 < len(links) else None
    shown = [link for link in (before, *map(_link, more), after) if link is not None]
    way = tag("nav", *shown, class_="faro-beside", aria_label=ctx.t("beside.name"))
    put(way, *below, name="beside")


def _link(to: Link, rel: str | None = None, before: str = "", after: str = "") -> Safe:
    words, href = to
    return tag("a", f"{before}{words}{after}", href=href, rel=rel, target="_self")
