"""Convenios, adoption, self-assessment, observations and the publication audit."""

from __future__ import annotations

from datetime import date, datetime

from delivered_files import accepted, quarantined, unknown, write_csv, write_xlsx

URL = "https://ejemplo.cl/convenio.pdf"


def test_good_convenios(tmp_path, taken):
    rows = [
        ["Municipio", "Código", "Tipo de convenio", "Fecha de firma", "Fecha de término",
         "Fecha de renovación", "Enlace al documento"],
        ["Municipalidad de Macul", "13118", "MGTM", "29-05-2014", "29-05-2027", "29-05-2024", URL],
        ["Peñalolén", "MU212", "piloto", "14-06-2012", "", "", ""],
        ["Peñalolén", "MU212", "Carta MGTM 2.0", "2017-03-02", "", "", ""],
    ]  # fmt: skip
    parts = taken(write_csv(tmp_path / "convenios.csv", rows), "convenio")
    assert quarantined(parts) == []
    assert accepted(
        parts, "cut", "kind", "date_signed", "date_end", "date_renewed", "document_url"
    ) == [
        ("13118", "mgtm", date(2014, 5, 29), date(2027, 5, 29), date(2024, 5, 29), URL),
        ("13122", "pilot", date(2012, 6, 14), None, None, None),
        ("13122", "mgtm2_letter", date(2017, 3, 2), None, None, None),
    ]


def test_ugly_convenios(tmp_path, taken):
    rows = [
        ["Convenios vigentes", None, None, None, None],
        [None, None, None, None, None],
        ["LINK", "Suscrito", "VENCIMIENTO", "Modelo", "Organismo"],
        [URL, 41788, datetime(2027, 5, 29), "gobierno abierto", "MUNICIP. TREHUACO"],
        [None, "29 de mayo de 2014", "s/i", "mgtm", "NUNOA"],
        [None, "29-05-2014", "28-05-2014", "mgtm", "Macul"],
        ["ver carpeta", "29-05-2014", None, "mgtm", "Paine"],
        [None, "Julio 3028", None, "mgtm", "Calera de Tango"],
        [None, "29-05-14", None, "mgtm", "La Florida"],
        [None, "29-05-2014", None, "acuerdo", "Florida"],
        [None, "29-05-2014", None, "mgtm", "Asociación de Municipalidades de Macul"],
        [None, "01-01-2050", None, "mgtm", "Natales"],
    ]
    parts = taken(write_xlsx(tmp_path / "c.xlsx", rows, merged=["A1:E1"]), "convenio")
    assert accepted(parts, "cut", "kind", "date_signed", "date_end", "document_url") == [
        ("16207", "open_government", date(2014, 5, 29), date(2027, 5, 29), URL),
        ("13120", "mgtm", date(2014, 5, 29), None, None),
    ]
    assert quarantined(parts) == [
        (6, "C6", "ends_before_it_starts"),
        (7, "A7", "bad_format"),
        (8, "B8", "no_day"),
        (9, "B9", "two_digit_year"),
        (10, "D10", "not_a_choice"),
        (11, "E11", "other_body"),
        (12, "B12", "after_last_year"),
    ]


def test_dates_in_both_orders_are_refused(tmp_path, taken):
    rows = [
        ["Municipio", "Tipo", "Fecha de firma"],
        ["Macul", "mgtm", "13/04/2014"],
        ["Paine", "mgtm", "04/13/2014"],
        ["Natales", "mgtm", "05/06/2014"],
        ["Chillán", "mgtm", "2014-06-05"],
    ]
    parts = taken(write_csv(tmp_path / "c.csv", rows), "convenio")
    assert accepted(parts, "cut", "date_signed") == [("16101", date(2014, 6, 5))]
    assert quarantined(parts) == [(n, f"C{n}", "contradictory_date_order") for n in (2, 3, 4)]


def test_good_adoption(tmp_path, taken):
    rows = [
        ["Municipio", "Código", "Herramienta", "Etapa", "Fecha", "Enlace a la evidencia"],
        ["Macul", "13118", "open_data", "iniciada", "12-04-2017", "https://ejemplo.cl/a.pdf"],
        ["Macul", "13118", "Canales de atención", "verificada", "13-04-2018", ""],
        ["Peñalolén", "13122", "", "asiste", "05-04-2017", ""],
    ]
    parts = taken(write_csv(tmp_path / "adopcion.csv", rows), "adopcion")
    assert quarantined(parts) == []
    assert accepted(parts, "cut", "tool_id", "stage", "date", "evidence_url") == [
        ("13118", "open_data", "started", date(2017, 4, 12), "https://ejemplo.cl/a.pdf"),
        ("13118", "service_channels", "verified", date(2018, 4, 13), None),
        ("13122", None, "attended", date(2017, 4, 5), None),
    ]


