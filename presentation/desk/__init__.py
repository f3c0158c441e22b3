"""The OGP desk: what is known of a commitment, and the forms that say it."""

FORMATS = (
    *("plantilla-docx", "plantilla-pdf", "autoevaluacion-docx", "autoevaluacion-pdf"),
    *("xlsx", "csv", "json", "ogp-csv", "evidence", "plan"),
)
