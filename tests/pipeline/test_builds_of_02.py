"""A build that version 0.2.0 made: it opens, shows what it has, and ages as every other does."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path

import pytest
from builds_for_tests import RAW, build_on

from pipelines import serving
from pipelines.build import tending
from pipelines.errors import FaroError
from presentation import data, menu, pages, worked_out
from presentation.cards.edition import of_its_time
from presentation.context import PageContext
from presentation.markup.html import gathered, join
from presentation.words import LANGUAGES, Text

OLD = Path(__file__).resolve().parents[1] / "fixtures" / "upgrade" / "build.tar.xz"
BUILD = "cc3dd2afb0e4"
LATER = ("historia", "solicitudes")  # pages whose data it did not have


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shelf as 0.2.0 left it."""
    shelf = tmp_path_factory.mktemp("builds_of_02") / "curated"
    with tarfile.open(OLD) as tar:
        tar.extractall(shelf, filter="data")
    return shelf


@pytest.fixture
def shelf(unpacked: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FARO_CURATED", str(unpacked))
    return unpacked


@pytest.mark.thorough
def test_it_is_served_and_every_table_it_promises_is_there(shelf):
    build = serving.open()
    assert build.build_id == BUILD == serving.latest_id()
    held = build.manifest["row_counts"]
    for name in build.tables():
        assert len(build.table(name)) == held[name], name
        assert build.describe(name).columns
    for metric in build.metrics:
        assert build.endpoint(f"{metric}.csv")


@pytest.mark.few(5)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", menu.READ)
def test_every_page_of_it_shows_what_it_has(shelf, page, lang):
    build = serving.open()
    ctx = PageContext(build, Text(lang, build))
    with gathered() as parts, of_its_time(ctx):
        pages.show_of(page)(ctx)
    body = str(join(parts))
    assert bool(re.search(r"<h1>.+?</h1>", body, re.DOTALL)) == (page not in LATER)
    assert page not in LATER or Text(lang)("notice.absent_title") in body
    if page == "resumen":  # the mean of 2025, which it has as every edition
        assert ("81,6" if lang == "es" else "81.6") in body


@pytest.mark.thorough
def test_commands_read_it(shelf, faro):
    for words in (("status",), ("verify", BUILD), ("builds",)):
        code, printed, error = faro(*words)
        assert code == 0 and BUILD in printed + error, words
    code, printed, _ = faro("query", "select count(*) as n from core_territory__comuna")
    assert code == 0 and "346" in printed


@pytest.mark.thorough
def test_the_next_build_takes_its_place_is_compared_with_it_and_outlives_it(unpacked, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(unpacked))
    made = build_on(RAW, unpacked)
    data.clear()
    assert serving.latest_id() == made.build_id != BUILD
    assert [build["build_id"] for build in serving.builds()] == [made.build_id, BUILD]
    difference = worked_out.comparison(BUILD, made.build_id)
    assert difference.rules_changed and difference.files
    assert tending.prune(unpacked, 1) == [BUILD]
    with pytest.raises(FaroError, match="there is no build"):
        serving.open(BUILD)
