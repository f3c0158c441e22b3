"""The active transparency process: choices of the page, its head, and its key figures."""

from __future__ import annotations

import pandas as pd

from pipelines.methods.deadlines import Window, windows
from pipelines.origins import SIMULATED
from presentation import data, stored
from presentation.cards import queries
from presentation.cards.cite import Cite, metric_sql
from presentation.cards.kpi import Kpi
from presentation.charts.process import ORDER, given, worst
from presentation.context import PageContext

VIEWS = ("deadlines", "calendar", "map", "met", "pmg")
PAGE = "proceso_ta"
stored.keepable(Window)
STAGES, COUNTBACK = "core_proceso__stage", "out_proceso__countback"
LOG = "out_proceso__municipality_month"

DAYS = [str(count) for count in range(1, 16)]
AHEAD = 12


def months(ctx: PageContext) -> tuple[list[str], str]:
    """Return the months a reader may pick, a year back and a year ahead, and the present one.

    Args:
        ctx: The page's context.
    """
    today = ctx.today
    first = today.year * 12 + today.month - 1 - AHEAD
    offered = [f"{(first + at) // 12}-{(first + at) % 12 + 1:02d}" for at in range(2 * AHEAD + 1)]
    return offered, offered[AHEAD]


def month_names(ctx: PageContext, offered: list[str]) -> list[str]:
    """Return the months as the reader sees them.

    Args:
        ctx: The page's context.
        offered: The months, as ``2024-11``.
    """
    return [f"{ctx.t(f'month.{int(month[5:])}')} {month[:4]}" for month in offered]


@data.drawn
def usual_days(ctx: PageContext) -> dict[str, str]:
    """Return stage → working days of the data, as the address writes them; empty without any.

    Args:
        ctx: The page's context.
    """
    rows, back = data.table(ctx.build_id, STAGES), data.table(ctx.build_id, COUNTBACK)
    days = {} if rows.empty or back.empty else given(rows, (None, None, None))
    return {stage: str(count) for stage, count in days.items()}


@data.drawn
def month_windows(ctx: PageContext, when: str, days: dict[str, str]) -> list[Window]:
    """Return the working days of each stage for the deadline of a month.

    Args:
        ctx: The page's context.
        when: The month, as ``2024-11``.
        days: Working days of each stage, as the address writes them.
    """
    whole = {stage: int(days[stage]) for stage in ORDER}
    return windows(data.table(ctx.build_id, COUNTBACK), whole, when=when)


def log(ctx: PageContext) -> pd.DataFrame:
    """Return the municipalities and months of the log; empty when none is delivered.

    Args:
        ctx: The page's context.
    """
    return data.figures(ctx.build_id, "process_on_time")


@data.drawn
def usual_place(ctx: PageContext, codes: list[str], otherwise: str) -> str:
    """Return the first municipality of the list that delivered a log, or another where none did.

    What a simulation drew chooses nothing: the page of a municipality shows its published figures
    too, and they are of whom they are.

    Args:
        ctx: The page's context.
        codes: The municipalities offered, by their CUT.
        otherwise: The one returned where none did.
    """
    logs = data.figures(ctx.build_id, "process_on_time", country="CL")
    own = set(logs.loc[logs["origin"] != SIMULATED, "code"])
    return next((code for code in codes if code in own), otherwise)


def extent(ctx: PageContext, cut: str) -> str | None:
    """Draw the choice between all that was delivered and one municipality, where it has a log.

    Args:
        ctx: The page's context.
        cut: The municipality, by its CUT of five digits.

    Returns:
        The municipality as the log keys it; None for all.
    """
    t, own = ctx.t, data.figures(ctx.build_id, "process_on_time", country="CL", code=cut)
    if own.empty:
        return None
    names = [t("proceso.extent.all"), str(own["municipality"].iloc[0])]
    chosen = ctx.choose("extent", ["all", "own"], names, default="all", as_tabs=True)
    return f"CL-{cut}" if chosen == "own" else None


@data.drawn
def headline(ctx: PageContext, stage_windows: list[Window], when: str) -> str:
    """Return when the month is due, and by when its information must be ready.

    Args:
        ctx: The page's context.
        stage_windows: The working days of each stage, in order.
        when: The month, as ``2024-11``.
    """
    t, first, last = ctx.t, stage_windows[0], stage_windows[-1]
    key = "proceso.headline_early" if first.is_early else "proceso.headline"
    number = int(when[:4]) * 12 + int(when[5:]) - 2  # information of the month before
    return t(
        key,
        month=t.date(f"{number // 12}-{number % 12 + 1:02d}"),
        deadline=t.date(last.deadline),
        ready=t.date(first.last),
        start=t.date(first.first),
    )


@data.drawn
def kpis(ctx: PageContext, days: dict[str, str]) -> list[Kpi]:
    """Return the share of items late, the bottleneck, and how many municipalities there are.

    Args:
        ctx: The page's context.
        days: Working days of each stage, as the address writes them.
    """
    t = ctx.t
    rows = data.figures(ctx.build_id, "process_over", scope_kind="all")
    counts = {stage: int(days[stage]) for stage in ORDER}
    own = rows[rows["limit_days"] == rows["stage_id"].map(counts)].sort_values("stage_order")
    top, final = worst(own, "process_over"), rows[rows["stage_id"] == "publication"]
    cards = []
    if not final.empty:
        row = final[final["limit_days"] == 0].iloc[0]
        where = {"scope_kind": "all", "stage_id": "publication", "limit_days": 0}
        cards.append(_share(ctx, "late", row, where, {}))
    if top is not None:
        limit = counts[top["stage_id"]]
        where = {"scope_kind": "all", "stage_id": top["stage_id"], "limit_days": limit}
        facts = {"stage": t.pick(top, "stage"), "days": t.count("chart.process.days", limit)}
        cards.append(_share(ctx, "over", top, where, facts))
    months_logged = log(ctx)
    seen = months_logged[["country", "code"]].drop_duplicates()
    span = months_logged["year"].astype(str) + "-" + months_logged["month"].map("{:02d}".format)
    cards.append(
        Kpi(
            t("proceso.kpi.log"),
            t.number(len(seen)),
            str(months_logged["origin"].iloc[0]),
            t("proceso.kpi.log_detail", first=t.date(span.min()), last=t.date(span.max())),
            cite=Cite(t("proceso.kpi.log"), queries.LOGGED_MUNICIPALITIES, PAGE),
        )
    )
    return cards


def _share(ctx: PageContext, name: str, row: dict, where: dict, facts: dict[str, str]) -> Kpi:
    metric = f"process_{name}"
    t, share = ctx.t, row[metric]
    value = t.percent(share, 1)
    label = t(f"proceso.kpi.{name}", **facts)
    part, whole = t.number(row[f"{metric}_count"]), t.number(row["ended_count"])
    return Kpi(
        label,
        value,
        str(row["origin"]),
        t(f"proceso.kpi.{name}_detail", part=part, n=whole, **facts),
        cite=Cite(f"{label}: {value}", metric_sql(ctx, metric, **where), PAGE, metrics=(metric,)),
    )
