"""The OGP desk: one record of a commitment at a date, and every report made from it."""

from exports.ogp.record import Indicator, Record, read

FORMATS = (
    *("plantilla-docx", "plantilla-pdf", "autoevaluacion-docx", "autoevaluacion-pdf"),
    *("xlsx", "csv", "json", "ogp-csv", "evidence", "plan"),
)
__all__ = ["FORMATS", "Indicator", "Record", "read"]
