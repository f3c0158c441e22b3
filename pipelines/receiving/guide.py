"""What each kind of delivery is, for the person who prepares one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines import institution, paths, specs
from pipelines.errors import FaroError
from pipelines.ingest import seals
from pipelines.institution import DELIVER
from pipelines.specs import Bilingual

if TYPE_CHECKING:
    from pipelines.ingest.checking.dictionary import ColumnEntry


@dataclass(frozen=True)
class KindGuide:
    """One kind of delivery in words: title, what a row is, and its columns."""

    id: str
    family: str
    title: Bilingual
    description: Bilingual
    columns: Sequence[ColumnEntry]


def _reviewed(raw: Path) -> bytes:
    """Return what tells one state of the catalogues from another: rounds are added to them."""
    path = raw / seals.FILE
    return path.read_bytes() if path.is_file() else b""


@lru_cache(maxsize=4)
def _guides(raw: Path, reviewed: bytes) -> tuple[KindGuide, ...]:
    from pipelines.ingest.checking.dictionary import entries
    from pipelines.ingest.reference import Reference

    reference = Reference(raw)
    ordered = sorted(specs.kinds().values(), key=lambda kind: kind.order)
    return tuple(
        KindGuide(k.id, k.family, k.title, k.description, entries(k, reference)) for k in ordered
    )


def guides() -> tuple[KindGuide, ...]:
    """Return every kind of delivery in words, in their order.

    Raises:
        FaroError: Who asks may not send (``forbidden``): what a column may hold names rounds that
            are not out.
    """
    institution.need(DELIVER)
    raw = paths.raw_dir()
    return _guides(raw, _reviewed(raw))


def template(kind_id: str, model: str = "", lang: str = "es") -> tuple[str, bytes]:
    """Return file name and bytes of the template of a kind.

    Args:
        kind_id: The kind.
        model: With ``diagnostico``: the instrument whose questions to write.
        lang: Language of those questions: ``en``, or any other for Spanish.

    Returns:
        The name and an XLSX file.

    Raises:
        FaroError: There is no such kind (``no_kind``) or instrument, or who asks may not send
            (``forbidden``).
    """
    institution.need(DELIVER)
    from pipelines.ingest.checking import DIAGNOSIS, diagnosis_bytes, diagnosis_name
    from pipelines.methods.questionnaires import instrument

    kind = specs.kinds().get(kind_id)
    if kind is None:
        raise FaroError(f"there is no kind {kind_id[:40]}", code="no_kind")
    if model and kind.id == DIAGNOSIS:
        questionnaire = instrument(model)
        return diagnosis_name(questionnaire), diagnosis_bytes(
            questionnaire, kind, "en" if lang == "en" else "es"
        )
    raw = paths.raw_dir()
    return _template(kind.id, raw, "en" if lang == "en" else "es", _reviewed(raw))


@lru_cache(maxsize=64)
def _template(kind_id: str, raw: Path, lang: str, reviewed: bytes) -> tuple[str, bytes]:
    from pipelines.ingest.checking import template_of
    from pipelines.ingest.reference import Reference

    return template_of(specs.kinds()[kind_id], Reference(raw), lang)
