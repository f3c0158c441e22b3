"""Make one immutable build of the curated data, then serve it.

Readers never see a half-built state (see ``folder``). A build that is killed or fails leaves the
last one served.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines import specs
from pipelines.build import (
    aside,
    blame,
    filling,
    for_readers,
    ingredients,
    provenance,
    quality,
    reuse,
    statements,
    warehouse,
)
from pipelines.build import folder as shelf
from pipelines.build.material import (
    CONSERVATION,
    PROVIDED,
    Material,
    begin,
    kept_of,
    material_of,
    take_in,
)
from pipelines.build.reuse import Ledger
from pipelines.errors import FaroError
from pipelines.ingest import inventory
from pipelines.ingest.deliveries import Refused
from pipelines.ingest.intake import Intake
from pipelines.serving import digests
from pipelines.serving import shelf as every
from pipelines.specs import lineage

Progress = Callable[[str, int, int], None]
NAMED = 12  # failing checks named beside the first
ROUNDS = "select round_id from core_fiscalizacion__round order by round_id"


@dataclass(frozen=True)
class Outcome:
    """What a call of ``build`` led to."""

    build_id: str
    folder: Path
    fresh: bool
    manifest: Mapping[str, Any]
    quality: Mapping[str, Any]


class _Steps:
    """Counts the steps of a build for whoever watches."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def next(self, step: str) -> None:
        self._progress(step, self._done, self._total)
        self._done += 1


def build(
    raw: Path,
    out: Path,
    *,
    accept_changes: bool = False,
    demo: Path | None = None,
    rebuild: bool = False,
    engine: statements.Engine | None = None,
    progress: Progress = lambda step, done, total: None,
) -> Outcome:
    """Build the curated data of ``raw`` under ``out`` and serve it.

    Args:
        raw: Folder of the untouched deliveries.
        out: Folder of the builds; made when absent.
        accept_changes: Take registered files whose checksum is not the registered one.
        demo: Folder of simulated deliveries that stand in for kinds not delivered yet.
        rebuild: Make it anew where it stands already; one that is damaged is made anew anyway.
        engine: What makes the rows of heavy tables, if anything does beside DuckDB.
        progress: Called with (step, steps done, steps in all).

    Raises:
        FaroError: A registered file, a rule or a critical check is wrong, or the disk is full; the
            last good build is still served and ``last_failure.json`` says what happened. A folder
            that is not there is no failure of a build, and leaves no word.
    """
    _hold_folders(raw, demo)
    with shelf.locked(out):
        try:
            outcome = _build(raw, out, accept_changes, demo, rebuild, engine, progress)
        except FaroError as error:
            shelf.note_failure(out, error)
            raise
        except Exception as error:
            if known := _of_its_disk(error, out):
                shelf.note_failure(out, known)
                raise known from error
            text = " ".join(str(error).split())
            shelf.note_failure(out, FaroError(f"unexpected {type(error).__name__}: {text}"))
            raise
        shelf.forget_failure(out)
        return outcome


def _refusal(name: str, error: FaroError) -> dict[str, str]:
    """Return why a delivery was not taken in: in English, and in Spanish where it is known."""
    spanish = {"message_es": error.in_language("es")} if error.es else {}
    return {"file": name, "message": str(error), **spanish}


def _of_its_disk(error: Exception, out: Path) -> FaroError | None:
    """Return in words that the builds cannot be written; a delivery that cannot be read is none."""
    place = getattr(error, "filename", None)
    if place is not None and out.resolve() not in Path(str(place)).resolve().parents:
        return None
    return shelf.of_the_disk(error, out)


def _hold_folders(raw: Path, demo: Path | None) -> None:
    for folder, option in ((raw, "--raw"), (demo, "--demo")):
        if folder is not None and not folder.is_dir():
            raise FaroError(
                "there is no such folder",
                where=str(folder),
                fix=f"Name one with {option}, or make one with `faro init DIR`",
                code="no_raw",
            )


def _build(
    raw: Path,
    out: Path,
    accept_changes: bool,
    demo: Path | None,
    rebuild: bool,
    engine: statements.Engine | None,
    progress: Progress,
) -> Outcome:
    material = material_of(raw, accept_changes=accept_changes, demo=demo)
    rules = inventory.rules_digest()
    build_id = inventory.build_id(material.inputs, rules)
    final = out / build_id
    if final.is_dir() and not rebuild and not any(digests.damages(final)):
        shelf.point_latest(out, build_id)
        if not shelf.docs_of(final).is_dir():  # whoever was to judge it was killed
            quality.judge_later(final)
        built = every.open(build_id, out)  # out or not: it is ours
        return Outcome(build_id, final, False, built.manifest, built.quality)
    code = ingredients.code(engine.name if engine else "")
    ledger = Ledger(None if rebuild else reuse.earlier(out, code), engine=engine)
    definitions = reuse.definitions(ledger.before, rules)
    with (
        shelf.begun(out, build_id) as work,
        aside.Steps(start=ledger.before is None) as steps,
    ):
        ledger.step = steps.take
        manifest, verdict = _make(build_id, rules, work, material, definitions, ledger, progress)
        shelf.write_json(work / digests.MANIFEST, manifest)
        shelf.write_json(work / "quality.json", verdict)
        for_readers.write_endpoints(build_id, work, definitions, ledger)
        ledger.keep(work, code)
        manifest = digests.sealed(work, manifest)
        shelf.write_json(work / digests.MANIFEST, manifest)
        shelf.finish(work, final)
        quality.judge_later(final)
    return Outcome(build_id, final, True, manifest, verdict)


