"""What a workbook stores is not always what it shows: formats, formulas, dates, hiding, parts."""

from __future__ import annotations

import io
import re
import struct
from datetime import date, datetime

import openpyxl
import pytest
import xlsxwriter
from old_workbooks_for_tests import EMPTY_TEXT, TEXT_FOLLOWS, Formula, OldSheet, xls
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from workbooks_for_tests import ods, ods_number, ods_text, rezip, xlsx

from pipelines.ingest.cells import parse_column
from pipelines.ingest.reading import ReadingError, read_document
from pipelines.ingest.reading.formats import percent_shown, words_shown
from pipelines.ingest.reading.old_workbooks import in_parts
from pipelines.ingest.reading.values import EPOCH_1904, Percent


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("0%", 0.5, Percent.SCALED), ("0.00%;[Red]-0.00%", -0.5, Percent.SCALED),
        ('0.0"%"', 0.5, Percent.SIGN), ("0.0\\%", 0.5, Percent.SIGN), ('0.0" %"', 9, Percent.SIGN),
        ("0.0_%", 0.5, Percent.NONE), ("0.0*%", 0.5, Percent.NONE), ("General", 1, Percent.NONE),
        ('0.0%;0"%"', 0.5, Percent.SCALED), ('0.0%;0"%"', -1, Percent.SIGN),
        ("[<=1]0%;0.0", 0.5, Percent.SCALED), ("[<=1]0%;0.0", 41.25, Percent.NONE),
        ('0%;0%;"0 %"', 0, Percent.SIGN), ('"más % "0%', 0.5, Percent.SCALED),
    ],
)  # fmt: skip
def test_how_a_number_format_shows_a_percentage(code, value, shown):
    assert percent_shown(code, value) is shown


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ('0.0;-0.0;"s/i"', 0, "s/i"), ('0.0;-0.0;"s/i"', 5.5, None), ("0;0;\\s/\\i", 0, "s/i"),
        ('[=0]"No aplica";0.0', 0, "No aplica"), ('"Sin dato"', 7, "Sin dato"),
        ('0.0" de 7"', 5.5, "5.5 de 7"), ('0" / 60"', 45, "45 / 60"), ('0.0"‰"', 875, "875‰"),
        ('"Meta de 80: "0.0', 5.5, None), ('0.0" puntos"', 5.5, None), ('"$"0', 5, None),
        ('_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', 0, None), ("General", 5, None),
        ('d "de" mmmm "de" yyyy', 45000, None), (";;;", 5, None), ('"0"0000', 1101, None),
        ("0.0,", 41250, "41250/1000"), ('#,##0,,"M"', 4e7, "40000000/1000/1000M"),
        ("#,##0", 41250, None), ("#,##0.00", 41250, None), ("#,##0_);(#,##0)", -41250, None),
    ],
)  # fmt: skip
def test_words_that_a_number_format_says_instead_of_the_number(code, value, words):
    assert words_shown(code, value) == words


ROWS = [["Municipio", "Puntaje"], ["Macul", 0.5], ["Ñuñoa", 0.9], ["Olivar", 1.0]]


def styled_xlsx(code):
    def fill(sheet):
        for row in ROWS:
            sheet.append(row)
        for number in range(2, 5):
            sheet.cell(number, 2).number_format = code

    return xlsx(fill)


def styled_xls(code):
    return xls(OldSheet("Datos", [ROWS[0], *[[name, (v, code)] for name, v in ROWS[1:]]]))


def styled_ml(code):
    cells = "".join(
        f'<Row><Cell><Data ss:Type="String">{name}</Data></Cell>'
        f'<Cell ss:StyleID="k"><Data ss:Type="Number">{value}</Data></Cell></Row>'
        for name, value in ROWS[1:]
    )
    escaped = code.replace('"', "&quot;")
    return spreadsheetml(
        cells, styles=f'<Style ss:ID="p"><NumberFormat ss:Format="{escaped}"/></Style>'
        '<Style ss:ID="k" ss:Parent="p"/>'
    )  # fmt: skip


