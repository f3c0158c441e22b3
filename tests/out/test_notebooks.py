"""Notebooks: stored without outputs, read through one door, run on the demonstration panel."""

from __future__ import annotations

import importlib.util
import re
from html import escape

import nbformat
import pytest

from pipelines import marking, paths, serving

FOLDER = paths.REPO / "notebooks"
ALL = sorted(path.name for path in FOLDER.glob("*.ipynb"))
OURS = (
    "01_headline_numbers.ipynb",
    "02_effect_study.ipynb",
    "03_publication_freshness.ipynb",
    "04_own_question.ipynb",
)


@pytest.fixture(scope="module")
def render():
    spec = importlib.util.spec_from_file_location("render", FOLDER / "render.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ALL)
def test_a_notebook_is_stored_without_outputs_and_reads_through_the_door(name):
    notebook = nbformat.read(FOLDER / name, as_version=4)
    nbformat.validate(notebook)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
    assert "import pipelines.serving as faro" in code
    assert not re.search(r"import duckdb|read_parquet|read_csv|curated\.duckdb", code)


def shown(render, name, demo_built):
    made = render.run(FOLDER / name)
    worst = render.origin(made, serving.open(root=demo_built))
    return render.as_html(made, name, worst)


@pytest.mark.thorough
@pytest.mark.parametrize("name", OURS)
def test_a_notebook_runs_on_the_demonstration_panel(name, demo_built, render, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    monkeypatch.setenv("PYTHONPATH", str(paths.REPO))
    page = shown(render, name, demo_built)
    assert page.startswith("<!doctype html>") and "<h1>" in page
    assert (demo_built / "LATEST").read_text().strip() in page
    assert not re.search(r"(src|href)=[\"']https?://", page)
    if name.startswith("01"):
        for figure in ("29.416505", "44.998544", "15.217961", "49.280000", "98.550725"):
            assert figure in page
        assert "Simulado" in page
    if name.startswith("02"):
        assert "grado · grade: inconclusive | zero, unbalanced, no_overlap, crossed" in page
        assert "16 de · of 30 celdas identificadas" in page and "n/i" in page
        assert "Simulado" in page


def test_a_failing_cell_fails_the_run(tmp_path, render):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    nbformat.write(notebook, tmp_path / "wrong.ipynb")
    with pytest.raises(Exception, match="ZeroDivisionError"):
        render.run(tmp_path / "wrong.ipynb")


def test_a_notebook_that_ends_itself_says_why(tmp_path, render):
    """One that lacks a delivery is no failure: those after it are rendered too."""
    lines = ["raise SystemExit('faltan <puntajes>')", "print('never')"]
    cells = [nbformat.v4.new_code_cell(line) for line in lines]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "ends.ipynb")
    made = render.run(tmp_path / "ends.ipynb")
    page = render.as_html(made, "ends", "computed")
    assert "<strong>faltan &lt;puntajes&gt;</strong>" in page and not made.cells[1].outputs


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["02_effect_study.ipynb", "03_publication_freshness.ipynb"])
def test_a_notebook_runs_on_what_is_published_alone(name, built, render, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(built))
    monkeypatch.setenv("PYTHONPATH", str(paths.REPO))
    page = shown(render, name, built)
    assert escape(marking.NOTICE["es"]) not in page
    assert ("Scores by municipality and dates are lacking" in page) == name.startswith("02")
    assert ("trend_if_late" in page) == name.startswith("03")


def test_what_is_printed_stays_text(render):
    cell = nbformat.v4.new_code_cell("x")
    cell.outputs = [nbformat.v4.new_output("stream", text="<script>alert(1)</script>")]
    page = render.as_html(nbformat.v4.new_notebook(cells=[cell]), "a<b", "computed")
    assert "<script>" not in page and "a&lt;b" in page
