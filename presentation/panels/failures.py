"""What failed: the item, the municipality or both; and what was declared against what was found."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards.cards import card, card_head, chart_card, html_card
from presentation.cards.delivered import deliver
from presentation.cards.exact import exact
from presentation.cards.tiles import legend
from presentation.cards.universe import apart
from presentation.charts.heat import unweighted
from presentation.charts.universe import members
from presentation.choices.filters import ALL, Filters
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table
from presentation.panels.ranks import PAGE, municipality

CELLS = "out_fiscalizacion__materia_cell"
KINDS = "out_fiscalizacion__failure_kind"
ORDER = ["systemic", "both", "local", "isolated"]
SHOWN, LOW = 12, "municipality_low_count"
VIEW = {"view": "materias"}


def section(ctx: PageContext, chosen: Filters) -> None:
    """Show every municipality in every materia, and below of what kind the failures are.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    if data.figures(ctx.build_id, "materia_score", round_id=chosen.round_id).empty:
        return
    still = apart(ctx, chosen, "round")
    chart_card(ctx, "materia_heat", page=PAGE, link=VIEW, still=still, round_id=chosen.round_id)
    card("kinds", kinds(ctx, chosen), still=apart(ctx, chosen, "round", "region"))


@data.drawn
def kinds(ctx: PageContext, chosen: Filters) -> Safe:
    """Return how many low cells are of each kind, and the municipalities weak across materias.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t, round_id = ctx.t, chosen.round_id
    rows = (
        data.figures(ctx.build_id, "failure_cells", round_id=round_id)
        .set_index("failure_kind")
        .loc[ORDER]
    )
    heads = [("kind", False), ("cells", True), ("share", True)]
    lines = [
        [
            tag(
                "span", tag("strong", t(f"failure.{kind}")), tag("small", t(f"failure_help.{kind}"))
            ),
            t.number(row["failure_cells"]),
            t.percent(row["failure_share"], 0),
        ]
        for kind, row in rows.iterrows()
    ]
    title = t.count("failures.title", int(rows["low_cells_count"].iloc[0]))
    weakest = _weakest(ctx, chosen)
    weak = _weak(ctx, chosen, weakest)
    plain = unweighted(data.figures(ctx.build_id, "materia_score", round_id=round_id), t)
    return html_card(
        ctx,
        legend(t, states=("zero", "none", "na")),
        tag(
            "div",
            data_table([(t(f"failures.{key}"), num) for key, num in heads], lines, caption=title),
            weak,
            class_="faro-pair",
        ),
        name="kinds",
        title=title,
        subtitle=" ".join([t("failures.subtitle"), *plain]),
        rows=rows.reset_index(),
        table=KINDS,
        query=exact(ctx.build, {KINDS: rows.reset_index(), CELLS: weakest}),
        metrics=("failure_cells", "failure_share", "materia_score"),
        page=PAGE,
        view=VIEW["view"],
        **chosen.choices,
    )


def _weakest(ctx: PageContext, chosen: Filters) -> pd.DataFrame:
    """Return a low cell of each of the municipalities that have the most of them."""
    cells = data.figures(ctx.build_id, "materia_score", round_id=chosen.round_id)
    own = members(cells, region_code=chosen.region)
    low: pd.DataFrame = own[own["failure_kind"].isin(["local", "both"])]
    order = {"by": [LOW, "municipality_order"], "ascending": [False, True]}
    return low.drop_duplicates("cut").sort_values(**order).head(SHOWN)


def _weak(ctx: PageContext, chosen: Filters, weakest: pd.DataFrame) -> Safe:
    t = ctx.t
    if weakest.empty:
        return Safe("")
    title = t("failures.weakest")
    if chosen.region != ALL:
        title = f"{title} · {weakest['region'].iloc[0]}"
    items = [
        tag("li", municipality(ctx, row, chosen), " ", t.count("failures.low", row[LOW]))
        for row in weakest.to_dict("records")
    ]
    return tag("div", tag("h3", title), tag("ol", *items), class_="faro-weak")


def gap(ctx: PageContext, chosen: Filters) -> None:
    """Show declared against audited, or what to deliver for it.

    Args:
        ctx: The page's context.
        chosen: What the reader chose of the filters.
    """
    t, round_id = ctx.t, chosen.round_id
    rows = data.figures(ctx.build_id, "declared_overstated_share")
    if rows.empty:
        deliver(ctx, "autoevaluacion", t("failures.deliver"))
    elif rows[rows["round_id"] == round_id]["declared_overstated_share"].notna().any():
        still = apart(ctx, chosen, "round")
        chart_card(ctx, "declared_gap", page=PAGE, link=VIEW, still=still, round_id=round_id)
    else:
        words = tag("p", t("failures.gap_none"), class_="faro-empty")
        card("gap_none", card_head(t("failures.gap_none_title"), ""), words)
