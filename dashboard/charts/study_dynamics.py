"""How the whole distribution moves: between bands, closer or apart, and how long the wait is."""

from __future__ import annotations

import itertools

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import INK, Chart, Recipe, empty, figure, note
from dashboard.charts.marks import is_simulated, line, stamp_if, words
from dashboard.charts.study_grid import grid
from dashboard.text import Text

SHADES = ("#FBFAF6", "#D5E5E2", "#A3C9C8", "#6FABAF", "#3C8C94", "#0A6E78")
MEASURES = (("sigma_pts", 1), ("gini", 3), ("p90_p10", 2), ("beta", 2))
WAITS = (("convenio", "all"), ("tool", "mgtm_pilot"), ("tool", "non_pilot"))
COLOURS = {
    "all": (INK.country,) * 2,
    "mgtm_pilot": (INK.pilot,) * 2,
    "non_pilot": (INK.rest, INK.rest_ink),
}


def transitions(
    moves: pd.DataFrame, bands: pd.DataFrame, *, t: Text, round_id: str | None = None
) -> Chart:
    """Draw from which band to which: share of those who started in the row.

    Args:
        moves: ``out_estudio__transition``.
        bands: ``core_catalogue__band``, for names.
        t: Text in the language of the reader.
        round_id: The later round; the last one when empty.
    """
    if moves.empty:
        return empty(t, moves)
    if round_id not in set(moves["round_id"]):
        round_id = str(moves.sort_values("year")["round_id"].iloc[-1])
    rows = moves[moves["round_id"] == round_id].sort_values(["previous_band_order", "band_order"])
    ordered = bands[bands["band_kind"] == "score"].sort_values("band_order")
    ids = ordered["band_id"].tolist()
    names = [t.pick(row, "name") for row in ordered.to_dict("records")]
    found = {(r.previous_band_id, r.band_id): r for r in rows.itertuples(index=False)}
    table = [[found.get((early, late)) for late in ids] for early in ids]
    fig = figure(height=360, t=t)
    fig.add_trace(
        go.Heatmap(
            z=[[float(c.share_pct) if c else 0.0 for c in own] for own in table],
            x=names,
            y=names,
            colorscale=[[at / (len(SHADES) - 1), shade] for at, shade in enumerate(SHADES)],
            zmin=0,
            zmax=100,
            showscale=False,
            xgap=3,
            ygap=3,
            hovertemplate="%{y} → %{x}: %{z:.1f} %<extra></extra>",
            meta="share",
        )
    )
    for y, own in zip(names, table, strict=True):
        for x, cell in zip(names, own, strict=True):
            if cell is None:
                note(fig, x, y, "–")
                continue
            share, n = float(cell.share_pct), t.number(cell.n_municipalities)
            ink = INK.surface if share >= 75 else INK.ink
            note(fig, x, y, f"<b>{t.percent(share, 0)}</b><br>n = {n}", colour=ink)
    fig.update_xaxes(side="top", showgrid=False, title=t("chart.transitions.to"))
    fig.update_yaxes(showgrid=False, title=t("chart.transitions.from"))
    fig.update_layout(margin_t=58)
    stamp_if(fig, rows, t)
    total = int(rows["n_municipalities"].sum())
    moved = rows["band_order"] - rows["previous_band_order"]
    counts = {
        kind: int(rows.loc[mask, "n_municipalities"].sum())
        for kind, mask in {"up": moved > 0, "down": moved < 0, "same": moved == 0}.items()
    }
    text = t(
        "chart.transitions.takeaway",
        n=t.number(total),
        year=rows["year"].iloc[0],
        **{kind: t.number(n) for kind, n in counts.items()},
    )
    said = t("chart.transitions.subtitle")
    if not bool(rows["comparable_with_previous"].all()):
        said = f"{said} {t('chart.regression.crossed')}"
    listed = "; ".join(
        f"{names[ids.index(str(a))]} → {names[ids.index(str(b))]}: {cell.n_municipalities}"
        for (a, b), cell in found.items()
    )
    return Chart(fig, words(text, rows, t), said, t("chart.transitions.alt", listed=listed), rows)


