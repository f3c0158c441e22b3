"""Make one immutable build of the curated data, then point LATEST at it.

Readers never see a half-built state: a build is made in a hidden folder beside the finished
ones, renamed when it is whole and checked, and only then named by LATEST. A build that is
killed or fails leaves the last one served.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines import inventory, quality, specs, warehouse
from pipelines.errors import FaroError
from pipelines.intake import Intake, quarantine_table, take_in
from pipelines.names import Matcher

LATEST = "LATEST"
FAILURE = "last_failure.json"
PROVIDED = {"core_quality__quarantine", "core_quality__conservation", "core_quality__dataset"}
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What a call of ``build`` led to."""

    build_id: str
    folder: Path
    fresh: bool
    manifest: Mapping[str, Any]
    quality: Mapping[str, Any]


def build(
    raw: Path,
    out: Path,
    *,
    accept_changes: bool = False,
    progress: Progress = lambda step, done, total: None,
) -> Outcome:
    """Build the curated data of ``raw`` under ``out`` and serve it.

    Args:
        raw: Folder of the untouched deliveries.
        out: Folder of the builds; made when absent.
        accept_changes: Take raw files whose checksum is not the registered one.
        progress: Called with (step, steps done, steps in all).

    Raises:
        FaroError: A raw file, a rule or a critical check is wrong; the last good build is
            still served and ``last_failure.json`` says what happened.
    """
    out.mkdir(parents=True, exist_ok=True)
    with _lock(out):
        _sweep(out)
        try:
            outcome = _build(raw, out, accept_changes, progress)
        except FaroError as error:
            _note_failure(out, error)
            raise
        except Exception as error:
            text = " ".join(str(error).split())
            _note_failure(out, FaroError(f"unexpected {type(error).__name__}: {text}"))
            raise
        (out / FAILURE).unlink(missing_ok=True)
        return outcome


def _build(raw: Path, out: Path, accept_changes: bool, progress: Progress) -> Outcome:
    sources = specs.sources()
    inputs = inventory.take_inventory(raw, sources, accept_changes=accept_changes)
    build_id = inventory.build_id(inputs)
    final = out / build_id
    if final.is_dir():
        point_latest(out, build_id)
        return Outcome(build_id, final, False, *_read_back(final))
    work = out / f".building-{build_id}"
    (work / "tables").mkdir(parents=True)
    (work / "raw").mkdir()
    files = warehouse.sql_files()
    contracts = specs.contracts()
    order = warehouse.in_order(files, given=sorted(PROVIDED))
    total = len(sources) + len(order) + 2
    with warehouse.connect(work / "curated.duckdb") as connection:
        intakes = _take_in_all(raw, sources, connection, work / "raw", progress, total)
        _provide(connection, "core_quality__quarantine", quarantine_table(intakes))
        _provide(connection, "core_quality__dataset", _datasets(sources, inputs))
        core = [name for name in order if name.startswith("core_")]
        done = len(sources)
        for name in core:
            warehouse.make_table(connection, name, files[name])
            done += 1
            progress(name, done, total)
        conservation = _conserve(connection, intakes)
        _provide(connection, "core_quality__conservation", conservation)
        for name in [name for name in order if name.startswith("out_")]:
            warehouse.make_table(connection, name, files[name])
            done += 1
            progress(name, done, total)
        _drop_accepted(connection, sources)
        differences = warehouse.drift(connection, contracts)
        if differences:
            raise FaroError("; ".join(differences), where="contracts", code="drift")
        progress("Great Expectations", done, total)
        results = quality.run(connection, contracts, work / "docs")
        row_counts = {name: warehouse.count(connection, name) for name in contracts}
        for contract in contracts.values():
            warehouse.write_parquet(connection, contract, work / "tables")
        progress("Parquet", done + 1, total)
    verdict = quality.as_json(results)
    manifest = {
        "build_id": build_id,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "inputs": [asdict(item) for item in inputs],
        "unregistered": inventory.unregistered(raw, sources),
        "sealed": all(item.sealed for item in inputs),
        "rules_sha256": inventory.rules_digest(),
        "versions": inventory.versions(),
        "row_counts": row_counts,
        "conservation": conservation.to_pylist(),
        "checks": verdict["summary"],
    }
    _write_json(work / "manifest.json", manifest)
    _write_json(work / "quality.json", verdict)
    _stop_on_critical(verdict)
    work.rename(final)
    point_latest(out, build_id)
    progress("LATEST", total, total)
    return Outcome(build_id, final, True, manifest, verdict)


def point_latest(out: Path, build_id: str) -> None:
    """Name the build served, in one atomic step."""
    beside = out / f".{LATEST}.new"
    beside.write_text(build_id + "\n", encoding="utf-8")
    beside.replace(out / LATEST)


