"""Risers and fallers, with the part that the starting score alone would lead one to expect."""

from __future__ import annotations

from typing import Any

import pandas as pd

from presentation.charts import printed, universe
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.charts.change import change_text, is_like
from presentation.charts.sheet import Sheet
from presentation.charts.simulated import is_simulated
from presentation.words import Text

SHOWN = 8
PATTERN = {"shape": "/", "size": 5, "solidity": 0.45, "fillmode": "overlay"}


def both_ends(ordered: pd.DataFrame) -> pd.DataFrame:
    """Return the first and the last rows, all of them where they are few.

    Args:
        ordered: The rows in their order.
    """
    if len(ordered) <= 2 * SHOWN:
        return ordered
    return pd.concat([ordered.head(SHOWN), ordered.tail(SHOWN)])


def moves(fig: Sheet, ends: pd.DataFrame, *, is_hatched: bool, **look: Any) -> None:
    """Draw a bar a municipality from zero to its change, those that fall in another colour.

    Args:
        fig: The sheet.
        ends: ``comuna`` and ``change_pts``.
        is_hatched: Whether the changes are simulated.
        **look: As :meth:`Sheet.bars` takes it; ``colour`` is one for all.
    """
    same, rises = look.pop("colour", None), ends["change_pts"] >= 0
    colours = [same or (INK.pilot if up else INK.attention) for up in rises]
    marker: dict[str, Any] = {"line": {"color": colours, "width": 1.5}}
    if is_hatched:
        marker |= {"color": INK.surface, "pattern": {**PATTERN, "fgcolor": colours}}
    places = [f"{comuna} " for comuna in ends["comuna"]]
    own = {"simulated": False, "marker": marker, "width": 0.62}
    fig.bars(ends["change_pts"], places, colours, "change", **own, **look)
    fig.add_vline(x=0, line={"color": INK.muted, "width": 1})
    fig.names(standoff=None)


def movers(
    changes: pd.DataFrame,
    groups: pd.DataFrame,
    rounds: pd.DataFrame,
    *,
    t: Text,
    round_id: str | None = None,
    **chosen: str,
) -> Chart:
    """Draw the largest rises and falls since each municipality's previous round.

    Args:
        changes: ``out_fiscalizacion__municipality_change``.
        groups: ``out_fiscalizacion__change_group``.
        rounds: ``core_fiscalizacion__round``.
        t: Text in the language of the reader.
        round_id: The round shown; the last one when empty.
        **chosen: ``region_code``, ``rurality`` and ``group_id`` of the universe.
    """
    if changes.empty:
        return empty(t, changes)
    round_id = round_id or str(changes.sort_values("year")["round_id"].iloc[-1])
    rows = changes[changes["round_id"] == round_id].sort_values(["change_pts", "cut"])
    of_all = len(rows)
    rows = universe.members(rows, **chosen)
    if rows.empty:
        return empty(t, rows)
    ends, is_comparable = both_ends(rows), is_like(rows["comparable_with_previous"])
    fig = figure(height=26 * len(ends) + 56, t=t)
    look: dict[str, Any] = {"hover": [_hover(row, t) for row in ends.to_dict("records")]}
    look |= {} if is_comparable else {"colour": INK.muted, "opacity": 0.6}
    moves(fig, ends, is_hatched=is_simulated(rows), **look)
    places = [f"{comuna} " for comuna in ends["comuna"]]
    expected = {"symbol": "line-ns", "size": 16, "ring": 3, "simulated": True}
    fig.dots(ends["expected_change_pts"], places, INK.ink, "expected", **expected)
    for place, change in zip(places, ends["change_pts"], strict=True):
        text = t.number(change, 1) if change < 0 else f"+{t.number(change, 1)}"
        fig.beside(change, place, text, shift=6 if change >= 0 else -6)
    limit = float(ends[["change_pts", "expected_change_pts"]].abs().max().max()) * 1.3 or 1
    fig.bare(limit, -limit)
    listed = "; ".join(
        f"{r.comuna}: {t.points(r.change_pts, 1)} ({t.points(r.expected_change_pts, 1)})"
        for r in ends[::-1].itertuples()
    )
    groups = groups[(groups["round_id"] == round_id) & (len(rows) == of_all)]
    explained = _explained(groups, len(rows), t, is_comparable=is_comparable)
    takeaway = _takeaway(rows, rounds, t, is_comparable=is_comparable)
    subtitle = universe.named(t, rows, **chosen) + explained
    return worded(
        fig, rows[::-1], t, "chart.movers", takeaway=takeaway, subtitle=subtitle, listed=listed
    )


def _hover(row: dict[str, Any], t: Text) -> str:
    return t(
        "chart.movers.hover",
        comuna=row["comuna"],
        region=row["region"],
        before=t.percent(row["previous_pct"], 1),
        after=t.percent(row["score_pct"], 1),
        change=t.points(row["change_pts"], 1),
        expected=t.points(row["expected_change_pts"], 1),
    )


def _takeaway(rows: pd.DataFrame, rounds: pd.DataFrame, t: Text, *, is_comparable: bool) -> str:
    low, high = rows.iloc[0], rows.iloc[-1]
    facts = {"faller": low["comuna"], "fall": t.points(low["change_pts"], 1)}
    facts |= {"riser": high["comuna"], "rise": t.points(high["change_pts"], 1)}
    text = change_text(t, "chart.movers.takeaway", is_comparable, year=int(low["year"]), **facts)
    if not is_comparable:
        return text
    basis = printed.basis(rounds, low["round_id"], *rows["previous_round_id"].unique())
    return printed.inferred(t, text, basis)


def _explained(groups: pd.DataFrame, n: int, t: Text, *, is_comparable: bool) -> str:
    """Return what is drawn and, of each group, the most that regression to the mean explains."""
    sentences = [change_text(t, "chart.movers.subtitle", is_comparable, n=t.number(n))]
    for row in groups.sort_values("direction", ascending=False).to_dict("records"):
        if row["direction"] == "same" or pd.isna(row["change_pts"]):
            continue
        if not is_like(row["comparable_with_previous"]):
            return f"{sentences[0]} {t('chart.movers.no_share')}"
        share = row["regression_share_pct"]
        kind = "none" if pd.isna(share) else "share"
        sentences.append(
            t.count(
                f"chart.movers.{row['direction']}_{kind}",
                int(row["n_municipalities"]),
                change=t.points(row["change_pts"], 1),
                regression=t.points(row["regression_pts"], 1),
                share=t.percent(share, 0),
            )
        )
    return " ".join([*sentences, t("chart.movers.assumes")] if len(sentences) > 1 else sentences)


RECIPE = recipe(
    "movers",
    movers,
    tables="out_fiscalizacion__municipality_change out_fiscalizacion__change_group "
    "core_fiscalizacion__round",
    columns="comuna region previous_pct score_pct change_pts expected_change_pts "
    "beyond_expected_pts comparable_with_previous origin",
    metrics="score_change previous_score municipality_score expected_change beyond_expected",
    origin="delivered",
    needs="deliveries",
)
