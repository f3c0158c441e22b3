"""Commands that make or judge data: build, check, seal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from pipelines import paths, specs
from pipelines.cli.console import err, note, out, table
from pipelines.errors import FaroError

RawOption = Annotated[Path | None, typer.Option("--raw", help="Folder of the raw deliveries.")]
OutOption = Annotated[Path | None, typer.Option("--out", help="Folder of the builds.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(build)
    app.command()(check)
    app.command()(seal)


def build(
    raw: RawOption = None,
    out: OutOption = None,
    accept_changes: Annotated[
        bool, typer.Option(help="Take raw files that differ from their registered checksum.")
    ] = False,
) -> None:
    """Build the curated data, check it, and serve it. Exit 1 leaves the last build served."""
    from pipelines.build import build as make

    with _progress() as bar:
        task = bar.add_task("faro build", total=None)

        def advance(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total)

        outcome = make(
            raw or paths.raw_dir(),
            out or paths.curated_dir(),
            accept_changes=accept_changes,
            progress=advance,
        )
    _summary(outcome)


def check(
    file: Annotated[Path, typer.Argument(help="A file as delivered.")],
) -> None:
    """Say what would become of a file, before anything is built."""
    from pipelines.intake import recognise, take_in
    from pipelines.names import Matcher

    source = recognise(file, specs.sources())
    matcher = Matcher.from_folder(paths.raw_dir() / "territory")
    result = take_in(file, source=source, file=file.name, matcher=matcher)
    table(
        f"{file.name} → {source.id}",
        ["delivered", "accepted", "quarantined"],
        [[str(result.delivered), str(result.accepted.num_rows), str(result.quarantined)]],
    )
    for problem in result.problems:
        place = problem.cell or problem.column or ""
        hint = f" ({'; '.join(problem.suggestions)}?)" if problem.suggestions else ""
        note(f"{place} · fila {problem.row or '—'}: {problem.reason_es}{hint}")
    if result.problems:
        raise typer.Exit(1)


def seal(
    source: Annotated[str, typer.Argument(help="The id of a source.")],
    raw: RawOption = None,
) -> None:
    """Register today's content of a source's files (checksum and rows) after review."""
    from pipelines import inventory
    from pipelines.intake import take_in
    from pipelines.names import Matcher

    folder = raw or paths.raw_dir()
    found = specs.sources().get(source)
    if found is None:
        raise FaroError(
            f"there is no source {source}",
            fix=f"There are: {', '.join(specs.sources())}",
            code="no_source",
        )
    matcher = Matcher.from_folder(folder / "territory")
    rows = {}
    for file in found.files:
        if not (folder / file.path).is_file():
            raise FaroError("the file is missing", where=file.path, code="missing_file")
        intake = take_in(folder / file.path, source=found, file=file.path, matcher=matcher)
        rows[file.path] = intake.delivered
    changes = inventory.seal(found, folder, rows)
    for line in changes or ["nothing changed"]:
        out.print(f"{source}: {line}")


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:<44}"),
        BarColumn(),
        TaskProgressColumn(),
        console=err,
        transient=True,
    )


def _summary(outcome: object) -> None:
    manifest, fresh = outcome.manifest, outcome.fresh  # type: ignore[attr-defined]
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
    for path in manifest["unregistered"]:
        note(f"{path}: no source describes this file; it was left out.")
