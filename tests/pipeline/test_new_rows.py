"""A catalogue grows by a row that a person says: valid, new, sealed, and nothing else touched."""

from __future__ import annotations

import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest
import yaml
from builds_for_tests import RAW

from pipelines import atomic, clock, paths, specs
from pipelines.errors import FaroError
from pipelines.ingest import catalogues, checking, inventory, seals
from pipelines.ingest.catalogues import NewRound, Row
from pipelines.specs import Kind

ROUNDS, BREAKS = "catalogues/rounds.csv", "catalogues/method_breaks.csv"
METHODS, MATERIAS = "catalogues/methods.csv", "catalogues/materias.csv"
DAY = "2026-11-29"
SAME = NewRound("2026", "re_500_2025", DAY)
RE_600 = {
    "method_id": "re_600",
    "name_es": "Resolución Exenta 600",
    "name_en": "Resolución Exenta 600",
    "description_es": "Otra forma de medir, «nueva».",
    "description_en": "Another way of measuring, “new”.",
}


@pytest.fixture
def raw(tmp_path) -> Path:
    return Path(shutil.copytree(RAW, tmp_path / "raw"))


def contents(raw: Path) -> dict[str, bytes]:
    return {str(p.relative_to(raw)): p.read_bytes() for p in raw.rglob("*") if p.is_file()}


def test_a_round_is_a_line_at_the_end_and_its_seal(raw):
    before = contents(raw)
    [(file, line)] = catalogues.add_round(raw, SAME).lines
    after = contents(raw)
    assert file == ROUNDS and line.startswith("r2026,,2026,2026,2026,,,re_500_2025,documented,")
    assert DAY in line
    assert after[ROUNDS] == before[ROUNDS] + f"{line}\n".encode()
    assert {name for name in after if after[name] != before.get(name)} == {ROUNDS, seals.FILE}
    assert set(after) == set(before)
    assert all(item.sealed for item in inventory.take_inventory(raw, specs.sources()))


def test_asking_twice_is_asking_once(raw):
    catalogues.add_round(raw, SAME)
    before = contents(raw)
    assert catalogues.add_round(raw, SAME).lines == ()
    assert contents(raw) == before


def test_a_new_method_brings_the_break_that_was_said(raw, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2027, 1, 1))
    catalogues.add(raw, [Row(METHODS, RE_600)])
    lines = catalogues.add_round(raw, NewRound("2026", "re_600", DAY, "yes")).lines
    assert [file for file, _ in lines] == [ROUNDS, BREAKS]
    assert lines[1][1].startswith("b_2025_2026,r2025,r2026,2025.5,certain,")
    again = catalogues.add_round(raw, NewRound("2027-28", "unknown", DAY, "unknown")).lines
    assert again[0][1].startswith("r2028,,2028,2027–2028,2027–2028,,,,documented,")
    assert again[1][1].startswith("b_2026_2028,r2026,r2028,2027,possible,")


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewRound("2026", "", DAY), "no_method"),
        (NewRound("2026", "re_600", DAY, "yes"), "unknown_method"),
        (NewRound("2026", "ig_11", DAY), "ask_break"),
        (NewRound("2026", "unknown", DAY), "ask_break"),
        (NewRound("2026", "ig_11", DAY, "no"), "no_break"),
        (NewRound("2026", "ig_11", DAY, "perhaps"), "bad_break"),
        (NewRound("2026", "re_500_2025", DAY, "yes"), "break_same_method"),
        (NewRound("2026", "re_500_2025", ""), "no_as_of"),
        (NewRound("2026", "re_500_2025", "29-11-2026"), "bad_day"),
        (NewRound("extraordinaria", "re_500_2025", DAY), "no_year"),
        (NewRound("2024 a 2026", "re_500_2025", DAY), "no_year"),
        (NewRound("2022", "unknown", DAY, "unknown"), "covered"),
        (NewRound("2025-2026", "re_500_2025", DAY), "covered"),
        (NewRound("2011", "unknown", DAY, "unknown"), "not_last"),
        (NewRound("2025", "re_500_2025", DAY), "there_already"),
        (NewRound("2026", "re_500_2025", DAY, source_id="S999"), "unknown_reference"),
        (NewRound("2026", "re_500_2025", DAY, number="ocho"), "bad_row"),
        (NewRound("2199", "re_500_2025", DAY), "no_year"),
        (NewRound("2027", "re_500_2025", DAY), "not_begun"),
        (NewRound("2027-28", "unknown", DAY, "unknown"), "not_begun"),
        (NewRound("2026", "re_500_2025", "2026-12-03"), "day_to_come"),
        (NewRound("2026", "re_500_2025", DAY, date_from="2026-12-20"), "day_to_come"),
    ],
)
def test_what_is_not_clear_is_asked_and_nothing_changes(raw, new, code, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 2))
    before = contents(raw)
    with pytest.raises(FaroError) as error:
        catalogues.add_round(raw, new)
    assert error.value.code == code
    assert (error.value.es and error.value.fix) or code == "bad_row"
    assert contents(raw) == before


