"""Results of a round in their three shapes, and weights: good files and ugly ones."""

from __future__ import annotations

from datetime import date, datetime

from delivered_files import accepted, quarantined, unknown, write_csv, write_xlsx

TOTAL = ["Municipio", "Código", "Región", "Ronda", "Puntaje total", "Versión", "Fecha de revisión"]


def test_good_totals(tmp_path, taken):
    rows = [
        TOTAL,
        ["Municipalidad de Macul", "13118", "Metropolitana", "2024", "87,5", "", "27-08-2024"],
        ["Macul", "13118", "Metropolitana", "2024", "90", "revisado", "27-11-2024"],
        ["Peñalolén", "MU212", "Metropolitana", "2024", "91,25", "", "28-08-2024"],
        ["Calera", "05502", "Valparaíso", "2024", "0", "publicado", ""],
        ["Calera de Tango", "13403", "Metropolitana", "2024", "s/i", "publicado", ""],
        ["Paine", "13404", "Metropolitana", "2024", "N/A", "publicado", ""],
    ]  # fmt: skip
    parts = taken(write_csv(tmp_path / "totales.csv", rows), "fiscalizacion_total")
    assert quarantined(parts) == [] == unknown(parts)
    assert accepted(
        parts, "cut", "round_id", "revision", "score_pct", "score_pct_state", "review_date"
    ) == [
        ("13118", "r2024", "as_published", 87.5, "value", date(2024, 8, 27)),
        ("13118", "r2024", "as_revised", 90.0, "value", date(2024, 11, 27)),
        ("13122", "r2024", "as_published", 91.25, "value", date(2024, 8, 28)),
        ("05502", "r2024", "as_published", 0.0, "value", None),
        ("13403", "r2024", "as_published", None, "missing", None),
        ("13404", "r2024", "as_published", None, "not_applicable", None),
    ]
    assert accepted(parts, "cut_basis") == [("code",)] * 6


def test_ugly_totals_in_windows_text(tmp_path, taken):
    rows = [
        ["Consejo para la Transparencia"],
        [],
        ["AÑO", "% Cumplimiento", "COMUNA", "Unnamed: 3", "fecha"],
        ["2018", "47,3", "I. Municipalidad de Ñuñoa", "", "27-02-2018"],
        ["2018", "1.234,5", "Ilustre Municipalidad de Olivar", "", "27/02/2018"],
        [],
        ["2018", "100,0%", "LA FLORIDA", "ver", "2018-02-27"],
        ["2018", "-", "MUNICIPALIDAD DE PAINE", "", "43158"],
        ["2018", "55,5", "Corporación Municipal de Macul", "", "27-02-2018"],
        ["2018", "55,5", "San Pedro de Nada", "", "27-02-2018"],
        ["2018", "120", "Chillán Viejo", "", "31-02-2018"],
        ["Total", "60,1", "", "", ""],
    ]
    path = write_csv(tmp_path / "informe.csv", rows, encoding="cp1252")
    parts = taken(path, "fiscalizacion_total")
    assert parts[0].encoding == "cp1252" and parts[0].delimiter == ";" and parts[0].header_row == 3
    assert accepted(parts, "_row", "cut", "score_pct", "score_pct_state", "review_date") == [
        (4, "13120", 47.3, "value", date(2018, 2, 27)),
        (7, "13110", 100.0, "value", date(2018, 2, 27)),
        (8, "13404", None, "missing", date(2018, 2, 27)),
    ]
    assert quarantined(parts) == [
        (5, "B5", "outside_bounds"),
        (9, "C9", "other_body"),
        (10, "C10", "unknown_name"),
        (11, "B11", "outside_bounds"),
        (11, "E11", "impossible_date"),
        (12, None, "total"),
    ]
    assert unknown(parts) == ["Unnamed: 3"]
    assert parts[0].delivered == 8


def test_ugly_totals_in_a_workbook_of_percent_formats_and_serial_dates(tmp_path, taken):
    rows = [
        ["Resultados del proceso"],
        ["", "", "Resultado", ""],
        ["Organismo", "Proceso", "Puntaje", "Fecha"],
        ["Municipalidad de Natales", 2024, 0.473, 45531],
        ["Municipalidad de Cabo de Hornos (ex-Navarino)", 2024, 0.0, datetime(2024, 8, 27)],
        ["Municipalidad de Torres del Paine", 2024, 1.0, "27 de agosto de 2024"],
        ["Municipalidad de Macul", 2024, 0.9125, None],
        ["Municipalidad de Macul", 2024, 0.9125, None],
        ["Municipalidad de Chillán", 2024, 0.5, None],
        ["Municipalidad de Chillán", 2024, 0.6, None],
        ["Municipalidad de Paine", 2024, 1.01, None],
    ]
    path = write_xlsx(tmp_path / "resultados.xlsx", rows, percent="C", merged=["A2:B2", "C2:D2"])
    parts = taken(path, "fiscalizacion_total")
    assert accepted(parts, "cut", "round_id", "score_pct", "review_date") == [
        ("12401", "r2024", 47.3, date(2024, 8, 27)),
        ("12201", "r2024", 0.0, date(2024, 8, 27)),
        ("12402", "r2024", 100.0, date(2024, 8, 27)),
        ("13118", "r2024", 91.25, None),
    ]
    reasons = [(row, code) for row, _, code in quarantined(parts)]
    assert reasons == [
        (8, "duplicate_row"),
        (9, "duplicate_key_conflict"),
        (10, "duplicate_key_conflict"),
        (11, "outside_bounds"),
    ]
    assert "percent_format" in parts[0].rules["score_pct"]


