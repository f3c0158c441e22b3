"""Files that were sent and are held for their sessions: never more than the server bears.

Streamlit holds what a session was sent in memory for as long as the session lasts, and takes a file
under any name. Here the oldest files of an address make room for its next one, and those of
whoever holds most for anybody's: a reader has the last files sent, a flood only pushes out itself.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

from dashboard.seam import sent_files
from pipelines import receiving

OF_ONE, OF_ALL = 4, 16  # times the largest file that may be sent

Key = tuple[str, str]


@dataclass
class Sent:
    """A file of a session.

    Attributes:
        key: Its session and its name there.
        address: Where it comes from.
        size: Its bytes, at most.
        is_coming: Whether it is not there yet.
    """

    key: Key
    address: str
    size: int
    is_coming: bool = True


_guard = threading.Lock()
_sent: list[Sent] = []  # the oldest first


def expect(scope: Scope, address: str) -> Sent | None:
    """Make room for a file that is about to come.

    Args:
        scope: Of the request that sends it.
        address: Where it comes from.

    Returns:
        The file, to be noted when it has come; None where too much comes already.
    """
    largest = receiving.upload_limit_mb() * 2**20
    length = Headers(scope=scope).get("content-length", "")
    size = min(int(length), largest) if length.isascii() and length.isdigit() else largest
    session, _, name = scope["path"].rpartition("upload_file/")[2].partition("/")
    file = Sent((session, name), address, size)
    with _guard:
        _sent[:] = [other for other in _sent if other.is_coming or sent_files.has(*other.key)]
        if _has_room(address, OF_ONE * largest - size, OF_ALL * largest - size):
            _sent.append(file)
            return file
    return None


def _has_room(address: str, of_one: int, of_all: int) -> bool:
    """Let the oldest files go until no more than so many bytes are left; False if that fails."""
    while (is_too_much := _held(address) > of_one) or _held() > of_all:
        there = [file for file in _sent if not file.is_coming]
        if is_too_much:
            there = [file for file in there if file.address == address]
        if not there:
            return False
        oldest = max(there, key=lambda file: _held(file.address))  # the first of those that tie
        sent_files.let_go(*oldest.key)
        _sent.remove(oldest)
    return True


def _held(address: str | None = None) -> int:
    """Return the bytes held for an address, for all of them where none is given."""
    return sum(file.size for file in _sent if address in (None, file.address))


def note(file: Sent) -> None:
    """Note that a file has come, or will not come.

    Args:
        file: The file that was let in.
    """
    with _guard:
        file.is_coming = False
