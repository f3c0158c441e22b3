from __future__ import annotations

import ast
import csv
import io
import os
import random
import struct
import zipfile

import pytest
from workbooks_for_tests import FIXTURES, SPREADSHEETML, ods, ods_number, ods_text, rezip, xlsx

from pipelines.ingest.reading import ReadingError, find_table, read_document
from pipelines.ingest.reading.errors import MESSAGES_ES, detail_es
from pipelines.paths import REPO


def small(sheet):
    for row in [["Municipio", "Puntaje"], ["Ñuñoa", 47.3], ["Macul", 0], ["Olivar", "s/i"]]:
        sheet.append(row)


def refusal(path, **kwargs) -> ReadingError:
    with pytest.raises(ReadingError) as caught:
        read_document(path, **kwargs)
    assert caught.value.where == path.name
    assert caught.value.fix
    assert "\n" not in str(caught.value)
    return caught.value


def package(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def put(name: str, content: bytes):
    return lambda parts: parts.update({name: content})


def edit(name: str, old: bytes, new: bytes):
    def change(parts):
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)

    return change


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
SHEET = "xl/worksheets/sheet1.xml"
FAR = b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
BOMB = b"0" * 30_000_000
REPEAT = 'table:number-columns-repeated="99999999"'


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "empty_file"),
        ("a.csv", b"\xef\xbb\xbf \r\n\r\n", "empty_file"),
        ("a.csv", b"\0" * 500, "empty_file"),
        ("a.csv", b"a;b\n1;\0\x01\x02\n2;3\n", "binary_rubbish"),
        ("a.csv", bytes(range(1, 32)) * 40, "binary_rubbish"),
        ("a.csv", b"\xff\xfea\0;\0\x00\xd8", "undecodable"),
        ("a.csv", b"%PDF-1.7 ...", "unknown_format"),
        ("a.csv", b"PAR1....", "unknown_format"),
        ("a.csv", b'a;b\n1;"abierta\n2;x\n3;y\n', "open_quote"),
        ("a.csv", b'a;b;c\n1;"x;y\n2;x;y\n3;z";w\n4;5;6\n7;8;9\n', "open_quote"),
        ("a.csv", b"a;b\n1;" + b"x" * 200_000 + b"\n", "long_line"),
        ("a.csv", b"a;b\n" * 9 + b";" * 100_000 + b"\n", "long_line"),
        ("a.csv", b"1;2\n" * 100_000 + b";" * 4_500 + b"x\n", "too_wide"),
        ("a.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "html"),
        ("a.xls", b"\xef\xbb\xbf <!DOCTYPE html>\n<html></html>", "html"),
        ("a.xml", b"<?xml version='1.0'?><rss></rss>", "unknown_format"),
        ("a.xml", b"<?xml version='1.0'?>" + DOCTYPE + b"<rss/>", "xml_entities"),
        ("a.xls", OLE, "unknown_format"),
        ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("a.xls", OLE + "_VBA_PROJECT_CUR".encode("utf-16-le"), "macros"),
        ("a.xls", OLE + "Workbook".encode("utf-16-le"), "damaged"),
        ("a.xlsx", b"PK\x03\x04 not really a zip", "damaged"),
        ("a.xlsx", package({"word/document.xml": b"<w/>"}), "unknown_format"),
        ("a.xlsx", xlsx(small)[:-300], "damaged"),
        ("a.xlsx", rezip(xlsx(small), put("xl/vbaProject.bin", b"x")), "macros"),
        (
            "a.xlsx",
            rezip(
                xlsx(small),
                edit(
                    "[Content_Types].xml",
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                ),
            ),
            "macros",
        ),
        ("a.xlsx", rezip(xlsx(small), put("xl/media/a.bin", BOMB)), "zip_bomb"),
        ("a.xlsx", rezip(xlsx(small), edit(SHEET, b"<worksheet", DOCTYPE + b"<worksheet")),
         "xml_entities"),
        ("a.xlsx", rezip(xlsx(small), put("docProps/x.xml", DOCTYPE + b"<a>&a;</a>")),
         "xml_entities"),
        ("a.xlsx", rezip(xlsx(small), put("xl/x.xml", DOCTYPE.decode().encode("utf-16"))),
         "xml_entities"),
        ("a.xlsx", rezip(xlsx(small), edit(SHEET, b'r="B4"', b'r="XFD1048576"')), "too_wide"),
        ("a.xlsx", rezip(xlsx(small), edit(SHEET, b"</sheetData>", FAR + b"</sheetData>")),
         "too_wide"),
        ("a.xlsx", rezip(xlsx(small), lambda parts: parts.pop("xl/_rels/workbook.xml.rels")),
         "damaged"),
        ("a.xlsx", rezip(xlsx(small), edit(SHEET, b"</worksheet>", b"")), "damaged"),
        ("a.ods", ods(f"<table:table-row>{ods_number(1, extra=REPEAT)}</table:table-row>"),
         "too_wide"),
        ("a.ods", rezip(ods(""), put("Basic/script-lc.xml", b"<a/>")), "macros"),
        ("a.ods", rezip(ods(""), put("META-INF/manifest.xml", b"<a><encryption-data/></a>")),
         "encrypted"),
        ("a.xls", SPREADSHEETML.format(declaration="").replace("<Workbook",
         '<!DOCTYPE a [<!ENTITY b "c">]><Workbook').encode(), "xml_entities"),
        ("a.xls", SPREADSHEETML.format(declaration="").encode()[:-40], "damaged"),
        ("a.xls", SPREADSHEETML.format(declaration="").replace('Index="3"', 'Index="999999999"')
         .encode(), "too_wide"),
        ("a.xls", SPREADSHEETML.format(declaration="").replace('Index="3"', 'Index="x"').encode(),
         "damaged"),
        ("a.xls", (FIXTURES / "resultados.xls").read_bytes()[:2000], "unknown_format"),
    ],
)  # fmt: skip
def test_each_danger_has_its_own_refusal(write, name, content, code):
    error = refusal(write(content, name))
    assert error.code == code
    library = str(error.__cause__ or "")
    assert not library or library not in error.in_language("es")