def spreadsheetml(rows: str, *, styles: str = "", options: str = "", book: str = "") -> bytes:
    head = "".join(f'<Cell><Data ss:Type="String">{t}</Data></Cell>' for t in ROWS[0])
    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel">{book}<Styles>{styles}</Styles>'
        f'<Worksheet ss:Name="Datos"><Table><Row>{head}</Row>{rows}</Table>{options}</Worksheet>'
        "</Workbook>"
    ).encode()


def column_styled_ml(code):
    """The percent format stands at the column, or at the whole table."""
    cells = "".join(
        f'<Row><Cell><Data ss:Type="String">{name}</Data></Cell>'
        f'<Cell><Data ss:Type="Number">{value}</Data></Cell></Row>'
        for name, value in ROWS[1:]
    )
    made = spreadsheetml(
        cells, styles=f'<Style ss:ID="p"><NumberFormat ss:Format="{code}"/></Style>'
    )  # fmt: skip
    return made.replace(b"<Table>", b'<Table><Column/><Column ss:StyleID="p"/>')


def table_styled_ml(code):
    return column_styled_ml(code).replace(
        b'<Table><Column/><Column ss:StyleID="p"/>', b'<Table ss:StyleID="p">'
    )


def float_ods(code):
    """The numbers are plain ones and the style shows them a hundred times as large."""
    return rezip(styled_ods('0.0"%"'), _as_percentage_style)


def _as_percentage_style(parts):
    content = (
        parts["content.xml"].decode().replace("number:number-style", "number:percentage-style")
    )
    parts["content.xml"] = content.encode()


def styled_ods(code):
    if code == "0.0%":
        cells = [ods_number(v, "percentage") for _, v in ROWS[1:]]
    else:
        cells = [ods_number(v, extra='table:style-name="ce1"') for _, v in ROWS[1:]]
    rows = "".join(
        f"<table:table-row>{ods_text(name)}{cell}</table:table-row>"
        for (name, _), cell in zip(ROWS[1:], cells, strict=True)
    )
    head = f"<table:table-row>{ods_text('Municipio')}{ods_text('Puntaje')}</table:table-row>"
    styles = (
        '<office:automatic-styles><number:number-style style:name="N1"><number:number/>'
        '<number:text>%</number:text></number:number-style><style:style style:name="ce1" '
        'style:family="table-cell" style:data-style-name="N1"/></office:automatic-styles>'
    )
    return rezip(ods(head + rows), lambda parts: _insert(parts, "<office:body>", styles))


def _insert(parts, mark, text):
    content = parts["content.xml"].decode()
    spaces = (
        'xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" office:version='
    )
    content = content.replace("office:version=", spaces, 1)
    parts["content.xml"] = content.replace(mark, text + mark, 1).encode()


@pytest.mark.parametrize(
    ("make", "name"),
    [(styled_xlsx, "a.xlsx"), (styled_xls, "a.xls"), (styled_ml, "b.xls"), (styled_ods, "a.ods")],
)
def test_a_percent_sign_that_is_text_scales_nothing_in_any_format(write, make, name):
    literal = read_document(write(make('0.0"%"'), name)).sheets[0]
    assert (literal.sign_cells, literal.percent_cells) == ({(2, 1), (3, 1), (4, 1)}, set())
    values = [row[1] for row in literal.rows[1:]]
    assert parse_column(values, type="percent", percent_flags=[2] * 3).values == [0.5, 0.9, 1.0]
    scaled = read_document(write(make("0.0%"), name)).sheets[0]
    assert (scaled.percent_cells, scaled.sign_cells) == ({(2, 1), (3, 1), (4, 1)}, set())


def worded_ods(code):
    """The words stand in the cell; what its comment says is none of them."""
    comment = "<office:annotation><text:p>s/i de 7</text:p></office:annotation><text:p>"
    cells = [ods_number(0.5).replace("<text:p>", comment)]
    cells += [ods_number(v).replace(f">{v}<", ">s/i<") for v in (0.9, 1.0)]
    rows = "".join(
        f"<table:table-row>{ods_text('Macul')}{cell}</table:table-row>" for cell in cells
    )
    return ods(f"<table:table-row>{ods_text('Municipio')}{ods_text('x')}</table:table-row>" + rows)


