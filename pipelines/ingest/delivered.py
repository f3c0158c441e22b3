"""The rows of one kind that a raw folder holds, for whatever else is read against them."""

from __future__ import annotations

from pathlib import Path

from pipelines import specs
from pipelines.errors import FaroError
from pipelines.ingest import deliveries, intake
from pipelines.ingest.intake import Intake
from pipelines.ingest.reference import Reference


def delivered_of(raw: Path, kind: str, reference: Reference) -> list[Intake]:
    """Return what became of every delivered file of a kind, repeated keys settled.

    Args:
        raw: Folder of the deliveries.
        kind: Id of the kind.
        reference: What the rows of those files are read against.
    """
    kinds = specs.kinds()
    registered = {file for source in specs.sources().values() for file in source.files}
    parts: list[Intake] = []
    for path in deliveries.data_files(raw):
        name = str(path.relative_to(raw))
        if name in registered:
            continue
        try:
            if name not in reference.recognised:  # every kind asks for every file
                reference.recognised[name] = None
                reference.recognised[name] = intake.recognise(intake.read(path, name), kinds).id
            if reference.recognised[name] != kind:
                continue
            parts += intake.take_in(path, source=kinds[kind], file=name, reference=reference)
        except FaroError:  # whoever takes it in says what is wrong with it
            continue
    intake.settle(parts)
    return parts
