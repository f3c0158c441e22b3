"""The file of the audit log, written at its end alone, by one process at a time."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import sys
from pathlib import Path

from pipelines.errors import FaroError

TAIL = 65_536  # bytes: more than any line


class Appending:
    """Append to the file of the log, one process at a time.

    Attributes:
        to: The file.

    Raises:
        FaroError: It cannot be opened.
    """

    def __init__(self, to: Path) -> None:
        self.to = to

    def __enter__(self) -> Appending:
        try:
            self.handle = held(self.to, os.O_RDWR | os.O_CREAT | os.O_APPEND, fcntl.LOCK_EX)
        except OSError as error:
            raise unwritable(error) from error
        return self

    def last(self) -> int:
        """Return the number of the last line, 0 for none."""
        size = os.fstat(self.handle).st_size
        tail = os.pread(self.handle, TAIL, max(0, size - TAIL)).rstrip(b"\n").rpartition(b"\n")[2]
        try:
            return int(json.loads(tail)["seq"]) if tail else 0
        except (ValueError, KeyError, TypeError):
            return sys.maxsize  # it was changed: nothing is written over it

    def write(self, content: bytes) -> None:
        """Append lines for good, each on a line of its own; all of them or none.

        Args:
            content: The lines, each with its end.

        Raises:
            OSError: There is no room.
        """
        size = os.fstat(self.handle).st_size
        if content and size and os.pread(self.handle, 1, size - 1) != b"\n":
            content = b"\n" + content
        if os.write(self.handle, content) < len(content):
            os.ftruncate(self.handle, size)
            raise OSError(errno.ENOSPC, "half a line")
        os.fsync(self.handle)

    def __exit__(self, *_: object) -> None:
        os.close(self.handle)


def held(file: Path, how: int, lock: int) -> int:
    """Open the file of the log once it is one's turn, and return its handle.

    Args:
        file: The file.
        how: As :func:`os.open` takes it.
        lock: As :func:`fcntl.flock` takes it.

    Raises:
        OSError: It cannot be opened.
    """
    while True:
        handle = os.open(file, how, 0o640)
        fcntl.flock(handle, lock)
        if file.exists() and os.path.samestat(os.fstat(handle), file.stat()):
            return handle
        os.close(handle)  # retention put another file there while this one waited


def unwritable(error: OSError) -> FaroError:
    """Return what is said where the file cannot be written.

    Args:
        error: Why.
    """
    return FaroError(
        f"the audit log cannot be written: {error.strerror}",
        where="audit.log",
        fix="Give whoever runs Faro the right to write it, and room on the disk",
        code="no_audit",
        es="no se puede escribir el registro de auditoría. Dé permiso de escritura a quien "
        "ejecuta Faro y espacio en el disco",
    )
