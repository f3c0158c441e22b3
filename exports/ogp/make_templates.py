"""Make the Word templates anew: ``python -m exports.ogp.make_templates``.

They are ordinary documents: anybody may open them in Word and change words, type and order, as
long as the places in double braces stay. Run this only to start over.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from exports import house

FOLDER = Path(__file__).resolve().parents[1] / "templates"
LABEL, TEXT = Cm(5.2), Cm(11.8)
MARK = Cm(3.2)
LEVELS = {"plantilla": 4, "autoevaluacion": 5}


def main() -> None:
    """Write both templates."""
    for name, levels in LEVELS.items():
        document = _document()
        _heading(document, "{{ title }}", 1)
        _small(document, "{{ lead }}")
        _fields(document, "before")
        _marks(document, levels)
        _fields(document, "after")
        if name == "autoevaluacion":
            _annexes(document)
        _heading(document, "{{ words.notes }}", 2)
        _loop(document, "notes", "{{ one }}")
        _small(document, "{{ source }}")
        document.save(str(FOLDER / f"{name}.docx"))


def _document() -> Any:
    document = house.blank()
    foot = document.sections[0].footer.paragraphs[0]
    foot.add_run("{{ foot }} · {{ words.page }} ")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")
    house.small(foot, 8)
    return document


def _field(paragraph: Any, code: str) -> None:
    for kind, text in (
        ("begin", None),
        (None, code),
        ("separate", None),
        ("t", "1"),
        ("end", None),
    ):
        run = paragraph.add_run()
        if kind == "t":
            run.text = text
        elif kind is None:
            inside = OxmlElement("w:instrText")
            inside.set(qn("xml:space"), "preserve")
            inside.text = text
            run._r.append(inside)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _heading(document: Any, text: str, level: int) -> None:
    document.add_heading(text, level=level)


def _small(document: Any, text: str) -> None:
    house.small(document.add_paragraph(text))


def _table(document: Any, widths: list[Any], head: list[str]) -> Any:
    table = document.add_table(rows=0, cols=len(widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    if head:
        _row(table, widths, head, bold=range(len(head)))
        house.header(table.rows[0])
    return table


def _row(table: Any, widths: list[Any], texts: list[str], *, bold: Any = ()) -> None:
    row = table.add_row()
    cells = row.cells
    for at, (cell, width, text) in enumerate(zip(cells, widths, texts, strict=True)):
        cell.width = width
        cell.paragraphs[0].add_run(text).bold = at in bold
    house.whole(row)


def _fields(document: Any, part: str) -> None:
    widths = [LABEL, TEXT]
    table = _table(document, widths, ["{{ words.field }}", "{{ words.content }}"])
    _row(table, widths, [f"{{%tr for one in {part} %}}", ""])
    _row(table, widths, ["{{ one.label }}", "{{ one.text }}"], bold=(0,))
    _row(table, widths, ["{%tr endfor %}", ""])
    document.add_paragraph()


def _marks(document: Any, levels: int) -> None:
    widths = [MARK, *[Cm(13.8 / levels)] * levels]
    table = _table(document, widths, [])
    places = [f"{{{{ marks[{at}].label }}}}" for at in range(levels)]
    _row(table, widths, ["{{ completion.label }}", *places], bold=(0,))
    _row(table, widths, ["", *[f"{{{{ marks[{at}].mark }}}}" for at in range(levels)]])
    for cell in table.rows[1].cells[1:]:
        cell.paragraphs[0].alignment = 1
    for row in table.rows:
        house.whole(row, with_next=True)
    document.add_paragraph("{{ completion.text }}")


def _loop(document: Any, name: str, inside: str) -> None:
    document.add_paragraph(f"{{%p for one in {name} %}}")
    document.add_paragraph(inside)
    document.add_paragraph("{%p endfor %}")


def _annexes(document: Any) -> None:
    for name, keys in (
        ("irm", ("scheme", "level", "date", "source")),
        ("milestones", ("name", "start", "end", "state")),
        ("indicators", ("name", "value", "target", "as_of", "source")),
    ):
        _heading(document, f"{{{{ words.{name} }}}}", 2)
        widths = [Cm(17 / (len(keys) + 1) * (2 if at == 0 else 1)) for at in range(len(keys))]
        table = _table(document, widths, [f"{{{{ words.{name}_{key} }}}}" for key in keys])
        blank = [""] * (len(keys) - 1)
        _row(table, widths, [f"{{%tr for one in {name} %}}", *blank])
        _row(table, widths, [f"{{{{ one.{key} }}}}" for key in keys])
        _row(table, widths, ["{%tr endfor %}", *blank])
        document.add_paragraph()
    _loop(document, "figures", "{{ one.image }}")


if __name__ == "__main__":
    main()
