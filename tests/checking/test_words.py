"""Words: both languages complete, sentences that can be filled in, pages that are current."""

from __future__ import annotations

import csv
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from builds_for_tests import RAW
from reading_for_tests import unplain

from pipelines.ingest.cells import REASONS as CELL_REASONS
from pipelines.ingest.checking import family_pages, wording
from pipelines.ingest.names import REASONS as NAME_REASONS
from pipelines.ingest.reading import ReadingError
from pipelines.ingest.reading.errors import MESSAGES, MESSAGES_ES
from pipelines.paths import INGEST, PACKAGE
from pipelines.specs import read_yaml


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def texts(entry: object, lang: str) -> Iterator[str]:
    """Every text of a language in what a YAML file says."""
    for key, value in entry.items() if isinstance(entry, dict) else ():
        if isinstance(value, str):
            yield from [value] if key == lang else []
        else:
            yield from texts(value, lang)
    for value in entry if isinstance(entry, list) else ():
        yield from texts(value, lang)


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("folder", [PACKAGE, RAW / "catalogues"], ids=["pipelines", "catalogues"])
def test_what_a_reader_may_see_is_said_in_plain_words(folder: Path, lang):
    """Metrics, contracts, kinds, models, refusals; and the catalogues."""
    sentences = [text for file in folder.rglob("*.yml") for text in texts(read_yaml(file), lang)]
    for file in folder.rglob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            sentences += [
                row[key] for row in rows for key in row if key and key.endswith(f"_{lang}")
            ]
    assert len(sentences) > 100
    assert unplain(sentences, lang) == []


@pytest.mark.parametrize("code", MESSAGES)
def test_every_refusal_has_its_spanish_with_the_same_facts(code):
    params = dict.fromkeys(fields("".join(MESSAGES[code])), 12345)
    error = ReadingError(code, where="envio.xlsx: sheet «X», row 3", **params)
    assert fields(MESSAGES_ES[code]) == set(params)
    sentence = error.in_language("es")
    assert sentence.startswith("envio.xlsx: hoja «X», fila 3: ")
    assert sentence != error.in_language("en") == str(error)


def test_both_languages_fill_in_the_same_facts():
    for section, words in read_yaml(INGEST / "checking" / "words.yml").items():
        for key, texts in words.items():
            assert fields(texts["es"]) == fields(texts["en"]), (section, key)


def test_every_reason_has_something_to_do():
    own = read_yaml(PACKAGE / "reasons.yml").keys() - {"unreadable_file", "superseded"}
    codes = own | CELL_REASONS.keys() | NAME_REASONS.keys()
    assert {code for code in codes if wording.fix(code) is None} == set()


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("family", family_pages.families())
def test_the_page_of_each_family_is_current(reference, family, lang):
    written = family_pages.FOLDER / lang / f"{family}.md"
    expected = family_pages.family_page(family, lang, reference)
    hint = "run `python -m pipelines.ingest.checking.family_pages`"
    assert written.exists() and written.read_text(encoding="utf-8") == expected, hint
