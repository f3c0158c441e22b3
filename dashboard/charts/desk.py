"""The OGP desk: milestones against a date, indicators against their targets, levels by cycle."""

from __future__ import annotations

from datetime import date
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import marks
from dashboard.charts.base import INK, Chart, Recipe, empty, figure, note
from dashboard.text import Text

FIRST = "CL0048"
WIDE = 44
_LOOK = {
    "done": INK.pilot,
    "running": INK.country,
    "planned": INK.muted,
    "overdue": INK.attention,
}


def gantt(
    milestones: pd.DataFrame, *, t: Text, commitment: str = FIRST, as_of: str | None = None
) -> Chart:
    """Draw the dated milestones of a commitment against a date.

    Args:
        milestones: ``out_ogp__milestone``.
        t: Text in the language of the reader.
        commitment: OGP code.
        as_of: ISO date; today when empty.
    """
    rows = milestones[milestones["commitment_id"] == commitment].sort_values("milestone_order")
    dated = rows[rows["start_date"].notna() & rows["end_date"].notna()]
    if dated.empty:
        return empty(t, rows)
    moment = pd.Timestamp(as_of or date.today().isoformat())
    states = {row["milestone_id"]: state(row, moment) for row in rows.to_dict("records")}
    fig = figure(height=72 * len(dated) + 70, t=t)
    for row in dated.to_dict("records"):
        _row(fig, row, states[row["milestone_id"]], t)
    fig.add_shape(
        type="line", x0=moment, x1=moment, y0=0, y1=1, yref="paper",
        line={"color": INK.ink, "width": 2, "dash": "dash"},
    )  # fmt: skip
    low, high = min(dated["start_date"].min(), moment), max(dated["end_date"].max(), moment)
    room = (high - low) * 0.06
    note(
        fig, moment.isoformat(), 1, t("chart.gantt.as_of", date=t.date(moment)),
        yref="paper", yanchor="bottom", colour=INK.ink,
        xanchor="right" if moment > low + (high - low) / 2 else "left",
    )  # fmt: skip
    fig.update_yaxes(visible=False, range=[len(dated) - 0.4, -0.75])
    fig.update_xaxes(type="date", range=[low - room, high + room], nticks=6, tickformat="%m-%Y")
    fig.update_layout(margin_t=34, margin_l=8)
    counts = {s: list(states.values()).count(s) for s in ("done", "overdue")}
    listed = "; ".join(
        f"{t.pick(row, 'name')}: {_span(row, t)}, {t('ogp.state.' + states[row['milestone_id']])}"
        for row in rows.to_dict("records")
    )
    shown = rows.assign(milestone_state=[t(f"ogp.state.{s}") for s in states.values()])
    return Chart(
        figure=fig,
        takeaway=t(
            "chart.gantt.takeaway", all=t.number(len(rows)),
            overdue=t.count("chart.gantt.overdue", counts["overdue"]),
            done=t.number(counts["done"]), date=t.date(moment),
        ),
        subtitle=_undated(t, len(rows) - len(dated)),
        alt=t("chart.gantt.alt", date=t.date(moment), listed=listed),
        rows=shown,
    )  # fmt: skip


def _undated(t: Text, n: int) -> str:
    said = t("chart.gantt.subtitle")
    return f"{said} {t.count('chart.gantt.undated', n)}" if n else said


def state(row: dict, moment: pd.Timestamp) -> str:
    """Return how a milestone stands at a date: done, overdue, running, planned or undated."""
    if pd.notna(row["done_date"]) and row["done_date"] <= moment:
        return "done"
    if pd.notna(row["end_date"]) and row["end_date"] < moment:
        return "overdue"
    if pd.notna(row["start_date"]) and row["start_date"] <= moment:
        return "running"
    return "undated" if pd.isna(row["start_date"]) and pd.isna(row["end_date"]) else "planned"


