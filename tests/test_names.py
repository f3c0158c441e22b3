"""Names and codes: accepted matches are right every time; what is not certain is refused."""

from __future__ import annotations

import csv
import random
import string
import unicodedata
from html import entities
from itertools import pairwise
from pathlib import Path

import pytest
from builds_for_tests import RAW

from pipelines.errors import FaroError
from pipelines.ingest.names import REASONS, Matcher, normalise
from pipelines.ingest.names.bodies import is_other_body, is_total

ROOT = Path(__file__).resolve().parents[1]
TERRITORY = RAW / "territory"
FIXTURES = Path(__file__).parent / "fixtures" / "names"


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


COMUNAS = read(TERRITORY / "comunas.csv")
ALIASES = read(TERRITORY / "name_aliases.csv")
HISTORY = read(TERRITORY / "cut_history.csv")
CASES = read(FIXTURES / "cases.csv")
VARIANTS = read(FIXTURES / "name_variants_sample.csv")
ANTARTICA = "12202"
MUNICIPALITIES = [row for row in COMUNAS if row["cut_code"] != ANTARTICA]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher.from_folder(TERRITORY)


def plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def as_entities(text: str) -> str:
    return "".join(
        f"&{entities.codepoint2name[ord(char)]};" if ord(char) > 127 else char for char in text
    )


def mojibake(text: str, encoding: str = "cp1252") -> str:
    return "".join(
        char.encode("utf-8").decode(encoding) if decodable(char, encoding) else char
        for char in text
    )


def decodable(char: str, encoding: str) -> bool:
    try:
        char.encode("utf-8").decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def dos(text: str) -> str:
    return text.encode("cp850").decode("cp1252", errors="replace")


def utf8_as_dos(text: str) -> str:
    return text.encode("utf-8").decode("cp850")


CORRUPTIONS = {
    "as is": str,
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "plain": plain,
    "plain upper": lambda text: plain(text).upper(),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "mojibake": mojibake,
    "mojibake latin-1": lambda text: mojibake(text, "latin-1"),
    "mojibake of upper": lambda text: mojibake(text.upper()),
    "mojibake lower": lambda text: mojibake(text).lower(),
    "mojibake twice": lambda text: mojibake(mojibake(text)),
    "utf-8 read as DOS": utf8_as_dos,
    "replacement mark": lambda text: "".join(c if ord(c) < 128 else "\ufffd" for c in text),
    "question mark": lambda text: "".join(c if ord(c) < 128 else "?" for c in text),
    "two question marks": lambda text: "".join(c if ord(c) < 128 else "??" for c in text),
    "question marks upper": lambda text: text.upper().encode("ascii", "replace").decode(),
    "entities": as_entities,
    "entities escaped twice": lambda text: as_entities(text).replace("&", "&amp;"),
    "numeric entities": lambda text: text.encode("ascii", "xmlcharrefreplace").decode(),
    "json escapes": lambda text: (
        text.encode("ascii", "backslashreplace").decode()
        if max(map(ord, text)) > 255
        else "".join(c if ord(c) < 128 else f"\\u{ord(c):04x}" for c in text)
    ),
    "spaces around": lambda text: f"  {text}\t ",
    "double spaces": lambda text: text.replace(" ", "   "),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0") + "\u00a0",
    "tabs": lambda text: text.replace(" ", "\t"),
    "line break": lambda text: text.replace(" ", "\n"),
    "underscores": lambda text: text.replace(" ", "_"),
    "hyphens": lambda text: text.replace(" ", "-"),
    "dots": lambda text: text.replace(" ", "."),
    "final dot": lambda text: f"{text}.",
    "quoted": lambda text: f'"{text}"',
    "no spaces": lambda text: text.replace(" ", ""),
    "zero-width": lambda text: f"\ufeff{text}\u200b",
    "footnote": lambda text: f"{text} (1)",
    "typographic apostrophe": lambda text: text.replace("'", "’"),
    "no apostrophe": lambda text: text.replace("'", ""),
    "apostrophe as space": lambda text: text.replace("'", " "),
}
PREFIXES = (
    "I. Municipalidad de {}",
    "Ilustre Municipalidad de {}",
    "ILUSTRE MUNICIPALIDAD {}",
    "I. MUNICIPALIDAD {}",
    "I.M. de {}",
    "I.M. {}",
    "IM {}",
    "MUNICIP. {}",
    "Munic. de {}",
    "Munic. {}",
    "Muni de {}",
    "Muni {}",
    "Municipio de {}",
    "Comuna de {}",
    "Municipalidad {}",
    "Municipalidad de la comuna de {}",
    "La Municipalidad de {}",
    "{}, Municipalidad de",
    "{} (Municipalidad)",
    "{}, Chile",
)


def expected(row: dict[str, str]) -> tuple[str | None, str | None]:
    return (None, "no_municipality") if row["cut_code"] == ANTARTICA else (row["cut_code"], None)


