"""One dated line for a municipality: convenio, tools, scores. Order in time, not cause."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import INK, Chart, Recipe, empty, figure
from dashboard.text import Text

STEPS = ("started", "implemented", "verified")


def timeline(
    stages: pd.DataFrame, scores: pd.DataFrame, *, t: Text, cut: str | None = None
) -> Chart:
    """Draw what a municipality did and when, a row a tool, with signature and scores above.

    Args:
        stages: ``out_adopcion__stage_municipality``.
        scores: ``out_fiscalizacion__municipality_round``.
        t: Text in the language of the reader.
        cut: The municipality; the first one when empty.
    """
    if stages.empty:
        return empty(t, stages)
    cut = cut or str(stages["cut"].iloc[0])
    rows = stages[(stages["cut"] == cut) & stages["date"].notna()].sort_values("date")
    if rows.empty:
        return empty(t, rows)
    own = scores[
        (scores["cut"] == cut)
        & (scores["revision"] == "as_published")
        & scores["score_pct"].notna()
    ].sort_values("year")
    tools = rows[rows["tool_id"].notna()]
    names = list(dict.fromkeys(t.pick(row, "tool") for row in tools.to_dict("records")))
    short = {name: name if len(name) <= 30 else f"{name[:28]}…" for name in names}
    lanes = [t("chart.timeline.scores"), t("chart.timeline.convenio"), *short.values()]
    fig = figure(height=25 * len(lanes) + 50, t=t)
    is_simulated = (rows["origin"] == "simulated").any()
    for stage, symbol in zip(STEPS, ("circle-open", "circle", "diamond"), strict=True):
        at = tools[tools["stage"] == stage]
        fig.add_trace(
            _marks(
                [pd.Timestamp(d) for d in at["date"]],
                [short[t.pick(row, "tool")] for row in at.to_dict("records")],
                [
                    f"{t.pick(row, 'tool')}<br>{t.code('stage', stage)}: {t.date(row['date'])}"
                    for row in at.to_dict("records")
                ],
                colour=INK.simulated if is_simulated else INK.pilot,
                symbol=symbol,
                meta=stage,
            )
        )
    signed = rows[rows["tool_id"].isna()]
    fig.add_trace(
        _marks(
            [pd.Timestamp(d) for d in signed["date"]],
            [lanes[1]] * len(signed),
            [f"{t.code('stage', r.stage)}: {t.date(r.date)}" for r in signed.itertuples()],
            colour=INK.rest,
            symbol="square",
            meta="convenio",
        )
    )
    marks = _marks(
        [pd.Timestamp(year=int(year), month=7, day=1) for year in own["year"]],
        [lanes[0]] * len(own),
        [f"{r.year}: {t.percent(r.score_pct, 1)}" for r in own.itertuples()],
        colour=INK.country,
        symbol="line-ns-open",
        meta="scores",
    )
    marks.update(
        mode="markers+text",
        text=[t.number(value, 0) for value in own["score_pct"]],
        textposition="top center",
        textfont={"color": INK.ink, "size": 12},
        cliponaxis=False,
    )
    fig.add_trace(marks)
    fig.update_yaxes(
        categoryorder="array",
        categoryarray=lanes[::-1],
        tickfont={"color": INK.ink, "size": 12},
        range=[-0.6, len(lanes) - 0.2],
    )
    fig.update_xaxes(type="date", tickformat="%Y", nticks=8)
    verified = int((tools["stage"] == "verified").sum())
    words = {"comuna": rows["comuna"].iloc[0], "tools": t.number(len(names))}
    listed = "; ".join(
        f"{t.date(r['date'])}: {t.code('stage', r['stage'])}"
        + (f" ({t.pick(r, 'tool')})" if isinstance(r["tool_id"], str) else "")
        for r in rows.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=t.count("chart.timeline.takeaway", verified, **words),
        subtitle=t("chart.timeline.subtitle"),
        alt=t("chart.timeline.alt", listed=listed, **words),
        rows=rows,
    )


def _marks(
    dates: list, lanes: list[str], texts: list[str], *, colour: str, symbol: str, meta: str
) -> go.Scatter:
    return go.Scatter(
        x=dates,
        y=lanes,
        mode="markers",
        marker={"color": colour, "size": 10, "symbol": symbol, "line": {"width": 2}},
        customdata=texts,
        hovertemplate="%{customdata}<extra></extra>",
        meta=meta,
    )


RECIPE = Recipe(
    id="municipality_timeline",
    draw=timeline,
    tables=("out_adopcion__stage_municipality", "out_fiscalizacion__municipality_round"),
    columns=("date", "stage", "tool", "origin"),
    origin="delivered",
    needs="deliveries",
)
