"""Commands that write files to take away: ``faro export …``. Heavy imports wait for the call."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cli import exporting_desk
from cli.console import err, note, out
from cli.options import (
    HERE,
    BuildOption,
    CuratedOption,
    Lang,
    LangOption,
    OutOption,
    RegionOption,
    save,
)
from pipelines import serving
from pipelines.errors import FaroError
from pipelines.institution import audit
from pipelines.marking import is_simulated

group = typer.Typer(
    help="Write files to take away: printed matter, charts, packs.", no_args_is_help=True
)


class Picture(StrEnum):
    """Kind of picture."""

    SVG = "svg"
    PNG = "png"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line.

    Args:
        app: The command line.
    """
    exporting_desk.register(group)
    app.add_typer(group, name="export")


@group.callback()
def export() -> None:
    """Write files to take away: printed matter, charts, packs."""


@group.command()
def ficha(
    municipality: Annotated[
        str | None, typer.Option("--municipality", help="Code of a municipality, as 13101.")
    ] = None,
    region: RegionOption = None,
    everyone: Annotated[bool, typer.Option("--all", help="Every municipality.")] = False,
    lang: LangOption = Lang.ES,
    build_id: BuildOption = None,
    folder: OutOption = HERE,
    curated: CuratedOption = None,
) -> None:
    """Write the ficha of a municipality, or of all of a region or the country in one ZIP.

    A run that was interrupted goes on where it stopped: a ficha of the same build is kept.
    """
    if [municipality is not None, region is not None, everyone].count(True) != 1:
        raise FaroError(
            "say of which municipalities",
            fix="Give one of --municipality 13101, --region 13 or --all",
            code="no_choice",
        )
    from exports import run
    from exports.ficha import ficha as make
    from exports.ficha import municipality as find
    from exports.indexing import plain
    from exports.printing import Tables

    build = serving.open(build_id, curated)
    tables = Tables(build)
    if municipality is not None:
        row = find(tables, municipality)
        name = f"ficha_{row['cut']}_{plain(row['comuna'])}_{build.build_id}_{lang}"
        save(build, folder, name, "pdf", make(tables, municipality, lang))
        return
    sheets = run.choose(tables, region=region)
    audit.record("export", build_id=build.build_id, path="fichas", files=len(sheets))
    bar = (TextColumn("fichas"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*bar, console=err) as progress:
        task = progress.add_task("fichas", total=len(sheets))
        done = run.write_all(
            build.build_id,
            curated,
            sheets,
            lang,
            folder,
            tick=lambda count: progress.advance(task, count),
        )
    err.print(f"{done.made} rendered, {done.kept} already there ({done.folder})")
    out.print(str(done.archive))


@group.command()
def informe(
    region: RegionOption = None,
    lang: LangOption = Lang.ES,
    build_id: BuildOption = None,
    folder: OutOption = HERE,
    curated: CuratedOption = None,
) -> None:
    """Write the council report, or the brief of a region."""
    from exports import run
    from exports.printing import Tables
    from exports.report import report

    build = serving.open(build_id, curated)
    tables = Tables(build)
    code = None if region is None else run.region_code(tables, region)
    name = "informe" if code is None else f"minuta_{code}"
    save(build, folder, f"{name}_{build.build_id}_{lang}", "pdf", report(tables, lang, region=code))


@group.command()
def chart(
    recipe: Annotated[str, typer.Argument(help="Id of the chart; its card shows it.")],
    choices: Annotated[
        list[str] | None, typer.Option("--choose", help="A choice it takes, as cut=13101.")
    ] = None,
    kind: Annotated[Picture, typer.Option("--format", help="svg or png.")] = Picture.SVG,
    lang: LangOption = Lang.ES,
    build_id: BuildOption = None,
    folder: OutOption = HERE,
    curated: CuratedOption = None,
) -> None:
    """Write a chart of the dashboard as a picture."""
    from exports.pictures import picture

    build = serving.open(build_id, curated)
    pairs = dict(choice.partition("=")[::2] for choice in choices or [])
    body = picture(build, recipe, lang, kind, pairs)
    parts = [recipe, *("".join(c for c in v if c.isalnum()) for v in pairs.values())]
    save(build, folder, "_".join([*parts, build.build_id, lang]), kind, body)


@group.command()
def package(
    build_id: BuildOption = None,
    folder: OutOption = HERE,
    curated: CuratedOption = None,
) -> None:
    """Write the data package: every table as CSV and Parquet with its dictionary and catalogues."""
    from exports.package import write_package

    build = serving.open(build_id, curated)
    audit.record("export", build_id=build.build_id, path="package")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=err, transient=True) as bar:
        task = bar.add_task("tables", total=None)
        done = write_package(
            build, folder, tick=lambda n, total: bar.update(task, completed=n, total=total)
        )
    if is_simulated(build.origin_of()):
        note("the package holds simulated figures, marked in the column origin")
    out.print(str(done.archive))
