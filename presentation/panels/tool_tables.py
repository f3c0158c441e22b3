"""Tools in tables: by region, two by two, and municipality by municipality."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards.cards import card_head, html_card, source_note
from presentation.cards.cite import Cite
from presentation.cards.delivered import chips, heat_key, heat_table
from presentation.cards.exact import exact
from presentation.cards.taking import take_away
from presentation.charts.simulated import words
from presentation.charts.universe import members
from presentation.choices.filters import Filters
from presentation.context import PageContext
from presentation.markup.html import Safe, join, tag
from presentation.markup.tables import linked
from presentation.panels.herramientas import PAGE, TOOLS, USED, adoption, tools, users
from presentation.sorting import by_name

REGIONS, PAIRS = "out_adopcion__tool_region", "out_adopcion__tool_pair"
COMUNAS = "core_territory__comuna"
SHAPES = {
    "counterpart": "○○○",
    "started": "●○○",
    "implemented": "●●○",
    "verified": "●●●",
}
NOTHING = "–"


@data.drawn
def by_region(ctx: PageContext) -> Safe:
    """Return the share of municipalities of each region that use each tool, as a heat table.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t = ctx.t
    rows = data.figures(ctx.build_id, "tool_adoption_share").sort_values(
        ["tool_order", "region_order_north_south"]
    )
    heads = rows.drop_duplicates("region_code").to_dict("records")
    body = []
    for _, part in rows.groupby("tool_order"):
        cells = [_region_cell(ctx, row) for row in part.to_dict("records")]
        name = linked(t, part.iloc[0].to_dict(), f"tool_{t.lang}")
        body.append((name, cells))
    known = rows[rows["tool_adoption_share"].notna()]
    spread = known.groupby("tool_id")["tool_adoption_share"].agg(
        lambda column: column.max() - column.min()
    )
    widest = known[known["tool_id"] == spread.idxmax()]
    high, low = (
        widest.loc[widest["tool_adoption_share"].idxmax()],
        widest.loc[widest["tool_adoption_share"].idxmin()],
    )
    title = t(
        "herramientas.region",
        tool=t.pick(high, "tool"),
        high=t.percent(high["tool_adoption_share"], 0),
        high_region=high["region"],
        low=t.percent(low["tool_adoption_share"], 0),
        low_region=low["region"],
    )
    table = heat_table(
        [(linked(t, row, "region"), row["region"]) for row in heads],
        body,
        caption=t("herramientas.region_caption"),
        corner=t("filter.tool"),
    )
    return html_card(
        ctx,
        chips(ctx, rows),
        table,
        heat_key(ctx),
        name="regions",
        title=words(title, rows, t),
        subtitle=t("herramientas.region_subtitle"),
        rows=rows,
        table=REGIONS,
        metrics=("tool_adoption_share",),
        page=PAGE,
        twin=("tool", "region", "adopters", "municipalities", "share_pct"),
    )


def _region_cell(ctx: PageContext, row: dict) -> tuple[float | None, str, str]:
    t = ctx.t
    counts = f"{t.number(row['adopters'])}/{t.number(row['municipalities'])}"
    says = f"{row['region']}: {counts}"
    if pd.isna(row["tool_adoption_share"]):
        return None, counts, says
    text = f"{t.number(row['tool_adoption_share'])}{'' if row['adopters'] else ' ·'}"
    return (
        float(row["tool_adoption_share"]),
        text,
        f"{says} ({t.percent(row['tool_adoption_share'], 1)})",
    )