@pytest.mark.parametrize(
    ("make", "name"),
    [(styled_xlsx, "a.xlsx"), (styled_xls, "a.xls"), (styled_ml, "b.xls"), (worded_ods, "a.ods")],
)
def test_a_cell_that_shows_words_is_those_words_in_any_format(write, make, name):
    document = read_document(write(make('[>0.6]"s/i";0.0'), name))
    assert [row[1] for row in document.sheets[0].rows[1:]] == [0.5, "s/i", "s/i"]


def default_xlsx(code):
    """The cells name no style, and so have the first one."""

    def fill(parts):
        styles = parts["xl/styles.xml"]
        formats = f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{code}"/></numFmts>'
        styles = re.sub(rb"<numFmts .*?</numFmts>|<numFmts[^>]*/>", b"", styles)
        parts["xl/styles.xml"] = re.sub(
            rb"(<styleSheet[^>]*>)(.*<cellXfs[^>]*><xf [^>]*?)numFmtId=\"\d+\"",
            lambda m: m[1] + formats.encode() + m[2] + b'numFmtId="164"',
            styles,
            count=1,
            flags=re.S,
        )

    return rezip(xlsx(lambda sheet: [sheet.append(row) for row in ROWS]), fill)


def respelled_xlsx(spelling):
    """The style of a cell, written otherwise than most programs write it."""

    def respell(parts):
        part = "xl/worksheets/sheet1.xml"
        parts[part] = re.sub(rb' s="(\d+)"', spelling, parts[part])

    return lambda code: rezip(styled_xlsx(code), respell)


def default_ml(code):
    return column_styled_ml(code).replace(b'"p"', b'"Default"').replace(b' ss:StyleID="p"', b"")


def default_ods(code):
    """The style of the cells is that of all cells."""
    return rezip(float_ods(code), _without_names)


def _without_names(parts):
    content = parts["content.xml"].replace(b' table:style-name="ce1"', b"")
    parts["content.xml"] = content.replace(b'style:name="ce1"', b'style:name="Default"')


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (column_styled_ml, "b.xls"), (table_styled_ml, "b.xls"), (float_ods, "a.ods"),
        (default_xlsx, "a.xlsx"), (default_ml, "b.xls"), (default_ods, "a.ods"),
        (respelled_xlsx(rb" s='\1'"), "a.xlsx"), (respelled_xlsx(rb' s = "\1"'), "a.xlsx"),
        (respelled_xlsx(rb'\ns="\1"'), "a.xlsx"),
    ],
)  # fmt: skip
def test_a_percent_format_counts_wherever_it_stands(write, make, name):
    sheet = read_document(write(make("0.0%"), name)).sheets[0]
    assert (sheet.percent_cells, sheet.sign_cells) == ({(2, 1), (3, 1), (4, 1)}, set())


APART = {"raised": "²", "lowered": "₂", "struck": "2\u0336"}


def apart_xlsx(how, text, part, rest):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Datos")
        sheet.write(0, 0, "Macul")
        ways = {"raised": ("font_script", 1), "lowered": ("font_script", 2)}
        form = book.add_format(dict([ways.get(how, ("font_strikeout", True))]))
        runs = [text, form, part, rest] if text else [form, part[:1], form, part[1:]]
        sheet.write_rich_string(1, 0, *runs)
    return stream.getvalue()


def apart_inline(how, text, part, rest):
    ways = {"raised": "superscript", "lowered": "subscript"}
    font = InlineFont(vertAlign=ways[how]) if how in ways else InlineFont(strike=True)
    content = CellRichText(*filter(None, [text]), TextBlock(font, part), rest)
    return xlsx(lambda sheet: [sheet.append(["Macul"]), sheet.append([content])])


def apart_ml(how, text, part, rest):
    tag = {"raised": "Sup", "lowered": "Sub", "struck": "S"}[how]
    data = f"{text}<{tag}>{part}</{tag}>{rest}"
    return spreadsheetml(f'<Row><Cell><ss:Data ss:Type="String">{data}</ss:Data></Cell></Row>')


