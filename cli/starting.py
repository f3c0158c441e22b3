"""The command that makes a folder to work in, wherever Faro is installed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from cli.console import note, out
from pipelines import environment, paths
from pipelines.errors import FaroError

PACKED = Path(__file__).parent / "raw"  # in the wheel; a checkout has them in data/raw
MARKED = """# A folder of Faro: its commands use the data below it. See `faro --help`.
"""


def register(app: typer.Typer) -> None:
    """Add this command to the command line.

    Args:
        app: The command line.
    """
    app.command()(init)


def init(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR", help="Made where it is not there; what FARO_RAW names without one."
        ),
    ] = None,
) -> None:
    """Make a folder with the registered files, to build, serve and deliver in."""
    raw = folder / "data" / "raw" if folder else environment.RAW.value
    if raw is None:
        raise FaroError("it is not said where", fix="Name a folder", code="nowhere")
    if raw.exists():
        raise FaroError(
            "there are data already", where=str(raw), fix="Name another folder", code="exists"
        )
    source = PACKED if PACKED.is_dir() else paths.REPO / "data" / "raw"
    raw.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, raw, ignore=shutil.ignore_patterns("deliveries", ".*"))
    (raw / "deliveries").mkdir()
    if folder is None:
        out.print(str(raw), markup=False, soft_wrap=True)
        note("Now: `faro build` (or `faro demo`), then `faro serve`.")
        return
    (folder / paths.MARK).write_text(MARKED, encoding="utf-8")
    out.print(str(folder), markup=False, soft_wrap=True)
    note("Now, in that folder: `faro build` (or `faro demo`), then `faro serve`.")
