"""Quartiles of the scores across rounds, as ribbons around the median."""

from __future__ import annotations

import pandas as pd

from presentation.charts import printed, universe
from presentation.charts.base import INK, Chart, empty, figure, method_breaks, recipe, worded
from presentation.charts.change import change_text, crosses
from presentation.charts.sheet import Sheet
from presentation.charts.simulated import is_simulated
from presentation.words import Text

PALE = 0.35
RIBBONS = (("p10", "p90", 0.12), ("p25", "p75", 0.28))


def ribbons(
    universes: pd.DataFrame,
    breaks: pd.DataFrame,
    regions: pd.DataFrame,
    rounds: pd.DataFrame,
    *,
    t: Text,
    revision: str = "as_published",
    **chosen: str,
) -> Chart:
    """Draw quartiles across rounds: gaps stay gaps, method breaks are marked.

    Args:
        universes: ``out_fiscalizacion__universe_round``.
        breaks: ``out_fiscalizacion__method_break``.
        regions: ``core_territory__region``, for names.
        rounds: ``core_fiscalizacion__round``, for what is known of their methods.
        t: Text in the language of the reader.
        revision: ``as_published`` or ``as_revised``.
        **chosen: ``region_code``, ``rurality`` and ``group_id`` of the universe.
    """
    rows = universe.row_of(universes, revision=revision, **chosen)
    rows = rows[rows["median_pct"].notna()]
    if rows.empty:
        return empty(t, rows)
    colour, records = INK.simulated if is_simulated(rows) else INK.country, rows.to_dict("records")
    fig = figure(rows, height=340, t=t)
    for run, is_crossing in _runs(records, breaks):
        _ribbon(fig, run, colour, pale=PALE if is_crossing else 1)
    first, last = int(rows["year"].min()), int(rows["year"].max())
    method_breaks(fig, breaks[breaks["year_position"].between(first, last)], t)
    written = {"mode": "markers+text", "textposition": "top center", "cliponaxis": False}
    written["text"] = [t.number(value, 0) for value in rows["median_pct"]]
    look = {"size": 9, "edge": INK.surface, "simulated": False, "hover": _hovers(rows, t)}
    fig.dots(rows["year"], rows["median_pct"], colour, "median", **look, **written)
    fig.years(rows["year"])
    fig.percents()
    listed = "; ".join(
        f"{r.year}: {t.number(r.p25_pct, 1)}–{t.number(r.p75_pct, 1)}" for r in rows.itertuples()
    )
    takeaway = _takeaway(rows, breaks, rounds, t)
    subtitle = universe.named(t, regions, **chosen) + t("chart.ribbons.subtitle")
    return worded(
        fig, rows, t, "chart.ribbons", takeaway=takeaway, subtitle=subtitle, listed=listed
    )


def _hovers(rows: pd.DataFrame, t: Text) -> list[str]:
    return [
        t(
            "chart.ribbons.hover",
            year=row["year"],
            n=t.number(row["n_municipalities"]),
            **{name: t.percent(row[f"{name}_pct"], 1) for name in ("median", "p25", "p75")},
        )
        for row in rows.to_dict("records")
    ]


def _takeaway(rows: pd.DataFrame, breaks: pd.DataFrame, rounds: pd.DataFrame, t: Text) -> str:
    """Return how far the last round is from the first one of its own method, if there is one."""
    last = rows.iloc[-1]
    after = t.number(last["p75_pct"] - last["p25_pct"], 1)
    if len(rows) == 1:  # nothing to compare with is no change of method
        return t("chart.ribbons.takeaway_alone", after=after, to_year=last["year"])
    own = [not crosses(breaks, year, last["year"]) for year in rows["year"]]
    first = rows[own].iloc[0]
    compares = first["year"] < last["year"]
    facts = {"before": t.number(first["p75_pct"] - first["p25_pct"], 1), "after": after}
    facts |= {"from_year": first["year"], "to_year": last["year"]}
    text = change_text(t, "chart.ribbons.takeaway", compares, **facts)
    basis = printed.basis(rounds, first["round_id"], last["round_id"])
    return printed.inferred(t, text, basis) if compares else text


def _runs(records: list[dict], breaks: pd.DataFrame) -> list[tuple[list[dict], bool]]:
    """Return the rounds that one ribbon joins, and whether it crosses a change of method."""
    joined: list[tuple[list[dict], bool]] = []
    is_joined = False
    for at, record in enumerate(records):
        after = records[at + 1] if at + 1 < len(records) else None
        if after is not None and after["year"] - record["year"] == 1:
            joined.append(([record, after], crosses(breaks, record["year"], after["year"])))
            is_joined = True
        else:
            joined += [] if is_joined else [([record], False)]
            is_joined = False
    return joined


def _ribbon(fig: Sheet, run: list[dict], colour: str, *, pale: float) -> None:
    years = [row["year"] for row in run]
    if len(years) == 1:  # a lone round: a bar as high as its quartiles
        years, run = [years[0] - 0.12, years[0] + 0.12], run * 2
    for low, high, opacity in RIBBONS:
        edge = [row[f"{high}_pct"] for row in run] + [row[f"{low}_pct"] for row in run][::-1]
        fig.area(years + years[::-1], edge, colour, f"{low}_{high}", opacity=opacity * pale)
    medians = [row["median_pct"] for row in run]
    fig.line(years, medians, colour, "median_line", width=3, opacity=pale)


RECIPE = recipe(
    "quartile_ribbons",
    ribbons,
    tables="out_fiscalizacion__universe_round out_fiscalizacion__method_break "
    "core_territory__region core_fiscalizacion__round",
    columns="year n_municipalities missing_count p10_pct p25_pct median_pct mean_pct p75_pct "
    "p90_pct origin",
    metrics="universe_median universe_mean universe_p10 universe_p25 universe_p75 universe_p90 "
    "universe_missing",
    origin="delivered",
    needs="deliveries",
)
