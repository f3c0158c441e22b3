"""Compliance: how the scores of a round are spread, who stands where, what failed."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import data
from dashboard.components.cards import card_head, downloads, source_note
from dashboard.components.html import Safe, join, tag
from dashboard.components.kpi import Kpi
from dashboard.components.tables import contract_table, data_table, folded
from dashboard.components.tiles import heat_table, legend, tile_map
from dashboard.state import PageContext

SPREAD = "out_fiscalizacion__round_distribution"
BANDS = "out_fiscalizacion__round_band"
TILES = "out_fiscalizacion__municipality_tile"
HEAT = "out_fiscalizacion__region_materia"
PUBLISHED = "as_published"


def country(ctx: PageContext) -> pd.DataFrame:
    """Return the distribution of every round delivered, oldest first."""
    rows = data.table(ctx.build_id, SPREAD, dimension="country", revision=PUBLISHED)
    return rows.sort_values("year")


def rounds(ctx: PageContext) -> list[str]:
    """Return the rounds to choose from, latest first; every documented one when none is in."""
    rows = country(ctx)
    if rows.empty:
        rows = data.table(ctx.build_id, "core_fiscalizacion__round", existence="documented")
        rows = rows.sort_values("year")
    return rows["round_id"].tolist()[::-1]


def labels(ctx: PageContext, ids: list[str]) -> list[str]:
    """Return the names of rounds."""
    rows = data.table(ctx.build_id, "core_fiscalizacion__round").set_index("round_id")
    return [str(rows.loc[round_id, f"label_{ctx.lang}"]) for round_id in ids]


def is_simulated(ctx: PageContext) -> bool:
    """Return whether the page shows simulated figures."""
    return bool((country(ctx)["origin"] == "simulated").any())


def headline(ctx: PageContext, round_id: str) -> str:
    """Return the sentence that says how the round stands: its middle, not only its mean."""
    t, row = ctx.t, country(ctx).set_index("round_id").loc[round_id]
    return t(
        "cumplimiento.headline",
        median=t.percent(row["median_pct"], 1),
        share=t.percent(row["share_ge90_pct"], 1),
        year=row["year"],
    )


def kpis(ctx: PageContext, round_id: str) -> list[Kpi]:
    """Return the four figures of a round that its mean hides."""
    t, row = ctx.t, country(ctx).set_index("round_id").loc[round_id]
    universe = t.count("kpi.score_detail", int(row["n_municipalities"]))
    parts = (
        ("median", "median_pct"),
        ("ge90", "share_ge90_pct"),
        ("at100", "share_at100_pct"),
        ("at0", "share_at0_pct"),
    )
    missing = t.count("cumplimiento.missing", int(row["missing_count"]))
    mean = t("cumplimiento.mean", value=t.percent(row["mean_pct"], 1))
    return [
        Kpi(
            label=t(f"cumplimiento.kpi.{key}"),
            value=t.percent(row[column], 1),
            origin=str(row["origin"]),
            detail=f"{universe} · {row['year']}",
            change=mean if key == "median" else missing,
        )
        for key, column in parts
    ]


def bands(ctx: PageContext, round_id: str) -> Safe:
    """Return the card of the bands: how many stand in each, without a ranking."""
    t = ctx.t
    rows = data.table(ctx.build_id, BANDS, round_id=round_id, revision=PUBLISHED)
    rows = rows.sort_values("band_order", ascending=False)
    most = rows.loc[rows["n_municipalities"].idxmax()]
    lines = [
        [
            t.pick(row, "band"),
            tag(
                "span",
                tag("span", style=f"width:{row['share_pct']:.1f}%"),
                class_=f"faro-bar {row['origin']}",
                aria_hidden="true",
            ),
            t.number(row["n_municipalities"]),
            t.percent(row["share_pct"], 1),
        ]
        for row in rows.to_dict("records")
    ]
    title = t(
        "cumplimiento.bands_title",
        n=t.number(most["n_municipalities"]),
        band=t.pick(most, "band"),
    )
    heads = [("band", False), ("bar", False), ("n", True), ("share", True)]
    return tag(
        "div",
        card_head(title, t("cumplimiento.bands_subtitle")),
        data_table([(t(f"cumplimiento.{k}"), num) for k, num in heads], lines, caption=title),
        source_note(ctx, rows),
        folded(t("word.download"), downloads(ctx, BANDS)),
    )


def tiles(ctx: PageContext, round_id: str) -> Safe:
    """Return the card of the tile map, with its table twin."""
    t = ctx.t
    rows = data.table(ctx.build_id, TILES, round_id=round_id).sort_values(
        ["region_order_north_south", "tile_row", "tile_column"]
    )
    known = rows[rows["score_state"] == "value"]
    low = int((known["band_id"] == "score_0_49").sum())
    title = t.count("cumplimiento.tiles_title", low, all=t.number(len(known)))
    columns = ("region", "comuna", "score_pct", "score_state", "band", "origin")
    twin = contract_table(rows, ctx.build.describe(TILES), columns, t, caption=title)
    return tag(
        "div",
        card_head(title, t("cumplimiento.tiles_subtitle")),
        legend(t, states=("zero", "none")),
        tile_map(t, rows),
        source_note(ctx, rows),
        tag(
            "div",
            folded(t("word.table"), twin),
            folded(t("word.download"), downloads(ctx, TILES)),
            class_="faro-actions",
        ),
    )


def heat(ctx: PageContext, round_id: str) -> Safe:
    """Return the card of materia by region; it says so when the round came without items."""
    t = ctx.t
    rows = data.table(ctx.build_id, HEAT, round_id=round_id, revision=PUBLISHED)
    if rows.empty:
        empty = tag("p", t("cumplimiento.heat_empty"), class_="faro-empty")
        return tag("div", card_head(t("cumplimiento.heat"), ""), empty)
    places = data.table(ctx.build_id, "core_territory__region").sort_values(
        "region_order_north_south"
    )
    cells = {(row["materia_id"], row["region_code"]): row for row in rows.to_dict("records")}
    known = rows[rows["score_state"] == "value"]
    lowest = known.loc[known.groupby("region_code")["mean_pct"].idxmin(), "materia_id"]
    counts = lowest.value_counts()
    order = known.groupby("materia_id")["mean_pct"].median().sort_values().index.tolist()
    order += [m for m in rows["materia_id"].unique() if m not in order]
    names = rows.drop_duplicates("materia_id").set_index("materia_id")
    title = t(
        "cumplimiento.heat_title",
        materia=t.pick(names.loc[counts.index[0]], "materia"),
        n=t.number(counts.iloc[0]),
        all=t.number(len(lowest)),
    )
    codes: list[Any] = places["region_code"].tolist()
    table = heat_table(
        t,
        list(zip(places["roman"], places["region"], strict=True)),
        [
            (t.pick(names.loc[m], "materia"), [cells.get((m, code)) for code in codes])
            for m in order
        ],
        caption=title,
        simulated=bool((rows["origin"] == "simulated").any()),
    )
    key = legend(t, states=("few", "none", "na"))
    parts = [card_head(title, t("cumplimiento.heat_subtitle")), key, table, source_note(ctx, rows)]
    return tag("div", join(parts), folded(t("word.download"), downloads(ctx, HEAT)))
