"""Plain words: which are not said, and how easily a sentence is read.

Fernández-Huerta's scale for Spanish, Flesch's for English.

Both give about 100 for a text that a child reads and fall with long words and long sentences. They
are two short formulas and a way to count syllables; libraries for them were not tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines import marking

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d.,:/–-]*")
NAME = re.compile(r"«[^»]*»|“[^”]*”")
END = re.compile(r"[.!?:;…](?=\s|$)")
STRONG, WEAK = "aeoáéóíú", "iuü"
# Flesch 1948; Fernández Huerta 1959 with the sentence length that Szigriszt and Law corrected.
SCALES = {"es": (206.84, 60.0, 1.02), "en": (206.835, 84.6, 1.015)}


FEW_WORDS = 8  # a headline shorter than that is taken in whole
LEAST = {"es": 55.0, "en": 45.0}  # «algo difícil», from what "fairly difficult" is in English
MOST_WORDS = 28
MOST_IN_A_TEXT = 30  # words of a part of any other text


# What readers did not understand, or what the glossary calls by another word.
NOT_SAID = {
    "es": re.compile(
        r"what-?if|celdas? bajas?|\ben camino\b|punto de quiebre|\b(?:build|dataset|grano)s?\b"
        r"|camino que (?:le )?faltaba|\bexpedientes?\b",
        re.I,
    ),
    "en": re.compile(
        r"\blow cells?\b|\bcurrency\b|\bin headroom\b|breakdown value|sub-?matters?\b"
        r"|\bgap left to\b|\bgrains?\b"
        r"|^matters?\b|\b(?:an?|each|every|of|per|published|the) matters?\b(?! of)",
        re.I,
    ),
}
CODE = re.compile(r"\{[^}]*\}|`[^`]*`")  # what is filled in, and what is typed


def unplain(texts: Iterable[str], lang: str) -> list[str]:
    """Return the texts with a word that is not said to readers."""
    return [text for text in texts if NOT_SAID[lang].search(CODE.sub("", text))]


def longwinded(texts: Iterable[str]) -> list[str]:
    """Return the texts with a part that is too long to be read at once."""
    parts = ((text, part) for text in texts for part in END.split(text))
    return [text for text, part in parts if len(WORD.findall(part)) > MOST_IN_A_TEXT]


def is_plain(text: str, lang: str) -> bool:
    """Return whether a headline is read easily enough, and no part of it is too long."""
    longest = max(len(WORD.findall(part)) for part in END.split(text))
    is_short = len(WORD.findall(text)) < FEW_WORDS
    return longest <= MOST_WORDS and (is_short or ease(text, lang) >= LEAST[lang])


def ease(text: str, lang: str) -> float:
    """Return how easily a text is read: 100 is very easy, 0 very hard.

    A number and a name (quoted, or with a capital) count as a short word: no author can shorten
    them. What stands before a colon or a semicolon is read as a sentence, and the mark of what is
    simulated is left out.
    """
    text = NAME.sub("0", text.removeprefix(f"{marking.WORD[lang]}: "))
    words = WORD.findall(text)
    if not words:
        return 100.0
    sentences = sum(bool(WORD.search(part)) for part in END.split(text))
    base, for_syllables, for_words = SCALES[lang]
    counted = [word if not word[0].isupper() or word is words[0] else "a" for word in words]
    count = sum(syllables(word, lang) for word in counted)
    return base - for_syllables * count / len(words) - for_words * len(words) / sentences


def syllables(word: str, lang: str) -> int:
    """Return how many syllables a word has: by the rule in Spanish, nearly so in English."""
    if word[0].isdigit():
        return 1
    return max(1, _spanish(word.lower()) if lang == "es" else _english(word.lower()))


def _spanish(word: str) -> int:
    word = re.sub(r"y(?=[aeiouáéíóú])", "l", re.sub(r"(?<=[qg])u(?=[eiéí])", "", word))
    count = 0
    for run in re.findall(r"[aeiouáéíóúüy]+", word):
        strong = sum(letter in STRONG for letter in run)
        count += max(1, strong)
    return count


def _english(word: str) -> int:
    runs = len(re.findall(r"[aeiouyáéíóúü]+", word))
    if re.search(r"[^aeioul]e$|[^aeioutd]ed$|[^aeiousxzcg]es$", word) and runs > 1:
        runs -= 1
    return runs
