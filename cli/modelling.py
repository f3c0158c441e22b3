"""The command for those who write management models: read them, judge them, list them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import table
from cli.options import Lang, LangOption, in_language
from pipelines import paths


def register(app: typer.Typer) -> None:
    """Add this command to the command line.

    Args:
        app: The command line.
    """
    app.command()(models)


def models(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of the model files; Faro’s own when left out.")
    ] = None,
    lang: LangOption = Lang.ES,
) -> None:
    """Read and judge the files of the models and their diagnostic instruments, and list them."""
    from pipelines.methods import questionnaires as instruments
    from pipelines.methods.models import load

    questions: dict[str, int] = {}
    with in_language(lang):
        library = load(folder or paths.MODELS)
        beside = (folder or paths.MODELS) / paths.INSTRUMENTS.name
        for instrument in instruments.load(beside, library) if beside.is_dir() else ():
            questions[instrument.model_version] = sum(1 for _ in instrument.questions())
    heads = {
        Lang.ES: [
            "modelo",
            "versión",
            "dimensiones",
            "herramientas",
            "con meses",
            "preguntas",
            "fuente",
        ],
        Lang.EN: ["model", "version", "dimensions", "tools", "with months", "questions", "source"],
    }
    rows = [
        [
            model.short.in_language(lang),
            version.id,
            str(sum(dimension.stated for dimension in version.dimensions)),
            str(len(version.tools())),
            str(sum(tool.time.kind == "months" for _, tool in version.tools())),
            str(questions.get(version.id, "—")),
            version.source_id,
        ]
        for model in library.models
        for version in model.versions
    ]
    count = len(library.links)
    title = {
        Lang.ES: f"{len(library.models)} modelos, {count} equivalencias",
        Lang.EN: f"{len(library.models)} models, {count} links",
    }
    table(title[lang], heads[lang], rows)
