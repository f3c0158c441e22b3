"""Fichas: one tagged page each, figures those of the tables, runs that go on where they stopped."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from prints_for_tests import read, rooms

from exports import printing, run
from exports.ficha import ficha, figures, words
from exports.printing import Tables
from pipelines.errors import FaroError
from pipelines.marking import WORD
from presentation.words import Text

SANTIAGO, LA_REINA, COLLIPULLI = "13101", "13113", "09202"
FULL = {  # whose rows are lent; None: whoever has most
    "out_solicitudes__published": COLLIPULLI,
    "out_publicacion__calendar": None,
    "out_fiscalizacion__mend_path": None,
}


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_ficha_is_one_tagged_page_in_its_language(tables, lang):
    reader, text = read(ficha(tables, SANTIAGO, lang))
    root = reader.trailer["/Root"]
    assert len(reader.pages) == 1
    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, lang)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    title = Text(lang)("print.ficha.title", name="Santiago")
    assert reader.metadata.title == f"{WORD[lang]}: {title}"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert tables.build.build_id in text
    assert f"cut={SANTIAGO}" in text


def test_a_ficha_is_cited_by_the_address_that_lasts(tables, monkeypatch):
    monkeypatch.setenv("FARO_ADDRESS", "https://faro.example.org")
    content, build_id = words(tables, SANTIAGO, "es"), tables.build.build_id
    cited = f"https://faro.example.org/publico/cita/{build_id}/municipio?lang=es&cut={SANTIAGO}"
    assert content["link"] == cited
    assert cited in content["foot"]


TIED = "13118"  # with so many that its card says so in two lines


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_words_of_a_card_stay_within_its_border(tables, lang):
    reader, _ = read(ficha(tables, TIED, lang))
    under = rooms(reader)
    assert len(under) == 4 and min(under) >= 3


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_card_grows_with_what_it_says(tables, lang):
    content = words(tables, TIED, lang)
    content["kpis"][1]["note"] = "palabras que no caben en una línea " * 6
    reader, _ = read(printing.pdf("ficha", content, tables.build, content["origin"]))
    assert min(rooms(reader)) >= 3


class Delivered(Tables):
    """The tables of a build in which the scores were delivered and the rest is simulated."""

    def of(self, name, **where):
        rows = super().of(name, **where)
        is_score = name == "out_fiscalizacion__municipality_position"
        return rows.assign(origin="delivered") if is_score else rows


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_ficha_says_whether_all_of_it_is_simulated_or_what_is_marked(tables, lang):
    t, partly = Text(lang), Delivered(tables.build)
    sentences = {
        name: printing.plain(t(name)) for name in ("notice.simulated", "print.simulated_part")
    }
    assert words(tables, SANTIAGO, lang)["banner"] == sentences["notice.simulated"]
    assert words(partly, SANTIAGO, lang)["banner"] == sentences["print.simulated_part"]
    reader, text = read(ficha(partly, SANTIAGO, lang))
    assert len(reader.pages) == 1 and sentences["print.simulated_part"].split(".")[1] in text


@pytest.mark.parametrize("lang", ["es", "en"])
def test_its_figures_are_those_of_the_tables(tables, lang):
    t = Text(lang)
    _, text = read(ficha(tables, SANTIAGO, lang))
    where = {"cut": SANTIAGO, "round_id": "r2025"}
    standing = tables.build.table("out_fiscalizacion__municipality_position", where).iloc[0]
    place = tables.build.table("out_fiscalizacion__rank_range", where).iloc[0]
    path = tables.build.table("out_fiscalizacion__mend_path", where).iloc[0]
    sentences = [
        t.percent(standing["score_pct"], 1),
        t.percent(standing["region_mean_pct"], 1),
        t.percent(standing["country_mean_pct"], 1),
        t("print.kpi.range", low=place["rank_low"], high=place["rank_high"]),
        t.points(path["gain_pts"], 1),
        t("origin.simulated"),
    ]
    for part in sentences:
        assert part.replace("\u00a0", " ") in text


def test_what_is_not_known_is_said_and_the_country_stands_in(published):
    _, text = read(ficha(published, SANTIAGO, "es"))
    assert text.count("sin datos publicados") >= 2
    assert "Simulado" not in text
    country = published.of("out_fiscalizacion__round_group", group_id="all", round_id="r2025")
    assert Text("es").percent(country["mean_pct"].iloc[0], 1).replace("\u00a0", " ") in text


def test_a_published_score_is_printed_without_peers(published):
    _, text = read(ficha(published, LA_REINA, "en"))
    assert "67.3%" in text
    assert "Published" in text
    assert "technical tie" not in text


def test_a_mean_that_faro_computes_is_computed_and_one_that_is_printed_published(tables, published):
    t = Text("es")

    def levels(of, cut: str, **columns: str) -> list[str]:
        standing = of.of(figures.POSITION, cut=cut).sort_values("year").assign(**columns)
        return [card["origin"] for card in figures.kpis(of, t, cut, standing) if card["known"]]

    score, place, *means = levels(tables, SANTIAGO, origin="computed")
    assert (score, place) == (t("origin.simulated"),) * 2, "each has its own"
    assert means == [t("origin.computed")] * 2
    assert set(levels(published, LA_REINA)) == {t("origin.published")}


def test_every_figure_has_its_words(tables):
    charts = words(tables, SANTIAGO, "es")
    for name in ("history", "timeline"):
        assert charts[name]["svg"].startswith("<svg")
        assert len(charts[name]["alt"]) > len(charts[name]["title"])


def test_equal_data_gives_equal_bytes(tables):
    assert ficha(tables, SANTIAGO, "en") == ficha(tables, SANTIAGO, "en")


def test_who_is_asked_for_wrongly_gets_a_sentence(faro, demo_built, tmp_path):
    base = ("export", "ficha", "--curated", demo_built, "--out", tmp_path)
    for words_, remark in (
        (("--municipality", "99999"), "there is no municipality 99999. Give the five digits"),
        (("--municipality", "12202"), "there is no municipality 12202"),
        (("--region", "99"), "there is no region 99. There are: 01 Tarapacá"),
        ((), "say of which municipalities. Give one of"),
        (("--all", "--region", "13"), "say of which municipalities"),
        (("--all", "--build", "x"), "there is no build x"),
    ):
        code, out, err = faro(*base, *words_)
        assert (code, out) == (1, "")
        assert remark in err
        assert len(err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.thorough
def test_a_run_goes_on_where_it_stopped(faro, demo_built, tmp_path):
    command = ("export", "ficha", "--region", "15", "--curated", demo_built, "--out", tmp_path)
    code, out, err = faro(*command)
    assert (code, "4 rendered, 0 already there" in err) == (0, True)
    archive = Path(out.strip())
    first = archive.read_bytes()
    [folder] = [path for path in tmp_path.iterdir() if path.is_dir()]
    kept, gone = sorted(folder.glob("*.pdf"))[:2]
    before = kept.stat().st_mtime_ns
    gone.unlink()
    archive.unlink()
    _, _, err = faro(*command)
    assert "1 rendered, 3 already there" in err
    assert kept.stat().st_mtime_ns == before
    assert archive.read_bytes() == first, "the same inputs give the same bytes"
    (folder / ".made_by").write_text("another version")
    _, _, err = faro(*command)
    assert "4 rendered, 0 already there" in err


def test_the_zip_has_an_index_of_what_is_in_it(tables, tmp_path):
    sheets = run.choose(tables, region="15")
    build = tables.build
    done = run.write_all(build.build_id, build.folder.parent, sheets, "es", tmp_path, workers=1)
    with zipfile.ZipFile(done.archive) as archive:
        names = set(archive.namelist())
        rows = list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
        page = archive.read("index.html").decode()
    assert {row["file"] for row in rows} == names - {"index.csv", "index.html"}
    assert set(re.findall(r'href="([^"]+)"', page)) == {row["file"] for row in rows}
    assert "15101_arica-simulado.pdf" in names


@pytest.mark.thorough
def test_all_of_the_country_is_345(tables):
    assert len(run.choose(tables)) == 345
    with pytest.raises(FaroError, match="there is no region"):
        run.choose(tables, region="0")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_requests_stand_apart_with_their_own_origin(tables, lang):
    t = Text(lang)
    years = tables.of("out_solicitudes__year", scope_kind="municipality")
    years = years[years["in_time_pct"].notna() & (years["received_count"] > 0)]
    row = years.sort_values(["year", "scope_id"]).iloc[-1]
    cut = row["scope_id"].removeprefix("CL-")
    reader, text = read(ficha(tables, cut, lang))
    active, apart = text.split(t("solicitudes.beside"))
    assert len(reader.pages) == 1
    assert t("origin.simulated").lower() in active[-20:].lower(), "the word stands in its title"
    for figure in (
        str(row["year"]),
        t.percent(row["in_time_pct"], 1),
        t("solicitudes.kpi.in_time"),
    ):
        assert figure.replace("\u00a0", " ") in apart.replace("\u00a0", " ")
        assert t("solicitudes.kpi.in_time") not in active


def test_printed_figures_of_requests_are_published_and_without_any_there_is_no_data(published):
    t, requests = Text("es"), words(published, COLLIPULLI, "es")["requests"]
    assert not requests["rows"]
    assert "Publicado · S046" in requests["note"]
    assert "Puntaje de solicitudes 2014: 34,2\u00a0%" in requests["note"]
    assert "usuario simulado" in requests["note"], "the note speaks the language of the reader"
    none = words(published, SANTIAGO, "es")["requests"]
    assert (none["note"], none["empty"]) == (None, t("print.deliver.requests"))
    _, text = read(ficha(published, SANTIAGO, "es"))
    assert none["empty"] in text


class Fullest(Tables):
    """The tables of a municipality that has as much of everything as any."""

    def of(self, name, **where):
        if name == "out_observaciones__case":
            return super().of(name).head(6).assign(cut=where["cut"], asked="Se pide contar " * 30)
        if name == "out_solicitudes__year":
            most = super().of(name, scope_kind="municipality")["scope_id"].mode().iloc[0]
            return super().of(name, scope_id=most)
        if name in FULL and "cut" in where:
            where["cut"] = FULL[name] or super().of(name)["cut"].mode().iloc[0]
        return super().of(name, **where)


@pytest.mark.thorough
@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_fullest_ficha_is_still_one_page(tables, lang):
    reader, text = read(ficha(Fullest(tables.build), SANTIAGO, lang))
    assert len(reader.pages) == 1
    assert Text(lang)("solicitudes.beside") in text
