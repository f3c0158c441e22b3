"""The reports of a commitment: every field, every figure bound, no person, nothing simulated."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from functools import cache
from pathlib import Path

import jsonschema
import openpyxl
import pandas as pd
import pytest
from asgi_for_tests import Client
from builds_for_tests import served_in, without_digests
from desk_for_tests import people_in
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader
from starlette.applications import Starlette

from dashboard.routes import directory
from exports.ogp import machine
from exports.ogp.reports import report
from exports.ogp.sheets import HEADINGS
from pipelines import serving
from presentation import charts
from presentation.desk import FORMATS
from presentation.desk.at_a_date import read
from presentation.words import LANGUAGES, Text

WHEN = date(2017, 7, 31)
MARKS, RESULTS = "Cumplimiento", "Descripción de los resultados"
MUNICIPAL = {
    "CL0020": date(2016, 12, 31),
    "CL0046": date(2018, 12, 31),
    "CL0048": WHEN,
    "CL0054": date(2020, 8, 31),
}
FIGURES = {
    "cl0048_attended": 230,
    "cl0048_signed": 174,
    "cl0048_counterpart": 115,
    "cl0048_regions": 12,
}


@cache
def made(folder: Path, code: str, when: date, lang: str, name: str) -> tuple[str, bytes]:
    """Name and content of a report, made once for all tests that read it."""
    return report(serving.open(folder.name, folder.parent), code, when, lang, name)


def body(build, name, lang="es", code="CL0048", when=WHEN) -> bytes:
    return made(build.folder, code, when, lang, name)[1]


def fields(docx: bytes) -> dict[str, str]:
    """Label → content of every row of the field tables of a form."""
    texts_of = {}
    for table in Document(io.BytesIO(docx)).tables:
        if len(table.columns) == 2:
            texts_of |= {row.cells[0].text: row.cells[1].text for row in table.rows[1:]}
    return texts_of


def marked(docx: bytes) -> dict[str, str]:
    """Level → mark of the row of marks."""
    for table in Document(io.BytesIO(docx)).tables:
        if len(table.rows) == 2 and len(table.columns) > 4 and not table.rows[1].cells[0].text:
            names, marks = table.rows
            pairs = zip(names.cells[1:], marks.cells[1:], strict=True)
            return {name.text: mark.text for name, mark in pairs}
    raise AssertionError("no row of marks")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_template_of_2017_has_every_field_and_every_figure(published, lang):
    t = Text(lang)
    filled = fields(body(published, "plantilla-docx", lang))
    described = published.table("core_ogp__template_field").sort_values("field_order")
    legacy = described[described["template"] != "current"]
    labels = [row[f"label_{lang}"] for row in legacy.to_dict("records")]
    assert [label for label in labels if label in filled] == [
        label
        for label, name in zip(labels, legacy["field_id"], strict=True)
        if name != "completion"
    ]
    by_id = {row["field_id"]: filled.get(row[f"label_{lang}"]) for row in legacy.to_dict("records")}
    for figure in ("230", "174", "115", "12", t.percent(100 / 3, 1)):
        assert figure in by_id["results"]
    assert t.percent(20, 0) in by_id["description"]
    assert "3028" in by_id["dates"] and "[sic]" in by_id["dates"]
    assert by_id["end_date"] == t.date("2018-06")
    assert "17" in by_id["commitment"] and "CL0048" in by_id["commitment"]
    for name in ("person_name", "person_email", "person_phone"):
        assert by_id[name] == t("ogp.form.personal")
    assert by_id["person_role"] != t("ogp.form.personal")
    assert {"es": "sin datos", "en": "no data"}[lang] == by_id["extra"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_of_the_text_is_the_value_of_a_metric(published, lang):
    record = read(published, "CL0048", WHEN)
    stated = record.figures_of("results")
    assert {*FIGURES, "cl0048_counterpart_share", "cl0048_started"} == set(stated)
    for name in stated:
        indicator = record.indicators[name]
        if indicator.latest is None:
            assert name == "cl0048_started"
            continue
        where = json.loads(indicator.latest["metric_where"])
        [value] = published.metric(indicator.about["metric_id"], where=where)["value"]
        assert value == indicator.latest["value"] == FIGURES.get(name, value)
        assert indicator.written(lang) in record.text("results", lang)
    numbers = set(re.findall(r"\d+", re.sub(r"\{.*?\}", "", record.texts["results"]["text_es"])))
    assert numbers <= {"2017"}, "a number in the text is no figure of a metric"


def test_the_brief_description_keeps_to_its_own_limit(published):
    for code, when in MUNICIPAL.items():
        record = read(published, code, when)
        for lang in LANGUAGES:
            assert len(record.text("description", lang)) <= 140, (code, lang)
    seen = {row["rule_id"]: row["seen"] for row in read(published, "CL0048", WHEN).warnings}
    assert seen["too_long"] == "552 > 140", "what the document printed is still shown"


def test_a_late_report_dates_its_figures_and_never_says_they_are_of_the_end(published):
    record = read(published, "CL0020", date(2026, 1, 1))
    assert "340 (diciembre de 2019)" in record.text("results", "es")
    assert "81.6% (2025; not comparable with the baseline of 2012: 6 breaks" in record.text(
        "results", "en"
    )
    early = read(published, "CL0020", date(2014, 6, 1)).text("results", "es")
    assert "186 (2013)" in early and "340" not in early


def test_a_mark_that_no_copy_shows_is_said_not_denied(published):
    for name in ("plantilla-docx", "autoevaluacion-docx"):
        document = Document(io.BytesIO(body(published, name)))
        text = " ".join(p.text for p in document.paragraphs)
        assert ("lleva una X" in text) == (name == "plantilla-docx"), "that mark is of 2014"


@pytest.mark.thorough
def test_what_the_team_entered_and_what_is_left_stand_in_the_form(delivered):
    when = date(2020, 8, 31)
    record = read(delivered, "CL0054", when)
    assert record.progress
    for lang in LANGUAGES:
        t = Text(lang)
        filled = fields(body(delivered, "plantilla-docx", lang, "CL0054", when))
        label = {r["field_id"]: r[f"label_{lang}"] for r in record.fields}
        results, left = filled[label["results"]], filled[label["remaining"]]
        for row in record.progress:
            assert t.date(row["date"]) in results and row["note_text"] in results
        assert "[adhesiones.pdf]" in results
        for row in record.milestones:
            assert (t.pick(row, "name") in left) == (row["state"] != "done")


@pytest.mark.thorough
def test_a_person_marks_the_level_never_the_rule(published, delivered):
    assert set(marked(body(published, "plantilla-docx")).values()) == {""}
    assert marked(body(delivered, "plantilla-docx")) == {
        "No iniciado": "",
        "Limitado": "",
        "Sustancial": "X",
        "Completo": "",
    }
    today = marked(body(delivered, "autoevaluacion-docx", "en"))
    assert list(today) == [
        "No Evidence Available",
        "Not Started",
        "Limited",
        "Substantial",
        "Complete",
    ]
    assert set(today.values()) == {""}, "a mark of 2014 is no mark of 2021"


@pytest.mark.parametrize("name", ["autoevaluacion-docx", "autoevaluacion-pdf"])
def test_a_report_is_cited_by_the_address_that_lasts(published, monkeypatch, name):
    monkeypatch.setenv("FARO_ADDRESS", "https://faro.example.org")
    _, content = report(published, "CL0048", WHEN, "es", name)
    cited = f"https://faro.example.org/publico/cita/{published.build_id}/gobierno_abierto"
    lasting = f"{cited}?lang=es&commitment=CL0048&as_of={WHEN}"
    if name.endswith("pdf"):
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        assert lasting in text.replace("\n", "").replace(" ", "")
    else:
        assert any(lasting in line.text for line in Document(io.BytesIO(content)).paragraphs)


def test_the_word_documents_repeat_heads_number_pages_and_describe_pictures(published):
    document = Document(io.BytesIO(body(published, "autoevaluacion-docx")))
    rows = [row._tr for table in document.tables for row in table.rows]
    assert all(row.findall(".//" + qn("w:cantSplit")) for row in rows), "a row breaks in two"
    heads = [t for t in document.tables if t.rows[0]._tr.findall(".//" + qn("w:tblHeader"))]
    assert len(heads) >= 5
    footer = document.sections[0].footer._element.xml
    assert "PAGE" in footer and "NUMPAGES" in footer
    described = [s._inline.docPr.get("descr") for s in document.inline_shapes]
    assert len(described) == 2 and all(len(text) > 40 for text in described)
    assert "{{" not in document.element.xml and "{%" not in document.element.xml


@pytest.mark.thorough
@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"
)
@pytest.mark.parametrize(
    ("name", "lang"), [("plantilla-docx", "es"), ("autoevaluacion-docx", "en")]
)
def test_libreoffice_opens_the_document_and_shows_every_field(published, tmp_path, name, lang):
    content = body(published, name, lang)
    path = tmp_path / "informe.docx"
    path.write_bytes(content)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    done = subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        capture_output=True,
        timeout=240,
        check=True,
    )
    assert b"repair" not in done.stdout + done.stderr
    reader = PdfReader(tmp_path / "informe.pdf")
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    for label, value in fields(content).items():
        assert squeezed(label) in text
        assert squeezed(value)[:60] in text
    assert len(reader.pages) >= 2


def squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pdf_is_tagged_and_says_the_same_as_the_word_document(published, lang):
    for form in ("plantilla", "autoevaluacion"):
        reader = PdfReader(io.BytesIO(body(published, f"{form}-pdf", lang)))
        root = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
        assert root["/Lang"].startswith(lang)
        text = squeezed("".join(page.extract_text() for page in reader.pages))
        for label, value in fields(body(published, f"{form}-docx", lang)).items():
            assert squeezed(label) in text
            assert squeezed(value)[:60] in text


def test_numbers_are_numbers_and_every_indicator_is_defined(published):
    book = openpyxl.load_workbook(io.BytesIO(body(published, "xlsx")))
    assert book.sheetnames == ["Indicadores", "Hitos", "Definiciones", "Origen"]
    rows = list(book["Indicadores"].values)
    head = rows[0]
    values = {row[0]: row[head.index("Valor")] for row in rows[1:]}
    assert {name: values[name] for name in FIGURES} == FIGURES
    assert isinstance(values["cl0048_attended"], int | float)
    assert values["cl0048_started"] == "sin datos"
    assert list(book["Hitos"].values)[1][2:4] == ("2016-09", "2017-07"), "no day is made of a month"
    other = openpyxl.load_workbook(
        io.BytesIO(body(published, "xlsx", code="CL0054", when=MUNICIPAL["CL0054"]))
    )
    assert hasattr(list(other["Hitos"].values)[1][2], "year")
    blank = {row[0]: row[head.index("Por qué no se juzga la meta")] for row in rows[1:]}
    assert (
        blank["cl0048_started"] == "sin datos" and "no lo mide" in blank["cl0048_counterpart_share"]
    )
    defined = [row[0] for row in list(book["Definiciones"].values)[1:]]
    assert defined == list(values)
    table = list(csv.DictReader(io.StringIO(body(published, "csv").decode("utf-8-sig"))))
    written = {row["Indicador"]: row["Valor"] for row in table if row["Indicador"] in FIGURES}
    assert written == {name: str(value) for name, value in FIGURES.items()}, "230, not 230.0"
    assert dict(list(book["Origen"].values)[1:])["Compromiso"] == "CL0048"


@pytest.mark.thorough
def test_the_json_validates_and_the_schema_can_fail(published, delivered, simulated):
    schema = machine.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for build in (published, delivered, simulated):
        for code, when in MUNICIPAL.items():
            jsonschema.validate(json.loads(body(build, "json", code=code, when=when)), schema)
    good = json.loads(body(published, "json"))
    assessed = {(a["scheme"], a["assessed_by"]): a["value"] for a in good["assessments"]}
    assert assessed == {("completion_2014_self", "self"): None}
    for spoil in ({"as_of": "ayer"}, {"name": "x"}, {"assessments": [{"value": "major"}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**good, **spoil}, schema)


def test_the_table_has_the_headings_of_ogp(published):
    text = body(published, "ogp-csv", "en", when=date(2019, 1, 31)).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text))
    assert tuple(row) == HEADINGS and len(HEADINGS) == 21
    assert row["Commitment Unique Identifier"] == "CL0048"
    assert row["Did It Open Government (Overall)"] == "Marginal"
    assert row["Completion (Progress Report)"] == "no data"
    assert (row["OGP Value Civic Participation"], row["OGP Value Technology"]) == ("Yes", "No")


@pytest.fixture
def again(published, built, tmp_path) -> serving.Build:
    """The same build as it is made in another place, a second apart."""
    served_in(tmp_path, built)
    path = tmp_path / published.build_id / "manifest.json"
    at = datetime.fromisoformat(published.manifest["built_at"])
    other = at.replace(second=(at.second + 1) % 60).isoformat()
    path.unlink()
    path.write_text(json.dumps(without_digests(published.manifest) | {"built_at": other}))
    return serving.open(root=tmp_path)


def test_a_rebuild_gives_the_same_evidence_pack_byte_by_byte(published, again):
    assert again.build_id == published.build_id and again.folder != published.folder
    first, second = body(published, "evidence"), body(again, "evidence")
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as pack:
        names = set(pack.namelist())
        for name in ("ogp_gantt", "ogp_indicators"):
            assert {f"figures/{name}.{ending}" for ending in ("csv", "svg", "png")} <= names
        assert {"sql/out_ogp__indicator_value.sql", "sql/out_mgtm2__stage_funnel.sql"} <= names
        assert {"build.json", "CITATION.txt", "ogp_commitment.json"} <= names
        listed = pack.read("MANIFEST.sha256").decode().splitlines()
        assert {line.split("  ")[1] for line in listed} == names - {"MANIFEST.sha256"}
        for line in listed:
            digest, name = line.split("  ")
            assert hashlib.sha256(pack.read(name)).hexdigest() == digest
        assert published.build_id in pack.read("CITATION.txt").decode()
        read_me = pack.read("README.md").decode()
        explained = set(re.findall(r"^- `([^`]+)`: \w", read_me, flags=re.MULTILINE))
        tops = {name.partition("/")[0] + "/" * ("/" in name) for name in names}
        assert explained == tops - {"README.md"} and "31-07-2017" in read_me
        assert pack.read("report.pdf") == body(published, "autoevaluacion-pdf")
        values = pd.read_csv(io.BytesIO(pack.read("indicators/cl0048_attended.csv")))
        assert values["value"].tolist() == [230]
        empty = pd.read_csv(io.BytesIO(pack.read("indicators/cl0048_started.csv")))
        assert empty.empty and "value" in empty


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pack_says_where_no_evidence_was_delivered(published, delivered, lang):
    t = Text(lang)
    dated = ((published, "CL0048", WHEN), (delivered, "CL0054", date(2019, 11, 30)))
    for build, code, when in dated:
        content = body(build, "evidence", lang, code, when)
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            rows = pd.read_csv(io.BytesIO(pack.read("evidence.csv")))
            read_me = pack.read("README.md").decode()
        assert (t("ogp.pack.evidence_none") in read_me) == rows.empty
        assert (t("ogp.pack.evidence_csv") in read_me) == (not rows.empty)
        assert rows.empty == (build is published)


@pytest.mark.few(5)
@pytest.mark.parametrize("name", FORMATS)
def test_a_rebuild_gives_the_same_report(published, again, name):
    assert again.manifest["built_at"] != published.manifest["built_at"]
    assert body(published, name) == report(again, "CL0048", WHEN, "es", name)[1]


def texts(content: bytes, ending: str) -> str:
    if ending == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if ending == "docx":
        document = Document(io.BytesIO(content))
        return " ".join(t for t in document.element.itertext())
    if ending == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        return " ".join(str(c) for sheet in book for row in sheet.values for c in row if c)
    if ending == "zip":
        with zipfile.ZipFile(io.BytesIO(content)) as pack:
            parts = [(n.rpartition(".")[2], pack.read(n)) for n in pack.namelist()]
        return " ".join(texts(part, kind) for kind, part in parts if kind != "png")
    text = content.decode("utf-8-sig")
    if ending == "svg":
        return " ".join(re.findall(r">([^<>]+)<", text))
    return "" if ending == "sha256" else re.sub(r"\b[0-9a-f]{64}\b", "", text)


@pytest.mark.thorough
@pytest.mark.parametrize("which", ["published", "simulated"])
def test_no_export_names_a_person_and_none_holds_a_simulated_figure(which, request):
    build = request.getfixturevalue(which)
    for code, when in MUNICIPAL.items():
        for name in FORMATS:
            for lang in LANGUAGES if name in ("plantilla-docx", "json") else ("es",):
                file, content = made(build.folder, code, when, lang, name)
                text = texts(content, file.rpartition(".")[2])
                assert people_in(text) == [], file
                if name != "evidence":
                    assert "simulad" not in text.lower().replace("nunca simuladas", ""), file
    report_data = json.loads(body(build, "json", code="CL0054", when=date(2020, 12, 31)))
    values = [indicator["value"] for indicator in report_data["indicators"]]
    assert values and set(values) == {None}
    filled = fields(body(build, "plantilla-docx", code="CL0054", when=date(2020, 12, 31)))
    text = filled["Descripción de los resultados"]
    assert text.startswith("Al 31-12-2020 nadie ha entregado resultados. Sin dato: ")
    assert "Texto de" not in text


def test_delivered_figures_enter_and_carry_no_person(delivered):
    when = date(2020, 8, 31)
    filled = fields(body(delivered, "plantilla-docx", code="CL0054", when=when))
    assert "Municipios adheridos: 12" in filled["Descripción de los resultados"]
    assert "Diagnósticos: 0" in filled["Descripción de los resultados"]
    for name in set(FORMATS) - {"evidence"}:
        file, content = made(delivered.folder, "CL0054", when, "es", name)
        assert people_in(texts(content, file.rpartition(".")[2])) == [], file


def test_the_summary_of_a_plan_knows_nothing_of_later_plans(published):
    def cycles(when: str) -> pd.DataFrame:
        return charts.draw("ogp_cycles", published.table, "es", {"as_of": when}).rows

    assert set(cycles("2017-07-31")["cycle"]) == {2012, 2014, 2016}
    assert set(cycles("2026-01-01")["cycle"]) == {2012, 2014, 2016, 2018}
    assert cycles("2016-06-30")["commitments"].isna().all(), "the IRM counts after the term"


@pytest.mark.parametrize(
    ("more", "remark"),
    [
        (["--commitment", "CL0099"], ["CL0099", "no existe ese compromiso"]),
        (["--commitment", "CL0048", "--format", "odt"], ["odt", "plantilla-docx"]),
        (["--commitment", "CL0048", "--scheme", "mio"], ["CL0048", "mio", "completion_2021"]),
        (["--commitment", "CL0048", "--as-of", "2015-01-01"], ["CL0048", "fuera de su plan"]),
        (["--commitment", "CL0048", "--as-of", "9999-12-31"], ["CL0048", "aún no llega"]),
        (["--commitment", "CL0048", "--as-of", "ayer"], ["ayer", "2017-07-31"]),
    ],
)
def test_bad_input_gets_one_clear_sentence_and_no_file(served, faro, tmp_path, more, remark):
    code, out, err = faro("export", "ogp", *more, "--out", tmp_path)
    assert (code, out) == (1, "")
    assert all(word in err for word in remark), err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("when", "file"), [("2019-12-02", "falta.pdf"), ("2019-12-03", "enorme.mp4")]
)
def test_evidence_that_is_missing_or_too_large_is_named(
    delivered_built, faro, tmp_path, when, file
):
    words = ["--commitment", "CL0054", "--as-of", when, "--format", "evidence"]
    code, _, err = faro("export", "ogp", *words, "--curated", delivered_built, "--out", tmp_path)
    assert code == 1 and "CL0054" in err and file in err and when in err
    assert list(tmp_path.iterdir()) == []
    words[3] = "2019-11-30"
    code, out, _ = faro("export", "ogp", *words, "--curated", delivered_built, "--out", tmp_path)
    assert code == 0
    with zipfile.ZipFile(out.strip()) as pack:
        assert "adhesiones.pdf" in pack.read("evidence.csv").decode()


def test_the_page_hands_the_reports_out(served, published):
    path = "/data/{build_id}/ogp/{code}/{as_of}/{lang}/{name}"

    def ask(**changed):
        choices = {"build_id": "latest", "code": "CL0048", "as_of": "2017-07-31", "lang": "es"}
        choices |= {"name": "plantilla-docx"} | changed
        return Client(Starlette(routes=directory.routes())).get(path.format(**choices))

    answer = ask()
    assert answer.status_code == 200 and answer.content == body(published, "plantilla-docx")
    assert "CL0048_plantilla_2017-07-31_es" in answer.headers["content-disposition"]
    for bad in ({"name": "nada"}, {"code": "CL9999"}, {"as_of": "ayer"}, {"build_id": "../x"}):
        answer = ask(**bad)
        assert answer.status_code == 404 and b"Traceback" not in answer.content
    schema = Client(Starlette(routes=directory.routes())).get(
        "/faro/schema/ogp_commitment.schema.json"
    )
    assert schema.json() == machine.schema()


def test_a_commitment_without_milestones_says_so_and_its_marks_stay_on_one_page(published):
    when = MUNICIPAL["CL0020"]
    document = Document(io.BytesIO(body(published, "autoevaluacion-docx", "es", "CL0020", when)))
    rows = {table.rows[0].cells[1].text: table.rows for table in document.tables}
    assert {cell.text for cell in rows["Inicio"][1].cells} == {"sin datos"}
    [completion] = [table for table in document.tables if table.rows[0].cells[0].text == MARKS]
    for row in completion.rows:
        assert all(cell.paragraphs[0].paragraph_format.keep_with_next for cell in row.cells)


def test_a_text_of_one_day_with_figures_of_another_says_both_days(published):
    results = fields(body(published, "plantilla-docx", "es", "CL0048", date(2018, 6, 30)))[RESULTS]
    beginning = "Resumen de un texto de julio de 2017, con las cifras que constan al 30-06-2018: "
    assert results.startswith(beginning)
    results = fields(body(published, "plantilla-docx", "es", "CL0020", date(2026, 11, 29)))[RESULTS]
    assert results.startswith("Últimos valores conocidos") and "340 (diciembre de 2019)" in results
