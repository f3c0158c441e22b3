"""The national series: known means only, gaps as gaps, method breaks marked."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from presentation.charts import printed
from presentation.charts.base import INK, Chart, Recipe, empty, figure, note, runs, span
from presentation.charts.marks import stretches
from presentation.words import Text


def series(
    groups: pd.DataFrame,
    breaks: pd.DataFrame,
    universes: pd.DataFrame,
    *,
    t: Text,
    round_id: str | None = None,
) -> Chart:
    """Draw the national mean by round; a round delivered after the last mean as a hollow point.

    Args:
        groups: ``out_fiscalizacion__round_group``.
        breaks: ``out_fiscalizacion__method_break``.
        universes: ``out_estudio__series``, for the rounds whose mean is not published yet.
        t: Text in the language of the reader.
        round_id: The round to stress.
    """
    rows = groups[(groups["group_id"] == "all") & groups["mean_pct"].notna()].sort_values("year")
    if rows.empty:
        return empty(t, rows)
    fig = figure(height=380, t=t)
    arrived = _arrived(universes, rows)
    everything = pd.concat([rows, arrived]) if len(arrived) else rows
    _gaps(fig, rows, t)
    _breaks(fig, breaks, everything, t)
    _segments(fig, rows)
    _points(fig, rows, t, round_id)
    _hollow(fig, arrived, t)
    first, last = int(rows["year"].min()), int(rows["year"].max())
    years = everything["year"].astype(int).tolist()
    fig.update_xaxes(
        range=[first - 1, years[-1] + 1], tickvals=years, tickformat="d", autotickangles=[0, 90]
    )
    fig.update_yaxes(range=[0, 103], dtick=25, ticksuffix=" %" if t.lang == "es" else "%")
    missing = [span(*stretch) for stretch in runs(rows["year"].astype(int).tolist())]
    low, high = rows.iloc[0], rows.iloc[-1]
    words = {
        "first": printed.mean(t, low),
        "last": printed.mean(t, high),
        "from_year": low["year"],
        "to_year": high["year"],
    }
    listed = "; ".join(
        [f"{r['year']}: {printed.mean(t, r)}" for r in rows.to_dict("records")]
        + [f"{r['year']}: {_from_delivery(r, t)}" for r in arrived.to_dict("records")]
    )
    return Chart(
        figure=fig,
        takeaway=t("chart.national.takeaway", n_breaks=_crossed(breaks, first, last), **words),
        subtitle=t("chart.national.subtitle"),
        rows=everything,
        alt=t("chart.national.alt", listed=listed, missing=t.listing(missing) or "–"),
    )


def _arrived(universes: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the delivered means of rounds after the last published one, oldest first."""
    of_all = (universes["panel_kind"] == "delivered") & (universes["group_id"] == "all")
    later = universes["mean_pct"].notna() & (universes["year"] > rows["year"].max())
    return universes[of_all & later].sort_values("year")


def _from_delivery(row: Mapping[Hashable, Any], t: Text) -> str:
    n = t.number(row["n_municipalities"])
    return t("chart.national.arrived", value=t.percent(row["mean_pct"], 1), n=n)


def _hollow(fig: go.Figure, arrived: pd.DataFrame, t: Text) -> None:
    """Draw means that nobody has published: no line leads to them."""
    for row in arrived.to_dict("records"):
        year = row["year"]
        fig.add_vrect(
            x0=year - 0.5, x1=year + 0.5, fillcolor=INK.sunken, line_width=0, layer="below"
        )
        fig.add_trace(
            go.Scatter(
                x=[year],
                y=[row["mean_pct"]],
                mode="markers+text",
                marker={
                    "color": INK.surface, "size": 11, "line": {"color": INK.country, "width": 2},
                },
                text=[t.number(row["mean_pct"], 1)],
                textposition="bottom center",
                textfont={"color": INK.ink, "size": 13},
                customdata=[f"<b>{t.pick(row, 'round_label')}</b><br>{_from_delivery(row, t)}"],
                hovertemplate="%{customdata}<extra></extra>",
                cliponaxis=False,
                meta="arrived",
            )
        )  # fmt: skip
        note(fig, year, 2, t("chart.national.arrived_short"), size=11, textangle=-90,
             yanchor="bottom")  # fmt: skip