def test_fractions_without_a_sign_are_refused_not_guessed(tmp_path, taken):
    rows = [TOTAL[:1] + TOTAL[3:5], *[[n, "2024", "0,5"] for n in ("Macul", "Paine", "Chillán")]]
    parts = taken(write_csv(tmp_path / "t.csv", rows), "fiscalizacion_total")
    assert accepted(parts, "cut") == []
    assert quarantined(parts) == [(n, f"C{n}", "ambiguous_percent_scale") for n in (2, 3, 4)]


def test_a_code_and_a_name_that_disagree_are_quarantined(tmp_path, taken):
    rows = [
        TOTAL,
        ["Macul", "13122", "Metropolitana", "2024", "50", "", ""],
        ["Macul", "MU999", "Metropolitana", "2024", "50", "", ""],
        ["s/i", "", "", "2025", "50,5", "", ""],
        ["Macul", "13118", "Biobío", "2024", "50", "", ""],
        ["Macul", "13118", "Metropolitana", "2011", "50", "", ""],
        ["Macul", "13118", "Metropolitana", "", "50", "", ""],
    ]
    parts = taken(write_csv(tmp_path / "t.csv", rows, delimiter=","), "fiscalizacion_total")
    assert accepted(parts, "cut") == []
    assert [(row, code) for row, _, code in quarantined(parts)] == [
        (2, "code_name_contradiction"),
        (3, "unknown_code"),
        (4, "empty"),
        (5, "region_contradiction"),
        (6, "not_a_choice"),
        (7, "missing_required"),
    ]


WIDE = ["Municipio", "Código", "Ronda", "Diario Oficial", "Trámites", "Presupuesto", "Total"]


def test_good_wide(tmp_path, taken):
    rows = [
        WIDE,
        ["Municipalidad de Macul", "13118", "2024", "87,5", "0", "N/A", "43,75"],
        ["Peñalolén", "13122", "2024", "s/i", "33,3", "100", ""],
    ]
    parts = taken(write_csv(tmp_path / "ancha.csv", rows), "fiscalizacion_wide")
    assert quarantined(parts) == []
    materias = ("diario_oficial", "tramites", "presupuesto", "total_pct", "compras")
    assert accepted(parts, "cut", *materias) == [
        ("13118", 87.5, 0.0, None, 43.75, None),
        ("13122", None, 33.3, 100.0, None, None),
    ]
    assert accepted(parts, *(f"{name}_state" for name in materias)) == [
        ("value", "value", "not_applicable", "value", "missing"),
        ("missing", "value", "value", "missing", "missing"),
    ]


def test_ugly_wide_with_a_two_row_header(tmp_path, taken):
    rows = [
        ["Fiscalización 2018", None, None, None, None],
        [None, None, "Materias", None, None],
        ["RONDA", "municipalidad", "AUDITORIAS", "VÍNCULOS CON ENTIDADES", "participacion"],
        [2018, "CHILLAN", 47.3, "47,3%", "12.50"],
        [2018, "Llay-Llay", "No Recepcionado", 0, "n.a."],
        [2018, "Marchigue", "ochenta", 5, 5],
        ["Promedio", None, 50, 50, 50],
    ]
    path = write_xlsx(tmp_path / "ancha.xlsx", rows, merged=["A1:E1", "C2:E2"])
    parts = taken(path, "fiscalizacion_wide")
    names = ("auditorias", "vinculos", "participacion")
    assert accepted(parts, "cut", *names) == [
        ("16101", 47.3, 47.3, 12.5),
        ("05703", None, 0.0, None),
    ]
    assert accepted(parts, *(f"{name}_state" for name in names))[1] == (
        "missing", "value", "not_applicable",
    )  # fmt: skip
    assert [(row, code) for row, _, code in quarantined(parts)] == [
        (6, "not_a_number"),
        (7, "total"),
    ]
    assert quarantined(parts)[0][1] == "C6"


LONG = ["Municipio", "Ronda", "Materia", "Criterio", "Estado", "Puntaje", "Versión"]


