"""How the rows of a file are read: sources and kinds of delivery, their columns and rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from pipelines.origins import Origin
from pipelines.specs.base import Bilingual, Model

CellType = Literal[
    "text", "integer", "decimal", "percent", "date", "period", "month", "mark", "year", "boolean",
    "timestamp",
]  # fmt: skip


class MunicipalityRule(Model):
    """Which columns name the municipality of a row; the match becomes the column ``cut``.

    With ``country`` the row may be of any country: ``municipality_code`` is the match within the
    country of the row, and ``cut`` is filled in Chile alone.
    """

    name: str | None = None
    code: str | None = None
    region: str | None = None
    country: str | None = None
    when: str | None = None


class ChoicesFrom(Model):
    """Accepted texts that a catalogue lists: any of ``spellings`` stands for ``value``.

    ``file`` is a CSV file below ``data/raw``, ``models`` for the tools of every model, or
    ``models/order`` and the like for a table of the models. With ``by_words`` a text is also taken
    for the one listed name that has the same words; ``kin`` names what entries have in common:
    suggestions come first from the kin of what else the sheet holds.
    """

    file: str
    value: str
    spellings: tuple[str, ...]
    by_words: bool = False
    kin: str | None = None


class Meaning(Model):
    """What a delivered column says in the core table it passes through to, unchanged.

    Without a label of its own it is called as in the delivery.
    """

    label: Bilingual | None = None
    definition: Bilingual


class SourceColumn(Model):
    """One column as delivered: accepted headers, type and bounds of its values.

    A ``period`` is a day, a month or a year, kept as exact as it was written: ``2020-10-05``,
    ``2020-10``, ``2020``.

    ``required`` cells may not be empty; ``default`` fills empty ones, and so does
    ``made_of``, SQL over the other columns of the row; ``keep_state`` adds a
    column ``<name>_state`` that tells missing from not applicable; ``is_country`` accepts any
    country, by its ISO code or by its name in either language; ``is_ogp_member`` also the local
    members of OGP; ``is_role`` accepts posts and units, never names; ``has_come`` accepts no day
    to come, nor a month of ``year``, as it is in Chile; ``meaning`` describes the column in the
    contract of the table; ``named_in`` is the part of the words where each choice has its name, of
    a list that grows.
    """

    headers: tuple[str, ...] = ()
    type: CellType = "text"
    label: Bilingual | None = None
    help: Bilingual | None = None
    required: bool = False
    default: str | None = None
    made_of: str | None = None
    keep_state: bool = False
    empty_means: bool | None = None
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] | None = None
    pattern: str | None = None
    choices: Mapping[str, str] | None = None
    named_in: str | None = None
    choices_from: ChoicesFrom | None = None
    is_country: bool = False
    is_ogp_member: bool = False
    is_role: bool = False
    has_come: bool = False
    meaning: Meaning | None = None


class RowRule(Model):
    """A row for which ``violates`` (SQL over the typed columns) is true goes to quarantine."""

    id: str
    column: str
    violates: str
    es: str
    en: str


class RowSpec(Model):
    """How the rows of a file are read, typed, keyed and judged.

    ``lookups`` are CSV files below ``data/raw``, or tables of the models (``models/order``), that
    the rules may read, by table name; the rows themselves are ``rows``.
    """

    id: str
    title: Bilingual
    table: str = Field(pattern="^core_[a-z0-9]+__[a-z0-9_]+$")
    keys: tuple[str, ...]
    columns: Mapping[str, SourceColumn]
    municipality: MunicipalityRule | None = None
    lookups: Mapping[str, str] = {}
    rules: tuple[RowRule, ...] = ()

    @model_validator(mode="after")
    def _is_keyed_by_its_columns(self) -> Self:
        """Refuse a key that accepted rows do not have: none could be told from another."""
        place = self.municipality
        matched = ["cut"] if place else []
        matched += ["municipality_code"] if place and place.country else []
        states = [f"{name}_state" for name, column in self.columns.items() if column.keep_state]
        if unknown := set(self.keys) - {*self.columns, *matched, *states}:
            raise ValueError(
                f"keys: {', '.join(sorted(unknown))} is no column; a municipality is keyed by "
                "`cut`, or by `municipality_code` where its rule names a country"
            )
        return self


class Source(RowSpec):
    """A registered source: publisher, terms, files below ``data/raw``, and how rows are read.

    What a file has to hold is sealed beside the data (:mod:`pipelines.ingest.seals`).
    """

    publisher: str
    licence: str
    url: str | None = None
    caveats: Bilingual
    origin: Origin
    files: tuple[str, ...]


class Edition(Model):
    """How a file that comes again and again tells its day.

    ``column`` says it; where it is empty all through, the date in the file name counts, and where
    there is none, the latest date of the columns ``latest_of``. ``months`` are its marks, January
    to December, of the year that the column ``year`` says. ``listed`` is the registered file, and
    its column, of the days of editions there are already.
    """

    column: str
    latest_of: tuple[str, ...] = ()
    year: str
    months: tuple[str, ...]
    listed: tuple[str, str]


class Kind(RowSpec):
    """A kind of delivery that anybody may drop in, in any of its shapes.

    ``family`` groups the shapes of one kind; ``at_least_one`` names columns of which a file
    must have one; ``facts`` names columns that a sheet may say once, above its header, as label and
    value side by side; ``examples`` are rows a template shows. With ``keeps_history`` a later file
    never replaces an earlier one; ``edition`` says how a file tells its day; with
    ``drops_people`` names, e-mails and phones of people are left at the door, and with
    ``drops_unknown`` every column it does not list; with ``of_everyone`` a row counts or scores
    all of a municipality, and one of some of its people only is none; with ``of_acts`` a row is
    something done, and one that is not done yet or refused is none. ``adds_to`` are the
    catalogues below ``data/raw`` that its rows add to, for whatever is read against it
    (``registered/<file>`` is that catalogue alone); ``replaces`` those that give their place to its
    rows, with the columns that are called otherwise there. ``in_panel`` says that the simulated
    panel of ``faro demo`` has files of it: what people decide, write or list has none.
    """

    family: str
    order: int
    keeps_history: bool = False
    edition: Edition | None = None
    drops_people: bool = False
    drops_unknown: bool = False
    of_everyone: bool = False
    of_acts: bool = False
    in_panel: bool = False
    description: Bilingual
    at_least_one: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    adds_to: tuple[str, ...] = ()
    replaces: Mapping[str, Mapping[str, str]] = {}
    examples: tuple[Mapping[str, str], ...]