def _row(fig: go.Figure, row: dict, how: str, t: Text) -> None:
    at = sum(trace.meta == "milestone" for trace in fig.data)
    name = t.pick(row, "name")
    fig.add_trace(
        go.Scatter(
            x=[row["start_date"], row["end_date"]],
            y=[at, at],
            mode="lines",
            line={"color": _LOOK[how], "width": 12},
            hovertemplate=f"{name}<br>{_span(row, t)}<extra></extra>",
            meta="milestone",
        )
    )
    words = "<br>".join(wrap(f"{name} · {t(f'ogp.state.{how}')}", WIDE))
    note(
        fig, 0, at, words, xref="paper", xanchor="left", yanchor="bottom", yshift=8,
        colour=INK.ink, size=13, align="left",
    )  # fmt: skip


def _span(row: dict, t: Text) -> str:
    if pd.isna(row["start_date"]) and pd.isna(row["end_date"]):
        return t("ogp.no_date")
    return f"{t.date(row['start_text'])} – {t.date(row['end_text'])}"


def indicators(
    described: pd.DataFrame,
    values: pd.DataFrame,
    *,
    t: Text,
    commitment: str = FIRST,
    as_of: str | None = None,
) -> Chart:
    """Draw the latest value of each indicator as a part of its whole, with target and baseline.

    Args:
        described: ``out_ogp__indicator``.
        values: ``out_ogp__indicator_value``.
        t: Text in the language of the reader.
        commitment: OGP code.
        as_of: ISO date; today when empty.
    """
    moment = pd.Timestamp(as_of or date.today().isoformat())
    rows = described[described["commitment_id"] == commitment].sort_values("indicator_order")
    if rows.empty:
        return empty(t, rows)
    known = values[(values["observed_on"] <= moment) & values["value"].notna()]
    known = known.sort_values("observed_on").drop_duplicates("indicator_id", keep="last")
    shown = rows.drop(columns=["source_ids"]).merge(
        known[["indicator_id", "observed_on", "observed_text", "value", "origin", "source_ids"]],
        on="indicator_id",
        how="left",
    )
    fig = figure(height=74 * len(shown) + 20, t=t, barmode="overlay")
    for at, row in enumerate(shown.to_dict("records")):
        _indicator(fig, at, row, t)
    fig.update_xaxes(visible=False, range=[0, 104])
    fig.update_yaxes(visible=False, range=[len(shown) - 0.35, -0.75])
    fig.update_layout(margin_l=8, margin_t=8)
    if marks.is_simulated(shown):
        marks.stamp(fig, t)
    measured = shown[shown["value"].notna()]
    aims = shown[shown["target_value"].notna()]
    reached = int((aims["value"] >= aims["target_value"]).sum())
    targets = t("chart.desk.no_target")
    if len(aims):
        targets = t.count("chart.desk.targets", len(aims), reached=t.number(reached))
    takeaway = t(
        "chart.desk.takeaway", n=t.number(len(measured)), all=t.number(len(shown)),
        targets=targets,
    )  # fmt: skip
    listed = "; ".join(
        f"{t.pick(r, 'name')}: {_value(r, t)}{_aim(r, t)}" for r in shown.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=marks.words(takeaway, shown, t),
        subtitle=t("chart.desk.subtitle", date=t.date(moment)),
        alt=t("chart.desk.alt", listed=listed),
        rows=shown,
        is_empty=False,
    )


