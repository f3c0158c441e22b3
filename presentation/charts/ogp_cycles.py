"""The OGP desk: commitments of each cycle by the level they reached."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipelines import clock
from presentation.charts.base import INK, Chart, empty, figure, recipe, worded
from presentation.words import Text

HOME = "CL"
PLAN = ["country", "cycle"]
# Of each level its colour, and that of the words in it.
LEVELS = {
    "not_started": (INK.scale_1, INK.ink),
    "limited": (INK.scale_3, INK.ink),
    "substantial": (INK.scale_6, INK.surface),
}
INSIDE = {"textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "width": 0.5}


def cycles(rows: pd.DataFrame, counts: pd.DataFrame, *, t: Text, as_of: str | None = None) -> Chart:
    """Draw the commitments of each cycle by the level the IRM gave them at the end of the term.

    Args:
        rows: ``out_ogp__cycle_completion``.
        counts: ``out_ogp__desk_count``.
        t: Text in the language of the reader.
        as_of: ISO date; today when empty. Plans that had not begun and counts not yet known by
            then do not show.
    """
    moment = pd.Timestamp(as_of or clock.today())
    rows = rows[rows["cycle"] <= moment.year]
    if rows.empty:
        return empty(t, rows)
    if "country" not in rows:  # older builds know plans of Chile alone
        rows = rows.assign(country=HOME)
    plans = rows.drop_duplicates(PLAN).sort_values(["cycle", "country"]).to_dict("records")
    names = [_named(plan, t) for plan in plans]
    if "known_from" in rows:  # older builds do not say since when a count is known
        rows = rows[rows["phase"].isna() | (rows["known_from"] <= moment)]
    final = rows[rows["phase"] == "end_of_term"].sort_values("value_order")
    fig = figure(height=54 * len(plans) + 40, t=t, barmode="stack")
    for value_id, part in final.groupby("value_id", sort=False):
        own, label = part.set_index(PLAN)["commitments"], t.pick(part.iloc[0], "value")
        sizes = [int(own.get(_key(plan), 0)) for plan in plans]
        colour, ink = LEVELS.get(str(value_id), (INK.scale_7, INK.surface))
        texts = [f"{label} {n}" if n > 3 else str(n or "") for n in sizes]
        look = {"text": texts, "textfont": {"color": ink}, "hover": f"%{{y}}<br>{label}: %{{x}}"}
        fig.bars(sizes, names, colour, str(value_id), **look, **INSIDE)
    known = final.groupby(PLAN)["commitments"].sum()
    rest = [int(plan["universe"] - known.get(_key(plan), 0)) for plan in plans]
    texts = [t("chart.cycles.unknown", n=t.number(n)) if n else "" for n in rest]
    look = {"text": texts, "textfont": {"color": INK.muted}}
    look |= {"hover": f"%{{y}}<br>{t.missing}: %{{x}}"}
    look |= {"marker": {"line": {"color": INK.muted, "width": 1}}}
    fig.bars(rest, names, INK.surface, "unknown", **look, **INSIDE)
    fig.names(autorange="reversed")
    fig.update_xaxes(visible=False)
    takeaway = t("chart.cycles.none", all=t.number(len(plans)))
    with_count = [plan for plan in plans if _key(plan) in known.index]
    if with_count and {"complete", "judged"} <= {*counts["count_id"]}:
        done, of = (at(counts, name, moment)["desk_count"] for name in ("complete", "judged"))
        sizes_of = {"known": len(with_count), "all": len(plans), "done": done, "of": of}
        written = {name: t.number(n) for name, n in sizes_of.items()}
        takeaway = t("chart.cycles.takeaway", **written)
    listed = "; ".join(
        f"{_named(r, t)}: {t.pick(r, 'value')} {t.number(r['commitments'])}"
        for r in final.to_dict("records")
    )
    shown = rows.sort_values(["cycle", "country", "phase", "value_order"])
    return worded(fig, shown, t, "chart.cycles", takeaway=takeaway, listed=listed)


def _key(row: Mapping[Any, Any]) -> tuple[Any, ...]:
    return tuple(row[name] for name in PLAN)


def _named(row: Mapping[Any, Any], t: Text) -> str:
    """Return the name of a plan; of another country with its name: many are «Quinto plan»."""
    name = t.pick(row, "plan")
    return name if row["country"] == HOME else f"{name} · {t.country(row['country'])}"


def at(counts: pd.DataFrame, count_id: str, moment: pd.Timestamp) -> dict[str, Any]:
    """Return the row of ``out_ogp__desk_count`` that holds at a moment; the first one before it.

    Args:
        counts: ``out_ogp__desk_count``.
        count_id: The count.
        moment: The day asked for.
    """
    own = counts[counts["count_id"] == count_id].sort_values("since")
    past = int((own["since"] <= moment).sum())
    row: dict[str, Any] = own.iloc[max(past - 1, 0)].to_dict()
    return row


RECIPE = recipe(
    "ogp_cycles",
    cycles,
    tables="out_ogp__cycle_completion out_ogp__desk_count",
    columns="plan phase value commitments source_ids",
    metrics="ogp_cycle_commitments ogp_desk_count",
)
