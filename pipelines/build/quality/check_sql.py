"""What a contract asks of its table: each check in words, and as SQL that is true of a bad row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.specs import Contract, ContractColumn, Severity

FLOAT_TYPES = {"DOUBLE", "FLOAT"}


@dataclass(frozen=True)
class Planned:
    """One check of a contract; ``broken`` is SQL over a row, empty for checks of the table."""

    check_id: str
    column: str | None
    severity: Severity
    es: str
    en: str
    broken: str = ""

    @property
    def name(self) -> str:
        """The id of the check within its table."""
        return f"{self.check_id}:{self.column}" if self.column else self.check_id


def plan(contract: Contract) -> Iterator[Planned]:
    """Yield the checks that follow from a contract's keys, columns and least number of rows.

    Args:
        contract: The contract; its own checks (``checks``) are not among them.
    """
    yield Planned(
        "columns",
        None,
        "critical",
        "Las columnas son las del contrato",
        "The columns are those of the contract",
    )
    yield Planned(
        "rows",
        None,
        "critical",
        f"Hay al menos {contract.min_rows} filas",
        f"There are at least {contract.min_rows} rows",
    )
    if contract.keys:
        joined = ", ".join(contract.keys)
        yield Planned(
            "key",
            contract.keys[0] if len(contract.keys) == 1 else None,
            "critical",
            f"No se repite la clave {joined}",
            f"The key {joined} is never repeated",
        )
    for column in contract.columns:
        yield from _of_column(column)


def _of_column(column: ContractColumn) -> Iterator[Planned]:
    name, quoted = column.name, quote(column.name)
    es, en = column.label.es, column.label.en
    absent = is_absent(column)
    if column.required:
        yield Planned(
            "required",
            name,
            "critical",
            f"«{es}» nunca está vacío",
            f"“{en}” is never empty",
            absent,
        )
    low, high = column.minimum, column.maximum
    if low is not None or high is not None:
        outside = [f"{quoted} < {low!r}"] if low is not None else []
        outside += [f"{quoted} > {high!r}"] if high is not None else []
        yield Planned(
            "range",
            name,
            "critical",
            f"«{es}» está entre {_bound(low)} y {_bound(high)}",
            f"“{en}” lies between {_bound(low)} and {_bound(high)}",
            f"not ({absent}) and ({' or '.join(outside)})",
        )
    if column.values is not None:
        allowed = ", ".join(column.values)
        listed = ", ".join(text(value) for value in column.values)
        yield Planned(
            "values",
            name,
            "critical",
            f"«{es}» es uno de: {allowed}",
            f"“{en}” is one of: {allowed}",
            f"{quoted}::varchar not in ({listed})" if listed else f"not ({absent})",
        )
    if column.pattern:
        yield Planned(
            "pattern",
            name,
            "critical",
            f"«{es}» tiene la forma esperada",
            f"“{en}” has the expected form",
            f"not regexp_matches({quoted}::varchar, {text(column.pattern)})",
        )


def is_absent(column: ContractColumn) -> str:
    """Return SQL that is true where a column holds nothing; not-a-number is nothing.

    Args:
        column: A column; only one of :data:`FLOAT_TYPES` can hold what is not a number.
    """
    quoted = quote(column.name)
    nothing = f"{quoted} is null"
    return f"{nothing} or isnan({quoted})" if column.type in FLOAT_TYPES else nothing


def quote(name: str) -> str:
    """Return a name as SQL.

    Args:
        name: The name of a table or column, whatever it holds.
    """
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """Return a text as SQL.

    Args:
        value: The text, whatever it holds.
    """
    return "'" + value.replace("'", "''") + "'"


def _bound(value: float | None) -> str:
    return "∞" if value is None else f"{value:g}"
