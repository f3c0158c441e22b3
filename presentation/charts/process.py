"""How often stages of the active transparency process pass their days, and how that is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from presentation.charts import panels
from presentation.charts.base import INK
from presentation.charts.sheet import Look, Sheet
from presentation.words import Text

ORDER = ("generation", "review", "publication")
ROOM, LEAST = 44, 46  # room between two panels, for their numbers; width of a narrow one
COLUMNS = "stage ended_count over_count over_pct late_count late_pct"
METRICS = "process_over process_over_count process_late process_late_count"
Days = tuple[str | None, str | None, str | None]
# Of each stage two rows: over its own days, and late with the days that the next ones need.
JUDGED = """select own.* exclude (late_pct, late_count), late.late_pct, late.late_count
from out_proceso__limit as own
join out_proceso__limit as late using (scope_kind, scope_id, stage_id)
where {scope} and (stage_id, own.limit_days, late.limit_days) in ({limits})"""


def given(stages: pd.DataFrame, chosen: Days) -> dict[str, int]:
    """Return stage → working days: those asked for, else those of the data.

    Args:
        stages: ``core_proceso__stage``.
        chosen: Working days asked for, in the order of the stages; None for that of the data.
    """
    usual = stages.set_index("stage_id")["working_days"]
    return {
        stage: int(days) if days is not None else int(usual[stage])
        for stage, days in zip(ORDER, chosen, strict=True)
    }


def judged(limits: pd.DataFrame, days: dict[str, int]) -> pd.DataFrame:
    """Return, for every scope and stage, the row of each of its two limits.

    A stage passes its days when it took more than they are (``over_pct``); it ends late when
    fewer working days are left than the next stages need (``late_pct``).

    Args:
        limits: Rows of ``out_proceso__limit``.
        days: Working days by stage, in order.
    """
    after = _after(days)
    over = limits[limits["limit_days"] == limits["stage_id"].map(days)]
    late = limits[limits["limit_days"] == limits["stage_id"].map(after)]
    keys = ["scope_kind", "scope_id", "stage_id"]
    both = over.merge(late[[*keys, "late_pct", "late_count"]], on=keys, suffixes=("_own", ""))
    return both.drop(columns=["late_pct_own", "late_count_own"]).sort_values("stage_order")


def _after(days: dict[str, int]) -> dict[str, int]:
    """Return the working days that the stages after each one need."""
    return {stage: sum(days[later] for later in ORDER[at + 1 :]) for at, stage in enumerate(ORDER)}


def query(days: dict[str, int], scope: str) -> str:
    """Return the query that gives what :func:`judged` gives of a scope, said in SQL.

    Args:
        days: Working days by stage, in order.
        scope: Condition on the scope, in SQL.
    """
    after = _after(days)
    limits = ", ".join(f"('{stage}', {days[stage]}, {after[stage]})" for stage in ORDER)
    return JUDGED.format(scope=scope, limits=limits)


def worst(rows: pd.DataFrame, share: str = "over_pct") -> dict[str, Any] | None:
    """Return the stage that most often passes its days; None when no share is known.

    Args:
        rows: The stages, each at its limit.
        share: Column of the share that passes it.
    """
    known = rows[rows[share].notna()]
    return None if known.empty else known.loc[known[share].idxmax()].to_dict()


def panel(
    fig: Sheet, rows: pd.DataFrame, places: Iterable[Any], start: float, column: str, t: Text,
    colour: str = INK.attention,
) -> float:  # fmt: skip
    """Draw the shares of one panel, each with its figure; return where the next one begins.

    Args:
        fig: The sheet drawn on.
        rows: The bars, a row each.
        places: Where each stands.
        start: Where the panel begins.
        column: Column of the share.
        t: Text in the language of the reader.
        colour: Of the bars.
    """
    count, texts = column.replace("_pct", "_count"), [t.percent(n, 0) for n in rows[column]]
    pairs = zip(rows[count], rows["ended_count"], strict=True)
    hover = [f"{t.number(part)}/{t.number(whole)}" for part, whole in pairs]
    look: Look = {"colour": colour, "meta": column, "hover": hover}
    end = panels.bars(fig, start, rows[column], places, texts, **look)
    return max(end, start + LEAST) + ROOM


def listed(records: Sequence[dict[str, Any]], name: str, t: Text) -> str:
    """Return every row in words: how often over its days, how often late.

    Args:
        records: The rows, column → value.
        name: ``stage``, or anything else where each is an item of a stage.
        t: Text in the language of the reader.
    """
    parts = []
    for row in records:
        head = t.pick(row, name) if name == "stage" else f"{row['item_id']} {t.pick(row, 'stage')}"
        over = t("word.few") if pd.isna(row["over_pct"]) else t.percent(row["over_pct"], 0)
        late = t("word.few") if pd.isna(row["late_pct"]) else t.percent(row["late_pct"], 0)
        parts.append(f"{head}: {over}, {late}")
    return "; ".join(parts)
