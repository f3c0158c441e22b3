"""The page of the management models: every version as a map; a new model is a file alone."""

from __future__ import annotations

import re

import duckdb
import pytest
from models_for_tests import given
from pages_for_tests import shown

from pipelines import origins, paths, serving
from pipelines.build import warehouse
from pipelines.methods import models
from presentation.words import LANGUAGES, Text

VERSIONS = {
    "mgtm_2012": 12,
    "mgtm_2014": 14,
    "mgtm2_2016": 4,
    "ig11_pmg_2014": 15,
    "gam_2018": 6,
    "regional_2022": 17,
}
MADE = ("adoption", "version_change", "link")


def tiles(html: str) -> int:
    return html.count("<li><h4>")


@pytest.mark.few(4)
@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_is_a_map_with_a_tile_a_tool(visit, version):
    html = shown(visit("modelos", version=version))
    assert tiles(html) == VERSIONS[version]
    assert "faro-notice" not in html  # the model follows from the version asked
    assert Text("es")("modelos.key_none") in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_use_is_drawn_in_words_and_marked_as_simulated(visit, demo_built, monkeypatch, lang):
    monkeypatch.setenv("FARO_CURATED", str(demo_built))
    html = shown(visit("modelos", version="mgtm_2014", lang=lang))
    assert html.count("faro-notice simulated") == 1
    rows = serving.open(root=demo_built).table("out_modelos__adoption", {"version_id": "mgtm_2014"})
    assert html.count('<p class="use"><span class="faro-bar simulated"') == len(rows) == 13
    assert Text(lang)("modelos.no_adoption") in html  # the accreditation: unknown, never zero
    assert "modelos?build=" in html and "version=mgtm_2014" in html


def test_versions_side_by_side_say_what_was_added_renamed_dropped_and_kept(built):
    rows = serving.open(root=built).table(
        "out_modelos__version_change", {"version_id": "mgtm_2014"}
    )
    kinds = rows.groupby("change_kind")["tool_id"].apply(list).to_dict()
    assert kinds["added"] == ["collaboration_agreement", "accreditation"]
    assert len(kinds["renamed"]) == 7 and len(kinds["kept"]) == 5 and "dropped" not in kinds
    wider = serving.open(root=built).table(
        "out_modelos__version_change", {"version_id": "mgtm2_2016"}
    )
    assert wider["change_kind"].value_counts().to_dict() == {"kept": 12, "added": 4}


def tables_of(folder, built):
    """The tables of a folder of models, beside those of the shared build that they read."""
    made, kept = warehouse.teach(duckdb.connect()), serving.open(root=built).folder / "tables"
    for name, table in models.tables(models.load(folder)).items():
        made.register("given", table)
        made.execute(f"create table {name} as select * from given")
        made.unregister("given")
    read = (
        *("core_adopcion__stage_event", "core_convenios__signing"),
        *("core_territory__municipality", "out_gam__event"),
    )
    for name in read:
        made.execute(f"create table {name} as select * from '{kept / name}.parquet'")
        if "origin" in made.table(name).columns:  # Parquet holds it as text, which has no order
            made.execute(f"alter table {name} alter origin type {origins.TYPE}")
    return made


def make(made):
    for name in MADE:
        text = (paths.SQL_OUT / f"out_modelos__{name}.sql").read_text(encoding="utf-8")
        made.execute(f"create or replace table out_modelos__{name} as {text}")


def test_a_sixth_model_is_drawn_from_its_file_alone(visit, built, monkeypatch, tmp_path):
    whole, made = serving.Build.table, tables_of(given(tmp_path), built)
    make(made)

    def from_the_file(self, name, where=None):
        if not name.startswith(("core_model__", "out_modelos__")):
            return whole(self, name, where)
        rows = made.execute(f"select * from {name}").df()
        for column, value in (where or {}).items():
            rows = rows[rows[column] == value]
        return rows

    monkeypatch.setattr(serving.Build, "table", from_the_file)
    html = shown(visit("modelos", model="sixth"))
    assert "Modelo sexto" in html and tiles(html) == 2
    assert "2 meses" in re.sub(r"<[^>]+>", "", html)


def used(made, country, tool, least, most):
    """Deliver a tool as in use by the municipalities of a country from one place to another."""
    made.execute(
        "insert into core_adopcion__stage_event (country, code, tool_id, stage, origin) "
        "select country, code, ?, 'verified', 'delivered' from core_territory__municipality "
        "where country = ? order by code limit ? offset ?",
        [tool, country, most - least, least],
    )


def test_use_is_counted_by_country_and_read_in_tools_that_are_the_same(built, tmp_path):
    made = tables_of(given(tmp_path), built)
    used(made, "MX", "regional_accounts", 0, 25)
    used(made, "CL", "service_channels", 0, 10)
    used(made, "CL", "regional_service_channels", 6, 11)
    used(made, "CL", "transparency_portal", 0, 3)
    make(made)
    rows = made.execute(
        "select distinct country, tool_id, municipalities, adopters, read_count, part_count, "
        "in_use_count, origin from out_modelos__adoption order by country, tool_id"
    ).fetchall()
    assert rows == [
        ("CL", "regional_automation", 345, None, None, 3, None, "computed"),  # a part: no use
        ("CL", "regional_service_channels", 345, 5, 6, 0, 11, "computed"),
        ("CL", "service_channels", 345, 10, 1, 0, 11, "computed"),
        ("CL", "transparency_portal", 345, 3, None, 0, 3, "delivered"),
        ("MX", "participatory_accounts", 125, None, 25, 0, 25, "computed"),
        ("MX", "regional_accounts", 125, 25, None, 0, 25, "delivered"),
    ]


def test_changing_the_model_leaves_the_version_of_the_old_one_behind(visit):
    app = visit("modelos", version="mgtm_2014")
    html = shown(app.selectbox(key="model").set_value("regional").run())
    assert tiles(html) == VERSIONS["regional_2022"] and "faro-notice" not in html
    assert "version" not in app.query_params
    assert tiles(shown(app.selectbox(key="model").set_value("mgtm2").run())) == 4


@pytest.mark.parametrize("version", ["mgtm_2012", "regional_2022"])
def test_a_dimension_of_the_map_is_as_wide_as_its_tools_are_many(visit, version):
    sections = shown(visit("modelos", version=version)).split("--tools:")[1:]
    widths = [int(re.match(r"\d+", section)[0]) for section in sections]
    assert widths == [max(tiles(section), 1) for section in sections]
    assert len(set(widths)) > 1
