"""What a table and a build are made of, as digests: the same ones make the same."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import paths, specs
from pipelines.build.warehouse import BATCH
from pipelines.ingest import inventory
from pipelines.methods import models
from pipelines.specs import lineage

# These shape no table: SQL and contracts are ingredients of their own tables.
_APART = {"checking", "contracts", "demo", "receiving", "sandbox", "sql"}


@dataclass(frozen=True)
class Recipe:
    """What a table was made of: the digest of its file, and of the content of what it reads."""

    own: str
    inputs: Mapping[str, str]

    def why_not(self, then: Recipe | None) -> str | None:
        """Return why a table has to be made again; None when it is made of the same.

        Args:
            then: What it was made of in the last build; None where it was not made.
        """
        if then is None:
            return "it is new"
        if self.own != then.own:
            return "its file changed"
        changed = self.changed(then)
        return f"{', '.join(changed)} changed" if changed else None

    def changed(self, then: Recipe) -> list[str]:
        """Return the tables it reads that are not what they were.

        Args:
            then: What it was made of in the last build.
        """
        every = sorted(self.inputs.keys() | then.inputs.keys())
        return [name for name in every if self.inputs.get(name) != then.inputs.get(name)]


def recipe_of(path: Path, contents: Mapping[str, str]) -> Recipe:
    """Return what a file would make its table of, given the content of the tables there are.

    Args:
        path: The SQL file or step.
        contents: Table → digest of its content.
    """
    text = path.read_text(encoding="utf-8")
    read = lineage.reads(path)
    return Recipe(of_text(text), {name: contents[name] for name in sorted(read & contents.keys())})


def content(rows: pa.Table | pa.RecordBatchReader) -> str:
    """Return the digest of a table: columns, types, and rows in the order in which they stand.

    Args:
        rows: Its rows; a reader gives them some at a time, for they may be any number.

    Returns:
        SHA-256, 64 hexadecimal digits.
    """
    digest = hashlib.sha256(str(rows.schema.remove_metadata()).encode())
    for part in _parts(rows):
        for values in part.combine_chunks().columns:
            if pa.types.is_dictionary(values.type):
                values = values.cast(pa.string())
            # What stands in memory where a cell is empty is anything at all: it is left out.
            for own in (values.is_null(), values.drop_null()):
                digest.update(
                    _bytes_of(own.cast(pa.uint8()) if pa.types.is_boolean(own.type) else own)
                )
    return digest.hexdigest()


def _parts(rows: pa.Table | pa.RecordBatchReader) -> Iterator[pa.Table]:
    """Yield :data:`BATCH` rows at once, wherever the batches that they come in are cut."""
    left = rows.schema.empty_table()
    for batch in rows.to_batches() if isinstance(rows, pa.Table) else rows:
        left = pa.concat_tables([left, pa.Table.from_batches([batch])])
        while len(left) >= BATCH:
            yield left.slice(0, BATCH)
            left = left.slice(BATCH)
    if len(left):
        yield left


def _bytes_of(values: pa.ChunkedArray) -> pa.Buffer:
    # Put together anew: a part cut out of a longer one keeps what it was cut from.
    whole = pa.concat_arrays([*values.chunks, pa.array([], values.type)])
    sink = pa.BufferOutputStream()
    table = pa.table({"": whole})
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def code(engine: str = "") -> str:
    """Return the digest of all code and of every rule that is no table's own.

    Args:
        engine: What makes tables beside DuckDB, if anything: its sums add up in another order, so
            that one engine takes nothing over from the other.
    """
    files = sorted(
        path
        for ending in ("*.py", "*.yml", "*.csv")
        for path in paths.PACKAGE.rglob(ending)
        if not _APART & set(path.relative_to(paths.PACKAGE).parts)
    )
    rules: list[Any] = [specs.thresholds(), *specs.sources().values(), *specs.kinds().values()]
    parts = [f"{path.relative_to(paths.PACKAGE)}:{inventory.digest(path)}" for path in files]
    parts += [rule.model_dump_json() for rule in rules]
    parts += [json.dumps(t.to_pylist(), default=str) for t in _models().values()]
    libraries = {**inventory.versions(), "sqlglot": version("sqlglot"), "python": sys.version}
    return of_text("\n".join([*parts, json.dumps(libraries), *([engine] if engine else [])]))


def _models() -> Mapping[str, pa.Table]:
    return models.tables(models.library())


def of_text(text: str) -> str:
    """Return the digest of a text.

    Args:
        text: In any language.

    Returns:
        SHA-256, 64 hexadecimal digits.
    """
    return hashlib.sha256(text.encode()).hexdigest()
