"""The index to search in, by Pagefind: per language, accent-blind, fetched bit by bit."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from pipelines.errors import FaroError

ENTRY = "pagefind/pagefind-entry.json"  # names the index of each language
# What nobody searches for: how a card is cited, and the tables that say again what a chart shows.
LEFT_OUT = ".faro-cite, .faro-fold table"


def index(folder: Path) -> None:
    """Write the index of an edition into it.

    Args:
        folder: The edition.

    Raises:
        FaroError: Pagefind is not there or cannot read the pages.
    """
    from pagefind_bin import get_executable

    command = [
        str(get_executable()),
        "--site",
        str(folder),
        "--glob",
        "{es,en}/**/*.html",
        "--exclude-selectors",
        LEFT_OUT,
        "--quiet",
    ]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        lines = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        raise FaroError(
            f"the search index could not be made: {lines[-1] if lines else 'no reason given'}",
            where="pagefind",
            fix="Install it again, or leave it out with --no-search",
            code="no_search",
        ) from error
    _ordered(folder / ENTRY)


def _ordered(entry: Path) -> None:
    """Write the keys of a file in their order: Pagefind gives its languages now so, now so."""
    text = json.dumps(json.loads(entry.read_text("utf-8")), ensure_ascii=False, sort_keys=True)
    entry.write_text(text, "utf-8")
