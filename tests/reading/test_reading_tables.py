from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbooks_for_tests import xlsx

from pipelines.ingest.reading import (
    ReadingError,
    Sheet,
    find_table,
    normalise_header,
    percent_flags,
    read_document,
)

FIELDS = {
    "municipio": ["Municipio", "organismo_nombre", "Institución"],
    "codigo": ["Código", "CUT"],
    "total": ["Total", "Puntaje total"],
}


def table(rows, *, fields=FIELDS, required=("municipio",), name=None, merged=()):
    return find_table(Sheet(name, rows, merged=merged), fields=fields, required=required)


def reasons(read):
    return [(row, reason) for row, reason, _ in read.skipped]


@pytest.mark.parametrize(
    "header",
    ["Año Auditoría", "año_auditoria", "ANO  AUDITORIA", "AÃ±o AuditorÃ\xada", " Año-auditoría: ",
     "Año Auditoría²", "Año\nauditoría", "an\u0303o auditori\u0301a"],
)  # fmt: skip
def test_headers_are_compared_without_accents_case_punctuation_or_mojibake(header):
    assert normalise_header(header) == "ano auditoria"


def test_different_headers_stay_different():
    headers = ["Sin Año-Mes", "Sin Mes", "Sin Año", "Total", "Unnamed: 21", "Unnamed: 20", "N° 1"]
    assert len({normalise_header(header) for header in headers}) == len(headers)


def test_columns_in_any_order_with_titles_and_blank_rows():
    read = table(
        [
            ["Fiscalización 2018", None],
            [],
            ["TOTAL", "código", None, "MUNICIPIO"],
            [1, "13118", None, "Macul"],
            [None, None, " ", None],
            [2, "13120", None, "Ñuñoa"],
        ]
    )
    assert read.columns == {"total": 0, "codigo": 1, "municipio": 3}
    assert (read.header_row, read.header_rows) == (3, 1)
    assert [row for row, _ in read.rows] == [4, 6]
    assert read.rows[1][1] == [2, "13120", None, "Ñuñoa"]
    assert reasons(read) == [(1, "title"), (2, "blank"), (5, "blank")]
    assert read.skipped[0][2] == "Fiscalización 2018"
    assert read.unknown == {}


def test_totals_footnotes_and_repeated_headers_are_told_apart():
    read = table(
        [
            ["Municipio", "Código", "Total"],
            ["Macul", "13118", 1],
            ["MUNICIPIO ", "código"[:0] + "Código", "TOTAL"],
            ["Ñuñoa", "13120", 2],
            ["Totales", None, 3],
            ["Promedio nacional", None, 1.5],
            ["País", None, 1.5],
            ["Fuente: CPLT", None, None],
        ]
    )
    assert [cells[0] for _, cells in read.rows] == ["Macul", "Ñuñoa"]
    assert reasons(read) == [
        (3, "repeated_header"),
        (5, "total"),
        (6, "total"),
        (7, "total"),
        (8, "footnote"),
    ]


def test_a_total_that_is_an_item_is_data():
    fields = {"item": ["item"], "municipio": ["municipio"], "puntaje": ["puntaje"]}
    rows = [["item", "municipio", "puntaje"], ["Total", "Macul", 5], ["Compras", "Macul", 6]]
    read = table(rows, fields=fields, required=["item", "municipio"])
    assert [cells[0] for _, cells in read.rows] == ["Total", "Compras"]
    comunas = [["Municipio"], ["Talca"], ["Paine"], ["Mostazal"]]
    assert len(table(comunas).rows) == 3


def test_two_row_headers_with_and_without_merges():
    fields = {
        "municipio": ["Municipio"],
        "compras_disp": ["Compras disp"],
        "compras_act": ["Compras act"],
        "presupuesto_disp": ["Presupuesto disp."],
    }
    rows = [
        ["Informe", None, None, None],
        ["Municipio", "Compras", None, "Presupuesto"],
        [None, "disp", "act", "disp"],
        ["Macul", 1, 2, 3],
    ]
    merges = ((2, 1, 2, 2), (2, 0, 3, 0))
    for name, merged in (("Hoja1", merges), (None, ())):
        read = table(rows, fields=fields, name=name, merged=merged)
        assert (read.header_row, read.header_rows) == (2, 2)
        assert read.columns == {
            "municipio": 0,
            "compras_disp": 1,
            "compras_act": 2,
            "presupuesto_disp": 3,
        }
        assert read.headers[2] == "Compras act"
        assert read.rows == [(4, ["Macul", 1, 2, 3])]


