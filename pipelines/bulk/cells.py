"""What one cell of a bulk file says: a body's code, a year, a month or a day."""

from __future__ import annotations

from datetime import date

from pipelines.bulk import lines
from pipelines.ingest.cells import dates

Value = str | int | date | None
_YEARS = (1900, 2100)


def _organism(text: str) -> tuple[Value, bool]:
    known = lines.CODE.fullmatch(text.encode("latin-1", "replace"))
    return (text.upper(), False) if known else (None, True)


def _year(text: str) -> tuple[Value, bool]:
    whole = text.split(".")[0].split(",")[0] if text[4:] in ("", ".0", ",0") else ""
    if whole.isascii() and whole.isdigit() and _YEARS[0] <= int(whole) <= _YEARS[1]:
        return int(whole), False
    return None, bool(text)


def _month(text: str) -> tuple[Value, bool]:
    month = dates.read_month(text) if text else None
    return month, bool(text) and month is None


def _day(text: str) -> tuple[Value, bool]:
    """Read a publication date; day first where it is not year first, as everywhere in Chile."""
    if not text:
        return None, False
    written = dates.read_date(text) if len(text) <= 40 else ""
    moment = dates.as_moment(written, "dmy") if isinstance(written, dates.WrittenDate) else written
    if isinstance(moment, str) or not _YEARS[0] <= moment.year <= _YEARS[1]:
        return None, True
    return moment.date(), False


# Text → its value, and whether it says something that is not understood.
READERS = {
    "organism_code": _organism,
    "year": _year,
    "month": _month,
    "published_on": _day,
}
