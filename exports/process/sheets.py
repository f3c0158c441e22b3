"""Role and process sheets of the PMG proposal of 2014, to print and complete: PDF and DOCX.

A role answers, never a person. What the source leaves blank stays blank, with room to write.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Cm

from exports import house, printing
from exports.writing import zipped
from pipelines.errors import FaroError
from pipelines.marking import Marked
from pipelines.serving import Build
from presentation.words import Text

LANGUAGE = {"es": "es-CL", "en": "en-GB"}
ROLES, PROCESSES = "core_proceso__role_sheet", "core_proceso__sheet"
STEPS = "core_proceso__sheet_step"
KINDS = {"role": (ROLES, "role_id"), "process": (PROCESSES, "process_id")}
ROLE_FIELDS = ("functions", "profile", "competences", "post")
PROCESS_FIELDS = ("objective", "inputs", "products", "units", "internal_user")
COLUMNS = ("number", "activity", "description", "role_of", "documents")
WIDTHS = [0.5, 2.2, 3.6, 1.8, 2.6]
PAGE_WIDTH = 17  # centimetres between the margins


@dataclass(frozen=True)
class Sheet:
    """A sheet in words.

    Attributes:
        eyebrow: What kind of sheet it is.
        name: Of the role or process.
        fields: Label and lines; no line where the source is blank.
        activities: Rows of the table of a process; None for a role.
        source: What it was made from.
    """

    eyebrow: str
    name: str
    fields: list[tuple[str, list[str]]]
    activities: list[list[str]] | None
    source: str


def names(build: Build, kind: str) -> list[str]:
    """Return the ids of the sheets of a kind, in order.

    Args:
        build: The build.
        kind: ``role`` or ``process``.
    """
    table, key = _kind(kind)
    rows = build.table(table).sort_values(f"{kind}_order")
    return [str(sheet_id) for sheet_id in rows[key]]


def read(build: Build, kind: str, name: str, t: Text) -> Sheet:
    """Return a sheet in words.

    Args:
        build: The build.
        kind: ``role`` or ``process``.
        name: Id of the role or process.
        t: Text in the language of the reader.

    Raises:
        FaroError: There is no such kind or sheet (``no_sheet``).
    """
    table, key = _kind(kind)
    rows = build.table(table, {key: name})
    if rows.empty:
        known = ", ".join(names(build, kind))
        raise FaroError(
            f"there is no {kind} sheet {name[:40]}",
            fix=f"There are: {known}",
            code="no_sheet",
            es=f"no hay ficha «{name[:40]}». Hay: {known}",
        )
    row = {str(k): v for k, v in rows.iloc[0].to_dict().items()}
    wanted = ROLE_FIELDS if kind == "role" else PROCESS_FIELDS
    fields = [(t(f"sheet.{field}"), _lines(row[f"{field}_{t.lang}"])) for field in wanted]
    activities = None
    if kind == "process":
        roles = build.table(ROLES).set_index("role_id")[f"name_{t.lang}"]
        fields.insert(0, (t("sheet.role"), [str(roles[row["role_id"]])]))
        steps = build.table(STEPS, {"process_id": name}).sort_values("step_order")
        activities = [
            [
                str(number),
                t.pick(step, "name"),
                t.pick(step, "text"),
                str(roles[step["role_id"]]),
                t.remark(step, "documents") or t("sheet.blank"),
            ]
            for number, step in enumerate(steps.to_dict("records"), 1)
        ]
    source = t(f"sheet.{row['sheet_origin']}", source=row["source_id"])
    return Sheet(t(f"sheet.eyebrow_{kind}"), t.pick(row, "name"), fields, activities, source)


def pdf(build: Build, kind: str, name: str, lang: str) -> Marked:
    """Return a sheet as tagged PDF.

    Args:
        build: The build.
        kind: ``role`` or ``process``.
        name: Id of the sheet.
        lang: ``es`` or ``en``.

    Raises:
        FaroError: There is no such kind or sheet.
    """
    t = Text(lang, build)
    sheet = read(build, kind, name, t)
    words = _frame(build, sheet, t)
    activities: Mapping[str, Any] | None = None
    if sheet.activities is not None:
        activities = {
            "title": t("sheet.activities"),
            "head": [t(f"sheet.{column}") for column in COLUMNS],
            "rows": sheet.activities,
            "widths": WIDTHS,
            "right": [],
        }
    words |= {
        "eyebrow": sheet.eyebrow,
        "name": sheet.name,
        "lead": t("sheet.about"),
        "blank": t("sheet.blank"),
        "fields": [{"label": label, "lines": lines} for label, lines in sheet.fields],
        "activities": activities,
        "source": sheet.source,
    }
    return printing.pdf("hoja", words, build, "published")


def _frame(build: Build, sheet: Sheet, t: Text) -> dict[str, Any]:
    link = printing.lasting(build.build_id, t, "historia")
    about = {"title": sheet.name, "description": t("sheet.about")}
    return printing.frame(printing.Tables(build), t, **about, link=link)


def docx(build: Build, kind: str, name: str, lang: str) -> Marked:
    """Return a sheet as a Word document; equal words give equal bytes.

    Args:
        build: The build.
        kind: ``role`` or ``process``.
        name: Id of the sheet.
        lang: ``es`` or ``en``.

    Raises:
        FaroError: There is no such kind or sheet.
    """
    t = Text(lang, build)
    sheet = read(build, kind, name, t)
    document = house.blank()
    house.small(document.add_paragraph(sheet.eyebrow))
    document.add_heading(sheet.name, 1)
    house.small(document.add_paragraph(t("sheet.about")))
    for label, lines in sheet.fields:
        document.add_heading(label, 2)
        for line in lines:
            document.add_paragraph(line, style="List Bullet" if len(lines) > 1 else None)
        if not lines:
            house.small(document.add_paragraph(t("sheet.blank")))
            document.add_paragraph("_" * 60)
    if sheet.activities is not None:
        document.add_heading(t("sheet.activities"), 2)
        _table(document, [t(f"sheet.{column}") for column in COLUMNS], sheet.activities)
    house.small(document.add_paragraph(sheet.source))
    house.small(document.add_paragraph(_frame(build, sheet, t)["foot"]))
    _about(document, build, sheet.name, lang)
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer) as made_of:
        body = zipped({part: made_of.read(part) for part in made_of.namelist()})
    return Marked(body, "published")


def _table(document: Any, head: list[str], rows: list[list[str]]) -> None:
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.autofit = False
    house.header(table.rows[0])
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for row in table.rows:
        house.whole(row)
    for column, part in zip(table.columns, WIDTHS, strict=True):
        column.width = Cm(PAGE_WIDTH * part / sum(WIDTHS))  # of the grid, which LibreOffice reads
        for cell in column.cells:
            cell.width = column.width


def _about(document: Any, build: Build, title: str, lang: str) -> None:
    made = datetime.fromisoformat(str(build.manifest["built_at"])).astimezone(UTC)
    about = document.core_properties
    about.title, about.language, about.author = title, LANGUAGE[lang], "Faro"
    about.created = about.modified = made.replace(tzinfo=None, microsecond=0)
    about.last_modified_by, about.revision, about.comments = "Faro", 1, ""
    for node in document.styles.element.iter(qn("w:lang")):
        node.set(qn("w:val"), LANGUAGE[lang])


def _lines(text: Any) -> list[str]:
    if not isinstance(text, str) or not text:
        return []
    return [part.strip()[:1].upper() + part.strip()[1:] for part in text.split(";")]


def _kind(kind: str) -> tuple[str, str]:
    if kind not in KINDS:
        raise FaroError(
            f"there is no kind of sheet {kind[:20]}",
            fix="There are: role, process",
            code="no_sheet",
            es=f"no hay fichas de «{kind[:20]}». Hay: role, process",
        )
    return KINDS[kind]