def test_a_heading_over_several_columns_is_one_also_with_digits():
    fields = {**FIELDS, "compras": ["Compras"], "personal": ["Personal"]}
    rows = [["Municipio", "Ronda 2024", None], [None, "Compras", "Personal"], ["Macul", 80, 70]]
    read = table(rows, fields=fields, merged=((1, 1, 1, 2), (1, 0, 2, 0)))
    assert read.columns == {"municipio": 0, "compras": 1, "personal": 2}
    with pytest.raises(ReadingError) as caught:
        table(rows, fields=fields, required=("municipio", "codigo"), merged=((1, 1, 1, 2),))
    assert re.findall(r"«(\w+)»", str(caught.value).partition("found")[0]) == ["codigo"]


def test_a_title_over_the_header_is_not_part_of_it():
    read = table([["Resultados", None], ["Municipio", "Total"], ["Macul", "x"]])
    assert (read.header_row, read.header_rows) == (2, 1)


def test_unknown_columns_are_those_with_content():
    read = table(
        [
            ["Municipio", "Unnamed: 1", "Unnamed: 2", "Nota", None, None],
            ["Macul", None, "algo", None, None, "suelto"],
        ],
        name="Hoja1",
    )
    assert read.unknown == {2: "Unnamed: 2", 5: "[F]"}
    assert read.headers[3] == "Nota"


def test_csv_rows_with_more_fields_than_the_header_are_set_aside():
    rows = [
        ["Municipio", "Total"],
        ["Macul", "1"],
        ["San Pedro", " Melipilla", "2"],
        ["Olivar", "3"],
    ]
    read = table(rows)
    assert [row for row, _ in read.rows] == [2, 4]
    assert read.skipped == [(3, "too_many_cells", "San Pedro · Melipilla · 2")]
    assert len(table(rows, name="Hoja1").rows) == 3


def test_two_columns_for_one_field_are_refused_with_their_addresses():
    rows = [["título"], ["Municipio", "Total", "INSTITUCION"], ["Macul", 1, "Macul"]]
    with pytest.raises(ReadingError) as caught:
        table(rows)
    assert caught.value.code == "ambiguous_column"
    assert "A2" in str(caught.value) and "C2" in str(caught.value)
    rows[2][2] = None
    assert table(rows).columns["municipio"] == 0


def test_missing_columns_are_named_with_those_found():
    with pytest.raises(ReadingError) as caught:
        table([["Municipio", "Otra cosa"], ["Macul", 1]], required=["municipio", "codigo"])
    assert caught.value.code == "missing_columns"
    assert "codigo" in str(caught.value) and "Otra cosa" in str(caught.value)
    with pytest.raises(ReadingError) as caught:
        table([["nada", "de", "esto"]])
    assert caught.value.code == "no_header"


def test_one_spelling_for_two_fields_is_refused():
    with pytest.raises(ReadingError) as caught:
        table([["x"]], fields={"a": ["Año"], "b": ["ANO"]}, required=[])
    assert caught.value.code == "bad_fields"


def test_percent_flags_follow_the_rows(write):
    def fill(sheet):
        for row in [["Municipio", "Total"], ["Macul", 0.5], [None, None], ["Ñuñoa", 47.3]]:
            sheet.append(row)
        sheet["B2"].number_format = "0%"

    sheet = read_document(write(xlsx(fill), "a.xlsx")).sheets[0]
    read = find_table(sheet, fields=FIELDS, required=["municipio"])
    assert percent_flags(sheet, read, "total").tolist() == [True, False]
    assert percent_flags(sheet, read, "codigo").tolist() == [False, False]


CELL = st.one_of(st.none(), st.sampled_from(["Macul", "Total", "x", " "]), st.integers(0, 9))


@given(st.lists(st.lists(CELL, max_size=5), max_size=15), st.lists(st.lists(CELL, max_size=3)))
def test_every_row_is_data_or_skipped_with_its_number(body, above):
    rows = [*above, ["Municipio", "Código", "Total"], *body]
    read = table(rows, name="Hoja1")
    numbers = sorted([row for row, _ in read.rows] + [row for row, _, _ in read.skipped])
    header = range(read.header_row, read.header_row + read.header_rows)
    assert sorted([*numbers, *header]) == list(range(1, len(rows) + 1))
