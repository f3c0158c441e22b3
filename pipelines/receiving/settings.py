"""What the operator decides: how large a file may be, and whether files may be taken in."""

from __future__ import annotations

import os

from pipelines.errors import FaroError

LIMIT, WRITES = "FARO_UPLOAD_LIMIT_MB", "FARO_ALLOW_WRITES"
_DEFAULT_MB, _MOST_MB = 25, 200


def upload_limit_mb() -> int:
    """Return the size limit of a sent file in megabytes (``FARO_UPLOAD_LIMIT_MB``, else 25).

    Raises:
        FaroError: The setting is not a whole number from 1 to 200 (``bad_setting``).
    """
    text = os.environ.get(LIMIT, "").strip() or str(_DEFAULT_MB)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_MB:
        raise FaroError(
            f"«{text[:20]}» is no limit for sent files",
            where=LIMIT,
            fix=f"Give a whole number of megabytes from 1 to {_MOST_MB}",
            code="bad_setting",
        )
    return int(text)


def hold_writing(where: str) -> None:
    """Refuse what would write where that is not enabled.

    Args:
        where: What would be written, for the error.

    Raises:
        FaroError: Writing is not enabled (``closed``).
    """
    if not writing_enabled():
        raise FaroError(
            f"this site does not take files in; whoever runs it enables it with {WRITES}=1",
            where=where,
            code="closed",
            es=f"este sitio no recibe archivos; quien lo administra lo habilita con {WRITES}=1",
        )


def writing_enabled() -> bool:
    """Tell whether files may be taken in from the dashboard (``FARO_ALLOW_WRITES=1``)."""
    return os.environ.get(WRITES, "").strip() == "1"
