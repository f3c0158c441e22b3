"""Publicación and the calendar of Municipio: published figures, the simulated audit, bad links."""

from __future__ import annotations

import html as markup
import re

import pandas as pd
import pytest
from pages_for_tests import charts_of, colours, shown, whole, words

from pipelines import marking
from pipelines.origins import COMPUTED, SIMULATED
from presentation import charts, data, theme
from presentation.context import PageContext
from presentation.panels import own_record
from presentation.words import LANGUAGES, Text

MINE = ("filling", "publication_months", "publication_trend", "punctuality", "working_days")


def headline(html: str) -> str:
    [title] = re.findall(r"<h1>.*?</h1>", html)
    return title


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_published_figures_alone_fill_the_page(visit, lang):
    app = visit("publicacion", lang=lang)
    html, t = shown(app), Text(lang)
    assert t.percent(83.7626, 1) in headline(html)
    assert t.percent(37.9, 1) in headline(html)
    assert len(charts_of(app)) == len(MINE)
    assert "faro-chip simulated" not in html and "faro-notice simulated" not in html
    assert t("publicacion.deliver") not in html
    assert len(app.dataframe) == 1
    assert "{" not in re.sub(r"<pre.*?</pre>", "", html, flags=re.S)
    assert "nan" not in words(html).lower().split()


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_year_of_few_has_its_own_sentence_and_is_not_opened_first(visit, monkeypatch, lang):
    """Two editions of one municipality make a year, and no figure of the country."""
    table, metric, t = data.table, data.metric, Text(lang)

    def withheld(rows: pd.DataFrame, column: str) -> pd.DataFrame:
        if not {"year", column} <= {*rows.columns}:
            return rows
        return rows.assign(**{column: rows[column].mask(rows["year"] == 2024)})

    def few(build_id, name, *names, **where):
        rows = table(build_id, name, *names, **where)
        return withheld(rows, "published_due_pct") if "_due_" in name else rows

    def few_of(build_id, name, *names, **where):
        rows = metric(build_id, name, *names, **where)
        return rows.assign(value=None) if where.get("year") == 2024 else rows

    monkeypatch.setattr(data, "table", few)
    monkeypatch.setattr(data, "metric", few_of)
    html = shown(visit("publicacion", lang=lang, year="2024"))
    assert t("publicacion.headline_few", year=2024) in headline(html)
    assert t("publicacion.others_few") in words(html)
    cards = re.findall(r'<article class="faro-kpi"[^>]*>.*?</article>', html, re.S)
    [behind] = [card for card in cards if t("publicacion.kpi.worst") in card]
    assert words(t("publicacion.few")) in markup.unescape(words(behind)) and t.missing not in behind
    first = headline(shown(visit("publicacion", lang=lang)))
    assert "2023" in first and t.missing not in first


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_series_stands_real_beside_a_simulated_panel(visit_demo, lang):
    app = visit_demo("publicacion", lang=lang)
    html = shown(app)
    assert "faro-chip simulated" not in html and "faro-notice simulated" not in html
    [matrix] = app.dataframe
    months = matrix.value[charts_name("TA_PersonalPlanta", lang)]
    assert months.isna().any() and months.between(0, 12)[months.notna()].all()
    leads = matrix.value[Text(lang)("word.leads")]
    assert leads.str.startswith("municipio?cut=").all() and leads.is_unique


def test_a_day_of_the_line_moves_the_chart_and_the_list(visit, build):
    early, late = (
        shown(visit("publicacion", month="2024-07", day=day))
        for day in ("2024-08-15", "2024-08-31")
    )
    assert "Al 15-08-2024" in early and "Al 31-08-2024" in late
    cells = build.table("out_publicacion__punctuality")
    due = cells[cells["is_watched"] & cells["is_monthly"] & (cells["deadline"] < "2024-08-31")]
    owed = due[(due["punctuality_state"] == "not_seen") | (due["earliest_on"] > "2024-08-31")]
    t = Text("es")
    sentence = t(
        "puntual.late_title",
        n=t.number(len(owed)),
        municipalities=t.number(owed["cut"].nunique()),
        day="31-08-2024",
    )
    assert sentence in late and sentence not in early


def test_golden_figures_of_the_series_stand_on_the_page(visit, build):
    row = build.table("out_publicacion__arrival_total").iloc[-1]
    html = words(shown(visit("publicacion")))
    assert Text("es").number(row["arrival_count"]) in html
    assert Text("es")("puntual.span", first="abr", last="nov", year=2024) in html


def charts_name(ta_file: str, lang: str) -> str:
    return {"es": "Personal de planta", "en": "Permanent staff"}[lang] if ta_file else ""


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", ["year", "region"])
def test_nonsense_gives_a_note_and_the_usual_view(visit, key, lang):
    html = shown(visit("publicacion", **{"lang": lang, key: "<b>x"}))
    assert f"{key}=&lt;b&gt;x" in html
    assert headline(html) == headline(shown(visit("publicacion", lang=lang)))


