"""Tables that used to give wrong numbers in silence, or a refusal that did not say why."""

from __future__ import annotations

import openpyxl
import pytest
from delivered_files import accepted, quarantined, unknown, write_csv, write_xlsx

from pipelines import specs
from pipelines.ingest import intake
from pipelines.ingest.cells import dates, parse_column
from pipelines.ingest.checking import check_file
from pipelines.ingest.deliveries import Delivery, take_in_all
from pipelines.receiving.known import known_columns

HEADER = ["Municipio", "Ronda", "Puntaje"]


def as_file(folder, rows, ending, **how):
    """Write rows in the format of ``ending``; numbers written as text become numbers in XLSX."""
    path = folder / f"entrega.{ending}"
    if ending != "xlsx":
        delimiter = {"csv": ";", "tsv": "\t", "txt": "|"}[ending]
        return write_csv(path, rows, delimiter=delimiter)
    return write_xlsx(path, rows, **how)


ENDINGS = pytest.mark.parametrize("ending", ["csv", "tsv", "txt", "xlsx"])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Municipio,Ronda,Puntaje\nMacul,2024,87,5\nPeñalolén,2024,91,25\n", "fila 2"),
        ("Comuna,Año,Nota\nMacul,2024,80\nPaine,2024,91,2\nRenca,2024,66,1\n", "fila 3"),
        ("Municipio,Ronda,Compras,Presupuesto\nMacul,2024,80,5,20,1\n", "fila 2"),
        ("Municipio,Ronda,Puntaje,\nMacul,2024,87,5\nPaine,2024,91,25\n", "fila 2"),
        ("Municipio,Ronda,Puntaje,\nMacul,2024,87,5,\nPaine,2024,91,25,\n", "fila 2"),
        ("Municipio,Ronda,Puntaje,Obs\nMacul,2024,87,5\nPaine,2024,91\nRenca,2024,6,1\n", "fila 2"),
        ("Municipio,Ronda,Puntaje,Observaciones\nMacul,2024,87,5\nPaine,2024,91,25\n", "fila 2"),
        (
            "Municipio,Ronda,Puntaje,Enlace\nMacul,2024,87,5,\nPaine,2024,91,25,\nRenca,2024,6,,\n",
            "fila 2",
        ),
        ("Municipio,Ronda,Puntaje,Lugar\nMacul,2024,87,5,\nPaine,2024,91,25,\n", "fila 2"),
    ],
)
def test_decimal_commas_without_quotes_are_refused_with_their_row(tmp_path, text, place):
    path = tmp_path / "a.csv"
    path.write_text(text)
    error = check_file(path).error
    assert error.code == "rows_over_header"
    assert place in error.in_language("es") and "comillas" in error.in_language("es")
    assert place.replace("fila", "row") in error.in_language("en")


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_digits_of_no_field_beside_whole_figures_are_told_in_a_comma_file_alone(
    tmp_path, delimiter
):
    path = tmp_path / "a.csv"
    lines = ["Municipio,Ronda,Puntaje,N° solicitudes", "Macul,2024,87,5", "Paine,2024,91,25"]
    path.write_text("\n".join(lines).replace(",", delimiter))
    report = check_file(path)
    doubts = {(finding.code, finding.column) for finding in report.findings} - {
        ("unknown_column", "N° solicitudes")
    }
    assert doubts == ({("maybe_decimals", "N° solicitudes")} if delimiter == "," else set())
    assert report.verdict == ("problems" if doubts else "ok") and report.accepted == 2


@pytest.mark.parametrize(
    "header",
    [
        "Municipio;Ronda;Presup.;Adquisiciones",
        "Nombre de la comuna;Año de la ronda;Presupuesto (%);Compras (%)",
        "MUNICIPALIDAD;PERÍODO;PRESUPUESTO (2);COMPRAS (2)",
        "Municipio;Ronda;11;5",
        "Entidad;Cuándo;Gasto;Licitaciones",
    ],
)
def test_what_stands_below_another_header_is_not_read_by_the_first(tmp_path, taken, header):
    first = ["Municipio;Ronda;Compras;Presupuesto", "Macul;2024;80;20", "Peñalolén;2024;s/i;21"]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([*first, "", header, "Ñuñoa;2024;22;82"]))
    [part] = taken(path, "fiscalizacion_wide")
    assert part.accepted.column("cut").to_pylist() == ["13118", "13122"]
    assert [p.code for p in part.problems if p.row == 6] == ["below_other_header"]


def test_a_row_with_a_figure_names_no_column_anew(tmp_path, taken):
    """A round and two missing values are words where figures stand, and one cell is a figure."""
    path = tmp_path / "a.csv"
    rows = [f"{name};2016;47,3%;52,1%;61,2%" for name in ("Renca", "Macul", "Ñuñoa", "Lampa")]
    rows += ["Buin;2016;47,3%;N/A;61,2%", "Colina;r2015;No Recepcionado;13,29%;N/A"]
    rows += ["Tiltil;2017;41,1%;51,2%;61,3%"]
    path.write_text("\n".join(["Municipio;Ronda;Compras;Presupuesto;Estructura", *rows]))
    [part] = taken(path, "fiscalizacion_wide")
    assert len(part.accepted) == len(rows)