def test_good_long(tmp_path, taken):
    rows = [
        LONG,
        ["Macul", "2024", "Presupuesto", "disponibilidad", "Publica", "100", "publicado"],
        ["Macul", "2024", "Presupuesto", "actualización", "Información desactualizada", "50", ""],
        ["Macul", "2024", "Presupuesto", "completitud", "No aplica", "", ""],
        ["Macul", "2024", "Compras", "", "No publica", "0", "rectificado"],
    ]  # fmt: skip
    parts = taken(write_csv(tmp_path / "larga.csv", rows), "fiscalizacion_long")
    assert quarantined(parts) == []
    assert accepted(
        parts, "cut", "materia_id", "criterion", "state", "state_state", "score_pct", "revision"
    ) == [
        ("13118", "presupuesto", "availability", "publishes", "value", 100.0, "as_published"),
        ("13118", "presupuesto", "currency", "outdated", "value", 50.0, "as_published"),
        ("13118", "presupuesto", "completeness", None, "not_applicable", None, "as_published"),
        ("13118", "compras", "overall", "not_published", "value", 0.0, "as_revised"),
    ]


def test_ugly_long_in_utf_16_with_tabs(tmp_path, taken):
    header = ["SITUACIÓN", "ítem", "Organismo_Nombre", "organismo_codigo", "PROCESO", "criterio"]
    rows = [
        ["Listado"],
        header,
        ["PUBLICA", "TRAMITES", "Municipalidad de Coyhaique", "MU070", "2024", "Vigencia"],
        ["Información Incompleta", "Staff and pay", "", "MU013", "2024", "general"],
        header,
        ["quizás", "Subsidios", "Municipalidad de Aysén", "MU013", "2024", "general"],
        ["publica", "Materia 15", "Municipalidad de Aysén", "MU013", "2024", "general"],
        ["publica", "Subsidios", "Aysén", "MU013", "2024", "de oídas"],
        ["Fuente: CPLT"],
    ]
    path = write_csv(tmp_path / "larga.txt", rows, encoding="utf-16", delimiter="\t", end="\n")
    parts = taken(path, "fiscalizacion_long")
    assert accepted(parts, "cut", "materia_id", "criterion", "state") == [
        ("11101", "tramites", "currency", "publishes"),
        ("11201", "personal_remuneraciones", "overall", "incomplete"),
    ]
    assert quarantined(parts) == [
        (5, None, "repeated_header"),
        (6, "A6", "not_a_choice"),
        (7, "B7", "not_a_choice"),
        (8, "F8", "not_a_choice"),
        (9, None, "footnote"),
    ]


WEIGHT = ("method_id", "version", "materia_id", "criterion", "weight", "status")
WEIGHTS = ["Método", "Versión ponderación", "Materia", "Criterio", "Peso", "Carácter"]


def test_good_weights(tmp_path, taken):
    rows = [
        WEIGHTS,
        ["semi_automatic_2024", "1", "Presupuesto", "disponibilidad", "4", "ilustrativa"],
        ["Instrucción General 11", "1", "Compras", "", "2,5", "oficial"],
        ["ig_11", "2", "Compras", "general", "0", "official"],
    ]
    parts = taken(write_csv(tmp_path / "pesos.csv", rows), "ponderacion")
    assert quarantined(parts) == []
    assert accepted(
        parts, "method_id", "version", "materia_id", "criterion", "weight", "status"
    ) == [
        ("semi_automatic_2024", "1", "presupuesto", "availability", 4.0, "illustrative"),
        ("ig_11", "1", "compras", "overall", 2.5, "official"),
        ("ig_11", "2", "compras", "overall", 0.0, "official"),
    ]


def test_ugly_weights(tmp_path, taken):
    rows = [
        ["Anexo 3"],
        ["TIPO", "PONDERADOR", "item", "METODO", "version_pesos", "CRITERIO"],
        ["Ilustrativo", 12.25, "Auditorias", "ig_11", 3, "Completitud"],
        ["Ilustrativo", -1, "Compras", "ig_11", 3, None],
        ["Ilustrativo", None, "Subsidios", "ig_11", 3, None],
        ["a ojo", 1, "Trámites", "ig_11", 3, None],
        ["Ilustrativo", 1, "Trámites", "otro método", 3, None],
        [None, None, None, None, None, None],
        ["Oficial", "1,5", "Estructura", "ig_11", None, None],
    ]
    parts = taken(write_xlsx(tmp_path / "pesos.xlsx", rows), "ponderacion")
    assert accepted(
        parts, "method_id", "version", "materia_id", "criterion", "weight", "status"
    ) == [("ig_11", "3", "auditorias", "completeness", 12.25, "illustrative")]
    assert quarantined(parts) == [
        (4, "B4", "outside_bounds"),
        (5, "B5", "missing_required"),
        (6, "A6", "not_a_choice"),
        (7, "D7", "not_a_choice"),
        (9, "E9", "missing_required"),
    ]
