"""Accepted texts of a column, and the spellings that cannot mean anything else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from pipelines.ingest.names.worded import WordedNames, is_number
from pipelines.ingest.reading.no_value import folded

_DASHES = re.compile(r"\s*[-‐‑‒–—―−/_]+\s*")
_APOSTROPHES = re.compile(r"[‘’ʼ´`]")
_BETWEEN_YEARS = re.compile(r"(?<=\d{4}) (?:a|al|y|to|and) (?=\d{2}(?:\d{2})?$)")
_SHORT_YEAR = re.compile(r"\b((?:19|20))(\d{2})-(\d{2})$")
_ARTICLES = ("de", "del", "la", "el", "of", "the")
_NUMBER_OF = re.compile(r"no?\W*(?=\d)")  # «N° 3»; «no iniciada» is the contrary of «iniciada»
_WHOLE = re.compile(r"(\d+)[.,]0+")


def chooser(
    choices: Mapping[str, str], fillers: Sequence[str] = (), *, by_words: bool = False
) -> Callable[[str], str | None]:
    """Return a function from a text to the value it stands for, or ``None``.

    Texts are compared without accents and case; a text that is none of them is compared once
    more without what tells no two values apart: the kind of apostrophe, the kind of dash and the
    spaces around it («2022 – 2023», «2022/2023», «2022-23»), the ``.0`` of a number, and a filler
    word before it («ronda 2024»). A spelling that would then fit two values fits none.

    Args:
        choices: Accepted text → value.
        fillers: Words that may stand before the text.
        by_words: Whether a text may also be a name as people write it: numbered, shortened,
            described (:mod:`pipelines.ingest.names.worded`).
    """
    exact = {folded(key): value for key, value in choices.items()}
    alike: dict[str, set[str]] = {}
    leads = {folded(word) for word in fillers}
    words = sorted(leads | {folded(word) for word in _ARTICLES}, key=len, reverse=True)
    for key, value in choices.items():
        for spelled in {key, _without_lead(folded(key), leads)}:
            alike.setdefault(_bare(spelled), set()).add(value)
    worded = WordedNames(choices) if by_words else None

    def chosen(text: str) -> str | None:
        plain = folded(text)
        if plain in exact:
            return exact[plain]
        while plain:
            values = alike.get(_bare(plain), set())
            if values:
                return next(iter(values)) if len(values) == 1 else None
            plain = _shorter(plain, words)
        return worded.read(text) if worded else None

    return chosen


def _shorter(plain: str, words: Iterable[str]) -> str:
    """Return a folded text without what stands before it: a number sign, or one of some words.

    Nothing where none does.
    """
    if sign := _NUMBER_OF.match(plain):
        return plain[sign.end() :]
    word = next((w for w in words if re.match(rf"{re.escape(w)}\W", plain)), None)
    return plain[len(word) :].strip(" :.-°") if word else ""


def _without_lead(plain: str, leads: Iterable[str]) -> str:
    """Return a listed text as one writes it who leaves its filler out: «Región del Maule»."""
    rest = _shorter(plain, leads)
    while shorter := _shorter(rest, _ARTICLES):
        rest = shorter
    return rest or plain


def of_one_kin(
    texts: Sequence[str],
    values: Sequence[str | None],
    choices: Mapping[str, str],
    kin: Mapping[str, str],
) -> list[str | None]:
    """Return the values of a column without those that its other texts speak against.

    Where a text is a name in one model and the short form of a name in another, or of names in
    both, the rest of the column tells which was meant where it is of one model: the one name of
    that model; elsewhere it is refused. The id of a value is no name and always stands. A number
    alone is the tool it is printed beside, where the rest of the column is of that list.

    Args:
        texts: The distinct texts of the column.
        values: What each stands for by itself.
        choices: Listed name → value.
        kin: Value → what it has in common with others: the model of a tool.
    """
    worded = WordedNames(choices)
    read = list(zip(texts, values, strict=True))
    rivals = [
        {kin[other] for other in worded.rivals(text, value)} - {kin[value]}
        if value and folded(text) != value
        else set()
        for text, value in read
    ]
    sure = {kin[v] for (_, v), others in zip(read, rivals, strict=True) if v and not others}
    exact = {folded(name) for name in choices}
    whole = {kin[v] for text, v in read if v and folded(text) in exact} & sure

    is_numbered = {value for value in values if value} <= worded.numbered

    def candidates(text: str) -> set[str]:
        return worded.candidates(text) if is_numbered or not is_number(text) else set()

    def stands(text: str, value: str | None, others: set[str]) -> bool:
        if value and whole and kin[value] not in whole and folded(text) not in exact | {value}:
            return False  # a short form, among whole names of other models
        return not others or not sure or (kin[value or ""] in sure and not others & sure)

    return [
        value
        if value and stands(text, value, others)
        else _of_model(candidates(text), whole or sure, kin)
        for (text, value), others in zip(read, rivals, strict=True)
    ]


def _of_model(candidates: Iterable[str], models: set[str], kin: Mapping[str, str]) -> str | None:
    """Return the one candidate that is of the one model of a sheet; None where either are more."""
    own = [value for value in candidates if kin[value] in models]
    return own[0] if len(own) == len(models) == 1 else None


def _bare(text: str) -> str:
    plain = _DASHES.sub("-", _APOSTROPHES.sub("'", folded(text))).strip("-. ")
    plain = _BETWEEN_YEARS.sub("-", plain)
    plain = _SHORT_YEAR.sub(r"\1\2-\1\3", plain)
    whole = _WHOLE.fullmatch(plain)
    return whole[1] if whole else plain
