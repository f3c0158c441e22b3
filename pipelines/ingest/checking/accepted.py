"""The texts a column accepts, as a person would write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from pipelines.ingest.cells.choices import chooser
from pipelines.ingest.checking import slips
from pipelines.ingest.names.worded import WordedNames, is_number
from pipelines.ingest.reading.no_value import folded
from pipelines.ingest.reference import Reference
from pipelines.specs import SourceColumn

_LISTED = 20
_SUGGESTED = 3
_CLOSE = 60.0
_CODE = re.compile(r"[A-Z]{2,}[A-Z0-9-]*\d{2,}")  # CL0048, CL0048-1


def accepted_texts(column: SourceColumn, reference: Reference) -> dict[str, str]:
    """Return value → the text that stands for it best, in the order of the description.

    That is its first spelling for choices (with the accents of the help text) and its Spanish
    name for catalogues. A column that accepts any text gives nothing.

    Args:
        column: The column.
        reference: The catalogues that choices come from.
    """
    texts: dict[str, str] = {}
    for text, value in (column.choices or {}).items():
        texts.setdefault(value, _as_in_help(text, column))
    if column.choices_from is not None:
        spellings = column.choices_from.spellings
        shown = next((s for s in spellings if s.endswith("_es")), spellings[0])
        preferred = column.choices_from.model_copy(update={"spellings": (shown,)})
        listed = reference.choices(column.model_copy(update={"choices_from": preferred})) or {}
        for text, value in listed.items():
            texts.setdefault(value, text)
    return texts


def as_listed(text: str, column: SourceColumn, reference: Reference) -> str:
    """Return the listed text of the value ``text`` stands for; ``text`` where there is none.

    Args:
        text: A text of the column, in any spelling that it accepts.
        column: The column.
        reference: The catalogues of accepted texts.
    """
    by_words = column.choices_from is not None and column.choices_from.by_words
    read = chooser(reference.choices(column) or {}, column.headers, by_words=by_words)
    value = read(text) or ""
    return accepted_texts(column, reference).get(value, text)


def nearest(
    text: str, column: SourceColumn, reference: Reference, beside: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the accepted texts a refused one resembles; all of a short list where none does.

    Args:
        text: The refused text.
        column: Its column.
        reference: The catalogues of accepted texts.
        beside: Values that the column holds in the same sheet: their kin comes first.
    """
    shown = accepted_texts(column, reference)
    alike = _resembling(text, column, reference)
    if alike:
        kin = reference.kin(column)
        first = {kin[value] for value in beside if value in kin}
        alike.sort(key=lambda value: bool(first) and kin.get(value) not in first)
        return tuple(shown[value] for value in alike[:_SUGGESTED])
    texts = tuple(shown.values())
    return texts if len(texts) <= _LISTED else ()


def _resembling(text: str, column: SourceColumn, reference: Reference) -> list[str]:
    """Return the values whose words a text has, then those it resembles, the nearest first."""
    listed = reference.choices(column) or {}
    by_words = column.choices_from is not None and column.choices_from.by_words
    meant = sorted(WordedNames(listed).candidates(text)) if by_words else []
    if by_words and is_number(text):
        return meant
    folds: dict[str, str] = {}
    for spelling, value in listed.items():
        folds.setdefault(folded(spelling), value)
    near = [folds[fold] for fold in slips.slipped(folded(text.strip()), folds)]
    if near or _CODE.fullmatch(text.strip()):  # a code resembles nothing: it is another one
        return list(dict.fromkeys([*meant, *near]))
    matches = process.extract(
        text, list(listed), scorer=fuzz.WRatio, processor=folded, limit=None, score_cutoff=_CLOSE
    )
    return list(dict.fromkeys([*meant, *(listed[spelling] for spelling, _, _ in matches)]))


def _as_in_help(text: str, column: SourceColumn) -> str:
    """Return ``text`` as the Spanish help of its column writes it, accents and capitals too."""
    help_text = unicodedata.normalize("NFC", column.help.es if column.help else "")
    plain = "".join(folded(char) or char for char in help_text)
    match = re.search(rf"\b{re.escape(folded(text))}\b", plain)
    return (
        help_text[match.start() : match.end()] if match and len(plain) == len(help_text) else text
    )
