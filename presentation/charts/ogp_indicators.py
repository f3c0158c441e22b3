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

NAME = 48  # letters of a line of a name, on a phone
LINE, BAR, APART = 17, 18, 20  # pixels: a line of words, a bar, what parts it from what follows


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
    texts = [_text(indicator, t) for indicator in shown]
    places, end = [], 0.0
    for text in texts:  # a row is as high as its words
        places.append(end + LINE * (text.count("<br>") + 1) + BAR / 2)
        end = places[-1] + BAR / 2 + APART
    fig = figure(height=int(end) + 8, t=t, barmode="overlay")
    for at, text, indicator in zip(places, texts, shown, strict=True):
        _indicator(fig, at, text, indicator)
    fig.update_xaxes(visible=False, range=[0, 104])
    fig.update_yaxes(visible=False, range=[end, 0])
    fig.update_layout(margin_l=8, margin_t=8, margin_b=0)
    rows = _with_values(rows, shown)
    simulated.stamp_if(fig, rows, t)
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


def _text(indicator: Indicator, t: Text) -> str:
    """Return the words over a bar: name, latest value and its date, target and baseline."""
    about, latest = indicator.about, indicator.latest
    date_of = "" if latest is None else f" · {t.date(latest['observed_text'])}"
    name = wrapped(t.pick(about, "name"), NAME)
    before = _before(indicator, t)
    if indicator.breaks:  # its line is too long for a phone
        before = f"{before.replace(' · ', '<br>', 1)}, {t('ogp.not_comparable')}"
    return f"{name}<br><b>{indicator.written(t.lang)}</b>{date_of}{_aim(indicator, t)}{before}"


def _indicator(fig: Sheet, at: float, text: str, indicator: Indicator) -> None:
    about, latest = indicator.about, indicator.latest
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
        _tick(fig, at, 100 * about["target_value"] / whole, 0.9, line)
    if indicator.baseline is not None:
        line = {"color": INK.ink, "width": 2}
        _tick(fig, at, 100 * indicator.baseline["value"] / whole, 0.55, line)
    fig.beside(0, at, text, shift=0, yanchor="bottom", yshift=BAR / 2, size=13, align="left")


def _tick(fig: Sheet, at: float, place: float, below: float, line: dict) -> None:
    top, bottom = at - 0.55 * BAR, at + below * BAR
    fig.add_shape(type="line", x0=place, x1=place, y0=top, y1=bottom, line=line)


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
