"""What is of people in a text: hidden where it can be told, asked about where it cannot."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import serving, specs
from pipelines.errors import FaroError
from pipelines.ingest.checking import check_file
from pipelines.personal import HIDDEN, hold_names, masked, names

GIVEN = ("María", "José", "Rayén", "Íñigo", "Constanza", "Jean-Paul", "Ximena", "Óscar", "Ana")
SURNAMES = (
    *("Soto", "Pérez", "Huenchumilla", "Ñancucheo", "O’Higgins", "Saint-Jean", "Muñoz", "Quilapán"),
)
AROUND = (
    "Se habló con {} el 3 de mayo.",
    "{} firmó la respuesta.",
    "Según informa la Directora de Control {}, estaba publicado.",
    "Lo pidió {} (Unidad de Transparencia).",
    "The officer, {}, agreed to it.",
    "Firma: {}",
    "La Municipalidad observa; {} adjunta el enlace.",
)
RUTS = (
    "{0}.{1}.{2}-{3}",
    "{0}{1}{2}-{3}",
    "{0}.{1}.{2}–{3}",
    "{0}{1}{2} - {3}",
    "RUT {0}{1}{2}{3}",
)
PHONES = (
    *("+56 9 8765 4321", "+56987654321", "56 9 8765 4321", "9 8765 4321", "+56-2-2345-6789"),
    *("fono 22345678", "Tel. (45) 221 0000", "(2) 2345 6789", "celular: 987654321"),
)
MAILS = ("ana.soto@muni.example.cl", "ana@x.cl", "ana (at) muni.cl", "ana[at]muni.cl")


@pytest.mark.parametrize("around", AROUND)
def test_a_name_is_read_wherever_it_stands(around):
    for seed in range(60):
        chance = random.Random(seed)
        parts = [(GIVEN, chance.choice((1, 2))), (SURNAMES, chance.choice((1, 2)))]
        name = " ".join(word for words, n in parts for word in chance.sample(words, n))
        assert any(name in read for read in names(around.format(name))), name
        with pytest.raises(FaroError, match="person"):
            hold_names("Sin más.", around.format(name))


@pytest.mark.parametrize(
    "text",
    [
        "La Municipalidad de Pedro Aguirre Cerda observa el ítem 1.5.",
        "El Consejo para la Transparencia revisó la Ley de Transparencia, artículo 7.",
        "Se acoge en parte: el Portal de Transparencia no respondía el 12 de Mayo.",
        "La Sra. Directora de Control y el Sr. Alcalde",
        "El CPLT pide a la DIDECO el MGTM",
        "Publicado. Ñuñoa lo cambió después. Maipú también.",
        "MUNICIPALIDAD DE ÑUÑOA, SIN MÁS",
        "",
    ],
)
def test_offices_laws_and_places_are_no_people(text):
    assert names(text) == []
    hold_names(text)


def test_of_texts_that_name_nobody_few_are_asked_about(built):
    """Those of this repository: a hundred of them cost whoever writes three more ticks at most."""
    build = serving.open(root=built)
    frames = [build.table(name) for name in build.tables() if name.startswith("core_")]
    texts = {
        text
        for frame in frames
        for name in frame.select_dtypes(["object", "string"])
        for text in frame[name].dropna().unique()
        if isinstance(text, str) and text.count(" ") > 7
    }
    assert len(texts) > 1000
    named = {text: names(text) for text in texts if names(text)}
    assert len(named) < 0.03 * len(texts), named


@pytest.mark.parametrize("written", [*PHONES, *MAILS])
def test_phones_and_mails_are_hidden(written):
    assert masked(f"Llame: {written}, hoy").endswith(f"{HIDDEN}, hoy")
    assert not any(part.isdigit() for part in masked(f"Llame: {written}, hoy"))


@given(st.integers(1_000_000, 29_999_999), st.sampled_from("0123456789kK"), st.sampled_from(RUTS))
def test_a_rut_is_hidden_however_it_is_written(number, check, written):
    digits = f"{number:08d}".lstrip("0")
    text = written.format(digits[:-6], digits[-6:-3], digits[-3:], check)
    kept = "RUT " * written.startswith("RUT")
    assert masked(f"({text}).") == f"({kept}{HIDDEN})."


@given(st.floats(0, 100), st.integers(0, 17))
def test_no_number_of_a_table_is_taken_for_one_of_a_person(value, decimals):
    for text in (repr(value), f"{value:.{decimals}f}", f"{value:.{decimals}f}".replace(".", ",")):
        assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    ["2012-2013", "12.345.678", "1.234.567,89", "(2) 2012 2013", "56 2024 2025 2026", "56 de 345"],
)
def test_years_and_counts_stay(text):
    assert masked(text) == text


def test_an_observation_keeps_no_data_of_people_and_the_sender_hears_of_names(
    tmp_path: Path, taken
):
    sentence = "Revisar: llamó Juana Soto Pérez, +56 9 8765 4321, RUT 12.345.678–5, j@x.cl"
    file = tmp_path / "observaciones.csv"
    head = "Municipio;Ronda;Materia;Fecha;Qué se pidió;Resolución"
    file.write_text(f"{head}\nMacul;2024;Presupuesto;12-11-2024;{sentence};acogida\n", "utf-8")
    [kept] = taken(file, "observacion")
    [text] = kept.accepted.column("asked").to_pylist()
    assert text == f"Revisar: llamó Juana Soto Pérez, {HIDDEN}, RUT {HIDDEN}, {HIDDEN}"
    report = check_file(file, kind="observacion")
    [note] = [note for note in report.notes if "personas" in note.es]
    assert "fila 2" in note.es and "row 2" in note.en and "Juana" not in f"{note.es}{note.en}"


def test_a_kind_whose_texts_are_to_name_nobody_keeps_data_of_people_out():
    asks = {
        kind.id: kind.drops_people
        for kind in specs.kinds().values()
        for column in kind.columns.values()
        if re.search(r"sin (?:nombres|datos) de personas", column.help.es)
    }
    assert len(asks) > 2 and all(asks.values()), asks
