"""Coverage and tools with deliveries: counts, lists as of a date, groups too small for a mean."""

import datetime as dt
import io
import re

import pandas as pd
import pytest
from asgi_for_tests import Client
from pages_for_tests import charts_of, colours, opened, shown, words
from starlette.applications import Starlette

from dashboard import gate
from dashboard.routes import directory
from pipelines import serving
from presentation import charts, data, theme
from presentation.cards.delivered import as_csv
from presentation.choices.filters import Filters
from presentation.context import PageContext
from presentation.panels import convenios, herramientas, tool_tables
from presentation.words import LANGUAGES, Text

MINE = (
    "signing_days",
    "coverage_region",
    "coverage_rurality",
    "adoption_funnel",
    "tool_years",
    "tool_scores",
)
PAGES = {"cobertura": 7, "herramientas": 2}


@pytest.fixture
def demo(demo_built) -> serving.Build:
    return serving.open(root=demo_built)


@pytest.fixture
def ctx(demo, demo_built, monkeypatch) -> PageContext:
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    data.clear()
    return PageContext(build=demo, t=Text("es"))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", MINE)
def test_a_simulated_chart_says_so_in_words_and_marks(demo, lang, name):
    chart, recipe = charts.draw(name, demo.table, lang), charts.RECIPES[name]
    simulated = Text(lang)("origin.simulated")
    assert not chart.is_empty
    assert chart.takeaway.startswith(f"{simulated}: ")
    assert simulated in [note.text for note in chart.figure.layout.annotations]
    spec = str(chart.figure.to_plotly_json())
    assert "'dash': 'dash'" in spec or "'pattern'" in spec
    assert "{" not in chart.takeaway + chart.subtitle + chart.alt
    assert colours(chart.figure.to_plotly_json()) <= {
        *vars(theme.LIGHT).values(),
        "rgba(0,0,0,0)",
    }
    described = {c.name.removesuffix(f"_{lang}") for c in demo.describe(recipe.tables[0]).columns}
    assert set(recipe.columns) <= described


def test_delivered_figures_are_drawn_plain(demo):
    def delivered(name):
        rows = demo.table(name)
        return rows.assign(origin="delivered") if "origin" in rows else rows

    for name in MINE:
        chart = charts.draw(name, delivered, "es")
        spec = str(chart.figure.to_plotly_json())
        assert "'dash': 'dash'" not in spec
        assert "'pattern'" not in spec
        assert "Simulado" not in chart.takeaway + spec


def test_the_curve_counts_each_municipality_once(demo):
    signings = demo.table("core_convenios__signing")
    mgtm = signings[signings["kind"].isin(["pilot", "mgtm"]) & signings["date_signed"].notna()]
    chart = charts.draw("signing_days", demo.table, "es")
    (total,) = [trace for trace in chart.figure.data if trace.meta == "any_mgtm"]
    assert total.y[-1] == mgtm["cut"].nunique()
    assert list(total.y) == sorted(total.y)


def test_a_region_of_few_has_no_share_and_no_other_region_stands_for_it(demo):
    arica = (demo.table("out_convenios__coverage_by")["member"] == "15").to_numpy()

    def table(name, **where):
        rows = demo.table(name, **where)
        if name == "out_convenios__coverage_by":
            every = rows["municipalities"].where(~arica, 4)
            signed = every.where(~arica, 3)
            shares = (signed / every * 100).where(~arica)
            rows = rows.assign(municipalities=every, signed_cumulative=signed, coverage_pct=shares)
        return rows

    for lang, title, label in (
        ("es", "Solo falta alguien por firmar en Arica y Parinacota", "3 de 4 · muy pocos"),
        ("en", "Someone has yet to sign in Arica y Parinacota alone", "3 of 4 · too few"),
    ):
        chart = charts.draw("coverage_region", table, lang)
        assert chart.takeaway.partition(": ")[2] == title
        assert any(label in (note.text or "") for note in chart.figure.layout.annotations)


