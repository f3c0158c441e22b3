"""Compliance: how the scores of a round are spread, who stands where, what failed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.marking import origin_of
from presentation import data
from presentation.cards.cards import card_head, html_card, nothing
from presentation.cards.chile import country_map
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.kpi import Kpi, moved
from presentation.cards.tiles import heat_table, legend, tile_map
from presentation.cards.universe import universe_name
from presentation.charts import printed, universe
from presentation.charts.heat import unweighted
from presentation.choices.filters import Filters
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table, folded
from presentation.words import Text

BANDS = "out_fiscalizacion__universe_band"
TILES = "out_fiscalizacion__municipality_tile"
HEAT = "out_fiscalizacion__region_materia"
BREAKS = "out_fiscalizacion__method_break"
ROUNDS = "core_fiscalizacion__round"
PUBLISHED = "as_published"
PAGE = "cumplimiento"
VIEWS = ("spread", "map", "changes", "places", "materias")
PARTS = {"places": ("moved", "ranks"), "materias": ("failed", "rounds")}  # of the longest views


@data.drawn
def country(ctx: PageContext) -> pd.DataFrame:
    """Return the distribution of every round delivered, oldest first.

    Args:
        ctx: The page's context.
    """
    rows = data.figures(ctx.build_id, "ta_median", dimension="country", revision=PUBLISHED)
    return rows.sort_values("year")


@data.drawn
def rounds(ctx: PageContext) -> list[str]:
    """Return the rounds to choose from, latest first; every documented one when none is in.

    Args:
        ctx: The page's context.
    """
    rows = country(ctx)
    if rows.empty:
        rows = data.table(ctx.build_id, "core_fiscalizacion__round", existence="documented")
        rows = rows.sort_values("year")
    return rows["round_id"].tolist()[::-1]


@data.drawn
def labels(ctx: PageContext, ids: list[str]) -> list[str]:
    """Return the names of rounds.

    Args:
        ctx: The page's context.
        ids: The rounds, in the order of the names.
    """
    rows = data.table(ctx.build_id, "core_fiscalizacion__round").set_index("round_id")
    return [str(rows.loc[round_id, f"label_{ctx.lang}"]) for round_id in ids]


@data.drawn
def row(ctx: PageContext, chosen: Filters) -> pd.Series:
    """Return the distribution of the universe the reader chose, in the round chosen.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    rows = data.figures(ctx.build_id, "universe_mean", round_id=chosen.round_id, **chosen.universe)
    return rows.iloc[0] if len(rows) else pd.Series({"n_municipalities": 0, "universe_mean": None})


@data.drawn
def headline(ctx: PageContext, chosen: Filters) -> str:
    """Return the sentence that says how the round stands: its middle, not only its mean.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t, known = ctx.t, row(ctx, chosen)
    if pd.isna(known["universe_mean"]):
        n = int(known["n_municipalities"])
        return t.count("cumplimiento.few", n, universe=universe_name(ctx, chosen))
    words = {
        "median": t.percent(known["universe_median"], 1),
        "share": t.percent(known["universe_share_ge90"], 1),
        "year": known["year"],
    }
    if not chosen.narrows:
        return t("cumplimiento.headline", **words)
    return t("cumplimiento.headline_in", universe=universe_name(ctx, chosen), **words)


@data.drawn
def kpis(ctx: PageContext, chosen: Filters, page: str = PAGE) -> list[Kpi]:
    """Return the four figures of a round that its mean hides; none below the minimum group.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
        page: Url path of the page it stands on, for the permanent link.
    """
    t, known = ctx.t, row(ctx, chosen)
    if pd.isna(known["universe_mean"]):
        return []
    where = {"round_id": chosen.round_id, **chosen.universe}
    details = [t.count("kpi.score_detail", int(known["n_municipalities"])), str(known["year"])]
    if known["universe_missing"]:
        details.append(t.count("cumplimiento.missing", int(known["universe_missing"])))
    mean = t("cumplimiento.mean", value=t.percent(known["universe_mean"], 1))
    series = data.figures(ctx.build_id, "universe_mean", **chosen.universe).sort_values("year")

    def card(key: str, metric: str, *more: str) -> Kpi:
        label = t(f"cumplimiento.kpi.{key}")
        value = t.percent(known[metric], 1)
        title, query = f"{label}: {value}", metric_sql(ctx, metric, **where)
        cite = Cite(title, query, page, chosen.choices, (metric,))
        spread = series[series[metric].notna()]
        change, is_comparable = _since(ctx, chosen, spread, metric)
        return Kpi(
            label,
            value,
            str(known["origin"]),
            " · ".join([*details, *more]),
            change=change,
            is_comparable=is_comparable,
            spark=tuple(zip(spread["year"], spread[metric], strict=True)),
            cite=cite,
            below=origin_of(spread),
        )

    return [
        card("median", "universe_median", mean),
        card("ge90", "universe_share_ge90"),
        card("at100", "universe_share_at100"),
        card("at0", "universe_share_at0"),
    ]


def _since(
    ctx: PageContext, chosen: Filters, spread: pd.DataFrame, metric: str
) -> tuple[str | None, bool]:
    """Return the change since the round before of the same universe, and whether it compares."""
    years = spread["year"].tolist()
    at = spread["round_id"].tolist().index(chosen.round_id)
    if at == 0:
        return None, True
    now, before = spread.iloc[at], spread.iloc[at - 1]
    name = labels(ctx, [before["round_id"]])[0]
    breaks = data.table(ctx.build_id, BREAKS)["year_position"]
    if breaks.between(years[at - 1], years[at], inclusive="right").any():
        return ctx.t("kpi.not_comparable", round=name), False
    rounds = data.table(ctx.build_id, ROUNDS)
    basis = printed.basis(rounds, before["round_id"], chosen.round_id)
    change = moved(ctx.t, now[metric] - before[metric], name)
    return printed.inferred(ctx.t, change, basis), True


@data.drawn
def revised(ctx: PageContext, chosen: Filters) -> str:
    """Return how many scores observations changed, and what stays as published.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    return ctx.t.count("cumplimiento.revised", int(row(ctx, chosen).get("universe_revised", 0)))


