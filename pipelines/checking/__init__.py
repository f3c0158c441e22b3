"""What a sender needs: the verdict on a file, an annotated copy of it, and templates."""

from pipelines.checking.annotate import write_annotated
from pipelines.checking.check import check_file, named_kinds
from pipelines.checking.diagnosis import KIND as DIAGNOSIS
from pipelines.checking.diagnosis import diagnosis_bytes, diagnosis_name
from pipelines.checking.report import CheckReport, Finding
from pipelines.checking.template import template_bytes, template_name

__all__ = [
    "DIAGNOSIS",
    "CheckReport",
    "Finding",
    "check_file",
    "diagnosis_bytes",
    "diagnosis_name",
    "named_kinds",
    "template_bytes",
    "template_name",
    "write_annotated",
]
