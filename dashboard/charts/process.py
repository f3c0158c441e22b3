"""Where the active transparency process gets stuck: stage by stage, and item by item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard.charts.base import INK, Chart, Recipe, empty, figure, note, wrapped
from dashboard.charts.marks import bar, is_simulated, stamp_if, words
from dashboard.text import Text

ORDER = ("generation", "review", "publication")
ROOM, LEAST = 44, 46  # room between two panels, for their numbers; width of a narrow one
KINDS = (("over_pct", INK.attention), ("late_pct", INK.rest))
SHORT = 23
Days = tuple[str | None, str | None, str | None]


def given(stages: pd.DataFrame, asked: Days) -> dict[str, int]:
    """Return stage → working days: those asked for, else those of the data."""
    usual = stages.set_index("stage_id")["working_days"]
    return {
        stage: int(days) if days is not None else int(usual[stage])
        for stage, days in zip(ORDER, asked, strict=True)
    }


def judged(limits: pd.DataFrame, days: dict[str, int]) -> pd.DataFrame:
    """Return, for every scope and stage, the row of each of its two limits.

    A stage passes its days when it took more than they are (``over_pct``); it ends late when
    fewer working days are left than the next stages need (``late_pct``).

    Args:
        limits: Rows of ``out_proceso__limit``.
        days: Working days by stage, in order.
    """
    after = {stage: sum(days[one] for one in ORDER[at + 1 :]) for at, stage in enumerate(ORDER)}
    over = limits[limits["limit_days"] == limits["stage_id"].map(days)]
    late = limits[limits["limit_days"] == limits["stage_id"].map(after)]
    keys = ["scope_kind", "scope_id", "stage_id"]
    both = over.merge(late[[*keys, "late_pct", "late_count"]], on=keys, suffixes=("_own", ""))
    return both.drop(columns=["late_pct_own", "late_count_own"]).sort_values("stage_order")


def worst(rows: pd.DataFrame) -> dict[str, Any] | None:
    """Return the stage that most often passes its days; None when no share is known."""
    known = rows[rows["over_pct"].notna()]
    return None if known.empty else known.loc[known["over_pct"].idxmax()].to_dict()


def stages(
    limits: pd.DataFrame,
    catalogue: pd.DataFrame,
    times: pd.DataFrame,
    *,
    t: Text,
    place: str | None = None,
    generation: str | None = None,
    review: str | None = None,
    publication: str | None = None,
) -> Chart:
    """Draw, for each stage, how often it took more than its days and how often it ended late.

    Args:
        limits: ``out_proceso__limit``.
        catalogue: ``core_proceso__stage``.
        times: ``out_proceso__bottleneck``, for the usual time of each stage.
        t: Text in the language of the reader.
        place: A municipality as ``CL-13101``; all that was delivered when it is None.
        generation: Working days given to generation; those of the data when None.
        review: The same for review.
        publication: The same for publication.
    """
    if limits.empty:
        return empty(t, limits)
    scope = "all" if place is None else place
    rows = limits[(limits["scope_id"] == scope) & (limits["scope_kind"] != "item")]
    days = given(catalogue, (generation, review, publication))
    rows = judged(rows, days)
    top = worst(rows)
    if top is None:
        return empty(t, rows)
    usual = times[times["scope_id"] == scope].set_index("stage_id")["median_days"]
    records = rows.to_dict("records")
    names = [_named(row, usual, days, t) for row in records]
    fig = _panels(rows, names, t, height=66 * len(rows) + 84)
    said = {
        "stage": t.pick(top, "stage").lower(),
        "over": t.percent(top["over_pct"], 1),
        "days": t.count("chart.process.days", days[top["stage_id"]]),
        "n": t.number(rows["ended_count"].max()),
    }
    return Chart(
        figure=fig,
        takeaway=words(t("chart.process.takeaway", **said), rows, t),
        subtitle=t("chart.process.subtitle", n=said["n"]),
        alt=t("chart.process.alt", listed=_listed(records, "stage", t)),
        rows=rows,
    )


def items(
    limits: pd.DataFrame,
    catalogue: pd.DataFrame,
    named: pd.DataFrame,
    *,
    t: Text,
    generation: str | None = None,
    review: str | None = None,
    publication: str | None = None,
) -> Chart:
    """Draw, for each item, how often each stage took more than its days.

    Args:
        limits: ``out_proceso__limit``.
        catalogue: ``core_proceso__stage``.
        named: ``out_proceso__item``, for names and order.
        t: Text in the language of the reader.
        generation: Working days given to generation; those of the data when None.
        review: The same for review.
        publication: The same for publication.
    """
    if limits.empty:
        return empty(t, limits)
    days = given(catalogue, (generation, review, publication))
    rows = judged(limits[limits["scope_kind"] == "item"], days)
    rows = rows.merge(named[["item_id", "item_order", "item_es", "item_en"]], left_on="scope_id",
                      right_on="item_id").sort_values(["item_order", "stage_order"])  # fmt: skip
    top = worst(rows)
    if top is None:
        return empty(t, rows)
    order = rows.drop_duplicates("item_id").to_dict("records")
    place = {row["item_id"]: at for at, row in enumerate(order)}
    labels = [_short(f"{row['item_id']} {t.pick(row, 'item')}") for row in order]
    fig = figure(height=31 * len(order) + 78, t=t, barmode="overlay", bargap=0.4)
    start = 0.0
    for stage in ORDER:
        own = rows[rows["stage_id"] == stage]
        known = own[own["over_pct"].notna()]
        _bars(fig, known, [place[one] for one in known["item_id"]], start, "over_pct", t)
        for row in own[own["over_pct"].isna()].to_dict("records"):
            note(fig, start, place[row["item_id"]], "n < 5", xanchor="left", xshift=3)
        name = t.pick(own.iloc[0], "stage")
        title = f"<b>{name}</b><br>{t('chart.process_items.over', days=t.number(days[stage]))}"
        note(fig, start, 1, title, yref="paper", yanchor="bottom", xanchor="left", align="left",
             colour=INK.ink)  # fmt: skip
        start += max([*known["over_pct"], LEAST]) + ROOM
    fig.update_xaxes(visible=False, range=[0, start])
    fig.update_yaxes(
        tickvals=list(place.values()),
        ticktext=labels,
        autorange="reversed",
        showgrid=False,
        ticklabelstandoff=6,
        tickfont={"color": INK.ink, "size": 12},
    )
    fig.update_layout(margin_t=50)
    stamp_if(fig, rows, t)
    said = {
        "item": f"{top['item_id']} {t.pick(top, 'item')}",
        "stage": t.pick(top, "stage").lower(),
        "over": t.percent(top["over_pct"], 1),
    }
    return Chart(
        figure=fig,
        takeaway=words(t("chart.process_items.takeaway", **said), rows, t),
        subtitle=t("chart.process_items.subtitle"),
        alt=t("chart.process_items.alt", listed=_listed(rows.to_dict("records"), "item", t)),
        rows=rows,
    )


def _short(name: str) -> str:
    """Return a name cut to fit a phone; the table twin has it whole."""
    return name if len(name) <= SHORT else f"{name[: SHORT - 1].rstrip()}…"


def _named(row: dict[str, Any], usual: pd.Series, days: dict[str, int], t: Text) -> str:
    stage = row["stage_id"]
    median = usual.get(stage)
    typical = "n < 5" if median is None or pd.isna(median) else t.number(median, 0)
    detail = t("chart.process.stage", days=t.number(days[stage]), median=typical)
    return f"{t.pick(row, 'stage')}<br>{wrapped(detail, 20)}"


def _panels(rows: pd.DataFrame, names: Sequence[str], t: Text, *, height: int) -> Any:
    fig = figure(height=height, t=t, barmode="overlay", bargap=0.5)
    start = 0.0
    for column, colour in KINDS:
        known = rows[rows[column].notna()]
        _bars(fig, known, [names[at] for at in range(len(known))], start, column, t, colour)
        head = wrapped(t(f"chart.process.{column.removesuffix('_pct')}"), 15)
        note(fig, start, 1, head, yref="paper", yanchor="bottom", xanchor="left", align="left",
             colour=INK.ink)  # fmt: skip
        start += max([*known[column], LEAST]) + ROOM
    fig.update_xaxes(visible=False, range=[0, start])
    fig.update_yaxes(
        autorange="reversed",
        showgrid=False,
        ticklabelstandoff=6,
        tickfont={"color": INK.ink, "size": 12},
    )
    fig.update_layout(margin_t=58)
    stamp_if(fig, rows, t)
    return fig


def _bars(
    fig: Any,
    rows: pd.DataFrame,
    places: Sequence[Any],
    start: float,
    column: str,
    t: Text,
    colour: str = INK.attention,
) -> None:
    count = column.replace("_pct", "_count")
    records = rows.to_dict("records")
    fig.add_bar(
        orientation="h",
        base=[start] * len(rows),
        x=rows[column].tolist(),
        y=list(places),
        marker=bar(colour, simulated=is_simulated(rows)),
        customdata=[f"{t.number(r[count])}/{t.number(r['ended_count'])}" for r in records],
        hovertemplate="%{customdata}<extra></extra>",
        meta=column,
    )
    for row, at in zip(records, places, strict=True):
        text = t.percent(row[column], 0)
        note(fig, start + row[column], at, text, xanchor="left", xshift=3, colour=INK.ink)


def _listed(records: Sequence[dict[str, Any]], name: str, t: Text) -> str:
    parts = []
    for row in records:
        head = t.pick(row, name) if name == "stage" else f"{row['item_id']} {t.pick(row, 'stage')}"
        over = "n < 5" if pd.isna(row["over_pct"]) else t.percent(row["over_pct"], 0)
        late = "n < 5" if pd.isna(row["late_pct"]) else t.percent(row["late_pct"], 0)
        parts.append(f"{head}: {over}, {late}")
    return "; ".join(parts)


COLUMNS = ("stage", "ended_count", "over_count", "over_pct", "late_count", "late_pct")
STAGES = Recipe(
    id="process_stages",
    draw=stages,
    tables=("out_proceso__limit", "core_proceso__stage", "out_proceso__bottleneck"),
    columns=COLUMNS,
    metrics=("process_over", "process_over_count", "process_late", "process_late_count"),
    origin="computed",
    needs="deliveries",
)
ITEMS = Recipe(
    id="process_items",
    draw=items,
    tables=("out_proceso__limit", "core_proceso__stage", "out_proceso__item"),
    columns=("scope_id", *COLUMNS),
    metrics=("process_over", "process_over_count", "process_late", "process_late_count"),
    origin="computed",
    needs="deliveries",
)
