"""Tendencias y efecto on the simulated panel: readings, bad links, and what a choice changes."""

from __future__ import annotations

import re

import pytest
from pages_for_tests import charts_of, shown

from pipelines import serving
from presentation import data
from presentation.words import LANGUAGES, Text

PAGE = "tendencias"


def plain(app) -> str:
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]+>", "", shown(app)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_simulated_reading_begins_by_saying_so(visit_demo, lang):
    html, t = shown(visit_demo(PAGE, lang=lang)), Text(lang)
    [card] = re.findall(r'<table class="faro-table">.*?</table>', html, re.S)[:1]
    rows = re.findall(r"<tr>(.*?)</tr>", card, re.S)[1:]
    assert len(rows) == 3
    for row in rows:
        text = re.sub(r"<[^>]+>", "", row).strip()
        assert text.startswith(t("origin.simulated")) == ("simulated" in row)
    assert sum("simulated" in row for row in rows) == 2


@pytest.mark.few(3)
@pytest.mark.parametrize(
    "view, charts", [("change", 2), ("claim", 1), ("effect", 3), ("start", 2), ("moves", 3)]
)
def test_the_panel_fills_every_view(visit_demo, view, charts):
    app = visit_demo(PAGE, view=view)
    html = shown(app)
    assert len(charts_of(app)) == charts
    assert Text("es")("notice.empty_title") not in html
    assert f"view={view}" in html.replace("&amp;", "&") or view == "change"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_questions_of_punctuality_stand_on_the_real_series(visit, lang):
    """They need no panel, and nothing of them is simulated."""
    app, t = visit(PAGE, view="publication", lang=lang), Text(lang)
    text = plain(app)
    for question in ("change", "tenth", "size", "trait"):
        assert t(f"lateness.question.{question}") in text
    assert t("study.deliver") not in text
    assert t("origin.simulated") not in text


@pytest.mark.parametrize("view", ["effect", "start", "moves"])
def test_a_view_without_its_figures_says_what_to_deliver(visit, view):
    app = visit(PAGE, view=view)
    assert Text("es")("study.deliver") in shown(app)
    assert not charts_of(app) and not app.selectbox  # nor a choice that would change nothing


@pytest.mark.thorough
def test_choices_drive_what_they_can_and_the_rest_says_so(visit_demo):
    t = Text("es")
    choices = {"round": "r2018", "from": "r2016", "group": "mgtm_pilot"}
    country = t("study.scope.country", universe=t.code("group", "mgtm_pilot"))
    words = plain(visit_demo(PAGE, **choices))
    assert country in words and t("study.scope.all_rounds") in words
    words = plain(visit_demo(PAGE, view="start", **choices))
    assert t("study.scope.before", start="2017", end="2018") in words and country in words
    words = plain(visit_demo(PAGE, view="claim", **choices))
    assert "Anillo: el par elegido, 2016–2018" in words
    assert t("filter.unused", names=t("filter.group").lower()) in words
    assert t("study.scope.effect") in plain(visit_demo(PAGE, view="effect", **choices))
    moved = plain(visit_demo(PAGE, view="moves", **choices))
    assert "De 36 municipios" in moved


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_bias_is_a_slider_by_tenths_kept_in_the_address(visit, lang):
    app, t = visit(PAGE, view="claim", bias="7.3", lang=lang), Text(lang)
    slider = app.select_slider(key="bias")
    assert slider.value == "7.3" and len(slider.options) == 201
    facts = {"bias": t.points(7.3, 1, signed=False), "left": t.points(7.92, 1, signed=False)}
    assert t("study.bias.claim.title", **facts) in plain(app)
    app = slider.set_value("15.3").run()
    assert app.query_params["bias"] in ("15.3", ["15.3"])
    assert t("study.bias.claim.gone", bias=t.points(15.3, 1, signed=False)) in plain(app)


def test_the_effect_stands_beside_other_ways_and_its_breakdown_values(visit_demo, panel):
    words, t = plain(visit_demo(PAGE, view="effect")), Text("es")
    rows = panel.table("out_estudio__effect", {"scale": "points"})
    for row in rows[rows["level"].isin(["overall", "same_method"])].itertuples():
        if row.estimator != "twfe" and row.place == "all" and row.level == "overall":
            span = t.interval(row.low, row.high, None, 1)
            assert f"{t.points(row.estimate, 1)} ({span})".replace("\xa0", " ") in words.replace(
                "\xa0", " "
            )
    assert len(rows[rows["level"] == "breakdown"]) == 2
    assert words.count("×") >= 4 and t("study.way.breakdown_first") in words
    assert words.count(t("study.grade.inconclusive")) > 2  # in the title of the chart too


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_no_round_before_limits_the_bias_it_is_set_by_hand(visit_demo, monkeypatch, lang):
    whole, t = data.table, Text(lang)

    def without_limits(build_id, name, **where):
        rows = whole(build_id, name, **where)
        return rows[rows["level"] != "breakdown"] if name == "out_estudio__effect" else rows

    monkeypatch.setattr(data, "table", without_limits)
    app = visit_demo(PAGE, view="effect", bias="1", lang=lang)
    assert t("study.way.none") in plain(app)
    choices = {"estimator": "cs_dr", "scale": "points", "level": "overall"}
    value = float(
        whole(serving.open().build_id, "out_estudio__effect", **choices)["estimate"].iloc[0]
    )
    facts = {"bias": t.points(1, 1, signed=False), "left": t.points(value + 1, 1)}
    assert value < -1
    assert t("study.bias.effect.title", **facts) in plain(app)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_published_figures_say_what_to_deliver(visit, lang):
    html, t = shown(visit(PAGE, lang=lang)), Text(lang)
    assert t("study.deliver") in html
    assert t("study.reading.convenio_overall.no_panel") in html
    assert t("study.grade.inconclusive") in html and t("study.grade.descriptive") in html
    assert t("study.grade.adjusted") not in re.sub(r"(?s)<header.*?</header>", "", html)


def test_a_link_reopens_the_pair_and_the_bias(visit_demo):
    choices = {"round": "r2024", "from": "r2018", "by": "materia"}
    app, t = visit_demo(PAGE, **choices), Text("es")
    assert t("chart.waterfall.crossed") in plain(app)
    assert app.selectbox(key="from").value == "r2018"
    assert t("study.bias.claim.gone", bias=t.points(20, 1, signed=False)) in plain(
        visit_demo(PAGE, view="claim", bias="20")
    )


def test_nonsense_gives_notes_and_the_usual_view(visit):
    nonsense = {"from": "<b>x", "by": "moon", "view": "moon", "round": "r1999"}
    html = shown(visit(PAGE, **nonsense))
    assert html.count("faro-notice") == 4
    assert "<b>x" not in html
    assert shown(visit(PAGE, view="claim", bias="-1")).count("faro-notice") == 1
