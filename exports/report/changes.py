"""Changes in a report: risers and fallers, what regression alone explains, the pilots read."""

from __future__ import annotations

from typing import Any

from exports.report.compliance import last
from exports.report.parts import Scope, columns
from pipelines.spreadsheets.missing import is_missing
from presentation.charts.change import change_text

GROUPS = "out_fiscalizacion__change_group"
READINGS = "out_pilot__reading"


def parts(scope: Scope) -> list[dict[str, Any]]:
    """Return who moved, and how much of it is more than the way back to the mean.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    movers = scope.picture("movers", **scope.universe)
    if scope.region is not None:
        return [movers]
    return [columns([movers], [regression(scope), pilots(scope)])]


def regression(scope: Scope) -> dict[str, Any]:
    """Return the mean change of those who rose and fell, in its three parts.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    t, rows = scope.t, last(scope.tables.of(GROUPS))
    title = t("print.regression.none")
    if len(rows):
        year = rows["year"].iloc[0]
        title = change_text(
            t, "print.regression.title", rows["comparable_with_previous"], year=year
        )
    return scope.table(
        "regression",
        rows,
        ("direction", "n", "change", "common", "back", "own"),
        [
            [
                change_text(
                    t, f"print.regression.{row['direction']}", row["comparable_with_previous"]
                ),
                t.number(row["n_municipalities"]),
                *(
                    "–" if is_missing(row[name]) else t.points(row[name], 1)
                    for name in ("change_pts", "common_pts", "regression_pts", "own_pts")
                ),
            ]
            for row in rows.to_dict("records")
        ],
        title=title,
        right=(1, 2, 3, 4, 5),
        widths=(3, 1, 3, 3, 4, 3),
    )


def pilots(scope: Scope) -> dict[str, Any]:
    """Return the readings of the pilots' leap, each with its range.

    Args:
        scope: The report: its tables, its language, and its region if it is of one.
    """
    t = scope.t
    rows = scope.tables.of(READINGS)
    rows = rows[rows["is_headline"]].sort_values("reading_order") if len(rows) else rows
    return scope.table(
        "pilots",
        rows,
        ("reading", "value", "range"),
        [
            [
                t.pick(row, "label"),
                t.quantity(row["value"], row["unit"], row["decimals"]),
                "–"
                if is_missing(row["low"])
                else t.interval(row["low"], row["high"], row["unit"], row["decimals"]),
            ]
            for row in rows.to_dict("records")
        ],
        title=t("print.pilots.title"),
        right=(1, 2),
        widths=(3, 1, 2),
    )
