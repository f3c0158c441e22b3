"""The PMG of a municipality: its indicators, their compliance, and the sheet to sign."""

from __future__ import annotations

import pandas as pd

from presentation import data
from presentation.cards.cards import card, card_head, chart_card, html_card
from presentation.cards.delivered import chips, deliver
from presentation.cards.exact import exact
from presentation.charts.simulated import words
from presentation.context import PageContext
from presentation.links import pmg_link
from presentation.markup.html import Safe, file_links, join, tag, together
from presentation.markup.tables import data_table
from presentation.panels.proceso_ta import PAGE

INDICATORS, STAGES = "out_pmg__indicator", "core_pmg__stage"
FRAME = "core_historia__frame"
KEYS = (("programme", False), ("stage", False), ("indicator", False), ("reached", True),
        ("target", True), ("weight", True), ("compliance", True))  # fmt: skip


def section(ctx: PageContext, cut: str) -> None:
    """Show the PMG of a municipality, or what to deliver.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
    """
    own = data.figures(ctx.build_id, "pmg_compliance", country="CL", code=cut)
    year = None if own.empty else int(own["year"].max())
    with together("faro-page"):
        if year is None:
            _none(ctx, data.figures(ctx.build_id, "pmg_compliance"))
        else:
            chart_card(ctx, "pmg_programmes", page=PAGE, place=f"CL-{cut}", year=str(year))
        card("pmg_stages", stages(ctx))
    if year is not None:
        card("pmg", indicators(ctx, cut, year))


def _none(ctx: PageContext, rows: pd.DataFrame) -> None:
    t = ctx.t
    if rows.empty:
        deliver(ctx, "pmg", t("pmg.deliver"))
        return
    card(
        "pmg_none",
        card_head(t("pmg.none_title"), t("pmg.none", n=t.number(rows["code"].nunique()))),
    )


@data.drawn
def stages(ctx: PageContext) -> Safe:
    """Return the four processes of the PMG and, apart from them, its four stages.

    Args:
        ctx: The page's context.
    """
    t, rows = ctx.t, data.table(ctx.build_id, STAGES).sort_values("pmg_stage_order")
    tasks = data.table(ctx.build_id, FRAME, topic="pmg_etapa").sort_values("frame_order")
    steps = [
        tag("div", tag("dt", t.pick(row, "name")), tag("dd", t.pick(row, "text")))
        for row in tasks.to_dict("records")
    ]
    return html_card(
        ctx,
        tag("ol", *(tag("li", t.pick(row, "name")) for row in rows.to_dict("records"))),
        tag("h3", t("pmg.tasks_title")),
        tag("dl", *steps, class_="faro-facts"),
        name="pmg_stages",
        title=t("pmg.stages_title", n=t.number(len(rows))),
        subtitle=t("pmg.stages_subtitle"),
        rows=rows.rename(columns={"source_id": "source_ids"}),
        table=STAGES,
        query=exact(ctx.build, {STAGES: rows, FRAME: tasks}),
        page=PAGE,
    )


@data.drawn
def indicators(ctx: PageContext, cut: str, year: int) -> Safe:
    """Return the indicators of a municipality with their compliance, and the sheet to take away.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.
        year: The year shown.
    """
    t = ctx.t
    rows = data.table(ctx.build_id, INDICATORS, country="CL", code=cut, year=year)
    order = {"institutional": 0, "collective": 1}
    rows = rows.assign(_kind=rows["objective_kind"].map(order))
    rows = rows.sort_values(
        ["_kind", "municipal_unit", "weight_pct"], ascending=[True, True, False]
    )
    open_count = int((rows["measure_state"] == "missing").sum())
    title = t.count("pmg.measured", open_count, all=t.number(len(rows)))
    if not open_count:
        title = t("pmg.all_measured", all=t.number(len(rows)))
    lines = [
        [
            _programme(ctx, row),
            t.pick(row, "pmg_stage"),
            join([row["indicator_text"], tag("small", row["objective"])]),
            _share(ctx, row["reached_pct"]),
            t.percent(row["target_pct"], 0),
            t.percent(row["weight_pct"], 0),
            _share(ctx, row["compliance_pct"]),
        ]
        for row in rows.to_dict("records")
    ]
    links = [
        (t(f"pmg.take.{ending}"), pmg_link(ctx.build_id, cut, year, ending, t.lang))
        for ending in ("pdf", "xlsx")
    ]
    heads = [(t(f"pmg.column.{key}"), is_number) for key, is_number in KEYS]
    return html_card(
        ctx,
        chips(ctx, rows),
        data_table(heads, lines, caption=title),
        file_links(links),
        name="pmg",
        title=words(title, rows, t),
        subtitle=t("pmg.subtitle"),
        rows=rows,
        table=INDICATORS,
        page=PAGE,
        cut=cut,
    )


def _programme(ctx: PageContext, row: dict) -> str:
    kind = ctx.t(f"pmg.kind.{row['objective_kind']}")
    return kind if pd.isna(row["municipal_unit"]) else f"{kind} · {row['municipal_unit']}"


def _share(ctx: PageContext, value: float) -> Safe | str:
    if pd.isna(value):
        return tag("span", ctx.t("pmg.not_measured"), class_="none")
    return ctx.t.percent(value, 1)
