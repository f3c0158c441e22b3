"""A plan as rows: for the chart, the table beside it and every file."""

from __future__ import annotations

import pandas as pd

from pipelines.marking import with_origin
from pipelines.methods.planning import Forecast, Plan, months
from presentation.plans.work import Work
from presentation.words import Text


def steps(plan: Plan, work: Work) -> pd.DataFrame:
    """Return one row a tool: its days, months, slack, and where its months come from.

    Args:
        plan: The plan.
        work: What is to be planned.
    """
    tools = {tool.tool_id: tool for tool in work.tools}
    chain = {link.tool_id: link for link in plan.chain}
    waits = {tool.tool_id: tool.after for tool in plan.request.tools}
    rows = []
    for order, step in enumerate(plan.steps, start=1):
        tool = tools[step.tool_id]
        after = [earlier for earlier in waits[step.tool_id] if earlier in tools]
        rows.append(
            {
                "step_order": order,
                "version_id": work.choices.version,
                "tool_id": step.tool_id,
                "tool_es": tool.es,
                "tool_en": tool.en,
                "start_month": months.write(step.start),
                "end_month": months.write(step.end),
                "start_date": pd.Timestamp(months.first_day(step.start)),
                "end_date": pd.Timestamp(months.last_day(step.end)),
                "months": step.months,
                "basis": work.basis[step.tool_id],
                "slack": step.slack,
                "is_critical": step.is_critical,
                "is_on_path": step.tool_id in chain,
                "place": step.place,
                "state": "begun" if step.is_fact else "planned",
                "after_es": "; ".join(tools[earlier].es for earlier in after),
                "after_en": "; ".join(tools[earlier].en for earlier in after),
                "source_id": tool.source_id,
                "origin": work.origin,
            }
        )
    return pd.DataFrame(rows)


def moves(forecast: Forecast, work: Work) -> pd.DataFrame:
    """Return one row a tool whose months changed: before, now, and whether it is the cause.

    Args:
        forecast: The plan worked out again.
        work: What is to be planned.
    """
    return pd.DataFrame(
        [
            {
                "version_id": work.choices.version,
                "tool_id": move.tool_id,
                "tool_es": work.name(move.tool_id, "es"),
                "tool_en": work.name(move.tool_id, "en"),
                "end_before": pd.Timestamp(months.last_day(move.end_before)),
                "end_after": pd.Timestamp(months.last_day(move.end_after)),
                "late_months": move.late,
                "is_cause": move.is_cause,
            }
            for move in forecast.moves
        ],
        columns=[
            *("version_id", "tool_id", "tool_es", "tool_en", "end_before", "end_after"),
            *("late_months", "is_cause"),
        ],
    )


def away(late: int, t: Text) -> str:
    """Write how far from its plan a tool or a plan ends: ``2 meses después``, ``1 mes antes``.

    Args:
        late: Months after the one planned; negative before it.
        t: Text in the language of the reader.
    """
    if not late:
        return t("plan.no_change")
    return t.count("plan.later" if late > 0 else "plan.sooner", abs(late))


def left_later(forecast: Forecast) -> int:
    """Return how many tools not in use yet would end after the month planned.

    Args:
        forecast: The plan worked out again.
    """
    done = {fact.tool_id for fact in forecast.plan.request.facts if fact.is_done}
    return sum(move.late > 0 and move.tool_id not in done for move in forecast.moves)


def month(t: Text, number: int) -> str:
    """Write a month in words: ``marzo de 2027``.

    Args:
        t: Text in the language of the reader.
        number: Months since the year 0, as ``planning.months`` counts.
    """
    return t.date(months.write(number))


def span(t: Text, start: int, end: int) -> str:
    """Write from which month to which, or the one it is, as the beginning of a sentence.

    Args:
        t: Text in the language of the reader.
        start: The first month, since the year 0.
        end: The last one.
    """
    key = "plan.span_one" if start == end else "plan.span"
    return t(key, start=month(t, start), end=month(t, end))


def why(plan: Plan, work: Work, t: Text) -> str:
    """Say what fixes the end of a plan, in a clause that follows *lo fija*.

    Args:
        plan: The plan.
        work: What is to be planned.
        t: Text in the language of the reader.
    """
    names = [work.name(link.tool_id, t.lang) for link in plan.chain]
    last = plan.step(plan.chain[-1].tool_id)
    if plan.bound == "tool":
        key = "plan.bound_fact" if plan.chain[0].reason == "fact" else "plan.bound_tool"
        return t.count(key, last.months, tool=names[0])
    if plan.bound == "order":
        return t("plan.bound_order", n=t.number(len(names)), first=names[0], last=names[-1])
    key = "plan.bound_capacity" if plan.bound == "capacity" else "plan.bound_mixed"
    return t.count(key, plan.request.capacity, work=t.number(plan.work))


def takeaway(plan: Plan, work: Work, t: Text) -> str:
    """Return the sentence of a plan: when it ends and what fixes it.

    Args:
        plan: The plan.
        work: What is to be planned.
        t: Text in the language of the reader.
    """
    words = t("plan.takeaway", end=month(t, plan.end), why=why(plan, work, t))
    return with_origin(words, work.origin, t.lang)


def reason(plan: Plan, work: Work, at: int, t: Text) -> str:
    """Say why one tool of the critical path starts when it does.

    Args:
        plan: The plan.
        work: What is to be planned.
        at: Which link of its critical path (0-based).
        t: Text in the language of the reader.
    """
    link = plan.chain[at]
    of = work.name(link.because, t.lang) if link.because else ""
    return t(f"plan.because.{link.reason}", tool=of)
