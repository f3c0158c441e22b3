"""An edition made before a table or a column was: its cards say so, and no page or file breaks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from builds_for_tests import without_digests
from pages_for_tests import shown

from dashboard import nav
from exports.ficha import ficha
from exports.pictures import picture
from exports.printing import Tables
from exports.report import report
from pipelines import serving, specs
from pipelines.errors import FaroError
from presentation import charts
from presentation.words import Text

# The tables that every edition ever made has; without them there is no edition to speak of.
FIRST = ("core_quality__", "core_published__source", "core_territory__")
OLD = ("fewer_tables", "other_tables", "fewer_columns")


def _lacks(at: int, name: str, what: str) -> list[str]:
    """Return what an edition lacks of a table: nothing, "" for the table, or some columns."""
    if name.startswith(FIRST):
        return []
    if what != "fewer_columns":
        return [""] if at % 2 == OLD.index(what) else []
    contract = specs.contracts()[name]
    return [column.name for column in contract.columns if column.name not in contract.keys][
        at % 3 :: 3
    ]


@pytest.fixture(scope="module")
def editions(demo_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf with the panel served, and editions that lack every other table, or columns."""
    shelf = tmp_path_factory.mktemp("old") / "shelf"
    served = serving.open(root=demo_built)
    shutil.copytree(served.folder, shelf / served.build_id)
    (shelf / "LATEST").write_text(served.build_id)
    for what in OLD:
        folder = shelf / what
        shutil.copytree(served.folder, folder)
        manifest = without_digests(json.loads((folder / "manifest.json").read_text("utf-8")))
        definitions = json.loads((folder / "definitions.json").read_text("utf-8"))
        with duckdb.connect(str(folder / "curated.duckdb")) as connection:
            for at, name in enumerate(served.tables()):
                for column in _lacks(at, name, what):
                    if column:
                        connection.execute(f'alter table {name} drop column "{column}"')
                        kept = definitions["contracts"][name]["columns"]
                        definitions["contracts"][name]["columns"] = [
                            kept_column for kept_column in kept if kept_column["name"] != column
                        ]
                    else:
                        connection.execute(f"drop table {name}")
                        del manifest["row_counts"][name], definitions["contracts"][name]
        known = definitions["contracts"]
        definitions["metrics"] = {
            k: v for k, v in definitions["metrics"].items() if v["table"] in known
        }
        manifest["build_id"] = what
        (folder / "manifest.json").write_text(json.dumps(manifest))
        (folder / "definitions.json").write_text(json.dumps(definitions))
    return shelf


@pytest.fixture
def old(editions: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], serving.Build]:
    monkeypatch.setenv("FARO_CURATED", str(editions))
    return serving.open


@pytest.mark.thorough
@pytest.mark.parametrize("what", OLD)
@pytest.mark.parametrize("page", nav.PAGES)
def test_a_page_of_an_old_edition_shows_what_it_has(visit, old, page, what):
    html = shown(visit(page, build=what, lang="en"))
    assert Text("en")("notice.old_build_go") in html


@pytest.mark.thorough
def test_what_an_edition_lacks_is_said_on_its_card_with_the_way_to_the_latest(visit, old):
    t, absent = Text("en"), 0
    for what in OLD:
        html = shown(visit("cumplimiento", build=what, lang="en"))
        absent += html.count(t("notice.absent_title"))
        assert html.count(t("notice.absent", build=what)) == html.count(t("notice.absent_title"))
    assert absent


@pytest.mark.thorough
@pytest.mark.parametrize("what", OLD)
def test_files_of_an_old_edition_are_made_or_refused_by_name(old, what):
    build, refused = old(what), 0
    makers: list[Callable[[], object]] = [
        lambda: ficha(Tables(build), "13101", "es"),
        lambda: report(Tables(build), "es"),
    ]
    makers += [lambda name=name: picture(build, name, "es", "svg", {}) for name in charts.RECIPES]
    for make in makers:
        try:
            make()
        except FaroError as error:
            refused += error.code == serving.NOT_HERE
            assert error.code in (serving.NOT_HERE, "empty_chart")
    assert refused


def test_a_fault_of_the_edition_served_is_no_missing_table(old, panel):
    assert serving.is_of_today(panel) and not serving.is_of_today(old(OLD[0]))
    with pytest.raises(KeyError), serving.of_its_time(panel):
        raise KeyError("a fault of the page")
    with pytest.raises(FaroError) as refused, serving.of_its_time(old(OLD[0])):
        raise KeyError("a column that was not there yet")
    assert refused.value.code == serving.NOT_HERE
