"""Why the mean moved: a waterfall whose steps sum to the last decimal printed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import INK, Chart, Recipe, empty, figure, note
from dashboard.charts.marks import bar, is_simulated, stamp_if, words
from dashboard.text import Text

ENDS = ("start", "end")


def waterfall(
    changes: pd.DataFrame,
    rounds: pd.DataFrame,
    regions: pd.DataFrame,
    materias: pd.DataFrame,
    *,
    t: Text,
    from_round_id: str | None = None,
    to_round_id: str | None = None,
    dimension: str = "group",
) -> Chart:
    """Draw the steps between two means; what cannot be told is written, never drawn as zero.

    Args:
        changes: ``out_estudio__mean_change``.
        rounds: ``core_fiscalizacion__round``, for names.
        regions: ``core_territory__region``, for names.
        materias: ``core_catalogue__materia``, for names.
        t: Text in the language of the reader.
        from_round_id: First round; the usual pair when either is empty.
        to_round_id: Last round.
        dimension: What the change within is split by.
    """
    if not (from_round_id and to_round_id):
        from_round_id, to_round_id = usual_pair(changes)
    rows = changes[
        (changes["from_round_id"] == from_round_id)
        & (changes["to_round_id"] == to_round_id)
        & (changes["dimension"] == dimension)
    ].sort_values("part_order")
    if rows.empty:
        return empty(t, rows)
    named = rounds.set_index("round_id")
    members = dict(zip(regions["region_code"], regions["region"], strict=True))
    members |= {row["materia_id"]: t.pick(row, "name") for row in materias.to_dict("records")}
    ends = [t.pick(named.loc[one], "label") for one in (from_round_id, to_round_id)]
    labels = [_label(row, ends, members, t) for row in rows.to_dict("records")]
    fig = figure(height=30 * len(rows) + 50, t=t)
    _steps(fig, rows, labels, t)
    low = rows[rows["part_kind"].isin(ENDS)]["points"].min()
    fig.update_xaxes(range=_reach(rows, low), visible=False)
    fig.update_yaxes(
        autorange="reversed",
        showgrid=False,
        ticklabelstandoff=8,
        tickfont={"color": INK.ink, "size": 13},
        categoryorder="array",
        categoryarray=labels,
    )
    stamp_if(fig, rows, t)
    return Chart(
        fig,
        _takeaway(rows, ends, labels, t),
        _subtitle(rows, t),
        _alt(rows, labels, t),
        rows.assign(member=labels),
    )


def usual_pair(changes: pd.DataFrame) -> tuple[str, str]:
    """Return the last pair of one method whose change is told apart; the first pair otherwise."""
    within = changes[(changes["part_kind"] == "within") & (changes["dimension"] == "group")]
    told = within[within["is_comparable"] & (within["state"] == "identified")]
    rows = (told if len(told) else within).sort_values(["to_round_id", "from_round_id"])
    if rows.empty:
        return "", ""
    row = rows.iloc[-1 if len(told) else 0]
    return str(row["from_round_id"]), str(row["to_round_id"])


def _label(row: dict[str, Any], ends: list[str], members: dict[str, str], t: Text) -> str:
    kind, member = row["part_kind"], row["member"]
    if kind in ENDS:
        return t("chart.waterfall.mean", round=ends[kind == "end"])
    if kind == "within" and member:
        if row["dimension"] in ("group", "rurality"):
            return t.code(row["dimension"], member)
        return members.get(member, member)
    return t(f"chart.waterfall.part.{kind}")


def _steps(fig: go.Figure, rows: pd.DataFrame, labels: list[str], t: Text) -> None:
    simulated, reached = is_simulated(rows), 0.0
    for label, row in zip(labels, rows.to_dict("records"), strict=True):
        kind, points = row["part_kind"], row["points"]
        if kind == "method":
            fig.add_trace(
                go.Bar(
                    y=[label],
                    x=[0],
                    orientation="h",
                    marker={"color": INK.muted},
                    hoverinfo="skip",
                    meta=kind,
                )
            )
            text = t(f"chart.waterfall.method.{row['state']}")
            note(fig, 0, label, text, xref="paper", xanchor="left", xshift=6)
            continue
        if kind in ENDS:
            base, width, colour, text = 0.0, points, INK.country, t.percent(points, 2)
            reached = points
        else:
            base, width, text = reached, points, t.points(points, 2)
            untold = row["state"] == "not_identifiable"
            colour = INK.muted if untold else INK.pilot if points >= 0 else INK.attention
            text += f"  {t('chart.waterfall.untold')}" if untold else ""
            reached = round(reached + points, 2)
        fig.add_trace(
            go.Bar(
                y=[label],
                x=[width],
                base=[base],
                orientation="h",
                marker=bar(colour, simulated=simulated),
                width=0.62,
                hovertemplate=f"<b>{label}</b><br>{text}"
                f"<br>n = {t.number(row['n_municipalities'])}<extra></extra>",
                meta=kind,
            )
        )
        note(fig, max(base, base + width), label, text, xanchor="left", xshift=6, colour=INK.ink)


def _reach(rows: pd.DataFrame, low: float) -> list[float]:
    """Return where the axis starts and ends: parts are small beside the means they join."""
    ends = rows[rows["part_kind"].isin(ENDS)]["points"]
    steps = rows[~rows["part_kind"].isin((*ENDS, "method"))]["points"]
    path = ends.iloc[0] + steps.cumsum()
    least, most = min(low, path.min()), max(ends.max(), path.max())
    start = max(0.0, least - max(2.0, 0.6 * (most - least)))
    return [start, most + 0.55 * (most - start)]


def _takeaway(rows: pd.DataFrame, ends: list[str], labels: list[str], t: Text) -> str:
    by_kind = rows.set_index("part_kind")["points"]
    change = round(float(by_kind["end"]) - float(by_kind["start"]), 2)
    known = rows.assign(label=labels)
    known = known[(known["part_kind"] == "within") & (known["state"] == "identified")]
    facts = {"start": ends[0], "end": ends[1], "change": t.points(change, 2)}
    if known.empty:
        text = t("chart.waterfall.untold_takeaway", **facts)
    else:
        most = known.loc[known["points"].abs().idxmax()]
        facts |= {"part": most["label"], "points": t.points(most["points"], 2)}
        text = t("chart.waterfall.takeaway", **facts)
    return words(text, rows, t)


def _subtitle(rows: pd.DataFrame, t: Text) -> str:
    crossed = not bool(rows["is_comparable"].iloc[0])
    said = [t("chart.waterfall.subtitle")]
    said += [t("chart.waterfall.crossed")] if crossed else []
    said += [t("chart.waterfall.weights")] if "weights" in set(rows["part_kind"]) else []
    return " ".join(said)


def _alt(rows: pd.DataFrame, labels: list[str], t: Text) -> str:
    listed = "; ".join(
        f"{label}: "
        + (
            t(f"chart.waterfall.method.{row.state}")
            if row.part_kind == "method"
            else t.percent(row.points, 2)
            if row.part_kind in ENDS
            else t.points(row.points, 2)
        )
        for label, row in zip(labels, rows.itertuples(), strict=True)
    )
    return t("chart.waterfall.alt", listed=listed)


RECIPE = Recipe(
    id="mean_waterfall",
    draw=waterfall,
    tables=(
        "out_estudio__mean_change",
        "core_fiscalizacion__round",
        "core_territory__region",
        "core_catalogue__materia",
    ),
    columns=(
        "part_kind",
        "member",
        "n_municipalities",
        "points",
        "exact_points",
        "state",
        "origin",
    ),
    metrics=("study_part", "study_part_exact"),
    origin="computed",
)
