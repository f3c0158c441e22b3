"""Each answer of a delivered sample in its place: stratum, order of the draw, drawn or not."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.methods.sampling import placed

ORIGIN_BY_ROW = "each answer is a row of a delivery"
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("design", "measure", "country", "code")),
        *((name, pa.string()) for name in ("municipality", "role", "place", "stratum_id")),
        *((name, pa.string()) for name in ("label_es", "label_en")),
        ("draw_order", pa.int32()),
        ("weight", pa.float64()),
        ("value", pa.float64()),
        *((name, pa.string()) for name in ("value_state", "origin", "source_file")),
        ("source_row", pa.int32()),
    ]
)
ANSWERS = """
select answer.*, municipality.municipality
from core_muestra__answer as answer
inner join core_territory__municipality as municipality
    on answer.country = municipality.country and answer.code = municipality.code
order by answer.design, answer.measure, answer.country, answer.code
"""


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a design, measure and municipality.

    Args:
        connection: With ``core_muestra__answer`` and ``core_territory__municipality``, the
            universe.
    """
    universe = connection.execute("from core_territory__municipality order by all").df()
    answers = placed(universe, connection.execute(ANSWERS).df())
    rows = answers.astype(object).where(answers.notna(), None).to_dict("records")
    return pa.Table.from_pylist(
        [{name: row[name] for name in SCHEMA.names} for row in rows], schema=SCHEMA
    )
