"""Every tool under every name a source prints, and in the spellings people give those names."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from builds_for_tests import RAW
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import specs
from pipelines.ingest.cells.choices import chooser, of_one_kin
from pipelines.ingest.checking.check import check_file
from pipelines.ingest.reference import Reference
from pipelines.methods import models

HERE = Path(__file__).resolve().parent
NAMES = list(csv.DictReader((HERE / "printed_names.csv").open(encoding="utf-8", newline="")))
SPELLINGS = {
    "as printed": lambda name: name,
    "capitals": str.upper,
    "small": str.lower,
    "no accents": lambda name: name.translate(str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU")),
    "numbered": lambda name: f"3. {name}",
    "lettered": lambda name: f"b) {name}.",
    "labelled": lambda name: f"Herramienta N° 7: {name}",
    "no articles": lambda name: name.replace(" de la ", " ").replace(" de ", " "),
    "aside": lambda name: f"{name} (MGTM)",
    "described": lambda name: f"{name}: lo que la fuente dice de esta herramienta",
    "described without a mark": lambda name: f"{name} para lo que la fuente dice de ella.",
    "described by whom": lambda name: f"{name}, a cargo de quien la fuente diga",
    "bullet": lambda name: f"- {name}.",
    "roman": lambda name: f"IV. {name}",
    "number alone": lambda name: f"7 {name}",
    "colon": lambda name: f"{name}:",
    "decomposed": lambda name: unicodedata.normalize("NFD", name),
    "spaced": lambda name: name.replace(" ", "  \u00a0"),
    "quoted": lambda name: f"«{name}»",
    "two lines": lambda name: name.replace(" ", "\n", 1),
    "hyphen inside": lambda name: re.sub(r"(?i)\b(auto|pro)(?=\w)", r"\1-", name),
    "soft hyphen": lambda name: f"{name[:6]}\u00ad{name[6:]}",
    "note mark": lambda name: f"{name}¹²",
    "mojibake": lambda name: name.encode("utf-8").decode("latin-1"),
}
COLUMN = specs.kinds()["adopcion"].columns["tool_id"]
CHOICES, KIN = Reference(RAW).choices(COLUMN) or {}, Reference(RAW).kin(COLUMN)
READ = chooser(CHOICES, COLUMN.headers, by_words=True)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_printed_name_enters_however_it_is_spelled(spelling):
    written = {row["printed_name"]: SPELLINGS[spelling](row["printed_name"]) for row in NAMES}
    assert {name: READ(text) for name, text in written.items()} == {
        row["printed_name"]: row["tool_id"] for row in NAMES
    }


@given(
    row=st.sampled_from(NAMES),
    called=st.sampled_from(
        ["H", "h.", "Herr", "Herr.", "Herramienta", "Tool", "Ítem", "T", "#", ""]
    ),
    ordinal=st.sampled_from(["", " ", "N°", " N° ", " Nº", " nro. ", " n.º "]),
    number=st.integers(1, 17),
    mark=st.sampled_from([".", ":", ")", " -", ".-"]),
)
def test_a_number_before_a_name_makes_no_other_tool_of_it(row, called, ordinal, number, mark):
    before = f"{called} {ordinal}" if called and ordinal else called or ordinal
    text = f"{before}{number}{mark} {row['printed_name']}"
    assert READ(text) in (row["tool_id"], None)
    if ordinal.strip() in ("", "N°", "Nº"):
        assert READ(text) == row["tool_id"]


@given(row=st.sampled_from(NAMES), order=st.randoms())
def test_words_in_another_order_are_the_same_name_or_none(row, order):
    words = row["printed_name"].replace(",", "").split()
    order.shuffle(words)
    assert READ(" ".join(words)) in (row["tool_id"], None)


def test_two_things_are_the_same_the_other_way_round():
    assert READ("Reconocimientos e incentivos") == READ("Incentivos y reconocimientos") is not None


@given(row=st.sampled_from(NAMES), ways=st.lists(st.sampled_from(list(SPELLINGS)), max_size=3))
def test_a_name_is_never_taken_for_another_tool(row, ways):
    text = row["printed_name"]
    for way in ways:
        text = SPELLINGS[way](text)
    assert READ(text) in (row["tool_id"], None)


@st.composite
def shortened(draw, name: str) -> str:
    """A name as people shorten it: words cut with or without a dot, initials, the last left out."""
    words = name.split()
    if len(words) > 2 and draw(st.booleans()):
        words = words[: draw(st.integers(2, len(words)))] + draw(st.sampled_from([[], ["…"]]))
    cut = []
    for at, word in enumerate(words):
        keep = draw(st.integers(3, 6))
        how = draw(st.sampled_from(["whole", "whole", "dot", "bare", "initial"]))
        if how in ("dot", "bare") and len(word) > keep:
            word = word[:keep] + ("." if how == "dot" else "")
        elif how == "initial" and at and word[0].isupper():
            word = f"{word[0]}."
        cut.append(word)
    return draw(st.sampled_from([str, str.upper, "3. {}".format, "{}:".format]))(" ".join(cut))


def test_an_id_is_read_whatever_stands_beside_it():
    texts = [*KIN, "Perfiles de Cargo", "Reglamento Interno"]
    assert of_one_kin(texts, [READ(text) for text in texts], CHOICES, KIN)[: len(KIN)] == [*KIN]


@pytest.mark.thorough
@settings(max_examples=400)
@given(data=st.data(), row=st.sampled_from(NAMES))
def test_a_short_form_is_the_tool_or_is_refused(data, row):
    """On a sheet of the same model: there a name of another model is never taken for it."""
    text = data.draw(shortened(row["printed_name"]))
    model = KIN[row["tool_id"]]
    others = [r["printed_name"] for r in NAMES if KIN[r["tool_id"]] == model]
    texts = [*others, text]
    values = of_one_kin(texts, [READ(text) for text in texts], CHOICES, KIN)
    assert values[-1] in (row["tool_id"], None), text


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("Autoevaluación TA", "ta_self_assessment"),
        ("Autoev. de T.A.", "ta_self_assessment"),
        ("Sist. Anticipado de…", "early_resolution"),
        ("Sist. Anticip. de Resol. de Casos", "early_resolution"),
        ("SARC", "early_resolution"),
        ("Portal Transp. del Estado", "transparency_portal"),
        ("Cap. y difusión a la comunidad", "community_outreach"),
        ("Capac. y Formación del Personal Mpal.", "staff_training"),
        ("Canales de atención a clientes", "service_channels"),
        ("Evaluación del servicio", "service_evaluation"),
        ("Form. Canales Retroal.", "feedback_channels"),
        ("3. Gestión doc.:", "document_management"),
        ("Protección de datos", "personal_data"),
    ],
)
def test_short_forms_that_fit_one_tool_enter(text, tool):
    assert READ(text) == tool


def test_the_same_words_on_a_sheet_of_one_model_are_the_tool_of_that_model(tmp_path):
    """Never of another; where the sheet is of both models, one problem names the two tools."""
    mgtm = ["Reglamento Interno", "Gestión documental"]
    regional = ["Perfiles de Cargo", "Transparencia Proactiva"]
    contested = {
        "Formalización de Canales de Atención": "Formalización de canales de atención a ciudadanos",
        "Convenio de colaboración": "Convenio de colaboración entre el municipio y el CPLT",
    }
    for text, wanted in contested.items():
        for known in (mgtm, regional):
            assert check(tmp_path, [(name, "iniciada") for name in (*known, text)]).findings == ()
            values = of_one_kin(*[[*known, text], [*map(READ, [*known, text])]], CHOICES, KIN)
            assert len({KIN[value] for value in values}) == 1
        assert KIN[CHOICES[wanted]] == "mgtm"
        [finding] = check(tmp_path, [(o, "iniciada") for o in (*mgtm, *regional, text)]).findings
        assert finding.row == 6


def test_the_names_stand_by_tool_version_and_source():
    known = {
        (printed.source_id, tool.id, printed.text)
        for _, _, _, tool in models.library().tools()
        for printed in tool.printed
    }
    assert {(r["source_id"], r["tool_id"], r["printed_name"]) for r in NAMES} <= known


@pytest.mark.parametrize(
    "text",
    [
        *("Datos abiertos", "Convenio", "Canales", "Capacitación", "Plan", "Plan anual"),
        *("Transparencia activa", "Formalización", "Formalización de canales", "Form.", "Procesos"),
        *("Reglamento interno de higiene y seguridad", "Rendición de cuentas públicas", "Mejora"),
        *("Formalización de Canales de Atención a los vecinos", "Autoevaluación municipal"),
    ],
)
def test_what_names_no_tool_alone_is_no_guess(text):
    assert READ(text) is None


def check(tmp_path, rows):
    """Check a delivery of stages, a row a tool and stage."""
    path = tmp_path / "adopcion.csv"
    head = "Municipio;Código;Herramienta;Etapa;Fecha"
    lines = [f"Macul;13118;{tool};{stage};12-04-2017" for tool, stage in rows]
    path.write_text("\n".join([head, *lines]), encoding="utf-8")
    return check_file(path, kind="adopcion", raw=RAW)


def test_open_data_is_the_tool_of_the_model_of_the_sheet(tmp_path):
    """Two models have such a tool: alone, or beside both, one problem names the two."""
    two = {"Publicación de datos abiertos", "Política de datos abiertos"}
    beside = {"open_data": ["SARC"], "regional_open_data": ["Perfiles de Cargo"]}
    for wanted, known in beside.items():
        texts = [*known, "Datos abiertos"]
        assert of_one_kin(texts, [*map(READ, texts)], CHOICES, KIN)[-1] == wanted
        assert not check(tmp_path, [(text, "iniciada") for text in texts]).findings
    for texts in (
        ["Datos abiertos"],
        ["Transparencia focalizada", "Perfiles de Cargo", "Datos abiertos"],
    ):
        [finding] = check(tmp_path, [(text, "iniciada") for text in texts]).findings
        assert {*finding.suggestions[:2]} == two


@pytest.mark.thorough
@given(row=st.sampled_from(NAMES), ways=st.lists(st.sampled_from(list(SPELLINGS)), max_size=2))
def test_on_a_sheet_of_its_model_a_name_is_read_or_refused_never_another(row, ways):
    """Any first word may be left out: the sheet tells, and two tools of a model are no guess."""
    text = row["printed_name"].partition(" ")[2] or row["printed_name"]
    for way in ways:
        text = SPELLINGS[way](text)
    model = KIN[row["tool_id"]]
    own = [row["printed_name"] for row in NAMES if KIN[row["tool_id"]] == model]
    values = of_one_kin([*own, text], [*map(READ, [*own, text])], CHOICES, KIN)
    assert values[-1] is None or KIN[values[-1]] == model


def test_every_region_is_known_without_its_word():
    """«Región del Libertador General Bernardo O'Higgins», as people go on from the header."""
    column = specs.kinds()["actividad"].columns["region_code"]
    read = chooser(Reference(RAW).choices(column) or {}, column.headers, by_words=True)
    for row in Reference(RAW).lookup("territory/regiones.csv").to_pylist():
        official = row["region_official"]
        bare = official.removeprefix("Región ")
        named = bare.removeprefix("del ").removeprefix("de ")
        for text in (official, bare, bare.upper(), named, row["region_short"]):
            assert read(text) == row["region_code"], text


