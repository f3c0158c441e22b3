"""What became of a file: accepted rows, quarantined rows, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.ingest import reading
from pipelines.ingest.cells import REASONS as CELL_REASONS
from pipelines.ingest.corrections import Applied
from pipelines.ingest.names import REASONS as NAME_REASONS
from pipelines.paths import PACKAGE
from pipelines.personal import masked
from pipelines.specs import Bilingual, RowSpec, read_yaml

NOT_ROWS = {"title", "blank"}
DAYS_TO_COME = frozenset({"future_day", "day_to_come", "month_to_come"})  # problems that time mends
QUARANTINE_SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("file", pa.string()),
        ("sheet", pa.string()),
        ("row_number", pa.int64()),
        ("column_name", pa.string()),
        ("cell", pa.string()),
        ("scope", pa.string()),
        ("reason_code", pa.string()),
        ("reason_es", pa.string()),
        ("reason_en", pa.string()),
        ("raw_text", pa.string()),
    ]
)
_REASONS: dict[str, dict[str, str]] = read_yaml(PACKAGE / "reasons.yml")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one row, one whole column or a whole file is in quarantine; there may be millions."""

    row: int | None
    column: str | None
    code: str
    raw_text: str | None
    reason_es: str
    reason_en: str
    scope: str = "row"
    cell: str | None = None
    suggestions: tuple[str, ...] = ()

    def with_cell(self, columns: dict[str, int], above: Mapping[str, tuple[int, int]]) -> Problem:
        """Return the same problem with the address of its cell, where it has one.

        Args:
            columns: Position (0-based) of each recognised column.
            above: Row (1-based) and position of what stands once over the header, by column.
        """
        if self.row is None or self.column is None or self.column not in columns:
            return self
        if self.column in above:
            return replace(self, cell=reading.cell_address(*above[self.column]))
        return replace(self, cell=reading.cell_address(self.row, columns[self.column]))


@dataclass
class Intake:
    """What became of one sheet of a file.

    Attributes:
        texts: Makes the delivered rows as text, which ``raw`` keeps: a check never needs them.
        accepted: The typed rows that hold, with the same row marks, and ``cut`` where matched.
        problems: One entry per problem; a row with any row-scoped problem is not accepted.
        delivered: Number of rows delivered (blank and title rows are not rows).
        columns: Position (0-based) of each recognised column.
        above: Cell of each column that the sheet says once, over the header.
        rules: How each ambiguous column was decided, by column.
        notes: What the reader of the file should know (``code key=value …``).
        corrections: Corrections of the publisher's errors, and whether they were applied.
        of_all: What is told of every row alike (:func:`beside.of_all`), by header, as a digest of
            two bytes: it tells two apart, and not who they are.
    """

    source: RowSpec
    file: str
    sheet: str | None
    texts: Callable[[], pa.Table]
    accepted: pa.Table
    problems: list[Problem]
    delivered: int
    columns: dict[str, int] = field(default_factory=dict)
    above: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    header_row: int = 1
    rules: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    format: str = "csv"
    corrections: list[Applied] = field(default_factory=list)
    of_all: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def raw(self) -> pa.Table:
        """The delivered rows as text, with ``_file``, ``_sheet``, ``_row`` and ``_extra``."""
        return self.texts()

    @property
    def quarantined(self) -> int:
        """Number of delivered rows that are in quarantine."""
        return len({p.row for p in self.problems if p.scope == "row"})

    def texts_stand_elsewhere(self, texts: Callable[[], pa.Table]) -> None:
        """Forget the delivered texts, which may be of any size: they can be read again.

        Args:
            texts: Reads them.
        """
        self.texts = texts
        self.__dict__.pop("raw", None)

    def accepted_stand_elsewhere(self) -> None:
        """Forget the rows accepted, which may be of any size: a database has them."""
        self.accepted = self.accepted.schema.empty_table()

    def set_apart(self, problems: Sequence[Problem]) -> None:
        """Move the rows of ``problems`` from accepted to quarantine.

        Args:
            problems: Of its rows; one about a column or the file moves none.
        """
        if not problems:
            return
        self.accepted = without(self.accepted, problems)
        self.problems += [problem.with_cell(self.columns, self.above) for problem in problems]


