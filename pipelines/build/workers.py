"""Processes that work beside a build: how one ends, whatever it was doing."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from typing import AnyStr


def end(worker: subprocess.Popen[AnyStr]) -> None:
    """End a process and close its pipes.

    Args:
        worker: The process; it may be gone already.
    """
    worker.kill()
    worker.wait()
    close(worker)


def close(worker: subprocess.Popen[AnyStr]) -> None:
    """Close the pipes to a process, which goes on.

    Args:
        worker: The process.
    """
    for pipe in (worker.stdin, worker.stdout):
        if pipe is not None:
            with suppress(OSError):  # its reader is gone, and what it still held with it
                pipe.close()