@pytest.mark.parametrize(
    ("file", "cells", "code"),
    [
        ("catalogues/nada.csv", {"a": "b"}, "no_catalogue"),
        (MATERIAS, {"materia_id": "x", "nada": "y"}, "no_column"),
        (MATERIAS, {"materia_id": "x", "name_es": "…", "name_en": "X"}, "not_filled_in"),
        (MATERIAS, {"materia_id": "compras", "name_es": "Otra"}, "there_already"),
        (MATERIAS, {"materia_id": "x", "name_es": "X"}, "bad_row"),
        (MATERIAS, {"materia_id": "x", "name_es": "X", "name_en": ""}, "bad_row"),
        (METHODS, {**RE_600, "source_id": "S999"}, "unknown_reference"),
        ("published/sources.csv", {"source_id": "66", "title": "T"}, "bad_row"),
    ],
)
def test_a_row_of_any_catalogue_is_judged_as_a_build_would(raw, file, cells, code):
    before = contents(raw)
    with pytest.raises(FaroError) as error:
        catalogues.add(raw, [Row(file, cells)])
    assert error.value.code == code
    assert contents(raw) == before


def test_an_order_is_the_next_one_and_odd_texts_are_quoted(raw):
    cells = {"materia_id": "medio_ambiente", "name_es": 'Medio "ambiente", agua', "name_en": "X"}
    [(_, line)] = catalogues.add(raw, [Row(MATERIAS, cells)]).lines
    assert line == 'medio_ambiente,15,"Medio ""ambiente"", agua",X,,,'


def test_changes_that_nobody_reviewed_are_not_sealed_along(raw):
    path = raw / ROUNDS
    path.write_text(path.read_text("utf-8").replace("documented", "possible", 1), "utf-8")
    before = contents(raw)
    with pytest.raises(FaroError) as error:
        catalogues.add_round(raw, SAME)
    assert error.value.code == "altered_file" and contents(raw) == before


@pytest.mark.parametrize("times", [1, 2, 3])
def test_when_a_file_cannot_be_written_every_file_is_as_it_was(raw, monkeypatch, times):
    catalogues.add(raw, [Row(METHODS, RE_600)])
    before, write, left = contents(raw), atomic.write, [times]

    def failing(path, content, **options):
        if path.is_relative_to(raw):
            left[0] -= 1
            if not left[0]:
                raise OSError("disk full")
        write(path, content, **options)

    monkeypatch.setattr(atomic, "write", failing)
    with pytest.raises(OSError, match="disk full"):
        catalogues.add_round(raw, NewRound("2026", "re_600", DAY, "unknown"))
    assert contents(raw) == before


def check(tmp_path: Path, head: str, *rows: str, raw: Path = RAW):
    path = tmp_path / "entrega.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return checking.check_file(path, raw=raw)


SCORES = "Municipio;Código;Ronda;Puntaje"


