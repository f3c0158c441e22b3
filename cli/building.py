"""Commands that make data: build, demo, seal; and that look after what was made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from cli.console import err, fail, note, out, table
from cli.options import EngineName, EngineOption, MasterOption
from pipelines import paths, specs
from pipelines.errors import FaroError
from pipelines.institution import audit

if TYPE_CHECKING:
    from pipelines.build import Outcome
    from pipelines.build.statements import Engine

RawOption = Annotated[Path | None, typer.Option("--raw", help="Folder of the raw deliveries.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Folder of the builds.")]
NAMED = 5  # damages of a build that are told one by one


def register(app: typer.Typer) -> None:
    """Add these commands to the command line.

    Args:
        app: The command line.
    """
    app.command()(build)
    app.command()(demo)
    app.command()(seal)
    app.command()(verify)
    app.command()(prune)


def build(
    raw: RawOption = None,
    out: OutOption = None,
    accept_changes: Annotated[
        bool, typer.Option(help="Take raw files that differ from their registered checksum.")
    ] = False,
    demo: Annotated[
        Path | None,
        typer.Option("--demo", help="Folder of simulated deliveries for kinds not delivered yet."),
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make it anew even where it stands already.")
    ] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="Say what would be made and why, and make nothing.")
    ] = False,
    engine: EngineOption = EngineName.DUCKDB,
    master: MasterOption = "local[*]",
    heavy: Annotated[
        int,
        typer.Option(help="With Spark: it makes tables of at least so many rows read.", min=0),
    ] = 1_000_000,
) -> None:
    """Build the curated data, check it, and serve it. Exit 1 leaves the last build served.

    What is made of the same as in the last build is taken over from it.
    """
    if plan:
        _plan(raw or paths.raw_dir(), out or paths.curated_dir(), accept_changes, demo)
        return
    with _engine(engine, master, out or paths.curated_dir(), heavy) as makes:
        _summary(_build(raw, out, accept_changes, demo, rebuild, makes))


@contextmanager
def _engine(name: EngineName, master: str, folder: Path, heavy: int) -> Iterator[Engine | None]:
    """Open what makes the heavy tables beside DuckDB; say in the end what it made."""
    if name is EngineName.DUCKDB:
        yield None
        return
    from pipelines.bulk.spark_tables import SparkTables

    with closing(SparkTables(master, folder, heavy=heavy)) as engine:
        yield engine
        note(f"{len(engine.made)} tables made by Spark.")


def demo(
    raw: RawOption = None,
    out: OutOption = None,
    folder: Annotated[
        Path | None, typer.Option("--folder", help="Where the simulated deliveries are written.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the simulation.")] = 2012,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make it anew even where it stands already.")
    ] = False,
) -> None:
    """Write the simulated demonstration panel and build with it, marked as simulated throughout.

    A kind of delivery that has real files is never simulated.
    """
    from pipelines import demo as panel

    target = folder or paths.demo_dir()
    if panel.refresh(target, raw=raw or paths.raw_dir(), seed=seed):
        note(f"Simulated deliveries written to {target.name}/.")
    _summary(_build(raw, out, False, target, rebuild))


def verify(
    build_id: Annotated[
        str | None, typer.Argument(metavar="[BUILD]", help="The id of a build; all when left out.")
    ] = None,
    folder: OutOption = None,
) -> None:
    """Hold every file of a build against its digest in the manifest.

    Exit 1 names what is damaged, and what no build wrote.
    """
    from pipelines.build import tending

    verdicts = tending.verify(folder or paths.curated_dir(), build_id)
    for checked in verdicts:
        out.print(f"{checked.build_id}: {checked.verdict}", markup=False, soft_wrap=True)
        for errors, what in (
            (checked.damages, "of its files are damaged, or missing"),
            (checked.strangers, "files in it no build wrote"),
        ):
            for error in errors[:NAMED]:
                fail(str(error))
            if more := len(errors[NAMED:]):
                fail(f"{checked.build_id}: {more} more {what}.")
    if any(verdict.damages or verdict.strangers for verdict in verdicts):
        raise typer.Exit(1)


def prune(
    keep: Annotated[int, typer.Option(help="How many of the newest builds stay.", min=1)],
    folder: OutOption = None,
) -> None:
    """Remove builds but the newest; the one served always stays."""
    from pipelines.build import tending

    gone = tending.prune(folder or paths.curated_dir(), keep)
    for build_id in gone:
        audit.record("decision", build_id=build_id, about="prune")
        out.print(f"removed: {build_id}", markup=False)
    note(f"{len(gone)} builds removed.")


def seal(
    source: Annotated[str | None, typer.Argument(help="The id of a source.")] = None,
    raw: RawOption = None,
    contracts: Annotated[
        bool, typer.Option("--contracts", help="Register the columns of the tables instead.")
    ] = False,
) -> None:
    """Register, after review, a source's files (checksum and rows) or the columns of the tables."""
    folder = raw or paths.raw_dir()
    if contracts:
        from pipelines.build.locking import lock_columns

        lines = lock_columns(folder)
    else:
        lines = _seal(source or "", folder)
    if lines:
        audit.record("decision", about="seal", source=source or "contracts")
    for line in lines or ["nothing changed"]:
        out.print(f"{source}: {line}" if source else line, markup=False, soft_wrap=True)


