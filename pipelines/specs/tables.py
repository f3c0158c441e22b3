"""What curated tables hold: contracts with their checks, and the metrics that pages may show."""

from __future__ import annotations

from typing import Literal

from pipelines.specs.base import Bilingual, Model

Severity = Literal["critical", "warning"]
EntityKind = Literal["country", "group", "rurality", "region", "municipality"]


class Check(Model):
    """A check on a table: ``sql`` lists the rows that break it (none is a pass)."""

    id: str
    severity: Severity
    es: str
    en: str
    sql: str


class ContractColumn(Model):
    """One column of a curated table, described once for every reader."""

    name: str = ""
    type: str
    unit: str | None = None
    label: Bilingual
    definition: Bilingual
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] | None = None
    pattern: str | None = None


class Contract(Model):
    """The single description of a core or out table."""

    name: str
    label: Bilingual
    definition: Bilingual
    grain: Bilingual
    keys: tuple[str, ...]
    columns: tuple[ContractColumn, ...]
    checks: tuple[Check, ...] = ()
    min_rows: int = 0

    def column(self, name: str) -> ContractColumn:
        """Return the column called ``name``.

        Args:
            name: One of its columns.

        Raises:
            StopIteration: It has no such column.
        """
        return next(column for column in self.columns if column.name == name)


class Metric(Model):
    """One figure that pages may show, defined once: where it is and how it is written.

    ``comparable`` names the kinds of entity between which it may be set side by side,
    ``repeated_in`` the other tables where the same figure stands. Name and definition are those of
    its column unless it has its own.
    """

    id: str = ""
    table: str
    value: str
    n: str | None = None
    origin: str | None = "origin"
    dimensions: tuple[str, ...]
    unit: str
    decimals: int
    direction: Literal["up", "down", "none"] = "none"
    min_group: int = 1
    comparable: tuple[EntityKind, ...] = ()
    repeated_in: tuple[str, ...] = ()
    name: Bilingual
    definition: Bilingual

    def hides(self, n: float | None) -> bool:
        """Return whether a group is too small for its value to be shown; one of nobody has none.

        Args:
            n: How many the group has, in the unit of ``n``; None or NaN where it is not known.
        """
        return n is not None and 0 < n < self.min_group
