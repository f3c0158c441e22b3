"""Convenios over time: known points, and the room the truth has between them."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from presentation.charts.base import INK, Chart, empty, figure, recipe, runs, span, worded
from presentation.charts.sheet import Sheet
from presentation.words import Text

Row = Mapping[Hashable, Any]


def curve(years: pd.DataFrame, *, t: Text) -> Chart:
    """Draw cumulative convenios: known points, and the room the truth has between them.

    Args:
        years: ``out_convenios__year_coverage``.
        t: Text in the language of the reader.
    """
    rows = years[years["signed_cumulative"].notna()].sort_values("year")
    if rows.empty:
        return empty(t, rows)
    records, universe = rows.to_dict("records"), int(rows["municipalities"].max())
    fig = figure(height=380, t=t)
    universe_line(fig, universe, t, dash="dash")
    for before, after in itertools.pairwise(records):
        _stretch(fig, before, after, t)
    counts = [t.number(count) for count in rows["signed_cumulative"]]
    hover = [
        f"<b>{t.date(r['as_of_text'])}</b><br>{count} "
        f"({t.percent(r['coverage_pct'], 2)})<br>{t('word.source')}: {r['source_ids']}"
        for r, count in zip(records, counts, strict=True)
    ]
    written = {
        "mode": "markers+text",
        "text": [f"<b>{count}</b>" for count in counts],
        "textposition": "bottom right",
        "textfont": {"color": INK.pilot, "size": 15},
        "cliponaxis": False,
    }
    look = {"size": 12, "edge": INK.surface, "hover": hover}
    fig.dots(rows["year"], rows["signed_cumulative"], INK.pilot, "known", **look, **written)
    fig.update_xaxes(
        range=[records[0]["year"] - 0.5, records[-1]["year"] + 0.9],
        tickvals=rows["year"].tolist(),
        tickformat="d",
    )
    fig.update_yaxes(range=[0, universe * 1.12], dtick=100, tickformat=",d")
    missing = t.listing([span(*stretch) for stretch in runs(rows["year"].astype(int).tolist())])
    listed = "; ".join(f"{r['year']}: {n}" for r, n in zip(records, counts, strict=True))
    silent = sum(
        int(after["signed_cumulative"] - before["signed_cumulative"])
        for before, after in itertools.pairwise(records)
        if after["year"] - before["year"] > 1
    )
    facts = {
        "missing": missing or "–",
        "first": counts[0],
        "from_year": records[0]["year"],
        "signed": counts[-1],
        "universe": t.number(universe),
        "year": t.date(records[-1]["as_of_text"]),
        "n": t.number(silent),
    }
    return worded(fig, rows, t, "chart.curve", listed=listed, **facts)


def universe_line(fig: Sheet, universe: int, t: Text, *, dash: str) -> None:
    """Draw how many municipalities there are as a line across, with its name.

    Args:
        fig: The sheet drawn on.
        universe: How many municipalities there are.
        t: Text in the language of the reader.
        dash: How the line is broken.
    """
    fig.add_hline(y=universe, line={"color": INK.muted, "width": 1, "dash": dash})
    label = t("chart.curve.universe", n=t.number(universe))
    fig.note(0, universe, label, xref="paper", xanchor="left", yanchor="bottom")


def _stretch(fig: Sheet, before: Row, after: Row, t: Text) -> None:
    x0, x1 = before["year"], after["year"]
    y0, y1 = before["signed_cumulative"], after["signed_cumulative"]
    if x1 - x0 == 1:
        fig.line([x0, x1], [y0, y1], INK.pilot, "known", width=3)
        return
    look = {"mode": "lines", "line": {"color": INK.muted, "width": 1, "dash": "dot"}}
    fig.area([x0, x1, x1, x0, x0], [y0, y0, y1, y1, y0], INK.sunken, "unknown", **look)
    facts = {"years": span(x0 + 1, x1 - 1), "low": t.number(y0), "high": t.number(y1)}
    fig.note((x0 + x1) / 2, (y0 + y1) / 2, t("chart.curve.unknown", **facts))


CURVE = recipe(
    "convenio_curve",
    curve,
    tables="out_convenios__year_coverage",
    columns="year as_of_text signed_new signed_cumulative municipalities coverage_pct origin "
    "source_ids",
    metrics="convenio_coverage convenios_cumulative convenios_new",
)
