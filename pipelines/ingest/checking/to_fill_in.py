"""What sheets to fill in have in common: how they look, and what they say once above the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pipelines.ingest.checking.wording import say
from pipelines.ingest.intake.model import label_of
from pipelines.specs import Kind
from pipelines.spreadsheets import books as sheets

LABELS, VALUES = 2, 3  # where the facts stand: the label, and the cell to fill in
FIRST = 3  # row of the first fact
_INPUT, _TINT = "#FFF7E3", "#EEF5F5"


def looks(book: Any) -> dict[str, Any]:
    """Return the formats of a workbook to fill in, by name.

    Args:
        book: The workbook, which keeps them: they are of no use in another one.
    """
    base = {"font_color": sheets.INK, "valign": "top", "text_wrap": True}
    line = {**base, "border": 1, "border_color": "#D5DBDF"}
    return {
        "title": book.add_format({**base, "text_wrap": False, "bold": True, "font_size": 15}),
        "text": book.add_format(base),
        "caveat": book.add_format({**base, "bg_color": sheets.ATTENTION}),
        "head": book.add_format({**line, "bold": True, "bg_color": sheets.HEAD}),
        "fact": book.add_format({**line, "bold": True, "bg_color": _TINT}),
        "value": book.add_format({**line, "bg_color": _INPUT, "num_format": "@"}),
        "day": book.add_format(
            {**line, "bg_color": _INPUT, "num_format": sheets.DATE_FORMAT, "align": "left"}
        ),
        "cell": book.add_format(line),
        "tint": book.add_format({**line, "bg_color": _TINT}),
        "input": book.add_format({**line, "bg_color": _INPUT}),
    }


def guide(page: Any, title: str, lines: Sequence[str], look: Mapping[str, Any]) -> None:
    """Write a sheet of instructions: a title, a caveat marked as one, and steps.

    Args:
        page: The sheet.
        title: What the workbook is.
        lines: The caveat, then the steps.
        look: Formats of :func:`looks`.
    """
    page.hide_gridlines(2)
    page.set_column(0, 0, 100)
    page.write_string(0, 0, title, look["title"])
    page.write_string(2, 0, lines[0], look["caveat"])
    for row, text in enumerate(lines[1:], start=4):
        page.write_string(row, 0, text, look["text"])


def facts(
    page: Any,
    kind: Kind,
    names: Sequence[str],
    known: Mapping[str, str | date],
    rules: Mapping[str, dict[str, Any]],
    look: Mapping[str, Any],
    lang: str,
) -> None:
    """Write the facts of a sheet, a row each: label, and the cell that holds or awaits its value.

    Args:
        page: The sheet.
        kind: The kind that reads it back.
        names: Columns of the kind.
        known: What is said already.
        rules: Data validations by column; every date has bounds.
        look: Formats of :func:`looks`.
        lang: ``es`` or ``en``.
    """
    for row, name in enumerate(names, start=FIRST):
        is_day = kind.columns[name].type == "date"
        format_ = look["day" if is_day else "value"]
        page.write_string(row, LABELS, label_of(kind, name).in_language(lang), look["fact"])
        value = known.get(name)
        if isinstance(value, date):
            page.write_datetime(row, VALUES, datetime(value.year, value.month, value.day), format_)
        elif value:
            page.write_string(row, VALUES, value, format_)
        else:
            page.write_blank(row, VALUES, None, format_)
        rule = _bounds(lang) if is_day else rules.get(name)
        if rule:
            page.data_validation(row, VALUES, row, VALUES, rule)


def _bounds(lang: str) -> dict[str, Any]:
    return {
        "validate": "date", "criteria": "between", "minimum": datetime(2009, 1, 1),
        "maximum": datetime(2035, 12, 31),
        "error_message": say("diagnosis", "date_bounds").in_language(lang),
    }  # fmt: skip
