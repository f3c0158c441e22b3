"""The workbook of a diagnosis: what to fill in, question by question, with the levels to choose."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pipelines.ingest.checking import to_fill_in
from pipelines.ingest.checking.wording import say
from pipelines.ingest.intake.model import label_of
from pipelines.ingest.reading.values import column_letters
from pipelines.methods import questionnaires as instruments
from pipelines.methods.questionnaires import Instrument
from pipelines.specs import Kind
from pipelines.spreadsheets import books as sheets

KIND = "diagnostico"
COLUMNS = ("question_id", "dimension", "tool", "question", "level", "evidence_url", "remark")
FACTS = ("municipality", "code", "country", "instrument_id", "date", "moment")
_WIDTHS = (25, 22, 27, 58, 44, 30, 30)


def diagnosis_name(instrument: Instrument) -> str:
    """Return the file name of the workbook of an instrument.

    Args:
        instrument: The instrument; its version is part of the name.
    """
    return f"plantilla_{KIND}_{instrument.version}.xlsx"


def diagnosis_bytes(instrument: Instrument, kind: Kind, lang: str) -> bytes:
    """Return the workbook of an instrument: instructions, and one sheet to fill in.

    The sheet says once, above the table, who is diagnosed, when and with what; the table has a
    row a question, grouped by dimension and tool. Equal instruments give equal bytes.

    Args:
        instrument: The instrument.
        kind: The kind ``diagnostico``, which reads the workbook back.
        lang: ``es`` or ``en``.
    """
    content = BytesIO()
    with sheets.workbook(content) as book:
        guide = book.add_worksheet(_word("guide", lang))
        page = book.add_worksheet(_word("sheet", lang))
        lists = book.add_worksheet("Listas")
        lists.hide()
        looks = to_fill_in.looks(book)
        _guide(guide, instrument, looks, lang)
        _page(page, lists, instrument, kind, looks, lang)
        page.activate()
    return content.getvalue()


def _guide(page: Any, instrument: Instrument, looks: dict[str, Any], lang: str) -> None:
    steps = [_word(f"step_{number}", lang) for number in range(1, 8)]
    lines = [instrument.note.in_language(lang), *steps, instrument.ladder.rule.in_language(lang)]
    to_fill_in.guide(page, instrument.name.in_language(lang), lines, looks)
    page.write_string(1, 0, f"{_word('version', lang)}: {instrument.version}", looks["text"])


def _page(
    page: Any, lists: Any, instrument: Instrument, kind: Kind, looks: dict[str, Any], lang: str
) -> None:
    page.hide_gridlines(2)
    for col, width in enumerate(_WIDTHS):
        page.set_column(col, col, width)
    page.write_string(0, 0, instrument.name.in_language(lang), looks["title"])
    page.write_string(1, 0, _word("illustrative", lang))
    header = to_fill_in.FIRST + len(FACTS) + 1
    _facts(page, instrument, kind, looks, lang)
    for col, name in enumerate(COLUMNS):
        page.write_string(header, col, label_of(kind, name).in_language(lang), looks["head"])
    page.freeze_panes(header + 1, 0)
    page.repeat_rows(header)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_paper(9)
    sources = _scales(lists, instrument, lang)
    home = ("", "")
    tinted = False
    for row, (part, question) in enumerate(instrument.questions(), start=header + 1):
        before, home = home, _home(instrument, part.tool if part else None, lang)
        tinted ^= home != before
        look = looks["tint" if tinted else "cell"]
        texts = (question.id, *home, question.in_language(lang))
        for col, text in enumerate(texts):
            page.write_string(row, col, text, look)
        for col in range(len(texts), len(COLUMNS)):
            page.write_blank(row, col, None, looks["input"])
        page.data_validation(row, 4, row, 4, {
            "validate": "list", "source": sources[question.scale],
            "error_type": "stop", "error_message": _word("choose", lang),
        })  # fmt: skip


def _facts(page: Any, instrument: Instrument, kind: Kind, looks: dict[str, Any], lang: str) -> None:
    known = {"instrument_id": instrument.version}
    if len(instrument.countries) == 1:
        known["country"] = instrument.countries[0]
    rules: dict[str, dict[str, Any]] = {
        "moment": {"validate": "list", "source": [_word("before", lang), _word("after", lang)]},
        "country": {
            "validate": "list", "source": list(instrument.countries), "error_type": "information",
        },
    }  # fmt: skip
    to_fill_in.facts(page, kind, FACTS, known, rules, looks, lang)


def _home(instrument: Instrument, tool: str | None, lang: str) -> tuple[str, str]:
    if tool is None:
        return _word("processes", lang), _word("maturity", lang)
    home = instrument.homes[tool]
    return home.dimension.in_language(lang), home.name.in_language(lang)


def _scales(lists: Any, instrument: Instrument, lang: str) -> dict[str, str]:
    """Write the levels of each scale in a column of their own; return scale → its range."""
    ranges: dict[str, str] = {}
    for _, question in instrument.questions():
        if question.scale in ranges:
            continue
        col = len(ranges)
        texts = [instruments.label(level, lang) for level in instrument.scales[question.scale]]
        texts.append(_word("not_applicable", lang))
        lists.write_column(0, col, [question.scale, *texts])
        letters = column_letters(col)
        ranges[question.scale] = f"=Listas!${letters}$2:${letters}${len(texts) + 1}"
    return ranges


def _word(key: str, lang: str) -> str:
    return say("diagnosis", key).in_language(lang)
