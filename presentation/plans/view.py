"""Everything a page or a file says of one plan, made once from the tables and what was asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from pipelines.errors import FaroError
from pipelines.methods.planning import Forecast, Plan, Tool, earliest, forecast, plan
from presentation.charts import plan_gantt
from presentation.charts.base import Chart
from presentation.charts.simulated import marked
from presentation.plans import rows
from presentation.plans.choices import Asked
from presentation.plans.work import (
    Tables,
    Work,
    delivered,
    promises,
    strict,
    tools_of,
    work,
)
from presentation.words import Text

PLACES, VERSIONS = "core_territory__municipality", "core_model__version"
MORE = 2  # capacities looked at beyond the one asked


@dataclass(frozen=True)
class View:
    """One plan.

    Attributes:
        work: What is to be planned.
        plan: The plan; None where it cannot be met.
        problem: Why it cannot, if it cannot.
        steps: Its rows; none where there is no plan.
        place: Name of the municipality.
        version: Row of the version of the model.
        ends: Tools at once → last month of the plan with the earliest end.
        progress: Steps of the plan delivered, if one was.
        forecast: That plan worked out again with what happened, where anything is known.
    """

    work: Work
    plan: Plan | None
    problem: FaroError | None
    steps: pd.DataFrame
    place: str
    version: dict[str, str]
    ends: dict[int, int]
    progress: pd.DataFrame
    forecast: Forecast | None

    @property
    def choices(self) -> Asked:
        """What the reader asked."""
        return self.work.choices


def make(tables: Tables, choices: Asked) -> View:
    """Return everything that is said of a plan. Tools without months are left out and named.

    Args:
        tables: The tables of the build.
        choices: What the reader asked.
    """
    workload = work(tables, choices)
    made, problem = None, None
    try:
        made = plan(workload.request if workload.request.tools else strict(workload))
    except FaroError as error:
        problem = error
    own = delivered(tables, choices)
    places, named = tables(PLACES), tables(VERSIONS)
    here = places[(places["country"] == choices.country) & (places["code"] == choices.code)]
    version = named[named["version_id"] == choices.version].iloc[0].to_dict()
    return View(
        work=workload,
        plan=made,
        problem=problem,
        steps=rows.steps(made, workload) if made else pd.DataFrame(),
        place=str(here["municipality"].iloc[0]) if len(here) else choices.code,
        version=version,
        ends=_ends(workload) if made else {},
        progress=own,
        forecast=_forecast(tables, choices, own),
    )


def picture(view: View, t: Text, today: date) -> Chart:
    """Return the plan drawn; nothing drawn where there is none.

    Args:
        view: The plan.
        t: Text in the language of the reader.
        today: Day of the line of today.
    """
    takeaway = rows.takeaway(view.plan, view.work, t) if view.plan else ""
    drawn = plan_gantt.chart(view.steps, t=t, takeaway=takeaway, today=today)
    return marked(drawn, t, view.work)


def _ends(workload: Work) -> dict[int, int]:
    """Return when the plan would end with fewer and with more tools at once."""
    request = replace(workload.request, deadline=None)
    most = min(request.capacity + MORE, max(len(request.tools), request.capacity))
    capacities = range(max(request.capacity - 1, 1), most + 1)
    return {capacity: earliest(replace(request, capacity=capacity)) for capacity in capacities}


def _forecast(tables: Tables, choices: Asked, own: pd.DataFrame) -> Forecast | None:
    if own.empty or own["as_of"].isna().any():
        return None
    tools = tuple(
        Tool(tool.tool_id, tool.months, tool.es, tool.en, tool.after)
        for tool in tools_of(tables, choices.version)
    )
    happened = {
        row["tool_id"]: (_day(row["date_started"]), _day(row["date_implemented"]))
        for row in own.to_dict("records")
    }
    capacity = own["capacity"].max()
    try:
        return forecast(
            tools,
            promises(own),
            happened,
            now=own["as_of"].max().date(),
            capacity=None if pd.isna(capacity) else int(capacity),
        )
    except FaroError:  # the order of the model goes in a circle: its own check says so
        return None


def _day(value: pd.Timestamp) -> date | None:
    return None if pd.isna(value) else value.date()
