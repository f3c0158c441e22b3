"""Every point of the founding documents: present and right in the product, or why it cannot be.

``points.csv`` is the table: the point, and how it is looked for in the product. ``sql`` is a
question whose one answer is compared, ``says`` one whose answer holds every text of a list between
``&``, as those below are, ``demo`` the first of the build with the simulated panel, ``delivered``
of the one with a new commitment: asked of tables whose content is spoilt, none finds what it
expects. ``page`` and ``demo_page`` are words on a page, ``report`` words of an OGP report
(commitment, date, language, format), ``reads`` what a word of a delivery is read as (kind, column,
word), ``file`` a text in a file that is no code, ``absent`` a reason.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path

import desk_for_tests
import duckdb
import pytest
from builds_for_tests import RAW
from docx import Document
from pages_for_tests import drawings, opened, shown, words

from exports.ogp.reports import report
from pipelines import paths, serving, specs
from pipelines.ingest.cells.choices import chooser
from pipelines.ingest.reference import Reference
from presentation import data

HERE = Path(__file__).resolve().parent
POINTS = list(csv.DictReader((HERE / "points.csv").open(encoding="utf-8", newline="")))
SOURCES = ("S001", "S002", "S003", "S004", "S005")
WAYS = (
    "sql",
    "says",
    "demo",
    "delivered",
    "page",
    "demo_page",
    "report",
    "reads",
    "file",
    "absent",
)
NO_CODE = (".csv", ".toml", ".md")
KEPT = re.compile(r"_(id|order)$|^origin$")  # columns that rows are found by, not what they say
NUMBERS = ("INTEGER", "BIGINT", "DOUBLE", "FLOAT", "SMALLINT", "HUGEINT", "DECIMAL")
ABSENT_AT_MOST = 10  # reasons are exceptions; a table of excuses would prove nothing


def of(how: str) -> list[dict[str, str]]:
    """Return the points that are looked for in one way."""
    return [point for point in POINTS if point["how"] == how]


def test_every_document_has_points_and_each_has_one_way_or_a_reason():
    assert {point["source_id"] for point in POINTS} == {*SOURCES, "request"}
    for point in POINTS:
        assert point["how"] in WAYS, point
        assert bool(point["look"]) != bool(point["reason"]), point
        assert bool(point["expect"]) == bool(point["look"]), point
    assert len(of("absent")) <= ABSENT_AT_MOST


def build_of(how: str, request) -> serving.Build:
    """Return the build that a way of looking asks."""
    make = {"sql": "built", "says": "built", "demo": "demo_built"}
    root = request.getfixturevalue(make[how]) if how in make else desk_for_tests.built()
    return serving.open(root=root)


def is_right(point: dict[str, str], answer: object) -> bool:
    """Tell whether an answer is what a point expects: it, or every text of a list in it."""
    if point["how"] in ("sql", "demo", "delivered", "reads"):
        return str(answer) == point["expect"]
    return all(text in str(answer) for text in point["expect"].split(" & "))


@pytest.mark.parametrize("how", ["sql", "says", "demo", "delivered"])
def test_what_the_tables_must_hold(how, request):
    build, wrong = build_of(how, request), {}
    for point in of(how):
        answer = build.query(point["look"]).iloc[0, 0]
        if not is_right(point, answer):
            wrong[point["point"]] = (answer, point["expect"])
    assert not wrong


def spoilt(column: str, kind: str) -> str:
    """Return a column with other content: SQL."""
    if kind == "VARCHAR":
        return f'reverse("{column}") as "{column}"'
    if kind == "BOOLEAN":
        return f'not "{column}" as "{column}"'
    shift = {"DATE": "400", "TIMESTAMP": "interval 400 day"}.get(kind)
    shift = shift or ("1" if kind.split("(")[0] in NUMBERS else None)
    return f'"{column}" + {shift} as "{column}"' if shift else f'"{column}"'


@pytest.mark.parametrize("how", ["sql", "says", "demo"])
def test_a_wrong_product_would_be_noticed(how, request):
    """Rows stay and are found; what they say is another thing: no point may still find its own."""
    folder = build_of(how, request).folder / "tables"
    connection = duckdb.connect()
    blind = []
    for point in of(how):
        look = point["look"]
        bare = re.sub(r"filter \(where[^)]*\)|'[^']*'", "", look)
        found_by = {*re.findall(r"\w+", " ".join(re.findall(r"\bwhere\b(.*)", bare)))}
        names = {*re.findall(r"\b(?:core|out)_\w+", look)}
        for name in names:
            rows = f"read_parquet('{folder / name}.parquet')"
            columns = connection.execute(f"describe select * from {rows}").fetchall()
            other = ", ".join(
                f'"{column}"' if column in found_by or KEPT.search(column) else spoilt(column, kind)
                for column, kind, *_ in columns
            )
            connection.execute(f"create or replace temp view {name} as select {other} from {rows}")
        [answer] = connection.execute(look).fetchone() or [None]
        if point["expect"] == "0":  # nothing of that kind, in a table that holds something
            [held] = connection.execute(f"select count(*) from {min(names)}").fetchone()
            blind += [] if held else [point["point"]]
        elif is_right(point, answer):
            blind.append(point["point"])
    assert not blind


@pytest.mark.parametrize("look", sorted({point["look"] for point in of("report")}))
def test_what_the_reports_must_say(built, look):
    code, day, lang, name = look.split()
    _, body = report(serving.open(root=built), code, date.fromisoformat(day), lang, name)
    if name.endswith("docx"):
        cells = [c.text for t in Document(io.BytesIO(body)).tables for r in t.rows for c in r.cells]
        text = " ".join(cells)
    else:
        text = body.decode("utf-8-sig")
    for point in of("report"):
        if point["look"] == look:
            assert is_right(point, " ".join(text.split())), point["point"]


def test_what_words_of_deliveries_must_be_read_as():
    for point in of("reads"):
        kind, name, word = point["look"].split(" ", 2)
        column = specs.kinds()[kind].columns[name]
        read = chooser(Reference(RAW).choices(column) or {}, column.headers)
        assert is_right(point, read(word)), point["point"]


def test_what_the_files_must_say():
    assert {Path(point["look"]).suffix for point in of("file")} <= {*NO_CODE}
    wrong = [
        point["point"]
        for point in of("file")
        if not is_right(point, (paths.REPO / point["look"]).read_text(encoding="utf-8"))
    ]
    assert not wrong


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("how", "address"),
    sorted({(p["how"], p["look"]) for how in ("page", "demo_page") for p in of(how)}),
)
def test_what_the_pages_must_show(how, address, request, monkeypatch):
    root = request.getfixturevalue("built" if how == "page" else "demo_built")
    monkeypatch.setenv("FARO_CURATED", str(root))
    data.clear()
    page, _, query = address.partition("?")
    page = shown(opened(page, **dict(pair.split("=") for pair in query.split("&") if pair)))
    text = words(" ".join([page, *(chart.alt for chart in drawings(page))]))
    for point in of(how):
        if point["look"] == address:
            assert is_right(point, text), point["point"]
