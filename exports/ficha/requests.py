"""The access requests of a ficha: beside active transparency, and never a part of its figures."""

from __future__ import annotations

from typing import Any

import pandas as pd

from exports.printing import Tables
from presentation.charts import simulated
from presentation.charts.credits import credit
from presentation.words import Text

YEAR, PUBLISHED = "out_solicitudes__year", "out_solicitudes__published"
COUNTRY = "CL"
COLUMNS = {
    "in_time": "in_time_pct",
    "median": "median_days",
    "refused": "refused_pct",
    "derived": "derived_pct",
    "amparos": "amparos_per_100",
    "satisfied": "satisfied_pct",
}


def shown(tables: Tables, cut: str) -> list[pd.DataFrame]:
    """Return what was delivered of a municipality, the last years first, and what was printed.

    Args:
        tables: The tables of the build.
        cut: Of the municipality, five digits.
    """
    years = tables.of(YEAR, scope_id=f"{COUNTRY}-{cut}")
    if len(years):
        years = years[years["received_count"] > 0].sort_values("year", ascending=False)
    printed = tables.of(PUBLISHED, cut=cut)
    return [years, printed.sort_values(["year", "figure_id"]) if len(printed) else printed]


def requests(tables: Tables, t: Text, cut: str, *, years: int = 3) -> dict[str, Any]:
    """Return the requests of a municipality in its last years: a block with its own origins.

    Args:
        tables: The tables of the build.
        t: Text in the language of the reader.
        cut: Of the municipality, five digits.
        years: How many are shown.
    """
    delivered, printed = shown(tables, cut)
    rows = delivered.head(years)
    build = tables.build
    notes = [credit(t, rows, build=build)] if len(rows) else []
    if len(printed):
        sentence = "; ".join(_printed(t, row) for row in printed.to_dict("records"))
        notes.append(f"{credit(t, printed, build=build)}: {sentence}")
    return {
        "title": simulated.words(t("solicitudes.beside"), rows, t),
        "subtitle": t("solicitudes.beside_subtitle"),
        "head": [
            t("solicitudes.head.year"),
            t("solicitudes.head.received"),
            *(t(f"solicitudes.kpi.{name}") for name in COLUMNS),
        ],
        "rows": [
            [
                str(row["year"]),
                t.number(row["received_count"]),
                *(_cell(t, row, column) for column in COLUMNS.values()),
            ]
            for row in rows.to_dict("records")
        ],
        "right": [*range(1, len(COLUMNS) + 2)],
        "widths": [0, *[1] * (len(COLUMNS) + 1)],
        "empty": t("print.deliver.requests"),
        "note": ". ".join(notes) or None,
    }


def _printed(t: Text, row: dict[str, Any]) -> str:
    value = t.quantity(row["value"], row["unit"], int(row["printed_decimals"]))
    text = f"{t.code('solicitudes.indicator', row['indicator'])} {row['year']}: {value}"
    remark = t.remark(row)
    return f"{text} ({remark})" if remark else text


def _cell(t: Text, row: dict[str, Any], column: str) -> str:
    write = t.percent if column.endswith("_pct") else t.number
    return write(row[column], 1)