@pytest.mark.parametrize(
    "absent", ["S/D", "No Recepcionado", "n/a", "Sin información", "No aplica"]
)
def test_a_word_for_no_value_names_no_column(tmp_path, taken, absent):
    """A round in words and one missing value leave no figure in a row, which is a record still."""
    path = tmp_path / "a.csv"
    rows = ["Renca;2016;47,3 %", "Macul;2015;52,1 %", f"Lampa;r2014;{absent}", "Ñuñoa;2016;36,02 %"]
    path.write_text("\n".join(["Municipio;Ronda;Puntaje", *rows]))
    [part] = taken(path, "fiscalizacion_total")
    assert len(part.accepted) == len(rows) and not part.problems


def test_two_cells_without_a_figure_are_no_header(tmp_path, taken):
    path = tmp_path / "a.csv"
    rows = ["Macul;2024;80;20", "Paine;2024;s/i;s/i", "Renca;2024;pendiente;21", "Ñuñoa;2024;22;82"]
    path.write_text("\n".join(["Municipio;Ronda;Compras;Presupuesto", *rows]))
    [part] = taken(path, "fiscalizacion_wide")
    assert {"13118", "13120"} <= {*part.accepted.column("cut").to_pylist()}


def test_a_total_over_columns_of_words_makes_no_header_of_the_next_row(tmp_path, taken):
    path = tmp_path / "a.csv"
    header = "Municipio;Instrumento;Fecha;Momento;Id de la pregunta;Nivel;Enlace"
    row = "mgtm_2012_v1;05-11-2024;después;internal_regulation_1"
    places = [f"Macul;{row};;https://a.cl/1", f"Ñuñoa;{row};;https://a.cl/2"]
    path.write_text("\n".join([header, "Total nacional;;;2;2;2;2", *places]))
    [part] = taken(path, "diagnostico")
    assert part.accepted.column("cut").to_pylist() == ["13118", "13120"]


@pytest.mark.parametrize("titles", [("Femenino", "Masculino"), ("Zona urbana", "Zona rural")])
@pytest.mark.parametrize("same", [True, False])
def test_titles_between_rows_that_split_the_keys_leave_no_total(tmp_path, taken, titles, same):
    path, (upper, two) = tmp_path / "a.csv", titles
    below = ["Macul;2024;16", "Ñuñoa;2024;3"] if same else ["Macul;2024;20", "Ñuñoa;2024;5"]
    lines = ["Municipio;Ronda;Puntaje", f"{upper};;", "Macul;2024;16", "Ñuñoa;2024;3", f"{two};;"]
    path.write_text("\n".join([*lines, *below]))
    [part] = taken(path, "fiscalizacion_total")
    assert part.accepted.num_rows == 0
    assert [p.row for p in part.problems if p.code == "split_by_title"] == [3, 4, 6, 7]


def test_titles_of_regions_split_nothing(tmp_path, taken):
    path = tmp_path / "a.csv"
    lines = ["Municipio;Ronda;Puntaje", "Arica y Parinacota;;", "Putre;2024;50", "Maule;;"]
    path.write_text("\n".join([*lines, "Talca;2024;60"]))
    [part] = taken(path, "fiscalizacion_total")
    assert part.accepted.column("cut").to_pylist() == ["15201", "07101"]


@pytest.mark.parametrize(
    ("header", "first", "second", "kept"),
    [
        ("Género", "Mujeres", "Hombres", [[], []]),
        ("Zona", "urbana", "rural", [[], []]),
        ("Zona", "urbana", "urbana", [["13118"], []]),
        ("N°", "1", "7", [["13118"], []]),
    ],
)
def test_an_unknown_column_tells_parts_apart_across_files(
    tmp_path, reference, header, first, second, kept
):
    parts = []
    for name, value, other in (("a.csv", first, "Paine"), ("b.csv", second, "Renca")):
        rows = [f"Municipio;Ronda;Puntaje;{header}", f"Macul;2024;16;{value}"]
        path = tmp_path / name
        path.write_text("\n".join([*rows, f"{other};2024;4;{value if header != 'N°' else 9}"]))
        kind = specs.kinds()["fiscalizacion_total"]
        parts += intake.take_in(path, source=kind, file=name, reference=reference)
    intake.settle(parts)
    codes = [part.accepted.column("cut").to_pylist() for part in parts]
    assert [[cut for cut in cuts if cut == "13118"] for cuts in codes] == kept


@pytest.mark.parametrize(
    "text",
    [
        "Municipio,Ronda,Puntaje,Lugar\nMacul,2024,87,5\nPaine,2024,91,25\n",
        "Municipio,Ronda,Puntaje,\nMacul,2024,87.5,5\nPaine,2024,91,25\n",
        "Municipio,Ronda,Puntaje,\nMacul,2024,87,ver correo\nPaine,2024,91,25\n",
    ],
)
def test_numbers_beside_a_figure_may_be_another_column(tmp_path, taken, text):
    (tmp_path / "a.csv").write_text(text)
    assert len(accepted(taken(tmp_path / "a.csv", "fiscalizacion_total"), "cut")) == 2


