"""The command that brings a publisher's open files: the only one that asks another host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.bulk_reading import Shown
from cli.console import fail, note, table
from cli.options import Lang, LangOption, in_language
from pipelines import paths
from pipelines.institution import audit

if TYPE_CHECKING:
    from pipelines.fetching.running import Outcome, Progress


def register(app: typer.Typer) -> None:
    """Add the command to the command line.

    Args:
        app: The command line.
    """
    app.command()(fetch)


def fetch(
    source: Annotated[str, typer.Argument(help="cplt, or a YAML file of your own.")] = "cplt",
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="One file, as TA_Auditorias; may be repeated."),
    ] = None,
    store: Annotated[
        Path | None, typer.Option(help="Folder of the editions; data/fetched when not given.")
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option(
            "--out", help="The delivery; data/raw/deliveries/ta_masivo.csv when not given."
        ),
    ] = None,
    proxy: Annotated[
        str | None, typer.Option(help="Address of a proxy; HTTPS_PROXY when not given.")
    ] = None,
    raw: Annotated[Path | None, typer.Option("--raw", help="Folder with the catalogues.")] = None,
    lang: LangOption = Lang.ES,
) -> None:
    """Download CPLT's open TA files and keep counts of them, edition by edition; never people.

    Stopped at any moment, it goes on where it was when run again.
    """
    from pipelines import fetching

    raw_folder = raw or paths.raw_dir()
    delivery = target or raw_folder / "deliveries" / "ta_masivo.csv"
    with in_language(lang), Shown("faro fetch") as shown:
        wanted = fetching.load(source)
        delivery.parent.mkdir(parents=True, exist_ok=True)
        outcomes = fetching.fetch(
            wanted,
            store=(store or paths.fetched_dir()) / wanted.id,
            catalogue=raw_folder / "catalogues" / "ta_files.csv",
            out=delivery,
            caller=fetching.Caller(wanted, proxy=proxy),
            only=tuple(only or ()),
            progress=_by_file(shown),
        )
    for outcome in outcomes:
        if outcome.state == "new":
            audit.record("delivery", about="fetch", file=outcome.ta_file)
    heads = [_SAID[key][lang] for key in ("file", "state", "edition", "records", "damaged")]
    table(f"{delivery}", heads, [_row(outcome, lang) for outcome in outcomes])
    for file in outcomes:
        if file.shrunk:
            note(f"{file.ta_file}: {_SAID['shrunk'][lang]}")
        for doubt in file.about.doubts if file.about else ():
            note(f"{file.ta_file}: {_SAID[doubt][lang]}")
    failed = [outcome.error for outcome in outcomes if outcome.error is not None]
    for error in failed:
        fail(error.in_language(lang))
    if failed:
        raise typer.Exit(1)


def _row(outcome: Outcome, lang: Lang) -> list[str]:
    about = outcome.about
    counts = [str(about.records), str(about.damaged_lines)] if about else ["", ""]
    return [outcome.ta_file, _SAID[outcome.state][lang], str(outcome.day or ""), *counts]


def _by_file(shown: Shown) -> Progress:
    """Return what shows the progress of file after file."""
    last = ""

    def advance(name: str, done: int, total: int | None) -> None:
        nonlocal last
        if name != last:
            last = name
            shown.begin()
        shown.advance(name, done, total)

    return advance


_SAID = {
    "file": {"es": "archivo", "en": "file"},
    "state": {"es": "estado", "en": "state"},
    "edition": {"es": "edición", "en": "edition"},
    "records": {"es": "registros", "en": "records"},
    "damaged": {"es": "líneas dañadas", "en": "damaged lines"},
    "new": {"es": "nuevo", "en": "new"},
    "unchanged": {"es": "sin cambios", "en": "unchanged"},
    "failed": {"es": "falló", "en": "failed"},
    "shrunk": {
        "es": "tiene menos de la mitad del tamaño de su edición anterior. Revíselo antes de "
        "construir",
        "en": "it is less than half as large as its edition before. Look at it before you build",
    },
    "no_length": {
        "es": "el servidor no anunció su largo: no se puede saber si está completo",
        "en": "length not announced: whether it is whole cannot be known",
    },
    "no_line_end": {
        "es": "su última línea no tiene fin de línea: no se puede saber si está completo",
        "en": "its last line has no line end: whether it is whole cannot be known",
    },
}