@pytest.mark.parametrize("corruption", CORRUPTIONS)
def test_every_comuna_is_found_in_every_corruption(matcher: Matcher, corruption: str) -> None:
    wrong = []
    for row in COMUNAS:
        text = CORRUPTIONS[corruption](row["comuna"])
        match = matcher.match(text)
        if (match.cut, match.reason) != expected(row):
            wrong.append((text, match))
    assert wrong == []


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_comuna_is_found_behind_every_prefix(matcher: Matcher, prefix: str) -> None:
    wrong = []
    for row in COMUNAS:
        for change in (str, str.upper, plain, mojibake):
            match = matcher.match(change(prefix.format(row["comuna"])))
            if (match.cut, match.reason) != expected(row):
                wrong.append((change(prefix.format(row["comuna"])), match))
    assert wrong == []


@pytest.mark.parametrize("form", ["{name}, Región de {region}", "{name} ({region})", "{name}|"])
def test_region_beside_the_name_confirms_it(matcher: Matcher, form: str) -> None:
    for row in MUNICIPALITIES:
        text = form.format(name=row["comuna"], region=row["region"]).rstrip("|")
        assert matcher.match(text, region=row["region"]).cut == row["cut_code"], text
        assert matcher.match(row["comuna"], region=row["region_code"]).cut == row["cut_code"]


@pytest.mark.thorough
def test_a_wrong_region_is_never_overlooked(matcher: Matcher) -> None:
    former = {row["cut_code"]: row["previous_cut_code"][:2] for row in HISTORY}
    regions = {row["region_code"]: row["region"] for row in COMUNAS}
    for row in MUNICIPALITIES:
        for code, region in regions.items():
            if code in {row["region_code"], former.get(row["cut_code"])}:
                continue
            match = matcher.match(row["comuna"], region=region)
            assert (match.cut, match.reason) == (None, "region_contradiction")
            assert matcher.match(f"{row['comuna']}, Región de {region}").cut is None


@pytest.mark.parametrize("row", VARIANTS, ids=lambda row: row["variant"])
def test_variants_sample(matcher: Matcher, row: dict[str, str]) -> None:
    match = matcher.match(row["variant"])
    assert (match.cut, match.comuna) == (row["cut_code"], row["comuna"])


@pytest.mark.parametrize("row", CASES, ids=lambda row: "/".join(list(row.values())[:3]) or "blank")
def test_cases(matcher: Matcher, row: dict[str, str]) -> None:
    match = matcher.match(
        row["name"] or None, code=row["code"] or None, region=row["region"] or None
    )
    assert (match.cut or "", match.reason or "") == (row["cut_code"], row["reason"]), match


def test_every_alias_is_found_and_documented(matcher: Matcher) -> None:
    for row in ALIASES:
        assert matcher.match(row["alias"]).cut == row["cut_code"], row
        assert matcher.match(row["alias"].upper()).cut == row["cut_code"], row
        assert row["kind"], row
        assert len(row["evidence"]) > 10, row


def squeezed(text: str) -> str:
    words = [word for word in normalise(text).split() if word not in {"de", "del"}]
    return "".join(words)


def one_letter_off(name: str, chance: random.Random) -> set[str]:
    letters = string.ascii_lowercase
    low = plain(name).lower()
    edits = {low[:i] + low[i + 1 :] for i in range(len(low))}
    edits |= {low[:i] + low[i + 1] + low[i] + low[i + 2 :] for i in range(len(low) - 1)}
    for i in range(len(low)):
        for letter in chance.sample(letters, 6):
            edits |= {low[:i] + letter + low[i + 1 :], low[:i] + letter + low[i:]}
    return edits


@pytest.mark.thorough
def test_one_letter_off_never_matches_another_municipality(matcher: Matcher) -> None:
    chance = random.Random(20285)
    spelled: dict[str, set[str]] = {}
    for text, cut in [(r["comuna"], r["cut_code"]) for r in COMUNAS] + [
        (r["alias"], r["cut_code"]) for r in ALIASES
    ]:
        spelled.setdefault(squeezed(text), set()).add(cut)
        spelled.setdefault(normalise(text).replace(" ", ""), set()).add(cut)
    accepted = tried = 0
    for row in COMUNAS:
        for text in one_letter_off(row["comuna"], chance):
            tried += 1
            cut = matcher.match(text).cut
            if cut is None:
                continue
            named = spelled.get(squeezed(text)) or spelled.get(normalise(text).replace(" ", ""))
            if named is None:  # an abbreviation (Sn, Sta) of the same name, nothing else
                assert cut == row["cut_code"], (text, cut)
                accepted += 1
            else:
                assert named == {cut}, (text, cut)
    assert tried > 40_000
    assert accepted < tried / 1000


def test_suggestions_only_suggest(matcher: Matcher) -> None:
    match = matcher.match("Sntiago")
    assert match.cut is None
    assert match.basis == "none"
    assert match.suggestions[0].comuna == "Santiago"
    assert len(matcher.match("San Pedrp").suggestions) <= 3
    scores = [hint.score for hint in matcher.match("Quilllota").suggestions]
    assert scores == sorted(scores, reverse=True)