def test_a_few_rows_over_the_header_are_set_apart(tmp_path, taken):
    text = "Municipio,Ronda,Puntaje\nMacul,2024,80\nPaine,2024,91,2\nRenca,2024,66\n"
    (tmp_path / "a.csv").write_text(text)
    parts = taken(tmp_path / "a.csv", "fiscalizacion_total")
    assert quarantined(parts) == [(3, None, "too_many_cells")]
    assert accepted(parts, "score_pct") == [(80,), (66,)]


@ENDINGS
def test_a_table_below_in_another_order_is_read_under_its_own_header(tmp_path, taken, ending):
    rows = [
        ["Municipio", "Ronda", "Compras", "Presupuesto"],
        ["Macul", "2024", "80", "20"],
        ["Tabla 2: las demás"],
        ["COMUNA", "Presupuesto", "Ronda", "Compras"],
        ["Ñuñoa", "22", "2024", "82"],
        ["COMUNA", "Presupuesto", "Ronda", "Compras"],
        ["Renca", "x", "2024", "83"],
    ]
    parts = taken(as_file(tmp_path, rows, ending), "fiscalizacion_wide")
    assert accepted(parts, "cut", "compras", "presupuesto") == [
        ("13118", 80, 20),
        ("13120", 82, 22),
    ]
    assert quarantined(parts) == [
        (3, None, "footnote"),
        (6, None, "repeated_header"),
        (7, "B7", "not_a_number"),
    ]
    report = check_file(as_file(tmp_path, rows, ending))
    assert [sheet.header_row for sheet in report.sheets] == [1, 4]


def test_the_upper_table_is_read_where_the_lower_one_has_more_columns(tmp_path, taken):
    rows = [
        [*HEADER],
        ["Macul", "2024", "80"],
        [*HEADER, "Versión", "Fecha"],
        ["Ñuñoa", "2024", "82", "publicado", "27-08-2024"],
    ]
    parts = taken(as_file(tmp_path, rows, "xlsx"), "fiscalizacion_total")
    assert accepted(parts, "cut", "score_pct") == [("13118", 80), ("13120", 82)]
    assert quarantined(parts) == []


@ENDINGS
def test_what_stands_below_another_header_is_set_apart(tmp_path, taken, ending):
    rows = [HEADER, ["Macul", "2024", "80"], ["Municipio", "Ronda", "Sumarios"]]
    rows += [["Renca", "2024", "3"], ["Paine", "2024", "0"]]
    parts = taken(as_file(tmp_path, rows, ending), "fiscalizacion_total")
    assert accepted(parts, "score_pct") == [(80,)]
    assert [code for *_, code in quarantined(parts)] == [
        "repeated_header",
        "below_other_header",
        "below_other_header",
    ]


@ENDINGS
@pytest.mark.parametrize(
    ("header", "code"),
    [("Zona", "split_by_unknown_column"), ("Tramo de edad", "beside_some_people"),
     ("", "split_by_unknown_column")],
)  # fmt: skip
def test_parts_of_a_total_are_not_the_total(tmp_path, taken, ending, header, code):
    rows = [
        ["Municipio", "Ronda", header, "Puntaje"],
        ["Macul", "2024", "A", "16"],
        ["Macul", "2024", "B", "16"],
        ["Renca", "2024", "A", "4"],
        ["Paine", "2024", "", "7"],
    ]
    parts = taken(as_file(tmp_path, rows, ending), "fiscalizacion_total")
    assert accepted(parts, "score_pct") == [(7,)]
    assert quarantined(parts) == [(row, None, code) for row in (2, 3, 4)]


COUNTS = {
    "solicitud_mes": ["Municipio", "Año", "Mes", "Recibidas", "Respondidas"],
    "satisfaccion": ["Municipio", "Año", "Mes", "Encuestas", "Satisfechas"],
}


@pytest.mark.parametrize(("kind", "head"), COUNTS.items())
@pytest.mark.parametrize("parts", [("web", "presencial"), ("Ana Soto", "Pedro Rojas")])
@pytest.mark.parametrize("same", [True, False])
def test_a_column_that_stays_at_the_door_splits_a_count_as_well(
    tmp_path, taken, kind, head, parts, same
):
    first, second = parts
    rows = [[*head, "Atendido por"]]
    rows += [["Macul", "2024", "1", "4", "3", first]]
    rows += [["Macul", "2024", "1", "4" if same else "9", "3", second]]
    rows += [["Paine", "2024", "1", "3", "2", first]]
    path = write_csv(tmp_path / "a.csv", rows)
    [part] = taken(path, kind)
    assert accepted([part], "cut") == []
    assert quarantined([part]) == [(row, None, "split_by_unknown_column") for row in (2, 3, 4)]
    sentences = " ".join(f"{p.raw_text} {p.reason_es} {p.reason_en}" for p in part.problems)
    assert first not in sentences and second not in sentences
    report = check_file(path)
    kept = tmp_path / "guardado.csv"  # what is stored of a file that came over the net
    kept.write_bytes(known_columns(report, report.spec))
    assert accepted(taken(kept, kind), "cut") == []


