"""Up to six entities over one metric: a panel each on one scale, the country in grey behind."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines import serving
from presentation.charts import simulated
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.comparison_panels import COUNTRY, lines, scale_of, why_empty, written
from presentation.charts.sheet import Sheet
from presentation.words import Text

LIMIT = 6


def panels(
    points: pd.DataFrame,
    breaks: pd.DataFrame,
    *,
    t: Text,
    metric: str = "ta_score",
    part: str | None = None,
    who: str | None = None,
) -> Chart:
    """Draw a metric for each entity: lines over rounds or years, dots when there is only one.

    Args:
        points: ``out_comparacion__entity_period``.
        breaks: ``out_fiscalizacion__method_break``.
        t: Text in the language of the reader.
        metric: A metric with ``comparable`` in ``metrics.yml``.
        part: TA file, for a metric measured by file; none for the others.
        who: Ids of entities, with commas; the groups when empty.
    """
    rows = points[(points["metric_id"] == metric) & (points["part_id"] == (part or ""))]
    if rows.empty:
        return empty(t, points)
    there = set(rows["entity_id"])
    asked_for = [entity for entity in (who or "").split(",") if entity in there][:LIMIT]
    order = asked_for or first_choice(rows)
    own = rows[rows["entity_id"].isin([*order, COUNTRY])]
    shown = [own[own["entity_id"] == entity].sort_values("year") for entity in order]
    country = own[(own["entity_id"] == COUNTRY) & own["value"].notna()].sort_values("year")
    known = pd.concat(shown)
    if known.empty:
        return empty(t, points)
    crossed = _crossed(breaks, own)
    if own["value"].notna().any() and own["period_id"].nunique() > 1:
        fig = lines(shown, country, crossed, t=t, metric=metric)
    else:
        fig, crossed = _dots(shown, country, t=t, metric=metric), breaks.head(0)
    if simulated.is_simulated(own):
        fig.update_layout(margin_b=58)
        simulated.stamp(fig, t)
    return _worded(fig, known, country, crossed, t=t, metric=metric)


def first_choice(rows: pd.DataFrame) -> list[str]:
    """Return who is shown when nobody chose: the groups, else regions from north to south.

    Args:
        rows: ``out_comparacion__entity_period`` of a metric.
    """
    ordered = rows.drop_duplicates("entity_id").sort_values("entity_order")
    groups = ordered[ordered["entity_kind"].isin(["group", "rurality"])]["entity_id"].tolist()
    full = rows[rows["value"].notna()]["entity_id"]
    others = ordered[(ordered["entity_id"] != COUNTRY) & ordered["entity_id"].isin(full)]
    return (groups or others["entity_id"].tolist())[:LIMIT]


def _crossed(breaks: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the method breaks inside the rounds drawn; figures by year have none."""
    if rows["round_id"].isna().all():
        return breaks.head(0)
    return breaks[breaks["year_position"].between(rows["year"].min(), rows["year"].max())]


def _dots(shown: list[pd.DataFrame], country: pd.DataFrame, *, t: Text, metric: str) -> Sheet:
    """Draw one dot an entity on one scale, when there is a single round or year."""
    fig = figure(height=44 * len(shown) + 64, t=t)
    low, high = scale_of([*shown, country], metric, t)
    if not country.empty:
        value = country["value"].iloc[-1]
        fig.add_vline(x=value, line={"color": INK.muted, "width": 1.5, "dash": "dash"})
        fig.note(value, 1, t("group.all"), yref="paper", yanchor="bottom")
    names = [t.pick(frame.iloc[0], "entity") for frame in shown]
    for name, frame in zip(names, shown, strict=True):
        known = frame[frame["value"].notna()].tail(1).to_dict("records")
        values = [row["value"] for row in known] or [None]
        hollow = [row["origin"] == "simulated" for row in known] or [False]
        fig.dots(values, [name], INK.pilot, "entity", size=12, simulated=hollow)
        for row in known:
            fig.beside(row["value"], name, f"<b>{written(row, t)}</b>", shift=12)
        if not known:
            fig.note(low, name, why_empty(frame, t), xanchor="left")
    fig.update_xaxes(range=[low, high * 1.12], nticks=5)
    fig.names(categoryorder="array", categoryarray=names[::-1])
    fig.update_layout(margin_t=34)
    return fig


def _tied(ordered: pd.DataFrame, at: int, t: Text) -> tuple[str, str]:
    """Return who shares the first or the last value as written, and that value."""
    if ordered.empty:
        return "", ""
    value = written(ordered.iloc[at], t)
    rows = [row for row in ordered.to_dict("records") if written(row, t) == value]
    return t.listing([t.pick(row, "entity") for row in rows]), value


def _worded(
    fig: Sheet,
    known: pd.DataFrame,
    country: pd.DataFrame,
    breaks: pd.DataFrame,
    *,
    t: Text,
    metric: str,
) -> Chart:
    facts = t.metrics[metric]
    name = facts.name.in_language(t.lang)
    ends = known[known["value"].notna()].sort_values("year").groupby("entity_id").tail(1)
    year = ends["year"].max()
    same = ends[ends["year"] == year].sort_values(["value", "entity_order"])
    listed = "; ".join(
        f"{t.pick(row, 'entity')}: {written(row, t)} ({row['year']})"
        for row in ends.sort_values("entity_order").to_dict("records")
    )
    low, high = (_tied(same, at, t) for at in (0, -1))
    takeaway = t("chart.compare.none")
    if low != high:
        of: dict[str, Any] = {"high": high[0], "high_value": high[1], "year": year}
        takeaway = t("chart.compare.takeaway", low=low[0], low_value=low[1], **of)
    elif len(ends):
        takeaway = t("chart.compare.apart", listed=listed)
    subtitle = t("chart.compare.subtitle", metric=name, unit=t.code("unit", facts.unit))
    if len(breaks):
        ordered = breaks.sort_values("year_position").to_dict("records")
        names = t.listing([t.pick(row, "label") for row in ordered])
        subtitle += t("chart.compare.breaks", names=names)
    subtitle += t("chart.compare.made_up") if simulated.is_simulated(known) else ""
    shown = pd.concat([known, country]).drop_duplicates(["entity_id", "period_id"])
    words = {"takeaway": simulated.words(takeaway, known, t), "subtitle": subtitle}
    return worded(fig, shown, t, "chart.compare", metric=name, listed=listed or t.missing, **words)


RECIPE = recipe(
    "compare_panels",
    panels,
    tables="out_comparacion__entity_period out_fiscalizacion__method_break",
    columns="entity period_id value n_municipalities change comparable_with_previous origin",
    metrics=" ".join(serving.comparable()),
)
