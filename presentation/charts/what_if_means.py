"""The means of country and regions before and after a what-if."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from presentation.charts.base import INK, Chart, empty, figure, note
from presentation.charts.what_if_marks import name_of, stamp
from presentation.subjects import of_regions
from presentation.words import Text


def means(groups: pd.DataFrame, *, t: Text) -> Chart:
    """Draw the mean of the country and of each region, before and after.

    Args:
        groups: ``Outcome.groups``, country first, regions north to south.
        t: Text in the language of the reader.
    """
    rows = groups[groups["n_municipalities"] > 0]
    known = rows[rows["after_pct"].notna()]
    if known.empty:
        return empty(t, rows)
    fig = figure(height=27 * len(rows) + 70, t=t)
    names = [name_of(row, t) for row in rows.to_dict("records")]
    for row in known.to_dict("records"):
        fig.add_trace(
            go.Scatter(
                x=[row["before_pct"], row["after_pct"]],
                y=[name_of(row, t)] * 2,
                mode="lines",
                line={"color": INK.rest, "width": 2, "dash": "dash"},
                hoverinfo="skip",
                meta="shift",
            )
        )
    ends = known[["before_pct", "after_pct"]]
    low, high = max(float(ends.min().min()) - 3, 0), min(float(ends.max().max()) + 3, 100)
    step = 10 if high - low > 25 else 5
    ticks = [tick for tick in range(0, 101, step) if low <= tick <= high]
    _dots(fig, known, "before_pct", t)
    _dots(fig, known, "after_pct", t)
    for row, name in zip(rows.to_dict("records"), names, strict=True):
        if pd.isna(row["after_pct"]):
            note(
                fig,
                low,
                name,
                t("chart.groups.few", n=t.number(row["n_municipalities"])),
                xanchor="left",
            )
            continue
        change = t.points(row["change_pts"], 1)
        note(
            fig,
            high + (high - low) * 0.06,
            name,
            f"<b>{t.percent(row['after_pct'], 1)}</b>  {change}",
            xanchor="left",
            colour=INK.ink,
        )
    labels = [t.percent(tick, 0) for tick in ticks]
    fig.update_xaxes(range=[low, high + (high - low) * 0.6], tickvals=ticks, ticktext=labels)
    fig.update_yaxes(
        showgrid=False,
        ticklabelstandoff=8,
        tickfont={"color": INK.ink, "size": 13},
        categoryorder="array",
        categoryarray=names[::-1],
        range=[-0.6, len(names) - 0.4],
    )
    stamp(fig, rows, t)
    country, regions = known.iloc[0], rows[rows["dimension"] == "region"]
    listed = "; ".join(
        f"{name_of(r, t)}: {t.percent(r['before_pct'], 1)} → {t.percent(r['after_pct'], 1)}"
        for r in known.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=_mean_moves(country, t),
        subtitle=t("chart.what_if.means_subtitle"),
        alt=t("chart.what_if.means_alt", listed=listed),
        rows=rows,
        leads=of_regions(
            dict(zip(regions["member"].str.removeprefix("R"), regions["name"], strict=True))
        ),
    )


def _mean_moves(country: pd.Series, t: Text) -> str:
    before, after = (t.percent(country[f"{when}_pct"], 1) for when in ("before", "after"))
    if before == after:
        return t("chart.what_if.means_same", before=before)
    change = t.points(country["change_pts"], 1)
    return t("chart.what_if.means", before=before, after=after, change=change)


def _dots(fig: go.Figure, rows: pd.DataFrame, column: str, t: Text) -> None:
    is_after = column == "after_pct"
    colour = INK.rest if is_after else INK.country
    fig.add_trace(
        go.Scatter(
            x=rows[column].tolist(),
            y=[name_of(row, t) for row in rows.to_dict("records")],
            mode="markers",
            marker={
                "color": colour,
                "size": 11 if is_after else 8,
                "symbol": "circle-open" if is_after else "circle",
                "line": {"color": colour, "width": 2},
            },
            hoverinfo="skip",
            meta=column,
        )
    )
