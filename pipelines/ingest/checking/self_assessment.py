"""The workbook of a self-assessment with the instrument of 2025: a row an item, to be filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from pipelines.ingest.checking import to_fill_in
from pipelines.ingest.checking.wording import say
from pipelines.ingest.intake.model import label_of
from pipelines.ingest.reference import Reference
from pipelines.methods.questionnaires.instrument_2025 import Answer
from pipelines.specs import Kind
from pipelines.spreadsheets import books as sheets

KIND = "autoevaluacion_2025"
FACTS = ("municipality", "code", "assessed_on")
INPUTS = ("scenario", "is_available", "is_current", "complete", "met", "applicable")
COLUMNS = ("item_id", "materia", "item_name", "indicators", *INPUTS)
RESULT = "Faro"  # the sheet with the score: read by people, never read back
_WIDTHS = (22, 30, 58, 12, 24, 12, 12, 24, 12, 12)
_SCENARIO = COLUMNS.index("scenario")


@dataclass(frozen=True)
class Row:
    """An item as the workbook lists it; ``indicators`` is None where nobody counted them."""

    item_id: str
    materia: str
    item: str
    indicators: int | None


@dataclass(frozen=True)
class Filling:
    """What a workbook already says.

    Attributes:
        code: Code of the municipality; empty for one to be filled in.
        municipality: Its name.
        day: The day of the self-assessment.
        answers: By item.
        result: Rows of the sheet with the score, as text and numbers; none without answers.
    """

    code: str = ""
    municipality: str = ""
    day: date | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    result: Sequence[Sequence[str | float | None]] = ()


def self_assessment_name() -> str:
    """Return the file name of the workbook."""
    return f"plantilla_{KIND}.xlsx"


def rows_of(reference: Reference) -> list[Row]:
    """Return the items of the municipal version, in the order of their materias.

    Args:
        reference: The catalogues of the instrument.
    """
    materias = reference.lookup("instrumento/materias.csv").to_pylist()
    names = {materia["materia_id"]: materia["name_es"] for materia in materias}
    return [
        Row(
            item["item_id"],
            names[item["materia_id"]],
            item["name_es"],
            None if item["specific_indicators"] is None else int(item["specific_indicators"]),
        )
        for item in reference.lookup("instrumento/items.csv").to_pylist()
        if item["in_municipal_version"] != "false" and item["materia_id"] in names
    ]


def self_assessment_bytes(
    items: Sequence[Row], kind: Kind, lang: str, filling: Filling | None = None
) -> bytes:
    """Return the workbook: instructions, one sheet to fill in and, with a result, the score.

    Equal items and answers give equal bytes.

    Args:
        items: The items to ask.
        kind: The kind that reads the workbook back.
        lang: ``es`` or ``en``.
        filling: What it already says.
    """
    filling, content = filling or Filling(), BytesIO()
    with sheets.workbook(content) as book:
        guide = book.add_worksheet(say("diagnosis", "guide").in_language(lang))
        page = book.add_worksheet(_word("sheet", lang))
        look = to_fill_in.looks(book)
        lines = [_word("third_party", lang), *(_word(f"step_{n}", lang) for n in range(1, 7))]
        to_fill_in.guide(guide, _word("title", lang), lines, look)
        _page(page, items, kind, filling, look, lang)
        if filling.result:
            _result(book.add_worksheet(RESULT), filling.result, look)
        page.activate()
    return content.getvalue()


def _page(
    page: Any, items: Sequence[Row], kind: Kind, filling: Filling, look: dict[str, Any], lang: str
) -> None:
    page.hide_gridlines(2)
    for col, width in enumerate(_WIDTHS):
        page.set_column(col, col, width)
    page.write_string(0, 0, _word("title", lang), look["title"])
    page.write_string(1, 0, _word("third_party", lang))
    known: dict[str, str | date] = {"municipality": filling.municipality, "code": filling.code}
    known |= {"assessed_on": filling.day} if filling.day else {}
    to_fill_in.facts(page, kind, FACTS, known, {}, look, lang)
    header = to_fill_in.FIRST + len(FACTS) + 1
    for col, name in enumerate(COLUMNS):
        page.write_string(header, col, label_of(kind, name).in_language(lang), look["head"])
    page.freeze_panes(header + 1, 0)
    page.repeat_rows(header)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_paper(9)
    materia, is_tinted = "", True
    for row, item in enumerate(items, start=header + 1):
        is_tinted ^= item.materia != materia
        materia = item.materia
        format_ = look["tint" if is_tinted else "cell"]
        for col, text in enumerate((item.item_id, item.materia, item.item)):
            page.write_string(row, col, text, format_)
        sheets.write(page, row, 3, item.indicators, {"plain": format_})
        cells = _cells(filling.answers.get(item.item_id), kind, lang)
        for col, value in enumerate(cells, start=_SCENARIO):
            sheets.write(page, row, col, value, {"plain": look["input"]})
    last = header + len(items)
    for name, rule in rules(kind, lang).items():
        col = COLUMNS.index(name)
        page.data_validation(header + 1, col, last, col, rule)


def _cells(answer: Answer | None, kind: Kind, lang: str) -> list[str | int | None]:
    """Return an answer as the cells of its row."""
    if answer is None:
        return [None] * len(INPUTS)
    scenario = _text(kind, "scenario", answer.scenario, lang)
    if answer.scenario != "there":
        return [scenario, *[None] * (len(INPUTS) - 1)]
    general = [_yes(flag, lang) for flag in (answer.is_available, answer.is_current)]
    complete = _text(kind, "complete", answer.complete, lang)
    return [scenario, *general, complete, answer.met, answer.applicable]


def rules(kind: Kind, lang: str) -> dict[str, dict[str, Any]]:
    """Return what the cells of each column to fill in admit, as XlsxWriter takes it.

    Args:
        kind: The kind that reads the workbook back.
        lang: ``es`` or ``en``.
    """
    stop = {"error_type": "stop", "error_message": _word("choose", lang)}
    yes_no = {"validate": "list", "source": [_yes(flag, lang) for flag in (True, False)], **stop}
    count = {"validate": "integer", "criteria": ">=", "value": 0, **stop}
    flags = dict.fromkeys(("is_available", "is_current"), yes_no)
    chosen = {
        name: {"validate": "list", "source": _texts(kind, name, lang), **stop}
        for name in ("scenario", "complete")
    }
    return {**flags, **chosen, **dict.fromkeys(("met", "applicable"), count)}


def _texts(kind: Kind, name: str, lang: str) -> list[str]:
    values = dict.fromkeys((kind.columns[name].choices or {}).values())
    return [_text(kind, name, value, lang) for value in values]


def _text(kind: Kind, name: str, value: str, lang: str) -> str:
    """Return how a language spells a value: the first spelling is Spanish, the second English."""
    spelt = [
        text for text, meaning in (kind.columns[name].choices or {}).items() if meaning == value
    ]
    return spelt[min(lang == "en", len(spelt) - 1)]


def _yes(value: bool, lang: str) -> str:
    return {"es": ("no", "sí"), "en": ("no", "yes")}[lang][value]


def _result(page: Any, lines: Sequence[Sequence[str | float | None]], look: dict[str, Any]) -> None:
    page.hide_gridlines(2)
    for col, width in enumerate((44, 58, 16, 16)):
        page.set_column(col, col, width)
    for row, line in enumerate(lines):
        for col, value in enumerate(line):
            sheets.write(page, row, col, value, {"plain": look["head" if not row else "cell"]})


def _word(key: str, lang: str) -> str:
    return say("self_assessment", key).in_language(lang)