FOREIGN = (
    "File is not a zip file",
    "bad magic number",
    "MemoryError",
    "xl/a.xml: no element found",
)


@pytest.mark.parametrize("code", [code for code, text in MESSAGES_ES.items() if "{detail}" in text])
@pytest.mark.parametrize("detail", FOREIGN)
def test_no_library_speaks_in_a_spanish_sentence(code, detail):
    error = ReadingError(code, where="a.xlsx", detail=detail)
    words = error.in_language("es")
    assert detail in str(error) and "()" not in words
    assert detail.split()[-1] not in words


def test_what_we_say_of_a_file_is_said_in_spanish_too():
    details = set()
    for path in (REPO / "pipelines" / "ingest" / "reading").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "ReadingError":
                values = [key.value for key in call.keywords if key.arg == "detail"]
                details |= {_example(value) for value in values} - {""}
    assert len(details) > 12
    assert [detail for detail in details if not detail_es(detail)] == []


def _example(value: ast.expr) -> str:
    """A detail as a file gives it; empty where a library or another module words it."""
    if isinstance(value, ast.Constant):
        return str(value.value)
    if not isinstance(value, ast.JoinedStr):
        return ""
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else _sample(part)
        for part in value.values
    )


def _sample(part: ast.expr) -> str:
    """What may stand in a place of a detail."""
    assert isinstance(part, ast.FormattedValue)
    name = ast.unparse(part.value)
    if part.format_spec is not None or name in ("line", "too_long", "self.row"):
        return "1"
    return "'a'" if part.conversion == ord("r") else "B4" if name == "at" else "xl/a.xml"


JSON_ROWS = b'[{"Municipio": "Macul",\n  "Ronda": 2024, "Puntaje": 87.5}]'
MHTML = b"""From: <Saved by Blink>
Snapshot-Content-Location: https://ejemplo.cl/
Subject: Puntajes; ronda, 2024
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html"; boundary="----x"

------x
Content-Type: text/html

<html><body><table><tr><td>Macul</td></tr></table></body></html>
"""
FIXED = """
Municipio            Ronda   Puntaje
Macul                2024       87,5
San Pedro de la Paz  2024        9,25
Paine                2024         0
"""
PADDED = """Municipio , Ronda , Puntaje
Macul     , 2024  ,    87
Paine     , 2024  ,     9
"""