def apart_ods(how, text, part, rest):
    ways = {"raised": 'position="super 58%"', "lowered": 'position="-33% 58%"'}
    way = ways.get(how, 'line-through-style="solid"')
    styles = (
        '<office:automatic-styles><style:style style:name="T1" style:family="text">'
        f"<style:text-properties style:text-{way}/></style:style></office:automatic-styles>"
    )
    span = f'<text:span text:style-name="T1">{part}</text:span>'
    cell = ods_text(f"{text}@{rest}").replace("@", span)
    rows = "".join(
        f"<table:table-row>{cell_xml}</table:table-row>" for cell_xml in (ods_text("x"), cell)
    )
    return rezip(ods(rows), lambda parts: _insert(parts, "<office:body>", styles))


MAKERS = pytest.mark.parametrize(
    ("make", "name"),
    [(apart_xlsx, "a.xlsx"), (apart_inline, "a.xlsx"), (apart_ml, "b.xls"), (apart_ods, "a.ods")],
)


@MAKERS
@pytest.mark.parametrize(("how", "seen"), sorted(APART.items()))
def test_a_digit_that_stands_apart_is_a_note_and_no_digit(write, make, name, how, seen):
    sheet = read_document(write(make(how, "87,5", "2", " pts"), name)).sheets[0]
    assert sheet.rows[1][0] == f"87,5{seen} pts"


@MAKERS
def test_a_text_struck_as_a_whole_is_read_and_said(write, make, name):
    document = read_document(write(make("struck", "", "87,5", ""), name))
    assert document.sheets[0].rows[1][0] == "87,5"
    assert [note.partition(" ")[0] for note in document.notes if "struck" in note] == [
        "struck_cells"
    ]


@pytest.mark.parametrize("how", sorted(APART))
def test_digits_that_stand_apart_in_an_old_workbook(how):
    text = in_parts("87,52 pts", [(4, 6), (5, 0)], {6: how})
    assert text == f"87,5{APART[how]} pts"
    assert parse_column([text.removesuffix(" pts")], type="percent").values == [None]


@pytest.mark.parametrize("mark", ["<text:line-break/>", "<text:tab/>"])
def test_two_lines_of_an_ods_cell_are_no_number(write, mark):
    row = "<table:table-row>{}</table:table-row>"
    rows = row.format(ods_text("x")) + row.format(ods_text("8@5").replace("@", mark))
    (text,) = read_document(write(ods(rows), "a.ods")).sheets[0].rows[1]
    assert text.split() == ["8", "5"]


def struck_xlsx():
    def fill(sheet):
        for row in ROWS[:3]:
            sheet.append(row)
        sheet.cell(3, 2).font = Font(strike=True)
        sheet.cell(9, 9).font = Font(strike=True)  # nothing stands there
        sheet.cell(2, 2).font = Font(strike=False, bold=True)

    return xlsx(fill)


def struck_xls():
    plain, struck = (struct.pack("<HHHH", 200, how, 0x7FFF, 400) for how in (0, 8))
    rows = [[None, None], [None, None], [None, ROWS[2][1]]]  # all have the font of the workbook
    return xls(OldSheet("Datos", rows)).replace(plain, struck)


def struck_ml():
    cells = "".join(
        f'<Row><Cell><Data ss:Type="String">{name}</Data></Cell>'
        f'<Cell ss:StyleID="{style}"><Data ss:Type="Number">{value}</Data></Cell></Row>'
        for (name, value), style in zip(ROWS[1:3], ("b", "k"), strict=True)
    )
    return spreadsheetml(
        cells, styles='<Style ss:ID="p"><Font ss:StrikeThrough="1"/></Style>'
        '<Style ss:ID="k" ss:Parent="p"/><Style ss:ID="b" ss:Parent="p"><Font/></Style>'
    )  # fmt: skip


