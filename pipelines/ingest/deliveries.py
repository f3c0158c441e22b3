"""Which files of a raw folder are deliveries, and of which kind.

Every file below ``data/raw`` that no source registers is a delivery, whatever its ending; its kind
is recognised from its columns, and one that holds no table is refused by name. Simulated
deliveries stand in for a kind only until a real file of its family is delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import FaroError, readable
from pipelines.ingest import evidence_files as evidence
from pipelines.ingest import intake
from pipelines.ingest.intake import Intake
from pipelines.ingest.intake.keeping import Kept
from pipelines.ingest.intake.lists import Lists
from pipelines.ingest.inventory import Input, digest
from pipelines.ingest.reading import Document, ReadingError
from pipelines.specs import Kind, Origin

NO_DELIVERIES = {".md", ".yml", ".yaml"}  # what explains a folder, and the seals
# What systems leave in folders by themselves, and what a simulated panel says of itself.
LITTER = {"thumbs.db", "desktop.ini", "manifest.json"}
SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Delivery:
    """One delivered file: where it is, how readers call it, and whether it is simulated."""

    path: Path
    name: str
    origin: Origin
    sha256: str


@dataclass(frozen=True)
class Refused:
    """A delivery that could not be read as any known kind."""

    delivery: Delivery
    error: FaroError


def discover(raw: Path, registered: Sequence[str], *, demo: Path | None = None) -> list[Delivery]:
    """List the deliveries of a raw folder, and those of the demonstration folder after them.

    Args:
        raw: Folder of the deliveries.
        registered: Files (below ``raw``) that a source registers.
        demo: Folder of the simulated deliveries, if they are to stand in.
    """
    deliveries = [
        Delivery(path, readable(path.relative_to(raw)), "delivered", digest(path))
        for path in data_files(raw)
        if str(path.relative_to(raw)) not in set(registered)
    ]
    if demo is not None:
        deliveries += [
            Delivery(path, f"demo/{readable(path.relative_to(demo))}", "simulated", digest(path))
            for path in data_files(demo)
        ]
    return deliveries


def as_inputs(deliveries: Sequence[Delivery]) -> list[Input]:
    """Return deliveries as inputs of a build.

    Args:
        deliveries: Their checksum is recorded, not registered, so that each counts as sealed, with
            no rows registered.
    """
    return [Input(d.origin, d.name, d.sha256, 0, True) for d in deliveries]


def take_in_all(
    deliveries: Sequence[Delivery],
    kinds: Mapping[str, Kind],
    reference: Lists,
    progress: Callable[[str], None] = lambda name: None,
    *,
    kept: Kept | None = None,
) -> tuple[list[Intake], list[Refused]]:
    """Recognise and read every delivery, or take over what the last build kept of it.

    Real deliveries come first; a simulated file of a family that has a real row is left out: a file
    of which nothing was accepted tells nothing yet.

    Args:
        deliveries: Those of a raw folder, and simulated ones.
        kinds: Id → what a delivery may be.
        reference: What rows are read against.
        progress: Called with the name of each delivery.
        kept: What the last build kept of its files, and what this one keeps; all are read when
            None.

    Returns:
        The intakes in order of file, repeated keys settled between files, and the deliveries
        that could not be read.
    """
    intakes: list[Intake] = []
    refused: list[Refused] = []
    real_families: set[str] = set()
    for delivery in sorted(deliveries, key=lambda d: (d.origin == "simulated", d.name)):
        progress(delivery.name)
        out = real_families if delivery.origin == "simulated" else set()
        try:
            family, parts = _taken(delivery, kinds, reference, out, kept)
        except FaroError as error:
            refused.append(Refused(delivery, error))
            continue
        intakes += parts
        if delivery.origin != "simulated" and any(part.accepted.num_rows for part in parts):
            real_families.add(family)
    for kind in kinds.values():
        of_kind = [i for i in intakes if i.source.id == kind.id]
        intake.split_by_file(of_kind)
        intake.settle(of_kind)
    return intakes, refused


def _taken(
    delivery: Delivery,
    kinds: Mapping[str, Kind],
    reference: Lists,
    left_out: set[str],
    kept: Kept | None,
) -> tuple[str, list[Intake]]:
    """Return the family of a delivery and what became of it; nothing where it is left out."""
    same = (delivery.name, delivery.sha256, delivery.origin)
    parts = kept.known(*same) if kept else None
    if parts is not None:
        family = kinds[parts[0].source.id].family
        return family, [] if family in left_out else parts
    document = intake.read(delivery.path, delivery.name)
    kind = _kind_of(document, delivery.name, kinds)
    if kind.family in left_out:
        return kind.family, []
    parts = intake.take_in(
        delivery.path,
        source=kind,
        file=delivery.name,
        reference=reference,
        origin=delivery.origin,
        document=document,
    )
    if kept:
        kept.keep(*same, parts)
    return kind.family, parts


def _kind_of(document: Document, name: str, kinds: Mapping[str, Kind]) -> Kind:
    try:
        return kinds[intake.recognise(document, kinds).id]
    except ReadingError as error:
        raise intake.named(error, document.path, name) from error
    except FaroError as error:
        error.where = name
        raise


def data_files(folder: Path) -> list[Path]:
    """Return the files below a folder that somebody put there as data, in order of their path.

    Args:
        folder: Where to look, at any depth; with no such folder there are none.

    Returns:
        Not among them: explanations, seals, what systems leave behind, hidden files, and what
        stands in folders of evidence or of superseded files.
    """
    if not folder.is_dir():
        return []
    closed = {SUPERSEDED, evidence.FOLDER}
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix.lower() not in NO_DELIVERIES
        and path.name.lower() not in LITTER
        and not path.name.startswith("~$")
        and not any(
            part.startswith(".") or part in closed for part in path.relative_to(folder).parts
        )
    )
