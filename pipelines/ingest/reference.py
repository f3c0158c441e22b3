"""What rows are read against: the municipality matcher and the catalogues of accepted texts."""

from __future__ import annotations

import csv
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from pipelines import paths
from pipelines.errors import FaroError
from pipelines.ingest import corrections
from pipelines.ingest.corrections import Correction
from pipelines.ingest.names import HOME, CountryMatcher, Matcher, country_texts
from pipelines.methods import models
from pipelines.methods import questionnaires as instruments
from pipelines.specs import SourceColumn

TOOLS = "models"  # catalogues made of the model and instrument files, not delivered
_INSTRUMENTS = "instruments/"


class Reference:
    """The tables of one raw folder that every delivery is held against.

    Args:
        raw: The folder of the deliveries.
    """

    def __init__(self, raw: Path) -> None:
        self.raw = raw
        self._choices: dict[str, dict[str, str]] = {}
        self._lookups: dict[str, pa.Table] = {}

    @cached_property
    def matcher(self) -> Matcher:
        """The municipality matcher over ``territory/``."""
        return Matcher.from_folder(self.raw / "territory")

    @cached_property
    def _abroad(self) -> dict[str, CountryMatcher]:
        from pipelines.ingest import territory  # reading its files needs a reference: this one

        found = territory.lists(self.raw, self)
        return {country: CountryMatcher(rows) for country, rows in found.items()}

    def matcher_of(self, country: str) -> Matcher | None:
        """Return the matcher of a country, or None where no list of it was delivered.

        Args:
            country: ISO code; Chile's matcher needs nothing but its own tables.
        """
        return self.matcher if country == HOME else self._abroad.get(country)

    @cached_property
    def corrections(self) -> list[Correction]:
        """Every known error of a publisher."""
        return corrections.load(paths.CORRECTIONS)

    def choices(self, column: SourceColumn) -> dict[str, str] | None:
        """Return accepted text → value for a column, or None when any text is accepted."""
        found = dict(column.choices) if column.choices is not None else None
        if column.is_country:
            found = {**country_texts(), **(found or {})}
        wanted = column.choices_from
        if wanted is None:
            return found
        key = repr(wanted)
        if key not in self._choices:
            self._choices[key] = self._listed(wanted.file, wanted.value, wanted.spellings)
        return {**(found or {}), **self._choices[key]}

    def lookup(self, file: str) -> pa.Table:
        """Return a catalogue as it stands, every column as text, for the rules of a kind."""
        if file not in self._lookups:
            rows = self._rows(file)
            names = list(rows[0]) if rows else []
            arrays = [pa.array([row[n] or None for row in rows], pa.string()) for n in names]
            self._lookups[file] = pa.table(arrays, names=names)
        return self._lookups[file]

    def _listed(self, file: str, value: str, spellings: tuple[str, ...]) -> dict[str, str]:
        rows = self._rows(file)
        listed: dict[str, str] = {}
        for spelling in reversed(spellings):
            for row in rows:
                if row[spelling]:
                    listed[row[spelling]] = row[value]
        return listed

    def _rows(self, file: str) -> list[dict[str, str]]:
        if file == TOOLS:
            return models.tool_rows(models.library())
        if file.startswith(_INSTRUMENTS):
            return instruments.texts(Path(file).stem)
        if file.startswith(f"{TOOLS}/"):
            table = models.tables(models.library())[f"core_model__{file.partition('/')[2]}"]
            return [
                {name: "" if value is None else str(value) for name, value in row.items()}
                for row in table.to_pylist()
            ]
        path = self.raw / file
        if not path.is_file():
            raise FaroError(
                "the catalogue is missing", where=file, fix="Restore it", code="missing_file"
            )
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return list(csv.DictReader(handle))
