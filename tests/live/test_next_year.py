"""The next yearly file, end to end: refused, its round added, built, on pages and in exports."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import next_year
import pandas as pd
import pytest
from builds_for_tests import LIVE
from pages_for_tests import opened, shown, words
from prints_for_tests import read

from dashboard import nav
from exports.ficha import ficha
from exports.printing import Tables
from pipelines import serving
from pipelines.ingest import checking
from presentation import charts
from presentation.words import LANGUAGES, Text

pytestmark = pytest.mark.thorough  # what all of them share takes ten seconds

MACUL = "13118"


@pytest.fixture
def visit(curated):
    def go(page: str, **query: str) -> str:
        return words(shown(opened(page, **query)))

    return go


def written(lang: str, value: float) -> str:
    """A percentage as a page says it, every space alike."""
    return words(Text(lang).percent(value))


def series(live: serving.Build) -> pd.DataFrame:
    return live.query(
        "select panel_kind, mean_pct, origin, n_municipalities from out_estudio__series "
        "where group_id = 'all' and year = (select max(year) from core_fiscalizacion__round)"
    ).set_index("panel_kind")


def test_the_file_alone_is_told_what_to_add(tmp_path, year):
    raw = Path(shutil.copytree(LIVE, tmp_path / "raw"))
    report = checking.check_file(next_year.deliver(raw, year), raw=raw)
    assert report.accepted == 0 < report.delivered
    [offer] = report.offers
    assert offer.command == f"faro round add {year} --method … --as-of …"
    assert offer.line.startswith(f"r{year},,{year},")


def test_with_its_round_every_row_is_accepted(raw):
    report = checking.check_file(raw / next_year.FILE, raw=raw)
    assert report.verdict == "ok" and report.accepted == len(next_year.scores(raw))


def test_the_series_has_the_delivered_mean_and_the_published_one_once_it_is(live, raw, state):
    means, scores = series(live), next_year.scores(raw)
    assert means.mean_pct["delivered"] == pytest.approx(sum(scores.values()) / len(scores))
    assert means.n_municipalities["delivered"] == len(scores)
    assert ("published" in means.index) == (state == "published")
    if state == "published":
        assert means.mean_pct["published"] == float(next_year.MEAN)
        assert means.origin["published"] == "published"
    assert not set(means.origin) & {"simulated", "third_party"}


def test_every_delivered_score_stands_as_delivered(live, raw, year):
    rows = live.query(
        "select cut, score_pct, origin from out_fiscalizacion__municipality_round "
        "where year = ? and score_pct is not null",
        [year],
    )
    assert dict(zip(rows.cut, rows.score_pct, strict=True)) == pytest.approx(next_year.scores(raw))
    assert set(rows.origin) == {"delivered"}
    among = live.query(
        "select origin from out_fiscalizacion__municipality_position where year = ?", [year]
    )
    assert set(among.origin) == {"computed"}, "the means beside them are Faro's own"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_show_the_year_with_its_marks(visit, raw, state, year, lang):
    t = Text(lang)
    summary, compliance = visit("resumen", lang=lang), visit("cumplimiento", lang=lang)
    town = visit("municipio", lang=lang, cut=MACUL)
    score = written(lang, next_year.scores(raw)[MACUL])
    assert str(year) in compliance and str(year) in town and score in town
    headline = t("resumen.headline", value=written(lang, float(next_year.MEAN)), year=year)
    assert (headline in summary) == (state == "published")
    for page in (summary, compliance, town):
        assert t("origin.simulated") not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mean_nobody_published_is_a_hollow_point_that_says_so(live, raw, state, year, lang):
    chart, scores = charts.draw("national_series", live.table, lang), next_year.scores(raw)
    hollow = [trace for trace in chart.figure.data if trace.meta == "arrived"]
    # What stands in data/raw may have arrived without its mean too.
    assert (year in [x for trace in hollow for x in trace.x]) == (state == "arrived")
    words = Text(lang)("chart.national.arrived", value="", n=str(len(scores))).strip(", ")
    assert (words in chart.alt) == (state == "arrived")
    assert year in set(chart.rows["year"])


def test_every_page_stands(visit, lang="es"):
    for page in nav.PAGES:
        assert visit(page, lang=lang), page


def test_the_open_endpoint_has_the_mean_once_it_is_published(live, year, state):
    rows = json.loads(live.endpoint("ta_score.json"))["data"]
    national = [row for row in rows if row["round_id"] == f"r{year}" and row["group_id"] == "all"]
    assert [row["value"] for row in national] == [float(next_year.MEAN)] * (state == "published")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_ficha_prints_the_score(live, raw, lang):
    _, text = read(ficha(Tables(live), MACUL, lang))
    assert written(lang, next_year.scores(raw)[MACUL]) in text