@data.drawn
def bands(ctx: PageContext, chosen: Filters, page: str = PAGE) -> Safe:
    """Return the card of the bands: how many stand in each, without a ranking.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
        page: Url path of the page it stands on, for the permanent link.
    """
    t = ctx.t
    where = {"round_id": chosen.round_id, **chosen.universe}
    rows = data.figures(ctx.build_id, "band_share", **where).sort_values(
        "band_order", ascending=False
    )
    if rows.empty:
        return nothing(ctx, rows, t("chart.empty"), t("cumplimiento.bands_subtitle"))
    most = rows.loc[rows["band_count"].idxmax()]
    lines = [[t.pick(band, "band"), *_share(t, band)] for band in rows.to_dict("records")]
    title = t(
        "cumplimiento.bands_title",
        n=t.number(most["band_count"]),
        band=t.pick(most, "band"),
    )
    heads = [("band", False), ("bar", False), ("n", True), ("share", True)]
    return html_card(
        ctx,
        data_table([(t(f"cumplimiento.{k}"), num) for k, num in heads], lines, caption=title),
        name="bands",
        title=title,
        subtitle=t("cumplimiento.bands_subtitle"),
        rows=rows,
        table=BANDS,
        metrics=("band_share",),
        page=page,
        **chosen.choices,
    )


def _share(t: Text, band: dict[str, Any]) -> list[Any]:
    """Return bar, count and share of a band; too few municipalities have no share."""
    n, share = t.number(band["band_count"]), band["band_share"]
    if pd.isna(share):
        return ["", n, t("word.few")]
    inside = tag("span", style=f"width:{share:.1f}%") if share else ""
    bar = tag("span", inside, class_=f"faro-bar {band['origin']}", aria_hidden="true")
    return [bar, n, t.percent(share, 1)]


@data.drawn
def tiles(ctx: PageContext, chosen: Filters) -> Safe:
    """Return the card of the tile map, with its table twin; tiles outside the universe are pale.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t = ctx.t
    where = {"round_id": chosen.round_id, "revision": chosen.revision}
    rows = data.table(ctx.build_id, TILES, **where).sort_values(
        ["region_order_north_south", "tile_row", "tile_column"]
    )
    if rows.empty:
        return nothing(ctx, rows, t("chart.empty"), t("cumplimiento.tiles_none"))
    shown = universe.members(rows, **chosen.members)
    known = shown[shown["score_state"] == "value"]
    low = int((known["band_id"] == "score_0_49").sum())
    return html_card(
        ctx,
        legend(t, states=("zero", "none")),
        country_map(ctx, rows, inside=set(shown["cut"]), links=chosen.choices),
        folded(
            t("tiles.open"), tile_map(ctx, rows, inside=set(shown["cut"]), links=chosen.choices)
        ),
        name="tiles",
        title=t.count("cumplimiento.tiles_title", low, all=t.number(len(known))),
        subtitle=t("cumplimiento.tiles_subtitle"),
        rows=shown,
        table=TILES,
        metrics=("standing_score",),
        page=PAGE,
        view="map",
        twin=("region", "comuna", "score_pct", "score_state", "band", "origin"),
        **chosen.choices,
    )


@data.drawn
def heat(ctx: PageContext, chosen: Filters) -> Safe:
    """Return the card of materia by region; it says so when the round came without items.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t, round_id = ctx.t, chosen.round_id
    rows = data.figures(ctx.build_id, "materia_region_mean", round_id=round_id, revision=PUBLISHED)
    if rows.empty:
        empty = tag("p", t("cumplimiento.heat_empty"), class_="faro-empty")
        return tag("div", card_head(t("cumplimiento.heat"), ""), empty)
    places = data.table(ctx.build_id, "core_territory__region").sort_values(
        "region_order_north_south"
    )
    drawn = rows.rename(columns={"materia_region_mean": "mean_pct"})
    cells = {(row["materia_id"], row["region_code"]): row for row in drawn.to_dict("records")}
    weakest_first = data.figures(ctx.build_id, "materia_mean", round_id=round_id).sort_values(
        "mean_order"
    )
    order = weakest_first["materia_id"].tolist()
    lowest = weakest_first.loc[weakest_first["lowest_region_count"].idxmax()]
    names = rows.drop_duplicates("materia_id").set_index("materia_id")
    title = t(
        "cumplimiento.heat_title",
        materia=t.pick(lowest, "materia"),
        n=t.number(lowest["lowest_region_count"]),
        all=t.number(lowest["region_count"]),
    )
    codes: list[Any] = places["region_code"].tolist()
    table = heat_table(
        t,
        list(zip(places["region_code"], places["region"], strict=True)),
        [
            (t.pick(names.loc[m], "materia"), [cells.get((m, code)) for code in codes])
            for m in order
        ],
        caption=title,
        simulated=bool((rows["origin"] == "simulated").any()),
    )
    return html_card(
        ctx,
        legend(t, states=("few", "none", "na")),
        table,
        name="heat",
        title=title,
        subtitle=" ".join([t("cumplimiento.heat_subtitle"), *unweighted(rows, t)]),
        rows=rows,
        table=HEAT,
        twin=("region", "materia", "mean_pct", "n_municipalities"),
        metrics=("materia_region_mean",),
        page=PAGE,
        view="materias",
        **chosen.choices,
    )