_SAID = {"fixed width": "ancho fijo", "lines quoted": "fila entera entre comillas"}


@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.txt", "a.json"])
@pytest.mark.parametrize(
    ("content", "remark"),
    [
        (b"<div class='x'><table><tr><td>Macul</td></tr></table></div>", "HTML"),
        (b"<tr><td>Municipio</td><td>Puntaje</td></tr>\n<tr><td>Macul</td></tr>", "HTML"),
        (b"Resultados\n<TABLE border=1>\n<TR><TD>Macul</TD></TR></TABLE>", "HTML"),
        (b"<!-- exportado --><style>td{}</style><table><tr><td>1</td></tr></table>", "HTML"),
        (b"<p>Municipio;Puntaje</p>", "HTML"),
        (b"<!-- " + b"x" * 9000 + b" -->\n<html><table><tr><td>1</td></tr></table>", "HTML"),
        (b'"Municipio;Ronda;Puntaje"\n"Macul;2024;87,5"\n"Paine;2024;91,5"\n', "lines quoted"),
        (b'Municipio,Ronda,Puntaje\n"Macul,2024,""87,5"""\n"Paine,2024,91"\n', "lines quoted"),
        (b'ID;PWXL;N;E\nC;Y1;X1;K"Municipio"\nE\n', "SYLK"),
        (b'TABLE\r\n0,1\r\n"EXCEL"\r\nVECTORS\r\n0,2\r\n', "DIF"),
        (b"\x03\x7e\x0c\x03" + b"\x02\0\0\0\x61\0\x20\0" + b"\0" * 40 + b"Macul", "dBASE"),
        (b"\x09\x00\x04\x00\x07\0\x10\0" + b"\0" * 20 + b"Macul", "Excel 97"),
        (MHTML, "MHTML"),
        (MHTML.replace(b"\n", b"\r\n"), "MHTML"),
        (JSON_ROWS, "JSON"),
        (b'{"type": "FeatureCollection", "features": []}', "JSON"),
        (b'{"Municipio":"Macul","Puntaje":87.5}\n{"Municipio":"Paine","Puntaje":9}\n', "JSON"),
        (JSON_ROWS[:30], "JSON"),
        (FIXED.encode(), "fixed width"),
        (FIXED.replace(",", ".").encode("utf-16"), "fixed width"),
        (("Municipio Ronda Puntaje" + FIXED[FIXED.index("\nMacul"):]).encode(), "fixed width"),
        ("\n".join(f"{m:<12}{r:<6}{p:>8}" for m, r, p in [("Comuna", "Año", "Nota"),
         ("Ñuñoa", 2024, "1.5"), ("Arica", 2024, "22.75"), ("Ancud", 2024, "3")]).encode("cp1252"),
         "fixed width"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_named_whatever_its_ending(write, name, content, remark):
    error = refusal(write(content, name))
    assert remark in str(error)
    assert _SAID.get(remark, remark) in error.in_language("es")


def test_a_text_that_is_to_stay_one_is_read_as_it_is_seen(write):
    text = 'Municipio;Código\n="Macul";="05101"\n"=""Paine""";="=1+1"\n'
    [sheet] = read_document(write(text)).sheets
    assert [list(row) for row in sheet.rows[1:]] == [["Macul", "05101"], ["Paine", "=1+1"]]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        (PADDED, ","),
        (PADDED.replace(",", "|"), "|"),
        (PADDED.replace(",", ";"), ";"),
        ('"San Pedro, Melipilla"\n"San Pedro, Atacama"\n', None),
        ("municipio\nSan Pedro de la Paz\nAlto  del Carmen\nPaine\n", None),
        ("Nota <1>;x\na < b;2\n", ";"),
        ("[Municipio];[Puntaje]\nMacul;1\n", ";"),
    ],
)
def test_a_table_is_taken_for_nothing_else(write, text, delimiter):
    assert read_document(write(text)).delimiter == delimiter


def test_the_longest_field_does_not_hang_on_what_other_libraries_set(write):
    usual = csv.field_size_limit(10_000_000)
    try:
        assert refusal(write(b"a;b\n1;" + b"x" * 200_000 + b"\n", "a.csv")).code == "long_line"
    finally:
        csv.field_size_limit(usual)


def test_limits_and_places(write, tmp_path):
    assert refusal(write("a;b\n1;2\n"), max_bytes=5).code == "too_large"
    assert refusal(tmp_path / "nada.csv").code == "not_found"
    assert refusal(tmp_path).code == "not_a_file"
    os.mkfifo(tmp_path / "tubo.csv")
    assert refusal(tmp_path / "tubo.csv").code == "not_a_file"


def test_a_lying_size_in_the_zip_is_found(write):
    data = bytearray(xlsx(small))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(SHEET)
    start = data.rfind(b"PK\x01\x02", 0, data.rfind(SHEET.encode()))
    struct.pack_into("<I", data, start + 24, entry.file_size - 50)
    assert refusal(write(bytes(data), "a.xlsx")).code == "damaged"


def test_an_encrypted_part_is_refused(write):
    data = bytearray(xlsx(small))
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = data.find(signature)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(signature, place + 4)
    assert refusal(write(bytes(data), "a.xlsx")).code == "encrypted"


def _samples() -> dict[str, bytes]:
    text = "Municipio;Puntaje\r\nÑuñoa;47,3\r\nMacul;0\r\nOlivar;s/i\r\n"
    cells = ods_text("Municipio") + ods_text("Puntaje")
    return {
        "a.csv": text.encode(),
        "b.csv": text.encode("utf-16"),
        "c.csv": text.encode("cp1252"),
        "a.xlsx": xlsx(small),
        "a.xls": (FIXTURES / "resultados.xls").read_bytes(),
        "b.xls": SPREADSHEETML.format(declaration=' encoding="UTF-8"').encode(),
        "a.ods": ods(
            f"<table:table-row>{cells}</table:table-row>"
            f"<table:table-row>{ods_text('Ñuñoa')}{ods_number(47.3)}</table:table-row>"
        ),
    }


def _mutated(data: bytes, rng: random.Random) -> bytes:
    kind = rng.randrange(4)
    if kind == 0:
        return data[: rng.randrange(len(data))]
    changed = bytearray(data)
    if kind == 1:
        for _ in range(rng.randrange(1, 12)):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    elif kind == 2:
        start = rng.randrange(len(changed))
        del changed[start : start + rng.randrange(1, 200)]
    else:
        start = rng.randrange(len(changed))
        changed[start:start] = rng.randbytes(rng.randrange(1, 60))
    return bytes(changed)


def _inner_mutation(data: bytes, rng: random.Random) -> bytes:
    def change(parts):
        name = rng.choice([n for n in parts if n.endswith((".xml", ".rels"))])
        parts[name] = _mutated(parts[name], rng)

    return rezip(data, change)


@pytest.mark.parametrize("name", sorted(_samples()))
def test_damaged_files_are_read_or_refused_and_never_crash(write, name):
    rng = random.Random(name)
    original = _samples()[name]
    zipped = original.startswith(b"PK")
    outcomes = set()
    for turn in range(60):
        inner = zipped and turn % 2
        data = _inner_mutation(original, rng) if inner else _mutated(original, rng)
        path = write(data, name)
        try:
            document = read_document(path)
            for sheet in document.sheets:
                find_table(sheet, fields={"m": ["municipio"], "p": ["puntaje"]}, required=["m"])
            outcomes.add("read")
        except ReadingError as error:
            assert error.fix
            outcomes.add(error.code)
    assert len(outcomes) > 1


def test_random_bytes_are_refused_or_read_as_text(write):
    rng = random.Random(20_285)
    for _ in range(150):
        head = rng.choice([b"", b"PK\x03\x04", OLE[:8], b"<?xml version='1.0'?>", b"\xff\xfe"])
        path = write(head + rng.randbytes(rng.randrange(1, 700)))
        try:
            assert read_document(path).format == "csv"
        except ReadingError as error:
            assert error.fix
