"""What a column beside says of whether a row holds: annulled, not done, or over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.ingest.reading import normalise_header
from pipelines.specs import Kind


@dataclass(frozen=True)
class Rule:
    """What cells of a column nobody knows say against their rows.

    Attributes:
        code: Why such a row is set apart.
        heads: The headings, as they are compared, of the columns meant.
        says: Tells a cell that speaks against its row.
        unless: The column of the kind that makes it right where it says something.
    """

    code: str
    heads: re.Pattern[str]
    says: Callable[[str], bool]
    unless: str = ""


def _any(pattern: str) -> Callable[[str], bool]:
    words = re.compile(pattern)
    return lambda cell: bool(words.fullmatch(normalise_header(cell)))


_NO = r"no|n|0|false|falso"
_UNDONE = (
    r"pendientes?( .*)?|(por|sin|falta|para) firma(r|s)?( .*)?|propuest[oa]"
    r"|(aun |todavia )?no (se |esta |ha sido )?(firm|suscri|realiz|ejecut|concret|hizo|hecho).*"
    r"|(desisti|rechaz).*|en (tramite|proceso|firma|revision|negociacion|elaboracion)( .*)?"
    r"|not signed|pending|unsigned"
)
_VALID = re.compile(r"validez|valid[oa]|valid")
_DONE = re.compile(
    r"(estado|situacion|condicion|status|firmad[oa]|firma|suscrit[oa]|suscripcion|realizad[oa]"
    r"|ejecutad[oa])( (de |del |la |el )*\w+)?"
)
_REMARK = re.compile(r"(observacion|nota|comentario|remark|note|comment)(e?s)?")
_VOIDED = re.compile(
    r"(anul|elimin|rechaz|descart|cancel|revoc|invalid)ad[oa]s?|nul[oa]s?|borrador(es)?"
)
_IN_FORCE = re.compile(r"(en )?vigen(te|cia)|(estado|situacion)( .*)?|in force|status")
_is_void = _any(
    r"(?!no (anul|elim))(\w+ )?(anulad[oa]|nul[oa]|invalid(ad)?[oa]|(dejado )?sin efecto"
    r"|no valid[oa]|borrador|draft|void|annulled|eliminad[oa]|(de|es) prueba)( .*)?"
)
_OF_ALL = (
    *(Rule("beside_not_valid", heads, _is_void) for heads in (_VALID, _DONE, _REMARK)),
    Rule("beside_not_valid", _VALID, _any(_NO)),
    Rule("beside_not_valid", _VOIDED, _any(r"si|s|x|1|yes|true|verdadero")),
)
_OF_ACTS = (
    Rule("beside_not_done", _DONE, _any(f"{_NO}|{_UNDONE}")),
    Rule("beside_not_done", _REMARK, _any(_UNDONE)),
)
_OF_ENDS = Rule(
    "beside_ended",
    _IN_FORCE,
    _any(
        r"no|false|falso|no vigente|sin vigencia|(venc|caduc|termin|finaliz|expir|revoc)[ai]d[oa]"
        r"|expired|ended|not in force"
    ),
    unless="date_end",
)


def rules_of(source: Kind) -> Iterator[Rule]:
    """Yield what speaks against a row of a kind: an act may not be done, and what ends be over.

    Args:
        source: The description of the rows.
    """
    yield from _OF_ALL
    if source.of_acts:
        yield from _OF_ACTS
    if _OF_ENDS.unless in source.columns:
        yield _OF_ENDS
