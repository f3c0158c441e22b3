"""Coverage in a report: who signed, who adopted, who never did."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports.report.parts import Scope, columns
from pipelines.spreadsheets.missing import is_missing
from presentation.sorting import by_name

BY_YEAR, COUNTRY = "out_convenios__year_coverage_by", "out_convenios__year_coverage"
NEVER, CONVENIOS = "out_convenios__never_signed", "out_convenios__municipality"


def parts(scope: Scope) -> list[dict[str, Any]]:
    """Return the charts and lists of coverage, delivered where there are any.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    if scope.region is not None:
        return [_regional(scope)]
    delivered = len(scope.tables("out_convenios__coverage_by")) > 0
    regions = scope.picture("coverage_region" if delivered else "region_signing")
    left, right = [regions], [scope.picture("convenio_curve", height=300)]
    adopted = len(scope.tables("out_adopcion__funnel")) > 0
    right.append(scope.picture("mgtm2_funnel"))
    if adopted:
        left.append(scope.picture("adoption_funnel"))
    (right if adopted else left).append(never_signed(scope))
    return [columns(left, right)]


def _regional(scope: Scope) -> dict[str, Any]:
    """Return the coverage of a region itself, among the others; the country's where none is."""
    rows = scope.tables.of(BY_YEAR, dimension="region", member=scope.region)
    name = "region_signing" if rows.empty else "coverage_region"
    regions = scope.picture(name, region=scope.region)
    if rows.empty:
        return columns([regions], [scope.picture("convenio_curve", height=300)])
    return columns([own(scope, rows), never_signed(scope)], [regions])


def own(scope: Scope, rows: pd.DataFrame) -> dict[str, Any]:
    """Return the coverage of the region at the end of each year, the country's beside it.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
        rows: The rows.
    """
    t, rows = scope.t, rows.sort_values("year")
    country = scope.tables.of(COUNTRY)
    beside = country.set_index("year")["coverage_pct"] if len(country) else {}
    last = rows.iloc[-1]
    signed, all_ = (t.number(last[name]) for name in ("signed_cumulative", "municipalities"))
    return scope.table(
        "own",
        rows,
        ("year", "signed", "share", "country"),
        [
            [
                str(row["year"]),
                t.number(row["signed_cumulative"]),
                scope.percent(row["coverage_pct"]),
                "–" if is_missing(beside.get(row["year"])) else t.percent(beside[row["year"]], 1),
            ]
            for row in rows.to_dict("records")
        ],
        title=t("print.own.title", signed=signed, all=all_, year=last["year"]),
        right=(1, 2, 3),
        widths=(1, 2, 2, 2),
        beside=(country,),
    )


def never_signed(scope: Scope) -> dict[str, Any]:
    """Return who has no convenio in the list delivered.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    t, rows = scope.t, scope.rows(NEVER)
    known = len(scope.tables(CONVENIOS)) > 0
    if len(rows):
        rows = rows.sort_values(["region_order_north_south", "comuna"], key=by_name)
    part = scope.table(
        "never",
        rows,
        ("comuna", "region", "rurality"),
        [
            [row["comuna"], row["region"], t.code("rurality", str(row["rurality"]))]
            for row in rows.to_dict("records")
        ],
        title=t.count("print.never.title", len(rows)) if known else t("print.never.unknown"),
        right=(),
        widths=(2, 2, 1),
        beside=scope.rests_on(CONVENIOS),
    )
    if not known:
        part["empty"] = t("print.deliver.convenios")
    return part
