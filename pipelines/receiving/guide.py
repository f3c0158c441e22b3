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


def template(kind_id: str, model: str = "", lang: str = "es") -> tuple[str, bytes]:
    """Return file name and bytes of the template of a kind.

    Args:
        kind_id: The kind.
        model: With ``diagnostico``: the instrument whose questions to write.
        lang: Language of those questions.

    Raises:
        FaroError: There is no such kind or instrument.
    """
    from pipelines.checking import DIAGNOSIS, diagnosis_bytes, diagnosis_name, template_name
    from pipelines.instruments import instrument

    kind = specs.kinds().get(kind_id)
    if kind is None:
        raise FaroError(f"there is no kind {kind_id[:40]}", code="no_kind")
    if model and kind.id == DIAGNOSIS:
        one = instrument(model)
        return diagnosis_name(one), diagnosis_bytes(one, kind, "en" if lang == "en" else "es")
    return template_name(kind), _template(kind, paths.raw_dir())


_made: dict[tuple[str, Path], bytes] = {}


def _template(kind: Kind, raw: Path) -> bytes:
    from pipelines.checking import template_bytes
    from pipelines.reference import Reference

    if (kind.id, raw) not in _made:
        _made[kind.id, raw] = template_bytes(kind, Reference(raw))
    return _made[kind.id, raw]
