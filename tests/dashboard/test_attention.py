"""What Resumen says needs a look: computed, at most five, each leading to a page that exists."""

import re

import pytest
from pages_for_tests import shown

from dashboard import nav
from pipelines import serving
from pipelines.serving import Build
from presentation import data
from presentation.context import PageContext
from presentation.panels import resumen
from presentation.words import Text

TABLE = "out_resumen__attention"


@pytest.mark.parametrize("which", ["built", "demo_built"])
def test_every_matter_leads_to_a_page_and_has_words_in_both_languages(which, request, visit):
    rows = serving.open(root=request.getfixturevalue(which)).table(TABLE)
    assert len(rows)
    assert set(rows.page) <= set(nav.PAGES)
    for lang in ("es", "en"):
        for row in rows.itertuples():
            assert Text(lang)(f"watch.{row.attention_id}", subject="x", year=2024)


def test_the_figures_are_those_of_their_tables(demo_built):
    build: Build = serving.open(root=demo_built)
    figures = build.table(TABLE).set_index("attention_id").figure
    low = build.query(
        "select count(*) from out_fiscalizacion__municipality_standing where revision = "
        "'as_published' and band_id = 'score_0_49' and round_id = 'r2025'"
    )
    assert figures["below_50"] == low.iloc[0, 0] > 0
    assert figures["never_signed"] == len(build.table("out_convenios__never_signed")) == 5


def test_the_largest_fall_says_where_one_method_is_an_inference(demo_built, monkeypatch):
    """2016 and 2017 share a method by inference, 2012 and 2013 by what a source says."""
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    ctx, held = PageContext(build=serving.open(root=demo_built), t=Text("en")), data.table
    moved = data.figures(ctx.build_id, "score_change", cut="13118")
    fell = held(ctx.build_id, TABLE).head(1).assign(attention_id="fell_most", cut="13118")
    for year, inferred in ((2017, True), (2013, False)):
        until = moved[moved["year"] <= year]
        monkeypatch.setattr(
            data, "table", lambda build, name: fell if name == TABLE else held(build, name)
        )
        monkeypatch.setattr(data, "figures", lambda *of, rows=until, **where: rows)
        (matter,) = resumen.attention.__wrapped__(ctx)
        assert ("inference" in matter.words) is inferred


def test_five_matters_with_simulated_ones_marked(visit, demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    html = shown(visit("resumen", lang="en"))
    matters = re.search(r'<ol class="faro-watch">(.*?)</ol>', html, re.S)
    assert matters and matters.group(1).count("<li>") == 5
    rows = serving.open(root=demo_built).table(TABLE).sort_values("attention_order").head(5)
    marked = int((rows["origin"] == "simulated").sum())
    assert matters.group(1).count("faro-chip simulated") == marked >= 3
    assert "faro-notice simulated" in html


def test_published_figures_alone_still_give_five(visit):
    html = shown(visit("resumen"))
    matters = re.search(r'<ol class="faro-watch">(.*?)</ol>', html, re.S)
    assert matters and matters.group(1).count("<li>") == 5
    assert "faro-chip simulated" not in matters.group(1)
    assert "Conciliación: 95 de 97" in re.sub(r"<[^>]+>", "", html)
