"""The cherry-pick guard: one claim for every pair of rounds, scale and yardstick, in one strip."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard.charts.base import INK, Chart, Recipe, empty, note
from dashboard.charts.marks import is_simulated, stamp_if, words
from dashboard.charts.study_grid import grid
from dashboard.text import Text

SCALES = {"points": 1, "headroom": 1, "logit": 2}
YARDSTICKS = ("country", "rest", "not_yet")
PRINTED = ("r2012", "r2013")  # the pair S001 prints


def strip(claims: pd.DataFrame, *, t: Text) -> Chart:
    """Draw every reading of “the pilots advanced more”; the printed pair stands out.

    Args:
        claims: ``out_estudio__claim``.
        t: Text in the language of the reader.
    """
    rows = claims[claims["value"].notna()].sort_values(
        ["scale", "yardstick", "from_year", "to_year"]
    )
    if rows.empty:
        return empty(t, rows)
    titles = [t(f"chart.claim.scale.{scale}") for scale in SCALES]
    fig = grid(titles, columns=1, height=470, t=t, gap=0.16)
    fig.update_annotations(x=0, xanchor="left")
    for at, (scale, decimals) in enumerate(SCALES.items(), start=1):
        own = rows[rows["scale"] == scale]
        for universe in YARDSTICKS:
            _dots(fig, own[own["yardstick"] == universe], at, decimals, t)
        limit = float(own["value"].abs().max()) * 1.25 or 1
        fig.update_xaxes(range=[-limit, limit], showgrid=True, row=at, col=1)
        fig.add_vline(x=0, line={"color": INK.muted, "width": 1}, row=at, col=1)
    names = [t(f"study.yardstick.{one}") for one in YARDSTICKS if one in set(rows["yardstick"])]
    fig.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        range=[-0.6, len(names) - 0.4],
        tickfont={"color": INK.ink, "size": 12},
    )
    stamp_if(fig, rows, t)
    return Chart(fig, _takeaway(rows, t), _subtitle(rows, t), _alt(rows, t), rows)


def _dots(fig: go.Figure, rows: pd.DataFrame, at: int, decimals: int, t: Text) -> None:
    if rows.empty:
        return
    name = t(f"study.yardstick.{rows['yardstick'].iloc[0]}")
    printed = [_is_printed(row) for row in rows.to_dict("records")]
    made_up = (rows["origin"] == "simulated").tolist()
    symbols = [
        f"{'diamond' if is_printed else 'circle'}{'-open' if simulated else ''}"
        for is_printed, simulated in zip(printed, made_up, strict=True)
    ]
    colours = [INK.pilot if ok else INK.muted for ok in rows["is_comparable"]]
    fig.add_trace(
        go.Scatter(
            x=rows["value"].tolist(),
            y=[name] * len(rows),
            mode="markers",
            marker={
                "symbol": symbols,
                "size": [15 if one else 10 for one in printed],
                "color": colours,
                "line": {"color": colours, "width": 2},
            },
            customdata=[
                t(
                    "chart.claim.hover",
                    start=row["from_year"],
                    end=row["to_year"],
                    value=t.number(row["value"], decimals),
                    n=t.number(row["n_control"]),
                )
                for row in rows.to_dict("records")
            ],
            hovertemplate="%{customdata}<extra></extra>",
            showlegend=False,
            meta=rows["yardstick"].iloc[0],
        ),
        row=at,
        col=1,
    )
    for row in rows.to_dict("records"):
        if _is_printed(row):
            axis = str(at) if at > 1 else ""
            text = f"<b>{t.number(row['value'], decimals)}</b>"
            place = row["value"]
            note(
                fig,
                place,
                name,
                text,
                colour=INK.ink,
                yshift=15,
                xref=f"x{axis}",
                yref=f"y{axis}",
            )


def _is_printed(row: dict[str, object]) -> bool:
    return (row["from_round_id"], row["to_round_id"]) == PRINTED


def _takeaway(rows: pd.DataFrame, t: Text) -> str:
    points = rows[rows["scale"] == "points"]
    own = words("", rows, t) if is_simulated(rows) else ""
    ahead = int((rows["value"] > 0).sum())
    text = t(
        "chart.claim.takeaway",
        ahead=t.number(ahead),
        n=t.number(len(rows)),
        low=t.points(points["value"].min(), 1),
        high=t.points(points["value"].max(), 1),
    )
    return f"{own}{text}"


def _subtitle(rows: pd.DataFrame, t: Text) -> str:
    pairs = rows[["from_round_id", "to_round_id"]].drop_duplicates()
    said = t.count("chart.claim.pairs", len(pairs))
    return f"{t('chart.claim.subtitle')} {said}"


def _alt(rows: pd.DataFrame, t: Text) -> str:
    listed = "; ".join(
        f"{t(f'study.yardstick.{r.yardstick}')}, {t(f'chart.claim.scale.{r.scale}')}, "
        f"{r.from_year}–{r.to_year}: {t.number(r.value, SCALES[str(r.scale)])}"
        for r in rows.itertuples()
    )
    return t("chart.claim.alt", listed=listed)


RECIPE = Recipe(
    id="claim_strip",
    draw=strip,
    tables=("out_estudio__claim",),
    columns=(
        "from_year",
        "to_year",
        "scale",
        "yardstick",
        "pilot_change",
        "other_change",
        "value",
        "n_control",
        "is_comparable",
        "origin",
    ),
    metrics=("study_claim", "study_claim_pilot", "study_claim_other"),
    origin="computed",
)
