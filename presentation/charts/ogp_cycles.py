"""The OGP desk: commitments of each cycle by the level they reached."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pipelines import clock
from presentation.charts.base import INK, Chart, Recipe, empty, figure
from presentation.words import Text

HOME = "CL"
PLAN = ["country", "cycle"]


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
    if "country" not in rows:  # older builds know plans of Chile alone
        rows = rows.assign(country=HOME)
    plans = rows.drop_duplicates(PLAN).sort_values(["cycle", "country"]).to_dict("records")
    names = [_named(plan, t) for plan in plans]
    if "known_from" in rows:  # older builds do not say since when a count is known
        rows = rows[rows["phase"].isna() | (rows["known_from"] <= moment)]
    final = rows[rows["phase"] == "end_of_term"].sort_values("value_order")
    steps = {"not_started": INK.scale_1, "limited": INK.scale_3, "substantial": INK.scale_6}
    fig = figure(height=54 * len(plans) + 40, t=t, barmode="stack")
    for value_id, part in final.groupby("value_id", sort=False):
        own = part.set_index(PLAN)["commitments"]
        sizes = [int(own.get(_key(plan), 0)) for plan in plans]
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
    known = final.groupby(PLAN)["commitments"].sum()
    rest = [int(plan["universe"] - known.get(_key(plan), 0)) for plan in plans]
    fig.add_trace(
        go.Bar(
            x=rest,
            y=names,
            orientation="h",
            width=0.5,
            marker={"color": INK.surface, "line": {"color": INK.muted, "width": 1}},
            text=[t("chart.cycles.unknown", n=t.number(n)) if n else "" for n in rest],
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
    with_count = [plan for plan in plans if _key(plan) in known.index]
    listed = "; ".join(
        f"{_named(r, t)}: {t.pick(r, 'value')} {t.number(r['commitments'])}"
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
        rows=rows.sort_values(["cycle", "country", "phase", "value_order"]),
    )  # fmt: skip


def _key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in PLAN)


def _named(row: dict[str, Any], t: Text) -> str:
    """Return the name of a plan; of another country with its name: many are «Quinto plan»."""
    name = t.pick(row, "plan")
    return name if row["country"] == HOME else f"{name} · {t.country(row['country'])}"


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
