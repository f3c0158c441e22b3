"""A what-if drawn: before is a full mark, after a hollow and dashed one. Not curated figures."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts import marks
from dashboard.charts.base import INK, Chart, empty, figure, note
from dashboard.text import Text
from pipelines.serving import Outcome

SHOWN = 8
COUNTRY = "country"


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
    names = [_name(row, t) for row in rows.to_dict("records")]
    for row in known.to_dict("records"):
        fig.add_trace(
            go.Scatter(
                x=[row["before_pct"], row["after_pct"]],
                y=[_name(row, t)] * 2,
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
            f"<b>{t.number(row['after_pct'], 1)}</b>  {change}",
            xanchor="left",
            colour=INK.ink,
        )
    fig.update_xaxes(range=[low, high + (high - low) * 0.55], tickvals=ticks)
    fig.update_yaxes(
        showgrid=False,
        ticklabelstandoff=8,
        tickfont={"color": INK.ink, "size": 13},
        categoryorder="array",
        categoryarray=names[::-1],
        range=[-0.6, len(names) - 0.4],
    )
    _stamp(fig, rows, t)
    country = known.iloc[0]
    listed = "; ".join(
        f"{_name(r, t)}: {t.percent(r['before_pct'], 1)} → {t.percent(r['after_pct'], 1)}"
        for r in known.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=_mean_moves(country, t),
        subtitle=t("chart.what_if.means_subtitle"),
        alt=t("chart.what_if.means_alt", listed=listed),
        rows=rows,
    )


def _mean_moves(country: pd.Series, t: Text) -> str:
    before, after = (t.percent(country[f"{when}_pct"], 1) for when in ("before", "after"))
    if before == after:
        return t("chart.what_if.means_same", before=before)
    change = t.points(country["change_pts"], 1)
    return t("chart.what_if.means", before=before, after=after, change=change)


def bands(counts: pd.DataFrame, *, t: Text) -> Chart:
    """Draw how many municipalities stand in each band, before and after.

    Args:
        counts: ``Outcome.bands`` of one place.
        t: Text in the language of the reader.
    """
    rows = counts.sort_values("band_order", ascending=False)
    if rows.empty or not rows["before_count"].sum():
        return empty(t, rows)
    names = [t.pick(row, "band") for row in rows.to_dict("records")]
    fig = figure(height=52 * len(rows) + 60, t=t)
    for column, at in (("after_count", 1), ("before_count", 0)):
        is_after = column == "after_count"
        fig.add_trace(
            go.Bar(
                y=names,
                x=rows[column].tolist(),
                orientation="h",
                offset=0.0 if at == 0 else -0.36,
                width=0.34,
                marker=marks.bar(INK.rest, simulated=True) if is_after else {"color": INK.country},
                hoverinfo="skip",
                meta=column,
            )
        )
    for name, row in zip(names, rows.to_dict("records"), strict=True):
        change = row["after_count"] - row["before_count"]
        sign = "+" if change > 0 else ""
        most = max(row["after_count"], row["before_count"])
        text = f"{t.number(row['before_count'])} → <b>{t.number(row['after_count'])}</b>"
        text += f" ({sign}{t.number(change)})" if change else f" ({t('chart.what_if.same')})"
        note(fig, most, name, text, xanchor="left", xshift=8, colour=INK.ink, size=13)
    top = float(rows[["before_count", "after_count"]].max().max())
    fig.update_xaxes(range=[0, top * 1.55], visible=False)
    fig.update_yaxes(
        showgrid=False,
        tickfont={"color": INK.ink, "size": 13},
        categoryorder="array",
        categoryarray=names[::-1],
        ticklabelstandoff=8,
    )
    _stamp(fig, rows, t)
    high = rows.iloc[0]
    place = _name(high.to_dict(), t)
    kind = "bands_same" if high["before_count"] == high["after_count"] else "bands"
    listed = "; ".join(
        f"{t.pick(r, 'band')}: {t.number(r['before_count'])} → {t.number(r['after_count'])}"
        for r in rows.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=t(
            f"chart.what_if.{kind}",
            place=place,
            band=t.pick(high, "band"),
            before=t.number(high["before_count"]),
            after=t.number(high["after_count"]),
        ),
        subtitle=t("chart.what_if.bands_subtitle", place=place),
        alt=t("chart.what_if.bands_alt", listed=listed),
        rows=rows,
    )


def movers(municipalities: pd.DataFrame, *, t: Text) -> Chart:
    """Draw who would rise and fall most.

    Args:
        municipalities: ``Outcome.municipalities``.
        t: Text in the language of the reader.
    """
    moved = municipalities[municipalities["change_pts"].fillna(0) != 0]
    if moved.empty:
        return empty(t, municipalities)
    ordered = moved.sort_values(["change_pts", "cut"])
    ends = (
        ordered
        if len(ordered) <= 2 * SHOWN
        else pd.concat([ordered.head(SHOWN), ordered.tail(SHOWN)])
    )
    names = [f"{row.comuna} " for row in ends.itertuples()]
    colours = [INK.pilot if value >= 0 else INK.attention for value in ends["change_pts"]]
    fig = figure(
        go.Bar(
            y=names,
            x=ends["change_pts"].tolist(),
            orientation="h",
            marker={
                "color": INK.surface,
                "line": {"color": colours, "width": 1.5},
                "pattern": {
                    "shape": "/",
                    "size": 5,
                    "solidity": 0.45,
                    "fillmode": "overlay",
                    "fgcolor": colours,
                },
            },
            width=0.62,
            hoverinfo="skip",
            meta="change",
        ),
        height=26 * len(ends) + 64,
        t=t,
    )
    for name, row in zip(names, ends.to_dict("records"), strict=True):
        is_up = row["change_pts"] >= 0
        text = t.points(row["change_pts"], 1)
        note(
            fig,
            row["change_pts"],
            name,
            text,
            xanchor="left" if is_up else "right",
            xshift=6 if is_up else -6,
            colour=INK.ink,
        )
    low, high = min(float(ends["change_pts"].min()), 0.0), max(float(ends["change_pts"].max()), 0.0)
    room = (high - low) * 0.42
    fig.add_vline(x=0, line={"color": INK.muted, "width": 1})
    fig.update_xaxes(
        range=[low - (room if low < 0 else 0), high + (room if high > 0 else 0)], visible=False
    )
    fig.update_yaxes(showgrid=False, tickfont={"color": INK.ink, "size": 13})
    _stamp(fig, ends, t)
    listed = "; ".join(f"{r.comuna}: {t.points(r.change_pts, 1)}" for r in ends[::-1].itertuples())
    return Chart(
        figure=fig,
        takeaway=_who_moves(ordered, t),
        subtitle=t("chart.what_if.movers_subtitle", n=t.number(len(moved))),
        alt=t("chart.what_if.movers_alt", listed=listed),
        rows=municipalities,
    )


def _who_moves(ordered: pd.DataFrame, t: Text) -> str:
    low, high = ordered.iloc[0], ordered.iloc[-1]
    up = t("chart.what_if.up", comuna=high["comuna"], change=t.points(high["change_pts"], 1))
    down = t("chart.what_if.down", comuna=low["comuna"], change=t.points(low["change_pts"], 1))
    said = [up] if high["change_pts"] > 0 else []
    said += [down] if low["change_pts"] < 0 else []
    return t("chart.what_if.movers", listed=t.listing(said))


def _dots(fig: go.Figure, rows: pd.DataFrame, column: str, t: Text) -> None:
    is_after = column == "after_pct"
    colour = INK.rest if is_after else INK.country
    fig.add_trace(
        go.Scatter(
            x=rows[column].tolist(),
            y=[_name(row, t) for row in rows.to_dict("records")],
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


def _name(row: dict[str, object], t: Text) -> str:
    return t("group.all") if row["dimension"] == "country" else str(row["name"])


def _stamp(fig: go.Figure, rows: pd.DataFrame, t: Text) -> None:
    """Write *what-if* (and *Simulado*, on the demonstration panel) in the corner."""
    is_simulated = marks.is_simulated(rows)
    text = t("origin.what_if_simulated" if is_simulated else "origin.what_if")
    fig.update_layout(margin_b=54, margin_t=10)
    note(
        fig,
        1,
        0,
        text,
        colour=INK.rest_ink,
        size=13,
        xref="paper",
        yref="paper",
        xanchor="right",
        yanchor="top",
        yshift=-28,
    )


CHARTS = {"means": means, "bands": bands, "movers": movers}


def chart_of(name: str, outcome: Outcome, scope: str, t: Text) -> Chart:
    """Return one chart of an outcome; bands are those of the region when one was chosen."""
    if name == "bands":
        place = scope if scope in set(outcome.bands["member"]) else COUNTRY
        return bands(outcome.bands[outcome.bands["member"] == place], t=t)
    return CHARTS[name](outcome.groups if name == "means" else outcome.municipalities, t=t)
