"""A table as a unit would send it, before it is written in one of the delivered formats."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

TITLE = "DATOS SIMULADOS para demostración: no son resultados del CPLT"


@dataclass(frozen=True)
class Pct:
    """A score in hundredths of a point, written in whatever way the format has."""

    hundredths: int

    def text(self, decimal: str) -> str:
        """Return the points with two decimals: 7810 → ``78,10``.

        Args:
            decimal: The sign before the decimals.
        """
        return f"{self.hundredths // 100}{decimal}{self.hundredths % 100:02d}"


Cell = str | int | float | date | Pct | None


@dataclass(frozen=True)
class Grid:
    """One table.

    Attributes:
        headers: Text of each column.
        rows: Cells, as wide as the headers.
        title: Lines above the header, the first of which says that the data are simulated.
        bands: Upper header: text and number of columns it spans; a band that is the header of
            its one column is merged over both rows. Empty for one header row.
        total: A totals row for the bottom.
    """

    headers: list[str]
    rows: Sequence[Sequence[Cell]]
    title: Sequence[str] = (TITLE,)
    bands: Sequence[tuple[str, int]] = ()
    total: Sequence[Cell] = ()


def average(rows: Sequence[Sequence[Cell]], column: int) -> Pct:
    """Return the mean of a column of scores, as a sender would put under it.

    Args:
        rows: The rows, one list of cells each.
        column: Which column, from 0.
    """
    values = [row[column].hundredths for row in rows if isinstance(row[column], Pct)]  # type: ignore[union-attr]
    return Pct(round(sum(values) / len(values)))


def _capitals(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(char for char in plain if not unicodedata.combining(char)).upper()


NameStyle = Callable[[str], str]
NAMES: dict[str, NameStyle] = {
    "plain": str,
    "formal": "Municipalidad de {}".format,
    "short": "I. Municipalidad de {}".format,
    "capitals": lambda name: f"MUNICIP. {_capitals(name)}",
    "illustrious": lambda name: f"Ilustre Municipalidad de {name}",
}
