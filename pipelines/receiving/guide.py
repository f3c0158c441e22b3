"""What each kind of delivery is, for the person who prepares one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines import paths, specs
from pipelines.errors import FaroError
from pipelines.specs import Bilingual, Kind

if TYPE_CHECKING:
    from pipelines.checking.dictionary import ColumnEntry


@dataclass(frozen=True)
class KindGuide:
    """One kind of delivery in words: title, what a row is, and its columns."""

    id: str
    family: str
    title: Bilingual
    description: Bilingual
    columns: Sequence[ColumnEntry]


@lru_cache(maxsize=4)
def _guides(raw: Path) -> tuple[KindGuide, ...]:
    from pipelines.checking.dictionary import entries
    from pipelines.reference import Reference

    reference = Reference(raw)
    ordered = sorted(specs.kinds().values(), key=lambda kind: kind.order)
    return tuple(
        KindGuide(k.id, k.family, k.title, k.description, entries(k, reference)) for k in ordered
    )


def guides() -> tuple[KindGuide, ...]:
    """Return every kind of delivery in words, in their order."""
    return _guides(paths.raw_dir())


def template(kind_id: str) -> tuple[str, bytes]:
    """Return file name and bytes of the template of a kind.

    Raises:
        FaroError: There is no such kind.
    """
    from pipelines.checking import template_name

    kind = specs.kinds().get(kind_id)
    if kind is None:
        raise FaroError(f"there is no kind {kind_id[:40]}", code="no_kind")
    return template_name(kind), _template(kind, paths.raw_dir())


_made: dict[tuple[str, Path], bytes] = {}


def _template(kind: Kind, raw: Path) -> bytes:
    from pipelines.checking import template_bytes
    from pipelines.reference import Reference

    if (kind.id, raw) not in _made:
        _made[kind.id, raw] = template_bytes(kind, Reference(raw))
    return _made[kind.id, raw]
