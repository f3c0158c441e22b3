"""Where the command line speaks: results to stdout, everything else to stderr."""

from __future__ import annotations

import contextlib
import io
import json
import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

PIPED_WIDTH = 240


def _speak() -> None:
    """Have both streams there, and able to say anything: what a terminal lacks is written out."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # it was closed by whoever called
            stream = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (for good)
            setattr(sys, name, stream)
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def hush() -> None:
    """Say no more: whoever listened is gone, and Python would complain at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


_speak()
out = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
err = Console(stderr=True, highlight=False)


def fail(message: str) -> int:
    """Say what is wrong in one line on stderr and return the exit code 1.

    Args:
        message: What is wrong.
    """
    err.print(f"[bold]faro:[/bold] {_plain(message)}", soft_wrap=True)
    return 1


def note(message: str) -> None:
    """Say something on stderr, out of the way of the results.

    Args:
        message: What is said.
    """
    err.print(_plain(message), soft_wrap=True)


def table(title: str, headers: list[str], rows: list[list[str]]) -> None:
    """Show a table on stdout; columns of digits are aligned to the right.

    Args:
        title: What stands above it.
        headers: Names of the columns.
        rows: A list of cells each.
    """
    grid = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for index, header in enumerate(headers):
        numeric = all(row[index].replace(".", "").isdigit() for row in rows if row[index])
        grid.add_column(header, justify="right" if rows and numeric else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(_plain(cell) for cell in row))
    out.print(grid)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")


def put_csv(make: Callable[[bool], bytes]) -> None:
    """Write CSV to standard output, whatever the terminal's own encoding.

    Args:
        make: Returns the CSV, with or without the mark by which a spreadsheet program knows
            UTF-8. A file gets it, for a person opens it; a pipe does not, for a program reads it.
    """
    try:
        is_file = stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        is_file = False
    sys.stdout.flush()
    sys.stdout.buffer.write(make(is_file))
    sys.stdout.buffer.flush()


def put_json(content: Any) -> None:
    """Write JSON to standard output in UTF-8, whatever the terminal's own encoding.

    Args:
        content: What JSON can write.
    """
    put_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def put_text(text: str) -> None:
    """Write text that a program reads to standard output, in UTF-8.

    Args:
        text: With its line ends.
    """
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
        return
    buffer.write(text.encode("utf-8", "backslashreplace"))
    buffer.flush()