def test_the_line_offered_is_the_line_added(raw, tmp_path):
    report = check(tmp_path, SCORES, "Macul;13118;2026;87,5", "Paine;13404;2026;77,5", raw=raw)
    [offer] = report.offers
    assert (offer.kind, offer.file) == ("round", ROUNDS)
    assert offer.command == "faro round add 2026 --method … --as-of …"
    assert ",".join(offer.columns) == (raw / ROUNDS).read_text("utf-8").splitlines()[0]
    [(_, line)] = catalogues.add_round(raw, SAME).lines
    filled = offer.line.replace("2026,,,…", "2026,,,re_500_2025").replace("…", DAY)
    assert line == filled
    again = check(tmp_path, SCORES, "Macul;13118;2026;87,5", raw=raw)
    assert again.verdict == "ok" and not again.offers


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("2026", "round", "round add 2026 "),
        ("Ronda 2026", "round", "round add 2026 "),
        ("r2026", "round", "round add 2026 "),
        ("2026–2027", "round", "round add 2026-2027 "),
        ("2026/27", "round", "round add 2026-2027 "),
        ("2024-2025", "other", "«2024»"),
        ("2022", "other", "«2022–2023»"),
        ("2011", "other", "r2025"),
        ("2027", "other", "no ha comenzado"),
        ("extraordinaria", "other", "2026-2027"),
    ],
)
def test_a_round_spelled_otherwise_is_told_from_a_new_one(tmp_path, text, kind, word, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 31))
    report = check(tmp_path, SCORES, f"Macul;13118;{text};87,5")
    [offer] = report.offers
    assert offer.kind == kind
    assert word in (offer.command or offer.sentence.es)


@pytest.mark.parametrize(
    ("head", "row", "words"),
    [
        (
            "Metodo;Version;Materia;Criterio;Peso;Caracter",
            "RE 600;1;Presupuesto;general;4;oficial",
            ["row", METHODS, "name_es='RE 600'"],
        ),
        (
            "Metodo;Version;Materia;Criterio;Peso;Caracter",
            "re_500_2025;1;medio_ambiente;general;4;oficial",
            ["row", MATERIAS, "materia_id=medio_ambiente"],
        ),
        (
            "Municipio;Código;Herramienta;Etapa;Fecha",
            "Macul;13118;Gestión de riesgos;iniciada;12-04-2026",
            ["model", "pipelines/methods/models/*.yml", "faro models"],
        ),
    ],
)
def test_other_catalogues_are_offered_too(tmp_path, head, row, words):
    [offer] = check(tmp_path, head, row).offers
    kind, file, command = words
    assert (offer.kind, offer.file) == (kind, file) and command in offer.command
    assert offer.line and offer.sentence.es != offer.sentence.en


def test_a_new_kind_of_convenio_is_two_lines_that_are_said(tmp_path, monkeypatch):
    head, row = "Municipio;Tipo;Fecha de firma", "Macul;MGTM 3.0;12-04-2024"
    [offer] = check(tmp_path, head, row).offers
    choice, part, name = offer.line.splitlines()
    assert (paths.REPO / offer.file).is_file()
    kind = specs.kinds()["convenio"].model_dump()
    kind["columns"]["kind"]["choices"] |= yaml.safe_load(choice)
    assert tomllib.loads(f"{part}\n{name}") == {"convenio": {"mgtm_3_0": "MGTM 3.0"}}
    named = (paths.REPO / "presentation" / "words" / "es.toml").read_text(encoding="utf-8")
    assert set(kind["columns"]["kind"]["choices"].values()) - {"mgtm_3_0"} <= {
        *tomllib.loads(named)["convenio"]
    }
    grown = specs.kinds() | {"convenio": Kind.model_validate(kind)}
    monkeypatch.setattr(specs, "kinds", lambda: grown)
    report = check(tmp_path, head, row)
    assert (report.verdict, report.offers) == ("ok", ())


def test_the_commands_say_what_they_did(raw, faro, tmp_path):
    args = ("round", "add", "2026", "--method", "re_500_2025", "--as-of", DAY, "--raw", raw)
    code, printed, err = faro(*args)
    assert code == 0 and printed.startswith(f"{ROUNDS}: r2026,") and "faro build" in err
    assert faro(*args, "--lang", "en")[:2] == (0, "it was there already\n")
    code, _, err = faro("row", "add", METHODS, "method_id=x", "rubbish", "--raw", raw)
    assert code == 1 and "rubbish" in err and "Traceback" not in err
    cells = [f"{column}={text}" for column, text in RE_600.items()]
    assert faro("row", "add", METHODS, *cells, "--raw", raw)[0] == 0
