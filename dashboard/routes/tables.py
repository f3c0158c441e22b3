"""Downloads as plain links: every curated table as CSV, XLSX or Parquet, made when asked for.

``/data/<build>/<table>.<csv|xlsx|parquet|json>`` — a build never changes, so neither does the
address; ``latest`` stands for the build served. ``.json`` is the description of the table.
"""

from __future__ import annotations

import io
import json
from typing import Any

import pandas as pd

from dashboard.routes.address import TOO_MUCH, Asked, Taken
from exports.package.rows import as_parquet
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.marking import Marked, fields
from pipelines.spreadsheets import frame_csv
from presentation.links import TABLE_FILES, fits_a_workbook

FORMATS = tuple(TABLE_FILES)


def table(request: Asked) -> Taken:
    """Return a table, or its description.

    Args:
        request: What the address asks for.
    """
    build_id, name, ending = request.build.build_id, request.path["table"], request.path["ending"]
    return Taken(f"faro_{name}_{build_id}", ending, content(build_id, name, ending))


def content(build_id: str, table: str, ending: str) -> Marked:
    """Return a table of a build as the bytes of a file.

    Args:
        build_id: The build.
        table: Name of the table.
        ending: One of :data:`FORMATS`; ``json`` is what the table is.

    Raises:
        FaroError: No such build or table, or more rows than a workbook takes.
        NotImplementedError: An ending that has no writer.
    """
    build = serving.open(build_id)
    about = description(build, table)
    rows = int(build.manifest["row_counts"].get(table, 0))
    if ending == "xlsx" and not fits_a_workbook(rows, len(about["columns"])):
        raise FaroError(
            f"the table has {rows:,} rows, too many for a workbook",
            where=table,
            fix="Take it as CSV or Parquet",
            code=TOO_MUCH,
            es=f"la tabla tiene {rows:,} filas, demasiadas para una planilla".replace(",", ".", 1)
            + ". Descárguela como CSV o Parquet",
        )
    if ending == "json":
        body = json.dumps(about, ensure_ascii=False, indent=1).encode()
        return Marked(body, about["origin"])
    if ending == "parquet":
        return Marked(as_parquet(build, table), about["origin"])
    frame = build.table(table)
    if ending == "xlsx":
        return Marked(_workbook(frame, about), about["origin"])
    if ending == "csv":
        return Marked(frame_csv(frame, bom=True), about["origin"])
    raise NotImplementedError(f"nothing writes a table as {ending}: give it a writer here")


def description(build: Any, table: str) -> dict[str, Any]:
    """Return the contract of a table with the build it belongs to and its worst origin.

    Args:
        build: The build.
        table: Name of the table.
    """
    contract, origin = build.describe(table), build.origin_of(table)
    keep = {"name", "label", "definition", "grain", "keys", "columns"}
    columns = {"columns": {"__all__": {"name", "type", "unit", "label", "definition"}}}
    return {
        "build_id": build.build_id,
        "built_at": build.manifest.get("built_at"),
        "origin": origin,
        **fields(origin, provisional=serving.provisional(build)),
        **contract.model_dump(mode="json", include={**dict.fromkeys(keep, True), **columns}),
    }


def _workbook(frame: pd.DataFrame, about: dict[str, Any]) -> bytes:
    from pipelines.spreadsheets.books import add_frame, workbook

    buffer = io.BytesIO()
    dictionary = pd.DataFrame(
        [
            {
                "column": column["name"],
                "unit": column["unit"],
                **{f"label_{lang}": column["label"][lang] for lang in ("es", "en")},
                **{f"definition_{lang}": column["definition"][lang] for lang in ("es", "en")},
            }
            for column in about["columns"]
        ]
    )
    keys = ("name", "build_id", "built_at", "origin")
    words = [about[key] for key in ("notice", "provisional_notice") if key in about]
    origin = pd.DataFrame(
        {
            "key": [*keys, *(lang for notice in words for lang in notice)],
            "value": [
                *(str(about[key]) for key in keys),
                *(w for notice in words for w in notice.values()),
            ],
        }
    )
    with workbook(buffer) as book:
        for name, rows in (("data", frame), ("dictionary", dictionary), ("origin", origin)):
            add_frame(book, name, rows)
    return buffer.getvalue()