def _make(
    build_id: str,
    rules: str,
    work: Path,
    material: Material,
    definitions: specs.Definitions,
    ledger: Ledger,
    progress: Progress,
) -> tuple[dict[str, Any], dict[str, Any]]:
    files, contracts = lineage.table_files(), definitions.contracts
    total = len(specs.sources()) + len(material.delivered) + len(files) + 2
    steps = _Steps(progress, total)
    kept = kept_of(material, before=ledger.before, now=work)
    intakes, refused = take_in(material, steps.next, kept=kept)
    with warehouse.connect(work / reuse.DATABASE, like=ledger.database) as connection:
        conserved = fill(connection, material, intakes, refused, steps.next, ledger=ledger)
        shelf.keep(files.values(), work / "sql")
        specs.keep(definitions, work)
        _stop_on_drift(connection, contracts)
        steps.next("checks")
        with ThreadPoolExecutor(2) as beside:
            tables = beside.submit(
                for_readers.write_tables, connection.cursor(), contracts, work / "tables", ledger
            )
            ledger.texts = kept.texts
            texts = beside.submit(
                for_readers.keep_texts, connection.cursor(), intakes, work / "raw", ledger
            )
            measures = ledger.measures(contracts, partial(quality.measure, connection))
            steps.next("Parquet")
            tables.result()
            texts.result()
        _stop_on_critical(connection, measures, files, contracts)
        row_counts = quality.rows_counted(measures)
        rounds = connection.execute(ROUNDS).fetchall()
    verdict = quality.as_json(measures)
    manifest = {
        "build_id": build_id,
        "built_at": shelf.now(),
        "inputs": [asdict(item) for item in material.inputs],
        "refused": [_refusal(r.delivery.name, r.error) for r in refused],
        "sealed": all(item.sealed for item in material.inputs),
        "simulated": any(item.source == "simulated" for item in material.inputs),
        "rules_sha256": rules,
        "versions": inventory.versions(),
        "row_counts": row_counts,
        # What the release calendar asks: nobody opens a build to learn whether it is out.
        "rounds": [name for (name,) in rounds],
        "conservation": conserved.to_pylist(),
        "checks": verdict["summary"],
    }
    return manifest, verdict


def fill(
    connection: duckdb.DuckDBPyConnection,
    material: Material,
    intakes: Sequence[Intake],
    refused: Sequence[Refused],
    step: Callable[[str], None] = lambda name: None,
    *,
    ledger: Ledger | None = None,
) -> pa.Table:
    """Make every table out of what was taken in; return the count that no row was lost.

    Args:
        connection: A new database, or a copy of that of the build that is taken over from.
        material: What the build is made of.
        intakes: What became of every file.
        refused: Deliveries that could not be read.
        step: Called with the name of each table before it is made.
        ledger: What tables are made of, and the last build that some are taken over from.

    Raises:
        FaroError: The SQL of a table fails, or rows were lost.
    """
    ledger = ledger or Ledger()
    files = lineage.table_files()
    order = lineage.in_order(files, given=sorted(PROVIDED))
    warehouse.forget_others(connection, [*files, *PROVIDED])
    accepted = filling.Accepted(begin(connection, material, intakes, refused, ledger))
    for part in intakes:
        part.accepted_stand_elsewhere()
    making = partial(filling.make_tables, connection, files=files, ledger=ledger, accepted=accepted)
    making([name for name in order if name.startswith("core_")], step)
    accepted.drop(connection)
    conserved = provenance.conservation(connection, intakes)
    warehouse.provide(connection, CONSERVATION, conserved)
    ledger.given(CONSERVATION, ingredients.content(conserved))
    making([name for name in order if name.startswith("out_")], step)
    return conserved


def _broken(measures: Sequence[quality.Measure]) -> list[quality.Measure]:
    return [m for m in measures if not m.success and m.severity == "critical"]


def _stop_on_drift(
    connection: duckdb.DuckDBPyConnection, contracts: Mapping[str, specs.Contract]
) -> None:
    differences = warehouse.drift(connection, contracts)
    if differences:
        raise FaroError(
            "; ".join(differences),
            where="contracts",
            fix="Correct the SQL; where the change is meant, `faro seal --contracts`; a new "
            "table has its contract in pipelines/build/contracts/<table>.yml",
            code="drift",
        )


def _stop_on_critical(
    connection: duckdb.DuckDBPyConnection,
    measures: Sequence[quality.Measure],
    files: Mapping[str, Path],
    contracts: Mapping[str, specs.Contract],
) -> None:
    failed = _broken(measures)
    if not failed:
        return
    first = failed[0]
    others = [f"{measure.table} ({measure.check_id})" for measure in failed[1:]]
    more = "".join([". Also: ", ", ".join(others[:NAMED])] if others else [])
    if len(others) > NAMED:
        more += f" and {len(others) - NAMED} more"

    def judge(table: str) -> None:
        if _broken(quality.measure(connection, {table: contracts[table]})):
            raise FaroError("it is not sound", where=table)

    row = blame.row_of(connection, first.table, files, judge) if first.table in files else None
    raise FaroError(
        f"the critical check {first.check_id} fails: {first.en}; found {first.observed}"
        + (f". It holds without {row}" if row else "")
        + more,
        where=first.table,
        fix="The last good build is still served; correct the data and build again",
        code="critical_check",
    )
