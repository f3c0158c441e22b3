"""The charts of a record, drawn without a browser and without any simulated figure."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipelines.serving import Build
from presentation import charts
from presentation.charts.base import Chart
from presentation.charts.credits import credit
from presentation.desk.record import Record
from presentation.words import Text

CHARTS = ("ogp_gantt", "ogp_indicators")


@dataclass(frozen=True)
class Drawn:
    """A chart with its id, its source line and the tables it is made from."""

    id: str
    chart: Chart
    note: str
    tables: tuple[str, ...]


def drawn(build: Build, record: Record, lang: str) -> list[Drawn]:
    """Return the charts of a record that have something to show.

    Args:
        build: The build.
        record: The commitment as it stands at a date.
        lang: ``es`` or ``en``.
    """
    t, pictures = Text(lang, build), []
    choices = {"commitment": record.code, "as_of": record.as_of.isoformat()}
    for name in CHARTS:
        recipe = charts.RECIPES[name]
        chart = charts.draw(name, lambda table: real(build, table), lang, choices, build=build)
        if not chart.is_empty:
            note = credit(t, chart.rows, build=build, origin=chart.origin)
            pictures.append(Drawn(name, chart, note, recipe.tables))
    return pictures


def real(build: Build, table: str) -> pd.DataFrame:
    """Return a table without its simulated rows; a simulated ending of a milestone is none.

    Args:
        build: The build.
        table: An out table.
    """
    rows = build.table(table)
    if "done_origin" in rows:
        rows.loc[rows["done_origin"] == "simulated", "done_date"] = pd.NaT
    return rows[rows["origin"] != "simulated"] if "origin" in rows else rows