def _sides(rows: pd.DataFrame) -> list[str]:
    """Return where labels stand: outside the line of each run of years, so that none is crossed."""
    years, means = rows["year"].tolist(), rows["mean_pct"].tolist()
    sides = []
    for at, year in enumerate(years):
        before = means[at - 1] if at and year - years[at - 1] == 1 else None
        is_last = at + 1 == len(years) or years[at + 1] - year > 1
        after = None if is_last else means[at + 1]
        if before is None:
            sides.append(
                "bottom center" if after is not None and after > means[at] else "top center"
            )
        elif after is None:
            sides.append("top center" if means[at] >= before else "bottom center")
        else:
            sides.append("top left" if means[at] >= before else "top right")
    return sides


def _crossed(breaks: pd.DataFrame, first: int, last: int) -> int:
    return int(breaks["year_position"].between(first, last).sum())


def _gaps(fig: go.Figure, rows: pd.DataFrame, t: Text) -> None:
    for start, end in runs(rows["year"].astype(int).tolist()):
        fig.add_vrect(
            x0=start - 0.5, x1=end + 0.5, fillcolor=INK.sunken, line_width=0, layer="below"
        )
        note(fig, (start + end) / 2, 97, t("chart.gap_short"), size=11, yanchor="top")


def _breaks(fig: go.Figure, breaks: pd.DataFrame, rows: pd.DataFrame, t: Text) -> None:
    first, last = rows["year"].min(), rows["year"].max()
    for row in breaks[breaks["year_position"].between(first, last)].to_dict("records"):
        place = row["year_position"]
        fig.add_vline(x=place, line={"color": INK.muted, "width": 1, "dash": "dot"}, layer="below")
        note(
            fig,
            place,
            2,
            t.pick(row, "label"),
            size=11,
            textangle=-90,
            yanchor="bottom",
            xanchor="right",
            hovertext=t.pick(row, "reason"),
        )


def _segments(fig: go.Figure, rows: pd.DataFrame) -> None:
    pieces = [
        (
            (before["year"], before["mean_pct"]),
            (after["year"], after["mean_pct"]),
            after["comparable_with_previous"] != True,  # noqa: E712 - null is not true
            False,
        )
        for before, after in itertools.pairwise(rows.to_dict("records"))
        if after["year"] - before["year"] == 1  # a gap is a gap
    ]
    stretches(fig, pieces, colour=INK.country, width=3, pale=0.28)


def _points(fig: go.Figure, rows: pd.DataFrame, t: Text, round_id: str | None) -> None:
    stressed = [row == round_id for row in rows["round_id"]]
    fig.add_trace(
        go.Scatter(
            x=rows["year"].tolist(),
            y=rows["mean_pct"].tolist(),
            mode="markers+text",
            marker={
                "color": INK.country,
                "opacity": 1,
                "size": [14 if is_stressed else 9 for is_stressed in stressed],
                "line": {"color": INK.surface, "width": 2},
            },
            text=[
                t.number(row["mean_pct"], printed.decimals(row)) for row in rows.to_dict("records")
            ],
            textposition=_sides(rows),
            textfont={"color": INK.ink, "size": 13},
            customdata=[
                f"<b>{t.pick(row, 'round_label')}</b><br>"
                f"{t.percent(row['mean_pct'], row['decimals'])} · "
                f"{printed.n_of(t, row['n_municipalities'])}<br>"
                f"{t('word.source')}: {row['source_ids']}"
                for row in rows.to_dict("records")
            ],
            hovertemplate="%{customdata}<extra></extra>",
            cliponaxis=False,
            meta="means",
        )
    )


RECIPE = Recipe(
    id="national_series",
    draw=series,
    tables=(
        "out_fiscalizacion__round_group",
        "out_fiscalizacion__method_break",
        "out_estudio__series",
    ),
    columns=(
        "round_label",
        "group_id",
        "mean_pct",
        "n_municipalities",
        "comparable_with_previous",
        "origin",
        "source_ids",
    ),
    metrics=("ta_score",),
)