def convergence(spread: pd.DataFrame, *, t: Text) -> Chart:
    """Draw sigma, Gini, P90/P10 and beta by round.

    Args:
        spread: ``out_estudio__spread``.
        t: Text in the language of the reader.
    """
    rows = spread.sort_values("year")
    if len(rows) < 2:
        return empty(t, rows.head(0))
    titles = [t(f"chart.convergence.{name}") for name, _ in MEASURES]
    fig = grid(titles, columns=2, height=380, t=t, gap=0.22)
    for at, (name, decimals) in enumerate(MEASURES):
        _measure(fig, rows[rows[name].notna()], name, decimals, (at // 2 + 1, at % 2 + 1), t)
    years = rows["year"].tolist()
    fig.update_xaxes(tickvals=years, tickformat="d", tickangle=-90, tickfont={"size": 11})
    stamp_if(fig, rows, t)
    first, last = rows.iloc[0], rows.iloc[-1]
    kind = "closer" if last["gini"] < first["gini"] else "apart"
    text = t(
        f"chart.convergence.{kind}",
        first=t.number(first["gini"], 2),
        last=t.number(last["gini"], 2),
        from_year=first["year"],
        to_year=last["year"],
    )
    listed = "; ".join(
        f"{r.year}: σ {t.number(r.sigma_pts, 1)}, Gini {t.number(r.gini, 3)}, "
        f"P90/P10 {t.number(r.p90_p10, 2)}"
        for r in rows.itertuples()
    )
    return Chart(
        fig,
        words(text, rows, t),
        t("chart.convergence.subtitle"),
        t("chart.convergence.alt", listed=listed),
        rows,
    )


def _measure(
    fig: go.Figure,
    rows: pd.DataFrame,
    name: str,
    decimals: int,
    place: tuple[int, int],
    t: Text,
) -> None:
    made_up = is_simulated(rows)
    for before, after in itertools.pairwise(rows.to_dict("records")):
        if after["year"] - before["year"] > 1:
            continue
        fig.add_trace(
            go.Scatter(
                x=[before["year"], after["year"]],
                y=[before[name], after[name]],
                mode="lines",
                line=line(INK.country, 2, simulated=made_up),
                opacity=1 if after["comparable_with_previous"] else 0.3,
                hoverinfo="skip",
            ),
            row=place[0],
            col=place[1],
        )
    fig.add_trace(
        go.Scatter(
            x=rows["year"].tolist(),
            y=rows[name].tolist(),
            mode="markers+text",
            text=[t.number(value, decimals) for value in rows[name]],
            textposition="top center",
            textfont={"size": 11, "color": INK.ink},
            marker={
                "size": 8,
                "color": INK.country,
                "symbol": "circle-open" if made_up else "circle",
            },
            hoverinfo="skip",
            cliponaxis=False,
            meta=name,
        ),
        row=place[0],
        col=place[1],
    )
    low, high = float(rows[name].min()), float(rows[name].max())
    pad = (high - low or 1) * 0.3
    fig.update_yaxes(range=[low - pad, high + 1.6 * pad], row=place[0], col=place[1])


def survival(curves: pd.DataFrame, *, t: Text) -> Chart:
    """Draw who still waits, month by month, with the risk table under it.

    Args:
        curves: ``out_estudio__survival``.
        t: Text in the language of the reader.
    """
    if curves.empty:
        return empty(t, curves)
    rows = curves.sort_values(["curve", "group_id", "months"])
    fig = figure(height=430, t=t)
    present = [
        (pair, own)
        for pair in WAITS
        for own in [rows[(rows["curve"] == pair[0]) & (rows["group_id"] == pair[1])]]
        if len(own)
    ]
    most = int(rows["months"].max())
    ticks = list(range(0, most + 1, 24))
    for at, ((curve, group), own) in enumerate(present):
        colour, ink = COLOURS[group]
        name = t(f"chart.survival.{curve}_{group}")
        _steps(fig, own, colour, name, t)
        note(fig, most, 104 - 9 * at, f"━ {name}", colour=ink, size=13, xanchor="right")
        risk = own.set_index("months")["at_risk"]
        y = -0.2 - 0.075 * at
        for month in ticks:
            n = int(risk.get(month, 0))
            note(fig, month, y, t.number(n), colour=ink, size=11, yref="paper")
    note(fig, 0, -0.13, t("chart.survival.at_risk"), size=11, yref="paper", xanchor="left")
    fig.update_xaxes(
        range=[-6, most + 6],
        tickvals=ticks,
        ticktext=[t("chart.survival.years", n=month // 12) for month in ticks],
    )
    fig.update_yaxes(range=[0, 109], tickvals=[0, 25, 50, 75, 100])
    stamp_if(fig, rows, t)
    fig.update_layout(margin_b=60 + 32 * len(present))
    halves = [_half(own) for _, own in present]
    listed = [
        t(
            f"chart.survival.half_{'none' if half is None else 'some'}",
            name=t(f"chart.survival.{curve}_{group}").lower(),
            months=t.number(half or 0),
        )
        for ((curve, group), _), half in zip(present, halves, strict=True)
    ]
    text = t("chart.survival.takeaway", listed="; ".join(listed))
    return Chart(
        fig,
        words(text, rows, t),
        t("chart.survival.subtitle"),
        t("chart.survival.alt", listed="; ".join(listed)),
        rows,
    )


def _half(own: pd.DataFrame) -> int | None:
    under = own[own["waiting_pct"] <= 50]
    return None if under.empty else int(under["months"].iloc[0])


def _stairs(xs: list[int], ys: list[float]) -> tuple[list[int], list[float]]:
    """Return the corners of a staircase."""
    corners = [(x, y) for at, y in enumerate(ys) for x in (xs[at], xs[min(at + 1, len(xs) - 1)])]
    return [x for x, _ in corners], [y for _, y in corners]


def _steps(fig: go.Figure, own: pd.DataFrame, colour: str, name: str, t: Text) -> None:
    months = own["months"].tolist()
    xs, high = _stairs(months, own["high_pct"].tolist())
    _, low = _stairs(months, own["low_pct"].tolist())
    fig.add_trace(
        go.Scatter(
            x=[*xs, *xs[::-1]],
            y=[*high, *low[::-1]],
            mode="lines",
            line={"color": colour, "width": 0},
            fill="toself",
            fillcolor=f"rgba{(*bytes.fromhex(colour[1:]), 0.14)}",
            hoverinfo="skip",
            meta="band",
        )
    )
    style = line(colour, 3, simulated=is_simulated(own)) | {"shape": "hv"}
    fig.add_trace(
        go.Scatter(
            x=months,
            y=own["waiting_pct"].tolist(),
            mode="lines",
            line=style,
            hovertemplate=f"<b>{name}</b><br>%{{x}}: %{{y:.1f}} %<extra></extra>",
            meta="waiting",
        )
    )


TRANSITIONS = Recipe(
    id="band_transitions",
    draw=transitions,
    tables=("out_estudio__transition", "core_catalogue__band"),
    columns=("previous_band_id", "band_id", "n_municipalities", "share_pct", "origin"),
    metrics=("study_moved_share",),
    origin="delivered",
    needs="deliveries",
)
CONVERGENCE = Recipe(
    id="convergence",
    draw=convergence,
    tables=("out_estudio__spread",),
    columns=(
        "year",
        "n_municipalities",
        "sigma_pts",
        "gini",
        "p10_pct",
        "p90_pct",
        "p90_p10",
        "beta",
        "comparable_with_previous",
        "origin",
    ),
    metrics=("study_sigma", "study_gini", "study_p90_p10", "study_beta", "study_p10", "study_p90"),
    origin="delivered",
    needs="deliveries",
)
SURVIVAL = Recipe(
    id="waiting_curves",
    draw=survival,
    tables=("out_estudio__survival",),
    columns=(
        "curve",
        "group_id",
        "months",
        "at_risk",
        "events_count",
        "censored_count",
        "waiting_pct",
        "low_pct",
        "high_pct",
        "origin",
    ),
    metrics=(
        "study_waiting",
        "study_waiting_low",
        "study_waiting_high",
        "study_wait_events",
        "study_wait_censored",
    ),
    origin="delivered",
    needs="deliveries",
)
