"""Rows as files that any tool reads alike.

CSV: UTF-8, comma, point, ISO dates, empty is missing. Parquet carries what each column means, its
unit, the build and the worst origin of the table in its metadata.
"""

from __future__ import annotations

import io
import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.serving import Build, Contract
from pipelines.spreadsheets import frame_csv
from presentation.formats import LANGUAGES


def as_csv(rows: pd.DataFrame, contract: Contract) -> bytes:
    """Return rows typed as their contract says; text that a spreadsheet would run is made inert.

    Args:
        rows: The rows of one table.
        contract: Its description.
    """
    plain = pd.DataFrame(index=rows.index)
    for column in contract.columns:
        plain[column.name] = _written(rows[column.name], column.type)
    return frame_csv(plain, bom=False, ends="\n")


def as_parquet(build: Build, name: str) -> bytes:
    """Return a table of a build as Parquet that says what it holds.

    The file has ``faro`` in its metadata (build, origin, label, definition, grain, keys), and each
    column its ``unit``, ``label_es``, ``label_en``, ``definition_es`` and ``definition_en``.

    Args:
        build: The build.
        name: A core or out table.
    """
    contract = build.describe(name)
    held = pa.Table.from_pandas(build.table(name), preserve_index=False)
    columns = {column.name: column for column in contract.columns}
    fields = [
        field.with_metadata(
            {
                "unit": columns[field.name].unit or "",
                **{
                    f"label_{lang}": columns[field.name].label.in_language(lang)
                    for lang in LANGUAGES
                },
                **{
                    f"definition_{lang}": columns[field.name].definition.in_language(lang)
                    for lang in LANGUAGES
                },
            }
        )
        for field in held.schema
    ]
    about = {
        "table": name,
        "build_id": build.build_id,
        "built_at": build.manifest.get("built_at"),
        "origin": build.origin_of(name),
        "keys": list(contract.keys),
        **{part: getattr(contract, part).model_dump() for part in ("label", "definition", "grain")},
    }
    metadata = {"faro": json.dumps(about, ensure_ascii=False)}
    buffer = io.BytesIO()
    pq.write_table(held.cast(pa.schema(fields, metadata)), buffer)
    return buffer.getvalue()


def _written(cells: pd.Series, kind: str) -> pd.Series:
    if kind in ("INTEGER", "BIGINT"):
        return cells.astype("Int64")
    if kind == "BOOLEAN":
        return cells.map({True: "true", False: "false"}).astype(object)
    if kind == "DATE":
        return pd.to_datetime(cells).dt.strftime("%Y-%m-%d")
    if kind.startswith("TIMESTAMP"):
        return pd.to_datetime(cells).dt.strftime("%Y-%m-%dT%H:%M:%S")
    return cells
