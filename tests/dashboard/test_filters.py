"""The global filters: honoured, carried from page to page, in the address, never silently lost."""

import re

import pytest
from pages_for_tests import shown

from presentation.choices.filters import Filters


def test_an_address_with_every_filter_reopens_its_view(visit_demo, panel):
    chosen = {"round": "r2024", "region": "07", "rurality": "Rural", "group": "non_pilot"}
    app = visit_demo("cumplimiento", **chosen, revision="as_revised")
    row = panel.table(
        "out_fiscalizacion__universe_round",
        {
            "round_id": "r2024",
            "region_code": "07",
            "rurality": "Rural",
            "group_id": "non_pilot",
            "revision": "as_revised",
        },
    ).iloc[0]
    html = shown(app)
    assert f"{row.n_municipalities} municipios · 2024" in html
    assert "Resto · Rural · Maule" in html
    assert {key: app.query_params[key] for key in chosen} == chosen


def test_a_universe_below_five_shows_its_n_and_no_mean(visit_demo, panel):
    rows = panel.table("out_fiscalizacion__universe_round", {"revision": "as_published"})
    small = rows[(rows.n_municipalities.between(1, 4)) & (rows.group_id == "all")].iloc[0]
    asked = {"round": small.round_id, "region": small.region_code, "rurality": small.rurality}
    html = shown(visit_demo("cumplimiento", **asked))
    assert rows.loc[small.name, "mean_pct"] != rows.loc[small.name, "mean_pct"]  # missing
    assert re.search(rf"{small.n_municipalities} municipios? con puntaje, menos de 5", html)
    assert "faro-kpi" not in html.replace("faro-kpis", "")


def test_a_choice_follows_the_reader_and_a_page_says_what_it_cannot_split(visit_demo):
    app = visit_demo("cumplimiento", region="07", revision="as_revised")
    app.query_params.clear()
    html = shown(app.switch_page("app_pages/cobertura.py").run())
    assert app.selectbox(key="region").value == "07"
    assert "no se puede separar por versión" in html


def test_going_back_to_a_plain_address_gives_the_usual_view(visit_demo):
    app = visit_demo("cumplimiento", region="07")
    app.query_params.clear()
    app.run()
    assert app.selectbox(key="region").value == "all"


def test_the_revised_version_says_how_many_scores_changed(visit_demo, panel):
    changed = panel.query(
        "select count(*) from out_fiscalizacion__municipality_round "
        "where round_id = 'r2024' and revision = 'as_revised'"
    ).iloc[0, 0]
    html = shown(visit_demo("cumplimiento", round="r2024", revision="as_revised"))
    assert f"{changed} puntajes cambiaron" in html
    assert changed > 0


def test_links_carry_only_what_differs_from_the_usual_view():
    assert Filters(round_id="r2025", usual_round="r2025").choices == {}
    chosen = Filters(round_id="r2024", usual_round="r2025", region="07", revision="as_revised")
    assert chosen.choices == {"round": "r2024", "region": "07", "revision": "as_revised"}


def test_the_revised_version_covers_every_municipality_and_differs_only_where_revised(panel):
    both = panel.query(
        "select r.is_revised, r.score_pct is distinct from p.score_pct as differs "
        "from out_fiscalizacion__municipality_standing as p "
        "join out_fiscalizacion__municipality_standing as r using (cut, round_id) "
        "where p.revision = 'as_published' and r.revision = 'as_revised'"
    )
    counts = panel.query(
        "select count(*) from out_fiscalizacion__municipality_standing group by revision"
    )
    assert counts.iloc[0, 0] == counts.iloc[1, 0]
    assert not both[~both.is_revised].differs.any()
    assert both[both.is_revised].differs.any()


@pytest.mark.parametrize(("region", "cards"), [("all", 0), ("07", 4)])
def test_cards_that_stay_national_say_so(visit_demo, region, cards):
    html = shown(visit_demo("cumplimiento", region=region, view="materias"))
    assert html.count("no sigue el filtro Maule.") == cards
    html = shown(visit_demo("cumplimiento", region=region, view="places"))
    assert ("Resalta Maule; los puestos son los de todos." in html) == bool(cards)
