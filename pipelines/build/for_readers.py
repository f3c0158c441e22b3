"""The files of a build that readers take: tables and raw texts as Parquet, metrics as API.

Each is taken over from the last build where it would come out the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines import serving, specs
from pipelines.build import warehouse
from pipelines.build.reuse import Ledger
from pipelines.ingest.intake import Intake
from pipelines.serving import metric_files as endpoints


def write_endpoints(
    build_id: str, work: Path, definitions: specs.Definitions, ledger: Ledger
) -> None:
    """Write every metric as static files, read through the door that readers use.

    Args:
        build_id: The build.
        work: Its folder, everything but these files and the manifest written.
        definitions: What it is made with.
        ledger: What its tables are made of.
    """
    built = serving.Build(work, build_id=build_id)
    built.definitions = definitions  # kept a moment ago
    before = ledger.before / endpoints.FOLDER if ledger.before else None
    try:
        (work / endpoints.FOLDER).mkdir()
        for name, content in endpoints.files(built, before=before, same=ledger.same).items():
            (work / endpoints.FOLDER / name).write_bytes(content)
    finally:
        built.close()


def write_tables(
    connection: duckdb.DuckDBPyConnection,
    contracts: Mapping[str, specs.Contract],
    folder: Path,
    ledger: Ledger,
) -> None:
    """Write every table as Parquet, or take its file over.

    Args:
        connection: The database of the build.
        contracts: Contract by table name.
        folder: Where the files go, as ``<table>.parquet``.
        ledger: What the tables are made of.
    """
    for contract in contracts.values():
        if same := ledger.same_file(contract):
            shutil.copyfile(same, folder / same.name)
        else:
            warehouse.write_parquet(connection, contract, folder)


def keep_texts(
    connection: duckdb.DuckDBPyConnection, intakes: Sequence[Intake], folder: Path, ledger: Ledger
) -> None:
    """Keep the raw texts of every source and kind as Parquet, or take its file over.

    Args:
        connection: The database of the build.
        intakes: What became of every file.
        folder: Where the files go, as ``raw_<source or kind>.parquet``.
        ledger: What the texts of each source and kind are made of.
    """
    for spec_id in dict.fromkeys(part.source.id for part in intakes):
        if same := ledger.same_texts(spec_id):
            shutil.copyfile(same, folder / same.name)
            continue
        parts = [part for part in intakes if part.source.id == spec_id]
        schema = parts[0].texts().schema
        batches = (batch for part in parts for batch in part.texts().to_batches())
        texts = pa.RecordBatchReader.from_batches(schema, batches)
        connection.register("texts", texts)
        target = warehouse.quoted(folder / f"raw_{spec_id}.parquet")
        connection.execute(f"copy texts to {target} (format parquet, compression zstd)")
        connection.unregister("texts")
