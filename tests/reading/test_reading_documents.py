from __future__ import annotations

import codecs
from datetime import date, datetime

import pytest
from workbooks_for_tests import FIXTURES, SPREADSHEETML, ods, ods_number, ods_text, rezip, xlsx

from pipelines.ingest.reading import as_text, cell_address, read_document, safe_name

TEXT = "municipio;puntaje\r\nÑuñoa;47,3\r\nPeñalolén;50,1\r\n“Áéíóú”;1,5\r\n"
ROWS = [["municipio", "puntaje"], ["Ñuñoa", "47,3"], ["Peñalolén", "50,1"], ["“Áéíóú”", "1,5"]]


@pytest.mark.parametrize(
    ("prefix", "encoding", "reported"),
    [
        (b"", "utf-8", "utf-8"),
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (b"", "cp1252", "cp1252"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
        (b"", "utf-16-le", "utf-16-le"),
        (b"", "utf-16-be", "utf-16-be"),
        (b"", "mac_roman", "mac_roman"),
    ],
)
def test_encodings(write, prefix, encoding, reported):
    document = read_document(write(prefix + TEXT.encode(encoding)))
    assert (document.format, document.encoding, document.delimiter) == ("csv", reported, ";")
    assert document.sheets[0].rows == ROWS


def test_latin_1_and_dos_code_page(write):
    text = TEXT.replace("“", "").replace("”", "")
    assert read_document(write(text.encode("latin-1"))).sheets[0].rows[1][0] == "Ñuñoa"
    assert read_document(write(text.encode("cp850"))).sheets[0].rows[1][0] == "Ñuñoa"


def test_a_file_in_two_encodings_is_read_line_by_line(write):
    data = "a;b\nPeñalolén;1\nÑuñoa;2\n".encode() + "Vicuña;3\n".encode("cp1252")
    document = read_document(write(data))
    assert [row[0] for row in document.sheets[0].rows] == ["a", "Peñalolén", "Ñuñoa", "Vicuña"]
    assert document.notes == ("mixed_encoding lines=1 other=cp1252",)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(write, delimiter, line_end):
    rows = [["municipio", "nota"], ["Macul", "uno; dos, tres"], ["Ñuñoa", 'dice "no"'], [None, "x"]]
    quoted = [
        delimiter.join('"' + (cell or "").replace('"', '""') + '"' for cell in row) for row in rows
    ]
    document = read_document(write(line_end.join(quoted)))
    assert document.delimiter == delimiter
    assert document.sheets[0].rows == rows


def test_decimal_commas_do_not_pass_for_delimiters(write):
    lines = ["Informe de puntajes, 2018", "", "comuna;a;b", *["Macul;47,3;1,5"] * 5]
    document = read_document(write("\n".join(lines)))
    assert document.delimiter == ";"
    assert document.sheets[0].rows[3] == ["Macul", "47,3", "1,5"]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("nombre\nSan Pedro, Melipilla\nMacul, RM\n", None),
        ("puntaje\n47,3\n50,1\n", None),
        ("Informe\nnombre,puntaje\nMacul,47\nÑuñoa,50\n", ","),
    ],
)
def test_a_comma_inside_a_list_is_text(write, text, delimiter):
    assert read_document(write(text)).delimiter == delimiter


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_short_rows_hide_no_delimiter(write, delimiter):
    lines = ["Comuna;Ronda;Nota;Versión", "Lampa;2024;18,22;x", "Lebu;2024;5,1", "Macul;2024"]
    lines += ["Paine;2024", "Colina;2024;1,5", "Renca;2024"]
    text = "\n".join(lines).replace(";", delimiter)
    assert read_document(write(text)).delimiter == delimiter
    quoted = "\n".join('"' + line.replace(";", f'"{delimiter}"') + '"' for line in lines)
    assert read_document(write(quoted)).sheets[0].rows[2] == ["Lebu", "2024", "5,1"]


def test_rows_of_every_length_are_not_one_column(write):
    lines = ["municipio;ronda;puntaje;versión", "Macul;2024;87", "Maipú;2024", "Paine", "Buin;2024"]
    assert read_document(write("\n".join(lines))).delimiter == ";"
    listed = "municipio\nMacul\nSan Pedro; Melipilla\nÑuñoa; Buin; Paine\n"
    assert read_document(write(listed)).delimiter is None


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_few_rows_among_many_titles_are_cut_where_their_quotes_say(write, mark):
    titles = [["Hoja 1"], ["Consejo para la Transparencia"], ["Resultados", "", "al 31-12-2024"]]
    rows = [["Comuna", "Nombre", "Puntaje"], ["Macul", "el plazo, y más", "87"]]
    lines = [*titles, *rows, [""], ["Fuente: CPLT, elaboración propia."], ["Nota: «x»; y"]]
    text = "\r\n".join(mark.join(f'"{cell}"' for cell in line) for line in lines)
    document = read_document(write(text))
    assert document.delimiter == mark
    assert document.sheets[0].rows[4] == ["Macul", "el plazo, y más", "87"]


def test_one_column_keeps_its_commas(write):
    document = read_document(write("municipio\nMacul\nSan Pedro, Melipilla\nÑuñoa\n"))
    assert document.delimiter is None
    assert document.sheets[0].rows[2] == ["San Pedro, Melipilla"]
    assert "single_column" in document.notes


def test_rows_keep_their_physical_numbers(write):
    document = read_document(write('a;b\n\n1;"dos\nlíneas"\n2;x\n'))
    assert document.sheets[0].rows == [["a", "b"], [], ["1", "dos\nlíneas"], [], ["2", "x"]]


def test_loose_quotes_are_read_and_noted(write):
    document = read_document(write('a;b\n"Macul" (RM);1\nÑuñoa;2\n'))
    assert document.sheets[0].rows[2] == ["Ñuñoa", "2"]
    assert "loose_quotes" in document.notes


