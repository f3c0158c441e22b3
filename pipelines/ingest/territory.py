"""The lists of municipalities of other countries: the registered ones and those delivered."""

from __future__ import annotations

from pathlib import Path

from pipelines import specs
from pipelines.ingest import intake
from pipelines.ingest.delivered import DeliveredLists, delivered_of
from pipelines.ingest.intake import Intake
from pipelines.ingest.intake.lists import Lists
from pipelines.ingest.names import Named

KIND = "territorio"
SOURCE = "territory_mexico"


def lists(raw: Path, reference: DeliveredLists) -> dict[str, list[Named]]:
    """Return the municipalities of each country with a list, Chile apart.

    Args:
        raw: Folder of the deliveries; every file below it that is a list of municipalities counts.
        reference: What the rows of those files are read against.

    Returns:
        ISO code of the country → its municipalities, in the order of the files.
    """
    by_country: dict[str, list[Named]] = {}
    for part in [*_registered(raw, reference), *delivered_of(raw, KIND, reference)]:
        names = ("country", "code", "municipality", "region")
        columns = [part.accepted.column(name).to_pylist() for name in names]
        for country, code, name, region in zip(*columns, strict=True):
            by_country.setdefault(country, []).append(Named(code, name, region))
    return by_country


def _registered(raw: Path, reference: Lists) -> list[Intake]:
    source = specs.sources()[SOURCE]
    return [
        part
        for file in source.files
        if (raw / file).is_file()
        for part in intake.take_in(raw / file, source=source, file=file, reference=reference)
    ]
