"""A file to take away, as it leaves the server: the one place that names and sends it."""

from __future__ import annotations

from starlette.responses import Response

from pipelines.marking import Marked, file_name

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


def attached(
    stem: str, ending: str, body: Marked, *, keep: bool = False, inline: bool = False
) -> Response:
    """Return a file under a name that says so where its figures are simulated.

    Args:
        stem: What it is, without its ending.
        ending: A key of :data:`MEDIA`.
        body: Its bytes, which know where their figures come from.
        keep: Whether its address always gives the same bytes.
        inline: Whether a browser shows it in place.
    """
    how = "inline" if inline else "attachment"
    headers = {
        "content-disposition": f'{how}; filename="{file_name(stem, ending, body.origin)}"',
        "cache-control": "public, max-age=31536000, immutable" if keep else "no-cache",
    }
    return Response(bytes(body), media_type=MEDIA[ending], headers=headers)
