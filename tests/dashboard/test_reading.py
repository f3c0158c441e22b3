"""Headlines are read easily, in both languages: those of charts here, of pages in test_pages."""

from __future__ import annotations

import pytest
from reading_for_tests import LEAST, ease, is_plain, longwinded, syllables, unplain

from pipelines import serving
from presentation import charts
from presentation.words import LANGUAGES, catalogue

SYLLABLES = {
    "es": "trans-pa-ren-cia mu-ni-ci-pios que guí-a pa-ís re-gión le-er ciu-dad re-yes se-gún",
    "en": "mu-ni-ci-pal-i-ty score scored pub-lished re-gion com-pli-ance peo-ple low-est ta-ble",
}
NEAR = {"en": {"compliance"}}  # the rule of thumb for English is off by one


@pytest.mark.parametrize("lang", LANGUAGES)
def test_syllables_are_counted(lang):
    parts = {word.replace("-", ""): word.count("-") + 1 for word in SYLLABLES[lang].split()}
    wrong = {word for word, n in parts.items() if syllables(word, lang) != n}
    assert wrong == NEAR.get(lang, set())


def test_what_is_hard_is_told_from_what_is_plain():
    plain = {
        "es": "Maipú bajó 12 puntos; lo que más pesó fue el presupuesto",
        "en": "Maipú fell 12 points; what weighed most was the budget",
    }
    hard = {
        "es": "La institucionalización organizacional de la transparencia administrativa municipal "
        "experimentó una desaceleración metodológicamente incomparable",
        "en": "The organisational institutionalisation of municipal administrative transparency "
        "experienced a methodologically incomparable deceleration",
    }
    for lang in LANGUAGES:
        assert is_plain(plain[lang], lang) and not is_plain(hard[lang], lang)
        assert ease(hard[lang], lang) < 0 < LEAST[lang] < ease(plain[lang], lang)
        assert not is_plain("a " * 60, lang), "a sentence without an end"


@pytest.mark.few(26)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", charts.RECIPES)
def test_the_headline_of_a_chart_is_plain(build, panel, lang, name):
    for held in (build, panel):
        chart = charts.draw(name, held.table, lang, build=held)
        assert is_plain(chart.takeaway, lang), chart.takeaway


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_is_plain(lang):
    texts = catalogue(lang, serving.minimum_group()).values()
    assert unplain(texts, lang) == longwinded(texts) == []
