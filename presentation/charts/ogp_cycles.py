"""The OGP desk: commitments of each cycle by the level they reached."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines import clock
from presentation.charts.base import INK, Chart, Recipe, empty, figure
from presentation.words import Text


def cycles(rows: pd.DataFrame, counts: pd.DataFrame, *, t: Text, as_of: str | None = None) -> Chart:
    """Draw the commitments of each cycle by the level the IRM gave them at the end of the term.

    Args:
        rows: ``out_ogp__cycle_completion``.
        counts: ``out_ogp__desk_count``.
        t: Text in the language of the reader.
        as_of: ISO date; today when empty. Plans that had not begun and counts not yet known by
            then do not show.
    """
    moment = pd.Timestamp(as_of or clock.today())
    rows = rows[rows["cycle"] <= moment.year]
    if rows.empty:
        return empty(t, rows)
    plans = rows.drop_duplicates("cycle").sort_values("cycle").to_dict("records")
    names = [t.pick(plan, "plan") for plan in plans]
    if "known_from" in rows:  # older builds do not say since when a count is known
        rows = rows[rows["phase"].isna() | (rows["known_from"] <= moment)]
    final = rows[rows["phase"] == "end_of_term"].sort_values("value_order")
    steps = {"not_started": INK.scale_1, "limited": INK.scale_3, "substantial": INK.scale_6}
    fig = figure(height=54 * len(plans) + 40, t=t, barmode="stack")
    for value_id, part in final.groupby("value_id", sort=False):
        own = part.set_index("cycle")["commitments"]
        sizes = [int(own.get(plan["cycle"], 0)) for plan in plans]
        label = t.pick(part.iloc[0], "value")
        fig.add_trace(
            go.Bar(
                x=sizes,
                y=names,
                orientation="h",
                width=0.5,
                marker={"color": steps.get(str(value_id), INK.scale_7)},
                text=[f"{label} {n}" if n > 3 else str(n or "") for n in sizes],
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={
                    "color": INK.ink if value_id in ("not_started", "limited") else INK.surface
                },
                hovertemplate=f"%{{y}}<br>{label}: %{{x}}<extra></extra>",
                meta=str(value_id),
            )
        )
    known = final.groupby("cycle")["commitments"].sum()
    rest = [int(plan["universe"] - known.get(plan["cycle"], 0)) for plan in plans]
    fig.add_trace(
        go.Bar(
            x=rest,
            y=names,
            orientation="h",
            width=0.5,
            marker={"color": INK.surface, "line": {"color": INK.muted, "width": 1}},
            text=[f"{t.missing}: {n}" if n else "" for n in rest],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": INK.muted},
            hovertemplate=f"%{{y}}<br>{t.missing}: %{{x}}<extra></extra>",
            meta="unknown",
        )
    )
    fig.update_yaxes(
        autorange="reversed",
        showgrid=False,
        ticklabelstandoff=8,
        tickfont={"color": INK.ink, "size": 13},
    )
    fig.update_xaxes(visible=False)
    with_count = [plan for plan in plans if plan["cycle"] in known.index]
    listed = "; ".join(
        f"{t.pick(r, 'plan')}: {t.pick(r, 'value')} {t.number(r['commitments'])}"
        for r in final.to_dict("records")
    )
    takeaway = t("chart.cycles.none", all=t.number(len(plans)))
    if with_count and {"complete", "judged"} <= {*counts["count_id"]}:
        takeaway = t(
            "chart.cycles.takeaway",
            known=t.number(len(with_count)),
            all=t.number(len(plans)),
            done=t.number(at(counts, "complete", moment)["desk_count"]),
            of=t.number(at(counts, "judged", moment)["desk_count"]),
        )
    return Chart(
        figure=fig,
        takeaway=takeaway,
        subtitle=t("chart.cycles.subtitle"),
        alt=t("chart.cycles.alt", listed=listed),
        rows=rows.sort_values(["cycle", "phase", "value_order"]),
    )  # fmt: skip


def at(counts: pd.DataFrame, count_id: str, moment: pd.Timestamp) -> dict[str, Any]:
    """Return the row of ``out_ogp__desk_count`` that holds at a moment; the first one before it."""
    own = counts[counts["count_id"] == count_id].sort_values("since")
    past = int((own["since"] <= moment).sum())
    row: dict[str, Any] = own.iloc[max(past - 1, 0)].to_dict()
    return row


RECIPE = Recipe(
    id="ogp_cycles",
    draw=cycles,
    tables=("out_ogp__cycle_completion", "out_ogp__desk_count"),
    columns=("plan", "phase", "value", "commitments", "source_ids"),
    metrics=("ogp_cycle_commitments", "ogp_desk_count"),
)
