"""Compliance and municipality pages: delivered scores, simulated ones, none, and bad links."""

import itertools
import re
from dataclasses import replace

import pandas as pd
import pytest
from marks_for_tests import cards_of, text_of
from pages_for_tests import charts_of, colours, shown, traces, whole, words

from pipelines import serving
from pipelines.origins import PUBLISHED, SIMULATED
from presentation import charts, data, theme
from presentation.cards.kpi import Kpi, kpi_row
from presentation.cards.tiles import shade
from presentation.choices.filters import Filters
from presentation.context import PageContext
from presentation.markup.html import gathered
from presentation.panels import common_items, cumplimiento, failures, municipio, paths, resumen
from presentation.words import LANGUAGES, Text

PAGES = ("cumplimiento", "municipio")
MINE = (
    "score_swarm",
    "quartile_ribbons",
    "score_groups",
    "movers",
    "municipality_history",
    "municipality_timeline",
)


@pytest.fixture
def demo_ctx(demo_built, monkeypatch) -> PageContext:
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    data.clear()
    return PageContext(build=serving.open(root=demo_built), t=Text("es"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_without_deliveries_the_page_says_what_to_deliver(visit, page, lang):
    html, t = shown(visit(page, lang=lang)), Text(lang)
    assert t("notice.empty_title") in html
    assert "entregas?kind=fiscalizacion_total" in html
    assert html.count("<h1") == 1
    assert "faro-chip" not in html


@pytest.mark.few(2)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_simulated_figures_are_said_to_be_simulated(visit_demo, page, lang):
    app = visit_demo(page, lang=lang)
    html = shown(app)
    assert html.count("faro-notice simulated") == 1
    # One more on a municipality: that none of its requests were delivered is as certain as those.
    assert html.count("faro-chip simulated") == {"cumplimiento": 4, "municipio": 6}[page]
    assert (Text(lang)("solicitudes.beside_none") in html) == (page == "municipio")
    assert "faro-chip published" not in html
    assert "{" not in re.sub(r"<pre.*?</pre>", "", html, flags=re.S)
    assert "nan" not in words(html).lower().split()
    assert len(charts_of(app)) == {"cumplimiento": 3, "municipio": 3}[page]


def test_a_figure_of_a_round_says_how_it_moved_and_greys_what_does_not_compare(demo_ctx):
    plain = [kpi.change for kpi in cumplimiento.kpis(demo_ctx, Filters(round_id="r2017"))]
    assert all(re.match(r"[▲▼■] [+−]?\d+,\d\spts desde 2016", change) for change in plain)
    across = cumplimiento.kpis(demo_ctx, Filters(round_id="r2025"))
    assert {kpi.change for kpi in across} == {"no comparable con 2024: cambió el método"}
    assert not any(kpi.is_comparable for kpi in across)


def test_each_card_of_a_municipality_has_the_origin_of_its_own_figure(demo_ctx, monkeypatch):
    metric = data.metric

    def delivered(build_id, metric_id, **where):
        rows = metric(build_id, metric_id, **where)
        if "rank" in metric_id:
            return rows
        return rows.assign(origin="computed" if metric_id.endswith("_mean") else "delivered")

    monkeypatch.setattr(data, "metric", delivered)
    rows = municipio.standing(demo_ctx, "13101").assign(origin="delivered")
    levels = [card.origin for card in municipio.kpis(demo_ctx, rows)]
    assert levels == ["delivered", "simulated", "computed", "computed"]


@pytest.fixture
def items_delivered(monkeypatch):
    """The items as they are once delivered; their weights stay simulated."""
    table = data.table

    def delivered(build_id, name, **where):
        rows = table(build_id, name, **where)
        return rows.assign(origin="delivered") if name == common_items.ITEMS else rows

    monkeypatch.setattr(data, "table", delivered)


def test_what_rests_on_simulated_weights_says_so_beside_delivered_items(demo_ctx, items_delivered):
    pair = ("r2024", "r2025")
    html = whole(str(common_items._card(demo_ctx, "tendencias", *pair, "all")))
    assert "<h2>Simulado: " in html and "no citar" in html
    sentence, origin = common_items.of_municipality(demo_ctx, "13101", *pair)
    assert sentence.startswith("Simulado: ") and origin == SIMULATED


def test_where_nothing_is_linked_what_is_known_of_the_items_alone_counts(demo_ctx, items_delivered):
    html = whole(str(common_items._card(demo_ctx, "tendencias", "r2016", "r2017", "all")))
    assert "lo que se sabe de cada materia" in html
    assert "Simulado" not in html and "no citar" not in html


def test_the_weakest_follow_the_region_and_come_by_what_they_count(demo_ctx):
    cards = [
        failures.kinds(demo_ctx, Filters(round_id="r2025", region=region))
        for region in ("all", "07")
    ]
    counts = [[int(n) for n in re.findall(r"</a> (\d+) materia", card)] for card in cards]
    assert all(column == sorted(column, reverse=True) for column in counts)
    comunas = demo_ctx.build.table("core_territory__comuna", {"region_code": "07"})["cut"]
    assert set(re.findall(r"cut=(\d{5})", cards[1])) <= set(comunas)
    assert "· Maule</h3>" in cards[1]


def test_a_municipality_is_told_at_once_what_to_mend_first(demo_ctx):
    (first,) = paths.first(demo_ctx, "13101")
    steps = demo_ctx.build.table("out_fiscalizacion__mend_path", {"cut": "13101"})
    step = steps[(steps["year"] == steps["year"].max()) & (steps["step"] == 1)].iloc[0]
    assert first.value == demo_ctx.t.points(step["gain_pts"], 1)
    assert step["materia_es"] in first.detail


@pytest.mark.parametrize(
    ("page", "left", "now"),
    [
        ("cumplimiento", {"view": "places"}, {"view": "materias"}),
        ("gobierno_abierto", {"commitment": "CL0048"}, {"commitment": "CL0050"}),
    ],
)
def test_a_part_of_another_view_is_left_behind_without_a_word(visit_demo, page, left, now):
    app = visit_demo(page, **left)
    part = {"cumplimiento": "ranks", "gobierno_abierto": "register"}[page]
    accused = Text("es")("notice.bad_url", what=f"open={part}")
    app.query_params["open"] = part
    assert accused not in shown(app.run()) and app.query_params["open"] in (part, [part])
    app.query_params.update(now)
    assert accused not in shown(app.run()) and "open" not in app.query_params
    app.query_params["open"] = "zzz"
    assert Text("es")("notice.bad_url", what="open=zzz") in shown(app.run())


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("view, cards", [("spread", 3), ("map", 0), ("places", 2), ("materias", 2)])
def test_a_link_opens_a_view_of_the_round(visit_demo, view, cards, lang):
    app = visit_demo("cumplimiento", view=view, region="07", lang=lang)
    html = shown(app)
    assert len(charts_of(app)) == cards
    assert html.count("faro-actions") > cards
    choice = "region=07" if view == "spread" else f"view={view}"
    assert choice in html
    assert "nan" not in words(html).lower().split()


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page, key", [("cumplimiento", "round"), ("municipio", "cut")])
def test_nonsense_gives_a_note_and_the_usual_view(visit_demo, page, key, lang):
    html = shown(visit_demo(page, **{"lang": lang, key: "<b>x"}))
    usual = shown(visit_demo(page, lang=lang))
    assert f"{key}=&lt;b&gt;x" in html
    assert re.findall(r"<h1>.*?</h1>", html) == re.findall(r"<h1>.*?</h1>", usual)


def test_a_link_opens_the_round_and_the_municipality(visit_demo):
    assert (
        "2012" in re.findall(r"<h1>.*?</h1>", shown(visit_demo("cumplimiento", round="r2012")))[0]
    )
    assert "Natales" in re.findall(r"<h1>.*?</h1>", shown(visit_demo("municipio", cut="12401")))[0]


def test_every_municipality_has_a_tile_that_leads_to_its_page(visit_demo, panel):
    html = shown(visit_demo("cumplimiento", lang="en", view="map"))
    tiles = "".join(re.findall(r'<div class="grid">.*?</div>', html, flags=re.S))
    codes = re.findall(r'href="municipio\?cut=(\d{5})&amp;lang=en\b', tiles)
    comunas = panel.table("core_territory__comuna", {"has_municipality": True})
    assert sorted(codes) == sorted(comunas["cut"])
    order = comunas.set_index("cut")["region_order_north_south"]
    assert [order[code] for code in codes] == sorted(order)
    assert tiles.count('aria-label="Santiago: ') == 1


def test_no_two_tiles_share_a_place_or_a_label(panel):
    tiles = panel.table("core_catalogue__tile").merge(
        panel.table("core_territory__comuna"), on="cut"
    )
    assert not tiles.duplicated(["region_code", "tile_row", "tile_column"]).any()
    assert not tiles.duplicated(["region_code", "tile_label"]).any()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", MINE)
def test_charts_have_words_and_only_colours_that_turn_dark(panel, build, lang, name):
    chart = charts.draw(name, panel.table, lang)
    assert not chart.is_empty
    assert all((chart.takeaway, chart.subtitle, chart.alt))
    assert "{" not in chart.takeaway + chart.subtitle + chart.alt
    assert colours(chart.figure.to_plotly_json()) <= set(vars(theme.LIGHT).values()) | {
        "rgba(0,0,0,0)"
    }
    needs_files = charts.RECIPES[name].needs == "deliveries"
    assert charts.draw(name, build.table, lang).is_empty == needs_files


def test_every_score_of_the_round_is_a_dot(panel):
    chart = charts.draw("score_swarm", panel.table, "es", {"round_id": "r2013"})
    scores = panel.table(
        "out_fiscalizacion__municipality_round", {"round_id": "r2013", "revision": "as_published"}
    )
    (dots,) = traces(chart, "municipalities")
    assert sorted(dots.x) == sorted(scores["score_pct"].dropna())
    assert dots.marker.symbol == "circle-open"


def test_no_ribbon_bridges_a_missing_year(panel):
    chart = charts.draw("quartile_ribbons", panel.table, "es")
    for line in traces(chart, "median_line"):
        years = list(line.x)
        assert all(after - before <= 1 for before, after in itertools.pairwise(years))


def test_small_groups_show_no_mean(panel):
    chart = charts.draw("score_groups", panel.table, "es", {"round_id": "r2025"})
    (means,) = traces(chart, "means")
    assert "Arica y Parinacota" not in means.y
    (labels,) = traces(chart, "labels")
    assert Text("es")("chart.groups.few", n="4") in labels.text
    regions = set(chart.rows[chart.rows["dimension"] == "region"]["name"])
    shown = [mean for mean, name in zip(means.x, means.y, strict=True) if name in regions]
    assert len(shown) > 10 and shown == sorted(shown, reverse=True), "the lowest stands on top"
    assert chart.rows["name"].iloc[-1] == "Arica y Parinacota", "too few for a mean: last"


def test_change_across_a_break_is_grey_and_said_not_comparable(panel):
    across = charts.draw("movers", panel.table, "en", {"round_id": "r2025"})
    within = charts.draw("movers", panel.table, "en", {"round_id": "r2017"})
    assert "not comparable" in across.takeaway
    assert "not comparable" not in within.takeaway
    stated = charts.draw("movers", panel.table, "en", {"round_id": "r2013"})
    inferred = ["inference" in chart.takeaway for chart in (across, within, stated)]
    assert inferred == [False, True, False]  # of 2016–2017, as everywhere
    (grey,), (bars,) = traces(across, "change"), traces(within, "change")
    assert set(grey.marker.line.color) == {theme.LIGHT.muted}
    assert theme.LIGHT.attention in bars.marker.line.color
    (expected,) = traces(within, "expected")
    row = within.rows.set_index("comuna").loc[expected.y[0].strip()]
    assert expected.x[0] == row["expected_change_pts"]


def test_the_timeline_speaks_the_language_of_the_reader(panel):
    cut = panel.table("out_adopcion__stage_municipality", {"stage": "attended"})["cut"].iloc[0]
    alt = charts.draw("municipality_timeline", panel.table, "es", {"cut": cut}).alt
    assert Text("es")("event.attended") in alt
    assert "attended" not in alt


def test_the_timeline_holds_convenio_tools_and_scores_together(panel):
    signings = panel.table("out_convenios__municipality", {"kind": "mgtm"})
    own = signings[signings["date_renewed"].notna() & signings["date_end"].notna()].iloc[0]
    chart = charts.draw("municipality_timeline", panel.table, "es", {"cut": own["cut"]})
    (squares,) = traces(chart, "convenio")
    for column in ("date_signed", "date_renewed", "date_end"):
        assert pd.Timestamp(own[column]) in squares.x
        assert Text("es").date(own[column]) in chart.alt
    (scores,) = traces(chart, "scores")
    assert len(scores.x) == (chart.rows["lane"] == "score").sum() > 1


def test_the_names_of_a_full_timeline_have_the_lines_they_need(panel):
    used = panel.table("out_adopcion__tool_municipality").groupby("cut")["tool_id"].nunique()
    chart = charts.draw("municipality_timeline", panel.table, "es", {"cut": used.idxmax()})
    axis = chart.figure.layout.yaxis
    lines = [name.count("<br>") + 1 for name in axis.ticktext]
    assert used.max() > 9 and max(lines) > 1
    apart = [below - above for above, below in itertools.pairwise(axis.tickvals)]
    least = [13 * (above + below) / 2 for above, below in itertools.pairwise(lines)]
    assert all(a >= b for a, b in zip(apart, least, strict=True))
    assert chart.plot().height < 750  # a page of a municipality is no longer than a reader scrolls


def test_a_timeline_writes_no_scores_that_touch(panel):
    used = panel.table("out_adopcion__tool_municipality").groupby("cut")["tool_id"].nunique()
    chart = charts.draw(
        "municipality_timeline", panel.table, "es", {"cut": used[used == 6].index[0]}
    )
    (scores,) = traces(chart, "scores")
    written = [day for day, text in zip(scores.x, scores.text, strict=True) if text]
    assert written[-1] == scores.x[-1]
    assert all((b - a).days > 600 for a, b in itertools.pairwise(written))


def test_a_signing_only_a_source_names_stands_on_the_timeline(build):
    named = build.table("out_convenios__known_signing", {"date_text": "2014-05-29"}).iloc[0]
    chart = charts.draw("municipality_timeline", build.table, "es", {"cut": named["cut"]})
    (squares,) = traces(chart, "convenio")
    assert list(squares.x) == [pd.Timestamp("2014-05-29")]
    assert chart.takeaway.startswith("29-05-2014: Firma (MGTM)")


def test_bands_count_every_municipality_once(panel):
    bands = panel.table("out_fiscalizacion__round_band", {"revision": "as_published"})
    spread = panel.table(
        "out_fiscalizacion__round_distribution",
        {"revision": "as_published", "dimension": "country"},
    ).set_index("round_id")["n_municipalities"]
    assert bands.groupby("round_id")["n_municipalities"].sum().to_dict() == spread.to_dict()


def test_mending_every_item_gives_full_marks(panel):
    gains = panel.table("out_fiscalizacion__item_gain", {"round_id": "r2025"})
    share = gains["weight"] / gains.groupby("cut")["weight"].transform("sum")
    whole = gains.assign(now=gains["score_pct"] * share).groupby("cut")[["now", "gain_pts"]].sum()
    assert (whole.sum(axis=1) - 100).abs().max() < 1e-6


def test_equal_scores_share_a_range_of_places(panel):
    rows = panel.table("out_fiscalizacion__municipality_position")
    rows = rows[rows["peer_place_from"].notna()]
    keys = ["round_id", "rurality", "population_band_id", "score_pct"]
    assert (rows.groupby(keys)["peer_place_from"].nunique() == 1).all()
    ties = rows.groupby(keys).size().rename("ties").reset_index()
    both = rows.merge(ties, on=keys)
    assert (both["peer_place_to"] - both["peer_place_from"] + 1 == both["ties"]).all()


def test_missing_zero_and_not_applicable_look_different():
    looks = [
        shade(0.0, "value"),
        shade(None, "missing"),
        shade(None, "not_applicable"),
        shade(pd.NA, "few"),
        shade(100.0, "value"),
    ]
    assert len(set(looks)) == len(looks)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_published_score_shows_when_nothing_was_delivered(visit, lang):
    html, t = shown(visit("municipio", cut="02103", lang=lang)), Text(lang)
    assert "faro-chip published" in html and "S010" in html
    assert t("paths.deliver") in html and "faro/template/fiscalizacion_long.xlsx" in html


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_target_in_the_link_opens_its_path_and_nonsense_the_usual_one(visit_demo, panel, lang):
    t = Text(lang)
    assert t("chart.path.target", target=90) in str(
        charts.draw("mend_path", panel.table, lang, {"cut": "05405", "target": "90"}).figure
    )
    nonsense = shown(visit_demo("municipio", cut="05405", target="77", lang=lang))
    assert t("notice.bad_url", what="target=77") in nonsense
    assert "faro-notice note" not in shown(
        visit_demo("municipio", cut="05405", target="90", lang=lang)
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_region_too_small_for_a_share_says_so_and_not_that_nothing_is_published(
    visit_again, demo_built, monkeypatch, lang
):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    t = Text(lang)
    html = shown(visit_again("region", lang=lang, region="15", open="scores"))
    assert t("notice.few") in html
    assert t("notice.empty") not in html
    [bands] = [body for _, body in cards_of(html) if t("cumplimiento.bar") in body]
    assert t("word.few") in text_of(bands)
    assert "faro-bar" not in bands


def test_the_bar_of_nothing_is_empty():
    band = {"band_count": 0, "band_share": 0.0, "origin": "simulated"}
    bar, *_ = cumplimiento._share(Text("es"), band)
    assert "<span style" not in bar
    assert "width:50.0%" in cumplimiento._share(Text("es"), band | {"band_share": 50.0})[0]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_simulated_table_is_called_says_so(visit_demo, page):
    html = shown(visit_demo(page, lang="es"))
    names = [
        name
        for title, body in cards_of(html)
        if title.startswith("Simulado")
        for name in re.findall(r'role="region" aria-label="([^"]*)"|<caption>([^<]*)', body)
    ]
    assert names and all("".join(pair).startswith("Simulado: ") for pair in names)


def test_a_simulated_change_below_a_real_figure_is_marked(demo_ctx):
    real = Kpi("Puntaje", "73,5 %", "delivered", "2025", change="+4,1 pts")
    for below, marks in ((PUBLISHED, 0), ("delivered", 0), (SIMULATED, 1)):
        with gathered() as parts:
            kpi_row(demo_ctx, [replace(real, below=below)])
        assert "".join(map(str, parts)).count("faro-chip simulated") == marks
    rows = municipio.standing(demo_ctx, "13118").assign(origin="delivered")
    assert municipio.kpis(demo_ctx, rows)[0].below == SIMULATED
    assert resumen.kpis(demo_ctx, "r2025")[0].below == PUBLISHED


def test_beside_simulated_groups_delivered_regions_stay_what_they_are(panel):
    """Who was a pilot is simulated, what the regions scored is not: the title speaks of regions."""

    def table(name, **where):
        rows = panel.table(name, **where)
        if "dimension" not in rows:
            return rows
        return rows.assign(origin=rows["origin"].where(rows["dimension"] == "group", "computed"))

    chart = charts.draw("score_groups", table, "es", {"round_id": "r2025"})
    assert not chart.takeaway.startswith("Simulado") and chart.alt.startswith("Simulado: ")
    means = {trace.marker.color: {*trace.y} for trace in traces(chart, "means")}
    of_groups = chart.rows[chart.rows["dimension"] == "group"]["name"]
    assert means.pop(charts.base.INK.simulated) == {*of_groups}
    assert len(means) == 1 and "Los Lagos" in means.popitem()[1]
