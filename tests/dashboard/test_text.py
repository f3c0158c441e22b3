"""Interface text: equal keys and placeholders, and every key the code asks for is there."""

import re
import shutil
import string

import pytest
import rooms_for_tests

from dashboard.seam import bundles
from pipelines import paths, specs
from presentation import words
from presentation.markup import tables
from presentation.words import LANGUAGES, Text, catalogue

CODE = rooms_for_tests.files(without=("pipelines", "cli"))  # whose words are in the catalogues


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def asked_keys() -> set[str]:
    """Literal keys the code asks for, as ``t("a.b")`` or ``t.count("a.b", …)``."""
    pattern = re.compile(r'(?:\bt|ctx\.t|self)(\.count)?\(\s*"([a-z_]+(?:\.[a-z_0-9]+)+)"')
    keys = set()
    for path in CODE:
        for counted, key in pattern.findall(path.read_text("utf-8")):
            keys |= {f"{key}.one", f"{key}.other"} if counted else {key}
    return keys


def test_the_languages_have_the_same_keys():
    assert set(catalogue("es", 5)) == set(catalogue("en", 5))


OWN = """
[nav]
resumen.es = "Resumen"
resumen.en = "Summary"
"""


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        (OWN, "resumen.toml: nav.resumen stands twice"),
        (OWN.replace("resumen.en", "newcomer.en").replace("resumen.es", "newcomer.es"), None),
        ('[newcomer]\ntitle.es = "Nuevo"\n', "newcomer.toml: newcomer.title.en is lacking"),
        ('[newcomer]\ntitle = "Nuevo"\n', "newcomer.toml: newcomer.en is lacking"),
    ],
)
def test_words_of_one_page_stand_once_and_in_both_languages(tmp_path, monkeypatch, written, wrong):
    shutil.copytree(words.FOLDER, tmp_path / "words")
    (tmp_path / "words" / "pages" / "newcomer.toml").write_text(written, "utf-8")
    monkeypatch.setattr(words, "FOLDER", tmp_path / "words")
    monkeypatch.setattr(words, "_in_both", words._in_both.__wrapped__)
    read = catalogue.__wrapped__
    if wrong is None:
        assert read("en", 5)["nav.newcomer"] == "Summary"
        return
    with pytest.raises(ValueError, match=wrong):
        read("es", 5)


def test_every_text_has_the_same_placeholders_in_both_languages():
    spanish, english = catalogue("es", 5), catalogue("en", 5)
    apart = {key for key in spanish if placeholders(spanish[key]) != placeholders(english[key])}
    assert apart == set()


def test_every_key_the_code_asks_for_exists():
    keys = asked_keys()
    assert len(keys) > 50
    assert keys - set(catalogue("es", 5)) == set()


def test_every_key_is_used():
    code = "\n".join(path.read_text("utf-8") for path in CODE)
    families = tuple(f"{family}." for family in re.findall(r'f"([a-z_.]+)\.\{', code))
    coded = ("unit.", bundles.ROOM, *(f"{family}." for family in set(tables.CODED.values())))
    words = set(re.findall(r'"([a-z_]+)"', code))
    unused = [
        key
        for key in catalogue("es", 5)
        if re.sub(r"(\.(one|other)|_across)$", "", key) not in code
        and not key.startswith(families + coded)
        and key.split(".")[1] not in words
    ]
    assert unused == []


def test_codes_found_in_data_have_words():
    units = {c.unit for contract in specs.contracts().values() for c in contract.columns}
    origins = {"published", "delivered", "computed", "simulated"}
    wanted = {f"unit.{unit}" for unit in units - {None}} | {
        f"origin.{origin}" for origin in origins
    }
    assert wanted - set(catalogue("es", 5)) == set()
    assert Text("es").code("unit", "a_new_unit") == "a new unit"


def test_an_unknown_key_or_language_is_an_error():
    with pytest.raises(KeyError):
        Text("es")("no.such_key")
    with pytest.raises(ValueError, match="fr"):
        Text("fr")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lists_and_counts_read_as_sentences(lang):
    t = Text(lang)
    and_ = {"es": "y", "en": "and"}[lang]
    assert t.listing(["a", "b", "c"]) == f"a, b {and_} c"
    assert t.listing(["a"]) == "a"
    assert t.count("kpi.score_detail", 1).startswith("1 ")
    assert t.count("kpi.score_detail", 1) != t.count("kpi.score_detail", 2).replace("2", "1")


def test_a_remark_is_in_the_language_of_the_reader_or_not_at_all():
    row = {"note_es": "redondeada", "note_en": "rounded", "other_es": None}
    assert [Text(lang).remark(row) for lang in ("es", "en")] == ["redondeada", "rounded"]
    assert Text("es").remark(row, "other") == ""
    assert Text("es").remark({"note": "of an older edition"}) == ""


SHADE = re.compile(
    r"\bmás (?:oscur|clar)|(?:fila|columna|celda)s? (?:pálida|oscura|clara)"
    r"|\b(?:darker|lighter|paler)\b|\b(?:pale|dark|light) (?:row|column|cell)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_caption_reads_a_scale_by_its_shade(lang):
    """The dark theme turns the scale round: what is pale in one theme is dark in the other."""
    assert {key: text for key, text in catalogue(lang, 5).items() if SHADE.search(text)} == {}


def test_no_text_translates_the_name_of_a_region():
    """Regions are named one way, as the territory has them: the pages show no other name."""
    texts = catalogue("en", 5).items()
    assert {key: text for key, text in texts if "Metropolitan " in text} == {}


def test_dictionary_calls_a_comuna_as_the_pages_do():
    texts = {path.name: path.read_text("utf-8") for path in paths.CONTRACTS.glob("*.yml")}
    foreign = {name for name, text in texts.items() if re.search(r"(?i)\bcommune", text)}
    assert texts and foreign == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_word_of_statistics_never_stands_alone(lang):
    texts = {key: text.split() for key, text in catalogue(lang, 5).items()}
    alone = {
        key for key, parts in texts.items() if len(parts) < 4 and "logit" in " ".join(parts).lower()
    }
    assert alone == set()
