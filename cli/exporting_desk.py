"""What offices sign or send: PMG sheet, reports of an OGP commitment, plan of adoption."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from cli.options import (
    HERE,
    BuildOption,
    CuratedOption,
    Lang,
    LangOption,
    OutOption,
    in_language,
    save,
)
from pipelines import clock, serving
from pipelines.errors import FaroError


def register(group: typer.Typer) -> None:
    """Add these commands to ``faro export``.

    Args:
        group: The group ``faro export``.
    """
    for command in (pmg, hojas, ogp, plan):
        group.command()(command)


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

    with in_language(lang):
        build = serving.open(build_id, curated)
        for ending, make in (("pdf", sheet.pdf), ("xlsx", sheet.xlsx)):
            body = make(build, country, municipality, year, lang)
            name = f"pmg_{country}_{municipality}_{year}_{build.build_id}_{lang}"
            save(build, folder, name, ending, body)


def hojas(
    kind: Annotated[str, typer.Option("--kind", help="role or process.")] = "process",
    name: Annotated[str | None, typer.Option("--name", help="One of them; all if none.")] = None,
    lang: LangOption = Lang.ES,
    build_id: BuildOption = None,
    folder: OutOption = HERE,
    curated: CuratedOption = None,
) -> None:
    """Write the role or process sheets of the PMG of 2014, to print and complete: PDF and DOCX."""
    from exports.process import sheets

    with in_language(lang):
        build = serving.open(build_id, curated)
        for sheet in [name] if name else sheets.names(build, kind):
            for ending, make in (("pdf", sheets.pdf), ("docx", sheets.docx)):
                body = make(build, kind, sheet, lang)
                save(build, folder, f"ficha_{kind}_{sheet}_{build.build_id}_{lang}", ending, body)


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

    with in_language(lang):
        try:
            day = date.fromisoformat(as_of) if as_of else clock.today()
        except ValueError as error:
            raise FaroError(
                f"{str(as_of)[:40]} is no date",
                where="--as-of",
                fix="Write it as 2017-07-31",
                code="bad_date",
                es=f"{str(as_of)[:40]} no es una fecha. Escríbala como 2017-07-31",
            ) from error
        build = serving.open(build_id, curated)
        file, body = report(build, commitment, day, lang, name, scheme=scheme)
        stem, _, ending = file.rpartition(".")
        save(build, folder, stem, ending, body)


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
        str, typer.Option("--format", help="As xlsx; a wrong one is told which there are.")
    ] = "xlsx",
    lang: LangOption = Lang.ES,
    build_id: BuildOption = None,
    folder: OutOption = HERE,
    curated: CuratedOption = None,
) -> None:
    """Write a plan of adoption: the schedule with the earliest end, and what fixes it."""
    from exports.schedule import latest, read, schedule

    build, today = serving.open(build_id, curated), clock.today()
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
    with in_language(lang):
        request = replace(read(build, query, today=today), capacity=capacity)
        stem, body = schedule(build, request, lang, ending, today=today, whole=True)
        save(build, folder, stem, ending, body)
