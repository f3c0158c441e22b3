"""From the tables to what the engine is asked: the tools of a version and what is left of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from pipelines.marking import origin_of
from pipelines.methods.planning import Fact, Promise, Request, Tool, months
from pipelines.origins import COMPUTED, Origin
from presentation.plans.choices import Asked

TOOLS, ORDER, EVENTS = "core_model__tool", "core_model__order", "core_adopcion__stage_event"
PROGRESS = "out_plan__progress"
IN_USE = ("implemented", "verified")
Tables = Callable[[str], pd.DataFrame]


@dataclass(frozen=True)
class ModelTool:
    """A tool of a version as its model says it.

    Attributes:
        tool_id: Its id.
        es: Its name in Spanish.
        en: Its name in English.
        kind: ``months``, ``annual``, ``depends`` or ``unknown``.
        months: Months its source prints; None where it gives none, or only says *annual*.
        source_id: Its source.
        after: The tools it comes after, by the model.
    """

    tool_id: str
    es: str
    en: str
    kind: str
    months: int | None
    source_id: str
    after: tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """What is to be planned, and where its figures come from.

    Attributes:
        choices: What the reader asked.
        tools: Every tool of the version, in its order.
        request: What the engine is asked, of the tools with months.
        basis: Tool → where its months come from: ``reader``, ``plan`` or ``months``.
        done: Tools already in use, not planned.
        begun: Tool → day it started, of those in progress.
        left_out: Tools without months, not planned.
        origin: ``simulated`` where what is in use is; else ``computed``.
        is_known: Whether anything was delivered on the adoption of these tools.
    """

    choices: Asked
    tools: tuple[ModelTool, ...]
    request: Request
    basis: Mapping[str, str]
    done: tuple[ModelTool, ...]
    begun: Mapping[str, date]
    left_out: tuple[ModelTool, ...]
    origin: Origin
    is_known: bool

    def name(self, tool_id: str, lang: str) -> str:
        """Return the name of a tool.

        Args:
            tool_id: The tool.
            lang: ``es`` or ``en``.
        """
        return str(getattr(next(tool for tool in self.tools if tool.tool_id == tool_id), lang))


def versions(tables: Tables) -> dict[str, tuple[str, ...]]:
    """Return version → ids of its tools, in their order.

    Args:
        tables: The tables of the build.
    """
    rows = tables(TOOLS).sort_values(["version_id", "tool_order", "tool_id"])
    by_version: dict[str, tuple[str, ...]] = {}
    for version, part in rows.groupby("version_id", sort=True):
        by_version[str(version)] = tuple(part["tool_id"])
    return by_version


def tools_of(tables: Tables, version: str) -> tuple[ModelTool, ...]:
    """Return the tools of a version.

    Args:
        tables: The tables of the build.
        version: Of a model.
    """
    rows, pairs = tables(TOOLS), tables(ORDER)
    rows = rows[rows["version_id"] == version].sort_values(["tool_order", "tool_id"])
    pairs = pairs[pairs["version_id"] == version]
    return tuple(
        ModelTool(
            row["tool_id"],
            row["name_es"],
            row["name_en"],
            row["time_kind"],
            _months(row["time_kind"], row["time_months"]),
            row["source_id"],
            tuple(sorted(pairs.loc[pairs["tool_id"] == row["tool_id"], "after_id"])),
        )
        for row in rows.to_dict("records")
    )


def work(tables: Tables, choices: Asked) -> Work:
    """Return what is to be planned for a municipality: the tools of the version not in use yet.

    A tool in progress goes on from the start of the plan with the months it has left, one at
    least. Months come from the reader, else from the plan delivered, else from the model.

    Args:
        tables: The tables of the build.
        choices: What the reader asked.
    """
    tools = tools_of(tables, choices.version)
    events = _events(tables, choices, {tool.tool_id for tool in tools})
    used = set(events.loc[events["stage"].isin(IN_USE), "tool_id"])
    started = events[(events["stage"] == "started") & events["date"].notna()]
    begun = {
        str(tool): day.date()
        for tool, day in started.groupby("tool_id")["date"].min().items()
        if tool not in used and months.month_of(day) < choices.start
    }
    given, promised = dict(choices.months), _promised(tables, choices)
    planned, basis, facts, left_out = [], {}, [], []
    for tool in tools:
        if tool.tool_id in used:
            continue
        length, why = _length(tool, given, promised, choices.other)
        if length is None:
            left_out.append(tool)
            continue
        basis[tool.tool_id] = why
        planned.append(_asked_of(tool, length, choices))
        if tool.tool_id in begun:
            gone = choices.start - months.starting(begun[tool.tool_id])
            left = max(length - max(gone, 0), 1)
            facts.append(Fact(tool.tool_id, choices.start, choices.start + left - 1))
    request = Request(
        tuple(planned), choices.start, choices.capacity, choices.deadline, facts=tuple(facts)
    )
    return Work(
        choices,
        tools,
        request,
        basis,
        tuple(tool for tool in tools if tool.tool_id in used),
        begun,
        tuple(left_out),
        origin_of(COMPUTED, events),
        not events.empty,
    )


def strict(workload: Work) -> Request:
    """Return the request with the tools that have no months in it, for the engine to name them.

    Args:
        workload: What is to be planned.
    """
    lacking = tuple(Tool(tool.tool_id, None, tool.es, tool.en) for tool in workload.left_out)
    return replace(workload.request, tools=(*workload.request.tools, *lacking))


def delivered(tables: Tables, choices: Asked) -> pd.DataFrame:
    """Return the steps of the plan delivered for the municipality and version, with progress.

    Args:
        tables: The tables of the build.
        choices: What the reader asked.
    """
    rows = tables(PROGRESS)
    own = (rows["country"] == choices.country) & (rows["code"] == choices.code)
    return rows[own & (rows["version_id"] == choices.version)].sort_values(
        ["planned_start", "tool_order", "tool_id"]
    )


def _asked_of(tool: ModelTool, length: int, choices: Asked) -> Tool:
    own = tuple(first for waiting, first in choices.after if waiting == tool.tool_id)
    after = tuple(dict.fromkeys([*tool.after, *own]))
    return Tool(tool.tool_id, length, tool.es, tool.en, after)


def _length(
    tool: ModelTool, given: Mapping[str, int], promised: Mapping[str, int], other: int | None
) -> tuple[int | None, str]:
    if tool.tool_id in given:
        return given[tool.tool_id], "reader"
    if tool.tool_id in promised:
        return promised[tool.tool_id], "plan"
    if tool.months is not None:
        return tool.months, tool.kind
    return other, "reader"


def _months(kind: str, printed: float | None) -> int | None:
    if kind == "annual":  # how often it is done, not how long it takes to set up
        return None
    return None if printed is None or pd.isna(printed) else int(printed)


def _events(tables: Tables, choices: Asked, tools: set[str]) -> pd.DataFrame:
    rows = tables(EVENTS)
    own = (rows["country"] == choices.country) & (rows["code"] == choices.code)
    return rows[own & rows["tool_id"].isin(tools)]


def _promised(tables: Tables, choices: Asked) -> dict[str, int]:
    return {step.tool_id: step.months for step in promises(delivered(tables, choices))}


def promises(steps: pd.DataFrame) -> tuple[Promise, ...]:
    """Return the steps of a delivered plan in whole months.

    Args:
        steps: Its steps, with the days planned.
    """
    return tuple(
        Promise.of(row["tool_id"], row["planned_start"].date(), row["planned_end"].date())
        for row in steps.to_dict("records")
    )
