"""How far a reading stands: other ways to the same difference, and the bias set by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from presentation import data
from presentation.cards import queries
from presentation.cards.cards import card, html_card
from presentation.cards.exact import exact
from presentation.charts.simulated import words
from presentation.context import PageContext
from presentation.markup.html import Safe, tag
from presentation.markup.tables import data_table

PAGE = "tendencias"
EFFECT = "out_estudio__effect"
WAYS = {
    "cs_dr": ("cs_dr", "overall", "all"),
    "cs_plain": ("cs_plain", "overall", "all"),
    "imputation": ("imputation", "overall", "all"),
    "same_method": ("cs_dr", "same_method", "all"),
    **{way: (way, "overall", "all") for way in ("cs_same_year", "cs_anticipation", "cs_drop")},
}
LIMITS = {"all": "breakdown", "+0": "breakdown_first"}
BELOW = "display:block"
BIASES = tuple(f"{tenths / 10:g}" for tenths in range(201))  # 0 to 20 points, by tenths
STOPS = ("0", "2.5", "5", "7.5", "10", "12.5", "15", "20")


@dataclass(frozen=True)
class Supposed:
    """A figure whose bias cannot be estimated, and of what."""

    metric: str
    where: dict[str, str]


SUPPOSED = {  # by the view that shows it
    "claim": Supposed(
        "study_claim",
        {"from_round_id": "r2012", "to_round_id": "r2013", "scale": "points", "yardstick": "rest"},
    ),
    "effect": Supposed(
        "study_effect",
        {"estimator": "cs_dr", "scale": "points", "level": "overall"},
    ),
}


def checks(ctx: PageContext) -> None:
    """Show the other ways to the same difference.

    Args:
        ctx: The page's context.
    """
    card("checks", _ways(ctx))


def limits(ctx: PageContext) -> pd.DataFrame:
    """Return the breakdown values of the effect.

    Args:
        ctx: The page's context.
    """
    return data.figures(ctx.build_id, "study_effect", level="breakdown")


@data.drawn
def _ways(ctx: PageContext) -> Safe:
    t = ctx.t
    rows = data.figures(ctx.build_id, "study_effect")
    own = {
        way: rows[
            (rows["estimator"] == estimator) & (rows["level"] == level) & (rows["place"] == place)
        ]
        for way, (estimator, level, place) in WAYS.items()
    }
    points = [
        float(value)
        for part in own.values()
        for value in part[part["scale"] == "points"]["study_effect"].dropna()
    ]
    lines = [
        [t(f"study.way.{way}"), *(_estimate(ctx, part, scale) for scale in ("points", "headroom"))]
        for way, part in own.items()
    ]
    known = limits(ctx)
    for place, key in LIMITS.items():
        part = known[known["place"] == place].set_index("scale")["study_effect"]
        lines.append(
            [
                t(f"study.way.{key}"),
                *(_times(ctx, part.get(scale)) for scale in ("points", "headroom")),
            ]
        )
    facts = {"low": t.points(min(points), 1), "high": t.points(max(points), 1)}
    title = words(t("study.way.title", n=t.number(len(points)), **facts), rows, t)
    heads = [(t("study.way.way"), False)]
    heads += [(t(f"chart.effect.scale.{scale}"), True) for scale in ("points", "headroom")]
    return html_card(
        ctx,
        data_table(heads, lines, caption=title),
        name="checks",
        title=title,
        subtitle=t("study.way.subtitle"),
        rows=pd.concat([*own.values(), known]),
        table=EFFECT,
        query=exact(
            ctx.build, {EFFECT: pd.concat([*own.values(), known]).dropna(subset="study_effect")}
        ),
        page=PAGE,
        metrics=("study_effect", "study_effect_low", "study_effect_high"),
        view="effect",
    )


def _estimate(ctx: PageContext, rows: pd.DataFrame, scale: str) -> Safe | str:
    """Return an estimate on one scale, and its interval under it."""
    t, own = ctx.t, rows[(rows["scale"] == scale) & rows["study_effect"].notna()]
    if own.empty:
        return t("chart.cells.no")
    row = own.iloc[0]
    write = t.points if scale == "points" else t.percent
    span = t.interval(row["study_effect_low"], row["study_effect_high"], None, 1)
    return tag("span", write(row["study_effect"], 1), " ", tag("small", f"({span})", style=BELOW))


def _times(ctx: PageContext, value: float | None) -> str:
    return ctx.t("study.way.none") if value is None else f"{ctx.t.number(value, 1)} ×"


@data.drawn
def left_of(ctx: PageContext, view: str, bias: str) -> Safe:
    """Return what a supposed bias leaves of a figure.

    Args:
        ctx: The page's context.
        view: The view of the page: ``claim`` or ``effect``.
        bias: In points, as the address writes it.
    """
    supposed = SUPPOSED[view]
    measured = ctx.build.metrics[supposed.metric]
    t, rows = ctx.t, data.figures(ctx.build_id, supposed.metric, **supposed.where)
    value = round(float(rows[supposed.metric].iloc[0]), 2)
    whole = {"value": t.points(value, 1, signed=value < 0)}
    facts: dict[str, Any] = {"bias": t.points(float(bias), 1, signed=False)}
    left = _shrunk(value, float(bias))
    facts["left"] = t.points(left, 1, signed=left < 0)
    key = f"study.bias.{view}"
    gone = left * value <= 0
    title = words(t(f"{key}.{'gone' if gone else 'title'}", **facts), rows, t)
    lines = [
        [
            t.points(float(stop), 1, signed=False),
            tag("strong" if stop == bias else "span", t.points(_shrunk(value, float(stop)), 1)),
        ]
        for stop in sorted({*STOPS, bias}, key=float)
    ]
    heads = [(t("study.bias.bias"), True), (t("study.bias.left"), True)]
    return html_card(
        ctx,
        data_table(heads, lines, caption=t("study.bias.label")),
        name="bias",
        title=title,
        subtitle=t(f"{key}.subtitle", **whole),
        rows=rows,
        table=measured.table,
        query=queries.without_bias(
            measured.table,
            measured.value,
            sorted({float(stop) for stop in (*STOPS, bias)}),
            **supposed.where,
        ),
        page=PAGE,
        metrics=(supposed.metric,),
        view=view,
        bias=bias,
    )


def _shrunk(value: float, bias: float) -> float:
    """Return what a bias of that size leaves of a figure: nearer to zero, and past it."""
    return value - bias if value >= 0 else value + bias
