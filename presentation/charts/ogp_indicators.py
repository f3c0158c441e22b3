"""The OGP desk: the latest value of each indicator against its target and baseline."""

from __future__ import annotations

import pandas as pd

from pipelines import clock
from pipelines.origins import SIMULATED
from presentation.charts import simulated
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded, wrapped
from presentation.charts.ogp_gantt import FIRST
from presentation.charts.sheet import Sheet
from presentation.desk.indicator import BREAKS, breaks_between
from presentation.words import Text

NAME = 48  # letters of a line of a name, on a phone


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
    shown = _shown(rows, values, commitments, commitment, moment)
    is_long = any("<br>" in wrapped(t.pick(row, "name"), NAME) for row in shown.to_dict("records"))
    each = 76 + 16 * (int(shown["break_count"].any()) + is_long)  # a line of words more
    fig = figure(height=each * len(shown) + 20, t=t, barmode="overlay")
    for at, row in enumerate(shown.to_dict("records")):
        _indicator(fig, at, row, t)
    fig.update_xaxes(visible=False, range=[0, 104])
    fig.update_yaxes(visible=False, range=[len(shown) - 0.35, -0.75])
    fig.update_layout(margin_l=8, margin_t=8)
    simulated.stamp_if(fig, shown, t)
    has = t.number(shown["value"].notna().sum())
    measured = t.count("chart.desk.measured", len(shown), has=has)
    targets = _judged(shown, t)
    subtitle = t("chart.desk.subtitle", date=t.date(moment))
    if shown["break_count"].any():
        subtitle = f"{subtitle} {t('chart.desk.breaks')}"
    listed = "; ".join(
        f"{t.pick(r, 'name')}: {_value(r, t)}{_aim(r, t)}{_before(r, t)}{_break_words(r, t)}"
        for r in shown.to_dict("records")
    )
    facts = {"measured": measured, "targets": targets}
    return worded(fig, shown, t, "chart.desk", subtitle=subtitle, listed=listed, **facts)


def _shown(
    rows: pd.DataFrame,
    values: pd.DataFrame,
    commitments: pd.DataFrame,
    commitment: str,
    moment: pd.Timestamp,
) -> pd.DataFrame:
    """Return each indicator with its latest value, its baseline, and the breaks between them."""
    known = values[(values["observed_on"] <= moment) & values["value"].notna()]
    known = known.sort_values("observed_on").drop_duplicates("indicator_id", keep="last")
    # Older builds do not tell breaks of method.
    more = [name for name in (BREAKS,) if name in values]
    shown = rows.drop(columns=["source_ids", "origin"]).merge(
        known[
            ["indicator_id", "observed_on", "observed_text", "value", "origin", "source_ids", *more]
        ],
        on="indicator_id",
        how="left",
    )
    shown = shown.merge(_baselines(values, commitments, commitment), on="indicator_id", how="left")
    shown["break_count"] = [
        breaks_between(row.get("before_breaks"), row.get(BREAKS))
        for row in shown.to_dict("records")
    ]
    is_own = shown["before_value"].isna() | (shown["before_text"] == shown["observed_text"])
    # A simulated figure is no baseline of one that was measured.
    is_own |= (shown["before_origin"] == SIMULATED) & (shown["origin"] != SIMULATED)
    shown.loc[is_own, ["before_value", "before_text"]] = None
    shown.loc[is_own, "break_count"] = 0
    shown["is_aim"] = shown["target_value"].notna() & shown["is_target_judged"].astype(bool)
    return shown


def _judged(rows: pd.DataFrame, t: Text) -> str:
    """Return how many targets are reached: a simulated figure judges none, nor one of another."""
    aims = rows[rows["is_aim"]]
    made_up = aims["origin"] == "simulated"
    judged = aims[~made_up]
    reached = int((judged["value"] >= judged["target_value"]).sum())
    parts = []
    if len(judged):
        parts.append(t.count("chart.desk.targets", len(judged), reached=t.number(reached)))
    if made_up.any():
        parts.append(t.count("chart.desk.targets_simulated", int(made_up.sum())))
    unjudged = int(rows["target_value"].notna().sum())
    if unjudged and not parts:
        parts.append(t.count("chart.desk.targets_unjudged", unjudged))
    return "; ".join(parts) or t("chart.desk.no_target")


