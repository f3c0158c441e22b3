"""The work kept between runs: a folder a file, gone on with while the file and its reader stay.

The folder of the work may hold whatever else its owner put there, so only what was written here,
told by its name, is ever taken away.
"""

from __future__ import annotations

import errno
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from pipelines import atomic
from pipelines.bulk.surveying import BulkFile
from pipelines.errors import FaroError

_ABOUT = "about.json"
_OURS = re.compile(r"about\.json|\.?\d{6}\.(counted|damaged)\.parquet(\.\d+)?|\.incoming-\w+")
_READER = ("lines.py", "records.py", "cells.py", "chunks.py")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def place(work: Path, file: BulkFile) -> Path:
    """Return the folder of the kept work of a file, emptied when it or what reads it has changed.

    Args:
        work: Folder of the kept work of all files.
        file: The file.
    """
    folder = work / file.ta_file
    description = json.dumps(
        {
            "mark": file.mark,
            "fields": file.chunks[0].places if file.chunks else (),
            "reader": _reader(),
        }
    )
    about = folder / _ABOUT
    if not (about.exists() and about.read_text(encoding="utf-8") == description):
        _forget(folder)
        folder.mkdir(parents=True, exist_ok=True)
        atomic.write(about, description.encode())
    return folder


def places(work: Path) -> list[Path]:
    """Return the folders of kept work below a folder, by name; what else stands there is not ours.

    Args:
        work: Folder of the kept work of all files.
    """
    return sorted(folder for folder in work.iterdir() if _is_kept(folder))


def forget_others(work: Path, files: Sequence[BulkFile]) -> None:
    """Take away the work of files that are no longer there.

    Args:
        work: Folder of the kept work of all files.
        files: Those that are.
    """
    for folder in places(work):
        if folder.name not in {file.ta_file for file in files}:
            _forget(folder)


@contextmanager
def named_when_full(where: Path) -> Iterator[None]:
    """Say which disk is full, and that the work done is kept.

    Args:
        where: What is being written.

    Raises:
        FaroError: There is no space left (``disk_full``).
    """
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise FaroError(
            "there is no space left on its disk. Make room and run the same command again: "
            "what was read is kept",
            where=str(where),
            code="disk_full",
            es="no queda espacio en su disco. Libere espacio y repita la misma orden: lo leído "
            "se conserva",
        ) from error


def _is_kept(folder: Path) -> bool:
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(about, dict) and "mark" in about


def _forget(folder: Path) -> None:
    """Take away kept work; what says that it is ours goes last, should this be stopped."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir(), key=lambda path: path.name == _ABOUT):
        if _OURS.fullmatch(path.name):
            path.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


@cache
def _reader() -> str:
    """Return what changes with the code that reads: counts of another reader are made anew."""
    here = Path(__file__).parent
    return hashlib.sha256(b"".join((here / name).read_bytes() for name in _READER)).hexdigest()[:16]
