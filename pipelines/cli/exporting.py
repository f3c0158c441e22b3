"""Commands that write files to take away: ``faro export …``. Heavy imports wait for the call."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipelines import serving
from pipelines.cli.console import err, fail, note, out
from pipelines.errors import FaroError

group = typer.Typer(
    help="Write files to take away: printed matter, charts, packs.", no_args_is_help=True
)


class Lang(StrEnum):
    """Language of what is written."""

    ES = "es"
    EN = "en"


class Picture(StrEnum):
    """Kind of picture."""

    SVG = "svg"
    PNG = "png"


LangOption = Annotated[Lang, typer.Option("--lang", help="Language.")]
BuildOption = Annotated[str | None, typer.Option("--build", help="An older build, by its id.")]
CuratedOption = Annotated[Path | None, typer.Option("--curated", help="Folder of the builds.")]
OutOption = Annotated[Path, typer.Option("--out", help="Folder to write into.")]
RegionOption = Annotated[str | None, typer.Option("--region", help="Code of a region, as 13.")]
HERE = Path()


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
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
    from exports.writing import write

    build = serving.open(build_id, curated)
    tables = Tables(build)
    if municipality is not None:
        row = find(tables, municipality)
        name = f"ficha_{row['cut']}_{plain(row['comuna'])}_{build.build_id}_{lang}.pdf"
        out.print(str(write(folder / name, make(tables, municipality, lang))))
        return
    sheets = run.choose(tables, region=region)
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
    """Write the council report, or the four-page brief of a region."""
    from exports import run
    from exports.printing import Tables
    from exports.report import report
    from exports.writing import write

    build = serving.open(build_id, curated)
    tables = Tables(build)
    code = None if region is None else run.region_code(tables, region)
    name = "informe" if code is None else f"minuta_{code}"
    path = folder / f"{name}_{build.build_id}_{lang}.pdf"
    out.print(str(write(path, report(tables, lang, region=code))))


@group.command()
def pmg(
    municipality: Annotated[str, typer.Option("--municipality", help="Its code, as 13101.")],
    year: Annotated[int, typer.Option("--year", help="Year of the programme.")],
    country: Annotated[str, typer.Option("--country", help="Two-letter code.")] = "CL",
    lang: LangOption = Lang.ES,
    build_id: BuildOption = None,
    folder: OutOption = HERE,
    curated: CuratedOption = None,
) -> None:
    """Write the PMG sheet of a municipality, ready to be signed: PDF and workbook."""
    from exports.process import pmg as sheet
    from exports.writing import write

    build = serving.open(build_id, curated)
    for ending, make in (("pdf", sheet.pdf), ("xlsx", sheet.xlsx)):
        body = make(build, country, municipality, year, lang)
        name = f"pmg_{country}_{municipality}_{year}_{build.build_id}_{lang}.{ending}"
        out.print(str(write(folder / name, body)))


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
    from exports.writing import write

    build = serving.open(build_id, curated)
    pairs = dict(choice.partition("=")[::2] for choice in choices or [])
    body = picture(build, recipe, lang, kind, pairs)
    parts = [recipe, *("".join(c for c in v if c.isalnum()) for v in pairs.values())]
    name = f"{'_'.join([*parts, build.build_id, lang])}.{kind}"
    out.print(str(write(folder / name, body)))


@group.command()
def ogp(
    commitment: Annotated[str, typer.Option("--commitment", help="OGP code, as CL0048.")],
    name: Annotated[
        str,
        typer.Option("--format", help="One of the reports; a wrong one lists them."),
    ] = "plantilla-docx",
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Date of the report, as 2017-07-31; today.")
    ] = None,
    scheme: Annotated[
        str | None, typer.Option("--scheme", help="Completion scheme of the mark.")
    ] = None,
    lang: LangOption = Lang.ES,
    build_id: BuildOption = None,
    folder: OutOption = HERE,
    curated: CuratedOption = None,
) -> None:
    """Write a report of an OGP commitment at a date: forms, tables, data, evidence, plan."""
    from exports.ogp.reports import report
    from exports.writing import write

    try:
        day = date.fromisoformat(as_of) if as_of else date.today()
    except ValueError as error:
        raise FaroError(
            f"{str(as_of)[:40]} is no date",
            where="--as-of",
            fix="Write it as 2017-07-31",
            code="bad_date",
        ) from error
    try:
        file, body = report(
            serving.open(build_id, curated), commitment, day, lang, name, scheme=scheme
        )
    except FaroError as error:
        raise typer.Exit(fail(error.in_language(lang))) from error
    out.print(str(write(folder / file, body)))


@group.command()
def plan(
    municipality: Annotated[str, typer.Option("--municipality", help="Its code, as 13101.")],
    model: Annotated[
        str, typer.Option("--model", help="Version of a model, as regional_2022; or the model.")
    ] = "regional_2022",
    start: Annotated[
        str | None, typer.Option("--start", help="First month, as 2027-01; the next one.")
    ] = None,
    capacity: Annotated[int, typer.Option("--capacity", help="Tools at once.")] = 2,
    deadline: Annotated[
        str | None, typer.Option("--deadline", help="Last month allowed, as 2029-12.")
    ] = None,
    months: Annotated[
        str, typer.Option("--months", help="Months of some tools, as regional_projects:6.")
    ] = "",
    other: Annotated[
        int | None, typer.Option("--other", help="Months of every other tool without a time.")
    ] = None,
    after: Annotated[
        str, typer.Option("--after", help="Waits to add, as regional_policy>regional_agreement.")
    ] = "",
    country: Annotated[str, typer.Option("--country", help="Its country, as MX.")] = "CL",
    ending: Annotated[
        str, typer.Option("--format", help="xlsx, ics, pdf, csv, png or svg.")
    ] = "xlsx",
    lang: LangOption = Lang.ES,
    build_id: BuildOption = None,
    folder: OutOption = HERE,
    curated: CuratedOption = None,
) -> None:
    """Write a plan of adoption: the schedule with the earliest end, and what fixes it."""
    from exports.schedule import latest, read, schedule
    from exports.writing import write

    build, today = serving.open(build_id, curated), date.today()
    query = {
        "country": country,
        "cut" if country == "CL" else "code": municipality,
        "version": latest(build, model),
        "start": start or "",
        "deadline": deadline or "",
        "months": months,
        "other": "" if other is None else str(other),
        "after": after,
    }
    try:
        asked = replace(read(build, query, today=today), capacity=capacity)
        file, body = schedule(build, asked, lang, ending, today=today, whole=True)
    except FaroError as error:
        raise typer.Exit(fail(error.in_language(lang))) from error
    out.print(str(write(folder / file, body)))


@group.command()
def package(
    build_id: BuildOption = None,
    folder: OutOption = HERE,
    curated: CuratedOption = None,
) -> None:
    """Write the data package: every table as CSV and Parquet with its dictionary and catalogues."""
    from exports.package import write_package

    build = serving.open(build_id, curated)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=err, transient=True) as bar:
        task = bar.add_task("tables", total=None)
        done = write_package(
            build, folder, tick=lambda n, total: bar.update(task, completed=n, total=total)
        )
    if build.manifest.get("simulated"):
        note("the package holds simulated figures, marked in the column origin")
    out.print(str(done.archive))