def _take_in_all(
    raw: Path,
    sources: Mapping[str, specs.Source],
    connection: duckdb.DuckDBPyConnection,
    raw_out: Path,
    progress: Progress,
    total: int,
) -> list[Intake]:
    matcher = Matcher.from_folder(raw / "territory")
    intakes = []
    for done, source in enumerate(sources.values()):
        progress(source.id, done, total)
        of_source = [
            take_in(raw / file.path, source=source, file=file.path, matcher=matcher)
            for file in source.files
        ]
        accepted = pa.concat_tables([intake.accepted for intake in of_source])
        _provide(connection, f"accepted_{source.id}", accepted, temporary=True)
        texts = pa.concat_tables([intake.raw for intake in of_source])
        connection.register("texts", texts)
        target = str(raw_out / f"raw_{source.id}.parquet").replace("'", "''")
        connection.execute(f"copy texts to '{target}' (format parquet, compression zstd)")
        connection.unregister("texts")
        intakes += of_source
    return intakes


def _datasets(sources: Mapping[str, specs.Source], inputs: Sequence[inventory.Input]) -> pa.Table:
    """Describe every file read: whose it is, under which terms, with which checksum."""
    rows = []
    for item in inputs:
        source = sources[item.source]
        rows.append(
            {
                "file": item.path,
                "source": source.id,
                "title_es": source.title.es,
                "title_en": source.title.en,
                "publisher": source.publisher,
                "licence": source.licence,
                "url": source.url,
                "caveats_es": source.caveats.es,
                "caveats_en": source.caveats.en,
                "origin": source.origin,
                "sha256": item.sha256,
                "sealed": item.sealed,
                "core_table": source.table,
            }
        )
    kinds = {"sealed": pa.bool_()}
    return pa.table(
        {
            name: pa.array([row[name] for row in rows], kinds.get(name, pa.string()))
            for name in rows[0]
        }
    )


def _provide(
    connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table, *, temporary: bool = False
) -> None:
    connection.register("provided", table)
    kind = "temporary table" if temporary else "table"
    connection.execute(f'create {kind} "{name}" as select * from provided')
    connection.unregister("provided")


def _drop_accepted(
    connection: duckdb.DuckDBPyConnection, sources: Mapping[str, specs.Source]
) -> None:
    for source in sources.values():
        connection.execute(f'drop table "accepted_{source.id}"')


def _conserve(connection: duckdb.DuckDBPyConnection, intakes: Sequence[Intake]) -> pa.Table:
    """Count what was delivered against what stands in core tables and in quarantine."""
    rows = []
    for intake in intakes:
        [(curated,)] = connection.execute(
            f'select count(*) from "{intake.source.table}" where source_file = ?',  # noqa: S608
            [intake.file],
        ).fetchall()
        rows.append(
            {
                "source": intake.source.id,
                "file": intake.file,
                "core_table": intake.source.table,
                "rows_delivered": intake.delivered,
                "rows_curated": curated,
                "rows_quarantined": intake.quarantined,
            }
        )
    lost = [
        row
        for row in rows
        if row["rows_delivered"] != row["rows_curated"] + row["rows_quarantined"]
    ]
    if lost:
        first = lost[0]
        raise FaroError(
            f"{first['rows_delivered']} rows delivered, {first['rows_curated']} in "
            f"{first['core_table']} and {first['rows_quarantined']} in quarantine",
            where=str(first["file"]),
            fix="Correct the SQL of that core table: no row may be lost or doubled",
            code="rows_lost",
        )
    schema = pa.schema(
        [
            ("source", pa.string()),
            ("file", pa.string()),
            ("core_table", pa.string()),
            ("rows_delivered", pa.int64()),
            ("rows_curated", pa.int64()),
            ("rows_quarantined", pa.int64()),
        ]
    )
    return pa.Table.from_pylist(rows, schema=schema)


def _stop_on_critical(verdict: Mapping[str, Any]) -> None:
    failed = [c for c in verdict["checks"] if not c["success"] and c["severity"] == "critical"]
    if not failed:
        return
    first = failed[0]
    more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
    raise FaroError(
        f"the critical check {first['check_id']} fails: {first['en']}; found "
        f"{first['observed']}{more}",
        where=first["table"],
        fix="The last good build is still served; correct the data and build again",
        code="critical_check",
    )


def _read_back(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    verdict = json.loads((folder / "quality.json").read_text(encoding="utf-8"))
    return manifest, verdict


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def _note_failure(out: Path, error: FaroError) -> None:
    beside = out / f".{FAILURE}.new"
    at = datetime.now(UTC).isoformat(timespec="seconds")
    _write_json(beside, {"at": at, "message": str(error), "code": error.code})
    beside.replace(out / FAILURE)


def _sweep(out: Path) -> None:
    for leftover in out.glob(".building-*"):
        shutil.rmtree(leftover)


@contextmanager
def _lock(out: Path) -> Iterator[None]:
    """Hold the folder for one build at a time; the lock goes with the process."""
    handle = os.open(out / ".lock", os.O_CREAT | os.O_RDWR)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise FaroError(
                "another build is running",
                where=str(out),
                fix="Wait for it to end",
                code="busy",
            ) from error
        yield
    finally:
        os.close(handle)