def struck_ods():
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table-cell" {more}>'
        f'<style:text-properties style:text-line-through-style="{how}"/></style:style>'
        for name, more, how in (
            ("ce1", "", "solid"),
            ("ce2", 'style:parent-style-name="ce1"', "none"),
        )
    )
    named = 'table:style-name="{}"'
    rows = "".join(
        f"<table:table-row>{ods_text(name)}{ods_number(value, extra=style)}</table:table-row>"
        for (name, value), style in zip(ROWS[1:3], map(named.format, ("ce2", "ce1")), strict=True)
    )
    head = f"<table:table-row>{ods_text('Municipio')}{ods_text('Puntaje')}</table:table-row>"
    styled = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    return rezip(ods(head + rows), lambda parts: _insert(parts, "<office:body>", styled))


@pytest.mark.parametrize(
    ("make", "name"),
    [(struck_xlsx, "a.xlsx"), (struck_xls, "a.xls"), (struck_ml, "b.xls"), (struck_ods, "a.ods")],
)
def test_a_cell_struck_through_is_read_and_said_in_any_format(write, make, name):
    document = read_document(write(make(), name))
    (note,) = (note for note in document.notes if note.startswith("struck"))
    assert note == f"struck_cells sheet={document.sheets[0].name} count=1 cells=B3"
    assert document.sheets[0].rows[2][1] == ROWS[2][1]


def by_xlsxwriter(values):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Datos")
        for number, value in enumerate(values):
            sheet.write_formula(number, 0, f"=50+{number}", None, value)
    return stream.getvalue()


def column(write, data, name):
    return [row[0] if row else None for row in read_document(write(data, name)).sheets[0].rows]


def test_xlsx_formulas_that_were_never_calculated(write):
    assert column(write, by_xlsxwriter([0, 0]), "a.xlsx") == ["=50+0", "=50+1"]
    assert column(write, by_xlsxwriter([87.5, 0]), "a.xlsx") == [87.5, "=50+1"]


@pytest.mark.parametrize(
    "calculation", [b"", b'<calcPr calcId="1"/>', b'<calcPr calcMode="manual"/>']
)
def test_zeros_alone_are_no_values_where_the_workbook_does_not_say(write, calculation):
    """As in every other format: one formula with a value tells that the others were calculated."""

    def silent(values):
        return rezip(
            by_xlsxwriter(values),
            lambda parts: parts.update(
                {
                    "xl/workbook.xml": re.sub(
                        rb"<calcPr[^>]*/>", calculation, parts["xl/workbook.xml"]
                    )
                }
            ),
        )

    assert column(write, silent([0, 0]), "a.xlsx") == ["=50+0", "=50+1"]
    assert column(write, silent([87.5, 0]), "a.xlsx") == [87.5, 0]


def test_xlsx_array_formulas_that_were_never_calculated(write):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet().write_array_formula("A1:A2", "{=B1:B2}")
    cells = column(write, stream.getvalue(), "a.xlsx")
    assert all(str(cell).startswith("=") for cell in cells) and len(cells) == 2


@pytest.mark.parametrize(
    ("results", "how", "expected"),
    [
        ([EMPTY_TEXT, EMPTY_TEXT], {}, ["=", "="]),
        ([0.0, 0.0], {}, ["=", "="]),
        ([0.0, 0.0], {"by_excel": True}, [0.0, 0.0]),
        ([EMPTY_TEXT, 5.0], {}, [None, 5.0]),
    ],
)
def test_xls_formulas_that_were_never_calculated(write, results, how, expected):
    data = xls(OldSheet("Datos", [[Formula(result), 1.0] for result in results]), **how)
    assert column(write, data, "a.xls") == expected