@pytest.mark.parametrize(("kind", "head"), COUNTS.items())
def test_a_count_of_some_of_the_people_is_not_the_count_of_the_municipality(
    tmp_path, taken, kind, head
):
    rows = [["Macul", "2024", "1", "4", "3", "mujeres"], ["Paine", "2024", "1", "3", "2", "Total"]]
    path = write_csv(tmp_path / "a.csv", [[*head, "Sexo"], *rows])
    parts = taken(path, kind)
    assert accepted(parts, "cut") == [("13404",)]
    assert quarantined(parts) == [(2, None, "beside_some_people")]
    report = check_file(path)
    kept = tmp_path / "guardado.csv"
    kept.write_bytes(known_columns(report, report.spec))
    assert accepted(taken(kept, kind), "cut") == [("13404",)]


@pytest.mark.parametrize(("kind", "head"), COUNTS.items())
def test_a_file_of_one_channel_is_not_the_count_of_the_municipality(tmp_path, taken, kind, head):
    row = ["Macul", "2024", "1", "4", "3"]
    for channel in ("web", "presencial"):
        path = write_csv(tmp_path / f"{channel}.csv", [[*head, "Canal"], [*row, channel]])
        parts = taken(path, kind)
        assert accepted(parts, "cut") == []
        assert quarantined(parts) == [(2, None, "beside_some_requests")]
    path = write_csv(tmp_path / "total.csv", [[*head, "Vía de ingreso"], [*row, "Todos"]])
    assert accepted(taken(path, kind), "cut") == [("13118",)]


MACUL, PAINE = ["Macul", "2024", "1", "4", "3"], ["Paine", "2024", "1", "3", "2"]


def as_files(folder, head, files):
    """Write each file by its name and return the names; a file with a text says it in a column."""
    for name, rows, text in files:
        heads, cells = ([*head, "Plataforma"], [text]) if text else (head, [])
        write_csv(folder / name, [heads, *([*row, *cells] for row in rows)])
    return [name for name, *_ in files]


@pytest.mark.parametrize(("kind", "head"), COUNTS.items())
@pytest.mark.parametrize(
    "files",
    [
        [("solicitudes_web.csv", [MACUL, PAINE], ""), ("solicitudes_presencial.csv", [MACUL], "")],
        [("a.csv", [MACUL, PAINE], "Sitio"), ("b.csv", [MACUL], "Ventanilla")],
        [("salud.csv", [MACUL, PAINE], ""), ("obras.csv", [[*MACUL[:3], "9", "3"]], "")],
    ],
    ids=["named", "by a column", "only by what they count"],
)
def test_files_that_count_a_part_each_hold_no_total(tmp_path, reference, kind, head, files):
    """What both say alike, and what only one of them says, is a part as well."""
    names = as_files(tmp_path, head, files)
    given = [Delivery(tmp_path / name, name, "delivered", name) for name in names]
    parts, refused = take_in_all(given, specs.kinds(), reference)
    assert not refused and accepted(parts, "cut") == []
    assert {code for *_, code in quarantined(parts)} == {"split_by_file"}
    alone = check_file(tmp_path / names[0])  # before the other comes, it is in doubt
    doubts = {"named": "maybe_named_part", "by a column": "maybe_one_part"}
    doubt = "maybe_named_part" if "web" in names[0] else "maybe_one_part" if files[0][2] else None
    codes = {finding.code for finding in alone.findings} & {*doubts.values()}
    assert codes == ({doubt} if doubt else set())


@pytest.mark.parametrize(("kind", "head"), COUNTS.items())
def test_what_is_stored_of_two_parts_tells_them_apart_and_nobody(tmp_path, reference, kind, head):
    files = [("a.csv", [MACUL, PAINE], "Sitio"), ("b.csv", [MACUL], "Ventanilla")]
    names, given = as_files(tmp_path, head, files), []
    for name in names:
        report = check_file(tmp_path / name)
        stored = known_columns(report, report.spec)
        assert not any(word in stored.decode() for word in ("Sitio", "Ventanilla", "Plataforma"))
        (tmp_path / name).write_bytes(stored)
        given.append(Delivery(tmp_path / name, name, "delivered", name))
    parts, refused = take_in_all(given, specs.kinds(), reference)
    assert not refused and accepted(parts, "cut") == []
    assert {code for *_, code in quarantined(parts)} == {"split_by_file"}
    alone = check_file(tmp_path / "b.csv")
    assert "maybe_one_part" in {finding.code for finding in alone.findings}
    write_csv(
        tmp_path / "c.csv", [[*head, "Funcionario"], [*MACUL, "Juan Pérez"]]
    )  # of people none
    report = check_file(tmp_path / "c.csv")
    assert "parte" not in known_columns(report, report.spec).decode()


@pytest.mark.parametrize(
    "second",
    [
        ("marzo_web.csv", [["Buin", "2024", "3", "4", "3"]], ""),  # of other keys
        ("copia.csv", [MACUL, PAINE], "Sitio"),
        ("tarde.csv", [[*PAINE[:3], "7", "2"]], ""),  # puts one of many right
    ],
    ids=["other keys", "a copy", "a slip"],
)
def test_files_that_are_no_parts_of_each_other_are_taken_in(tmp_path, reference, second):
    rows = [["Macul", "2023", str(month), "4", "3"] for month in range(1, 13)]
    files = [("todo_presencial.csv", [MACUL, PAINE, *rows], "Sitio"), second]
    names = as_files(tmp_path, COUNTS["solicitud_mes"], files)
    given = [Delivery(tmp_path / name, name, "delivered", name) for name in names]
    parts, _ = take_in_all(given, specs.kinds(), reference)
    assert "split_by_file" not in {code for *_, code in quarantined(parts)}
    assert len(accepted(parts, "cut")) >= 13


