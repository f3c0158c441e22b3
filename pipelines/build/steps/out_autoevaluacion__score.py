"""The score of each self-assessment with the instrument of 2025, and what mending each item adds.

Item, materia and total of every municipality and day; items that drop out, and materias none of
whose items is scored, have no score, and their weight goes to the others.
"""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa

from pipelines import origins
from pipelines.methods.questionnaires.instrument_2025 import answers_of, instrument, path, score

ORIGIN_BY_ROW = "each score rests on its own answers and on the instrument"
EVERYTHING = 2.0  # a target no total reaches: every item that can be mended
SCHEMA = pa.schema(
    [
        ("cut", pa.string()),
        ("assessed_on", pa.date32()),
        *((name, pa.string()) for name in ("part", "part_id")),
        ("score_pct", pa.float64()),
        ("gain_pts", pa.float64()),
        *((name, pa.string()) for name in ("origin", "source_ids")),
    ]
)


def make(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return one row a municipality, day and part: total, materia or item.

    Args:
        connection: With ``out_instrumento__item`` and ``core_autoevaluacion__answer``.

    Returns:
        Columns of :data:`SCHEMA`: scores in per cent, gains in points, of items alone.
    """
    items = connection.execute("from out_instrumento__item order by materia_order, item_id").df()
    given = connection.execute("from core_autoevaluacion__answer order by all").df()
    asks = instrument(items)
    rows: list[dict[str, Any]] = []
    for (cut, day), own in given.groupby(["cut", "assessed_on"], sort=True):
        answers = answers_of(own.to_dict("records"))
        scored = score(asks, answers)
        gains = {step.item_id: step.gain_pts for step in path(asks, answers, EVERYTHING)}
        head = {
            "cut": cut,
            "assessed_on": day.date(),
            "origin": origins.worst([*own["origin"], *items["origin"]], least=origins.COMPUTED),
            "source_ids": origins.cited(items["source_ids"]),
        }
        parts = [("total", "total", scored.total)]
        parts += [("materia", name, value) for name, value in scored.materias.items()]
        parts += [("item", name, value) for name, value in scored.items.items()]
        rows += [
            {
                **head,
                "part": part,
                "part_id": name,
                "score_pct": None if value is None else round(100 * value, 6),
                "gain_pts": round(gains[name], 6) if part == "item" and name in gains else None,
            }
            for part, name, value in parts
        ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
