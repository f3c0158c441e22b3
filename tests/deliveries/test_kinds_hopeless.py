"""Files of every kind that cannot be taken in: refused whole, in one sentence that names them."""

from __future__ import annotations

import io
import zipfile

import pytest
from delivered_files import write_csv, write_xlsx

from pipelines import specs
from pipelines.ingest.checking import check_file
from pipelines.ingest.deliveries import Delivery, take_in_all

KINDS = specs.kinds()
OF_EACH = pytest.mark.parametrize("kind", KINDS)


def table(kind: str) -> tuple[list[str], list[list[str]]]:
    """Names of the columns of a kind, and its two example rows."""
    names = list(KINDS[kind].columns)
    return names, [[row.get(name, "") for name in names] for row in KINDS[kind].examples]


def headed(kind: str) -> list[list[str]]:
    """The example rows under their Spanish headers."""
    names, rows = table(kind)
    return [[KINDS[kind].columns[name].label.es for name in names], *rows]


@pytest.fixture
def refusal(reference):
    """The error a file is refused with; nothing of it may be accepted."""

    def refuse(path):
        delivery = Delivery(path, f"entregas/{path.name}", "delivered", "0" * 64)
        intakes, refused = take_in_all([delivery], KINDS, reference)
        assert intakes == [] and len(refused) == 1
        sentence = str(refused[0].error)
        assert sentence.startswith(f"entregas/{path.name}") and "\n" not in sentence
        return refused[0].error

    return refuse


@pytest.mark.few(29)
@OF_EACH
def test_the_examples_themselves_are_taken_in(kind, tmp_path, taken):
    [part] = taken(write_csv(tmp_path / "bueno.csv", headed(kind)), kind)
    assert part.delivered == part.accepted.num_rows == 2


def key_columns(kind: str) -> list[str]:
    return [name for name, column in KINDS[kind].columns.items() if column.required]


@pytest.mark.parametrize(
    ("kind", "column"), [(kind, column) for kind in KINDS for column in key_columns(kind)]
)
def test_without_a_key_column(kind, column, tmp_path, refusal):
    names, _ = table(kind)
    at = names.index(column)
    rows = [[*row[:at], *row[at + 1 :]] for row in headed(kind)]
    assert refusal(write_csv(tmp_path / "sin_columna.csv", rows)).code == "unknown_kind"


@OF_EACH
def test_without_any_municipality(kind, tmp_path, refusal):
    rule = KINDS[kind].municipality
    always = rule is not None and rule.when is None
    needed = next(name for name, column in KINDS[kind].columns.items() if column.required)
    without = (rule.name, rule.code) if always else (needed,)  # where a row may have none
    names, _ = table(kind)
    kept = [at for at, name in enumerate(names) if name not in without]
    rows = [[row[at] for at in kept] for row in headed(kind)]
    assert refusal(write_csv(tmp_path / "sin_municipio.csv", rows)).code == "unknown_kind"


@pytest.mark.parametrize(
    ("text", "es", "en"),
    [
        ("Municipio;2014;2015\nMacul;50;60\n", "una columna por año", "a column for each year"),
        ("Municipio\nMacul\n", "una sola columna", "one column only"),
        ("Municipio~Ronda~Puntaje\nMacul~2024~9\n", "qué separa sus campos", "separates"),
        (
            "Municipio (1);Ronda (2)\nMacul;2024\n",
            "«Municipio (1)», «Ronda (2)»",
            "number of a note",
        ),
    ],
)
def test_what_keeps_a_file_from_being_of_a_kind_is_told(tmp_path, text, es, en):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    error = check_file(path).error
    assert error is not None and error.code == "unknown_kind"
    assert es in error.in_language("es") and en in error.in_language("en")


@OF_EACH
def test_two_columns_for_one_field(kind, tmp_path, refusal):
    names, _ = table(kind)
    at = names.index(next(name for name, c in KINDS[kind].columns.items() if c.required))
    spelling = KINDS[kind].columns[names[at]].headers[0]
    rows = [[*row, spelling if number == 0 else row[at]] for number, row in enumerate(headed(kind))]
    error = refusal(write_xlsx(tmp_path / "dos_columnas.xlsx", rows))
    assert error.code in {"unknown_kind", "ambiguous_column"}


@OF_EACH
def test_a_web_page_named_as_a_workbook(kind, tmp_path, refusal):
    cells = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in headed(kind)
    )
    path = tmp_path / "pagina.xls"
    path.write_text(f"<html><body><table>{cells}</table></body></html>", encoding="utf-8")
    assert refusal(path).code == "html"


@OF_EACH
def test_a_workbook_cut_short(kind, tmp_path, refusal):
    path = write_xlsx(tmp_path / "cortado.xlsx", headed(kind))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert refusal(path).code == "damaged"


@OF_EACH
def test_a_sheet_cut_short_inside_a_whole_workbook(kind, tmp_path, refusal):
    path = write_xlsx(tmp_path / "hoja.xlsx", headed(kind))
    stream = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            half = len(content) * 3 // 4 if "worksheets" in name else len(content)
            new.writestr(name, content[:half])
    path.write_bytes(stream.getvalue())
    assert refusal(path).code == "damaged"


@OF_EACH
def test_a_quotation_mark_left_open(kind, tmp_path, refusal):
    rows = headed(kind)
    path = write_csv(tmp_path / "comillas.csv", [rows[0], *(rows[1:] * 8)])
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = '"' + lines[2]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert refusal(path).code == "open_quote"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\x00\x01\x02" * 300, "binary_rubbish"),
        (b"%PDF-1.7 ...", "unknown_format"),
        (b"a;b\r\n1;2\r\n", "unknown_kind"),
    ],
)
def test_what_is_no_table_at_all(content, code, tmp_path, refusal):
    path = tmp_path / "cualquiera.csv"
    path.write_bytes(content)
    assert refusal(path).code == code
