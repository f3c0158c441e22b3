"""The OGP desk: the latest value of each indicator against its target and baseline."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipelines import clock
from presentation.charts import simulated
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.ogp_gantt import FIRST
from presentation.charts.sheet import Sheet
from presentation.desk.indicator import Indicator, indicators_at
from presentation.words import Text

NAME = 48  # letters of a line, on a phone
LETTERS, LINE = 13, 17  # pixels: the size of the letters, and a line of them
OVER, BAR, UNDER = 9, 18, 15  # pixels: words to bar, the bar, bar to the words of the next row


def indicators(
    described: pd.DataFrame,
    values: pd.DataFrame,
    commitments: pd.DataFrame,
    *,
    t: Text,
    commitment: str = FIRST,
    as_of: str | None = None,
) -> Chart:
    """Draw the latest value of each indicator as a part of its whole, with target and baseline.

    Args:
        described: ``out_ogp__indicator``.
        values: ``out_ogp__indicator_value``.
        commitments: ``out_ogp__commitment``; a baseline is the first value before it starts.
        t: Text in the language of the reader.
        commitment: OGP code.
        as_of: ISO date; today when empty.
    """
    moment = pd.Timestamp(as_of or clock.today())
    rows = described[described["commitment_id"] == commitment].sort_values("indicator_order")
    if rows.empty:
        return empty(t, rows)
    starts = commitments.set_index("commitment_id")["start_date"].get(commitment)
    shown = list(indicators_at(rows, values, starts, moment).values())
    have_breaks = any(indicator.breaks for indicator in shown)
    fig, foot = figure(height=BAR, t=t, barmode="overlay"), 0
    for indicator in shown:  # each row is as high as its words need
        foot = _indicator(fig, foot, indicator, t)
    fig.update_xaxes(visible=False, range=[0, 104])
    fig.update_yaxes(visible=False, range=[foot, 0])
    fig.update_layout(margin_l=8, margin_t=8)
    rows = _with_values(rows, shown)
    simulated.stamp_if(fig, rows, t)
    margin = fig.layout.margin
    fig.update_layout(height=foot + margin.t + margin.b)
    has = t.number(sum(indicator.latest is not None for indicator in shown))
    subtitle = t("chart.desk.subtitle", date=t.date(moment))
    if have_breaks:
        subtitle = f"{subtitle} {t('chart.desk.breaks')}"
    listed = "; ".join(
        f"{t.pick(each.about, 'name')}: {each.written(t.lang)}{_aim(each, t)}{_before(each, t)}"
        + "".join(f" ({words})" for words in each.not_comparable(t.lang))
        for each in shown
    )
    facts = {
        "measured": t.count("chart.desk.measured", len(shown), has=has),
        "targets": _judged(shown, t),
    }
    return worded(fig, rows, t, "chart.desk", subtitle=subtitle, listed=listed, **facts)


def _with_values(rows: pd.DataFrame, shown: Sequence[Indicator]) -> pd.DataFrame:
    """Return what the indicators are, with the latest value of each and its baseline."""
    latest, before = [each.latest or {} for each in shown], [each.baseline or {} for each in shown]
    return rows.drop(columns=["source_ids", "origin"]).assign(
        **{
            name: [row.get(name) for row in latest]
            for name in ("observed_on", "observed_text", "value", "origin", "source_ids")
        },
        before_value=[row.get("value") for row in before],
        before_text=[row.get("observed_text") for row in before],
        break_count=[each.breaks for each in shown],
        is_aim=[each.has_aim for each in shown],
    )


def _judged(shown: Sequence[Indicator], t: Text) -> str:
    """Return how many targets are reached, and how many a simulated figure cannot judge."""
    judged = [each for each in shown if each.is_judged]
    made_up = sum(each.has_aim and each.is_simulated for each in shown)
    parts = []
    if judged:
        reached = t.number(sum(each.is_reached is True for each in judged))
        parts.append(t.count("chart.desk.targets", len(judged), reached=reached))
    if made_up:
        parts.append(t.count("chart.desk.targets_simulated", made_up))
    unjudged = sum(pd.notna(each.about["target_value"]) for each in shown)
    if unjudged and not parts:
        parts.append(t.count("chart.desk.targets_unjudged", unjudged))
    return "; ".join(parts) or t("chart.desk.no_target")


def _indicator(fig: Sheet, top: int, indicator: Indicator, t: Text) -> int:
    """Draw a row from ``top``, in pixels; return where it ends."""
    about, latest = indicator.about, indicator.latest
    lines = _lines(indicator, t)
    bar = top + LINE * len(lines) + OVER
    at = bar + BAR / 2
    whole = 100.0 if about["unit"] == "percent" else float(about["universe"])
    if about["target_basis"] == "n":
        whole = float(about["target_value"])
    fig.bars([100.0], [at], INK.sunken, "whole", width=BAR)
    if latest is not None:
        size, colour = min(100.0, 100 * latest["value"] / whole), INK.pilot
        made_up = indicator.is_simulated
        look = {"colour": INK.simulated if made_up else colour, "simulated": made_up}
        fig.bars([size], [at], meta="value", width=BAR, **look)
    if indicator.has_aim:
        line = {"color": INK.attention, "width": 2, "dash": "dash"}
        _tick(fig, 100 * about["target_value"] / whole, (bar - 2, bar + BAR + 8), line)
    if indicator.baseline is not None:
        line = {"color": INK.ink, "width": 2}
        _tick(fig, 100 * indicator.baseline["value"] / whole, (bar - 2, bar + BAR + 2), line)
    look = {"yanchor": "bottom", "yshift": OVER / 2, "size": LETTERS, "align": "left"}
    fig.beside(0, bar, "<br>".join(lines), shift=0, **look)
    return bar + BAR + UNDER


def _lines(indicator: Indicator, t: Text) -> list[str]:
    """Return the words of a row: its name, then its value in bold with what is known of it."""
    latest, value = indicator.latest, indicator.written(t.lang)
    date_of = "" if latest is None else f" · {t.date(latest['observed_text'])}"
    before = _before(indicator, t)
    if indicator.breaks:
        before = f"{before}, {t('ogp.not_comparable')}"
    lines = [""]
    for fact in f"{value}{date_of}{_aim(indicator, t)}{before}".split(" · "):
        longer = f"{lines[-1]} · {fact}" if lines[-1] else fact
        lines = [*lines, fact] if len(longer) > NAME else [*lines[:-1], longer]
    facts = "<br>".join(wrapped(line, NAME) for line in lines if line)
    facts = facts.replace(value, f"<b>{value}</b>", 1)
    return f"{wrapped(t.pick(indicator.about, 'name'), NAME)}<br>{facts}".split("<br>")


def _tick(fig: Sheet, place: float, ends: tuple[float, float], line: dict) -> None:
    fig.add_shape(type="line", x0=place, x1=place, y0=ends[0], y1=ends[1], line=line)


def _aim(indicator: Indicator, t: Text) -> str:
    about = indicator.about
    if pd.isna(about["target_value"]):
        return ""
    if not indicator.has_aim:
        return f" · {t('ogp.target_unjudged')}"
    target = f" · {t('ogp.target')} {t.quantity(about['target_value'], about['unit'], 0)}"
    return f"{target}, {t('ogp.by_simulation')}" if indicator.is_simulated else target


def _before(indicator: Indicator, t: Text) -> str:
    """Return the baseline with its date, in words; nothing where there is none."""
    before, about = indicator.baseline, indicator.about
    if before is None:
        return ""
    value = t.quantity(before["value"], about["unit"], int(about["decimals"]))
    return f" · {t('ogp.baseline', value=value, date=t.date(before['observed_text']))}"


RECIPE = recipe(
    "ogp_indicators",
    indicators,
    tables="out_ogp__indicator out_ogp__indicator_value out_ogp__commitment",
    columns="name metric_id target_value",
)
