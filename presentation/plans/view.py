"""Everything a page or a file says of one plan, made once from the tables and what was asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from pipelines.errors import FaroError
from pipelines.methods.planning import Forecast, Plan, Tool, earliest, forecast, plan
from presentation.charts import plan_gantt
from presentation.charts.base import Chart
from presentation.charts.marks import marked
from presentation.plans import rows
from presentation.plans.asked import Asked
from presentation.plans.work import (
    PROGRESS,
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
    def asked(self) -> Asked:
        """What the reader asked."""
        return self.work.asked


def make(tables: Tables, asked: Asked) -> View:
    """Return everything that is said of a plan. Tools without months are left out and named."""
    found = work(tables, asked)
    made, problem = None, None
    try:
        made = plan(found.request if found.request.tools else strict(found))
    except FaroError as error:
        problem = error
    own = delivered(tables, asked)
    places, named = tables(PLACES), tables(VERSIONS)
    here = places[(places["country"] == asked.country) & (places["code"] == asked.code)]
    version = named[named["version_id"] == asked.version].iloc[0].to_dict()
    return View(
        work=found,
        plan=made,
        problem=problem,
        steps=rows.steps(made, found) if made else pd.DataFrame(),
        place=str(here["municipality"].iloc[0]) if len(here) else asked.code,
        version=version,
        ends=_ends(found) if made else {},
        progress=own,
        forecast=_forecast(tables, asked, own),
    )


def picture(view: View, t: Text, today: date) -> Chart:
    """Return the plan drawn; nothing drawn where there is none."""
    said = rows.takeaway(view.plan, view.work, t) if view.plan else ""
    drawn = plan_gantt.chart(view.steps, t=t, takeaway=said, today=today)
    return marked(drawn, t, view.work)


def is_delivered(tables: Tables, asked: Asked) -> bool:
    """Return whether a plan of the municipality and version was delivered."""
    own = tables(PROGRESS)
    return bool(((own["country"] == asked.country) & (own["code"] == asked.code)).any())


def _ends(found: Work) -> dict[int, int]:
    """Return when the plan would end with fewer and with more tools at once."""
    request = replace(found.request, deadline=None)
    most = min(request.capacity + MORE, max(len(request.tools), request.capacity))
    asked = range(max(request.capacity - 1, 1), most + 1)
    return {capacity: earliest(replace(request, capacity=capacity)) for capacity in asked}


def _forecast(tables: Tables, asked: Asked, own: pd.DataFrame) -> Forecast | None:
    if own.empty or own["as_of"].isna().any():
        return None
    tools = tuple(
        Tool(one.tool_id, one.months, one.es, one.en, one.after)
        for one in tools_of(tables, asked.version)
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