def test_ugly_adoption_in_latin_1(tmp_path, taken):
    rows = [
        ["FASE", "Fecha_Hito", "", "herramienta", "COMUNA", "Unnamed: 5"],
        ["Implementado", "12-04-2017", "", "CANALES DE ATENCION", "peñalolén", ""],
        ["Firma", "", "", "", "OHiggins", "x"],
        ["iniciada", "12-04-2017", "", "", "Macul", ""],
        ["casi", "12-04-2017", "", "open_data", "Macul", ""],
        ["", "12-04-2017", "", "open_data", "Macul", ""],
        ["iniciada", "31-04-2017", "", "open_data", "Macul", ""],
        ["iniciada", "30-02-2017", "", "martillo", "Macul", ""],
    ]
    path = write_csv(tmp_path / "a.csv", rows, encoding="latin-1", delimiter=",", end="\n")
    parts = taken(path, "adopcion")
    assert accepted(parts, "cut", "tool_id", "stage") == [
        ("13122", "service_channels", "implemented"),
        ("11302", None, "signed"),
    ]
    codes = [(row, code) for row, _, code in quarantined(parts)]
    assert codes == [
        (4, "stage_without_tool"),
        (5, "not_a_choice"),
        (6, "missing_required"),
        (7, "impossible_date"),
        (8, "impossible_date"),
        (8, "not_a_choice"),
    ]
    assert unknown(parts) == ["Unnamed: 5"]


def test_good_self_assessment(tmp_path, taken):
    rows = [
        ["Municipio", "Código", "Ronda", "Materia", "Estado declarado", "Fecha"],
        ["Macul", "13118", "2024", "Presupuesto", "Publica información", "15-05-2024"],
        ["Macul", "13118", "2024", "Compras", "Información incompleta", ""],
    ]
    parts = taken(write_csv(tmp_path / "auto.csv", rows), "autoevaluacion")
    assert quarantined(parts) == []
    assert accepted(
        parts, "cut", "round_id", "materia_id", "declared_state", "declared_date"
    ) == [
        ("13118", "r2024", "presupuesto", "publishes", date(2024, 5, 15)),
        ("13118", "r2024", "compras", "incomplete", None),
    ]  # fmt: skip


def test_ugly_self_assessment_on_two_sheets(tmp_path, taken):
    header = ["DECLARADO", "ítem", "periodo", "municipalidad"]
    first = [
        ["Autoevaluación municipal"],
        header,
        ["PUBLICA", "tramites", 2024, "MUNICIPALIDAD DE TORRES DEL PAINE"],
        ["No publica", "Vínculos con entidades", 2024.0, "Municipalidad de Paine"],
        ["publica", "tramites", 2024, "Municipalidad de Paina"],
    ]
    second = [
        header,
        ["desactualizada", "SUBDERE", "2022–2023", "Llay Llay"],
        ["PUBLICA", "tramites", 2024, "Torres del Paine"],
    ]
    notes = [["Instrucciones"], ["Complete una fila por materia"]]
    path = write_xlsx(tmp_path / "a.xlsx", first, more=[("Sur", second), ("Léame", notes)])
    parts = taken(path, "autoevaluacion")
    assert [part.sheet for part in parts] == ["Datos", "Sur"]
    assert accepted(parts, "_sheet", "cut", "round_id", "materia_id", "declared_state") == [
        ("Datos", "12402", "r2024", "tramites", "publishes"),
        ("Datos", "13404", "r2024", "vinculos", "not_published"),
        ("Sur", "05703", "r2023", "subdere", "outdated"),
    ]
    assert quarantined(parts[:1]) == [(5, "D5", "unknown_name")]
    assert quarantined(parts[1:]) == [(3, None, "duplicate_row")]
    assert any("Paine" in hint for p in parts[0].problems for hint in p.suggestions)


def test_good_observations(tmp_path, taken):
    rows = [
        ["Municipio", "Código", "Ronda", "Materia", "Fecha", "Qué se pidió", "Resolución",
         "Puntaje antes", "Puntaje después"],
        ["Macul", "13118", "2024", "Presupuesto", "12-11-2024", "Revisar; el informe", "acogida",
         "50", "75,5"],
        ["Peñalolén", "13122", "2024", "Compras", "13-11-2024", "Revisar", "pendiente", "60", ""],
    ]  # fmt: skip
    parts = taken(write_csv(tmp_path / "obs.csv", rows), "observacion")
    assert quarantined(parts) == []
    assert accepted(
        parts, "cut", "date", "asked", "resolution", "score_before_pct", "score_after_pct"
    ) == [
        ("13118", date(2024, 11, 12), "Revisar; el informe", "accepted", 50.0, 75.5),
        ("13122", date(2024, 11, 13), "Revisar", "pending", 60.0, None),
    ]


