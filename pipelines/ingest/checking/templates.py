"""The template of a kind: the plain one, or a workbook of its own where a kind has one."""

from __future__ import annotations

from typing import Any

from pipelines.ingest.checking import self_assessment
from pipelines.ingest.checking.template import Rule, add_help, template_bytes, template_name
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


def help_of(
    book: Any, kind: Kind, reference: Reference, lang: str, taken: set[str]
) -> dict[str, Rule]:
    """Add to a workbook the sheets that help to fill in the template of a kind.

    Args:
        book: The workbook.
        kind: The kind of delivery.
        reference: The catalogues that its lists come from.
        lang: Language of what is chosen in a workbook of its own.
        taken: Names of its sheets, folded to lower case; new ones join them.

    Returns:
        Column → what its cells admit, as :func:`pipelines.ingest.checking.template.add_help` says.
    """
    if kind.id == self_assessment.KIND:
        return self_assessment.rules(kind, lang)
    return add_help(book, kind, reference, taken)