def test_a_row_without_a_materia_among_rows_of_one_is_not_known_to_be_the_total(tmp_path, taken):
    cells = ["Compras", "", "s/i", "Todas"]
    places = ["Macul", "Paine", "Renca", "Buin"]
    rows = [[name, "2024", "60", text] for name, text in zip(places, cells, strict=True)]
    parts = taken(write_csv(tmp_path / "a.csv", [[*HEADER, "Zona"], *rows]), "fiscalizacion_total")
    assert [(row, why) for row, _, why in quarantined(parts)] == [
        (2, "beside_one_materia"), (3, "beside_no_materia"), (4, "beside_no_materia"),
    ]  # fmt: skip


def test_the_sex_of_whoever_asks_is_said_of_a_request_and_splits_nothing(tmp_path, taken):
    kind = specs.kinds()["solicitud"]
    head = [kind.columns[name].headers[0] for name in kind.examples[0]]
    row = [*kind.examples[0].values()]
    parts = taken(write_csv(tmp_path / "a.csv", [[*head, "Sexo"], [*row, "mujer"]]), "solicitud")
    assert len(accepted(parts, "cut")) == 1


def test_two_columns_may_split_a_total_together(tmp_path, taken):
    rows = [["Municipio", "Ronda", "Género", "Zona", "Puntaje"]]
    rows += [["Macul", "2024", g, z, "16"] for g in "FM" for z in "UR"]
    parts = taken(as_file(tmp_path, rows, "csv"), "fiscalizacion_total")
    assert accepted(parts, "score_pct") == []


@pytest.mark.parametrize(
    ("extra", "kept"),
    [(["1", "2", "3", "4"], 3), (["", "", "", ""], 3), (["a", "a", "a", "a"], 3),
     (["REF7", "REF9", "REF4", "REF1"], 3), (["", "corregido", "", ""], 2)],
)  # fmt: skip
def test_a_slip_is_no_way_to_split_a_total(tmp_path, taken, extra, kept):
    names = ["Macul", "Macul", "Renca", "Paine"]
    rows = [["Municipio", "Ronda", "Puntaje", "N°"]]
    rows += [[name, "2024", "16", text] for name, text in zip(names, extra, strict=True)]
    parts = taken(as_file(tmp_path, rows, "csv"), "fiscalizacion_total")
    assert len(accepted(parts, "cut")) == kept


@pytest.mark.parametrize("ending", ["csv", "tsv", "txt"])
def test_short_rows_are_reported(tmp_path, taken, ending):
    rows = [[*HEADER, "Versión"], ["Macul", "2024", "87,5"], ["Renca", "2024"]]
    rows += [["Paine", "2024", "80", "publicado"]]
    path = as_file(tmp_path, rows, ending)
    parts = taken(path, "fiscalizacion_total")
    assert accepted(parts, "score_pct") == [(87.5,), (80,)]
    assert quarantined(parts) == [(3, "C3", "short_row")]
    assert "short_rows" in [p.code for p in parts[0].problems if p.scope == "column"]
    reasons = [f.reason.es for f in check_file(path).findings]
    assert any("«Puntaje»" in text and "campos en la fila, 2" in text for text in reasons)


def test_a_short_row_that_lacks_nothing_but_an_option_is_no_problem(tmp_path, taken):
    rows = [[*HEADER, "Obs"], ["Macul", "2024", "87,5"], ["Paine", "2024", "80", "x"]]
    path = as_file(tmp_path, rows, "csv")
    assert unknown(taken(path, "fiscalizacion_total")) == ["Obs", "Obs"]
    assert check_file(path).verdict == "ok"


@pytest.mark.parametrize(
    ("header", "named"),
    [
        (["Municipio", "Comuna", "Ronda", "Puntaje"], ("«Municipio» (A1)", "«Comuna» (B1)")),
        (["Municipio", "Puntaje", "Ronda", "Porcentaje"], ("«Puntaje» (B1)", "«Porcentaje» (D1)")),
        (["Ronda", "Puntaje", "Año", "Municipio"], ("«Ronda» (A1)", "«Año» (C1)")),
    ],
)
@ENDINGS
def test_two_columns_of_one_meaning_are_both_named(tmp_path, ending, header, named):
    cells = {"Ronda": "2024", "Año": "2024", "Puntaje": "87,5", "Porcentaje": "88"}
    rows = [header, [cells.get(text, "Macul") for text in header]]
    error = check_file(as_file(tmp_path, rows, ending)).error
    assert error.code == "ambiguous_column"
    assert all(text in error.in_language("es") for text in named)
    assert all(text in error.in_language("en") for text in named)


def test_a_build_keeps_the_place_of_a_refusal(tmp_path, reference):
    path = write_csv(tmp_path / "a.csv", [HEADER, ["Macul", "2024", "87", "5"]], delimiter=",")
    delivery = Delivery(path, "entregas/a.csv", "delivered", "0" * 64)
    _, refused = take_in_all([delivery], specs.kinds(), reference)
    assert refused[0].error.where == "entregas/a.csv: row 2"


