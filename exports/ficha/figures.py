"""The figures of a ficha: score, place, region and country, each with n and origin."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports.printing import Tables
from pipelines.marking import origin_of
from pipelines.spreadsheets.missing import is_missing
from presentation.charts import printed
from presentation.words import Text

POSITION = "out_fiscalizacion__municipality_position"
SCORES = "out_fiscalizacion__municipality_round"
PLACES = "out_fiscalizacion__rank_range"
GROUPS = "out_fiscalizacion__round_group"


def kpis(tables: Tables, t: Text, cut: str, standing: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Return score, place, region and country of the last round known, or that they are not.

    Args:
        tables: The tables of the build.
        t: Text in the language of the reader.
        cut: Of the municipality, five digits.
        standing: Its row of the last round scored, if there is one.
    """
    if standing is None or standing.empty:
        return [unknown(t, "score"), unknown(t, "place"), *_country_only(tables, t)]
    row = standing.iloc[-1]
    cards = [
        card(
            t,
            t("municipio.score"),
            t.percent(row["score_pct"], 1),
            detail=str(row["year"]),
            note=None
            if is_missing(row["band_id"])
            else t("municipio.band", band=t.pick(row, "band")),
            origin=origin_of(tables.of(SCORES, cut=cut, round_id=row["round_id"])),
        ),
        _place(tables, t, cut, row),
    ]
    for who in ("region", "country"):
        mean, n = row[f"{who}_mean_pct"], row[f"{who}_count"]
        if is_missing(mean):
            cards.append(unknown(t, who))
            continue
        cards.append(
            card(
                t,
                t(f"print.kpi.{who}"),
                t.percent(mean, 1),
                detail=f"{_universe(t, n)}{row['year']}",
                note=t("municipio.gap", gap=t.points(row["score_pct"] - mean, 1)),
                origin=row["origin"],
            )
        )
    return cards


def card(
    t: Text, label: str, value: str, *, detail: str, origin: Any, note: str | None = None
) -> dict[str, Any]:
    """Return a figure with its label, what it counts and where it comes from.

    Args:
        t: Text in the language of the reader.
        label: What it is.
        value: As written.
        detail: What it counts.
        origin: Of the figure.
        note: What qualifies it.
    """
    return {
        "label": label,
        "value": value,
        "detail": detail,
        "note": note,
        "known": True,
        "origin": t(f"origin.{origin}"),
        "simulated": origin == "simulated",
    }


def _universe(t: Text, n: Any) -> str:
    return "" if is_missing(n) else f"{t.count('kpi.score_detail', int(n))} · "


def unknown(t: Text, which: str) -> dict[str, Any]:
    """Return the card of a figure that nobody publishes, and what it would take.

    Args:
        t: Text in the language of the reader.
        which: Which of the figures.
    """
    return {
        "label": t(f"print.kpi.{which}"),
        "value": t.missing,
        "detail": t(f"print.kpi.{which}_unknown"),
        "note": None,
        "known": False,
        "origin": None,
        "simulated": False,
    }


def _place(tables: Tables, t: Text, cut: str, row: pd.Series) -> dict[str, Any]:
    places = tables.of(PLACES, cut=cut, round_id=row["round_id"])
    if places.empty:
        return unknown(t, "place")
    place = places.iloc[0]
    return card(
        t,
        t("print.kpi.place"),
        t("print.kpi.range", low=t.number(place["rank_low"]), high=t.number(place["rank_high"])),
        detail=t("print.kpi.of", n=t.number(place["n_municipalities"]), year=row["year"]),
        note=t.count("print.kpi.tied", int(place["tied_count"])),
        origin=place["origin"],
    )


def _country_only(tables: Tables, t: Text) -> list[dict[str, Any]]:
    rows = tables.of(GROUPS, group_id="all")
    rows = rows[rows["mean_pct"].notna()].sort_values("year")
    if rows.empty:
        return [unknown(t, "region"), unknown(t, "country")]
    last = rows.iloc[-1]
    mean = card(
        t,
        t("print.kpi.country"),
        printed.mean(t, last),
        detail=f"{printed.n_of(t, last['n_municipalities'])} · {last['year']}",
        origin=last["origin"],
    )
    return [unknown(t, "region"), mean]
