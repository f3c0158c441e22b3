"""How files leave the server: their media types, and how long a browser may keep them."""

from __future__ import annotations

from starlette.requests import Request

from pipelines import institution

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
READ = ["GET", "HEAD"]
FOREVER = {"cache-control": "public, max-age=31536000, immutable"}
NO_LONGER = {"cache-control": "no-cache"}  # than until it is asked for again
BUILD = "x-faro-build"  # header that names the build an answer gives figures of


def has_it(request: Request, tag: str) -> bool:
    """Return whether who asks says to have what a tag names: that one, or whatever there is.

    Args:
        request: The request.
        tag: What tells these bytes from others, in quotes.
    """
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or tag in given


def lasting() -> dict[str, str]:
    """Return how long what names its build may be kept: for ever.

    Where an institution runs Faro its calendar may say any day that a build is provisional, or
    take it back: then it is asked for again.
    """
    return NO_LONGER if institution.is_on() else FOREVER
