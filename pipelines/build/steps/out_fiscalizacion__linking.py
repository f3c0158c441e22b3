"""The change between two rounds put on one scale by the items they have in common: an estimate.

Made from ``out_fiscalizacion__item_comparability``, the items of both rounds and the totals. The
grade is that of the items: the same, or the same by name only. A first estimate, marked as such.
"""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines import origins
from pipelines.methods.study import linking

ORIGIN_BY_ROW = "a pair of rounds rests on its items and totals, a group on its members too"
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("from_round_id", "to_round_id", "group_id")),
        *((name, pa.int32()) for name in ("from_year", "to_year")),
        *((name, pa.int32()) for name in ("n_municipalities", "item_count")),
        ("item_grade", pa.string()),
        *((name, pa.float64()) for name in ("observed_change_pts", "common_change_pts")),
        *((name, pa.float64()) for name in ("linked_change_pts", "linked_low_pts")),
        *((name, pa.float64()) for name in ("linked_high_pts", "method_pts")),
        ("origin", pa.string()),
    ]
)
PAIRS = """
select distinct from_round_id, to_round_id, from_year, to_year
from out_fiscalizacion__item_comparability
where item_level = 'item' and is_common
order by all
"""
# The items of a municipality in a materia: what they weigh, and their scores by each weight.
ITEMS = """
select late.cut, common.materia_id, count(*) as item_count,
    string_agg(distinct common.item_criterion, ',') as criteria,
    bool_and(common.item_state = 'same') as is_same,
    bool_and(early.weight is not null and late.weight is not null) as is_weighed,
    max(greatest(early.origin, late.origin)) as origin,
    sum(early.weight) as early_weight, sum(late.weight) as late_weight,
    sum(early.score_pct) as early_sum, sum(late.score_pct) as late_sum,
    sum(early.weight * early.score_pct) as early_by_early,
    sum(late.weight * early.score_pct) as early_by_late,
    sum(early.weight * late.score_pct) as late_by_early,
    sum(late.weight * late.score_pct) as late_by_late
from out_fiscalizacion__item_comparability as common
inner join core_fiscalizacion__item_weight as early
    on common.from_round_id = early.round_id and common.materia_id = early.materia_id
    and common.item_criterion = early.criterion and early.revision = 'as_published'
inner join core_fiscalizacion__item_weight as late
    on early.cut = late.cut and common.to_round_id = late.round_id
    and common.materia_id = late.materia_id and common.item_criterion = late.criterion
    and late.revision = 'as_published'
where common.item_level = 'item' and common.is_common
    and common.from_round_id = ? and common.to_round_id = ?
group by late.cut, common.materia_id
order by late.cut, common.materia_id
"""
TOTALS = """
select cut, round_id, group_id, score_pct, origin, group_origin
from out_fiscalizacion__municipality_standing
where revision = 'as_published' and score_pct is not null
order by cut, round_id
"""
GROUPS = ("all", "mgtm_pilot", "non_pilot")


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a pair of rounds with common items, and group of municipalities.

    Args:
        connection: With ``out_fiscalizacion__item_comparability``, the weights of items and the
            standings.

    Returns:
        Columns of :data:`SCHEMA`, in points; no row for a group below the minimum.
    """
    totals = connection.execute(TOTALS).df()
    group_level = origins.worst(totals["group_origin"])
    [(least,)] = connection.execute("select minimum_group()").fetchall()
    rows = []
    for start, end, *years in connection.execute(PAIRS).fetchall():
        both = _both(totals, start, end)
        if len(both) < least:
            continue
        items = connection.execute(ITEMS, [start, end]).df()
        for group in GROUPS:
            inside = both if group == "all" else both[both["group_id"] == group].copy()
            if group != "all":
                inside["origin"] = [
                    origins.worst([level, group_level]) for level in inside["origin"]
                ]
            pair = {"from_round_id": start, "to_round_id": end, "group_id": group}
            pair |= dict(zip(("from_year", "to_year"), years, strict=True))
            rows += [pair | row for row in _row(items, inside, least)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _both(totals: pd.DataFrame, start: str, end: str) -> pd.DataFrame:
    early, late = (
        totals[totals["round_id"] == round_id].set_index("cut") for round_id in (start, end)
    )
    both = early.add_suffix("_1").join(late.add_suffix("_2"), how="inner")
    return pd.DataFrame(
        {
            "early": both["score_pct_1"],
            "late": both["score_pct_2"],
            "group_id": both["group_id_2"],
            "origin": [
                origins.worst(pair) for pair in zip(both["origin_1"], both["origin_2"], strict=True)
            ],
        }
    )


def _row(items: pd.DataFrame, totals: pd.DataFrame, least: int) -> list[dict[str, Any]]:
    """Return the figures of a pair and group; nothing where there are too few to say."""
    items = _shared(items[items["cut"].isin(totals.index)])
    totals = totals.loc[sorted(set(items["cut"]))]
    if len(totals) < least:
        return []
    anchor = linking.anchors(items)
    observed = float((totals["late"] - totals["early"]).mean())
    linked = linking.link(items, totals[["early", "late"]])
    figures: dict[str, Any] = {}
    if linked is not None:
        figures = {
            "linked_change_pts": round(linked.value, 6),
            "linked_low_pts": round(linked.low, 6),
            "linked_high_pts": round(linked.high, 6),
            "method_pts": round(observed - linked.value, 6),
        }
    return [
        figures
        | {
            "n_municipalities": len(totals),
            "item_count": _items_of(items),
            "item_grade": "same" if items["is_same"].all() else "by_name",
            "observed_change_pts": round(observed, 6),
            "common_change_pts": round(float((anchor["late"] - anchor["early"]).mean()), 6),
            "origin": origins.worst([*items["origin"], *totals["origin"]], least=origins.COMPUTED),
        }
    ]


def _items_of(rows: pd.DataFrame) -> int:
    """Return how many items there are, each in whichever municipalities."""
    held = rows[["materia_id", "criteria"]].drop_duplicates()
    return len({(m, c) for m, every in held.itertuples(index=False) for c in every.split(",")})


def _shared(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each materia with its share held still between the rounds, and its scores by it."""
    of_all = rows.groupby("cut")
    early, late, items = (
        of_all[name].transform("sum") for name in ("early_weight", "late_weight", "item_count")
    )
    is_weighed = of_all["is_weighed"].transform("all")

    def by_share(by_early: str, by_late: str, plain: str) -> pd.Series:
        weighed = (rows[by_early] / early + rows[by_late] / late) / 2
        return weighed.where(is_weighed, rows[plain] / items)

    share = by_share("early_weight", "late_weight", "item_count")
    return rows.assign(
        share=share,
        early_pct=by_share("early_by_early", "early_by_late", "early_sum") / share,
        late_pct=by_share("late_by_early", "late_by_late", "late_sum") / share,
    )
