"""Municipal open government: steps counted apart by origin, distances known or not, and exports."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date

import duckdb
import jsonschema
import openpyxl
import pandas as pd
import pytest

from exports.ogp import machine, rows
from exports.ogp.reports import annexes, report
from exports.ogp.sheets import as_csv, xlsx
from pipelines import paths, serving
from pipelines.build import statements, warehouse
from presentation.charts import gam
from presentation.desk.at_a_date import read
from presentation.words import LANGUAGES, Text

WHEN = date(2020, 8, 31)
MAIPU, PUTRE, MACUL, CONCEPCION = "13119", "15201", "13118", "08101"


def real(step: str, count: int, outside: int) -> dict:
    """A row of ``out_gam__step`` made from deliveries."""
    day = pd.Timestamp("2020-03-31")
    return {
        "step": step,
        "step_order": 1,
        "observed_on": day,
        "municipality_count": count,
        "outside_count": outside,
        "origin": "computed",
        "source_ids": "adhesiones.csv",
    }


@pytest.fixture
def tables():
    """A connection with the core tables, and a function that makes one out table."""
    con = warehouse.teach(duckdb.connect())
    con.execute(
        "create table core_territory__municipality as select * from (values"
        " ('CL', '13101', 'Santiago', '13', 'Metropolitana', 7, -33.45, -70.65),"
        " ('CL', '13119', 'Maipú', '13', 'Metropolitana', 7, -33.51, -70.76),"
        " ('CL', '15201', 'Putre', '15', 'Arica', 1, -18.20, -69.56),"
        " ('CL', '13118', 'Macul', '13', 'Metropolitana', 7, null, null),"
        " ('CL', '08101', 'Concepción', '08', 'Biobío', 11, null, null))"
        " as m (country, code, municipality, region_id, region, region_order, latitude, longitude)"
    )
    con.execute(
        "create table core_territory__region_capital as select * from (values"
        " ('15', -18.47552, -70.30058), ('08', -36.82699, -73.04977))"
        " as c (region_code, latitude, longitude)"
    )
    acts = [
        ("CL", CONCEPCION, "budget_platform", "2019-07-01", "delivered"),
        ("CL", PUTRE, "adhesion", "2019-06-03", "delivered"),
        ("CL", MAIPU, "adhesion", "2019-07-01", "delivered"),
        ("CL", MACUL, "adhesion", "2019-07-01", "simulated"),
        ("CL", PUTRE, "budget_platform", "2019-09-02", "delivered"),
    ]
    con.register(
        "acts",
        pd.DataFrame(acts, columns=["country", "code", "act", "act_date", "origin"]).assign(
            source_file="adhesiones.csv", act_date=lambda f: pd.to_datetime(f["act_date"])
        ),
    )
    con.execute(
        "create table core_gam__act as select * replace (act_date::date as act_date, "
        "origin::ORIGIN as origin) from acts"
    )
    con.execute(
        "create table core_convenios__signing as select 'CL' as country, '15201' as code,"
        " date '2018-12-10' as date_signed, 'delivered'::ORIGIN as origin,"
        " 'convenios.csv' as source_file,"
        " 'open_government' as kind"
    )
    con.execute(
        "create table core_gam__milestone as select 'CL' as country, '15201' as code,"
        " 2019 as plan_year, 1 as commitment_number, n as milestone_number,"
        " date '2019-10-01' as start_date, if(n = 1, date '2020-01-02', null) as done_date,"
        " 'delivered'::ORIGIN as origin, 'planes.csv' as source_file from range(1, 3) as r (n)"
    )
    con.execute(
        "create table core_diagnostico__answer as select 'CL' as country, '13119' as code,"
        " instrument as instrument_id, 'before' as moment, date '2019-12-02' as date,"
        " 'delivered'::ORIGIN as origin, 'diagnostico.xlsx' as source_file"
        " from (values ('gam_2018_v1'), ('mgtm_2012_v1')) as i (instrument)"
    )
    con.execute(
        "create table core_gam__assessment (country varchar, code varchar, phase varchar,"
        " assessed_on date, origin ORIGIN, source_file varchar)"
    )
    con.execute(
        "create table core_gam__participation (country varchar, code varchar, event_date date,"
        " event_name varchar, standard_id varchar, origin ORIGIN, source_file varchar)"
    )

    def run(name: str) -> pd.DataFrame:
        statements.make_table(con, name, paths.SQL_OUT / f"{name}.sql")
        return con.execute(f'select * replace (origin::varchar as origin) from "{name}"').df()

    yield run
    con.close()


def test_the_distance_is_computed_from_coordinates_or_not_known(tables):
    tables("out_gam__event")
    municipalities = tables("out_gam__municipality").set_index("code")
    assert municipalities.loc[PUTRE, "capital_distance_km"] == pytest.approx(1699, abs=5)
    assert municipalities.loc[MAIPU, "capital_distance_km"] == pytest.approx(12, abs=1)
    assert (
        MACUL not in municipalities.index
    )  # real steps take the place of the simulated of their kind
    assert municipalities.loc[CONCEPCION, "capital_distance_km"] == pytest.approx(435, abs=3)
    basis = municipalities["distance_basis"].dropna().to_dict()
    assert basis == {PUTRE: "municipality", MAIPU: "municipality", CONCEPCION: "region"}
    outside = {PUTRE: True, CONCEPCION: True, MAIPU: False}
    assert municipalities["is_outside_capital_region"].to_dict() == outside
    assert municipalities.loc[MAIPU, "diagnosed_on"].date() == date(2019, 12, 2)  # from its answers
    putre = municipalities.loc[PUTRE]
    assert putre["adhered_on"].date() == date(2018, 12, 10)  # the convenio came first
    assert (putre["commitment_count"], putre["milestone_count"], putre["done_count"]) == (1, 2, 1)
    assert pd.isna(putre["final_on"]) and municipalities.loc[MAIPU, "milestone_count"] == 0


def test_steps_add_up_by_date_and_real_ones_take_the_place_of_simulated_ones(tables):
    tables("out_gam__event")
    steps = tables("out_gam__step")
    adhesion = steps[steps["step"] == "adhesion"].sort_values(["origin", "observed_on"])
    counts = adhesion[["origin", "municipality_count", "outside_count"]].values.tolist()
    assert counts == [["computed", 1, 1], ["computed", 2, 1]]
    drawn = gam.at(steps, "2019-06-30")
    assert drawn[["step", "municipality_count"]].values.tolist() == [["adhesion", 1]]
    both = gam.steps(steps, t=Text("es"))
    assert not both.takeaway.startswith("Simulado") and "Adhesión firmada" in both.alt


def test_simulated_steps_show_on_the_page_and_never_enter_an_export(demo_built):
    build = serving.open(root=demo_built)
    assert {row["origin"] for row in read(build, "CL0054", WHEN, simulated=True).local} == {
        "simulated"
    }
    record = read(build, "CL0054", WHEN)
    assert record.local == []
    assert machine.content(record)["local_government"] == []
    for name in ("xlsx", "csv", "json", "autoevaluacion-docx"):
        assert b"adhesiones.csv" not in report(build, "CL0054", WHEN, "es", name)[1]
    sheets = openpyxl.load_workbook(
        io.BytesIO(xlsx(record, "es", made=pd.Timestamp("2026-01-01"), metrics=serving.metrics()))
    )
    assert Text("es")("ogp.sheet.local") not in sheets.sheetnames
    assert read(build, "CL0048", date(2018, 6, 30), simulated=True).local == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_delivered_steps_reach_every_report(demo_built, lang):
    t = Text(lang)
    given = [real("adhesion", 5, 3), real("final", 0, 0)]
    record = replace(read(serving.open(root=demo_built), "CL0054", WHEN), local=given)
    [first, second] = rows.local(record, t)
    assert (first["value"], first["outside"], second["value"]) == (5, 3, 0)
    content = json.loads(machine.as_json(record))
    jsonschema.validate(content, machine.schema())
    assert content["local_government"][0]["municipalities"] == 5
    book = openpyxl.load_workbook(
        io.BytesIO(
            xlsx(
                record,
                lang,
                made=pd.Timestamp("2026-01-01").to_pydatetime(),
                metrics=serving.metrics(),
            )
        )
    )
    assert book[t("ogp.sheet.local")]["B2"].value == 5
    assert t("gam.step.adhesion") in as_csv(record, lang).decode("utf-8-sig")
    named = [row["name"] for row in annexes(record, t)["indicators"]]
    assert t("gam.counted", step=t("gam.step.adhesion")) in named


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_deliveries_the_page_of_cl0054_asks_for_them(built, lang):
    record = read(serving.open(root=built), "CL0054", WHEN, simulated=True)
    assert record.local == []
    assert Text(lang)("gam.deliver")
