"""``faro check``: exit codes, languages, JSON, privacy and what it says of files of no kind."""

from __future__ import annotations

import json

import pytest
from new_commitment_for_tests import TEXTS, deliver
from senders import write_csv, write_xlsx

from pipelines.ingest.checking import check_file

GOOD = [["Municipio", "Año", "Cumplimiento"], ["Macul", "2024", "87,5%"]]
KEYS = {
    "file", "verdict", "kind", "kind_es", "kind_en", "format", "encoding", "delimiter", "rows",
    "sheets", "notes", "offers", "problems", "error",
}  # fmt: skip


def test_a_good_file_exits_0_in_spanish_and_in_english(tmp_path, faro):
    path = write_csv(tmp_path / "envio.csv", GOOD)
    code, spanish, _ = faro("check", path)
    assert code == 0
    assert "1 entregadas = 1 aceptadas + 0 en cuarentena" in spanish
    code, english, _ = faro("check", path, "--lang", "en")
    assert code == 0
    assert "1 delivered = 1 accepted + 0 in quarantine" in english


def test_problems_exit_1_with_address_reason_and_suggestion(tmp_path, faro):
    path = write_csv(tmp_path / "envio.csv", [*GOOD, ["Macull", "2024", "44,3"]])
    code, spanish, _ = faro("check", path)
    assert code == 1
    line = next(line for line in spanish.splitlines() if "A3" in line)
    assert "«Macull»" in line
    assert "Macul (13118)" in line


def test_json_has_stable_keys_and_sums(tmp_path, faro):
    path = write_csv(tmp_path / "envio.csv", [*GOOD, ["Macull", "2024", "144,3"]])
    code, printed, _ = faro("check", path, "--json")
    report = json.loads(printed)
    assert code == 1
    assert set(report) == KEYS
    rows = report["rows"]
    assert rows["delivered"] == rows["accepted"] + rows["quarantined"] == 2
    cells = {group["code"]: [f["cell"] for f in group["first"]] for group in report["problems"]}
    assert cells == {"unknown_name": ["A3"], "outside_bounds": ["C3"]}
    assert report["kind"] == "fiscalizacion_total"


def test_a_refusal_has_the_same_keys(tmp_path, faro):
    code, printed, _ = faro("check", tmp_path / "nada.csv", "--json")
    report = json.loads(printed)
    assert code == 1
    assert set(report) == KEYS
    assert report["error"]["code"] == "not_found"
    assert str(tmp_path) not in printed


def test_totals_and_stray_columns_are_notices_that_do_not_fail(tmp_path):
    rows = [[*GOOD[0], "Unnamed: 7"], [*GOOD[1], "x"], ["Total", "", "87,5%", ""]]
    report = check_file(write_csv(tmp_path / "envio.csv", rows))
    assert (report.verdict, report.exit_code) == ("ok", 0)
    assert {g.code for g in report.groups if g.is_notice} == {g.code for g in report.groups}
    assert {f.cell for f in report.findings if f.code == "unknown_column"} == {"D1"}
    assert report.delivered == report.accepted + report.quarantined == 2


def test_a_file_without_rows_is_no_success(tmp_path):
    assert check_file(write_csv(tmp_path / "envio.csv", GOOD[:1])).exit_code == 1


def test_how_doubtful_columns_were_read_is_said_in_words(tmp_path):
    rows = [GOOD[0], ["Macul", "2024", "NA"], ["Ñuñoa", "2024", "47,3"]]
    report = check_file(write_csv(tmp_path / "envio.csv", rows))
    rule = report.sheets[0].rules["score_pct"]
    assert "puntos porcentuales" in rule.es
    assert "47.3" in rule.en and "missing: NA" in rule.en


def test_an_unknown_file_hears_what_it_lacks_to_be_the_nearest_kind(tmp_path):
    rows = [["Municipio", "Ronda", "Materia", "Otra"], ["Macul", "2024", "Presupuesto", "x"]]
    error = check_file(write_csv(tmp_path / "envio.csv", rows)).error
    assert error.code == "unknown_kind"
    assert "fiscalizacion_long" in error.in_language("es")
    assert "«Estado» o «Puntaje»" in error.in_language("es")
    assert "«State» or «Score»" in error.in_language("en")


def test_a_family_chooses_among_its_shapes_and_an_unknown_kind_lists_them(tmp_path, faro):
    path = write_csv(tmp_path / "envio.csv", GOOD)
    assert check_file(path, kind="fiscalizacion").spec.id == "fiscalizacion_total"
    code, _, refusal = faro("check", path, "--kind", "nada")
    assert code == 1
    assert "convenio" in refusal


def test_people_are_masked_in_the_report(tmp_path):
    rows = [*GOOD, ["ana.perez@ejemplo.cl", "2024", "5"]]
    report = json.dumps(check_file(write_csv(tmp_path / "envio.csv", rows)).as_dict())
    assert "unknown_name" in report
    assert "ana.perez" not in report


