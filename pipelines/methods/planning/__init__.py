"""Plans of adoption: the schedule with the earliest end, and what being late moves. Pure."""

from pipelines.methods.planning.checking import circle, unknown
from pipelines.methods.planning.model import Fact, Link, Plan, Request, Step, Tool
from pipelines.methods.planning.planner import capacity_for, earliest, plan
from pipelines.methods.planning.progress import Forecast, Move, Promise, at_once, forecast

__all__ = [
    "Fact",
    "Forecast",
    "Link",
    "Move",
    "Plan",
    "Promise",
    "Request",
    "Step",
    "Tool",
    "at_once",
    "capacity_for",
    "circle",
    "earliest",
    "forecast",
    "plan",
    "unknown",
]
