"""Time travel: older editions are listed, open on every page, and compared with the served one."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from builds_for_tests import without_digests
from pages_for_tests import shown, turned

from dashboard import nav
from dashboard.routes import handouts
from pipelines.serving import shelf as serving_shelf
from presentation.links import changes_link
from presentation.words import LANGUAGES, Text

TABLE = "out_fiscalizacion__round_group"
OLDER = "0123456789ab"


@pytest.fixture(scope="module")
def shelf(built, tmp_path_factory) -> Path:
    """A shelf with the shared build served and an older one with another mean for 2025."""
    shelf = tmp_path_factory.mktemp("editions") / "shelf"
    served = (built / "LATEST").read_text().strip()
    shutil.copytree(built / served, shelf / served, copy_function=os.link)
    shutil.copytree(built / served, shelf / OLDER, ignore=shutil.ignore_patterns("docs", "raw"))
    (shelf / "LATEST").write_text(served + "\n")
    manifest = without_digests(json.loads((shelf / OLDER / "manifest.json").read_text()))
    manifest |= {"build_id": OLDER, "built_at": "2020-01-01T00:00:00+00:00"}
    manifest["inputs"][0]["sha256"] = "0" * 64
    manifest["refused"] = [
        {"file": "<i>", "message": "<i>x.csv: no</i>"},
        {"file": "b.csv", "message": "b.csv: no", "message_es": "b.csv: eso no"},
    ]
    (shelf / OLDER / "manifest.json").write_text(json.dumps(manifest))
    with duckdb.connect(str(shelf / OLDER / "curated.duckdb")) as connection:
        mine = f"update {TABLE} set mean_pct = 61.5 where round_id = 'r2025' and group_id = 'all'"
        connection.execute(mine)
        connection.execute(f"delete from {TABLE} where round_id = 'r2012' and group_id = 'all'")
        target = shelf / OLDER / "tables" / f"{TABLE}.parquet"
        connection.execute(f"copy {TABLE} to '{target}' (format parquet)")
    return shelf


@pytest.fixture
def older(shelf, monkeypatch, no_cache) -> str:
    """The id of the older edition, beside the one served."""
    monkeypatch.setenv("FARO_CURATED", str(shelf))
    return OLDER


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_edition_alone_has_nothing_to_be_compared_with(visit, lang):
    html = shown(visit("datos", lang=lang, section="editions"))
    assert Text(lang)("editions.only_one") in html
    assert Text(lang)("editions.served") in html


@pytest.mark.few(2)
@pytest.mark.parametrize("page", nav.PAGES)
def test_an_older_edition_opens_on_every_page_and_says_so(visit, older, build, page):
    app = visit(page, build=older, lang="en")
    html, t = shown(app), Text("en")
    assert t("notice.old_build_go") in html
    assert html.count(older) >= 2
    assert build.build_id in html


@pytest.mark.parametrize("wanted", ["zzz", "../../etc", "a" * 3000])
def test_an_edition_there_is_not_is_told_and_the_served_one_shown(visit, older, build, wanted):
    app = visit("datos", build=wanted)
    words = Text("es")("notice.no_such_build", wanted=wanted[:40], build=build.build_id)
    assert words in shown(app) and app.query_params["build"] in (build.build_id, [build.build_id])


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "key"), [("", "notice.no_such_build"), ("manifest.json", "notice.spoilt_build")]
)
def test_an_edition_that_goes_under_a_reader_is_told(visit, older, shelf, build, lang, name, key):
    app = visit("cobertura", build=older, lang=lang)
    assert Text(lang)("notice.old_build_go") in shown(app)
    (shelf / older / name).rename(shelf / ".away")
    try:
        html = shown(app.run())
    finally:
        (shelf / ".away").rename(shelf / older / name)
    assert Text(lang)(key, wanted=older, build=build.build_id) in html
    assert Text(lang)("notice.old_build_go") not in html


def test_an_older_edition_stays_open_from_page_to_page(visit, older):
    app = visit("datos", build=older)
    app.query_params.clear()
    html = shown(turned(app, "cobertura").run())
    assert Text("es")("notice.old_build_go") in html
    assert app.query_params["build"] in (older, [older])
    assert "faro-notice" not in shown(visit("cobertura"))


@pytest.mark.thorough
def test_a_newer_edition_is_offered_and_never_slipped_under(visit, older, shelf, monkeypatch):
    served = (shelf / "LATEST").read_text().strip()
    with monkeypatch.context() as patch:
        patch.setattr("pipelines.serving.shelf.pointed_at", lambda root: OLDER)
        serving_shelf._served.clear()
        app = visit("cobertura")
        assert "faro-notice" not in shown(app)
    serving_shelf._served.clear()
    html = shown(app.run())
    assert Text("es")("notice.old_build", build=OLDER, latest=served) in html
    assert app.query_params["build"] in (OLDER, [OLDER])
    assert Text("es")("notice.old_build_go") in shown(turned(app, "datos").run())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_editions_are_listed_with_links_that_open_them(visit, older, build, lang):
    html = shown(visit("datos", section="editions", lang=lang))
    assert re.findall(r'href="(/datos\?build=[^"]*)"', html)[0].startswith(f"/datos?build={older}")
    assert html.index(build.build_id) < html.index(older)
    assert Text(lang)("editions.choose") in html
    assert "faro-diff" not in html
    html = shown(visit("datos", section="editions", build=older))
    assert "&lt;i&gt;x.csv" in html and "b.csv: eso no" in html and "b.csv: no" not in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_figures_that_changed_are_shown_with_their_cause(visit, older, build, lang):
    t = Text(lang)
    html = shown(visit("datos", section="editions", against=older, lang=lang))
    assert t.count("editions.found", 2, tables=t.count("editions.tables", 1)) in html
    assert t.percent(61.5) in html or t.percent(61.5, 2) in html
    assert t.quantity(81.6, "percent", 2) in html
    assert t("editions.row_added") in html
    link = changes_link(older, build.build_id)
    assert link in html
    rows = list(
        csv.DictReader(
            io.StringIO(handouts.changes_csv(handouts.comparison(older, build.build_id)).decode())
        )
    )
    assert {(row["kind"], row["before"], row["after"], row["origin"]) for row in rows} == {
        ("changed", "61.5", "81.6", "published"),
        ("added", "", "", "published"),
    }


def test_nonsense_to_compare_with_gives_a_note(visit, older):
    html = shown(visit("datos", section="editions", against="../x"))
    assert "against=../x" in html
    assert "faro-diff" not in html
