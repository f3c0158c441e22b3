"""Commands that add a row to a catalogue: a round by its year, any other by its columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import note
from cli.console import out as console
from cli.options import Lang, LangOption, in_language
from pipelines import paths
from pipelines.errors import FaroError
from pipelines.institution import audit

if TYPE_CHECKING:
    from pipelines.ingest.catalogues import Added

RawOption = Annotated[Path | None, typer.Option("--raw", help="Folder of the raw deliveries.")]
rounds = typer.Typer(no_args_is_help=True, help="Fiscalización rounds: add a new one.")
rows = typer.Typer(no_args_is_help=True, help="Rows of any catalogue: add a new one.")


def register(app: typer.Typer) -> None:
    """Add these commands to the command line.

    Args:
        app: The command line.
    """
    app.add_typer(rounds, name="round")
    app.add_typer(rows, name="row")


@rounds.callback()
@rows.callback()
def _group() -> None:
    """Keep ``add`` a word of its own, so that there is room for others."""


@rounds.command("add")
def add_round(
    name: Annotated[str, typer.Argument(help="Its year, or two: 2026, 2026-2027.")],
    method: Annotated[str, typer.Option(help="Id of methods.csv, or unknown.")],
    as_of: Annotated[str, typer.Option(help="The day as of which this is known: 2026-11-29.")],
    breaks: Annotated[
        str | None,
        typer.Option("--break", help="Is it a break? yes, no or unknown; asked where it may be."),
    ] = None,
    number: Annotated[str, typer.Option(help="Its number in CPLT's own count.")] = "",
    date_from: Annotated[str, typer.Option("--from", help="First day, if known.")] = "",
    date_to: Annotated[str, typer.Option("--to", help="Last day, if known.")] = "",
    source: Annotated[str, typer.Option(help="Document of sources.csv that states it.")] = "",
    lang: LangOption = Lang.ES,
    raw: RawOption = None,
) -> None:
    """Add a round to the catalogue, so that its deliveries can be taken in."""
    from pipelines.ingest import catalogues

    new = catalogues.NewRound(name, method, as_of, breaks, number, date_from, date_to, source)
    with in_language(lang):
        _say(catalogues.add_round(raw or paths.raw_dir(), new), lang)


@rows.command("add")
def add_row(
    file: Annotated[str, typer.Argument(help="A catalogue, as catalogues/methods.csv.")],
    cells: Annotated[list[str], typer.Argument(help="column=text, once a column.")],
    lang: LangOption = Lang.ES,
    raw: RawOption = None,
) -> None:
    """Add a row to a catalogue: valid, new, pointing to rows that are there, and sealed again."""
    from pipelines.ingest import catalogues

    with in_language(lang):
        pairs = [cell.partition("=") for cell in cells]
        for column, sign, _ in pairs:
            if not sign:
                raise FaroError(
                    f"«{column}» is no column=text",
                    fix="Write each cell as column=text, as name_es='Presupuesto'",
                    code="bad_cell",
                    es=f"«{column}» no es columna=texto. Escriba cada celda así: "
                    "name_es='Presupuesto'",
                )
        row = catalogues.Row(file, {column: text for column, _, text in pairs})
        _say(catalogues.add(raw or paths.raw_dir(), [row]), lang)


def _say(added: Added, lang: str) -> None:
    if not added.lines:
        console.print({"es": "ya estaba", "en": "it was there already"}[lang])
    for file, line in added.lines:
        audit.record("decision", about="row", path=file)
        console.print(f"{file}: {line}", markup=False, soft_wrap=True)
    if added.lines:
        note({"es": "Agregada y sellada. Falta `faro build`.",
              "en": "Added and sealed. Next: `faro build`."}[lang])  # fmt: skip
