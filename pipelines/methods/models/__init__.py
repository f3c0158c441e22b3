"""The management models that municipalities adopt, written as data: one engine, a file a model.

A file of this folder is a model; ``crosswalk.yml`` says which tools of two models are the same.
A new model is a new file and nothing else (see ``docs/models.md``).
"""

from __future__ import annotations

from functools import cache

from pipelines import paths
from pipelines.methods.models.reading import CROSSWALK, Library, load
from pipelines.methods.models.shape import CrosswalkFile, ModelFile
from pipelines.methods.models.tables import TABLES, tables, tool_rows
from pipelines.specs import Bilingual

__all__ = [
    "CROSSWALK",
    "TABLES",
    "CrosswalkFile",
    "Library",
    "ModelFile",
    "files",
    "library",
    "load",
    "tables",
    "tool_rows",
]


def files(library: Library) -> list[tuple[str, Bilingual, str]]:
    """Return file, title and publisher of each model, and of the crosswalk where there is one.

    Args:
        library: The models.

    Returns:
        ``(file name, title, publisher in Spanish)`` each.
    """
    crosswalk = Bilingual(es="Equivalencias entre modelos", en="Crosswalk between models")
    listed = [(library.named[m.id], m.name, m.publisher.es) for m in library.models]
    return [*listed, (CROSSWALK, crosswalk, "Faro")] if library.links else listed


@cache
def library() -> Library:
    """Return the models of the house, read and judged once a process.

    Raises:
        FaroError: A model file says something wrong, as :func:`load` says.
    """
    return load(paths.MODELS)
