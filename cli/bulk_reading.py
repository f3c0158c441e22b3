"""The command that reads CPLT's bulk files."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from cli.console import err, note, out, table
from cli.options import EngineName, EngineOption, Lang, LangOption, MasterOption, in_language
from pipelines import paths

if TYPE_CHECKING:
    from pipelines.bulk.running import Engine

_EVERY = 30  # seconds between lines where there is no terminal


def register(app: typer.Typer) -> None:
    """Add the command to the command line.

    Args:
        app: The command line.
    """
    app.command()(bulk)


def bulk(
    folder: Annotated[Path, typer.Argument(help="Folder with TA_<name>.csv.")],
    engine: EngineOption = EngineName.DUCKDB,
    target: Annotated[
        Path | None,
        typer.Option(
            "--out", help="The delivery; data/raw/deliveries/ta_masivo.csv when not given."
        ),
    ] = None,
    work: Annotated[
        Path | None, typer.Option(help="Folder of the work done, so that a run goes on later.")
    ] = None,
    master: MasterOption = "local[*]",
    raw: Annotated[Path | None, typer.Option("--raw", help="Folder with the catalogues.")] = None,
    lang: LangOption = Lang.ES,
) -> None:
    """Count CPLT's bulk TA files by body, file, year and month; people are never read.

    Stopped at any moment, it goes on where it was when run again.
    """
    from pipelines import bulk as reading

    raw_folder = raw or paths.raw_dir()
    delivery = target or raw_folder / "deliveries" / "ta_masivo.csv"
    with in_language(lang), Shown("faro bulk") as shown:
        delivery.parent.mkdir(parents=True, exist_ok=True)
        summary = reading.run(
            folder,
            engine=_engine(engine, master),
            out=delivery,
            work=work or paths.bulk_dir() / reading.work_name(folder),
            catalogue=raw_folder / "catalogues" / "ta_files.csv",
            progress=shown.advance,
        )
    rows = [[name, str(records), str(lines)] for name, (records, lines) in summary.files.items()]
    rows.append(["", str(summary.records), str(summary.damaged_lines)])
    table(f"{delivery}", ["file", "records", "damaged lines"], rows)
    for row in summary.damaged.sort_by(
        [("ta_file", "ascending"), ("reason", "ascending")]
    ).to_pylist():
        note(
            f"{row['ta_file']}: {row['damaged_lines']} × {_REASONS[row['reason']][lang]}, "
            f"byte {row['first_byte_offset']}…"
        )
    if summary.damaged_lines:
        out.print(str(summary.places), soft_wrap=True, markup=False)


def _engine(name: EngineName, master: str) -> Engine | None:
    if name is EngineName.DUCKDB:
        return None
    from pipelines.bulk.spark import SparkEngine

    return SparkEngine(master)


_REASONS = {
    "fields": {"es": "otro número de campos", "en": "another number of fields"},
    "quote": {"es": "comillas que no cierran", "en": "quotes that never close"},
    "organism": {"es": "sin código de organismo", "en": "no body's code"},
}


class Shown:
    """A bar with the time left; where there is no terminal, a line now and then.

    Args:
        label: What stands before the bar until something is being read.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._bar = Progress(
            TextColumn("{task.description:<40}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=err,
            transient=True,
        )
        self._task = self._bar.add_task(label, total=None)
        self._started = self._printed = time.monotonic()
        self._first: int | None = None

    def __enter__(self) -> Shown:
        if err.is_terminal:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if err.is_terminal:
            self._bar.stop()

    def begin(self) -> None:
        """Measure from here: what follows is another file."""
        self._started, self._first = time.monotonic(), None

    def advance(self, name: str, done: int, total: int | None) -> None:
        """Show how far it is: bytes done of all, those of an earlier run included.

        Args:
            name: What is read; the label where empty.
            done: Bytes.
            total: Bytes; None where nobody knows.
        """
        self._bar.update(self._task, description=name or self._label, completed=done, total=total)
        if self._first is None:
            self._first = done
        now = time.monotonic()
        if err.is_terminal or now - self._printed < _EVERY or done <= self._first:
            return
        self._printed = now
        if total is None:
            note(f"{done / 1e6:.0f} MB: {name}")
            return
        left = (now - self._started) * (total - done) / (done - self._first)
        note(f"{100 * done / total:.0f} %, {left / 60:.0f} min: {name}")