LONG = ["Municipio", "Ronda", "Materia", "Criterio", "Puntaje"]


def test_merged_down_cells_belong_to_all_their_rows(tmp_path, taken):
    rows = [
        LONG,
        ["Macul", 2024, "Presupuesto", "general", 50],
        [None, None, "Compras", "general", 51],
    ]
    rows += [[None, None, "Subsidios", "general", 52], ["Renca", 2024, "Compras", "general", 5]]
    path = write_xlsx(tmp_path / "a.xlsx", rows, merged=["A2:A4", "B2:B4"])
    parts = taken(path, "fiscalizacion_long")
    assert accepted(parts, "cut", "score_pct") == [
        ("13118", 50), ("13118", 51), ("13118", 52), ("13128", 5)
    ]  # fmt: skip
    assert parts[0].raw.column("municipality").to_pylist()[:3] == ["Macul"] * 3


def test_a_merged_figure_is_not_known_to_be_of_each_row(tmp_path, taken):
    rows = [
        LONG,
        ["Macul", 2024, "Presupuesto", "general", 50],
        ["Macul", 2024, "Compras", "general"],
    ]
    rows += [["Renca", 2024, "Compras", "general", 5]]
    parts = taken(write_xlsx(tmp_path / "a.xlsx", rows, merged=["E2:E3"]), "fiscalizacion_long")
    assert accepted(parts, "cut", "score_pct") == [("13128", 5)]
    assert quarantined(parts) == [(2, "E2", "merged_cell"), (3, "E3", "merged_cell")]


def test_cells_merged_across_are_refused_where_they_hold_figures(tmp_path, taken):
    rows = [["Municipio", "Ronda", "Compras", "Presupuesto"], ["Macul", 2024, 80, None]]
    parts = taken(write_xlsx(tmp_path / "a.xlsx", rows, merged=["C2:D2"]), "fiscalizacion_wide")
    assert {code for *_, code in quarantined(parts)} == {"merged_cell"}