def test_coverage_by_region_is_in_per_cent_the_lowest_first_and_counts_the_country(demo):
    chart = charts.draw("coverage_region", demo.table, "es")
    signed, whole = (
        next(trace for trace in chart.figure.data if trace.meta == meta)
        for meta in ("signed", "municipalities")
    )
    assert list(signed.x) == sorted(signed.x, reverse=True)  # drawn from the bottom up
    assert set(whole.x) == {100}
    gap = chart.rows["municipalities"].sum() - chart.rows["signed_cumulative"].sum()
    assert gap == len(demo.table("out_convenios__never_signed"))


def test_the_scores_are_those_of_users_before_the_round(demo):
    events = demo.table("core_adopcion__stage_event")
    scores = demo.table("out_fiscalizacion__municipality_round")
    scores = scores[(scores["round_id"] == "r2018") & (scores["revision"] == "as_published")]
    used = events[
        (events["tool_id"] == "internal_regulation")
        & events["stage"].isin(["implemented", "verified"])
        & (events["date"] < pd.Timestamp(2018, 1, 1))
    ]
    mean = scores[scores["cut"].isin(used["cut"])]["score_pct"].mean()
    rows = demo.table("out_adopcion__tool_score", {"round_id": "r2018"}).set_index("tool_id")
    row = rows.loc["internal_regulation"]
    assert row["mean_adopters_pct"] == pytest.approx(mean)
    assert row["n_adopters"] == used["cut"].nunique()
    small = rows[(rows["n_adopters"] < 5) | (rows["n_rest"] < 5)]
    assert not small.empty
    assert small["difference_pts"].isna().all()


def test_a_small_region_has_counts_and_no_share(demo):
    rows = demo.table("out_adopcion__tool_region")
    assert rows[rows["municipalities"] < 5]["share_pct"].isna().all()
    large = rows[rows["municipalities"] >= 5]
    assert (large["share_pct"] == 100 * large["adopters"] / large["municipalities"]).all()


def test_a_pair_of_tools_overlaps_as_its_sets_do(demo):
    used = demo.table("out_adopcion__tool_municipality")
    used = used[used["model_version"].isin(["mgtm", "mgtm2"])]
    used = used[used["stage"].isin(["implemented", "verified"])]
    sets = {tool: set(part["cut"]) for tool, part in used.groupby("tool_id")}
    rows = demo.table("out_adopcion__tool_pair")
    assert len(rows) == len(sets) * (len(sets) - 1) / 2
    for row in rows.to_dict("records"):
        own, other = sets[row["tool_id"]], sets[row["other_tool_id"]]
        assert row["both_count"] == len(own & other)
        assert row["either_count"] == len(own | other)


def test_a_list_is_taken_away_by_the_link_it_shows(ctx, demo):
    page = shown(opened("cobertura"))
    address = re.search(r'href="(/faro/answer/[^"]+never_signed[^"]+)"', page)[1]
    assert "simulado" in address
    reply = Client(gate.Gate(Starlette(routes=directory.routes()))).get(address)
    assert reply.status_code == 200 and reply.headers["x-faro-build"] == demo.build_id
    rows = pd.read_csv(io.BytesIO(reply.content), dtype=str)
    assert set(rows["cut"]) == set(demo.table("out_convenios__never_signed")["cut"])


def test_the_stuck_list_follows_the_date(ctx):
    late = convenios.stuck(ctx, dt.date(2026, 11, 21), None).rows
    assert not late.empty
    assert late["date_started"].isna().all()
    early = convenios.stuck(ctx, dt.date(2015, 3, 1), None).rows
    assert (early["date_signed"] < pd.Timestamp(2014, 3, 1)).all()
    assert (early["date_started"].dropna() > pd.Timestamp(2015, 3, 1)).all()
    assert convenios.stuck(ctx, dt.date(2012, 1, 1), None).rows.empty