def _fill(sheet):
    sheet["B2"], sheet["C2"], sheet["D2"] = "Municipio", "Puntaje", "Fecha"
    sheet["B3"], sheet["C3"], sheet["D3"] = "Ñuñoa", 0.473, datetime(2018, 2, 27)
    sheet["C3"].number_format = "0.0%"
    sheet["B4"], sheet["C4"], sheet["D4"] = "Macul", 0, "#REF!"
    sheet["B5"], sheet["C5"] = "Olivar", "=1/3"
    sheet["E5"] = True
    sheet.merge_cells("B7:C7")


def test_xlsx_keeps_rows_percents_errors_and_formulas(write):
    document = read_document(write(xlsx(_fill), "entrega.xlsx"))
    sheet = document.sheets[0]
    assert (document.format, document.notes) == ("xlsx", ())
    assert sheet.rows[0] == [None] * 5
    assert sheet.rows[2][1:4] == ["Ñuñoa", 0.473, date(2018, 2, 27)]
    assert sheet.rows[3][1:4] == ["Macul", 0, "#REF!"]
    assert sheet.rows[4][2] == "=1/3"
    assert sheet.rows[4][4] is True
    assert sheet.percent_cells == {(3, 2)}
    assert sheet.merged == ((7, 1, 7, 2),)


def test_xlsx_percent_in_any_spelling_of_the_xml(write):
    def respell(parts):
        name = "xl/worksheets/sheet1.xml"
        parts[name] = parts[name].replace(b'<c r="C3" s="', b"<c\n  r='C3'  s=\"")

    document = read_document(write(rezip(xlsx(_fill), respell), "entrega.xlsx"))
    assert document.sheets[0].percent_cells == {(3, 2)}


def test_old_xls(write):
    document = read_document(FIXTURES / "resultados.xls")
    first, second = document.sheets
    assert document.format == "xls"
    assert first.rows[1][1] == "Transparencia activa"
    assert first.merged == ((2, 1, 2, 2),)
    assert first.rows[3] == ["Ñuñoa", 0.473, date(2018, 2, 27), 5.0]
    assert first.rows[4] == ["Macul", 0.0, "s/i", True]
    assert first.percent_cells == {(4, 1), (5, 1)}
    assert (second.name, document.notes) == ("Oculta", ("hidden_sheet sheet=Oculta",))


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [("", "utf-8"), (' encoding="ISO-8859-1"', "latin-1"), (' encoding="UTF-8"', "cp1252"),
     (' encoding="UTF-16"', "utf-16"), (' encoding="windows-1252"', "cp1252")],
)  # fmt: skip
def test_spreadsheetml_is_known_by_its_content(write, declaration, encoding):
    text = SPREADSHEETML.format(declaration=declaration)
    document = read_document(write(text, "sinim.xls", encoding))
    sheet = document.sheets[0]
    assert document.format == "spreadsheetml"
    assert document.notes[0] == "extension_mismatch format=spreadsheetml extension=.xls"
    assert sheet.rows[1] == []
    assert sheet.rows[3] == ["13118", "Ñuñoa", "1.234,50", "No Recepcionado"]
    assert sheet.rows[4] == ["13119", None, 0.473, date(2018, 2, 27)]
    assert sheet.percent_cells == {(5, 2)}
    assert sheet.merged == ((1, 0, 1, 3),)


def test_ods(write):
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        f"<table:table-row>{ods_text('Municipio')}{ods_text('Puntaje')}</table:table-row>"
        f"<table:table-row>{ods_text('Ñuñoa')}{ods_number(0.473, 'percentage')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    document = read_document(write(ods(rows), "entrega.ods"))
    assert document.format == "ods"
    assert document.sheets[0].rows[2:] == [["Municipio", "Puntaje"], ["Ñuñoa", 0.473]]
    assert document.sheets[0].percent_cells == {(4, 1)}


def test_the_content_decides_not_the_name(write):
    assert read_document(write(xlsx(_fill), "entrega.csv")).format == "xlsx"
    document = read_document(write("a;b\n1;2\n", "entrega.xlsx"))
    assert document.format == "csv"
    assert document.notes == ("extension_mismatch format=csv extension=.xlsx",)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, None), ("", ""), (" x ", " x "), (5.0, "5"), (0.0, "0"), (0.473, "0.473"), (7, "7"),
     (True, "true"), (date(2018, 2, 27), "2018-02-27"),
     (datetime(2018, 2, 27, 1, 2, 3), "2018-02-27 01:02:03"), (1e20, "1e+20")],
)  # fmt: skip
def test_as_text(value, text):
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("place", "address"), [((17, 2), "C17"), ((1, 0), "A1"), ((2, 26), "AA2"), ((9, 701), "ZZ9")]
)
def test_cell_address(place, address):
    assert cell_address(*place) == address


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("entrega 2018.xlsx", "entrega 2018.xlsx"),
        ("Fiscalización Ñuble.csv", "Fiscalización Ñuble.csv"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/absolute/a.csv", "a.csv"),
        ("a\0b.csv", "ab.csv"),
        ("a\u202excod.exe", "axcod.exe"),
        ("..", "archivo"),
        ("", "archivo"),
        ("con.csv", "_con.csv"),
        (".hidden", "hidden"),
        ('a"$(rm)|;b.csv', "a__(rm)__b.csv"),
    ],
)
def test_safe_name(given, safe):
    assert safe_name(given) == safe


def test_safe_name_is_short_and_keeps_its_ending():
    name = safe_name("ñ" * 400 + ".xlsx")
    assert len(name.encode()) <= 120
    assert name.endswith("ñ.xlsx")
