"""How alike signatories and those compared with them were before, once weighted and overlapping.

One comparison a cell of ``out_estudio__effect`` that is identified and lies after signing, with the
controls of that very cell; and ``pilot``, the pilots against all the rest.
"""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.build.steps import out_estudio__effect as effects
from pipelines.methods.study import balance, effect

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("comparison", "covariate")),
        ("event_time", pa.int32()),
        *((name, pa.float64()) for name in ("treated_mean", "control_mean")),
        *((name, pa.float64()) for name in ("smd_raw", "smd_adjusted")),
        *((name, pa.float64()) for name in ("overlap_pct", "effective_n")),
        *((name, pa.int32()) for name in ("n_treated", "n_control")),
        ("origin", pa.string()),
    ]
)
PILOTS = 2012  # year of the pilot's convenios (S001)


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a comparison and characteristic; none without a panel and convenios.

    Args:
        connection: With what :func:`effects.read` reads.
    """
    panel = effects.read(connection)
    if panel is None:
        return SCHEMA.empty_table()
    cohorts = panel.cohorts()
    pilots = panel.signed <= PILOTS
    rows = _rows("pilot", None, panel.known, pilots, ~pilots)
    stays = cohorts > 0
    for cell in effect.cells(panel.scores[stays], cohorts[stays], None, panel.barred[stays]):
        if cell.is_identified and cell.since >= 0:
            sides = effect.compared(cohorts, cell.cohort, cell.period, panel.barred)
            place = f"{panel.names[cell.cohort]}:{panel.names[cell.period]}"
            rows += _rows(place, cell.years_since(panel.years), panel.known, *sides)
    return pa.Table.from_pylist([row | {"origin": panel.origin} for row in rows], schema=SCHEMA)


def _rows(
    comparison: str, since: int | None, known: np.ndarray, treated: np.ndarray, control: np.ndarray
) -> list[dict[str, Any]]:
    inside = treated | control
    if min(treated.sum(), control.sum()) < effect.MIN_TREATED:
        return []
    balanced = balance.balance(known[inside], treated[inside])
    return [
        {
            "comparison": comparison,
            "covariate": name,
            "event_time": since,
            "treated_mean": _rounded(balanced.treated[at]),
            "control_mean": _rounded(balanced.others[at]),
            "smd_raw": _rounded(balanced.raw[at]),
            "smd_adjusted": _rounded(balanced.adjusted[at]),
            "overlap_pct": round(100 * balanced.overlap, 6),
            "effective_n": round(balanced.effective, 6),
            "n_treated": int(treated.sum()),
            "n_control": int(control.sum()),
        }
        for at, name in enumerate(effects.KNOWN)
    ]


def _rounded(value: float) -> float | None:
    return round(float(value), 6) if np.isfinite(value) else None
