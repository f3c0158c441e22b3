"""A copy of a delivered file in which the cells to mend are coloured and commented."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.errors import FaroError
from pipelines.ingest.checking import wording
from pipelines.ingest.checking.report import NOTICES, CheckReport, Finding
from pipelines.ingest.checking.template import ROWS, Rule
from pipelines.ingest.checking.templates import help_of
from pipelines.ingest.intake.places import place_columns
from pipelines.ingest.reading import Sheet, cell_address
from pipelines.ingest.reading.row_view import Rows
from pipelines.ingest.reading.values import column_number
from pipelines.personal import HIDDEN, hidden, masked
from pipelines.specs import Kind
from pipelines.spreadsheets import books as sheets

MAX_COMMENTS = 5_000
_ADDRESS = re.compile(r"([A-Z]+)(\d+)")
Marks = dict[tuple[int, int], list[Finding]]


def write_annotated(report: CheckReport, out: Path, *, lang: str = "es") -> Path:
    """Write an XLSX copy of the sheets that hold the table, every cell where it was.

    Values are as delivered (numbers and dates stay such, formulas do not run); styles are not
    kept. Of a kind, it has the drop-downs, the dictionary and the hidden lists of its template. A
    sheet with the summary comes last.

    Args:
        report: What :func:`pipelines.ingest.checking.check_file` returned.
        out: Where to write; the ending must be ``.xlsx``.
        lang: Language of the comments, ``es`` or ``en``.

    Raises:
        FaroError: The file could not be read, is too large for a sheet, or ``out`` is not XLSX.
    """
    if out.suffix.lower() != ".xlsx":
        raise FaroError(
            "the annotated copy must end in .xlsx",
            where=out.name,
            code="not_xlsx",
            es="la copia anotada debe terminar en .xlsx",
        )
    document = report.document
    if document is None:
        raise FaroError(
            "there is nothing to annotate: the file could not be read",
            where=report.file,
            code="nothing_to_annotate",
            es="no hay nada que anotar: el archivo no se pudo leer",
        )
    checked = {sheet.sheet for sheet in report.sheets} or {document.sheets[0].name}
    with sheets.workbook(out) as book:
        taken: set[str] = set()
        left = MAX_COMMENTS
        names: dict[str | None, str] = {}
        copies = []
        for sheet in (s for s in document.sheets if s.name in checked):
            _check_size(sheet, report.file)
            names[sheet.name] = sheets.sheet_name(sheet.name, taken, "Datos")
            marks = _marks(report, sheet)
            kept = _without_people(report, sheet, marks)
            page = book.add_worksheet(names[sheet.name])
            left -= _copy(book, page, kept, marks, lang=lang, comments=max(left, 0))
            copies.append((page, sheet))
        if isinstance(report.spec, Kind) and report.reference is not None:
            rules = help_of(book, report.spec, report.reference, lang, taken)
            for page, sheet in copies:
                _drop_downs(page, sheet, report, rules)
        _summary(book, report, names, sheets.sheet_name("Faro", taken, "Faro"), lang)
    return out


def _drop_downs(page: Any, sheet: Sheet, report: CheckReport, rules: Mapping[str, Rule]) -> None:
    """Let the columns of each table of a sheet admit what they do in the template."""
    tables = [table for table in report.sheets if table.sheet == sheet.name]
    for table in tables:
        first = table.header_row  # 0-based: the row below the header
        below = [other.header_row - 2 for other in tables if other.header_row > first]
        last = min(below, default=max(first + ROWS, len(sheet.rows)) - 1)
        for column in table.recognised:
            name = column.name or ""
            if first <= last and column.letter and name in rules:
                col = column_number(column.letter)
                rule = _in_points(rules[name], report, name, sheet, col)
                page.data_validation(first, col, min(last, sheets.MAX_ROWS - 1), col, rule)


def _in_points(rule: Rule, report: CheckReport, name: str, sheet: Sheet, col: int) -> Rule:
    """Return the bounds of a percentage from 0 to 100 where a column writes 87,5 for 87.5 %."""
    is_percent = report.spec is not None and report.spec.columns[name].type == "percent"
    if not is_percent or any(at == col for _, at in sheet.percent_cells):
        return rule
    bounds = ("minimum", "maximum", "value")
    return {key: value * 100 if key in bounds else value for key, value in rule.items()}


def _check_size(sheet: Sheet, file: str) -> None:
    widest = max((len(row) for row in sheet.rows), default=0)
    if len(sheet.rows) > sheets.MAX_ROWS or widest > sheets.MAX_COLUMNS:
        raise FaroError(
            "it has more rows or columns than an XLSX sheet can hold",
            where=file,
            fix="Fix it from the report instead",
            code="too_large_for_xlsx",
            es="tiene más filas o columnas de las que caben en una hoja XLSX. Corríjalo según el "
            "informe",
        )


def _marks(report: CheckReport, sheet: Sheet) -> Marks:
    """Return the findings by 0-based cell; those without one stand at the first cell of the row."""
    header = next((s.header_row for s in report.sheets if s.sheet == sheet.name), 1)
    marks: Marks = {}
    for finding in report.findings:
        if finding.sheet == sheet.name:
            marks.setdefault(_place(finding, sheet, header), []).append(finding)
    return marks


def _without_people(report: CheckReport, sheet: Sheet, marks: Marks) -> Sheet:
    """Return a sheet as the kind lets it in: the columns and words that it keeps out are hidden."""
    if not (isinstance(report.spec, Kind) and report.spec.drops_people):
        return sheet
    header = next((s.header_row for s in report.sheets if s.sheet == sheet.name), 1)
    dropped = {
        col
        for (_, col), findings in marks.items()
        if any(f.code == "personal_column" for f in findings)
    }
    places = place_columns(report.spec)  # the document holds them as they are shown
    texts = {
        place: "".join(f.raw_text or "" for f in findings if f.column not in places)
        for place, findings in marks.items()
    }
    rows = []
    for row, cells in enumerate(sheet.rows):
        shown = []
        for col, value in enumerate(cells):
            hides = HIDDEN in texts.get((row, col), "") or (col in dropped and row >= header)
            if value is None or row < header - 1:
                shown.append(value)
            elif hides:
                shown.append(HIDDEN if col in dropped else hidden(str(value)))
            else:
                shown.append(masked(value) if isinstance(value, str) else value)
        rows.append(shown)
    return replace(sheet, rows=Rows.of(rows))


def _place(finding: Finding, sheet: Sheet, header: int) -> tuple[int, int]:
    address = _ADDRESS.fullmatch(finding.cell or "")
    if address:
        return int(address[2]) - 1, column_number(address[1])
    row = (finding.row or header) - 1
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    return row, next((col for col, cell in enumerate(cells) if cell is not None), 0)


def _copy(book: Any, page: Any, sheet: Sheet, marks: Marks, *, lang: str, comments: int) -> int:
    plain = sheets.cell_formats(book)
    marked = sheets.cell_formats(book, bg_color=sheets.ATTENTION, border=1, border_color="#9A3B6E")
    for row, cells in enumerate(sheet.rows):
        for col, value in enumerate(cells):
            formats = marked if (row, col) in marks else plain
            if value is not None:
                percent = (row + 1, col) in sheet.percent_cells
                sheets.write(page, row, col, value, formats, percent=percent)
    ordered = sorted(marks.items())
    for (row, col), findings in ordered:
        if row >= len(sheet.rows) or col >= len(sheet.rows[row]) or sheet.rows[row][col] is None:
            page.write_blank(row, col, None, marked["plain"])
        if comments > 0:
            comments -= 1
            text = _comment(findings, lang)
            size = {"x_scale": 2.2, "y_scale": 0.6 + text.count("\n") * 0.3}
            page.write_comment(row, col, text, {"author": "Faro", **size})
    return min(len(ordered), MAX_COMMENTS)


def _comment(findings: list[Finding], lang: str) -> str:
    lines: list[str] = []
    for finding in findings:
        lines.append(finding.reason.in_language(lang))
        if finding.suggestions:
            what = " · ".join(finding.suggestions)
            lines.append(wording.label("did_you_mean", lang, what=what))
        fix = wording.fix(finding.code)
        if fix:
            lines.append(fix.in_language(lang))
    return "\n".join(dict.fromkeys(lines))[:2_000]


def _summary(
    book: Any, report: CheckReport, names: Mapping[str | None, str], name: str, lang: str
) -> None:
    page = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": sheets.HEAD, "font_color": sheets.INK})
    formats = sheets.cell_formats(book, text_wrap=True, valign="top")
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 34)
    page.set_column(2, 4, 60)
    row = 0
    for left, right in _facts(report, lang):
        page.write_string(row, 0, left, head)
        sheets.write(page, row, 1, right, formats)
        row += 1
    row += 1
    titles = ("cell", "text", "reason", "suggestions", "fix")
    for col, title in enumerate(titles):
        page.write_string(row, col, wording.label(title, lang), head)
    first = row + 1
    wanted = [f for f in report.findings if f.code not in NOTICES]
    for row, finding in enumerate(wanted[: sheets.MAX_ROWS - first], start=first):
        fix = wording.fix(finding.code)
        texts = (
            _address(finding, names),
            finding.raw_text,
            finding.reason.in_language(lang),
            " · ".join(finding.suggestions),
            fix.in_language(lang) if fix else None,
        )
        for col, text in enumerate(texts):
            sheets.write(page, row, col, text, formats)


def _facts(report: CheckReport, lang: str) -> list[tuple[str, str]]:
    title = report.spec.title.in_language(lang) if report.spec else "—"
    verdict = wording.label(f"verdict_{report.verdict}", lang)
    total = wording.label(
        "sum",
        lang,
        delivered=report.delivered,
        accepted=report.accepted,
        quarantined=report.quarantined,
    )
    facts = [
        (wording.label("summary", lang), verdict),
        (wording.label("file", lang), report.file),
        (wording.label("kind", lang), title),
        (wording.label("rows", lang), total),
    ]
    facts += [("", report.error.in_language(lang))] if report.error else []
    if len(report.findings) > MAX_COMMENTS:
        note = wording.label("capped", lang, count=MAX_COMMENTS)
        facts.append((wording.label("notes", lang), note))
    return facts


def _address(finding: Finding, names: Mapping[str | None, str]) -> str:
    place = finding.cell or (cell_address(finding.row, 0) if finding.row else "")
    if len(names) < 2 or not place:
        return place
    return f"{names[finding.sheet]}!{place}"
