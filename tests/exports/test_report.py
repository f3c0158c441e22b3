"""Council report and regional brief: pages, tags, and figures that are those of the tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from prints_for_tests import blanks, links, read, rooms

from exports.printing import fitted
from exports.report import report, words
from pipelines.marking import with_origin
from presentation.words import Text

WIDEST, SMALLEST = "13", "15"


@pytest.mark.thorough
@pytest.mark.parametrize("region", [WIDEST, SMALLEST])
@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_brief_is_at_most_four_tagged_pages(tables, published, region, lang):
    for source in (tables, published):
        reader, text = read(report(source, lang, region=region))
        root = reader.trailer["/Root"]
        assert len(reader.pages) <= 4
        assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, lang)
        name = source.of("core_territory__region", region_code=region)["region"].iloc[0]
        title, origin = Text(lang)("print.brief.title", region=name), source.build.origin_of()
        assert reader.metadata.title == with_origin(title, origin, lang)
        comunas = source.of("core_territory__comuna", region_code=region, has_municipality=True)
        for comuna in comunas["comuna"]:
            assert comuna in text


@pytest.mark.parametrize("region", [None, "05"])
@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_words_of_a_card_stay_within_its_border(tables, lang, region):
    under = rooms(read(report(tables, lang, region=region))[0])
    assert len(under) == 4 and min(under) >= 3


@pytest.mark.thorough
@pytest.mark.parametrize("region", [None, WIDEST, SMALLEST, "05", "06", "10"])
@pytest.mark.parametrize("lang", ["es", "en"])
def test_no_page_has_a_third_of_nothing_and_the_last_not_half(tables, published, region, lang):
    for source in (tables, published):
        *pages, last = blanks("report", fitted("report", words(source, lang, region=region)))
        assert max(pages) < 1 / 3
        assert last < 1 / 2 or len(pages) == 1  # four municipalities fill no second page
        assert len(pages) + 1 <= (4 if region else 5)


@pytest.mark.parametrize("region", [None, "05"])
@pytest.mark.parametrize("lang", ["es", "en"])
def test_risks_come_first_and_all_of_them_are_in_the_annex(tables, region, lang):
    content = words(tables, lang, region=region)
    first = content["sections"][0]["parts"][0]
    risk = first["items"][0][0] if first["kind"] == "columns" else first
    assert risk["title"].split(": ")[-1] in Text(lang).count(
        "print.risks.title", len(risk["items"])
    )
    stuck = tables("out_adopcion__stuck")
    stuck = stuck[(stuck["tools_started"] == 0) & (stuck["date_signed"] < "2025-11-01")]
    if region:
        stuck = stuck[stuck["region_code"] == region]
    listed = {row[0] for part in content["sections"][-1]["parts"] for row in part["rows"]}
    named = "; ".join(risk["items"])
    missing = [name for name in stuck["comuna"] if name not in listed and name not in named]
    assert missing == []
    if region is None:
        assert len(stuck) > 10 and set(stuck["comuna"]) <= listed


@pytest.mark.thorough
def test_links_name_the_host_of_the_site_and_without_one_there_are_none(tables, monkeypatch):
    monkeypatch.delenv("FARO_ADDRESS", raising=False)
    assert links(read(report(tables, "es"))[0]) == set()
    monkeypatch.setenv("FARO_ADDRESS", "https://faro.example.org/")
    reader, _ = read(report(tables, "es"))
    addresses = links(reader)
    cited = f"https://faro.example.org/publico/cita/{tables.build.build_id}/"
    assert all(address.startswith(cited) for address in addresses)
    assert any("/municipio?lang=es&cut=" in address for address in addresses)


@pytest.mark.parametrize(("region", "page"), [(None, "resumen"), ("05", "region")])
def test_what_is_printed_is_cited_by_the_address_that_lasts(tables, monkeypatch, region, page):
    monkeypatch.setenv("FARO_ADDRESS", "https://faro.example.org")
    content, build_id = words(tables, "en", region=region), tables.build.build_id
    chosen = f"&region={region}" if region else ""
    lasting = f"https://faro.example.org/publico/cita/{build_id}/{page}?lang=en{chosen}"
    assert content["link"] == lasting
    assert lasting in content["foot"]


def test_a_brief_shows_the_coverage_of_its_own_region(tables):
    _, text = read(report(tables, "es", region="05"))
    where = {"dimension": "region", "member": "05"}
    rows = tables.build.table("out_convenios__year_coverage_by", where).sort_values("year")
    row, t = rows.iloc[-1], Text("es")
    signed, every = row["signed_cumulative"], row["municipalities"]
    assert t("print.own.title", signed=signed, all=every, year=row["year"]) in text
    for value in rows["coverage_pct"]:
        assert t.percent(value, 1).replace("\u00a0", " ") in text


def titles(part) -> list[str]:
    """Return the titles of what a part of a document holds, and its own."""
    if isinstance(part, list):
        return [title for inner in part for title in titles(inner)]
    if not isinstance(part, dict):
        return []
    own = [part["title"]] if part.get("title") else []
    return own + [title for inner in part.values() for title in titles(inner)]


@pytest.mark.parametrize("region", [WIDEST, SMALLEST, "05"])
@pytest.mark.parametrize("lang", ["es", "en"])
def test_no_title_of_a_brief_is_of_other_regions(tables, published, region, lang):
    for source in (tables, published):
        content = words(source, lang, region=region)
        regions = source("core_territory__region").set_index("region_code")["region"]
        name, others = regions[region], regions.drop(region)
        given = titles(content["sections"])
        assert [title for title in given if any(other in title for other in others)] == []
        coverage = next(block for block in content["sections"] if len(titles(block)) > 2)
        assert any(name in title for title in titles(coverage)), "its coverage is its own"


def test_a_brief_lists_the_materias_its_region_is_weakest_in(tables):
    content = words(tables, "es", region=WIDEST)
    last = tables.of("out_fiscalizacion__materia_round")["round_id"].max()
    where = {"region_code": WIDEST, "revision": "as_published", "round_id": last}
    rows = tables.of("out_fiscalizacion__region_materia", **where)
    rows = rows[rows["score_state"] == "value"].sort_values("mean_pct")
    weakest = Text("es").listing(rows["materia_es"].head(3).tolist())
    assert any(weakest in title for title in titles(content["sections"]))


@pytest.mark.thorough
@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_figures_of_a_brief_are_those_of_the_tables(tables, lang):
    t = Text(lang)
    _, text = read(report(tables, lang, region=WIDEST))
    everyone = {"rurality": "all", "group_id": "all", "revision": "as_published"}
    rows = tables.build.table(
        "out_fiscalizacion__universe_round", {"region_code": WIDEST, **everyone}
    )
    row = rows.sort_values("year").iloc[-1]
    for column in ("mean_pct", "median_pct", "share_ge90_pct"):
        assert t.percent(row[column], 1).replace("\u00a0", " ") in text
    assert t("origin.simulated") in text


def test_the_council_reads_the_coverage_of_the_page_and_names_the_risks(tables):
    content = words(tables, "es")
    coverage = content["kpis"][-1]
    assert coverage["value"].replace("\xa0", " ") == "98,55 %"
    assert coverage["origin"] == "Calculado"
    assert content["banner"].startswith("Simulado. Parte de este documento")
    assert "Riesgos: " in str(content["sections"])


def test_a_region_of_four_gets_no_mean(tables):
    content = words(tables, "es", region=SMALLEST)
    assert [card["known"] for card in content["kpis"]] == [False, False, False, True]
    _, text = read(report(tables, "es", region=SMALLEST))
    t = Text("es")
    assert [card["value"] for card in content["kpis"]] == [t("word.few")] * 4
    assert content["lead"].startswith(t("notice.few"))
    text = text.replace("\xa0", " ")
    assert "n < 5" in text and t("notice.few") in text
    for untrue in (t.missing, t("print.deliver.chart"), t("print.brief.unknown")):
        assert untrue not in text.replace("– " + t.missing, "")


@pytest.mark.thorough
@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_council_report_says_what_its_charts_say(tables, lang):
    content = words(tables, lang)
    reader, text = read(report(tables, lang))
    [risks, summary] = [side[0] for side in content["sections"][0]["parts"][0]["items"]]
    assert len(summary["items"]) >= 8
    for sentence in (*summary["items"], *risks["items"]):
        assert " ".join(sentence.replace("\u00a0", " ").split()) in text
    never = len(tables("out_convenios__never_signed"))
    assert Text(lang).count("print.never.title", never) in text
    assert reader.trailer["/Root"]["/Lang"] == lang


def test_published_figures_alone_make_an_honest_report(published):
    _, text = read(report(published, "es"))
    t, rows = Text("es"), published.of("out_fiscalizacion__round_group", group_id="all")
    last = rows[rows["mean_pct"].notna()].sort_values("year").iloc[-1]
    assert t.percent(last["mean_pct"], 1).replace("\u00a0", " ") in text
    assert "sin datos publicados" in text
    assert "Simulado" not in text


def test_every_picture_has_its_words(tables):
    pictures = []

    def walk(part):
        if isinstance(part, dict) and part.get("kind") == "picture":
            pictures.append(part)
        for inner in part.values() if isinstance(part, dict) else part:
            if isinstance(inner, dict | list):
                walk(inner)

    walk(words(tables, "en")["sections"])
    assert len(pictures) >= 9
    assert all(part["svg"] and len(part["alt"]) > len(part["title"]) for part in pictures)


def test_equal_data_gives_equal_bytes(tables):
    assert report(tables, "es", region=WIDEST) == report(tables, "es", region=WIDEST)


@pytest.mark.thorough
def test_the_command_writes_one_file_and_names_it(faro, built, tmp_path):
    base = ("export", "informe", "--curated", built, "--out", tmp_path)
    code, out, _ = faro(*base, "--region", "5", "--lang", "en")
    assert code == 0
    assert Path(out.strip()).name.startswith("minuta_05_")
    assert Path(out.strip()).read_bytes().startswith(b"%PDF")
    code, out, err = faro(*base, "--region", "Atlantis")
    assert (code, out) == (1, "")
    assert "there is no region Atlantis. There are: 01 Tarapacá" in err
    code, out, _ = faro("export", "chart", "national_series", "--curated", built, "--out", tmp_path)
    assert (code, Path(out.strip()).suffix) == (0, ".svg")
