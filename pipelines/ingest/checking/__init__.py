"""What a sender needs: the verdict on a file, an annotated copy of it, and templates."""

from pipelines.ingest.checking.annotate import write_annotated
from pipelines.ingest.checking.check import check_file, named_kinds
from pipelines.ingest.checking.diagnosis import KIND as DIAGNOSIS
from pipelines.ingest.checking.diagnosis import diagnosis_bytes, diagnosis_name
from pipelines.ingest.checking.report import CheckReport, Finding
from pipelines.ingest.checking.self_assessment import KIND as SELF_ASSESSMENT
from pipelines.ingest.checking.self_assessment import (
    Filling,
    Row,
    rows_of,
    self_assessment_bytes,
    self_assessment_name,
)
from pipelines.ingest.checking.template import template_bytes, template_name
from pipelines.ingest.checking.templates import template_of

__all__ = [
    "DIAGNOSIS",
    "SELF_ASSESSMENT",
    "CheckReport",
    "Filling",
    "Finding",
    "Row",
    "check_file",
    "diagnosis_bytes",
    "diagnosis_name",
    "named_kinds",
    "rows_of",
    "self_assessment_bytes",
    "self_assessment_name",
    "template_bytes",
    "template_name",
    "template_of",
    "write_annotated",
]
