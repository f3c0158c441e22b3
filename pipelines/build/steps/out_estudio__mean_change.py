"""Why the national mean moved between any two rounds, in parts that sum to the last decimal.

Delivered scores are split by group, rurality and region, and by materia where both rounds came
with items. Published means are split into pilots and rest where both are printed. What cannot be
told apart is one part, said so; the change of method across a break is never a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines import origins
from pipelines.methods.study.decomposition import STEPS_A_POINT, Part, decompose, nearest, waterfall
from pipelines.methods.study.materias import by_materia

ORIGIN_BY_ROW = (
    "each pair of rounds rests on its own scores, printed ones on none that is simulated"
)
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("from_round_id", "to_round_id", "dimension")),
        *((name, pa.string()) for name in ("part_kind", "member")),
        ("part_order", pa.int32()),
        ("state", pa.string()),
        ("n_municipalities", pa.int32()),
        ("points", pa.float64()),
        *((name, pa.float64()) for name in ("exact_points", "low_points", "high_points")),
        ("is_comparable", pa.bool_()),
        ("origin", pa.string()),
    ]
)
MISSING = "unknown"
SCORES = """
select cut, round_id, coalesce(group_id, 'unknown') as "group",
    coalesce(rurality, 'unknown') as rurality, region_code as region,
    round(score_pct * 100)::integer as score, origin, group_origin
from out_fiscalizacion__municipality_standing
where revision = 'as_published' and score_pct is not null
qualify count(*) over (partition by round_id) >= minimum_group()
order by round_id, cut
"""
MEANS = """
select round_id, year, group_id, mean_pct, precision_pts, n_municipalities, universe_count
from out_fiscalizacion__round_group where mean_pct is not null order by year, group_id
"""
ROUNDS = "select round_id, year from core_fiscalizacion__round"
STATED = "select round_id from core_fiscalizacion__round where method_basis = 'stated'"
BREAKS = "select year_position from core_fiscalizacion__method_break"
REGIONS = "select region_code from core_territory__region order by region_order_north_south"
ITEMS = """
with item as (
    select *, bool_and(weight is not null) over (partition by round_id, cut) as is_whole
    from core_fiscalizacion__item_weight where revision = 'as_published'
)
select round_id, cut, materia_id, sum(score_pct * weight) / sum(weight) as score_pct,
    sum(weight) as weight, max(origin) as origin
from item where is_whole
group by all having sum(weight) > 0 order by round_id, cut, materia_id
"""


@dataclass(frozen=True)
class Step:
    """A part, whether it can be told apart, and what the rounding of printed means leaves open."""

    part: Part
    state: str = "identified"
    margin: float | None = None


Parts = tuple[str, list[Step], str]


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a pair of rounds, dimension and part.

    Args:
        connection: With the standings, printed means, items and weights, rounds, breaks and
            regions.

    Returns:
        Columns of :data:`SCHEMA`, in points; the change of method has none.
    """
    read = {
        "scores": connection.execute(SCORES).df(),
        "means": connection.execute(MEANS).df(),
        "items": connection.execute(ITEMS).df(),
    }
    years = dict(connection.execute(ROUNDS).fetchall())
    stated = {round_id for (round_id,) in connection.execute(STATED).fetchall()}
    breaks = [place for (place,) in connection.execute(BREAKS).fetchall()]
    regions = [code for (code,) in connection.execute(REGIONS).fetchall()]
    rows: list[dict[str, Any]] = []
    known = set(read["scores"]["round_id"]) | set(read["means"]["round_id"])
    for pair in combinations(sorted(known, key=lambda round_id: (years[round_id], round_id)), 2):
        crossed = any(years[pair[0]] < place <= years[pair[1]] for place in breaks)
        for dimension, parts, origin in _split(pair, regions=regions, **read):
            method = "not_identifiable" if crossed else "none" if stated >= {*pair} else "inferred"
            rows += _rows(pair, dimension, parts, method=method, origin=origin)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _rows(
    pair: tuple[str, str],
    dimension: str,
    steps: list[Step],
    *,
    method: str,
    origin: str,
) -> list[dict[str, Any]]:
    same = {
        "from_round_id": pair[0],
        "to_round_id": pair[1],
        "dimension": dimension,
        "is_comparable": method != "not_identifiable",
        "origin": origin,
    }
    rows = [
        same
        | {
            "part_kind": step.part.kind,
            "member": step.part.member,
            "state": step.state,
            "n_municipalities": step.part.n,
            "points": step.part.printed / STEPS_A_POINT,
            "exact_points": float(step.part.exact) / STEPS_A_POINT,
        }
        | _range(step)
        for step in steps
    ]
    changed = {"part_kind": "method", "member": "", "n_municipalities": None, "points": None}
    rows.insert(-1, same | changed | {"state": method})
    return [row | {"part_order": at} for at, row in enumerate(rows)]


def _range(step: Step) -> dict[str, float | None]:
    if step.margin is None:
        return {"low_points": None, "high_points": None}
    value = float(step.part.exact) / STEPS_A_POINT
    ends = value - step.margin, value + step.margin
    return dict(zip(("low_points", "high_points"), (round(end, 6) for end in ends), strict=True))


