"""Writing so that nothing half-written is ever seen, and equal content gives equal bytes."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import IO

from pipelines.errors import FaroError

EPOCH = (1980, 1, 1, 0, 0, 0)
MODE = 0o644 << 16
STORED = (".pdf", ".png", ".docx", ".xlsx", ".zip")


def write(path: Path, content: bytes) -> Path:
    """Write a file beside its place and rename it, making the folders it needs.

    Args:
        path: Where the file will stand; one that stands there is replaced whole.
        content: All of it.

    Returns:
        ``path``.

    Raises:
        FaroError: ``path`` is a folder, or its folder cannot be made.
    """
    _check(path)
    part = _part(path)
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def zipped(files: Mapping[str, bytes | Path]) -> bytes:
    """Return a ZIP of files by their name inside it; equal files give equal bytes.

    Args:
        files: Name inside the ZIP, with ``/`` between folders → content, or the file holding it.
    """
    buffer = BytesIO()
    _pack(buffer, files)
    return buffer.getvalue()


def write_zip(path: Path, files: Mapping[str, bytes | Path]) -> Path:
    """Write a ZIP of files like :func:`zipped`, one file at a time in memory.

    Args:
        path: The file; it is whole or not there.
        files: Name inside → bytes, or the file they stand in.

    Raises:
        FaroError: ``path`` is a folder, or its folder cannot be made.
    """
    _check(path)
    part = _part(path)
    try:
        with part.open("wb") as stream:
            _pack(stream, files)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def _check(path: Path) -> None:
    if path.is_dir():
        raise FaroError(
            "this is a folder, not a file",
            where=str(path),
            fix="Give the name of the file to write with --out",
            code="bad_target",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise FaroError(
            "a file stands where the folder should be",
            where=str(path.parent),
            fix="Choose another place with --out",
            code="bad_target",
        ) from error


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def _pack(stream: IO[bytes], files: Mapping[str, bytes | Path]) -> None:
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(files):
            content = files[name]
            info = zipfile.ZipInfo(name, EPOCH)
            info.external_attr, info.create_system = MODE, 3
            packed = name.lower().endswith(STORED)
            info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            body = content.read_bytes() if isinstance(content, Path) else content
            archive.writestr(info, body, compresslevel=None if packed else 9)
