"""The page of the management models: every version as a map; a new model is a file alone."""

from __future__ import annotations

import re

import duckdb
import pytest
from models_for_tests import given
from streamlit.testing.v1 import AppTest

from dashboard.text import LANGUAGES, Text
from pipelines import models, paths, serving

VERSIONS = {
    "mgtm_2012": 12,
    "mgtm_2014": 14,
    "mgtm2_2016": 4,
    "ig11_pmg_2014": 15,
    "gam_2018": 6,
    "regional_2022": 17,
}
MADE = ("adoption", "version_change", "link")


def shown(app: AppTest) -> str:
    assert not app.exception, app.exception
    return "\n".join(element.proto.body for element in app.get("html"))


def tiles(html: str) -> int:
    return html.count("<li><h4>")


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


def test_use_of_one_tool_is_read_in_another_that_is_the_same(demo_built):
    rows = serving.open(root=demo_built).table("out_modelos__adoption").set_index(
        ["version_id", "tool_id"]
    )  # fmt: skip
    same = rows.loc[("regional_2022", "regional_service_channels")]
    own = rows.loc[("mgtm_2012", "service_channels")]
    assert same["in_use_count"] == same["read_count"] == own["adopters"] > 0
    assert rows["adopters"].isna()["regional_2022"].all()  # none of its own was delivered
    part = rows.loc[("regional_2022", "regional_automation")]
    assert part["part_count"] == rows.loc[("mgtm_2012", "transparency_portal"), "adopters"]
    assert part[["in_use_count", "share_pct"]].isna().all()  # a part does not count as use


def test_a_sixth_model_is_drawn_from_its_file_alone(visit, built, monkeypatch, tmp_path):
    whole, made = serving.Build.table, duckdb.connect()
    for name, table in models.tables(models.load(given(tmp_path))).items():
        made.register("given", table)
        made.execute(f"create table {name} as select * from given")
        made.unregister("given")
    folder = serving.open(root=built).folder / "tables"
    read = ("core_adopcion__stage_event", "core_convenios__signing", "core_territory__municipality")
    for name in read:
        made.execute(f"create view {name} as select * from '{folder / name}.parquet'")
    for name in MADE:
        text = (paths.SQL_OUT / f"out_modelos__{name}.sql").read_text(encoding="utf-8")
        made.execute(f"create table out_modelos__{name} as {text}")

    def from_the_file(self, name, where=None):
        if not name.startswith(("core_model__", "out_modelos__")):
            return whole(self, name, where)
        found = made.execute(f"select * from {name}").df()
        for column, value in (where or {}).items():
            found = found[found[column] == value]
        return found

    monkeypatch.setattr(serving.Build, "table", from_the_file)
    html = shown(visit("modelos", model="sixth"))
    assert "Modelo sexto" in html and tiles(html) == 2
    assert "2 meses" in re.sub(r"<[^>]+>", "", html)
