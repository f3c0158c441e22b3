"""The template of a kind: the plain one, or a workbook of its own where a kind has one."""

from __future__ import annotations

from pipelines.ingest.checking import self_assessment
from pipelines.ingest.checking.template import template_bytes, template_name
from pipelines.ingest.reference import Reference
from pipelines.specs import Kind


def template_of(kind: Kind, reference: Reference, lang: str) -> tuple[str, bytes]:
    """Return the file name and the bytes of the template of a kind.

    Args:
        kind: The kind of delivery.
        reference: The catalogues that its lists come from.
        lang: Language of a workbook of its own; a plain template speaks both.
    """
    if kind.id == self_assessment.KIND:
        rows = self_assessment.rows_of(reference)
        name = self_assessment.self_assessment_name()
        return name, self_assessment.self_assessment_bytes(rows, kind, lang)
    return template_name(kind), template_bytes(kind, reference)