@data.drawn
def together(ctx: PageContext) -> Safe:
    """Return how far each pair of tools is used by the same municipalities, as a heat table.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t, lang = ctx.t, ctx.lang
    rows = data.figures(ctx.build_id, "tool_overlap")
    order = data.table(ctx.build_id, TOOLS).sort_values("tool_order")
    present = set(rows["tool_id"]) | set(rows["other_tool_id"])
    order = order[order["tool_id"].isin(present)]
    names = dict(zip(order["tool_id"], order[f"name_{lang}"], strict=True))
    numbers = dict(zip(order["tool_id"], order["tool_order"], strict=True))
    pairs = {(r["tool_id"], r["other_tool_id"]): r for r in rows.to_dict("records")}
    ids = list(names)
    body = [
        (
            join(
                [
                    f"{numbers[tool_id]} · ",
                    linked(t, {"tool_id": tool_id, f"tool_{lang}": names[tool_id]}, f"tool_{lang}"),
                ]
            ),
            [_pair_cell(ctx, pairs.get((other, tool_id)), names) for other in ids[:-1]],
        )
        for tool_id in ids  # the first has no cell of its own: its row says whose its number is
    ]
    heads = [(str(numbers[tool_id]), names[tool_id]) for tool_id in ids[:-1]]
    caption = t("herramientas.pairs_caption")
    table = heat_table(heads, body, caption=caption, corner=t("filter.tool"))
    known = rows[rows["tool_overlap"].notna()]
    if known.empty:
        return tag("p", t("notice.empty"), class_="faro-empty")
    top = known.loc[known["tool_overlap"].idxmax()]
    title = t(
        "herramientas.pairs",
        one=t.pick(top, "tool"),
        other=t.pick(top, "other_tool"),
        both=t.number(top["both_count"]),
        either=t.number(top["either_count"]),
    )
    return html_card(
        ctx,
        chips(ctx, rows),
        table,
        heat_key(ctx),
        name="pairs",
        title=words(title, rows, t),
        subtitle=t("herramientas.pairs_subtitle"),
        rows=rows,
        table=PAIRS,
        metrics=("tool_overlap",),
        page=PAGE,
        twin=("tool", "other_tool", "both_count", "either_count", "jaccard_pct"),
    )


def _pair_cell(
    ctx: PageContext, pair: dict | None, names: dict[str, str]
) -> tuple[float | None, str, str] | None:
    t = ctx.t
    if pair is None:
        return None
    both, either = t.number(pair["both_count"]), t.number(pair["either_count"])
    sentence = f"{names[pair['tool_id']]} + {names[pair['other_tool_id']]}: {both}/{either}"
    if pd.isna(pair["tool_overlap"]):
        return None, f"{both}/{either}", sentence
    return float(pair["tool_overlap"]), t.number(pair["tool_overlap"]), sentence


def _stages(ctx: PageContext, chosen: Filters) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return shape and word of each tool, a row a municipality of the universe; and those rows."""
    t, used = ctx.t, adoption(ctx)
    comunas = data.table(ctx.build_id, COMUNAS, has_municipality=True).rename(
        columns={"pndr_class_2024": "rurality"}
    )
    comunas = members(comunas, region_code=chosen.region, rurality=chosen.rurality)
    comunas = comunas.sort_values(["region_order_north_south", "comuna"], key=by_name)
    labels = {stage: f"{shape} " + t(f"stage.{stage}") for stage, shape in SHAPES.items()}
    stages = used.assign(state=[labels.get(stage, NOTHING) for stage in used["stage"]])
    wide = stages.pivot(index="cut", columns="tool_id", values="state")
    wide = wide.reindex(index=comunas["cut"], columns=tools(ctx)[0]).fillna(NOTHING)
    return wide, comunas


@data.drawn
def matrix(ctx: PageContext, chosen: Filters) -> tuple[str, pd.DataFrame]:
    """Return a sentence, and a row a municipality, by its code; a column a tool: shape and word.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t, used = ctx.t, adoption(ctx)
    wide, comunas = _stages(ctx, chosen)
    counts = used.drop_duplicates("cut").set_index("cut")["mgtm_in_use_count"]
    in_use = counts.reindex(comunas["cut"], fill_value=0)
    frame = pd.DataFrame(
        {
            t("cobertura.comuna"): comunas["comuna"].to_numpy(),
            t("filter.region"): comunas["region"].to_numpy(),
            t("herramientas.in_use"): in_use.to_numpy(),
        }
    )
    tools_only = wide.set_axis(tools(ctx)[1], axis=1).reset_index(drop=True)
    total, user_count = users(ctx, chosen).loc["all", ["municipalities", "tool_users"]]
    title = t.count("herramientas.matrix", int(total - user_count), total=t.number(total))
    whole = pd.concat([frame, tools_only], axis=1)
    return words(title, used, t), whole.set_axis(comunas["cut"])


@data.drawn
def around(ctx: PageContext, title: str, chosen: Filters) -> tuple[Safe, Safe]:
    """Return what stands above and below the matrix.

    Args:
        ctx: The page's context.
        title: What the matrix says.
        chosen: What the reader chose of the filters.
    """
    used, head = adoption(ctx), card_head(title, ctx.t("herramientas.matrix_subtitle"))
    places = set(_stages(ctx, chosen)[1]["cut"])
    query = exact(ctx.build, {USED: used[used["cut"].isin(places)]})
    cite = Cite(title, query, PAGE, chosen.choices, card="matrix")
    take = take_away(ctx, table=USED, rows=used, cite=cite)
    return join([head, chips(ctx, used)]), join([source_note(ctx, used), take])
