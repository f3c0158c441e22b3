"""A file is there wholly or not at all: written beside its place, then renamed into it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Write a file in one step; whoever reads meanwhile sees the old one or the new one.

    Args:
        path: The file; its folder has to be there.
        content: Its bytes.
        mode: Its permissions; those of the file that stands there, or 0640, when None.

    Raises:
        OSError: It cannot be written; nothing is left of it.
    """
    if mode is None:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o640
    handle, beside = tempfile.mkstemp(prefix=".incoming-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as sink:
            sink.write(content)
            sink.flush()
            os.fsync(sink.fileno())
        Path(beside).chmod(mode)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
