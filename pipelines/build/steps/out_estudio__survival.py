"""How long municipalities wait: from round 1 to the convenio, from the convenio to the first tool.

Months are counted from the first of January of the year of round 1, whose days are not known.
Those that never signed, or have no tool implemented, are watched until the last date on record.
A tool implemented before its convenio counts as month 0.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines import origins
from pipelines.methods.study.survival import kaplan_meier

ORIGIN_BY_ROW = "each curve rests on its own dates"
SCHEMA = pa.schema(
    [
        ("curve", pa.string()),
        ("group_id", pa.string()),
        *((name, pa.int32()) for name in ("months", "at_risk", "events_count", "censored_count")),
        *((name, pa.float64()) for name in ("waiting_pct", "low_pct", "high_pct")),
        ("origin", pa.string()),
    ]
)
WAITS = """
with signed as (
    select cut, min(date_signed) as signed, bool_or(kind = 'pilot') as is_pilot,
        max(origin) as origin
    from core_convenios__signing
    where country = 'CL' and kind in ('pilot', 'mgtm') and date_signed is not null
    group by cut
),
tool as (
    select cut, min(date) as implemented, max(origin) as origin
    from core_adopcion__stage_event
    where country = 'CL' and stage in ('implemented', 'verified') and date is not null
    group by cut
),
last as (
    select
        (select max(signed) from signed) as signing,
        (select max(date) from core_adopcion__stage_event where country = 'CL') as adoption,
        make_date((select min(year) from core_fiscalizacion__round)::integer, 1, 1) as start
)
select
    'convenio' as curve, 'all' as group_id,
    greatest(0, date_diff('month', last.start, coalesce(signed.signed, last.signing))) as months,
    signed.signed is not null as happened,
    coalesce(signed.origin, (select max(origin) from signed)) as origin
from core_territory__comuna as comuna
cross join last
left join signed on comuna.cut = signed.cut
where comuna.has_municipality and last.signing is not null
union all
select
    'tool' as curve, if(signed.is_pilot, 'mgtm_pilot', 'non_pilot') as group_id,
    greatest(0, date_diff('month', signed.signed, coalesce(tool.implemented, last.adoption))),
    tool.implemented is not null,
    greatest(signed.origin, coalesce(tool.origin, (select max(origin) from tool)))
from signed
cross join last
left join tool on signed.cut = tool.cut
where last.adoption is not null
"""


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a curve, group and month.

    Args:
        connection: With the convenios, the stages of adoption, the comunas and the rounds.

    Returns:
        Columns of :data:`SCHEMA`; shares in per cent, months from 0.
    """
    waits = connection.execute(WAITS).df()
    rows: list[dict[str, Any]] = []
    for (curve, group), own in waits.groupby(["curve", "group_id"], sort=True):
        rows += _rows(str(curve), str(group), own)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _rows(curve: str, group: str, own: pd.DataFrame) -> list[dict[str, Any]]:
    survival = kaplan_meier(own["months"].to_numpy(np.int64), own["happened"].to_numpy(bool))
    origin = origins.worst(own["origin"], least=origins.COMPUTED)
    return [
        {
            "curve": curve,
            "group_id": group,
            "months": month,
            "at_risk": int(survival.at_risk[month]),
            "events_count": int(survival.events[month]),
            "censored_count": int(survival.censored[month]),
            "waiting_pct": round(100 * float(survival.waiting[month]), 6),
            "low_pct": round(100 * float(survival.low[month]), 6),
            "high_pct": round(100 * float(survival.high[month]), 6),
            "origin": origin,
        }
        for month in range(len(survival.waiting))
    ]