def test_xls_says_itself_that_it_is_uncalculated(write):
    sheet = OldSheet("Datos", [[Formula(0.0)], [Formula(5.0)]], uncalculated=True)
    assert column(write, xls(sheet, by_excel=True), "a.xls") == ["=", 5.0]
    text = OldSheet("Datos", [[Formula(TEXT_FOLLOWS, "hola")], [Formula(0.0)]])
    assert column(write, xls(text), "a.xls") == ["hola", 0.0]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (["", ""], ["=RC[1]", "=RC[1]"]),
        (['<Data ss:Type="Number">0</Data>'] * 2, ["=RC[1]", "=RC[1]"]),
        (['<Data ss:Type="Number">0</Data>', '<Data ss:Type="Number">7</Data>'], [0, 7]),
        (["", '<Data ss:Type="Number">7</Data>'], ["=RC[1]", 7]),
    ],
)
def test_spreadsheetml_formulas_that_were_never_calculated(write, data, expected):
    rows = "".join(f'<Row><Cell ss:Formula="=RC[1]">{text}</Cell></Row>' for text in data)
    assert column(write, spreadsheetml(rows), "a.xls")[1:] == expected


@pytest.mark.parametrize(
    ("cells", "generator", "expected"),
    [
        (['office:value-type="float"'] * 2, "", ["=1+1", "=1+1"]),
        (['office:value-type="float" office:value="0"'] * 2, "odfpy", ["=1+1", "=1+1"]),
        (['office:value-type="float" office:value="0"'] * 2, "LibreOffice/24.2", [0, 0]),
        ([""] * 2, "LibreOffice/24.2", ["=1+1", "=1+1"]),
        (['office:value-type="float" office:value="7"'] * 2, "", [7, 7]),
    ],
)
def test_ods_formulas_that_were_never_calculated(write, cells, generator, expected):
    rows = "".join(
        f'<table:table-row><table:table-cell table:formula="of:=1+1" {cell}/></table:table-row>'
        for cell in cells
    )
    meta = f"<m xmlns:meta='m'><meta:generator>{generator}</meta:generator></m>".encode()
    data = rezip(ods(rows), lambda parts: parts.update({"meta.xml": meta}))
    assert column(write, data, "a.ods") == expected


def dated_xlsx(epoch):
    book = openpyxl.Workbook()
    book.epoch = epoch
    book.active.append([datetime(2024, 6, 14)])
    book.active.append([45457 - 1462 if epoch == EPOCH_1904 else 45457])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def dated_xls(epoch):
    serial = 45457 - (1462 if epoch == EPOCH_1904 else 0)
    rows = [[(serial, "dd-mm-yyyy")], [serial]]
    return xls(OldSheet("Datos", rows), date1904=epoch == EPOCH_1904)


@pytest.mark.parametrize(("make", "name"), [(dated_xlsx, "a.xlsx"), (dated_xls, "a.xls")])
@pytest.mark.parametrize("epoch", [EPOCH_1904, datetime(1899, 12, 30)])
def test_serial_dates_of_workbooks_that_count_from_1904(write, make, name, epoch):
    sheet = read_document(write(make(epoch), name)).sheets[0]
    values = [row[0] for row in sheet.rows]
    assert values[0] == date(2024, 6, 14)
    assert parse_column(values, type="date", epoch=sheet.epoch).values == [date(2024, 6, 14)] * 2


def test_spreadsheetml_and_ods_may_count_from_1904(write):
    book = "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>"
    sheet = read_document(write(spreadsheetml("", book=book), "a.xls")).sheets[0]
    assert sheet.epoch == EPOCH_1904
    null_date = '<table:null-date table:date-value="1904-01-01"/>'
    settings = f"<table:calculation-settings>{null_date}</table:calculation-settings>"
    data = rezip(
        ods(f"<table:table-row>{ods_number(5)}</table:table-row>"),
        lambda parts: _insert(parts, "<table:table ", settings),
    )
    assert read_document(write(data, "a.ods")).sheets[0].epoch == EPOCH_1904


def hidden_xlsx():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Datos"
    for number in range(1, 6):
        sheet.append([number, number])
    for number in (2, 3, 5):
        sheet.row_dimensions[number].hidden = True
    sheet.column_dimensions["B"].hidden = True
    for name, state in (("Oculta", "hidden"), ("Guardada", "veryHidden")):
        other = book.create_sheet(name)
        other.append([1])
        other.sheet_state = state
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def hidden_xls():
    rows = [[float(n), float(n)] for n in range(1, 6)]
    return xls(
        OldSheet("Datos", rows, hidden_rows=[2, 3, 5]),
        OldSheet("Oculta", [[1.0]], hidden=1),
        OldSheet("Guardada", [[1.0]], hidden=2),
    )


