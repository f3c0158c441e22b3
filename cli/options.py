"""Options that several commands share, and where a file written to take away is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.console import fail, out
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.institution import audit
from pipelines.marking import Marked, file_name
from pipelines.serving import Build, changing


class Lang(StrEnum):
    """Language of what is written."""

    ES = "es"
    EN = "en"


class EngineName(StrEnum):
    """What does the work."""

    DUCKDB = "duckdb"
    SPARK = "spark"


LangOption = Annotated[Lang, typer.Option("--lang", help="Language.")]
BuildOption = Annotated[str | None, typer.Option("--build", help="An older build, by its id.")]
CuratedOption = Annotated[Path | None, typer.Option("--curated", help="Folder of the builds.")]
OutOption = Annotated[Path, typer.Option("--out", help="Folder to write into.")]
EngineOption = Annotated[EngineName, typer.Option("--engine", help="What does the work.")]
MasterOption = Annotated[
    str,
    typer.Option("--master", help="With Spark: local[*], spark://host:7077 or sc://host:15002."),
]
RegionOption = Annotated[str | None, typer.Option("--region", help="Code of a region, as 13.")]
HERE = Path()


def save(build: Build, folder: Path, stem: str, ending: str, body: Marked) -> None:
    """Write a file to take away of a build, under a name that says so where its figures are
    simulated or may still change; print where.

    Args:
        build: The build.
        folder: Where the file goes; made where it is not there.
        stem: Name of the file without its ending.
        ending: A format without its dot.
        body: Its bytes, which know where their figures come from.
    """
    from exports.writing import write

    may_change = serving.provisional(build)
    body = changing.with_column(body, ending) if may_change else body
    name = file_name(stem, ending, body.origin, provisional=may_change)
    audit.record("export", build_id=build.build_id, path=name)
    out.print(str(write(folder / name, body)))


@contextmanager
def in_language(lang: str) -> Iterator[None]:
    """Say an error in the language asked for and end with exit code 1.

    Args:
        lang: ``es`` or ``en``.

    Raises:
        typer.Exit: The error was said.
    """
    try:
        yield
    except FaroError as error:
        raise typer.Exit(fail(error.in_language(lang))) from error
