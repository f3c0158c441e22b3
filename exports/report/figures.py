"""The figures at the head of a report, and the sentence that says where we stand."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports.ficha.figures import card, unknown
from exports.report.compliance import PUBLISHED, last
from exports.report.parts import SPREAD, Scope
from pipelines.marking import with_origin
from presentation.charts import printed

GROUPS = "out_fiscalizacion__round_group"
REGIONS = "out_fiscalizacion__region_round"
COVERAGE, COVERAGE_BY = "out_convenios__year_coverage", "out_convenios__coverage_by"


def spread(scope: Scope) -> pd.Series | None:
    """Return the distribution of the last round of the region or the country.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    where = {"rurality": "all", "group_id": "all", "revision": PUBLISHED, **scope.universe}
    rows = last(scope.tables.of(SPREAD, **where))
    return None if rows.empty or rows["mean_pct"].isna().all() else rows.iloc[0]


def country(scope: Scope) -> pd.Series:
    """Return the last round with a national mean.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    rows = scope.tables.of(GROUPS, group_id="all")
    rows = rows[rows["mean_pct"].notna()].sort_values("year")
    scope.used.append(rows.tail(1))
    return rows.iloc[-1]


def headline(scope: Scope) -> str:
    """Return the sentence that says where the country or the region stands.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    t, nation, row = scope.t, country(scope), spread(scope)
    sentence = t("resumen.headline", value=printed.mean(t, nation), year=nation["year"])
    if scope.region is None:
        return f"{sentence}."
    if row is None:
        why = t("notice.few" if scope.is_few else "print.brief.unknown")
        return f"{why} {sentence}."
    gap = t.points(row["mean_pct"] - nation["mean_pct"], 1)
    mean = t.percent(row["mean_pct"], 1)
    text = t("print.brief.headline", mean=mean, year=row["year"], gap=gap)
    return with_origin(text, row["origin"], t.lang)


def kpis(scope: Scope) -> list[dict[str, Any]]:
    """Return mean, middle, share of 90 or more, and coverage.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    t, row = scope.t, spread(scope)
    cards = [_mean(scope, row)]
    for key, column in (("median", "median_pct"), ("ge90", "share_ge90_pct")):
        if row is None:
            cards.append(_absent(scope, key))
            continue
        scope.used.append(pd.DataFrame([row]))
        n = t.count("kpi.score_detail", int(row["n_municipalities"]))
        cards.append(
            card(
                t,
                t(f"print.kpi.{key}"),
                t.percent(row[column], 1),
                detail=f"{n} · {row['year']}",
                origin=row["origin"],
            )
        )
    return [*cards, _coverage(scope)]


def _absent(scope: Scope, which: str) -> dict[str, Any]:
    """Return the card of a figure that there is not, or that is of too few to be shown."""
    few = {"value": scope.t("word.few"), "detail": scope.t("print.kpi.few")}
    return unknown(scope.t, which) | (few if scope.is_few else {})


def _mean(scope: Scope, row: pd.Series | None) -> dict[str, Any]:
    t = scope.t
    if scope.region is not None:
        if row is None:
            return _printed(scope)
        n = t.count("kpi.score_detail", int(row["n_municipalities"]))
        detail, value = f"{n} · {row['year']}", t.percent(row["mean_pct"], 1)
        return card(t, t("print.kpi.region"), value, detail=detail, origin=row["origin"])
    nation = country(scope)
    before = scope.tables.of(GROUPS, group_id="all", round_id=nation["previous_round_id"])
    note = None
    if len(before):
        name = t.pick(before.iloc[0], "round_label")
        change = printed.change(
            t, *nation[["change_pts", "change_low_pts", "change_high_pts"]].tolist()
        )
        comparable = bool(nation["comparable_with_previous"])
        note = (
            printed.inferred(
                t, t("kpi.score_change", value=change, round=name), nation["method_basis"]
            )
            if comparable
            else t("kpi.not_comparable", round=name)
        )
    return card(
        t,
        t("print.kpi.country"),
        printed.mean(t, nation),
        detail=f"{printed.n_of(t, nation['n_municipalities'])} · {nation['year']}",
        note=note,
        origin=nation["origin"],
    )


def _printed(scope: Scope) -> dict[str, Any]:
    """Return the last mean of the region that a source prints."""
    t, rows = scope.t, scope.rows(REGIONS)
    if rows.empty:
        return _absent(scope, "region")
    row = rows.sort_values("year").iloc[-1]
    scope.used.append(pd.DataFrame([row]))
    value = t.percent(row["mean_pct"], min(int(row["decimals"]), 1))
    year = str(row["year"])
    return card(t, t("print.kpi.region"), value, detail=year, origin=row["origin"])


def _coverage(scope: Scope) -> dict[str, Any]:
    t, label = scope.t, scope.t("print.kpi.coverage")
    if scope.region is not None:
        rows = scope.tables.of(COVERAGE_BY, dimension="region", member=scope.region)
        if rows.empty:
            return unknown(t, "coverage")
        row, when = rows.iloc[0], t.date(scope.day)
        origin, decimals = row["origin"], 1
    else:
        rows = scope.tables.of(COVERAGE)
        rows = rows[rows["signed_cumulative"].notna()].sort_values("year").tail(1)
        row, when = rows.iloc[0], t.date(rows["as_of_text"].iloc[0])
        origin, decimals = "computed", 2  # the source cuts its decimals; ours is worked out
    scope.used.append(rows)
    detail = t(
        "kpi.coverage_detail",
        signed=t.number(row["signed_cumulative"]),
        universe=t.number(row["municipalities"]),
        year=when,
    )
    value = scope.percent(row["coverage_pct"], decimals)
    return card(t, label, value, detail=detail, origin=origin)
