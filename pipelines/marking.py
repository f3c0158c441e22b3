"""What a surface says of its figures: the one place that every writer goes through.

Figures carry their origin (:mod:`pipelines.origins`); pages, files and citations carry its mark,
and say while a release may still change (``pipelines.serving.provisional``: the calendar knows). A
file to take away is :class:`Marked`: bytes that cannot be named without saying what they hold.
"""

from __future__ import annotations

from typing import Any, Self

from pipelines import origins
from pipelines.origins import Origin

# The levels a reader is always told of, in whatever form the figures leave.
TOLD = (origins.THIRD_PARTY, origins.SIMULATED)
SUFFIX = "-simulado"
WORD = {"es": "Simulado", "en": "Simulated"}
NOTICE = {
    "es": "Simulado: cifras de demostración; no describen la realidad.",
    "en": "Simulated: demonstration figures; they do not describe reality.",
}
# Of figures that are out and may still change, as while municipalities observe them.
PROVISIONAL = {
    "es": "Resultados provisionales: pueden cambiar",
    "en": "Provisional results: they may change",
}
PROVISIONAL_SUFFIX = "-provisional"  # the same word in both languages
# What a citation says first of figures that nobody may take for data, or only with care.
CITED: dict[Origin, dict[str, str]] = {
    origins.SIMULATED: {"es": "Dato simulado: no citar", "en": "Simulated: do not cite"},
    origins.THIRD_PARTY: {
        "es": "Transcripción de terceros, no confirmada",
        "en": "Third-party transcription, not confirmed",
    },
}


class Marked(bytes):
    """The bytes of a file, with the worst origin of what it shows.

    Args:
        body: Its bytes.
        *of: What it was made from, as :func:`origin_of` takes it.
    """

    origin: Origin

    def __new__(cls, body: bytes, *of: Any) -> Self:
        """Return the bytes with their origin."""
        made = super().__new__(cls, body)
        made.origin = origin_of(*of)
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how another process gets the same bytes with the same origin."""
        return type(self), (bytes(self), self.origin)


def origin_of(*shown: Any) -> Origin:
    """Return the worst origin of what is shown.

    Args:
        *shown: Frames (their column ``origin``, or where they are empty the origin of what they
            were drawn from: ``attrs["origin"]``), things with an ``origin``, levels, or None.

    Raises:
        ValueError: A word that is no level.
    """
    levels: list[Any] = []
    for piece in shown:
        if piece is None or isinstance(piece, str):
            levels.append(piece)
        elif hasattr(piece, "columns"):
            own = piece["origin"].dropna().unique() if "origin" in piece else []
            levels += list(own) if len(piece) else [getattr(piece, "attrs", {}).get("origin")]
        else:
            levels.append(getattr(piece, "origin", None))
    return origins.worst(levels)


def is_simulated(*shown: Any) -> bool:
    """Return whether anything of it is simulated.

    Args:
        *shown: As of :func:`origin_of`.

    Raises:
        ValueError: A word that is no level.
    """
    return origin_of(*shown) == origins.SIMULATED


def file_name(stem: str, ending: str, origin: Origin, *, provisional: bool) -> str:
    """Return the name of a file to take away: ``faro_ficha_13101-simulado.pdf``.

    Args:
        stem: What it is; what no file name may hold becomes ``-``.
        ending: Kind of file.
        origin: The worst origin of its figures.
        provisional: Whether they may still change.
    """
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "_.-") else "-" for c in stem)
    return f"{plain}{suffix(origin, provisional=provisional)}.{ending}"


def unsaid(text: str, lang: str) -> str:
    """Return a sentence without what :func:`said` put before it.

    Args:
        text: The sentence.
        lang: ``es`` or ``en``.
    """
    return text.removeprefix(f"{WORD[lang]}: ")


def cited(origin: Origin, lang: str, *, provisional: bool) -> str | None:
    """Return what a citation of figures of an origin must say, if anything.

    Args:
        origin: The worst origin of the figures.
        lang: ``es`` or ``en``.
        provisional: Whether they may still change.
    """
    of_origin = CITED.get(origin, {}).get(lang)
    sentences = [
        sentence for sentence in (of_origin, PROVISIONAL[lang] if provisional else None) if sentence
    ]
    return ". ".join(sentences) or None


def fields(origin: Origin, *, provisional: bool) -> dict[str, Any]:
    """Return what a description in JSON says of figures beside their origin.

    Args:
        origin: The worst origin of the figures.
        provisional: Whether they may still change.

    Returns:
        ``notice`` (words by language) of what is simulated; of what may change ``provisional``
        (true) and ``provisional_notice`` (words by language).
    """
    notices: dict[str, Any] = {"notice": NOTICE} if origin == origins.SIMULATED else {}
    if provisional:
        notices |= {"provisional": True, "provisional_notice": PROVISIONAL}
    return notices


def suffix(origin: Origin, *, provisional: bool) -> str:
    """Return what the name of a file or folder ends with, before its ending.

    Args:
        origin: The worst origin of its figures.
        provisional: Whether they may still change.
    """
    of_origin = SUFFIX if origin == origins.SIMULATED else ""
    return of_origin + (PROVISIONAL_SUFFIX if provisional else "")


def with_origin(text: str, origin: Origin, lang: str) -> str:
    """Return a sentence with *Simulado* before it, once, when its figures are simulated.

    Args:
        text: The sentence.
        origin: The worst origin of its figures.
        lang: ``es`` or ``en``.
    """
    if origin != origins.SIMULATED or text.startswith(WORD[lang]):
        return text
    return f"{WORD[lang]}: {text}"
