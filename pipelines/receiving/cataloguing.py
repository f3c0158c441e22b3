"""A round that no catalogue knows yet, added from the dashboard where writing is enabled."""

from __future__ import annotations

from pipelines import institution, paths
from pipelines.ingest import catalogues
from pipelines.ingest.catalogues import UNKNOWN, Added, NewRound
from pipelines.institution import ACCEPT, audit
from pipelines.receiving.accepting import alone
from pipelines.receiving.settings import hold_writing
from pipelines.specs import Bilingual

_NOT_KNOWN = Bilingual(es="No se conoce", en="Not known")


def methods() -> dict[str, Bilingual]:
    """Return the ways of measuring that a round may have, by id, and that it is not known."""
    names = {
        row["method_id"]: Bilingual(es=row["name_es"], en=row["name_en"])
        for row in catalogues.methods(paths.raw_dir())
    }
    return {**names, UNKNOWN: _NOT_KNOWN}


def add_round(new: NewRound) -> Added:
    """Add a round to the catalogue.

    Args:
        new: What the person says of it.

    Returns:
        The lines written, each with its file.

    Raises:
        FaroError: Writing is not enabled (``closed``), or for others (``forbidden``); a delivery is
            being taken in (``busy``), or the row is not valid; then nothing is changed.
    """
    hold_writing(f"the round {new.name}")
    institution.need(ACCEPT)
    with alone():
        added = catalogues.add_round(paths.raw_dir(), new)
    for file, _ in added.lines:
        audit.record("decision", about="row", path=file)
    return added
