"""The look of every Word document: A4, one typeface, the ink of the house; see ``house.typ``."""

from __future__ import annotations

from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

INK, MUTED = RGBColor(0x16, 0x20, 0x2E), RGBColor(0x5A, 0x67, 0x78)
FONT = "Arial"


def blank() -> Any:
    """Return an empty document with the page and the styles of the house."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10)
    normal.font.color.rgb = INK
    normal.paragraph_format.space_after = Pt(4)
    for level, size in ((1, 18), (2, 13)):
        style = document.styles[f"Heading {level}"]
        style.font.size, style.font.color.rgb = Pt(size), INK
        fonts = style.element.rPr.rFonts
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for name in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(qn(name), FONT)
    return document


def small(paragraph: Any, points: float = 9) -> None:
    """Set a paragraph in small, muted type.

    Args:
        paragraph: Of a Word document.
        points: Size of its letters.
    """
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(points), MUTED


def whole(row: Any, *, with_next: bool = False) -> None:
    """Keep a row of a table on one page, and with the row after it if asked.

    Args:
        row: Of a table of a Word document.
        with_next: Whether it stays with the row after it.
    """
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for cell in row.cells:
        for paragraph in cell.paragraphs if with_next else ():
            paragraph.paragraph_format.keep_with_next = True


def header(row: Any) -> None:
    """Repeat a row at the head of each page.

    Args:
        row: Of a table of a Word document.
    """
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(repeat)