def test_ugly_observations(tmp_path, taken):
    rows = [
        [None, None, None, None, None, "Puntaje", None],
        ["Resultado", "fecha", "DESCARGO", "materia", "ronda", "antes", "después", "comuna"],
        ["Acogida en parte", 45608, "Falta\nmayo", "Auditorías", 2024, 0.5, 0.0, "Chillán Viejo"],
        ["Rechazada", "2024-11-12", "s/i", "Auditorías", 2024, 0.5, 0.5, "Chillán"],
        ["Rechazada", None, "Algo", "Auditorías", 2024, 0.5, 0.5, "Chillán"],
        ["Rechazada", "2024-11-12", "Algo", "Auditorías", 2024, 1.5, "#REF!", "Chillán"],
    ]
    path = write_xlsx(tmp_path / "obs.xlsx", rows, percent="F G", merged=["F1:G1"])
    parts = taken(path, "observacion")
    assert accepted(
        parts, "cut", "date", "resolution", "score_before_pct", "score_after_pct"
    ) == [("16103", date(2024, 11, 12), "partly_accepted", 50.0, 0.0)]  # fmt: skip
    assert quarantined(parts) == [
        (4, "C4", "missing_required"),
        (5, "B5", "missing_required"),
        (6, "F6", "outside_bounds"),
        (6, "G6", "excel_error"),
    ]


AUDIT = ["Archivo", "Institucion", "Última Actualización", "Enero", "Febrero", "Marzo", "Sin Mes",
         "Total", "Codigo", "año_auditoria"]  # fmt: skip


def test_good_publication_audit(tmp_path, taken):
    norms, day = "TA_Marco_normativo", datetime(2024, 12, 12)
    rows = [
        AUDIT,
        [norms, "Municipalidad de Macul", day, "x", None, "x", 0, 2, "MU161", 2024],
        [norms, "Corporación Municipal de Macul", None, None, None, None, 1, 0, "CM161", 2024],
    ]  # fmt: skip
    parts = taken(write_xlsx(tmp_path / "audit.xlsx", rows), "publicacion")
    assert quarantined(parts) == []
    fields = ("cut", "organism_code", "ta_file", "year", "last_update")
    months = ("month_01", "month_02", "month_03", "month_12", "without_month", "total")
    assert accepted(parts, *fields, *months) == [
        ("13118", "MU161", norms, 2024, day.date(), True, False, True, None, 0, 2),
        (None, "CM161", norms, 2024, None, False, False, False, None, 1, 0),
    ]  # fmt: skip


def test_ugly_publication_audit_with_fewer_columns_in_another_order(tmp_path, taken):
    rows = [
        ["AÑO AUDITORIA", "codigo", "INSTITUCIÃ“N", "diciembre", "Unnamed: 4", "archivo"],
        ["2023", "MU197", "Municipalidad de Paine", "X", "", "TA_Marco_normativo"],
        ["2023", "MU325", "Municipalidad de Torres del Paine", "", "s", "TA_Marco_normativo"],
        ["2023", "MU197", "Municipalidad de Torres del Paine", "x", "", "TA_Potestades_otras"],
        ["2023", "197", "Municipalidad de Paine", "x", "", "TA_Potestades_otras"],
        ["2023", "MU161", "Municipalidad de Macul", "quizás", "", "TA_Potestades_otras"],
        ["2023", "MU161", "Municipalidad de Macul", "x", "", "TA_Inventado"],
        ["23", "MU161", "Municipalidad de Macul", "x", "", "TA_PersonalPlanta"],
        ["Total", "", "", "4", "", ""],
    ]
    path = write_csv(tmp_path / "audit.csv", rows, encoding="utf-8-sig", delimiter="\t")
    parts = taken(path, "publicacion")
    assert parts[0].encoding == "utf-8-sig"
    assert accepted(parts, "cut", "year", "month_12", "month_01", "total") == [
        ("13404", 2023, True, None, None),
        ("12402", 2023, False, None, None),
    ]
    assert quarantined(parts) == [
        (4, "C4", "code_name_contradiction"),
        (5, "B5", "bad_format"),
        (6, "D6", "not_a_mark"),
        (7, "F7", "not_a_choice"),
        (8, "A8", "outside_bounds"),
        (9, None, "total"),
    ]
    assert unknown(parts) == ["Unnamed: 4"]