def _indicator(fig: Sheet, at: int, row: dict, t: Text) -> None:
    whole = 100.0 if row["unit"] == "percent" else float(row["universe"])
    if row["target_basis"] == "n":
        whole = float(row["target_value"])
    made_up = row["origin"] == "simulated"
    fig.bars([100.0], [at], INK.sunken, "whole", width=0.26)
    if pd.notna(row["value"]):
        size, colour = min(100.0, 100 * row["value"] / whole), INK.pilot
        look = {"colour": INK.simulated if made_up else colour, "simulated": made_up}
        fig.bars([size], [at], meta="value", width=0.26, **look)
    if row["is_aim"]:
        line = {"color": INK.attention, "width": 2, "dash": "dash"}
        _tick(fig, at, 100 * row["target_value"] / whole, 0.24, line)
    if pd.notna(row["before_value"]):
        line = {"color": INK.ink, "width": 2}
        _tick(fig, at, 100 * row["before_value"] / whole, 0.15, line)
    date_of = f" · {t.date(row['observed_text'])}" if isinstance(row["observed_text"], str) else ""
    name = wrapped(t.pick(row, "name"), NAME)
    before = _before(row, t)
    if row["break_count"]:  # its line is too long for a phone
        before = f"{before.replace(' · ', '<br>', 1)}, {t('ogp.not_comparable')}"
    text = f"{name}<br><b>{_value(row, t)}</b>{date_of}{_aim(row, t)}{before}"
    fig.beside(0, at, text, shift=0, yanchor="bottom", yshift=9, size=13, align="left")


def _tick(fig: Sheet, at: int, place: float, below: float, line: dict) -> None:
    fig.add_shape(type="line", x0=place, x1=place, y0=at - 0.15, y1=at + below, line=line)


def _baselines(values: pd.DataFrame, commitments: pd.DataFrame, commitment: str) -> pd.DataFrame:
    """Return indicator → its first value before the commitment starts."""
    start = commitments.set_index("commitment_id")["start_date"].get(commitment)
    before = values[values["value"].notna() & (values["observed_on"] < pd.Timestamp(start))]
    before = before.sort_values("observed_on").drop_duplicates("indicator_id")
    named = {"value": "before_value", "observed_text": "before_text", BREAKS: "before_breaks"}
    named["origin"] = "before_origin"
    kept = [name for name in named if name in before]
    return before[["indicator_id", *kept]].rename(columns=named)


def _break_words(row: dict, t: Text) -> str:
    if not row["break_count"]:
        return ""
    return f" ({t.count('ogp.breaks', row['break_count'], since=t.date(row['before_text']))})"


def _value(row: dict, t: Text) -> str:
    if pd.isna(row["value"]):
        return t.number(row["value"])
    words = t.quantity(row["value"], row["unit"], int(row["decimals"]))
    return f"{words} ({t('origin.simulated')})" if row["origin"] == "simulated" else words


def _aim(row: dict, t: Text) -> str:
    if pd.isna(row["target_value"]):
        return ""
    if not row["is_aim"]:
        return f" · {t('ogp.target_unjudged')}"
    target = f" · {t('ogp.target')} {t.quantity(row['target_value'], row['unit'], 0)}"
    return f"{target}, {t('ogp.by_simulation')}" if row["origin"] == "simulated" else target


def _before(row: dict, t: Text) -> str:
    """Return the baseline with its date, in words; nothing where there is none."""
    if pd.isna(row["before_value"]):
        return ""
    value = t.quantity(row["before_value"], row["unit"], int(row["decimals"]))
    return f" · {t('ogp.baseline', value=value, date=t.date(row['before_text']))}"


RECIPE = recipe(
    "ogp_indicators",
    indicators,
    tables="out_ogp__indicator out_ogp__indicator_value out_ogp__commitment",
    columns="name metric_id target_value",
)
