"""Commands about samples: ``faro sample draw`` and ``faro sample estimate``."""

from __future__ import annotations

import csv
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from cli.console import out
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
from pipelines import paths, serving
from pipelines.errors import FaroError
from pipelines.marking import Marked
from pipelines.methods import sampling

group = typer.Typer(help="Draw a sample of municipalities, and estimate from one.")


class Format(StrEnum):
    """What is written of a sample."""

    XLSX = "xlsx"
    CSV = "csv"
    PDF = "pdf"
    MD = "md"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line.

    Args:
        app: The command line.
    """
    app.add_typer(group, name="sample")


@group.callback()
def sample() -> None:
    """Draw a sample of municipalities, and estimate from one."""


@group.command()
def draw(
    country: Annotated[str, typer.Option("--country", help="Universe, as MX or CL.")] = "MX",
    size: Annotated[str, typer.Option("--size", help="A number, or a share as 30%.")] = "30%",
    strata: Annotated[
        str,
        typer.Option(
            "--strata",
            help="size, region, rurality, culture, society, economy, joined by +; or none.",
        ),
    ] = "size",
    allocation: Annotated[
        str, typer.Option("--allocation", help="proportional, neyman or balanced.")
    ] = "proportional",
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same sample.", min=0)] = 2012,
    spread: Annotated[
        Path | None, typer.Option("--spread", help="CSV of stratum and spread, for neyman.")
    ] = None,
    formats: Annotated[
        list[Format] | None, typer.Option("--format", help="xlsx, csv, pdf or md; repeatable.")
    ] = None,
    lang: LangOption = Lang.ES,
    build_id: BuildOption = None,
    folder: OutOption = HERE,
    curated: CuratedOption = None,
) -> None:
    """Write a sample: the workbook to fill in, the list, or the methods note."""
    from exports.printing import address
    from exports.sample import note, sheets
    from presentation.samples import drawn
    from presentation.words import Text

    with in_language(lang):
        build = serving.open(build_id, curated)
        t = Text(lang, build)
        names = tuple(part for part in strata.split("+") if part not in ("", "none"))
        declared = _spread(spread) if spread else {}
        request = sampling.Request(country.upper(), size, names, allocation, seed, declared)
        selection = drawn.drawn(build, request)
        query = {"country": request.country, "n": size, "strata": strata, "seed": str(seed)}
        query |= {"allocation": allocation, "build": build.build_id, "lang": str(lang)}
        link = address("muestra", **query)
        made = {
            Format.XLSX: lambda: sheets.xlsx_bytes(
                selection, t, note.lines(selection, t, build.build_id)
            ),
            Format.CSV: lambda: sheets.csv_bytes(selection, t),
            Format.PDF: lambda: note.pdf(build, selection, t, link),
            Format.MD: lambda: note.markdown(selection, t, build.build_id),
        }
        out.print(selection.code, soft_wrap=True)
        parts = ("muestra", request.country, selection.size, seed, build.build_id, lang)
        for ending in formats or [Format.XLSX]:
            body = Marked(made[ending](), selection)
            save(build, folder, "_".join(map(str, parts)), ending, body)


@group.command()
def estimate(
    file: Annotated[Path, typer.Argument(help="A sample with its answers.")],
    lang: LangOption = Lang.ES,
    build_id: BuildOption = None,
    curated: CuratedOption = None,
) -> None:
    """Estimate from a sample that was filled in, without building anything."""
    from presentation.charts.sample_estimate import estimate_text
    from presentation.words import Text

    with in_language(lang):
        t = Text(lang)
        universe = serving.open(build_id, curated).table("core_territory__municipality")
        placed = sampling.placed(universe, _answers(file))
        sampling.refuse_outside(placed)
        for (design, measure), own in sampling.estimates(universe, placed).groupby(
            ["design", "measure"], sort=False
        ):
            out.print(f"{measure} · {design}", soft_wrap=True)
            for row in own[own["statistic"] != "total"].to_dict("records"):
                out.print(f"  {row[f'label_{lang}']}: {estimate_text(row, t)}", soft_wrap=True)


def _answers(file: Path) -> pd.DataFrame:
    """Return the accepted answers of a file.

    Raises:
        FaroError: It is no sample, or some of its rows do not hold.
    """
    from pipelines import specs
    from pipelines.ingest import intake
    from pipelines.ingest.reference import Reference

    kind = specs.kinds()["muestra"]
    parts = intake.take_in(file, source=kind, file=file.name, reference=Reference(paths.raw_dir()))
    wrong = [problem for part in parts for problem in part.problems if problem.scope == "row"]
    if wrong:
        raise FaroError(
            f"{len(wrong)} rows do not hold, the first: {wrong[0].reason_en}",
            where=f"{file.name}: row {wrong[0].row}",
            fix="See them all with `faro check`",
            code="bad_rows",
            es=f"{len(wrong)} filas no valen, la primera: {wrong[0].reason_es} Véalas todas con "
            "`faro check`",
        )
    frames = [part.accepted.to_pandas() for part in parts]
    rows = pd.concat(frames, ignore_index=True)
    named = {"municipality_code": "code", "_origin": "origin"}
    return rows.drop(columns="code").rename(columns=named)


def _spread(path: Path) -> dict[str, float]:
    """Return the spread of each stratum from a CSV with the columns stratum and spread."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        text = stream.read()
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in text else ",")
    try:
        return {row["stratum"]: float(row["spread"].replace(",", ".")) for row in rows}
    except (KeyError, ValueError, AttributeError) as error:
        raise FaroError(
            "the spread needs the columns stratum and spread, with a number each",
            where=path.name,
            fix="Write one row a stratum, as population_small;12.5",
            code="bad_spread",
            es="la dispersión necesita las columnas stratum y spread, con un número cada una",
        ) from error