@pytest.mark.parametrize(("make", "name"), [(hidden_xlsx, "a.xlsx"), (hidden_xls, "a.xls")])
def test_hidden_rows_and_sheets_are_read_and_said_and_very_hidden_ones_not_read(write, make, name):
    document = read_document(write(make(), name))
    assert [sheet.name for sheet in document.sheets] == ["Datos", "Oculta"]
    assert len(document.sheets[0].rows) == 5
    assert "hidden_rows sheet=Datos count=3 rows=2–3, 5" in document.notes
    assert "hidden_sheet sheet=Oculta" in document.notes
    assert "very_hidden_sheet sheet=Guardada" in document.notes
    columns = "hidden_columns sheet=Datos columns=B" in document.notes
    assert columns is (name == "a.xlsx")


def test_hidden_rows_and_sheets_of_spreadsheetml_and_ods(write):
    row = '<Row ss:Hidden="1"><Cell><Data ss:Type="Number">7</Data></Cell></Row>'
    options = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    document = read_document(write(spreadsheetml(row, options=options), "a.xml"))
    assert document.notes == ("hidden_sheet sheet=Datos", "hidden_rows sheet=Datos count=1 rows=2")
    for state in ("filter", "collapse"):
        row_xml = f'<table:table-row table:visibility="{state}">{ods_number(5)}</table:table-row>'
        read = read_document(write(ods(row_xml), "a.ods"))
        assert read.notes == ("hidden_rows sheet=Hoja1 count=1 rows=1",)


def _renamed(data, change):
    def rename(parts):
        for name in list(parts):
            parts[change(name)] = parts.pop(name)

    return rezip(data, rename)


@pytest.mark.parametrize(
    "change",
    [
        lambda name: name.replace("styles.xml", "Styles.xml"),
        lambda name: name.replace("worksheets/sheet1", "Worksheets/Sheet1"),
        lambda name: name.replace("sharedStrings", "SharedStrings"),
        lambda name: name.replace("workbook.xml", "Workbook.xml"),
        lambda name: name.replace("xl/", "XL/"),
        lambda name: name.replace("/", "\\"),
    ],
)
def test_parts_are_found_whatever_the_case_of_their_names(write, change):
    def fill(sheet):
        sheet.append(["Ñuñoa", 0.473, datetime(2018, 2, 27)])
        sheet["B1"].number_format = "0.0%"

    sheet = read_document(write(_renamed(xlsx(fill), change), "a.xlsx")).sheets[0]
    assert sheet.rows == [["Ñuñoa", 0.473, date(2018, 2, 27)]]
    assert sheet.percent_cells == {(1, 1)}


def test_a_workbook_of_very_hidden_sheets_alone_is_refused_for_that(write):
    data = xls(OldSheet("Guardada", [[1.0]], hidden=2))
    with pytest.raises(ReadingError) as caught:
        read_document(write(data, "a.xls"))
    assert caught.value.code == "only_very_hidden"
    assert "Muestre" in caught.value.in_language("es")


