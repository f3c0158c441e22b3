"""Field terms carry their definition where they first occur, and nothing else changes."""

import pytest

from pipelines import serving
from presentation.cards.glossary import explained
from presentation.context import PageContext
from presentation.markup.html import Safe
from presentation.words import LANGUAGES, Text


@pytest.fixture
def say(built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(built))
    build = serving.open(root=built)
    return lambda text, lang="es": explained(PageContext(build=build, t=Text(lang)), text)


def test_the_first_occurrence_of_a_term_is_explained_and_the_text_stays(say):
    marked = say("Convenios MGTM y más convenios, con TA < 50 %")
    assert marked.count('class="faro-term"') == 3
    assert marked.count('role="tooltip"') == 3
    assert "&lt; 50" in marked
    assert marked.startswith('<span class="faro-term" tabindex="0">Convenios<')


def test_a_term_inside_another_word_is_not_one(say):
    assert say("La TABLA de preconvenios") == "La TABLA de preconvenios"


def test_the_longer_term_wins(say):
    marked = say("MGTM 2.0")
    assert marked.startswith('<span class="faro-term" tabindex="0">MGTM 2.0<')


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("term", ["TA", "MGTM", "IG 11", "convenio"])
def test_the_terms_a_reader_asks_for_are_explained_in_both_languages(say, lang, term):
    assert 'role="tooltip"' in say(f"… {term} …", lang)


def test_html_stays_as_it_is(say):
    assert say(Safe("<b>TA</b>")) == "<b>TA</b>"


@pytest.mark.parametrize(("lang", "term"), [("es", "empates técnicos"), ("en", "technical ties")])
def test_a_technical_tie_is_explained(say, lang, term):
    assert f'<span class="faro-term" tabindex="0">{term}<' in say(f"… {term} …", lang)
