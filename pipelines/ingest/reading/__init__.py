"""Delivered file → :class:`Document` → :class:`Table`. What cells mean is decided elsewhere."""

from pipelines.ingest.reading.document import read_document
from pipelines.ingest.reading.errors import ReadingError
from pipelines.ingest.reading.headers import normalise_header
from pipelines.ingest.reading.model import Document, Sheet, Table, percent_flags
from pipelines.ingest.reading.tables import find_table
from pipelines.ingest.reading.values import as_text, cell_address, safe_name

__all__ = [
    "Document",
    "ReadingError",
    "Sheet",
    "Table",
    "as_text",
    "cell_address",
    "find_table",
    "normalise_header",
    "percent_flags",
    "read_document",
    "safe_name",
]