def test_what_expires_lies_within_a_year_of_the_date(ctx):
    day = dt.date(2026, 11, 21)
    listing = convenios.expiring(ctx, day, None)
    ends = listing.rows["date_end"]
    assert len(listing.rows) > 0
    assert ends.between(pd.Timestamp(day), pd.Timestamp(2027, 11, 21)).all()
    region = convenios.expiring(ctx, day, "13").rows
    assert set(region["region_code"]) == {"13"}
    assert len(region) == (listing.rows["region_code"] == "13").sum()
    text = as_csv(listing.rows).decode("utf-8-sig")
    assert text.count("simulated") == len(listing.rows)
    assert f",{ends.iloc[0]:%Y-%m-%d}," in text


def test_the_matrix_has_a_row_for_every_municipality_and_words_in_its_cells(ctx):
    title, table = tool_tables.matrix(ctx, Filters())
    assert table.shape == (345, 3 + len(ctx.build.table("core_catalogue__tool")))
    assert title.startswith("Simulado: ")
    used = ctx.build.table("out_adopcion__tool_municipality")
    used = used[used["model_version"].isin(["mgtm", "mgtm2"])]
    in_use = used["stage"].isin(["implemented", "verified"]).sum()
    assert table["En uso"].sum() == in_use
    headline = herramientas.headline(ctx, Filters())
    assert headline.startswith(f"Simulado: {(table['En uso'] > 0).sum()} municipios de 345 usan")
    assert table.isin(["●●● Verificada"]).to_numpy().sum() == (used["stage"] == "verified").sum()


def test_the_headline_of_a_narrowed_page_names_its_universe(ctx):
    maule = Filters(region="07")
    assert herramientas.headline(ctx, maule).startswith("Simulado: Maule: ")


def test_the_use_of_a_tool_is_marked_simulated_beside_its_published_description(ctx):
    card = herramientas.catalogue(ctx)
    tools = ctx.build.table("core_catalogue__tool")
    assert card.count("faro-chip simulated") == len(tools)
    assert "Publicado y simulado · S001" in card


@pytest.mark.few(3)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_the_simulated_panel(visit_demo, page, lang):
    app = visit_demo(page, lang=lang)
    html, t = shown(app), Text(lang)
    assert html.count('class="faro-notice simulated') == 1
    assert len(charts_of(app)) == PAGES[page]
    assert 'class="faro-chip simulated"' in html
    assert t("delivered.template") not in html
    assert "nan" not in words(html).lower().split()


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_nonsense_gives_notes_and_the_usual_view(visit_demo, page, lang):
    bad = {"asof": "2026-99-99", "tool": "<b>", "round": "r1", "region": "77"}
    html, usual = shown(visit_demo(page, lang=lang, **bad)), shown(visit_demo(page, lang=lang))
    expected = {"cobertura": 2, "herramientas": 3}[page]
    assert html.count("faro-notice note") == expected
    assert re.findall(r"<h2>.*?</h2>", html) == re.findall(r"<h2>.*?</h2>", usual)


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_deliveries_the_pages_say_what_to_deliver(visit, lang):
    coverage, tools = shown(visit("cobertura", lang=lang)), shown(visit("herramientas", lang=lang))
    assert "/faro/template/convenio.xlsx" in coverage
    assert "/faro/template/adopcion.xlsx" in coverage
    assert "/faro/template/adopcion.xlsx" in tools
    assert Text(lang)("herramientas.no_dimension") in tools


def test_a_link_with_a_date_and_a_region_reopens_the_lists(visit_demo):
    html = shown(visit_demo("cobertura", asof="2015-03-01", region="13"))
    assert "01-03-2015" in html
    assert "01-03-2016" in html
    everywhere = shown(visit_demo("cobertura", asof="2015-03-01"))
    assert len(html) < len(everywhere)
