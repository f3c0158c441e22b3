"""Nothing that Faro writes runs in a spreadsheet program, and one place writes it all."""

from __future__ import annotations

import ast
import csv
import io
import math
import os
import re
import sys
from collections.abc import Iterator
from datetime import date

import openpyxl
import pandas as pd
import pytest
import rooms_for_tests
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from cli import console
from dashboard.routes.handouts import changes_csv
from dashboard.routes.tables import _workbook, content
from exports import indexing
from exports.package.rows import as_csv as package_csv
from pipelines import paths, serving
from pipelines.ingest.checking import check_file, write_annotated
from pipelines.serving.compare import Change, Comparison
from pipelines.spreadsheets import books, frame_csv, inert, rows_csv
from presentation.cards.delivered import as_csv

BOM = "\ufeff"
HIDDEN = " \u00a0\u200b\u2060\ufeff\u3000\x00\x1f"
ATTACKS = [
    *("=1+1", "+cmd|'/C calc'!A0", "@SUM(A1)", "-2+3", "-cmd", "+56 9", "=-1", "-1;=2", "--1"),
    *("\t=1", "\rx", "\nx", " =1", "\u00a0=1", "\u200b=1", "\ufeff=1", " \t =1", '"=1'),
    *("＝1", "＋1", "－1+1", "＠x", "﹦1", "﹫x"),
]
HARMLESS = ["-4,2", "-1.234,50", "+3", "-12 %", "-1e-05", "-", "--", "", "Ñuñoa", "a=b", "x@y.cl"]
SIGNED = re.compile(r"[+-]\d[\d.,]*(e[+-]?\d+)?\s?%?|-+")
# A signed number or a dash at the start of what another separator cut is that and some text.
CUT = re.compile(r"[+-]?\d|-+\s*([\",;|\t]|$)")
TEXTS = st.text(alphabet=[*'=+-@＝＋－＠﹦ab1.,;|\t\r\n "', *HIDDEN], max_size=12)


def runs(cell: str) -> bool:
    """Whether a spreadsheet program may take a cell for a formula; told without Faro's guard."""
    seen = cell.lstrip(HIDDEN + '"')
    if seen[:1] in ("\t", "\r", "\n"):
        return bool(seen.strip())
    return seen[:1] in tuple("=+-@＝＋－＠﹦﹫") and not SIGNED.fullmatch(seen.strip())


def split(text: str, delimiter: str) -> Iterator[str]:
    """The cells a program sees that splits lines at this sign."""
    for row in csv.reader(io.StringIO(text.removeprefix(BOM), newline=""), delimiter=delimiter):
        yield from row


@pytest.mark.parametrize("text", ATTACKS)
def test_what_would_run_is_inert(text):
    assert inert(text) == f"'{text}" and runs(text) and not runs(inert(text))


@pytest.mark.parametrize("text", HARMLESS)
def test_what_would_not_run_stays(text):
    assert inert(text) == text
    assert next(split(rows_csv([text], [], bom=False).decode(), ","), "") == text


@given(TEXTS)
def test_the_guard_leaves_nothing_that_runs_and_is_done_once(text):
    assert not runs(inert(text))
    assert inert(inert(text)) == inert(text)


@given(st.lists(TEXTS, min_size=1, max_size=3), st.lists(TEXTS, min_size=1, max_size=3))
@example(["", "\r", "-"], ["1"])
@example(["k", "x\t,", "-"], ["a"])
def test_no_field_runs_whatever_sign_a_program_splits_at(heads, cells):
    for own in ",;\t":
        text = rows_csv(heads, [cells], bom=True, delimiter=own).decode("utf-8")
        assert text.startswith(BOM)
        fields = list(split(text, own))
        assert not [cell for cell in fields if runs(cell)]
        assert [cell.replace("'", "") for cell in fields] == [*heads, *cells]
        for other in ",;\t|":
            seen = [cell.lstrip(HIDDEN + '\t\r\n"') for cell in split(text, other)]
            assert not [cell for cell in seen if runs(cell) and not CUT.match(cell)], other


