"""The door for those who deliver: check a file they send and, where allowed, take it in.

Readers come in by :mod:`pipelines.serving`. Nothing sent here is kept unless it is accepted.
"""

from pipelines.receiving.accepting import Job, accept, refusal, replaces, start
from pipelines.receiving.cataloguing import NewRound, add_round, methods
from pipelines.receiving.filled import Filled, read_filled
from pipelines.receiving.guide import KindGuide, guides, template
from pipelines.receiving.settings import upload_limit_mb, writing_enabled
from pipelines.receiving.upload import Received, check_upload

__all__ = [
    "Filled",
    "Job",
    "KindGuide",
    "NewRound",
    "Received",
    "accept",
    "add_round",
    "check_upload",
    "guides",
    "methods",
    "read_filled",
    "refusal",
    "replaces",
    "start",
    "template",
    "upload_limit_mb",
    "writing_enabled",
]
