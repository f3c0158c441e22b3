"""What rows are read against: the municipality matcher and the catalogues of accepted texts."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import pyarrow as pa

from pipelines import paths, specs
from pipelines.errors import FaroError
from pipelines.ingest import corrections, territory
from pipelines.ingest.corrections import Correction
from pipelines.ingest.delivered import delivered_of
from pipelines.ingest.intake import Intake
from pipelines.ingest.names import HOME, CountryMatcher, Matcher, country_texts, member_texts
from pipelines.methods import models
from pipelines.methods import questionnaires as instruments
from pipelines.specs import SourceColumn

TOOLS = "models"  # catalogues made of the model and instrument files, not delivered
_INSTRUMENTS = "instruments/"
REGISTERED = "registered/"  # a catalogue without what deliveries add to it
TERRITORY, EVERYTHING = "territory/", ""


class Reference:
    """The tables of one raw folder that every delivery is held against.

    Args:
        raw: The folder of the deliveries.
        beside: Files of the same delivery that are not in it yet, or folders of such files.

    Attributes:
        consulted: Files and folders below ``raw`` that were asked since somebody cleared it.
        recognised: The kind of every delivery looked at so far; None where it is of none.
    """

    def __init__(self, raw: Path, beside: Sequence[Path] = ()) -> None:
        self.raw = raw
        self.beside = tuple(beside)
        self.consulted: set[str] = set()
        self.recognised: dict[str, str | None] = {}
        self._choices: dict[str, dict[str, str]] = {}
        self._lookups: dict[str, pa.Table] = {}
        self._additions: dict[str, list[dict[str, str]]] = {}

    @property
    def matcher(self) -> Matcher:
        """The municipality matcher over ``territory/``."""
        self.consulted.add(TERRITORY)
        return self._matcher

    @cached_property
    def _matcher(self) -> Matcher:
        return Matcher.from_folder(self.raw / "territory")

    @cached_property
    def _abroad(self) -> dict[str, CountryMatcher]:
        lists = territory.lists(self.raw, self)
        return {country: CountryMatcher(rows) for country, rows in lists.items()}

    def matcher_of(self, country: str) -> Matcher | None:
        """Return the matcher of a country, or None where no list of it was delivered.

        Args:
            country: ISO code; Chile's matcher needs nothing but its own tables.
        """
        if country == HOME:
            return self.matcher
        self.consulted.add(EVERYTHING)  # lists of other countries may be deliveries themselves
        return self._abroad.get(country)

    @cached_property
    def corrections(self) -> list[Correction]:
        """Every known error of a publisher."""
        return corrections.load(paths.CORRECTIONS)

    def choices(self, column: SourceColumn) -> dict[str, str] | None:
        """Return accepted text → value for a column, or None when any text is accepted.

        Args:
            column: A column of a kind or source; its own choices, its catalogue and the lists of
                countries and members of OGP count together.

        Raises:
            FaroError: Its catalogue is missing (``missing_file``).
        """
        accepted = dict(column.choices) if column.choices is not None else None
        if column.is_country:
            accepted = {**country_texts(), **(accepted or {})}
        if column.is_ogp_member:
            accepted = {**member_texts(), **(accepted or {})}
        wanted = column.choices_from
        if wanted is None:
            return accepted
        self._ask(wanted.file)
        key = repr(wanted)
        if key not in self._choices:
            self._choices[key] = self._listed(wanted.file, wanted.value, wanted.spellings)
        return {**(accepted or {}), **self._choices[key]}

    def kin(self, column: SourceColumn) -> dict[str, str]:
        """Return value → what it has in common with others; empty where nothing is said of it.

        Args:
            column: A column; of one without a catalogue nothing is said.

        Raises:
            FaroError: Its catalogue is missing (``missing_file``).
        """
        wanted = column.choices_from
        if wanted is None or wanted.kin is None:
            return {}
        self._ask(wanted.file)
        return {row[wanted.value]: row[wanted.kin] for row in self._rows(wanted.file)}

    def lookup(self, file: str) -> pa.Table:
        """Return a catalogue as it stands, every column as text, for the rules of a kind.

        Args:
            file: Path below the raw folder, or a catalogue made of models or instruments
                (:data:`TOOLS`); after :data:`REGISTERED` without what deliveries add to it.

        Returns:
            Its rows with what deliveries add to them, or with what one puts in their place; an
            empty cell is null.

        Raises:
            FaroError: The catalogue is missing (``missing_file``).
        """
        self._ask(file)
        if file not in self._lookups:
            rows = self._rows(file)
            names = list(rows[0]) if rows else []
            arrays = [pa.array([row[n] or None for row in rows], pa.string()) for n in names]
            self._lookups[file] = pa.table(arrays, names=names)
        return self._lookups[file]

    def _ask(self, file: str) -> None:
        """Note that a list was asked; one that deliveries add to rests on whatever they rest on."""
        kinds = specs.kinds().values()
        added_to = any(file in kind.adds_to or file in kind.replaces for kind in kinds)
        self.consulted.add(EVERYTHING if added_to else file.removeprefix(REGISTERED))

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
        if file.startswith(REGISTERED):
            return self._registered(file.removeprefix(REGISTERED))
        if file.startswith(_INSTRUMENTS):
            return instruments.texts(Path(file).stem)
        if file.startswith(f"{TOOLS}/"):
            table = models.tables(models.library())[f"core_model__{file.partition('/')[2]}"]
            return [
                {name: "" if value is None else str(value) for name, value in row.items()}
                for row in table.to_pylist()
            ]
        return self._in_its_place(file) or [*self._registered(file), *self._added(file)]

    def _in_its_place(self, file: str) -> list[dict[str, str]]:
        """Return the rows that a delivery puts in the place of a catalogue, under its columns."""
        for kind in specs.kinds().values():
            if file in kind.replaces:
                called = kind.replaces[file]
                names = {name: called.get(name, name) for name in self._registered(file)[0]}
                rows = [
                    tuple(_as_written(row.get(column)) for column in names.values())
                    for part in self._delivered(kind.id)
                    for row in part.accepted.to_pylist()
                ]
                return [dict(zip(names, row, strict=True)) for row in dict.fromkeys(rows)]
        return []

    def _added(self, file: str) -> list[dict[str, str]]:
        """Return the rows that deliveries add to a catalogue, under the columns it has."""
        if file not in self._additions:
            self._additions[file] = []  # what is read against itself sees what is registered
            choices, lookups = dict(self._choices), dict(self._lookups)  # and nothing else does
            rows = [
                row
                for kind in specs.kinds().values()
                if file in kind.adds_to
                for part in self._delivered(kind.id)
                for row in part.accepted.to_pylist()
            ]
            self._choices, self._lookups = choices, lookups
            names = list(self._registered(file)[0])
            self._additions[file] = [
                {name: "" if row.get(name) is None else str(row[name]) for name in names}
                for row in rows
            ]
        return self._additions[file]

    def _delivered(self, kind: str) -> list[Intake]:
        return delivered_of(self.raw, kind, self)

    def _registered(self, file: str) -> list[dict[str, str]]:
        path = self.raw / file
        if not path.is_file():
            raise FaroError(
                "the catalogue is missing", where=file, fix="Restore it", code="missing_file"
            )
        with path.open(encoding="utf-8-sig", newline="") as handle:
            return list(csv.DictReader(handle))


def _as_written(value: object) -> str:
    """Return a typed value as a catalogue writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