@pytest.mark.parametrize("asks", [True, False])
def test_stored_values_of_a_workbook_that_asks_to_be_calculated_are_read_and_said(write, asks):
    """A library asks so of every workbook, calculated or not: only zeros prove that none was."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Datos")
        for row, value in enumerate((87.5, 66.25, 0)):
            sheet.write_formula(row, 0, "=1+1", value=value)
    data = stream.getvalue()
    if not asks:
        data = rezip(data, lambda parts: _without_calculation(parts))
    document = read_document(write(data, "a.xlsx"))
    last = "=1+1" if asks else 0
    assert [row[0] for row in document.sheets[0].rows] == [87.5, 66.25, last]
    assert document.notes == (("read_as_stored count=2",) if asks else ())


def _without_calculation(parts):
    name = "xl/workbook.xml"
    parts[name] = parts[name].replace(b' fullCalcOnLoad="1"', b"")


def test_what_is_remarked_on_a_cell_is_no_part_of_it(write):
    remark = '<Comment ss:Author="x"><ss:Data>12</ss:Data></Comment>'
    cells = '<Row><Cell><Data ss:Type="Number">87.5</Data>@</Cell><Cell>@</Cell></Row>'
    sheet = read_document(write(spreadsheetml(cells.replace("@", remark)), "a.xls")).sheets[0]
    assert [*sheet.rows[1]] == [87.5]


def test_a_style_is_what_the_styles_are_that_it_is_made_from(write):
    styles = (
        '<Style ss:ID="a"><NumberFormat ss:Format="0.0%"/></Style><Style ss:ID="b" ss:Parent="a"/>'
        '<Style ss:ID="c" ss:Parent="b"/><Style ss:ID="d" ss:Parent="c"><NumberFormat/></Style>'
        '<Style ss:ID="loop" ss:Parent="loop"/>'
    )
    cells = "".join(
        f'<Cell ss:StyleID="{style}"><Data ss:Type="Number">0.5</Data></Cell>'
        for style in ("c", "d", "loop")
    )
    data = spreadsheetml(f"<Row>{cells}</Row>", styles=styles)
    assert read_document(write(data, "a.xls")).sheets[0].percent_cells == {(2, 0)}


def test_a_row_that_stands_for_several_is_several(write):
    rows = '<Row ss:Span="2"/><Row><Cell><Data ss:Type="Number">1</Data></Cell></Row>'
    sheet = read_document(write(spreadsheetml(rows), "a.xls")).sheets[0]
    assert [[*row] for row in sheet.rows][1:] == [[], [], [], [1.0]]


def test_a_number_that_is_shown_divided_is_no_number_in_ods_either(write):
    def divided(parts):
        content = parts["content.xml"].replace(
            b"<number:number/>", b'<number:number number:display-factor="1000"/>'
        )
        parts["content.xml"] = content.replace(b"<number:text>%</number:text>", b"")

    data = rezip(styled_ods("0.0"), divided)
    assert [row[1] for row in read_document(write(data, "a.ods")).sheets[0].rows[1:]] == [
        f"{value} × 1000" for _, value in ROWS[1:]
    ]


def test_rows_of_a_folded_group_are_hidden(write):
    row = f"<table:table-row>{ods_text('Macul')}</table:table-row>"
    folded = f'<table:table-row-group table:display="false">{row}</table:table-row-group>'
    open_group = f"<table:table-row-group>{row}</table:table-row-group>"
    notes = read_document(write(ods(f"{row}{folded}{open_group}{row}"), "a.ods")).notes
    assert [note for note in notes if note.startswith("hidden_rows")] == [
        "hidden_rows sheet=Hoja1 count=1 rows=2"
    ]


def test_what_formulas_read_of_other_files_is_no_sheet_of_this_one(write):
    name = "&apos;file:///C:/otros/2019.ods&apos;#$Hoja1"
    row = f"<table:table-row>{ods_text('Macul')}</table:table-row>"
    other = f'<table:table table:name="{name}"><table:table-source/>{row}</table:table>'

    def with_other(parts):
        end = b"</office:spreadsheet>"
        parts["content.xml"] = parts["content.xml"].replace(end, other.encode() + end)

    document = read_document(write(rezip(ods(row), with_other), "a.ods"))
    assert [sheet.name for sheet in document.sheets] == ["Hoja1"]
    assert [note for note in document.notes if note.startswith("no_worksheet")] == [
        "no_worksheet sheet='file:///C:/otros/2019.ods'#$Hoja1"
    ]


def test_a_row_that_stands_twice_is_damage_and_not_the_last_one(write):
    def repeated(parts):
        part = "xl/worksheets/sheet1.xml"
        parts[part] = parts[part].replace(b'<row r="3"', b'<row r="2"')

    data = rezip(xlsx(lambda sheet: [sheet.append(row) for row in ROWS]), repeated)
    with pytest.raises(ReadingError) as raised:
        read_document(write(data, "a.xlsx"))
    assert raised.value.code == "damaged" and "twice" in str(raised.value)