def test_the_copy_never_takes_the_place_of_the_delivery(tmp_path, faro):
    path = write_xlsx(tmp_path / "envio.xlsx", GOOD)
    before = path.read_bytes()
    code, _, refusal = faro("check", path, "--annotated", path)
    assert code == 1
    assert "envio.xlsx" in refusal
    assert path.read_bytes() == before


@pytest.mark.parametrize("lang", ["es", "en"])
def test_registered_files_are_checked_as_their_source(faro, lang, reference):
    path = reference.raw / "published" / "municipal_scores.csv"
    code, printed, _ = faro("check", path, "--lang", lang)
    assert code == 0
    assert "published_municipal_score" in printed


def test_a_cell_cannot_drive_the_terminal(tmp_path, faro):
    path = write_csv(
        tmp_path / "envio.csv", [*GOOD, ["Mac\x1b[31mull\nx", "2024", "5"], ["x" * 300]]
    )
    _, printed, _ = faro("check", path)
    assert "\x1b" not in printed
    assert "A3" in printed


def test_a_copy_that_cannot_be_written_is_one_clear_sentence(tmp_path, faro):
    path = write_csv(tmp_path / "envio.csv", GOOD)
    code, _, refusal = faro("check", path, "--annotated", tmp_path / "nada" / "copia.xlsx")
    assert code == 1
    assert "copia.xlsx: el archivo no se puede escribir" in refusal
    code, _, refusal = faro("check", tmp_path / "nada.csv", "--annotated", tmp_path / "c.xlsx")
    assert code == 1
    assert not (tmp_path / "c.xlsx").exists()


@pytest.mark.thorough
def test_a_file_is_checked_with_the_others_of_its_delivery(tmp_path, faro):
    deliver(tmp_path)
    alone = faro("check", tmp_path / "hitos.csv")
    assert alone[0] == 1 and "--beside" in alone[1] and "faro template compromiso" in alone[1]
    assert "CL00" not in alone[1]  # a code that nobody knows resembles no other
    for name in TEXTS:  # with the folder of all of them, and with the two it rests on
        assert faro("check", tmp_path / name, "--beside", tmp_path)[0] == 0, name
    words = [f"--beside={tmp_path / name}" for name in ("compromisos_ogp.xlsx", "vocabulario.csv")]
    assert faro("check", tmp_path / "decision_nueva.csv", *words)[0] == 0
    assert faro("check", tmp_path / "hitos.csv", "--beside", tmp_path / "nada.csv")[0] == 2


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Sustansial", ("Sustancial",)),
        ("sutsancial", ("Sustancial",)),
        ("Sustancia", ("Sustancial",)),
        ("Completto", ("Completo",)),
    ],
)
def test_a_value_with_a_slip_is_told_what_was_meant(tmp_path, text, meant):
    head = ["Compromiso", "Esquema", "Valor", "Quién evalúa", "Fecha", "Motivo"]
    row = ["CL0054", "completion_2014_self", text, "autoevaluación", "30-06-2019", "Faltan actas"]
    [finding] = check_file(write_csv(tmp_path / "decision.csv", [head, row])).findings
    assert finding.suggestions == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [("CLO054", ("CL0054",)), ("CL054", ("CL0054",)), ("CL0945", ())],
)
def test_a_code_with_another_figure_is_another_code(tmp_path, text, meant):
    head = ["Compromiso", "Código hito", "Orden", "Nombre hito"]
    report = check_file(write_csv(tmp_path / "h.csv", [head, [text, "CL0054-91", "91", "Actas"]]))
    assert [finding.suggestions for finding in report.findings] == [meant]


@pytest.mark.parametrize(
    ("admitted", "gathered", "answered", "rated", "code"),
    [
        ("03-03-2024", "08-03-2024", "28-03-2024", "", "step_before_received"),
        ("05-03-2024", "03-03-2024", "28-03-2024", "", "step_before_received"),
        ("05-03-2024", "29-03-2024", "28-03-2024", "", "answered_before_a_step"),
        ("29-03-2024", "", "28-03-2024", "", "answered_before_a_step"),
        ("05-03-2024", "08-03-2024", "28-03-2024", "27-03-2024", "rated_before_answered"),
        ("05-03-2024", "08-03-2024", "28-03-2024", "28-03-2024", None),
    ],
)
def test_the_stages_of_a_request_are_in_order(tmp_path, admitted, gathered, answered, rated, code):
    head = ["Municipio", "Folio", "Fecha ingreso", "Fecha admisibilidad", "Fecha búsqueda"]
    head += ["Fecha respuesta", "Fecha retroalimentación", "Resultado"]
    row = ["Macul", "MU145T1", "04-03-2024", admitted, gathered, answered, rated, "entregada"]
    report = check_file(write_csv(tmp_path / "r.csv", [head, row]))
    assert [finding.code for finding in report.findings] == [*filter(None, [code])]


