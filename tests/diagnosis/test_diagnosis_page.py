"""The page of diagnoses: what it says of a municipality, what follows a choice, what is missing."""

from __future__ import annotations

from functools import partial

import pytest
from pages_for_tests import charts_of, opened, shown, text_of, words

from pipelines import receiving, serving
from pipelines.errors import FaroError
from presentation import charts, data
from presentation.words import Text


@pytest.fixture
def panel(demo_built) -> serving.Build:
    return serving.open(root=demo_built)


@pytest.fixture
def visit(demo_built, monkeypatch):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    data.clear()
    yield partial(opened, "diagnostico")
    data.clear()


def some(panel, sql: str) -> dict:
    rows = panel.table("out_diagnostico__score", {"part": "total"}).query(sql)
    return rows.sort_values(["instrument_id", "code"]).to_dict("records")[0]


def choices(row: dict) -> dict[str, str]:
    keys = {"instrument": row["instrument_id"], "code": row["code"]}
    return {**keys, "country": row["country"]} if row["country"] != "CL" else keys


def test_a_municipality_its_change_its_coverage_and_its_ladder(visit, panel):
    row = some(panel, "change_state == 'comparable' and country == 'CL'")
    text, t = text_of(visit(**choices(row))), Text("es")
    assert words(f"{row['municipality']} pasó de {t.percent(row['before_pct'])}") in text
    assert words(t.points(row["change_pts"])) in text
    assert f"{row['after_answered']} de {row['after_asked']} preguntas" in text
    assert "Transparencia activa: " in text and "Solicitudes de acceso: " in text
    assert "peldaños alcanzados sin saltar ninguno" in text
    assert "propuesta ilustrativa de Faro" in text
    assert "faro-notice" in shown(visit(**choices(row)))


@pytest.mark.parametrize("state", ["only_before", "other_instrument"])
def test_what_does_not_compare_is_said_and_has_no_change(visit, panel, state):
    row = some(panel, f"change_state == '{state}'")
    text = text_of(visit(**choices(row), lang="en"))
    assert Text("en")(f"diagnostico.because.{state}") in text
    assert "not comparable" in text


@pytest.mark.thorough
def test_another_country_stands_beside_its_own_and_follows_the_instrument(visit, panel):
    row = some(panel, "country == 'MX'")
    app = visit(**choices(row))
    assert row["municipality"] in text_of(app)
    t = Text("es")
    [chart] = charts_of(app)
    assert t("origin.simulated") in chart.spec
    # a municipality of another instrument is let go without a note
    text = text_of(visit(instrument="mgtm_2012_v1", code=row["code"]))
    assert t("notice.bad_url", what=f"code={row['code']}") not in text
    assert t("notice.bad_url", what="code=zzz") in text_of(visit(code="zzz"))


def test_the_radar_is_the_other_view_of_the_same_rows(panel):
    row = some(panel, "change_state == 'comparable'")
    where = {key: row[key] for key in ("instrument_id", "country", "code")}
    dots = charts.draw("diagnosis_dots", panel.table, "es", where)
    radar = charts.draw("diagnosis_radar", panel.table, "es", where)
    tools = dots.rows[dots.rows["part"] == "tool"]
    [after] = [trace for trace in dots.figure.data if trace.meta == "after"]
    assert list(after.x) == tools["after_pct"].dropna().tolist()
    [outline] = [trace for trace in radar.figure.data if trace.meta == "after"]
    reach = [round((x * x + y * y) ** 0.5, 6) for x, y in zip(outline.x, outline.y, strict=True)]
    assert reach[:-1] == [round(v, 6) for v in radar.rows["after_pct"]]
    assert outline.x[0] == outline.x[-1] and outline.y[0] == outline.y[-1]


def test_the_workbook_of_each_instrument_is_a_link(panel):
    for family in panel.table("core_diagnostico__instrument")["family"]:
        name, body = receiving.template("diagnostico", family, "en")
        assert name.startswith("plantilla_diagnostico_") and body[:2] == b"PK"
    with pytest.raises(FaroError, match="no diagnostic instrument"):
        receiving.template("diagnostico", "zzz")
