"""Seals: checksum and rows of every registered file as reviewed, kept beside the data.

They stand in ``seals.yml`` of the raw folder, so that a row added to a catalogue touches data
alone, and every raw folder says for itself what was reviewed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from pipelines.errors import FaroError
from pipelines.specs import Model, parse, read_yaml

FILE = "seals.yml"
_HEAD = (
    "# The reviewed content of every registered file: checksum and rows. Written by `faro seal`.\n"
)


class Seal(Model):
    """Checksum (SHA-256, hexadecimal) and number of rows of a file when it was reviewed."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    rows: int = Field(ge=0)


def read(raw: Path) -> dict[str, Seal]:
    """Return the seal of each registered file of a raw folder.

    Args:
        raw: The folder of the deliveries.

    Raises:
        FaroError: There is no list of seals, or it says something else.
    """
    path = raw / FILE
    if not path.is_file():
        raise FaroError(
            "the list of seals is missing",
            where=FILE,
            fix="Restore it; it stands beside the registered files",
            code="missing_file",
        )
    entries = read_yaml(path)
    if not isinstance(entries, dict):
        raise FaroError("a list of files is expected", where=FILE, code="bad_spec")
    return {name: parse(Seal, entry, where=f"{FILE}: {name}") for name, entry in entries.items()}


def text(seals: Mapping[str, Seal]) -> str:
    """Return the content of the list of seals: one line a file, in order.

    Args:
        seals: File, as its path below the raw folder → its seal.
    """
    lines = (
        f'{name}: {{sha256: "{seal.sha256}", rows: {seal.rows}}}\n'
        for name, seal in sorted(seals.items())
    )
    return _HEAD + "".join(lines)