def test_a_code_alone_is_enough_in_every_form(matcher: Matcher) -> None:
    for row in MUNICIPALITIES:
        cut, organism = row["cut_code"], row["cplt_code"]
        number = int(cut)
        forms = [cut, number, float(number), str(number), f" {number}.0 ", organism]
        forms += [organism.lower(), f"{organism[:2]}-{organism[2:]}", f"mu {organism[2:]}"]
        for form in forms:
            match = matcher.match(None, code=form)
            assert (match.cut, match.basis) == (cut, "code"), form


def test_a_code_in_place_of_the_name_is_a_code(matcher: Matcher) -> None:
    for row in MUNICIPALITIES:
        cut = row["cut_code"]
        for form in (cut, str(int(cut)), f"{int(cut)}.0", row["cplt_code"]):
            match = matcher.match(form)
            assert (match.cut, match.basis) == (cut, "code"), form
    assert matcher.match("99999").reason == "unknown_code"
    assert matcher.match("2024").reason == "unknown_code"
    assert matcher.match("13118", region="Maule").reason == "region_contradiction"


def test_a_code_never_survives_the_name_of_another(matcher: Matcher) -> None:
    for row, other in pairwise(MUNICIPALITIES):
        for code in (row["cut_code"], row["cplt_code"]):
            match = matcher.match(other["comuna"], code=code)
            assert (match.cut, match.reason) == (None, "code_name_contradiction")
            assert row["cut_code"] in {hint.cut for hint in match.suggestions}
            assert matcher.match(plain(row["comuna"]), code=code).cut == row["cut_code"]


def test_former_codes(matcher: Matcher) -> None:
    current = {row["cut_code"] for row in COMUNAS}
    for row in HISTORY:
        code, cut = row["previous_cut_code"], row["cut_code"]
        assert code not in current
        assert matcher.match(row["comuna"], code=code).cut == cut
        alone = matcher.match(None, code=code)
        assert alone.cut == (cut if row["verified"] == "yes" else None)
        assert matcher.match("Macul", code=code).cut is None


def test_other_bodies_are_refused_for_every_comuna(matcher: Matcher) -> None:
    forms = (
        "Corporación Municipal de {}",
        "Corporación de Deportes {}",
        "CorporaciÃ³n Cultural de la Ilustre Municipalidad de {}",
        "Asociación de Municipalidades de {}",
        "Gobernación Provincial de {}",
        "Hospital de {}",
        "Municipalidad de {} - Departamento de Educación",
    )
    for row in COMUNAS:
        for form in forms:
            for code in (None, row["cut_code"]):
                match = matcher.match(form.format(row["comuna"]), code=code)
                assert (match.cut, match.reason) == (None, "other_body"), (form, row["comuna"])


@pytest.mark.thorough
def test_two_municipalities_in_one_cell_are_refused(matcher: Matcher) -> None:
    chance = random.Random(345)
    for _ in range(1500):
        first, two = chance.sample(MUNICIPALITIES, 2)
        for joint in (" y ", " - ", " / ", "; "):
            match = matcher.match(f"{first['comuna']}{joint}{two['comuna']}")
            inside = two["comuna"] in {first["region"], first["province"]}
            outside = first["comuna"] in {two["region"], two["province"]}
            if joint == "; " and (inside or outside):
                continue
            assert match.cut is None, (first["comuna"], joint, two["comuna"])


def test_no_comuna_looks_like_another_body_or_a_total() -> None:
    for row in COMUNAS:
        key = normalise(row["comuna"])
        assert not is_other_body(key)
        assert not is_total(key)


def test_folding_keeps_all_comunas_apart() -> None:
    assert len({squeezed(row["comuna"]) for row in COMUNAS}) == len(COMUNAS) == 346


def test_every_reason_is_explained_in_both_languages(matcher: Matcher) -> None:
    for texts in REASONS.values():
        assert set(texts) == {"es", "en"}
        assert all(text.format(text="Macul").endswith(".") for text in texts.values())
    assert {row["reason"] for row in CASES if row["reason"]} == set(REASONS)


def test_an_alias_may_not_take_the_name_of_another(tmp_path: Path) -> None:
    for name in ("comunas", "cut_history", "regiones"):
        (tmp_path / f"{name}.csv").write_bytes((TERRITORY / f"{name}.csv").read_bytes())
    aliases = tmp_path / "name_aliases.csv"
    with pytest.raises(FaroError, match="missing"):
        Matcher.from_folder(tmp_path)
    aliases.write_text("alias,cut_code,kind,evidence\nLa Florida,08104,x,y\n", encoding="utf-8")
    with pytest.raises(FaroError, match="taken"):
        Matcher.from_folder(tmp_path)
    aliases.write_text("alias,cut_code,kind,evidence\nNueva,99999,x,y\n", encoding="utf-8")
    with pytest.raises(FaroError, match="99999"):
        Matcher.from_folder(tmp_path)
