"""The forms as Word documents, from templates that anybody may edit in Word."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Cm
from docxtpl import DocxTemplate, InlineImage, Listing

from exports.ogp.pictures import Drawn
from exports.printing import TEMPLATES
from exports.writing import zipped
from presentation import drawing
from presentation.desk.forms import LEGACY, Field, Form, Mark
from presentation.desk.indicator import NO_DATA
from presentation.words import Text

LANGUAGE = {"es": "es-CL", "en": "en-GB"}
NAMES = {LEGACY: "plantilla"}
PLACES = {LEGACY: 4}  # levels the templates have room for; 5 otherwise


def docx(
    form: Form, kind: str, words: dict[str, Any], figures: list[Drawn], t: Text, *, made: datetime
) -> bytes:
    """Return a form as DOCX; equal words give equal bytes.

    Args:
        form: The form filled in.
        kind: ``legacy`` or ``current``: which template.
        words: What else the template asks for (see :func:`exports.ogp.reports.words`).
        figures: Charts of the annex, with their alternative text.
        t: Text in the language of the reader.
        made: The time of the document.
    """
    template = DocxTemplate(str(TEMPLATES / f"{NAMES.get(kind, 'autoevaluacion')}.docx"))
    at = [field.id for field in form.fields].index("completion")
    images = [
        {
            "image": InlineImage(
                template, io.BytesIO(drawing.png(picture.chart, t, note=picture.note)), Cm(16)
            )
        }
        for picture in figures
    ]
    template.render(
        {
            **words,
            "before": _lined(form.fields[:at]),
            "completion": form.fields[at],
            "marks": _fitted(form.marks, PLACES.get(kind, 5)),
            "after": _lined(form.fields[at + 1 :]),
            **{
                part: words[part] or [dict.fromkeys(columns, NO_DATA[t.lang])]
                for part, columns in words["columns"].items()
            },
            "notes": form.notes or [t("ogp.form.no_notes")],
            "figures": images,
        },
        autoescape=True,
    )
    document = template.docx
    for shape, figure in zip(document.inline_shapes, figures, strict=True):
        shape._inline.docPr.set("descr", f"{figure.chart.takeaway}. {figure.chart.alt}")
    about = document.core_properties
    about.title, about.language, about.author = words["title"], LANGUAGE[t.lang], "Faro"
    about.created = about.modified = made.replace(tzinfo=None)
    about.last_modified_by, about.revision = "Faro", 1
    _speak(document, LANGUAGE[t.lang])
    buffer = io.BytesIO()
    template.save(buffer)
    with zipfile.ZipFile(buffer) as made_of:
        return zipped({name: made_of.read(name) for name in made_of.namelist()})


def _fitted(marks: list[Mark], places: int) -> list[dict[str, str]]:
    """Return the levels in the places of the template: blanks fill up, the last takes the rest."""
    shown = [{"label": mark.label, "mark": "X" if mark.chosen else ""} for mark in marks]
    while len(shown) > places:
        last, before = shown.pop(), shown[-1]
        marked = next((m["label"] for m in (before, last) if m["mark"]), "")
        before["label"] = f"{before['label']} · {last['label']}"
        before["mark"] = f"X ({marked})" if marked else ""
    return [*shown, *({"label": "", "mark": ""} for _ in range(places - len(shown)))]


def _lined(fields: list[Field]) -> list[dict[str, Any]]:
    """Return fields whose line ends are line ends of the document."""
    return [{"label": field.label, "text": Listing(field.text)} for field in fields]


def _speak(document: Any, language: str) -> None:
    for node in document.styles.element.iter(qn("w:lang")):
        node.set(qn("w:val"), language)
