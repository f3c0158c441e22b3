"""The rows of one kind that a raw folder holds, for whatever else is read against them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from pipelines import specs
from pipelines.errors import FaroError
from pipelines.ingest import deliveries, intake
from pipelines.ingest.intake import Intake
from pipelines.ingest.intake.lists import Lists


class DeliveredLists(Lists, Protocol):
    """Lists that deliveries add to.

    Attributes:
        beside: Files of the same delivery that are not in the raw folder yet, or their folders.
        recognised: The kind of every delivery looked at so far; None where it is of none.
    """

    beside: tuple[Path, ...]
    recognised: dict[str, str | None]


def delivered_of(raw: Path, kind: str, reference: DeliveredLists) -> list[Intake]:
    """Return what became of every delivered file of a kind, and of those that come beside them,
    repeated keys settled.

    Args:
        raw: Folder of the deliveries.
        kind: Id of the kind.
        reference: What the rows of those files are read against.
    """
    kinds = specs.kinds()
    registered = {file for source in specs.sources().values() for file in source.files}
    parts: list[Intake] = []
    inside = {str(path.relative_to(raw)): path for path in deliveries.data_files(raw)}
    files = {name: path for name, path in inside.items() if name not in registered}
    coming = {str(path.absolute()): path for path in _coming(reference.beside)}
    for name, path in {**files, **coming}.items():
        try:
            if name not in reference.recognised:  # every kind asks for every file
                reference.recognised[name] = None
                reference.recognised[name] = intake.recognise(intake.read(path, name), kinds).id
            if reference.recognised[name] != kind:
                continue
            parts += intake.take_in(path, source=kinds[kind], file=name, reference=reference)
        except FaroError:  # whoever takes it in says what is wrong with it
            continue
    intake.split_by_file(parts)
    intake.settle(parts)
    return parts


def _coming(beside: Sequence[Path]) -> list[Path]:
    """Return the files of a delivery that is not in the raw folder yet."""
    return [
        file
        for path in beside
        for file in (deliveries.data_files(path) if path.is_dir() else [path])
    ]