def as_book(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


WOMEN = [["Macul", "2024", "16"], ["Renca", "2024", "20"], ["Paine", "2024", "7"]]


@pytest.mark.parametrize("way", ["sheets", "one below the other"])
def test_a_sheet_or_table_for_each_part_holds_no_total(tmp_path, taken, way):
    """What both say alike, and what only one of them says, is a part as well."""
    men = [["Macul", "2024", "18"], ["Renca", "2024", "20"], ["Buin", "2024", "9"]]
    if way == "sheets":
        path = as_book(
            tmp_path / "a.xlsx", {"Mujeres": [HEADER, *WOMEN], "Hombres": [HEADER, *men]}
        )
    else:
        swapped = [[score, name, round_] for name, round_, score in men]
        swapped = [[HEADER[2], HEADER[0], HEADER[1]], *swapped]
        path = as_file(tmp_path, [HEADER, *WOMEN, *swapped], "csv")
    parts = taken(path, "fiscalizacion_total")
    assert accepted(parts, "cut") == []
    assert [code for *_, code in quarantined(parts) if code != "repeated_header"] == [
        "split_by_table"
    ] * 6


def test_sheets_of_other_keys_and_sheets_that_agree_are_no_parts(tmp_path, taken):
    earlier = [[name, "2025", score] for name, _, score in WOMEN]
    sheets = {"2024": [HEADER, *WOMEN], "2025": [HEADER, *earlier], "Copia": [HEADER, *WOMEN]}
    parts = taken(as_book(tmp_path / "a.xlsx", sheets), "fiscalizacion_total")
    assert len(accepted(parts, "cut")) == 6
    assert [code for *_, code in quarantined(parts)] == ["duplicate_row"] * 3


@pytest.mark.parametrize(
    ("header", "against", "fine", "code"),
    [
        ("Tipo de organismo", ["Corporación municipal", "Cementerio"],
         ["Municipalidad", "Municipal"], "beside_other_body"),
        ("Instrumento", ["SAI", "Usabilidad"], ["TA", "Transparencia activa"],
         "beside_other_instrument"),
        ("Unidad", ["nota", "1,0 a 7,0", "0-10"], ["%", "puntos", "0 a 100"], "beside_other_scale"),
        ("Género", ["F", "Masculino", "2"], ["Total", "Ambos", ""], "beside_some_people"),
        ("Tramo de edad", ["18-29", "60 y más"], ["Todas", "s/i"], "beside_some_people"),
        ("Materia evaluada", ["Compras", "Personal"], ["Todas", "14", ""], "beside_one_materia"),
        ("Gemeinde", ["Compras", "vigencia"], ["General", "total"], "beside_one_materia"),
        ("Mejor materia", [], ["Compras", "Personal"], "beside_one_materia"),
        ("Comentario", [], ["Compras", "revisado"], "beside_one_materia"),
        ("Válido", ["No", "nulo"], ["Sí", ""], "beside_not_valid"),
    ],
)  # fmt: skip
def test_a_row_that_says_it_is_of_something_else_is_no_score(
    tmp_path, taken, header, against, fine, code
):
    rounds = ["2012", "2013", "2016", "2017", "2018", "2024"]
    rows = [
        ["Macul", round_, "87,5", score_of]
        for round_, score_of in zip(rounds, [*against, *fine], strict=False)
    ]
    parts = taken(write_csv(tmp_path / "a.csv", [[*HEADER, header], *rows]), "fiscalizacion_total")
    assert [(row, why) for row, _, why in quarantined(parts)] == [
        (at, code) for at, _ in enumerate(against, start=2)
    ]


def test_the_sex_of_whoever_fills_a_post_makes_no_score_a_part(tmp_path, taken):
    rows = [["Macul", "2024", "87,5", "María", "F"], ["Paine", "2024", "60", "Juan", "M"]]
    path = write_csv(tmp_path / "a.csv", [[*HEADER, "Alcalde o alcaldesa", "Sexo"], *rows])
    assert len(accepted(taken(path, "fiscalizacion_total"), "cut")) == 2


@pytest.mark.parametrize(
    ("title", "head", "more", "scores", "doubted"),
    [
        ("", "Nota", [], ["5,5", "6,9", "7"], True),
        ("", "Puntaje", [], ["5,5", "6,9", "7"], False),
        ("", "Nota", [], ["0", "0", "0"], False),
        ("Resultados en escala de 1,0 a 7,0", "Puntaje", [], ["55", "6,9", "7"], True),
        ("Resultados en escala de 0 a 100", "Puntaje", [], ["55", "6,9", "7"], False),
        ("", "Puntaje", ["Puntaje máximo", "60"], ["45", "30", "55"], True),
        ("", "Puntaje", ["Puntaje máximo", "100"], ["45", "30", "55"], False),
    ],
)  # fmt: skip
def test_scores_that_may_be_on_another_scale_are_told(tmp_path, title, head, more, scores, doubted):
    places = ["Macul", "Paine", "Renca"]
    rows = [[place, "2024", score, *more[1:]] for place, score in zip(places, scores, strict=True)]
    path = write_csv(tmp_path / "a.csv", [[title], ["Municipio", "Ronda", head, *more[:1]], *rows])
    report = check_file(path)
    assert report.accepted == 3
    assert ("maybe_scale" in {finding.code for finding in report.findings}) is doubted


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (["disponibilidad", "", "", "actualización", "", ""], 2),
        (["disponibilidad", "", "actualización", "actualización", "", ""], 6),
        (["", "", "", "actualización", "", ""], 6),
        (["disponibilidad", "actualización", "", "", "", ""], 6),
    ],
)
def test_what_a_pivot_table_says_once_is_not_supposed_below(tmp_path, taken, names, kept):
    places = ["Macul", "Paine", "Renca", "Buin", "Lampa", "Colina"]
    head = ["Criterio", "Municipio", "Ronda", "Materia", "Puntaje"]
    rows = [
        [name, place, "2024", "Compras", "87,5"] for name, place in zip(names, places, strict=True)
    ]
    parts = taken(write_csv(tmp_path / "a.csv", [head, *rows]), "fiscalizacion_long")
    assert len(accepted(parts, "cut")) == kept
    assert {why for _, _, why in quarantined(parts)} <= {"below_one_said_once"}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("ends", "starts"),
    [
        (["08/31/2017", "08/30/2017"], ["2016-10-01", "2016-11-02"]),
        (["31/08/2017", "30/08/2017"], ["2016-01-10", "2016-02-11"]),
        (["05/06/2017", ""], ["2016-01-10", "2016-02-11"]),  # nothing shows it: as in Chile
        (["2017-08-31", ""], ["2016-01-10", "2016-02-11"]),
    ],
)
def test_dates_are_written_in_one_order_in_the_whole_sheet(
    tmp_path, reference, ending, ends, starts
):
    rows = [["Compromiso", "Hito", "Orden", "Nombre", "Inicio", "Término"]]
    rows += [
        ["CL0048", f"CL0048-9{n}", str(90 + n), "Prueba", start, end]
        for n, (start, end) in enumerate(zip(["10/01/2016", "11/02/2016"], ends, strict=True))
    ]
    path = as_file(tmp_path, rows, ending)
    [part] = intake.take_in(path, source=specs.kinds()["hito"], file=path.name, reference=reference)
    days = part.accepted.column("start").to_pylist()
    assert [str(day) for day in days] == starts


def test_a_column_between_two_that_differ_is_not_read():
    rules = ["day_first evidence=31/08/2017", "month_first evidence=08/30/2017", "", "other"]
    assert dates.shown_by(rules) == "contradictory"
    column = parse_column(["10/01/2016"], type="date", beside="contradictory")
    assert [code for _, code, _ in column.problems] == ["contradictory_date_order"]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("header", "cells", "is_told"),
    [
        ("Lobby", ["50,5", "40", "s/i"], True), ("Teletrabajo (%)", ["50%", "50%", "0%"], True),
        ("Lobby", ["100", "0", "100"], True), ("N°", ["11", "12", "13"], False),
        ("Visitas", ["1", "1", "4"], False), ("Población", ["1500", "90,5", "7"], False),
        ("Observación", ["50,5", "revisar", ""], False), ("Lobby", ["s/i", "", "n/a"], False),
        ("Variación", ["-1,5", "2", "3"], False),
    ],
)  # fmt: skip
def test_figures_that_may_be_of_a_new_materia_are_told(tmp_path, header, cells, is_told, ending):
    rows = [
        [name, "2024", "87,5", cell]
        for name, cell in zip(["Macul", "Paine", "Renca"], cells, strict=True)
    ]
    path = as_file(tmp_path, [["Municipio", "Ronda", "Compras", header], *rows], ending)
    report = check_file(path)
    findings = [f for f in report.findings if f.code == "maybe_measure"]
    assert (report.accepted, report.verdict) == (3, "problems" if is_told else "ok")
    assert [(f.column, cells[0] in f.reason.es) for f in findings] == [(header, True)] * is_told


