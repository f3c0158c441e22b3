"""A drawn sample beside its universe: stratum by stratum, and class by class. Not curated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from pipelines.ingest.names.countries import HOME
from pipelines.methods.sampling import Sample
from presentation.charts import simulated
from presentation.charts.base import INK, Chart, figure, percent_sign, worded, wrapped
from presentation.charts.sheet import Look, Sheet
from presentation.subjects import of_regions
from presentation.words import Text

EVEN, EQUAL = 2.5, 0.05
WIDTH = 30
CHARTS = ("allocation", "balance")
MARKS: dict[str, Look] = {
    "universe": {"symbol": "line-ns", "size": 17, "ring": 2.5, "simulated": True},
    "sampled": {"size": 11, "ring": 2.5, "simulated": True},
    "weighted": {"size": 9, "ring": 0, "simulated": False},
}
COLOURS = {"universe": INK.country, "sampled": INK.rest, "weighted": INK.pilot}


def chart_of(name: str, sample: Sample, universe: str, t: Text) -> Chart:
    """Return one chart of a sample by its name.

    Args:
        name: The chart.
        sample: The sample drawn.
        universe: Who it is drawn of, in words.
        t: Text in the language of the reader.
    """
    if name == "allocation":
        return simulated.marked(allocation(sample, t=t, universe=universe), t, sample)
    return simulated.marked(balance(sample, t=t), t, sample)


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
    labels = rows[f"label_{t.lang}"]
    names = _names(labels)
    fig = figure(rows, height=38 * len(rows) + 96, t=t, barmode="group", bargap=0.3)
    shares, words = rows[["sampled_pct", "universe_pct"]], _worded("allocation", t)
    sample_of = {"name": words["sample"], "hover": _hover(words["sample"], t)}
    fig.bars(rows["sampled_pct"], names, INK.pilot, "sample", **sample_of)
    whole_of = {"name": words["universe"], "hover": _hover(words["universe"], t)}
    fig.bars(rows["universe_pct"], names, INK.muted, "universe", simulated=False, **whole_of)
    counts = [
        (t.number(row["sampled"]), t.number(row["universe"])) for row in rows.to_dict("records")
    ]
    for name, end, (n, of) in zip(names, shares.max(axis=1), counts, strict=True):
        fig.beside(end, name, t("chart.allocation.label", sampled=n, universe=of))
    _axes(fig, names, float(shares.max().max()) * 1.28)
    _legend(fig, f"■ {words['sample']}", colour=INK.pilot)
    shift = 8 * len(f"■ {words['sample']}") + 16
    _legend(fig, f"■ {words['universe']}", colour=INK.muted, shift=shift)
    pairs = zip(labels, counts, strict=True)
    of_all = t.number(rows["universe"].sum())
    takeaway = _furthest(rows, t)
    listed = "; ".join(f"{label}: {n} / {of}" for label, (n, of) in pairs)
    facts = {"country": universe, "universe": of_all}
    return worded(fig, rows, t, "chart.allocation", takeaway=takeaway, listed=listed, **facts)


def _worded(chart: str, t: Text) -> dict[str, str]:
    kinds = ("universe", "sample") if chart == "allocation" else MARKS
    return {kind: t(f"chart.{chart}.{kind}") for kind in kinds}


def _hover(word: str, t: Text) -> str:
    return f"%{{y}}<br>{word}: %{{x:.1f}}{percent_sign(t)}"


def _furthest(rows: pd.DataFrame, t: Text) -> str:
    far = rows["sampled_pct"] - rows["universe_pct"]
    if far.abs().max() <= EVEN:
        points = t.points(far.abs().max(), 1, signed=False)
        return t("chart.allocation.takeaway_even", points=points)
    row = rows.loc[far.idxmax()]
    shares = {"sample": t.percent(row["sampled_pct"], 0)}
    shares["universe"] = t.percent(row["universe_pct"], 0)
    return t("chart.allocation.takeaway_far", label=row[f"label_{t.lang}"], **shares)


def balance(sample: Sample, *, t: Text) -> Chart:
    """Draw each class of each variable in the universe, in the sample, and with its weights.

    Args:
        sample: The sample.
        t: Text in the language of the reader.
    """
    rows = sample.balance.assign(origin=sample.origin)
    variables = [t(f"muestra.variable.{variable}") for variable in rows["variable"]]
    pairs = zip(variables, rows[f"label_{t.lang}"], strict=True)
    labels = [f"{variable}: {label}" for variable, label in pairs]
    names, words = _names(labels), _worded("balance", t)
    fig = figure(rows, height=30 * len(rows) + 96, t=t)
    for kind, look in MARKS.items():
        named: Look = {"name": words[kind], "hover": _hover(words[kind], t)}
        fig.dots(rows[f"{kind}_pct"], names, COLOURS[kind], kind, **look, **named)
    shares = rows[[f"{kind}_pct" for kind in MARKS]]
    _axes(fig, names, float(shares.max().max()) * 1.08)
    fig.update_xaxes(showgrid=True, gridcolor=INK.hairline)
    signs = zip("|○●", words.values(), strict=True)
    _legend(fig, "   ".join(f"{sign} {word}" for sign, word in signs))
    far = (rows["weighted_pct"] - rows["universe_pct"]).abs()
    takeaway = t("chart.balance.takeaway_equal")
    if far.max() >= EQUAL:
        points = t.points(far.max(), 1, signed=False)
        worst = labels[int(far.to_numpy().argmax())]
        takeaway = t("chart.balance.takeaway", points=points, label=worst)
    listed = "; ".join(
        f"{label}: {', '.join(t.percent(share, 1) for share in each)}"
        for label, each in zip(labels, shares.itertuples(index=False), strict=True)
    )
    chart = worded(fig, rows, t, "chart.balance", takeaway=takeaway, listed=listed)
    regions = rows[rows["variable"] == "region"] if sample.request.country == HOME else rows.head(0)
    by_code = dict(zip(regions["class_id"], regions[f"label_{t.lang}"], strict=True))
    return replace(chart, leads=of_regions(by_code))


def _names(labels: Iterable[str]) -> list[str]:
    return [wrapped(str(label), WIDTH) for label in labels]


def _axes(fig: Sheet, names: list[str], most: float) -> None:
    fig.update_xaxes(range=[0, most], ticksuffix=fig.percent, nticks=6, showgrid=False)
    fig.names(size=12, standoff=6, categoryorder="array", categoryarray=names[::-1])


def _legend(fig: Sheet, text: str, *, colour: str = INK.ink, shift: int = 0) -> None:
    """Write what a mark is above the figure: its sign and its words."""
    place = {"xanchor": "right", "yanchor": "bottom", "yshift": 8, "xshift": -shift}
    fig.corner(1, 1, text, colour=colour, size=13, **place)
    fig.update_layout(margin_t=40)