def _indicator(fig: go.Figure, at: int, row: dict, t: Text) -> None:
    whole = 100.0 if row["unit"] == "percent" else float(row["universe"])
    if row["target_basis"] == "n":
        whole = float(row["target_value"])
    is_simulated = row["origin"] == "simulated"
    fig.add_trace(_bar(at, 100.0, {"color": INK.sunken}, "whole"))
    if pd.notna(row["value"]):
        colour = INK.simulated if is_simulated else INK.pilot
        look = marks.bar(colour, simulated=is_simulated)
        fig.add_trace(_bar(at, min(100.0, 100 * row["value"] / whole), look, "value"))
    if pd.notna(row["target_value"]):
        place = 100 * row["target_value"] / whole
        fig.add_shape(
            type="line", x0=place, x1=place, y0=at - 0.15, y1=at + 0.24,
            line={"color": INK.attention, "width": 2, "dash": "dash"},
        )  # fmt: skip
    date_of = f" · {t.date(row['observed_text'])}" if isinstance(row["observed_text"], str) else ""
    note(
        fig, 0, at, f"{t.pick(row, 'name')}<br><b>{_value(row, t)}</b>{_aim(row, t)}{date_of}",
        xanchor="left", yanchor="bottom", yshift=9, colour=INK.ink, size=13, align="left",
    )  # fmt: skip


def _bar(at: int, size: float, marker: dict, meta: str) -> go.Bar:
    return go.Bar(
        x=[size], y=[at], orientation="h", width=0.26, marker=marker, hoverinfo="skip", meta=meta
    )


def _value(row: dict, t: Text) -> str:
    if pd.isna(row["value"]):
        return t.missing
    words = t.quantity(row["value"], row["unit"], int(row["decimals"]))
    return f"{words} ({t('origin.simulated')})" if row["origin"] == "simulated" else words


def _aim(row: dict, t: Text) -> str:
    if pd.isna(row["target_value"]):
        return ""
    return f" · {t('ogp.target')} {t.quantity(row['target_value'], row['unit'], 0)}"


def cycles(rows: pd.DataFrame, *, t: Text) -> Chart:
    """Draw the commitments of each cycle by the level the IRM gave them at the end of the term.

    Args:
        rows: ``out_ogp__cycle_completion``.
        t: Text in the language of the reader.
    """
    if rows.empty:
        return empty(t, rows)
    plans = rows.drop_duplicates("cycle").sort_values("cycle").to_dict("records")
    names = [t.pick(plan, "plan") for plan in plans]
    final = rows[rows["phase"] == "end_of_term"].sort_values("value_order")
    steps = {"not_started": INK.scale_1, "limited": INK.scale_3, "substantial": INK.scale_6}
    fig = figure(height=54 * len(plans) + 40, t=t, barmode="stack")
    for value_id, part in final.groupby("value_id", sort=False):
        counts = part.set_index("cycle")["commitments"]
        sizes = [int(counts.get(plan["cycle"], 0)) for plan in plans]
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
    done = int(final.loc[final["value_id"] == "complete", "commitments"].sum())
    with_count = [plan for plan in plans if plan["cycle"] in known.index]
    listed = "; ".join(
        f"{t.pick(r, 'plan')}: {t.pick(r, 'value')} {t.number(r['commitments'])}"
        for r in final.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=t(
            "chart.cycles.takeaway", known=t.number(len(with_count)), all=t.number(len(plans)),
            done=t.number(done), of=t.number(int(known.sum())),
        ),
        subtitle=t("chart.cycles.subtitle"),
        alt=t("chart.cycles.alt", listed=listed),
        rows=rows.sort_values(["cycle", "phase", "value_order"]),
    )  # fmt: skip


GANTT = Recipe(
    id="ogp_gantt",
    draw=gantt,
    tables=("out_ogp__milestone",),
    columns=("name", "start_date", "end_date", "done_date", "source_ids"),
)
INDICATORS = Recipe(
    id="ogp_indicators",
    draw=indicators,
    tables=("out_ogp__indicator", "out_ogp__indicator_value"),
    columns=("name", "metric_id", "target_value"),
)
CYCLES = Recipe(
    id="ogp_cycles",
    draw=cycles,
    tables=("out_ogp__cycle_completion",),
    columns=("plan", "phase", "value", "commitments", "source_ids"),
    metrics=("ogp_cycle_commitments",),
)