@given(st.lists(TEXTS, min_size=1, max_size=4), st.floats(-1e6, 1e6))
def test_frames_and_workbooks_are_inert_and_their_numbers_stay(texts, number):
    frame = pd.DataFrame({"=head": texts, "+n": number})
    rows = list(csv.reader(io.StringIO(frame_csv(frame, bom=False).decode(), newline="")))
    assert rows[0] == ["'=head", "'+n"]
    assert not [row for row in rows if runs(row[0])]
    assert {float(row[1]) for row in rows[1:]} == {number}
    cells = list(in_book(frame))
    cell_texts = [unescape(cell.value) for cell in cells if isinstance(cell.value, str)]
    assert not [text for text in cell_texts if runs(text)]
    assert all(cell.data_type != "f" for cell in cells)
    numbers = [c.value for c in cells if c.data_type == "n" and c.value is not None]
    assert numbers == [pytest.approx(number)] * len(texts)


def in_book(frame: pd.DataFrame) -> Iterator[openpyxl.cell.Cell]:
    buffer = io.BytesIO()
    with books.workbook(buffer) as book:
        books.add_frame(book, "data", frame)
    for row in openpyxl.load_workbook(io.BytesIO(buffer.getvalue())).worksheets[0].iter_rows():
        yield from row


@pytest.mark.parametrize("text", ATTACKS)
def test_sheet_names_comments_and_merged_cells_are_inert(text):
    buffer = io.BytesIO()
    with books.workbook(buffer, title=text) as book:
        sheet = book.add_worksheet(books.sheet_name(text, set(), "Datos"))
        sheet.write(0, 0, text)
        sheet.write_comment(0, 0, text)
        sheet.write_column(1, 0, [text])
        sheet.merge_range(3, 0, 3, 1, text)
        book.add_worksheet("=directly")
    reopened = openpyxl.load_workbook(io.BytesIO(buffer.getvalue()))
    assert not [sheet.title for sheet in reopened.worksheets if runs(sheet.title)]
    for sheet in reopened.worksheets[:1]:
        assert not runs(sheet["A1"].comment.text)
        for address in ("A1", "A2", "A4"):
            assert sheet[address].data_type != "f" and not runs(sheet[address].value)


def test_a_workbook_takes_no_formula_and_its_bytes_stay():
    def made() -> bytes:
        buffer = io.BytesIO()
        with books.workbook(buffer) as book:
            sheet = book.add_worksheet("a")
            for write in (sheet.write_formula, sheet.write_url):
                with pytest.raises(TypeError):
                    write(0, 0, "=1")
            books.write(sheet, 0, 0, -3.5)
            books.write(sheet, 0, 1, None)
            books.write(sheet, 0, 2, float("nan"))
        return buffer.getvalue()

    assert made() == made()
    [sheet] = openpyxl.load_workbook(io.BytesIO(made())).worksheets
    assert [cell.value for cell in sheet[1]][:1] == [-3.5]


# Every writer, poisoned.


def poisoned(build: serving.Build) -> Iterator[tuple[str, bytes, bool]]:
    """Name, CSV and whether a person opens it, of what each writer makes of hostile rows."""
    evil = "=1+1"
    frame = pd.DataFrame({evil: [evil, "-4,2", None], "n": [-1.5, 2.0, None]})
    yield "lists of a page", as_csv(frame), True
    change = Change(evil, evil, evil, evil, -1.0, 2.0, 3.0, evil, "computed")
    yield "changes", changes_csv(Comparison("a", "b", {}, False, [change], {evil: 3})), True
    yield (
        "index of fichas",
        indexing.as_csv([indexing.Sheet(evil, evil, evil, evil, "published")]),
        True,
    )
    table = "core_territory__region"
    rows = build.table(table).assign(region=evil)
    yield "package", package_csv(rows, build.describe(table)), False
    yield "download", content(build.build_id, table, "csv"), True


