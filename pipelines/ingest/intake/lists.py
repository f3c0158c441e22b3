"""What rows are held against, as those who take a file in see it.

Such lists may themselves be delivered, so that whoever keeps them takes files in
(:mod:`pipelines.ingest.reference`): here stands what is asked of them and nothing of how they come.
"""

from __future__ import annotations

from typing import Protocol

import pyarrow as pa

from pipelines.ingest.corrections import Correction
from pipelines.ingest.names import Matcher
from pipelines.specs import SourceColumn


class Lists(Protocol):
    """The lists that the rows of a file are held against.

    Attributes:
        consulted: Files and folders that were asked since somebody cleared it.
    """

    consulted: set[str]

    @property
    def corrections(self) -> list[Correction]:
        """Every known error of a publisher."""
        ...

    def matcher_of(self, country: str) -> Matcher | None:
        """Return the matcher of a country, or None where no list of it is known.

        Args:
            country: ISO code.
        """
        ...

    def choices(self, column: SourceColumn) -> dict[str, str] | None:
        """Return accepted text → value for a column, or None when any text is accepted.

        Args:
            column: A column of a kind or source.
        """
        ...

    def kin(self, column: SourceColumn) -> dict[str, str]:
        """Return value → what it has in common with others; empty where nothing is said of it.

        Args:
            column: A column of a kind or source.
        """
        ...

    def lookup(self, file: str) -> pa.Table:
        """Return a catalogue as it stands, every column as text.

        Args:
            file: Its name, as the rules of a kind give it.
        """
        ...
