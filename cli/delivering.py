"""Commands for those who send or receive files: check, template, names."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.console import note, put_csv
from cli.options import Lang, LangOption, in_language
from cli.report_view import show_report
from pipelines import paths, specs
from pipelines.errors import FaroError
from pipelines.spreadsheets import rows_csv

RawOption = Annotated[
    Path | None, typer.Option("--raw", help="Folder with the territory tables and catalogues.")
]


class ListFormat(StrEnum):
    """How ``faro names`` writes its rows."""

    CSV = "csv"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line.

    Args:
        app: The command line.
    """
    app.command()(check)
    app.command()(template)
    app.command()(names)


def check(
    file: Annotated[Path, typer.Argument(help="A file as delivered.")],
    kind: Annotated[
        str | None, typer.Option(help="Kind, family or source; recognised when not given.")
    ] = None,
    lang: LangOption = Lang.ES,
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable.")] = False,
    annotated: Annotated[
        Path | None, typer.Option(help="Write a copy (.xlsx) with the cells to fix marked.")
    ] = None,
    beside: Annotated[
        list[Path] | None,
        typer.Option(
            exists=True, help="Another file of the same delivery, or the folder of all of them."
        ),
    ] = None,
    raw: RawOption = None,
) -> None:
    """Say what would become of a file, before anything is built. Exit 1 when it needs mending."""
    from pipelines.ingest.checking import check_file, write_annotated

    with in_language(lang):
        report = check_file(file, kind=kind, raw=raw, beside=beside or ())
        if as_json:
            _write(json.dumps(report.as_dict(), ensure_ascii=False, indent=1) + "\n")
        else:
            show_report(report, lang)
        if annotated is not None:
            if annotated.resolve() == file.resolve():
                raise _clash(annotated.name)
            write_annotated(report, annotated, lang=lang)
            note(f"→ {annotated}")
    raise typer.Exit(report.exit_code)


def template(
    kind: Annotated[str, typer.Argument(help="A kind or family of deliveries.")],
    out: Annotated[Path | None, typer.Option(help="Where to write (.xlsx).")] = None,
    model: Annotated[
        str | None, typer.Option(help="With diagnostico: the model whose questions to write.")
    ] = None,
    force: Annotated[bool, typer.Option(help="Overwrite a file that differs.")] = False,
    lang: LangOption = Lang.ES,
    raw: RawOption = None,
) -> None:
    """Write an empty workbook for a kind: dictionary, drop-down lists and two example rows."""
    from pipelines.ingest import checking
    from pipelines.ingest.checking import named_kinds
    from pipelines.ingest.reference import Reference

    with in_language(lang):
        shapes = [k for k in named_kinds(kind).values() if isinstance(k, specs.Kind)]
        if not shapes:
            raise FaroError(
                f"«{kind}» is a registered source and has no template",
                fix=f"The kinds are: {', '.join(specs.kinds())}",
                code="no_kind",
                es=f"«{kind}» es una fuente registrada y no tiene plantilla. Los tipos son: "
                f"{', '.join(specs.kinds())}",
            )
        if model is not None:
            name, content = _of_model(shapes[0], model, lang)
        else:
            reference = Reference(raw or paths.raw_dir())
            name, content = checking.template_of(shapes[0], reference, lang)
        target = out or Path(name)
        if target.is_dir():
            target = target / name
        if target.exists() and not force and target.read_bytes() != content:
            raise _clash(target.name)
        target.write_bytes(content)
    sys.stdout.write(f"{target}\n")
    for other in shapes[1:]:
        note(f"faro template {other.id}: {other.title.in_language(lang)}")


def _of_model(kind: specs.Kind, model: str, lang: str) -> tuple[str, bytes]:
    """Return name and content of the workbook of a diagnosis, with the questions of a model."""
    from pipelines.ingest.checking import DIAGNOSIS, diagnosis_bytes, diagnosis_name
    from pipelines.methods.questionnaires import instrument

    if kind.id != DIAGNOSIS:
        raise FaroError(
            f"only the kind {DIAGNOSIS} has a model",
            fix="Leave --model out",
            code="bad_choice",
            es=f"solo el tipo {DIAGNOSIS} lleva modelo. Quite --model",
        )
    questionnaire = instrument(model)
    return diagnosis_name(questionnaire), diagnosis_bytes(questionnaire, kind, lang)


def names(
    file: Annotated[Path, typer.Argument(help="A list of names in any format Faro reads.")],
    column: Annotated[str, typer.Option(help="Header of the column of names.")],
    code_column: Annotated[str | None, typer.Option(help="Header of the code (CUT, MU).")] = None,
    region_column: Annotated[str | None, typer.Option(help="Header of the region.")] = None,
    format_: Annotated[ListFormat, typer.Option("--format", help="csv or json.")] = ListFormat.CSV,
    lang: LangOption = Lang.ES,
    raw: RawOption = None,
) -> None:
    """Write each name with its comuna, or the reason why it has none. A name is never guessed."""
    from pipelines.ingest.checking.name_list import match_file
    from pipelines.ingest.names import Matcher

    with in_language(lang):
        matcher = Matcher.from_folder((raw or paths.raw_dir()) / "territory")
        matches = list(
            match_file(
                file, matcher, column=column, code_column=code_column, region_column=region_column
            )
        )
    rows = [_name_row(row, lang, with_code=code_column is not None) for row in matches]
    if format_ is ListFormat.JSON:
        _write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        return
    header = ["row", "name", "code", "cut", "comuna", "basis", "suggestions", "reason"]
    header += ["reason_text"]
    header = [key for key in header if key != "code" or code_column is not None]
    for row in rows:
        hints = row["suggestions"]
        row["suggestions"] = "; ".join(f"{hint['comuna']} ({hint['cut']})" for hint in hints)
    cells = [[row[key] for key in header] for row in rows]
    put_csv(lambda bom: rows_csv(header, cells, bom=bom, ends="\n"))


def _name_row(row: Any, lang: str, *, with_code: bool) -> dict[str, Any]:
    match, reason = row.match, row.reason
    return {
        "row": row.row,
        "name": row.name,
        **({"code": row.code} if with_code else {}),
        "cut": match.cut,
        "comuna": match.comuna,
        "basis": match.basis,
        "suggestions": [
            {"cut": hint.cut, "comuna": hint.comuna, "score": hint.score}
            for hint in match.suggestions
        ],
        "reason": match.reason,
        "reason_text": reason.in_language(lang) if reason else None,
    }


def _clash(name: str) -> FaroError:
    return FaroError(
        "the file exists and holds something else",
        where=name,
        fix="Choose another name",
        code="would_overwrite",
        es="el archivo existe y contiene otra cosa. Elija otro nombre",
    )


def _write(text: str) -> None:
    _utf8()
    sys.stdout.write(text)


def _utf8() -> None:
    """Results are UTF-8 whatever the terminal's own encoding."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8")