def test_a_month_where_a_day_is_asked_for_is_told_so_and_shown(tmp_path):
    head = ["Compromiso", "Fecha", "Tipo de avance", "Nota"]
    path = write_csv(tmp_path / "a.csv", [head, ["CL0054", "octubre de 2026", "nota", "Sigue"]])
    [finding] = check_file(path).findings
    assert (finding.code, finding.raw_text) == ("no_day", "octubre de 2026")


def test_a_heading_with_a_slip_is_told_what_was_meant(tmp_path):
    head = ["Compromiso", "Código hito", "Orden", "Nombre hito", "Inicoi", "Tremino"]
    row = ["CL0054", "CL0054-91", "91", "Actas", "01-10-2020", "01-10-2021"]
    findings = check_file(write_csv(tmp_path / "h.csv", [head, row])).findings
    meant = {f.column: f.suggestions for f in findings if f.code == "unknown_column"}
    assert meant == {"Inicoi": ("Inicio",), "Tremino": ("Término",)}
    head[0], head[2] = "Compromizo", "Ordem"
    path = write_csv(tmp_path / "g.csv", [head, row])
    meant = {"es": "«Orden» donde dice «Ordem»", "en": "«Order» where it says «Ordem»"}
    for error in (check_file(path).error, check_file(path, kind="hito").error):
        assert all(sentence in error.in_language(lang) for lang, sentence in meant.items())


@pytest.mark.parametrize(
    ("kind", "names", "es", "en"),
    [
        ("hito", "Compromiso Orden Nonbre", "«Nombre» / ", "«Name» / "),
        ("satisfaccion", "Municipo Año Mes Encuestas Satisfechas", "«Municipio» / ", "«Code»"),
    ],
)
def test_what_a_file_of_a_kind_lacks_is_said_in_each_language(tmp_path, kind, names, es, en):
    head = names.split()
    path = write_csv(tmp_path / "g.csv", [head, ["1"] * len(head)])
    error = check_file(path, kind=kind).error
    assert es in error.in_language("es") and en in error.in_language("en")
    slip = f"«{head[-1 if kind == 'hito' else 0]}»"
    assert f"donde dice {slip}" in error.in_language("es")
    assert f"where it says {slip}" in error.in_language("en")


OTHERS = {  # how publishers other than OGP itself head the same columns
    "compromiso": [
        ("Commitment Reference Number", "EC0907"),
        ("Country or Locality", "Ecuador"),
        ("Action Plan Year", "2023"),
        ("NAP Number", "2"),
        ("Commitment No.", "7"),
        ("Commitment Name", "Water boards in the open"),
        ("Lead Implementing Agency", "Water Authority"),
        ("Other Stakeholders", "Union of Boards"),
        ("Brief description of commitment", "Boards publish."),
        ("Commitment Start Date", "2024-03-01"),
        ("Commitment End Date", "2025-06-30"),
    ],
    "plan_ogp": [
        ("Country/Locality", "Chile"),
        ("Action Plan Number", "5"),
        ("Action Plan", "Chile Action Plan 2020-2022"),
        ("Year of Submission", "2020"),
        ("Start Date", "Oct 2020"),
        ("End Date", "Aug 2022"),
    ],
    "indicador_ogp": [
        ("Commitment Unique Identifier", "CL0054"),
        ("Indicator Number", "9"),
        ("Indicator", "Municipalities that publish"),
        ("Unit of Measure", "municipalities"),
        ("Target Value", "40"),
    ],
    "evaluacion": [
        ("Commitment Unique Identifier", "CL0054"),
        ("Scheme", "Completion (IRM vocabulary of 2021)"),
        ("Value", "Substantial"),
        ("Assessed by", "IRM"),
        ("Assessment date", "30-11-2022"),
        ("Comment", "Found in its report"),
    ],
    "hito ": [  # without its code, under the heading that holds what it is
        ("Commitment Unique Identifier", "CL0054"),
        ("Milestone Number", "91"),
        ("Milestone", "Accounts published"),
        ("Start Date", "March 2024"),
        ("End Date", "2025"),
    ],
    "hito": [
        ("Commitment ID", "CL0054"),
        ("Milestone ID", "CL0054-91"),
        ("Milestone Number", "91"),
        ("Milestone Activity", "Accounts published"),
        ("Milestone start date", "2024-03-01"),
        ("Due date", "2025-06-30"),
    ],
}


@pytest.mark.parametrize("kind", OTHERS)
def test_headings_of_other_publishers_of_ogp_commitments_are_read(tmp_path, kind):
    rows = [list(row) for row in zip(*OTHERS[kind], strict=True)]
    report = check_file(write_csv(tmp_path / "plan.csv", rows))
    assert (report.verdict, report.spec.id) == ("ok", kind.strip())
    assert report.sheets[0].unknown == ()
