"""Files that are no table, named for what they are whatever their ending says."""

from __future__ import annotations

import json
import re

_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a gzip file"),
    (b"Rar!", "a RAR file"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"SQLite format 3", "a database"),
    (b"{\\rtf", "a word-processor document"),
    (b"$FL2", "an SPSS file"),
    (b"ID;P", "a SYLK workbook"),
    (b"TABLE\r\n0,1", "a DIF file"),
    (b"TABLE\n0,1", "a DIF file"),
    (b"\x09\x00\x04\x00", "a workbook of before Excel 97"),
    (b"\x09\x02\x06\x00", "a workbook of before Excel 97"),
    (b"\x09\x04\x06\x00", "a workbook of before Excel 97"),
    (b"<stata_dta>", "a Stata file"),
)
# Its version, a day, the number of its records, and the sizes of its head and records.
_DBASE = re.compile(rb"[\x03\x30\x83\x8b\xf5].[\x01-\x0c][\x01-\x1f].{8}\0", re.DOTALL)
_PARTS = (
    ("word/document.xml", "a word-processor document"),
    ("ppt/presentation.xml", "a presentation"),
    ("index/document.iwa", "a Numbers workbook"),
    ("doc.kml", "a map"),
)
_TAGS = (
    "!doctype\\s+html|html|head|body|meta|title|style|script|link|table|thead|tbody|tr|td|th|div|"
    "span|p|br|b|i|font|center|h[1-6]|ul|ol|li|form|pre|a|img|section|main|article"
)
_HTML = re.compile(
    rf"\s*(<\?xml[^>]*>\s*)?(<!--.*?(-->|\Z)\s*)*<({_TAGS})(\s[^<>]*)?/?>",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TABLE = re.compile(r"<table(\s[^<>]*)?>.*?<tr(\s[^<>]*)?>", re.IGNORECASE | re.DOTALL)
_GAP = re.compile(r"\S( {2,})(?=\S)")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_FEWEST_LINES = 2
_HEAD = 1_000_000  # characters that hold the first lines, unless it is no table


def by_magic(data: bytes) -> str | None:
    """Return what the first bytes say the file is, if it is none that can hold a delivery.

    Args:
        data: The file.
    """
    if _DBASE.match(data):
        return "a dBASE file"
    return next((detail for magic, detail in _MAGIC if data.startswith(magic)), None)


def by_parts(parts: dict[str, bytes], data: bytes) -> str:
    """Return what a zip without a workbook is.

    Args:
        parts: Its XML parts, by name in lower case.
        data: The zip itself, in which the names of all its parts stand.
    """
    if b"xl/workbook.bin" in data:
        return "a binary workbook (XLSB)"
    low = data.lower()
    details = (detail for part, detail in _PARTS if part in parts or part.encode() in low)
    return next(details, "a zip file, no spreadsheet")


def is_html(text: str) -> bool:
    """Tell a web page, or a piece of one, from text: by its first tag or by a table in it.

    Args:
        text: The text, or the beginning of it.
    """
    return bool(_HTML.match(text) or _HTML_TABLE.search(text))


def is_mhtml(text: str) -> bool:
    """Tell a web page saved as one file (MHTML) by its headers.

    Args:
        text: The text, or the beginning of it.
    """
    return all(
        re.search(pattern, text, re.IGNORECASE | re.MULTILINE)
        for pattern in (r"^mime-version:", r"^content-type:\s*multipart/")
    )


def by_text(text: str, delimiter: str | None) -> str | None:
    """Return what a text is that is no delimited table.

    Args:
        text: All of it.
        delimiter: The delimiter that would be chosen for it.
    """
    head = text[:5000].lstrip("\ufeff \t\r\n")
    if _is_json(head, text):
        return "JSON"
    if delimiter is None and _is_quoted_whole(text):
        return "CSV with whole lines quoted"
    if delimiter in (None, ",", "|") and _is_fixed_width(text):
        return "text of fixed width"
    return None


def _is_json(head: str, text: str) -> bool:
    if head[:1] not in ("{", "["):
        return False
    for candidate in (text.strip("\ufeff \t\r\n"), head.splitlines()[0]):
        try:
            return isinstance(json.loads(candidate), (dict, list))
        except (ValueError, RecursionError):
            continue
    return bool(re.match(r"[\[{]\s*(\{\s*)?\"[^\"]*\"\s*:", head))


def _is_quoted_whole(text: str) -> bool:
    """Tell a CSV whose lines each stand between quotation marks, delimiters and all.

    So a CSV is saved that a program had opened into one column.
    """
    lines = [line.strip() for line in text[:_HEAD].splitlines()[1:200] if line.strip()]
    cut = [line for line in lines if max(map(line.count, ";,\t|")) > 1]
    return len(lines) > 0 and len(cut) == len(lines) and all(map(_QUOTED.fullmatch, lines))


def _is_fixed_width(text: str) -> bool:
    """Tell columns that stand under each other by spaces alone.

    No delimiter stands in the first line, which has several words; most lines below it have words
    far apart, and all are blank at the same place or most have words that begin at the same place.
    """
    lines = [line.rstrip() for line in text[:_HEAD].splitlines()[:200] if line.strip()]
    if len(lines) < _FEWEST_LINES or re.search(r"[;\t,|]", lines[0]) or " " not in lines[0]:
        return False
    lines = lines if "  " in lines[0] else lines[1:]
    if sum(bool(_GAP.search(line)) for line in lines) * 3 < len(lines) * 2:
        return False
    width = max(map(len, lines))
    blank = [all(line[col : col + 1] in (" ", "") for line in lines) for col in range(width)]
    return any(blank[1:]) or _aligned(lines)


def _aligned(lines: list[str]) -> bool:
    """Tell whether words begin, or end, at the same places in nearly all lines."""
    starts: dict[int, int] = {}
    for line in lines:
        for place in {gap.end() for gap in _GAP.finditer(line)}:
            starts[place] = starts.get(place, 0) + 1
    return any(count * 3 >= len(lines) * 2 for count in starts.values())
