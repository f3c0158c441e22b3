"""Diagnostic instruments written as data: questions about the tools of a model, levels, weights.

A file of ``pipelines/methods/models/instruments`` is one version of an instrument (see
``docs/models.md``). A workbook to fill in is made from it, and answers are scored by it.
"""

from pipelines.methods.questionnaires.reading import Instrument, instrument, instruments, load
from pipelines.methods.questionnaires.tables import TABLES, label, rows, texts

__all__ = ["TABLES", "Instrument", "instrument", "instruments", "label", "load", "rows", "texts"]
