"""Where people are kept out, a cell of a municipality says a place and nobody: not even beside it.

The name, code and region of a municipality only find it: what is written there is kept and shown
where it is, or nearly is, what such a cell is for, and hidden where it is not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from pipelines.ingest import reading
from pipelines.ingest.intake.lists import Lists
from pipelines.ingest.intake.typing import raw_texts
from pipelines.ingest.names import HOME, Matcher, country_of
from pipelines.ingest.reading.columns import Column
from pipelines.ingest.reading.row_view import Rows
from pipelines.personal import hidden
from pipelines.specs import Kind, RowSpec

_BETWEEN = re.compile(
    r"(\s+[-–—|/·]\s+|[,;:()\[\]{}/|\n\t]|(?<=\d)\s+(?=\D)|(?<=\D)\s+(?=\d))"
)  # a name, its region and its code in one cell


def place_columns(source: RowSpec) -> set[str]:
    """Return the columns of a kind that keeps people out which only say the municipality.

    One with a list of its own refuses whatever is not on the list.

    Args:
        source: The description; one that keeps nobody out has none.
    """
    rule = source.municipality
    if rule is None or not (isinstance(source, Kind) and source.drops_people):
        return set()
    named = (name for name in (rule.name, rule.code, rule.region) if name)
    return {name for name in named if source.columns[name].choices_from is None}


@dataclass(frozen=True)
class Places:
    """What cells of the municipality columns of a table may say.

    Attributes:
        columns: Their names; empty where the kind keeps nobody out.
        matchers: The lists of Chile and of the countries that the table names.
    """

    columns: set[str]
    matchers: Sequence[Matcher]

    @classmethod
    def of(cls, source: RowSpec, table: reading.Table, reference: Lists) -> Places:
        """Return what a table of a source may say of its places.

        Args:
            source: The description.
            table: The table, which may name countries.
            reference: The lists of municipalities; a country without one knows no place.
        """
        columns = place_columns(source)
        countries = [HOME]
        rule = source.municipality
        if columns and rule is not None and rule.country:
            codes = {country_of(str(text)) for text in raw_texts(source, table)[rule.country]}
            countries += sorted(codes - {None, HOME}, key=str)  # type: ignore[arg-type]
        matchers = [reference.matcher_of(country) for country in countries] if columns else []
        return cls(columns, [matcher for matcher in matchers if matcher is not None])

    def shown(self, text: object) -> object:
        """Return a cell without what is neither a place nor nearly one; numbers as they are.

        Args:
            text: A cell; what is no text is returned as it is.
        """
        if not isinstance(text, str) or self._known(text):
            return text
        parts = _BETWEEN.split(text)
        parts[::2] = [part if self._known(part) else hidden(part) or "" for part in parts[::2]]
        return "".join(parts)

    def _known(self, text: str) -> bool:
        return any(matcher.knows(text) for matcher in self.matchers)

    def texts(self, columns: Mapping[str, Column]) -> dict[str, Column]:
        """Return columns by name, each of places as it is shown.

        Args:
            columns: Column by name.
        """
        own = {name: columns[name].mapped(self.shown) for name in self.columns & set(columns)}
        return {**columns, **own}

    def typed(self, columns: Mapping[str, pa.Array]) -> dict[str, pa.Array]:
        """Return typed columns by name, each of places as it is shown.

        Args:
            columns: Column by name; each of places keeps its type.
        """
        own = {
            name: Column.of(columns[name].to_pylist()).mapped(self.shown).arrow(columns[name].type)
            for name in self.columns & set(columns)
        }
        return {**columns, **own}

    def sheet(self, sheet: reading.Sheet, table: reading.Table) -> reading.Sheet:
        """Return a sheet whose cells of places below the header, or said above it, are shown.

        Args:
            sheet: The sheet as read.
            table: The table in it.
        """
        columns = list(sheet.rows.columns)
        body = table.header_row + table.header_rows - 1
        for name in self.columns & set(table.columns):
            row, at = table.above.get(name, (0, table.columns[name]))
            where = [row - 1] if name in table.above else range(body, len(sheet.rows))
            changes = {index: self.shown(columns[at][index]) for index in where}
            columns[at] = columns[at].changed(changes)
        return replace(sheet, rows=Rows(columns, sheet.rows.lengths))
