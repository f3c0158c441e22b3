"""A drawn sample beside its universe: stratum by stratum, and class by class. Not curated."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from pipelines.methods.sampling import Sample
from presentation.charts import marks
from presentation.charts.base import INK, Chart, figure, note, percent_sign, wrapped
from presentation.words import Text

EVEN, EQUAL = 2.5, 0.05
WIDTH = 30


def allocation(sample: Sample, *, t: Text, universe: str) -> Chart:
    """Draw the share of each stratum in the universe and in the sample.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
        universe: Name of the universe.
    """
    rows = sample.strata.assign(
        universe_pct=100 * sample.strata["universe"] / sample.strata["universe"].sum(),
        sampled_pct=100 * sample.strata["sampled"] / sample.size,
        origin=sample.origin,
    )
    names, is_hatched = _names(rows[f"label_{t.lang}"]), marks.is_simulated(rows)
    fig = figure(height=38 * len(rows) + 96, t=t, barmode="group", bargap=0.3)
    for column, colour, word in (
        ("sampled_pct", INK.pilot, "sample"),
        ("universe_pct", INK.muted, "universe"),
    ):
        fig.add_trace(
            go.Bar(
                y=names,
                x=rows[column].tolist(),
                orientation="h",
                marker=marks.bar(colour, simulated=is_hatched and word == "sample"),
                name=t(f"chart.allocation.{word}"),
                hovertemplate=f"%{{y}}<br>{t(f'chart.allocation.{word}')}: %{{x:.1f}}"
                f"{percent_sign(t)}<extra></extra>",
                meta=word,
            )
        )
    most = float(rows[["universe_pct", "sampled_pct"]].max().max())
    for name, row in zip(names, rows.to_dict("records"), strict=True):
        label = t(
            "chart.allocation.label",
            sampled=t.number(row["sampled"]),
            universe=t.number(row["universe"]),
        )
        place = max(row["universe_pct"], row["sampled_pct"])
        note(fig, place, name, label, xanchor="left", xshift=6, colour=INK.ink)
    _axes(fig, names, most * 1.28, t)
    words = [f"■ {t(f'chart.allocation.{series}')}" for series in ("universe", "sample")]
    _legend(fig, words[1], colour=INK.pilot)
    _legend(fig, words[0], colour=INK.muted, shift=8 * len(words[1]) + 16)
    marks.stamp_if(fig, rows, t)
    listed = "; ".join(
        f"{row[f'label_{t.lang}']}: {t.number(row['sampled'])} / {t.number(row['universe'])}"
        for row in rows.to_dict("records")
    )
    return Chart(
        figure=fig,
        takeaway=marks.words(_furthest(rows, t), rows, t),
        subtitle=t(
            "chart.allocation.subtitle",
            country=universe,
            universe=t.number(rows["universe"].sum()),
        ),
        alt=t("chart.allocation.alt", listed=listed),
        rows=rows,
    )


def _furthest(rows: pd.DataFrame, t: Text) -> str:
    far = (rows["sampled_pct"] - rows["universe_pct"]).abs()
    row = rows.loc[(rows["sampled_pct"] - rows["universe_pct"]).idxmax()]
    if far.max() <= EVEN:
        points = t.points(far.max(), 1, signed=False)
        return t("chart.allocation.takeaway_even", points=points)
    return t(
        "chart.allocation.takeaway_far",
        label=row[f"label_{t.lang}"],
        sample=t.percent(row["sampled_pct"], 0),
        universe=t.percent(row["universe_pct"], 0),
    )


MARKS = {
    "universe": ("line-ns-open", INK.country, 17),
    "sampled": ("circle-open", INK.rest, 11),
    "weighted": ("circle", INK.pilot, 9),
}


def balance(sample: Sample, *, t: Text) -> Chart:
    """Draw each class of each variable in the universe, in the sample, and with its weights.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
    """
    rows = sample.balance.assign(origin=sample.origin)
    named = [t(f"muestra.variable.{variable}") for variable in rows["variable"]]
    pairs = zip(named, rows[f"label_{t.lang}"], strict=True)
    labels = [f"{word}: {label}" for word, label in pairs]
    names = _names(pd.Series(labels))
    fig = figure(height=30 * len(rows) + 96, t=t)
    for kind, (symbol, colour, size) in MARKS.items():
        fig.add_trace(
            go.Scatter(
                x=rows[f"{kind}_pct"].tolist(),
                y=names,
                mode="markers",
                name=t(f"chart.balance.{kind}"),
                marker={
                    "symbol": symbol,
                    "color": colour,
                    "size": size,
                    "line": {"color": colour, "width": 2.5 if symbol.endswith("open") else 0},
                },
                hovertemplate=f"%{{y}}<br>{t(f'chart.balance.{kind}')}: %{{x:.1f}}"
                f"{percent_sign(t)}<extra></extra>",
                meta=kind,
            )
        )
    most = float(rows[["universe_pct", "sampled_pct", "weighted_pct"]].max().max())
    _axes(fig, names, most * 1.08, t)
    fig.update_xaxes(showgrid=True, gridcolor=INK.hairline)
    words = (t(f"chart.balance.{kind}") for kind in MARKS)
    _legend(fig, "   ".join(f"{sign} {word}" for sign, word in zip("|○●", words, strict=True)))
    marks.stamp_if(fig, rows, t)
    far = (rows["weighted_pct"] - rows["universe_pct"]).abs()
    points = t.points(far.max(), 1, signed=False)
    listed = "; ".join(
        f"{label}: {t.percent(r['universe_pct'], 1)}, {t.percent(r['sampled_pct'], 1)}, "
        f"{t.percent(r['weighted_pct'], 1)}"
        for label, r in zip(labels, rows.to_dict("records"), strict=True)
    )
    worst = labels[int(far.to_numpy().argmax())] if len(far) else ""
    takeaway = t("chart.balance.takeaway", points=points, label=worst)
    if not far.max() >= EQUAL:
        takeaway = t("chart.balance.takeaway_equal")
    return Chart(
        figure=fig,
        takeaway=marks.words(takeaway, rows, t),
        subtitle=t("chart.balance.subtitle"),
        alt=t("chart.balance.alt", listed=listed),
        rows=rows,
    )


CHARTS = ("allocation", "balance")


def chart_of(name: str, sample: Sample, universe: str, t: Text) -> Chart:
    """Return one chart of a sample by its name."""
    if name == "allocation":
        return marks.marked(allocation(sample, t=t, universe=universe), t, sample)
    return marks.marked(balance(sample, t=t), t, sample)


def _names(labels: pd.Series) -> list[str]:
    return [wrapped(str(label), WIDTH) for label in labels]


def _axes(fig: go.Figure, names: list[str], most: float, t: Text) -> None:
    fig.update_xaxes(range=[0, most], ticksuffix=percent_sign(t), nticks=6, showgrid=False)
    fig.update_yaxes(
        showgrid=False,
        tickfont={"color": INK.ink, "size": 12},
        ticklabelstandoff=6,
        categoryorder="array",
        categoryarray=names[::-1],
    )


def _legend(fig: go.Figure, text: str, *, colour: str = INK.ink, shift: int = 0) -> None:
    """Write what a mark is above the figure: its sign and its words."""
    place = {"xref": "paper", "yref": "paper", "xanchor": "right", "yanchor": "bottom"}
    note(fig, 1, 1, text, xshift=-shift, yshift=8, colour=colour, size=13, **place)
    fig.update_layout(margin_t=40)