def _seal(source: str, folder: Path) -> list[str]:
    from pipelines.ingest import sealing

    spec = specs.sources().get(source)
    if spec is None:
        raise FaroError(
            f"there is no source {source}",
            fix=f"There are: {', '.join(specs.sources())}",
            code="no_source",
        )
    return sealing.seal(spec, folder)


def _build(
    raw: Path | None,
    out: Path | None,
    accept_changes: bool,
    demo: Path | None,
    rebuild: bool,
    engine: Engine | None = None,
) -> Outcome:
    from pipelines.build import build as make

    with audit.begun("acceptance", about="build") as ends, _progress() as bar:
        task = bar.add_task("faro build", total=None)

        def advance(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total)

        outcome = make(
            raw or paths.raw_dir(),
            out or paths.curated_dir(),
            accept_changes=accept_changes,
            demo=demo,
            rebuild=rebuild,
            engine=engine,
            progress=advance,
        )
        ends(outcome.manifest["build_id"])
    return outcome


def _plan(raw: Path, folder: Path, accept_changes: bool, demo: Path | None) -> None:
    from pipelines.build.foreseeing import foresee

    seen = foresee(raw, folder, accept_changes=accept_changes, demo=demo)
    rows = [["file", file, "read", "new or changed"] for file in seen.read]
    rows += [["table", name, "made", why] for name, why in seen.made.items()]
    rows += [["table", name, "made if that differs", why] for name, why in seen.may.items()]
    if rows:
        table("What a build would do", ["what", "name", "is", "because"], rows)
    known = f"build {seen.from_build}" if seen.from_build else "no build (none of the same code)"
    counts = f"{len(seen.made)} made, {len(seen.may)} perhaps, {seen.taken} taken over"
    note(f"Tables: {counts} from {known}.")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:<44}"),
        BarColumn(),
        TaskProgressColumn(),
        console=err,
        transient=True,
    )


def _summary(outcome: Outcome) -> None:
    manifest, fresh = outcome.manifest, outcome.fresh
    checks = manifest["checks"]
    conserved = manifest["conservation"]
    totals = {
        key: sum(row[key] for row in conserved)
        for key in ("rows_delivered", "rows_curated", "rows_quarantined")
    }
    table(
        f"build {manifest['build_id']} {'made' if fresh else 'already stands'}",
        ["files", "delivered", "curated", "quarantined", "tables", "checks", "warnings"],
        [
            [
                str(len(manifest["inputs"])),
                *(str(value) for value in totals.values()),
                str(len(manifest["row_counts"])),
                str(checks["checks"]),
                str(checks["warnings"]),
            ]
        ],
    )
    if not manifest["sealed"]:
        note("Some raw files differ from their registered checksum; see `faro status`.")
    for entry in manifest["refused"]:
        note(f"Not taken in: {entry['message']}")
