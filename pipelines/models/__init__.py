"""The management models that municipalities adopt, written as data: one engine, a file a model.

A file of this folder is a model; ``crosswalk.yml`` says which tools of two models are the same.
A new model is a new file and nothing else (see ``docs/models.md``).
"""

from __future__ import annotations

from functools import cache

from pipelines import paths
from pipelines.models.reading import CROSSWALK, Library, load
from pipelines.models.shape import CrosswalkFile, ModelFile
from pipelines.models.tables import TABLES, tables, tool_rows

__all__ = [
    "CROSSWALK",
    "TABLES",
    "CrosswalkFile",
    "Library",
    "ModelFile",
    "library",
    "load",
    "tables",
    "tool_rows",
]


@cache
def library() -> Library:
    """Return the models of the house, read and judged once a process."""
    return load(paths.MODELS)
