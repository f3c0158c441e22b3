"""A person's name in a cell that is refused stands nowhere: report, table, copy or quarantine."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from itertools import product

import pandas as pd
import pytest
from builds_for_tests import RAW
from delivered_files import write_csv
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from pipelines import specs
from pipelines.ingest.cells import is_role
from pipelines.ingest.checking.annotate import write_annotated
from pipelines.ingest.checking.check import check_file
from pipelines.ingest.intake import quarantine_table
from pipelines.ingest.intake.places import Places
from pipelines.personal import hidden
from pipelines.receiving.known import known_columns

PEOPLE = [kind for kind in specs.kinds().values() if kind.drops_people]
NAMES = ("Juana Quispe Ñancupil", "QUISPE ÑANCUPIL, JUANA", "JUANA.QUISPE-NANCUPIL", "jquispe")
RUT = "15.345.678-5"
PARTS = ("juana", "quispe", "ñancupil", "nancupil")


def names_in(text: str) -> list[str]:
    """Return the parts of a name that a text has; Santa Juana is a comuna of the lists."""
    return [part for part in PARTS if part in text.casefold().replace("santa juana", "")]


@pytest.mark.parametrize("text", ["Puente Alto Ana", "Pedro Aguirre Cerda Ana", "Macul (Ana)"])
def test_a_word_beside_a_name_is_no_slip_of_the_hand(text, reference):
    shown = Places({"municipality"}, [reference.matcher]).shown(text)
    assert "Ana" not in shown


@pytest.mark.parametrize("text", ["Peñalolem", "I. Municipalidad de Macul (RM)", "MU161", "13118"])
def test_a_place_is_shown_as_it_came(text, reference):
    assert Places({"municipality"}, [reference.matcher]).shown(text) == text


GIVEN = (
    "Mario", "Marta", "Marina", "Mara", "Mariana", "Juana", "Juanita", "Petra", "Pablo", "Diana",
    "Víctor", "Victorino", "Renato", "Camila", "Carla", "Paola", "Elena", "Rosaria", "Fernanda",
    "Clemente", "Francisca", "Vicenta", "Lautara", "Claudia", "Santos", "Alba", "Salvador",
)  # fmt: skip


@pytest.mark.thorough
def test_a_person_whose_name_is_nearly_a_place_is_somebody(reference):
    """Oracle: a given name in the place of any word of a comuna, where that makes no comuna."""
    places, matcher = Places({"municipality"}, [reference.matcher]), reference.matcher
    comunas = {row["comuna"] for row in reference.lookup("territory/comunas.csv").to_pylist()}
    revealed = []
    for name in comunas:
        words = name.split()
        for at, given_ in product(range(len(words)), GIVEN):
            text = " ".join([*words[:at], given_, *words[at + 1 :]])
            if matcher.match(text).cut is None and given_ in str(places.shown(text)):
                revealed.append(text)
    assert not revealed


def test_every_comuna_and_a_slip_in_a_long_word_of_it_is_shown(reference):
    """A letter twice, one left out of a long word, two that changed places: still that comuna."""
    places = Places({"municipality"}, [reference.matcher])
    listed = reference.lookup("territory/comunas.csv").to_pylist()
    for row in (body for body in listed if body["has_municipality"] == "true"):
        words = row["comuna"].split()
        places_written = [row["comuna"], row["comuna"].upper(), f"Municipalidad de {row['comuna']}"]
        for at, word in ((n, w) for n, w in enumerate(words) if len(w) >= 8):
            middle = len(word) // 2
            swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
            slips = (
                word[:middle] + word[middle - 1 :],
                word[:middle] + word[middle + 1 :],
                swapped,
            )
            places_written += [" ".join([*words[:at], slip, *words[at + 1 :]]) for slip in slips]
        assert [text for text in places_written if places.shown(text) != text] == []


def everything_said(report, taken, tmp_path) -> str:
    """Return all that is told or kept of a checked file."""
    copy = write_annotated(report, tmp_path / "copia.xlsx")
    book = load_workbook(copy)
    cells = [
        f"{cell.value} {cell.comment.text if cell.comment else ''}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
    ]
    kept = [part.raw.to_pylist() for part in taken] + [part.accepted.to_pylist() for part in taken]
    texts = [json.dumps(report.as_dict(), ensure_ascii=False, default=str)]
    texts += [known_columns(report, report.spec).decode()]
    return "\n".join([*cells, *texts, str(quarantine_table(taken).to_pylist()), str(kept)])


def of_places(kind) -> dict[str, str]:
    """Return what a row of Macul says in each column of its municipality."""
    rule = kind.municipality
    place = {rule.name: "Macul", rule.code: "13118", rule.region: "RM"} if rule else {}
    return {name: text for name, text in place.items() if name in kind.columns}


def asks_for_any_text(kind, column) -> bool:
    """Tell whether a column is prose: a title or an aim, which no list or form holds back."""
    spec = kind.columns[column]
    return (
        spec.type == "text"
        and column not in of_places(kind)
        and not any((spec.choices, spec.choices_from, spec.pattern, spec.values, spec.is_role))
        and not (spec.is_country or spec.is_ogp_member)
    )


@pytest.mark.few(13)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", PEOPLE, ids=lambda kind: kind.id)
def test_a_name_in_any_column_that_refuses_it_is_hidden(kind, name, tmp_path, taken):
    """The name in each column that cannot hold it in turn, beside what the example row says."""
    planted = [column for column in kind.columns if not asks_for_any_text(kind, column)]
    path = write_csv(tmp_path / "entrega.csv", planting(kind, planted, name))
    report = check_file(path, kind=kind.id, raw=RAW)
    assert report.findings
    assert not names_in(everything_said(report, taken(path, kind.id), tmp_path))


@pytest.mark.few(10)
@pytest.mark.parametrize("kind", PEOPLE, ids=lambda kind: kind.id)
def test_a_rut_in_any_column_is_hidden(kind, tmp_path, taken):
    path = write_csv(tmp_path / "entrega.csv", planting(kind, list(kind.columns), RUT))
    report = check_file(path, kind=kind.id, raw=RAW)
    assert RUT not in everything_said(report, taken(path, kind.id), tmp_path)


BESIDE = (
    "{}",
    "Macul ({})",
    "Macul - Sra. {}",
    "Pedro Aguirre Cerda {}",
    "13118 {}",
    "{}; 13118",
    "RM, {}",
)


@pytest.mark.few(6)
@pytest.mark.parametrize("sentence", BESIDE)
@pytest.mark.parametrize("kind", [*filter(of_places, PEOPLE)], ids=lambda kind: kind.id)
def test_a_name_beside_a_place_is_hidden_though_the_row_enters(kind, sentence, tmp_path, taken):
    """A name in the columns of the municipality: beside a valid name or code, or an unknown one."""
    valid, rule = of_places(kind), kind.municipality
    heads, *_ = planting(kind, [], "")
    rows = [heads]
    for place in valid:
        for beside in (valid, {**valid, rule.code or rule.name: "99999"}, dict.fromkeys(valid, "")):
            row = {**kind.examples[0], **beside, place: sentence.format(NAMES[0])}
            rows.append([str(row.get(name, "")) for name in headed(kind)])
    path = write_csv(tmp_path / "entrega.csv", rows)
    everything = everything_said(
        check_file(path, kind=kind.id, raw=RAW), taken(path, kind.id), tmp_path
    )
    assert not names_in(everything)
    assert len(valid) < 2 or all(text in everything for text in valid.values())


def headed(kind) -> list[str]:
    return [name for name, spec in kind.columns.items() if spec.headers]


def planting(kind, columns, text) -> list[list[str]]:
    """Return a header, and for each of some columns a row that says a text there."""
    names = headed(kind)
    rows = [[kind.columns[name].headers[0] for name in names]]
    for column in (name for name in columns if name in names):
        row = {**kind.examples[0], column: text}
        rows.append([str(row.get(name, "")) for name in names])
    return rows


@pytest.mark.thorough
@pytest.mark.parametrize("person", ["15.345.678-5", "zq@correo.cl", "+56 9 8765 4321"])
def test_what_is_kept_of_any_delivery_has_no_rut_mail_or_phone(person, tmp_path, taken):
    kind = specs.kinds()["adopcion"]
    path = write_csv(tmp_path / "entrega.csv", planting(kind, list(kind.columns), person))
    assert all(person not in str(part.raw.to_pylist()) for part in taken(path, kind.id))


def test_a_municipality_that_is_a_name_is_hidden_and_a_misspelt_one_is_shown(tmp_path, taken):
    head = ["Comuna", "Folio", "Fecha ingreso"]
    rows = [head, ["Juana Quispe", "MU1T1", "04-03-2024"], ["Peñalolem", "MU1T2", "04-03-2024"]]
    path = write_csv(tmp_path / "log.csv", rows)
    report = check_file(path, kind="solicitud", raw=RAW)
    raw_texts = [finding.raw_text for finding in report.findings]
    assert raw_texts == ["•••", "Peñalolem"]
    assert not names_in(everything_said(report, taken(path, "solicitud"), tmp_path))


@pytest.mark.parametrize("folio", ["JUANA.QUISPE-NANCUPIL", "jquispe", "JUANA-1", "1-QUISPE"])
def test_a_folio_is_a_code_and_never_a_name(folio, tmp_path):
    rows = [["Comuna", "Folio", "Fecha ingreso"], ["Macul", folio, "04-03-2024"]]
    report = check_file(write_csv(tmp_path / "log.csv", rows), kind="solicitud", raw=RAW)
    [finding] = report.findings
    assert finding.code == "bad_format" and not names_in(str(finding))


@pytest.mark.parametrize("folio", ["MU145T0000101", "AW002W-0000123", "123/2024", "SAI-24_7"])
def test_folios_as_they_are_written_enter(folio, tmp_path):
    rows = [["Comuna", "Folio", "Fecha ingreso"], ["Macul", folio, "04-03-2024"]]
    report = check_file(write_csv(tmp_path / "log.csv", rows), kind="solicitud", raw=RAW)
    assert report.findings == ()


@pytest.mark.parametrize(
    "role",
    [
        *("Unidad de Transparencia", "Dirección de Control", "Alcaldía", "Encargada de SAI"),
        *("Director Jurídico", "Secretaria Municipal", "Jefa (s) de Gabinete", "Transparency Unit"),
        *("Head of Data", "Equipo municipal", "Profesional Unidad de Datos", "Directora"),
    ],
)
def test_a_post_or_unit_is_a_role(role):
    assert is_role(role)


@pytest.mark.parametrize(
    "text", ["Juana Quispe", "Directora Juana Quispe", "Jefe: Juan Soto", "J. Quispe", "Pérez"]
)
def test_a_name_is_no_role(text):
    assert not is_role(text)


@given(st.lists(st.sampled_from([*NAMES, "12-03-2024", "CL0099", "3", "—"]), min_size=1))
def test_hiding_leaves_numbers_and_codes_and_no_name(parts):
    text = hidden(" ".join(parts))
    assert not names_in(text)
    assert all(part in text for part in parts if part in ("12-03-2024", "CL0099", "3"))


def test_a_report_as_csv_and_json_names_nobody(tmp_path):
    rows = [["Comuna", "Folio", "Canal", "Fecha ingreso"], ["Macul", "A1", NAMES[0], "04-03-2024"]]
    report = check_file(write_csv(tmp_path / "log.csv", rows), kind="solicitud", raw=RAW)
    as_json = json.dumps(
        [asdict(finding) for finding in report.findings], default=str, ensure_ascii=False
    )
    table = io.StringIO()
    csv.writer(table).writerows(
        [[finding.raw_text, finding.reason.es] for finding in report.findings]
    )
    assert not names_in(as_json + table.getvalue()) and "•••" in as_json
    assert pd.notna(report.findings[0].cell)


def test_a_row_refused_for_its_place_is_refused_in_the_file_that_is_kept(tmp_path):
    """Nobody is named in it, and the code does not stand alone where the name spoke against it."""
    head = ["Comuna", "Código", "Folio", "Fecha ingreso"]
    rows = [head, [f"Santiago {NAMES[0]}", "13118", "A1", "04-03-2024"]]
    report = check_file(write_csv(tmp_path / "log.csv", rows), kind="solicitud", raw=RAW)
    kept = tmp_path / "kept.csv"
    kept.write_bytes(known_columns(report, report.spec))
    assert not names_in(kept.read_text("utf-8"))
    assert (report.accepted, report.quarantined) == (0, 1)
    again = check_file(kept, kind="solicitud", raw=RAW)
    assert (again.accepted, again.quarantined) == (0, 1)


@pytest.mark.parametrize(
    ("region", "shown"),
    [
        ("RM", None),
        ("xvi", None),
        ("Bernardo O'Higgins", "Bernardo O'Higgins"),
        ("Del Libertador General Bernardo O'Higgins", None),
        ("Metropolitana Juana", "•••"),
        ("Juana Quispe", "•••"),
    ],
)
def test_a_region_as_lists_write_it_enters_or_is_shown(region, shown, tmp_path):
    """A numeral is a name of a region; words of its name are nobody's, refused or not."""
    rows = [["actividad", "región", "fecha"], ["jornada regional", region, "12-07-2017"]]
    report = check_file(write_csv(tmp_path / "log.csv", rows), kind="actividad", raw=RAW)
    assert [finding.raw_text for finding in report.findings] == ([] if shown is None else [shown])


def test_the_quarantine_calls_a_column_as_the_check_does(tmp_path, taken):
    rows = [["actividad", "región", "fecha"], ["jornada regional", "Juana Quispe", "12-07-2017"]]
    path = write_csv(tmp_path / "log.csv", rows)
    [row] = quarantine_table(taken(path, "actividad")).to_pylist()
    [finding] = check_file(path, kind="actividad", raw=RAW).findings
    assert (row["reason_es"], row["reason_en"]) == (finding.reason.es, finding.reason.en)
    assert "«Región»" in row["reason_es"] and "region_code" not in row["reason_es"]