def _split(
    pair: tuple[str, str],
    *,
    scores: pd.DataFrame,
    means: pd.DataFrame,
    items: pd.DataFrame,
    regions: list[str],
) -> Iterator[Parts]:
    early, late = (scores[scores["round_id"] == round_id] for round_id in pair)
    if set(early["cut"]) & set(late["cut"]):
        printed = _published(pair, means, split=True)
        identified = all(step.state == "identified" for step in printed)
        for dimension, parts, origin in _delivered(pair, early, late, items, regions):
            if dimension == "group" and origin == "simulated" and printed and identified:
                yield dimension, printed, "computed"  # what is printed is never simulated
            else:
                yield dimension, parts, origin
        return
    for dimension in ("group", "rurality", "region", "materia"):
        parts = _published(pair, means, split=dimension == "group")
        if parts:
            yield dimension, parts, "computed"


def _delivered(
    pair: tuple[str, str],
    early: pd.DataFrame,
    late: pd.DataFrame,
    items: pd.DataFrame,
    regions: list[str],
) -> Iterator[Parts]:
    origin = origins.worst([*early["origin"], *late["origin"]], least="computed")
    before = dict(zip(early["cut"], map(int, early["score"]), strict=True))
    after = dict(zip(late["cut"], map(int, late["score"]), strict=True))
    orders = {
        "group": ["mgtm_pilot", "non_pilot", MISSING],
        "rurality": ["Urbana", "Mixta", "Rural", MISSING],
        "region": regions,
    }
    for dimension, order in orders.items():
        member = dict(zip(late["cut"], late[dimension], strict=True))
        parts = decompose(
            before,
            after,
            member,
            [category for category in order if category in {*late[dimension]}],
        )
        levels = [*late["group_origin"], origin] if dimension == "group" else [origin]
        yield dimension, [Step(part) for part in parts], origins.worst(levels)
    whole = decompose(before, after, dict.fromkeys(after, ""), [""])
    both = before.keys() & after.keys()
    rows = items[items["cut"].isin(both)]
    early_items, late_items = (rows[rows["round_id"] == round_id] for round_id in pair)
    materias = by_materia(early_items, late_items, n=len(both))
    origin = origins.worst(items["origin"], least=origin)  # its weights decide as well
    if not materias:
        yield "materia", [Step(part, _unsplit(part)) for part in whole], origin
        return
    [within] = [part for part in whole if part.kind == "within"]
    exact = [(kind, name, within.n, value) for kind, name, value in materias]
    rest = within.exact - sum((value for *_, value in exact), Fraction(0))
    exact.append(("rest", "", within.n, rest))
    first, *outer, last = [part for part in whole if part.kind != "within"]
    others = [(part.kind, part.member, part.n, part.exact) for part in outer]
    parts = waterfall(first.exact, first.n, [*others, *exact], last.exact, last.n)
    yield "materia", [Step(part) for part in parts], origin


def _unsplit(part: Part) -> str:
    return "not_identifiable" if part.kind == "within" else "identified"


def _published(pair: tuple[str, str], means: pd.DataFrame, *, split: bool) -> list[Step]:
    """Return the parts of two published means; pilots and rest where both are printed.

    Of each part, the margin is what the rounding of the printed means leaves open.
    """
    early, late = (means[means["round_id"] == round_id].set_index("group_id") for round_id in pair)
    if not {"all"} <= set(early.index) & set(late.index):
        return []
    start, end = (_hundredths(rows.loc["all", "mean_pct"]) for rows in (early, late))
    n_start, n_end = (_n(rows.loc["all", "n_municipalities"]) for rows in (early, late))
    open_start, open_end = (float(rows.loc["all", "precision_pts"]) for rows in (early, late))
    margins = {"start": open_start, "end": open_end, "": open_start + open_end}
    change = end - start
    if not split or not {"mgtm_pilot"} <= set(early.index) & set(late.index):
        steps = waterfall(start, n_start, [("within", "", n_end, change)], end, n_end)
        return [Step(part, _unsplit(part), margins[part.member or _end(part)]) for part in steps]
    n = int(late.loc["mgtm_pilot", "n_municipalities"])
    universe = int(late.loc["all", "universe_count"])
    own = [_hundredths(rows.loc["mgtm_pilot", "mean_pct"]) for rows in (early, late)]
    pilots = (own[1] - own[0]) * n / universe
    loose = sum(float(rows.loc["mgtm_pilot", "precision_pts"]) for rows in (early, late))
    margins["mgtm_pilot"] = loose * n / universe
    margins["non_pilot"] = margins[""] + margins["mgtm_pilot"]
    parts = [
        ("within", "mgtm_pilot", n, pilots),
        ("within", "non_pilot", universe - n, change - pilots),
    ]
    steps = waterfall(start, n_start, parts, end, n_end)
    return [Step(part, margin=margins[part.member or _end(part)]) for part in steps]


def _end(part: Part) -> str:
    return part.kind if part.kind in ("start", "end") else ""


def _n(value: float) -> int | None:
    """Return the n a source prints; None where it prints none."""
    return None if pd.isna(value) else int(value)


def _hundredths(value: float) -> Fraction:
    return Fraction(nearest(Fraction(str(value)) * STEPS_A_POINT))
