"""An empty workbook for each kind of delivery, with its dictionary, lists and example rows."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

from pipelines.ingest import cells
from pipelines.ingest.checking.accepted import accepted_texts, as_listed
from pipelines.ingest.checking.dictionary import ColumnEntry, entries
from pipelines.ingest.reading.values import column_letters
from pipelines.ingest.reference import Reference
from pipelines.specs import ChoicesFrom, Kind, SourceColumn
from pipelines.spreadsheets import books as sheets

DATA, DICTIONARY, LISTS = "Datos", "Diccionario", "Listas"
ROWS = 5_000
_COMUNAS = ChoicesFrom(file="territory/comunas.csv", value="cut_code", spellings=("comuna",))
Rule = dict[str, Any]
_HEADINGS = (
    "Columna", "Column", "Qué es", "What it means", "Tipo", "Type", "Obligatoria", "Required",
    "Se admite", "Accepted",
)  # fmt: skip


def template_name(kind: Kind) -> str:
    """Return the file name a template goes by.

    Args:
        kind: The kind of delivery; its id is part of the name.
    """
    return f"plantilla_{kind.id}.xlsx"


def template_bytes(kind: Kind, reference: Reference) -> bytes:
    """Return the template of a kind: header, two example rows, dictionary and drop-down lists.

    The same kind and catalogues give the same bytes.

    Args:
        kind: The kind of delivery.
        reference: The catalogues that lists come from.
    """
    content = BytesIO()
    with sheets.workbook(content) as book:
        page = book.add_worksheet(DATA)
        rules = add_help(book, kind, reference, {DATA.casefold()})
        _data(book, page, kind, entries(kind, reference), reference)
        for col, name in enumerate(kind.columns):
            if name in rules:
                page.data_validation(1, col, ROWS, col, rules[name])
    return content.getvalue()


def add_help(book: Any, kind: Kind, reference: Reference, taken: set[str]) -> dict[str, Rule]:
    """Add the dictionary and the hidden lists of a kind to a workbook.

    Args:
        book: The workbook.
        kind: The kind of delivery.
        reference: The catalogues that lists come from.
        taken: Names of its sheets, folded to lower case; those of both join them.

    Returns:
        Column → what its cells admit, as XlsxWriter takes it: a list is a range of the hidden
        sheet, percentages are shares from 0 to 1. A column that admits anything is left out.
    """
    dictionary = book.add_worksheet(sheets.sheet_name(DICTIONARY, taken, DICTIONARY))
    lists = book.add_worksheet(sheets.sheet_name(LISTS, taken, LISTS))
    lists.hide()
    _dictionary(book, dictionary, entries(kind, reference))
    return _rules(lists, kind, reference)


def _data(
    book: Any,
    page: Any,
    kind: Kind,
    described: list[ColumnEntry],
    reference: Reference,
) -> None:
    page.freeze_panes(1, 0)
    head = _heading(book)
    looks = {
        "percent": book.add_format({"num_format": sheets.PERCENT_FORMAT}),
        "date": book.add_format({"num_format": sheets.DATE_FORMAT}),
        "text": book.add_format({"num_format": "@"}),
    }
    formats = sheets.cell_formats(book)
    formats["plain"] = looks["text"]
    numbers = sheets.cell_formats(book)
    for col, entry in enumerate(described):
        spec = kind.columns[entry.name]
        examples = [_example(row.get(entry.name, ""), spec, reference) for row in kind.examples]
        longest = max(len(str(value or "")) for value in (entry.label.es, *examples))
        page.set_column(col, col, min(max(longest + 3, 12), 45), looks.get(spec.type))
        page.write_string(0, col, entry.label.es, head)
        page.write_comment(0, col, f"{entry.meaning.es}\n{entry.meaning.en}", {"author": "Faro"})
        for row, value in enumerate(examples, start=1):
            if value is not None:
                chosen = formats if isinstance(value, str) else numbers
                sheets.write(page, row, col, value, chosen, percent=spec.type == "percent")


def _example(text: str, spec: SourceColumn, reference: Reference) -> object:
    """Return an example as the cell a person would fill in: a date is a date, 87,5 is 87.5 %."""
    if not text:
        return None
    if spec.type == "text":
        return as_listed(text, spec, reference)
    if spec.type in ("mark", "boolean", "month"):
        return text
    value = cells.parse_column([text], type=spec.type).values[0]
    if isinstance(value, float) and spec.type == "percent":
        return round(value / 100, 10)
    return value if isinstance(value, (int, float, date)) else text


def _rules(lists: Any, kind: Kind, reference: Reference) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    column = 0
    for name, spec in kind.columns.items():
        texts = _list_of(kind, name, spec, reference)
        if texts:
            lists.write_column(0, column, [f"lista de {name}", *texts])
            letters = column_letters(column)
            source = f"='{lists.get_name()}'!${letters}$2:${letters}${len(texts) + 1}"
            rule: Rule = {"validate": "list", "source": source}
            column += 1
        else:
            rule = _bounds(spec)
        if rule:
            is_free = kind.municipality is not None and name == kind.municipality.name
            rule |= {"error_type": "information" if is_free else "warning"}
            rules[name] = rule | {"show_error": not is_free, "error_message": _message(spec)}
    return rules


def _list_of(kind: Kind, name: str, spec: SourceColumn, reference: Reference) -> list[str]:
    if spec.type == "mark":
        return ["x"]
    if kind.municipality is not None and name == kind.municipality.name:
        return _municipalities(reference)
    texts = list(accepted_texts(spec, reference).values())
    return [*texts, "No aplica"] if texts and spec.keep_state else texts


def _municipalities(reference: Reference) -> list[str]:
    listed = reference.choices(SourceColumn(choices_from=_COMUNAS)) or {}
    return [name for name in listed if reference.matcher.match(name).cut]


def _bounds(spec: SourceColumn) -> Rule:
    low, high = spec.minimum, spec.maximum
    if low is None or (spec.type != "percent" and high is None):
        return {} if low is None else {"validate": "decimal", "criteria": ">=", "value": low}
    if spec.type == "date":
        bounds = (datetime(int(low), 1, 1), datetime(int(high or 2100), 12, 31))
        return {
            "validate": "date", "criteria": "between", "minimum": bounds[0], "maximum": bounds[1],
        }  # fmt: skip
    scale = 100 if spec.type == "percent" else 1
    return {
        "validate": "decimal",
        "criteria": "between",
        "minimum": low / scale,
        "maximum": (100 if high is None else high) / scale,
    }


def _message(spec: SourceColumn) -> str:
    return (spec.help.es if spec.help else "Revise el valor.")[:250]


def _heading(book: Any) -> Any:
    return book.add_format(
        {"bold": True, "bg_color": sheets.HEAD, "font_color": sheets.INK, "border": 1}
    )


def _dictionary(book: Any, page: Any, described: list[ColumnEntry]) -> None:
    head = _heading(book)
    formats = sheets.cell_formats(book, text_wrap=True, valign="top")
    page.freeze_panes(1, 1)
    for col, (heading, width) in enumerate(
        zip(_HEADINGS, (24, 24, 46, 46, 18, 18, 18, 18, 60, 60), strict=True)
    ):
        page.set_column(col, col, width)
        page.write_string(0, col, heading, head)
    for row, entry in enumerate(described, start=1):
        pairs = (entry.label, entry.meaning, entry.type, entry.required, entry.accepted)
        texts = [text for pair in pairs for text in (pair.es, pair.en)]
        for col, text in enumerate(texts):
            sheets.write(page, row, col, text, formats)
