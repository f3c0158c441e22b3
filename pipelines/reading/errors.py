"""The one error of this package: which file, what is wrong with it, what to do."""

from __future__ import annotations

from pipelines.errors import FaroError

MESSAGES: dict[str, tuple[str, str]] = {
    "not_found": ("the file does not exist", "Check its name and folder"),
    "not_a_file": ("this is not a regular file", "Name one file, not a folder or a device"),
    "unreadable": ("the file cannot be opened ({detail})", "Check its permissions and try again"),
    "empty_file": ("the file is empty", "Ask the sender for it again"),
    "too_large": (
        "the file has {size:,} bytes; at most {limit:,} are read",
        "Split it or deliver it without attachments and images",
    ),
    "binary_rubbish": (
        "its content is neither a spreadsheet nor text",
        "Save it as CSV or XLSX and deliver it again",
    ),
    "unknown_format": ("its content is {detail}", "Save it as CSV or XLSX and deliver it again"),
    "html": (
        "this is a web page saved under a spreadsheet's name",
        "Open it in a spreadsheet program and save it as XLSX",
    ),
    "encrypted": (
        "the workbook is protected by a password",
        "Remove the password and deliver it again",
    ),
    "macros": (
        "the workbook carries macros ({detail})",
        "Save it as XLSX without macros and deliver it again",
    ),
    "zip_bomb": (
        "the compressed file is unsafe to open ({detail})",
        "Save the workbook again from a spreadsheet program",
    ),
    "xml_entities": (
        "an XML part declares a document type or entities ({detail})",
        "Save the workbook again from a spreadsheet program",
    ),
    "damaged": (
        "the file is truncated or damaged ({detail})",
        "Ask the sender for a fresh copy",
    ),
    "too_wide": (
        "the used area is {rows:,} rows by {columns:,} columns",
        "Delete the stray content far from the table and save again",
    ),
    "long_line": (
        "a field or line is absurdly long ({detail})",
        "Check the quotes and line ends of the file",
    ),
    "open_quote": (
        "a quoted field opened in row {row} is not closed where it should be",
        "Close or remove the quotation mark, or deliver the table as XLSX",
    ),
    "undecodable": ("its text is not valid {detail}", "Save it as CSV in UTF-8"),
    "no_sheets": ("the workbook has no worksheet", "Deliver the table in a worksheet"),
    "no_header": (
        "no header row was found; missing columns: {missing}; texts seen: {found}",
        "Give the table one header row with the expected column names",
    ),
    "missing_columns": (
        "the header lacks {missing}; columns found: {found}",
        "Name those columns as expected",
    ),
    "ambiguous_column": (
        "columns {columns} would all be «{field}»",
        "Keep one of them or rename the others",
    ),
    "bad_fields": (
        "the spelling «{spelling}» is accepted for both «{first}» and «{second}»",
        "Keep it for one of the two",
    ),
}


class ReadingError(FaroError):
    """A file that cannot be read safely and completely.

    Attributes:
        params: The values inside the sentence, for translation by ``code``.
    """

    def __init__(self, code: str, *, where: str | None = None, **params: object) -> None:
        what, fix = MESSAGES[code]
        self.params = params
        super().__init__(what.format(**params), where=where, fix=fix.format(**params), code=code)
