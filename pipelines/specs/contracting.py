"""How a contract is put together: each table's YAML says only what neither SQL nor others say.

Columns and types are those of ``columns.lock.yml``, written from the built tables. The words and
bounds of a column come, each over the one before, from ``_shared.yml`` by name, from the source or
kind that alone fills the table (``meaning``), and from the table's own YAML.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pipelines import paths
from pipelines.errors import FaroError
from pipelines.specs.base import parse, read_yaml
from pipelines.specs.rows import Kind, RowSpec
from pipelines.specs.tables import Contract

LOCK = "columns.lock.yml"
Columns = Mapping[str, Mapping[str, str]]
_MARKS = {"origin", "source_file", "source_row"}  # of each row of a core table
_ALL = "municipalities"  # a maximum that the list of comunas counts: no number of one country
_CALLED = {"municipality_code": "code"}  # what core tables call a key of what was accepted
_HEAD = (
    "# The columns of every table as built, in order, with their types. Written by "
    "`faro seal --contracts`; never by hand.\n"
)


def locked() -> Columns:
    """Return type by column by table, as reviewed last."""
    columns: Columns = read_yaml(paths.CONTRACTS / LOCK) or {}
    return columns


def lock_text(columns: Columns) -> str:
    """Return the lock file of these types by column by table.

    Args:
        columns: Table → column → type of DuckDB, the columns in their order.
    """
    lines = [
        f"{table}:\n" + "".join(f"  {name}: {kind}\n" for name, kind in own.items())
        for table, own in sorted(columns.items())
    ]
    return _HEAD + "".join(lines)


def meanings(specs: Iterable[RowSpec]) -> dict[str, dict[str, Any]]:
    """Return what sources and kinds say of the columns of the core table they alone fill.

    Args:
        specs: Every source and kind.

    Returns:
        Label and definition by column by table.
    """
    feeding: dict[str, list[RowSpec]] = defaultdict(list)
    for spec in specs:
        feeding[spec.table].append(spec)
    return {
        table: {
            name: {
                "label": column.meaning.label or column.label,
                "definition": column.meaning.definition,
            }
            for name, column in fed[0].columns.items()
            if column.meaning
        }
        for table, fed in feeding.items()
        if len(fed) == 1
    }


def passed_through(
    kind: Kind, types: Mapping[str, str], shared: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what the YAML of a core table would say that a kind alone fills, where it has none.

    Args:
        kind: The kind of delivery; a column without a ``meaning`` is what its ``help`` says.
        types: Columns of the table in order with their types, as locked.
        shared: Columns that ``_shared.yml`` describes.

    Returns:
        What :func:`contract` takes.
    """
    title, description = kind.title.model_dump(), kind.description.model_dump()
    helped = {
        name: {"label": column.label.model_dump(), "definition": column.help.model_dump()}
        for name, column in kind.columns.items()
        if name in types.keys() - shared.keys()
        and column.label
        and column.help
        and not column.meaning
    }
    needed = {name for name, column in kind.columns.items() if column.required} | _MARKS
    return {
        "label": title,
        "definition": description,
        "grain": description,
        "keys": [key if key in types else _CALLED.get(key, key) for key in kind.keys],
        "required": [name for name in types if name in needed],
        "columns": helped,
    }


def contract(
    name: str, data: Any, types: Mapping[str, str], words: Mapping[str, Mapping[str, Any]]
) -> Contract:
    """Put the contract of a table together.

    Args:
        name: The table.
        data: What its YAML says.
        types: Its columns in order with their types, as locked.
        words: What is said elsewhere of a column, by name.

    Raises:
        FaroError: The YAML says something wrong, or speaks of a column that the table has not
            (``bad_spec``).
    """
    where = f"{name}.yml"
    if not isinstance(data, dict):
        raise FaroError("a mapping is expected", where=where, code="bad_spec")
    own, required = data.get("columns") or {}, data.get("required") or []
    if not isinstance(own, dict) or not isinstance(required, list):
        raise FaroError(
            "columns: a mapping of column names is expected, and required: a list of them",
            where=where,
            code="bad_spec",
        )
    unknown = [
        mentioned
        for mentioned in [*own, *required, *data.get("keys", [])]
        if mentioned not in types
    ]
    if unknown:
        raise FaroError(
            f"speaks of {', '.join(map(str, unknown))}, which {LOCK} does not have",
            where=where,
            fix="Correct the name; where the table has a new column, run `faro seal --contracts`",
            code="bad_spec",
        )
    columns, checks = [], list(data.get("checks", []))
    for column, kind in types.items():
        described = {**words.get(column, {}), **(own.get(column) or {})}
        if not {"label", "definition"} <= described.keys():
            raise FaroError(
                f"columns.{column}: nobody says its label and definition",
                where=where,
                fix=f"Write both below `columns: {column}:`, or in _shared.yml for every table",
                code="bad_spec",
            )
        if described.get("maximum") == _ALL:
            described = {key: value for key, value in described.items() if key != "maximum"}
            checks.append(_at_most_all(name, column, described["label"]))
        columns.append({**described, "name": column, "type": kind, "required": column in required})
    rest = {key: value for key, value in data.items() if key != "required"}
    whole = {**rest, "name": name, "columns": columns, "checks": checks}
    return parse(Contract, whole, where=where)


def _at_most_all(table: str, column: str, label: Mapping[str, str]) -> dict[str, str]:
    """Return the check that a number of municipalities is no more than the territory has."""
    return {
        "id": f"at_most_all:{column}",
        "severity": "critical",
        "es": f"«{label['es']}» no pasa del número de municipios",
        "en": f"“{label['en']}” is no more than the number of municipalities",
        "sql": f'select * from "{table}" where "{column}" > '  # noqa: S608
        "(select count(*) from core_territory__comuna where has_municipality)",
    }
