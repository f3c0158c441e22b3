"""What the operator decides: how large a file may be, and whether files may be taken in."""

from __future__ import annotations

from pipelines import environment
from pipelines.errors import FaroError


def upload_limit_mb() -> int:
    """Return the size limit of a sent file in megabytes (``FARO_UPLOAD_LIMIT_MB``, else 25).

    Raises:
        FaroError: The setting is not a whole number from 1 to 200 (``bad_setting``).
    """
    return environment.UPLOAD_LIMIT_MB.value


def hold_writing(where: str) -> None:
    """Refuse what would write where that is not enabled.

    Args:
        where: What would be written, for the error.

    Raises:
        FaroError: Writing is not enabled (``closed``).
    """
    name = environment.ALLOW_WRITES.name
    if not writing_enabled():
        raise FaroError(
            f"this site does not take files in; whoever runs it enables it with {name}=1",
            where=where,
            code="closed",
            es=f"este sitio no recibe archivos; quien lo administra lo habilita con {name}=1",
        )


def writing_enabled() -> bool:
    """Tell whether files may be taken in from the dashboard (``FARO_ALLOW_WRITES=1``)."""
    return environment.ALLOW_WRITES.value