def reason_texts(code: str, **values: object) -> tuple[str, str]:
    """Return the Spanish and English sentence for a reason code.

    Args:
        code: A code of ``reasons.yml``, of cells or of names.
        **values: What its sentences leave open, by name.

    Raises:
        KeyError: There is no such code, or a value that it leaves open is not given.
    """
    texts = _REASONS.get(code) or CELL_REASONS.get(code) or NAME_REASONS[code]
    return texts["es"].format(**values), texts["en"].format(**values)


def problem(
    row: int | None,
    column: str | None,
    code: str,
    text: str | None,
    *,
    scope: str = "row",
    **values: object,
) -> Problem:
    """Return a problem with its sentences in both languages.

    Args:
        row: Row of the file (1-based); None where it is about more than one.
        column: The column; None where it is about the row.
        code: The code of the reason.
        text: What stands there, as delivered.
        scope: ``row`` where the row is not accepted for it, ``column`` where it only has to be
            said.
        **values: What its sentences leave open beside column and text, by name.

    Raises:
        KeyError: There is no such code, or a value that it leaves open is not given.
    """
    es, en = reason_texts(code, column=column, text=text, **values)
    return Problem(row, column, code, text, es, en, scope=scope)


def one_a_cell(problems: Iterable[Problem]) -> list[Problem]:
    """Return the first problem of each cell: what follows from it would say the same again.

    Args:
        problems: In the order in which they were found; those about a whole row count as of one
            cell.
    """
    first: dict[tuple[int | None, str | None], Problem] = {}
    for fault in problems:
        first.setdefault((fault.row, fault.column), fault)
    return list(first.values())


def without(frame: pa.Table, problems: Iterable[Problem]) -> pa.Table:
    """Return the rows of ``frame`` that no row-scoped problem names.

    Args:
        frame: Rows of a table, each with its row of the file in ``_row``.
        problems: What is wrong with them.
    """
    bad = {p.row for p in problems if p.scope == "row"}
    if not bad:
        return frame
    return frame.filter(pc.invert(pc.is_in(frame.column("_row"), pa.array(list(bad), pa.int64()))))


def label_of(spec: RowSpec, name: str) -> Bilingual:
    """Return the label of a column; its first header or its name where it has none.

    Args:
        spec: The description.
        name: The column, as the description calls it.
    """
    column = spec.columns[name]
    if column.label is not None:
        return column.label
    text = column.headers[0] if column.headers else name
    return Bilingual(es=text, en=text)


def with_labels(spec: RowSpec, fault: Problem) -> tuple[str, str]:
    """Return the two sentences of a problem, its column called as readers know it.

    Args:
        spec: The description of the rows.
        fault: The problem.

    Returns:
        Spanish and English.
    """
    es, en, name = fault.reason_es, fault.reason_en, fault.column
    if name is None or name not in spec.columns:
        return es, en
    label = label_of(spec, name)
    return es.replace(f"«{name}»", f"«{label.es}»"), en.replace(f"“{name}”", f"“{label.en}”")


def quarantine_table(intakes: Iterable[Intake], extra: Iterable[dict] = ()) -> pa.Table:
    """Return every problem of ``intakes`` as one table (``QUARANTINE_SCHEMA``).

    Readers need the reason and the place, never the person: personal data is masked.

    Args:
        intakes: What became of the files.
        extra: Rows that belong to no table of a file, under the columns of the schema.
    """
    rows = [
        {
            "source": intake.source.id,
            "file": intake.file,
            "sheet": intake.sheet,
            "row_number": p.row,
            "column_name": p.column,
            "cell": p.cell,
            "scope": p.scope,
            "reason_code": p.code,
            "reason_es": masked(es),
            "reason_en": masked(en),
            "raw_text": masked(p.raw_text),
        }
        for intake in intakes
        for p in intake.problems
        for es, en in [with_labels(intake.source, p)]
    ]
    return pa.Table.from_pylist([*rows, *extra], schema=QUARANTINE_SCHEMA)