def test_an_unknown_column_beside_a_total_is_no_materia(tmp_path):
    rows = [["Macul", "2024", "87,5", "50,5"], ["Paine", "2024", "60", "40"]]
    report = check_file(write_csv(tmp_path / "a.csv", [[*HEADER, "Lobby"], *rows]))
    assert {finding.code for finding in report.findings} == {"unknown_column"}


SIGNED = ["Municipio", "Tipo", "Fecha firma"]


@pytest.mark.parametrize(
    ("header", "against", "fine", "code"),
    [
        ("Estado", ["Anulado", "sin efecto", "Convenio nulo"], ["Vigente", "no anulado", ""],
         "beside_not_valid"),
        ("Anulado", ["Sí", "x"], ["No", ""], "beside_not_valid"),
        ("Observaciones", ["Borrador", "Convenio anulado en 2015"],
         ["Firmado en acto público", "No", "0", "Reemplaza a un convenio anulado"],
         "beside_not_valid"),
        ("Comentario", ["Pendiente de firma"], ["no"], "beside_not_done"),
        ("Firma", ["no", "Pendiente", "por firmar"], ["sí", "alcalde", ""], "beside_not_done"),
        ("Estado del convenio", ["En trámite", "rechazado", "aún no se firma"], ["Firmado"],
         "beside_not_done"),
        ("Vigente", ["No"], ["Sí", ""], "beside_ended"),
        ("Estado", ["Vencido", "Terminado"], ["Vigente"], "beside_ended"),
    ],
)  # fmt: skip
def test_a_convenio_annulled_unsigned_or_over_is_none(tmp_path, taken, header, against, fine, code):
    places = ["Macul", "Paine", "Renca", "Lampa", "Buin", "Talca"]
    cells = [*against, *fine]
    rows = [[n, "MGTM", "01-06-2014", text] for n, text in zip(places, cells, strict=False)]
    parts = taken(write_csv(tmp_path / "a.csv", [[*SIGNED, header], *rows]), "convenio")
    assert [(row, why) for row, _, why in quarantined(parts)] == [
        (at, code) for at, _ in enumerate(against, start=2)
    ]


def test_a_convenio_that_is_over_counts_where_it_says_when(tmp_path, taken):
    head = [*SIGNED, "Fecha término", "Estado"]
    rows = [
        ["Macul", "MGTM", "01-06-2014", "01-06-2018", "Vencido"],
        ["Paine", "MGTM", "01-06-2014", "", "Vencido"],
    ]
    parts = taken(write_csv(tmp_path / "a.csv", [head, *rows]), "convenio")
    assert quarantined(parts) == [(3, None, "beside_ended")]


@pytest.mark.parametrize(
    ("names", "doubtful"),
    [
        (["Tarapacá", "Los Lagos", "Aysén", "Coquimbo", "Maule", "Biobío"], [3, 4, 5, 6]),
        (["Ñuble", "Maule"], [3]),
        (["Metropolitana", "Ñuble", "Macul", "Maule"], [5]),
        (["Elqui", "Limarí", "Talca", "Curicó"], [4, 5]),
        # One row of a region among municipalities: a slip, or the total of all.
        (["Biobío", "Macul", "Maule", "Coquimbo"], []),
        (["Región de Tarapacá", "Región de Ñuble", "Macul", "Maule"], []),
        (["Tarapacá", "Ñuble", "Municipalidad de Maule"], []),
    ],
)
def test_a_name_that_is_a_region_too_is_no_comuna_among_regions(tmp_path, taken, names, doubtful):
    rows = [[name, "2024", "87,5"] for name in names]
    parts = taken(
        write_csv(tmp_path / "a.csv", [["Nombre", "Ronda", "Puntaje"], *rows]),
        "fiscalizacion_total",
    )
    assert [row for row, _, why in quarantined(parts) if why == "maybe_area"] == doubtful


@pytest.mark.parametrize(
    ("head", "beside"),
    [
        (["Código", "Nombre"], ["07105", "Maule"]),
        (["Región", "Nombre"], ["Los Ríos", "Los Lagos"]),
    ],
)
def test_a_code_or_a_region_beside_tells_the_comuna(tmp_path, taken, head, beside):
    rows = [["", name, "2024", "87,5"] for name in ("Tarapacá", "Ñuble")]
    rows.append([*beside, "2024", "60"])
    path = write_csv(tmp_path / "a.csv", [[*head, "Ronda", "Puntaje"], *rows])
    assert len(accepted(taken(path, "fiscalizacion_total"), "cut")) == 1
