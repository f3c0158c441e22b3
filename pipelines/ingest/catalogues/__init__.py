"""Catalogues grow by a row: said by a person, judged as a build would, added or not at all.

A new year, method or materia is data. ``adding`` is the one way a row gets into a catalogue;
``rounds`` knows what belongs to a round; ``offers`` says which row a refused text would need.
"""

from pipelines.ingest.catalogues.adding import Added, Row, add
from pipelines.ingest.catalogues.offers import Offer, offers, spelled
from pipelines.ingest.catalogues.rounds import UNKNOWN, NewRound, add_round, methods

__all__ = [
    "UNKNOWN",
    "Added",
    "NewRound",
    "Offer",
    "Row",
    "add",
    "add_round",
    "methods",
    "offers",
    "spelled",
]
