"""What a sender needs: the verdict on a file, an annotated copy of it, and templates."""

from pipelines.ingest.checking.annotate import write_annotated
from pipelines.ingest.checking.check import check_file, named_kinds
from pipelines.ingest.checking.diagnosis import KIND as DIAGNOSIS
from pipelines.ingest.checking.diagnosis import diagnosis_bytes, diagnosis_name
from pipelines.ingest.checking.report import CheckReport, Finding
from pipelines.ingest.checking.template import template_bytes, template_name

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
