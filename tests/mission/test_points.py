"""Every point of the founding documents: present and right in the product, or why it cannot be.

``points.csv`` is the table: the point, and how it is looked for. ``sql`` is a question whose one
answer is compared (``>0``: any number above), ``file`` a text in a file of the repository,
``page`` words on a page, ``absent`` a reason.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pages_for_tests import drawings, shown, words
from streamlit.testing.v1 import AppTest

from pipelines import paths, serving
from presentation import data

HERE = Path(__file__).resolve().parent
POINTS = list(csv.DictReader((HERE / "points.csv").open(encoding="utf-8", newline="")))
SOURCES = ("S001", "S002", "S003", "S004", "S005")
ABSENT_AT_MOST = 10  # reasons are exceptions; a table of excuses would prove nothing


def of(how: str) -> list[dict[str, str]]:
    """Return the points that are looked for in one way."""
    return [point for point in POINTS if point["how"] == how]


def test_every_document_has_points_and_each_has_one_way_or_a_reason():
    assert {point["source_id"] for point in POINTS} == {*SOURCES, "request"}
    for point in POINTS:
        assert point["how"] in ("sql", "file", "page", "absent"), point
        assert bool(point["look"]) != bool(point["reason"]), point
        assert bool(point["expect"]) == bool(point["look"]), point
    assert len(of("absent")) <= ABSENT_AT_MOST


def test_what_the_tables_must_hold(built):
    build = serving.open(root=built)
    wrong = {}
    for point in of("sql"):
        found = str(build.query(point["look"]).iloc[0, 0])
        right = float(found) > 0 if point["expect"] == ">0" else found == point["expect"]
        if not right:
            wrong[point["point"]] = (found, point["expect"])
    assert not wrong


def test_what_the_files_must_say():
    wrong = [
        point["point"]
        for point in of("file")
        if point["expect"] not in (paths.REPO / point["look"]).read_text(encoding="utf-8")
    ]
    assert not wrong


@pytest.mark.parametrize("address", sorted({point["look"] for point in of("page")}))
def test_what_the_pages_must_show(built, monkeypatch, address):
    monkeypatch.setenv("FARO_CURATED", str(built))
    data.clear()
    page, _, query = address.partition("?")
    app = AppTest.from_file(str(paths.REPO / "dashboard" / "app.py"), default_timeout=60)
    asked = dict(pair.split("=") for pair in query.split("&") if pair)
    app.query_params.update({"open": "all", **asked})
    app.switch_page(f"app_pages/{page}.py")
    page = shown(app.run())
    text = words(" ".join([page, *(chart.alt for chart in drawings(page))]))
    for point in of("page"):
        if point["look"] == address:
            assert point["expect"] in text, point["point"]
