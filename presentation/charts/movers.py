"""Risers and fallers, with the part that the starting score alone would lead one to expect."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts import printed, universe
from presentation.charts.base import INK, Chart, Recipe, empty, figure, note
from presentation.charts.change import change_text, is_like
from presentation.words import Text

SHOWN = 8


def movers(
    changes: pd.DataFrame,
    groups: pd.DataFrame,
    rounds: pd.DataFrame,
    *,
    t: Text,
    round_id: str | None = None,
    **chosen: str,
) -> Chart:
    """Draw the largest rises and falls since each municipality's previous round.

    Args:
        changes: ``out_fiscalizacion__municipality_change``.
        groups: ``out_fiscalizacion__change_group``.
        rounds: ``core_fiscalizacion__round``.
        t: Text in the language of the reader.
        round_id: The round shown; the last one when empty.
        **chosen: ``region_code``, ``rurality`` and ``group_id`` of the universe.
    """
    if changes.empty:
        return empty(t, changes)
    round_id = round_id or str(changes.sort_values("year")["round_id"].iloc[-1])
    rows = changes[changes["round_id"] == round_id].sort_values(["change_pts", "cut"])
    of_all = len(rows)
    rows = rows[universe.inside(rows, **chosen)]
    if rows.empty:
        return empty(t, rows)
    ends = rows if len(rows) <= 2 * SHOWN else pd.concat([rows.head(SHOWN), rows.tail(SHOWN)])
    names = [f"{row.comuna} " for row in ends.itertuples()]
    is_comparable = is_like(rows["comparable_with_previous"])
    is_simulated = (rows["origin"] == "simulated").any()
    if not is_comparable:
        colours = [INK.muted] * len(ends)
    else:
        colours = [INK.pilot if value >= 0 else INK.attention for value in ends["change_pts"]]
    pattern = {"shape": "/", "size": 5, "solidity": 0.45} if is_simulated else {"shape": ""}
    fig = figure(
        go.Bar(
            y=names,
            x=ends["change_pts"].tolist(),
            orientation="h",
            marker={
                "color": INK.surface if is_simulated else colours,
                "line": {"color": colours, "width": 1.5},
                "pattern": {**pattern, "fillmode": "overlay", "fgcolor": colours},
            },
            opacity=1 if is_comparable else 0.6,
            width=0.62,
            customdata=[
                t(
                    "chart.movers.hover",
                    comuna=row.comuna,
                    region=row.region,
                    before=t.percent(row.previous_pct, 1),
                    after=t.percent(row.score_pct, 1),
                    change=t.points(row.change_pts, 1),
                    expected=t.points(row.expected_change_pts, 1),
                )
                for row in ends.itertuples()
            ],
            hovertemplate="%{customdata}<extra></extra>",
            meta="change",
        ),
        go.Scatter(
            y=names,
            x=ends["expected_change_pts"].tolist(),
            mode="markers",
            marker={"symbol": "line-ns-open", "size": 16, "color": INK.ink, "line": {"width": 3}},
            hoverinfo="skip",
            meta="expected",
        ),
        height=26 * len(ends) + 56,
        t=t,
    )
    for name, change in zip(names, ends["change_pts"], strict=True):
        side = "left" if change >= 0 else "right"
        shift = 6 if change >= 0 else -6
        text = t.number(change, 1) if change < 0 else f"+{t.number(change, 1)}"
        note(fig, change, name, text, xanchor=side, xshift=shift, colour=INK.ink)
    limit = float(ends[["change_pts", "expected_change_pts"]].abs().max().max()) * 1.3 or 1
    fig.add_vline(x=0, line={"color": INK.muted, "width": 1})
    fig.update_xaxes(range=[-limit, limit], visible=False)
    fig.update_yaxes(showgrid=False, tickfont={"color": INK.ink, "size": 13})
    low, high = rows.iloc[0], rows.iloc[-1]
    words = {
        "riser": high["comuna"],
        "rise": t.points(high["change_pts"], 1),
        "faller": low["comuna"],
        "fall": t.points(low["change_pts"], 1),
    }
    year = int(rows["year"].iloc[0])
    takeaway = change_text(t, "chart.movers.takeaway", is_comparable, year=year, **words)
    if is_comparable:
        pairs = printed.basis(rounds, round_id, *rows["previous_round_id"].unique())
        takeaway = printed.inferred(t, takeaway, pairs)
    listed = "; ".join(
        f"{r.comuna}: {t.points(r.change_pts, 1)} ({t.points(r.expected_change_pts, 1)})"
        for r in ends[::-1].itertuples()
    )
    return Chart(
        figure=fig,
        takeaway=takeaway,
        subtitle=universe.named(t, rows, **chosen)
        + _explained(
            groups[(groups["round_id"] == round_id) & (len(rows) == of_all)],
            len(rows),
            t,
            is_comparable=is_comparable,
        ),
        alt=t("chart.movers.alt", listed=listed),
        rows=rows[::-1],
    )


def _explained(groups: pd.DataFrame, n: int, t: Text, *, is_comparable: bool) -> str:
    """Return what is drawn and, of each group, the most that regression to the mean explains."""
    sentences = [change_text(t, "chart.movers.subtitle", is_comparable, n=t.number(n))]
    for row in groups.sort_values("direction", ascending=False).to_dict("records"):
        if row["direction"] == "same" or pd.isna(row["change_pts"]):
            continue
        if not is_like(row["comparable_with_previous"]):
            return f"{sentences[0]} {t('chart.movers.no_share')}"
        share = row["regression_share_pct"]
        kind = "none" if pd.isna(share) else "share"
        sentences.append(
            t.count(
                f"chart.movers.{row['direction']}_{kind}",
                int(row["n_municipalities"]),
                change=t.points(row["change_pts"], 1),
                regression=t.points(row["regression_pts"], 1),
                share=t.percent(share, 0),
            )
        )
    return " ".join([*sentences, t("chart.movers.assumes")] if len(sentences) > 1 else sentences)


RECIPE = Recipe(
    id="movers",
    draw=movers,
    tables=(
        "out_fiscalizacion__municipality_change",
        "out_fiscalizacion__change_group",
        "core_fiscalizacion__round",
    ),
    columns=(
        "comuna",
        "region",
        "previous_pct",
        "score_pct",
        "change_pts",
        "expected_change_pts",
        "beyond_expected_pts",
        "comparable_with_previous",
        "origin",
    ),
    metrics=(
        "score_change",
        "previous_score",
        "municipality_score",
        "expected_change",
        "beyond_expected",
    ),
    origin="delivered",
    needs="deliveries",
)