def test_a_link_opens_the_year_and_the_region(visit):
    assert "2022" in headline(shown(visit("publicacion", year="2022")))
    html = shown(visit("publicacion", region="02"))
    assert "Antofagasta · 12 archivos mensuales" in html
    assert Text("es").percent(72.6, 1) in html


def test_a_region_of_few_municipalities_shows_no_share(visit):
    html = shown(visit("publicacion", region="15"))
    assert '<p class="value">n\xa0&lt;\xa05</p>' in html
    assert Text("es")("chart.months.few", place="Arica y Parinacota") in html


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", MINE)
def test_charts_have_words_and_only_colours_that_turn_dark(build, lang, name):
    chart = charts.draw(name, build.table, lang)
    assert not chart.is_empty
    assert all((chart.takeaway, chart.subtitle, chart.alt))
    assert "{" not in chart.takeaway + chart.subtitle + chart.alt
    assert colours(chart.figure.to_plotly_json()) <= set(vars(theme.LIGHT).values()) | {
        "rgba(0,0,0,0)"
    }
    nothing = charts.draw(name, lambda table: build.table(table).head(0), lang)
    assert nothing.is_empty


def test_zero_not_due_and_few_look_different(build):
    chart = charts.draw("publication_months", build.table, "es", {"region": "02"})
    [cells] = [trace for trace in chart.figure.data if trace.meta == "months"]
    [zeros] = [trace for trace in chart.figure.data if trace.meta == "zeros"]
    looks = {}
    for row, fill, edge in zip(
        chart.rows.itertuples(), cells.marker.color, cells.marker.line.color, strict=True
    ):
        kind = "not_due" if not row.is_due else "few" if pd.isna(row.published_pct) else "value"
        looks.setdefault(kind, set()).add((fill, edge))
    assert set(looks) == {"not_due", "few", "value"}
    assert not looks["not_due"] & looks["few"] and not looks["few"] & looks["value"]
    is_zero = (chart.rows["published_pct"] == 0) & chart.rows["is_due"]
    assert len(zeros.x) == is_zero.sum() > 0


def test_the_trend_ends_with_the_change_since_the_year_before(build):
    chart = charts.draw("publication_trend", build.table, "en")
    notes = [note.text for note in chart.figure.layout.annotations]
    assert "<b>37.9</b>  +7.6" in notes
    assert any(text.startswith("<b>80.3</b>  −5.5") for text in notes)


def test_the_tenth_working_day_holds_the_most_updates(build):
    chart = charts.draw("working_days", build.table, "en")
    assert chart.takeaway == (
        "Working day 10 holds 20.2% of the last updates; 30.3% come after the tenth"
    )


@pytest.mark.thorough
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_calendar_of_a_municipality_says_every_state_in_words(visit_demo, lang):
    html, t = shown(visit_demo("municipio", lang=lang, cut="13101")), Text(lang)
    [table] = re.findall(r'<div class="faro-scroll faro-calendar".*?</table>', html, flags=re.S)
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", table)
    assert len(rows) == 19
    assert all(row.count("faro-heard") == 12 for row in rows)
    for state in ("published", "not_published", "not_due", "unknown"):
        assert f">{t(f'publication_state.{state}')}</span></td>" in table
    assert "simulated" not in table


def test_the_calendar_opens_the_year_of_the_link(visit_demo):
    html = shown(visit_demo("municipio", cut="13101", year="2022"))
    assert f"{Text('es')('publicacion.calendar_title')} 2022" in html
    assert ">aún no vencía</span></td>" not in html  # every month of 2022 was due


@pytest.mark.parametrize("origin", [COMPUTED, SIMULATED])
def test_that_no_audit_saw_a_municipality_is_as_sure_as_what_was_searched(
    served, build, no_cache, monkeypatch, origin
):
    table = data.table

    def nothing(build_id: str, name: str, **where: str) -> pd.DataFrame:
        if name not in (own_record.CELLS, own_record.SHARES):
            return table(build_id, name, **where)
        rows = pd.DataFrame()
        rows.attrs["origin"] = origin
        return rows

    ctx = PageContext(build=build, t=Text("es"))
    monkeypatch.setattr(data, "table", nothing)
    words_ = ctx.t("puntual.own_none")
    for record in (own_record.own(ctx, "00000", "m"), own_record.inner(ctx, (), "00000", "m")):
        assert f"<h2>{marking.with_origin(words_, origin, 'es')}</h2>" in record
        assert f'class="faro-source" data-origin="{origin}"' in record and "<p></p>" not in record


def test_what_a_cell_of_the_record_says_under_the_pointer_stands_in_its_table(served, build):
    ctx = PageContext(build=build, t=Text("es"))
    cut = str(build.query("select min(cut) from out_publicacion__punctuality").iloc[0, 0])
    page = whole(str(own_record.own(ctx, cut, "municipio")))
    under = {markup.unescape(text) for text in re.findall(r'<td[^>]* title="([^"]+)"', page)}
    rows = {tuple(re.findall(r"<td[^>]*>(.*?)</td>", row)) for row in page.split("<tr>")}
    lines = {f"{row[1]}: {markup.unescape(words(row[3])).strip()}" for row in rows if len(row) == 4}
    assert under and under <= lines
