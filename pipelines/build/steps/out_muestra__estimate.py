"""Estimates from delivered samples, with their design-based intervals or the reason for none."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.methods.sampling import estimates

ORIGIN_BY_ROW = "each estimate rests on its own answers"
SCHEMA = pa.schema(
    [
        *(
            (name, pa.string())
            for name in ("estimate_id", "design", "country", "measure", "statistic")
        ),
        ("stratum_order", pa.int32()),
        *((name, pa.string()) for name in ("stratum_id", "label_es", "label_en", "state")),
        *((name, pa.float64()) for name in ("estimate", "std_error", "low", "high")),
        *((name, pa.int32()) for name in ("answers", "universe")),
        *((name, pa.float64()) for name in ("freedom", "effective_n")),
        ("sampled", pa.int32()),
        *((name, pa.int32()) for name in ("replaced_count", "outside_count")),
        *((name, pa.string()) for name in ("strata_es", "strata_en", "origin")),
    ]
)
ANSWERS = "from out_muestra__answer order by design, measure, country, code"


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a design, measure, stratum and statistic.

    Args:
        connection: With ``out_muestra__answer`` and ``core_territory__municipality``, the universe.
    """
    universe = connection.execute("from core_territory__municipality order by all").df()
    figures = estimates(universe, connection.execute(ANSWERS).df())
    rows = figures.astype(object).where(figures.notna(), None).to_dict("records")
    return pa.Table.from_pylist(
        [{name: row[name] for name in SCHEMA.names} for row in rows], schema=SCHEMA
    )