def test_suggestions_come_first_from_the_model_of_the_sheet(tmp_path):
    for known, wanted in (
        ("Política de Transparencia y Acceso a la Información Pública", "Política de datos"),
        ("Cuentas públicas participativas", "Publicación de datos"),
    ):
        report = check(tmp_path, [(known, "iniciada"), ("Datos abiertos municipales", "iniciada")])
        [finding] = report.findings
        assert finding.suggestions[0].startswith(wanted), finding


def test_a_refused_name_is_one_problem(tmp_path):
    report = check(tmp_path, [("Reglamento Interno", "iniciada"), ("Nada de eso", "iniciada")])
    assert [(finding.code, finding.row) for finding in report.findings] == [("not_a_choice", 3)]


@pytest.mark.thorough
@pytest.mark.parametrize(
    "write", ["Herramienta {}", "HERRAMIENTA N° {}", "Tool no. {}", "N.º {}", "{}", "{}."]
)
def test_a_number_alone_is_the_tool_of_that_number_on_a_sheet_of_its_list(tmp_path, write):
    """The list of 2012 prints numbers; that of 2014, and the other models, print none."""
    numbers = {
        tool.number: tool for _, _, _, tool in models.library().tools() if tool.number is not None
    }
    assert len(numbers) == 12
    for number, tool in numbers.items():
        texts = ["Reglamento Interno", "Gestión documental", write.format(number)]
        assert of_one_kin(texts, [*map(READ, texts)], CHOICES, KIN)[-1] == tool.id
        for known in (["Acreditación"], ["Perfiles de Cargo"], ["Datos abiertos"], []):
            rows = [(name, "iniciada") for name in [*known, write.format(number)]]
            *_, finding = check(tmp_path, rows).findings
            assert finding.suggestions == (tool.name.es,)
    assert READ(write.format(13)) is None