def test_every_writer_of_csv_is_inert_and_has_the_mark_where_a_person_opens_it(served):
    for name, body, for_people in poisoned(serving.open(root=served)):
        text = body.decode("utf-8")
        assert text.startswith(BOM) == for_people, name
        for delimiter in ",;\t":
            assert not [c for c in split(text, delimiter) if runs(c) and not CUT.match(c)], name


def test_the_endpoints_have_no_mark(built):
    files = list((serving.open(root=built).folder / "api").glob("*.csv"))
    assert files and not [f for f in files if f.read_bytes().startswith(BOM.encode())]


def test_a_download_as_workbook_is_inert(served):
    build = serving.open(root=served)
    about = {
        "name": "=t", "build_id": "@b", "built_at": "-x", "origin": "=o",
        "columns": [
            {"name": "=c", "unit": "+u", "label": {"es": "=l", "en": "@l"},
             "definition": {"es": "-d", "en": "\t=d"}},
        ],
    }  # fmt: skip
    frame = pd.DataFrame({"=c": ["=1", "x"], "day": pd.to_datetime(["2018-02-27", None])})
    book = openpyxl.load_workbook(io.BytesIO(_workbook(frame, about)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [c.value for c in cells if isinstance(c.value, str) and runs(c.value)]
    assert book["data"]["B2"].value.date() == date(2018, 2, 27)
    assert build is not None


def test_the_copy_of_a_hostile_file_is_inert(tmp_path):
    rows = [
        ["=Municipio", "Municipio", "Ronda", "Puntaje"],
        [" =1", "=cmd|'/C calc'!A0", "2019", "50"],
    ]
    rows += [["@x", "＝1+1", "2019", "-4,2"]]
    file = tmp_path / "injection.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    copy = write_annotated(check_file(file), tmp_path / "copia.xlsx")
    cells = [c for sheet in openpyxl.load_workbook(copy) for row in sheet.iter_rows() for c in row]
    texts = [c.value for c in cells if isinstance(c.value, str)]
    texts += [c.comment.text for c in cells if c.comment]
    assert "'=cmd|'/C calc'!A0" in texts and not [text for text in texts if runs(text)]


def test_answers_and_lists_on_the_command_line_are_inert(served, faro, tmp_path):
    code, out, _ = faro("query", "select '=1' as \"=head\", -2.5 as n", "--format", "csv")
    assert (code, out) == (0, "'=head,n\n'=1,-2.5\n")
    (tmp_path / "n.csv").write_text("Municipio\n=1+1\n@x\n", encoding="utf-8")
    code, out, _ = faro("names", tmp_path / "n.csv", "--column", "Municipio")
    assert code == 0 and "'=1+1" in out and not [c for c in split(out, ",") if runs(c)]


def test_a_file_gets_the_mark_and_a_pipe_does_not(tmp_path, monkeypatch):
    def make(bom: bool) -> bytes:
        return rows_csv(["Ñuñoa"], [], bom=bom)

    with (tmp_path / "out.csv").open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        console.put_csv(make)
    assert (tmp_path / "out.csv").read_bytes() == make(True)
    reading, writing = os.pipe()
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        console.put_csv(make)
    with os.fdopen(reading, "rb") as stream:
        assert stream.read() == make(False)


# No other writer.

WRITERS = {"to_csv", "to_excel", "ExcelWriter", "write_csv", "DictWriter"}
LIBRARIES = {"xlsxwriter", "openpyxl", "xlwt", "odf"}
COPY = re.compile(r"\bcopy\b.+\bto\b.+csv|format\s+'?(csv|xlsx)", re.IGNORECASE | re.DOTALL)
HERE = "pipelines/spreadsheets/"


def other_writers(source: str) -> Iterator[int]:
    """The lines of Python that write CSV or XLSX."""
    for node in ast.walk(ast.parse(source)):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [(node.module or "").split(".")[0], *(alias.name for alias in node.names)]
            names = [n for n in names if n in LIBRARIES or (node.module == "csv" and n == "writer")]
            if names:
                yield node.lineno
            continue
        elif isinstance(node, ast.Attribute):
            is_csv = isinstance(node.value, ast.Name) and node.value.id == "csv"
            if node.attr in WRITERS or (is_csv and node.attr == "writer"):
                yield node.lineno
        elif isinstance(node, ast.Constant) and COPY.search(str(node.value)):
            yield node.lineno
        if set(names) & LIBRARIES:
            yield node.lineno


@pytest.mark.parametrize(
    "line",
    [
        "frame.to_csv(path)",
        "csv.writer(stream)",
        "csv.DictWriter(stream, [])",
        "from csv import writer",
        "import xlsxwriter",
        "from openpyxl import Workbook",
        "pd.ExcelWriter(path)",
        "connection.execute(\"copy t to 'x.csv' (format csv)\")",
    ],
)
def test_the_scan_finds_another_writer(line):
    assert list(other_writers(line))


@pytest.mark.thorough
def test_there_is_no_other_writer():
    writers = [
        f"{path.relative_to(paths.REPO)}:{line}"
        for path in rooms_for_tests.files()
        if HERE not in path.as_posix()
        for line in other_writers(path.read_text(encoding="utf-8"))
    ]
    assert not writers, f"write through pipelines.spreadsheets: {writers}"


CELLS = st.one_of(st.none(), st.floats(allow_infinity=False), TEXTS, st.just(True), st.just(1))
COLUMNS = st.one_of(
    st.lists(st.floats(-1e12, 1e12) | st.just(math.nan), min_size=3, max_size=3),
    st.lists(TEXTS | st.none(), min_size=3, max_size=3),
    st.lists(CELLS, min_size=3, max_size=3),
    st.lists(st.dates() | st.none(), min_size=3, max_size=3).map(pd.to_datetime),
    st.lists(st.integers(-9, 9) | st.none(), min_size=3, max_size=3).map(
        lambda cells: pd.array(cells, dtype="Int32")
    ),
)


@given(st.lists(COLUMNS, min_size=1, max_size=3), st.sampled_from(["\r\n", "\n"]))
def test_a_frame_by_columns_is_the_same_file_as_its_rows_one_by_one(columns, ends):
    frame = pd.DataFrame({f"c{at}": column for at, column in enumerate(columns)})
    rows = [
        [cell.date() if isinstance(cell, pd.Timestamp) else _no_minus(cell) for cell in row]
        for row in frame.itertuples(index=False)
    ]
    by_rows = rows_csv(list(frame.columns), rows, bom=False)
    shown = frame_csv(frame, bom=False, ends=ends, date_format="%Y-%m-%d")
    read = [list(csv.reader(io.StringIO(t.decode(), newline=""))) for t in (by_rows, shown)]
    assert read[0] == read[1]


@pytest.mark.parametrize("rows", [2, 5000])
def test_a_text_that_is_no_utf_8_is_replaced_in_a_frame_of_any_length(rows):
    names = pd.DataFrame({"name": ["acta\udcf3n.xlsx", "ñ"] * rows}, dtype=object)
    body = frame_csv(names, bom=False).decode("utf-8")
    assert body.splitlines()[:3] == ["name", "acta?n.xlsx", "ñ"]
    assert len(body.splitlines()) == 1 + 2 * rows


@pytest.mark.parametrize("repeats", [1, 700])
def test_a_long_frame_is_written_as_a_short_one(repeats):
    """Past some rows distinct values are found another way: the text of a row stays the same."""
    short = pd.DataFrame(
        {
            "text": pd.array(["a,b", None, "=1", 'q"'], dtype="string"),
            "share": [0.1, math.nan, -0.0, 1e-7],
            "n": pd.array([1, None, 3, 4], dtype="Int32"),
            "day": pd.to_datetime(["2024-02-29", None, "2025-01-01", "2024-02-29"]),
        }
    )
    head, *lines = frame_csv(short, bom=False, date_format="%Y-%m-%d").splitlines()
    long = pd.concat([short] * repeats, ignore_index=True)
    assert frame_csv(long, bom=False, date_format="%Y-%m-%d").splitlines() == [
        head,
        *lines * repeats,
    ]


def _no_minus(cell):
    return 0.0 if isinstance(cell, float) and cell == 0 else cell
