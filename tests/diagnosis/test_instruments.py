"""The diagnostic instruments: whole, in both languages, and judged on loading."""

from __future__ import annotations

import json
import re
import shutil

import jsonschema
import pytest
import yaml

from pipelines import paths, specs
from pipelines.errors import FaroError
from pipelines.methods import models
from pipelines.methods import questionnaires as instruments
from pipelines.methods.questionnaires import schema

SIZES = {
    "mgtm_2012_v1": (12, 34),
    "mgtm2_2016_v1": (16, 42),
    "ig11_pmg_2014_v1": (15, 40),
    "gam_2018_v1": (6, 17),
    "regional_2022_v1": (17, 40),
}


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(paths.INSTRUMENTS, tmp_path / "instruments")


def change(folder, name, edit):
    path = folder / name
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def load(folder):
    return instruments.load(folder, models.library())


@pytest.mark.parametrize("version", SIZES)
def test_every_instrument_asks_about_every_tool_of_its_model(version):
    [instrument] = [
        candidate for candidate in instruments.instruments() if candidate.version == version
    ]
    questions = list(instrument.questions())
    assert (len(instrument.tools), len(questions)) == SIZES[version]
    assert {part.tool for part in instrument.tools} == set(instrument.homes)
    assert (
        instrument.origin == "illustrative"
        and "Faro" in instrument.note.es
        and "Faro" in instrument.note.en
    )
    for _, question in questions:
        assert re.search("(^|[,:] )¿", question.es)
        assert question.es.endswith("?") and question.en.endswith("?")
        levels = instrument.scales[question.scale]
        assert [level.level for level in levels] == list(range(len(levels)))
        assert all(level.es and level.en for level in levels)


def test_the_maturity_of_both_processes_is_asked_on_every_rung():
    for instrument in instruments.instruments():
        questions = {
            (on.process, on.rung)
            for _, question in instrument.questions()
            for on in [question if hasattr(question, "process") else question.maturity]
            if on is not None
        }
        wanted = {
            (p.id, r.id) for p in instrument.ladder.processes for r in instrument.ladder.rungs
        }
        assert questions == (set() if instrument.id == "gam" else wanted), instrument.version


def test_the_schema_beside_the_files_is_that_of_the_code_and_every_file_fits_it():
    written = json.loads((paths.INSTRUMENTS / schema.FILE).read_text(encoding="utf-8"))
    assert written == schema.made(), "run `python -m pipelines.methods.questionnaires.schema`"
    for path in paths.INSTRUMENTS.glob("[!_]*.yml"):
        jsonschema.validate(json.loads(json.dumps(specs.read_yaml(path), default=str)), written)


def _first(data):
    return data["tools"][0]


BAD = {
    "a tool no model has": (
        "instrument_unknown",
        lambda d: _first(d).update(tool="vision"),
        ("su modelo no tiene esa herramienta", "its model has no such tool"),
    ),
    "weights of tools": (
        "instrument_weights",
        lambda d: _first(d).update(weight=9),
        ("los pesos suman 104", "the weights sum to 104"),
    ),
    "weights of questions": (
        "instrument_weights",
        lambda d: _first(d)["questions"][0].update(weight=50),
        ("los pesos suman 90", "the weights sum to 90"),
    ),
    "a language missing": (
        "bad_instrument",
        lambda d: _first(d)["questions"][0].pop("en"),
        ("le falta el texto en inglés", "lacks its text in English"),
    ),
    "an unknown scale": (
        "instrument_unknown",
        lambda d: _first(d)["questions"][0].update(scale="stars"),
        ("`scale` nombra «stars»", "`scale` names «stars»"),
    ),
    "a question twice": (
        "instrument_duplicate",
        lambda d: _first(d)["questions"][0].update(id="regional_policy_1"),
        ("«regional_policy_1» está más de una vez", "«regional_policy_1» stands more than once"),
    ),
    "a tool without questions": (
        "instrument_incomplete",
        lambda d: d["tools"].pop(0),
        ("no pregunta nada sobre «regional_agreement»", "asks nothing about «regional_agreement»"),
    ),
    "a version no model has": (
        "instrument_unknown",
        lambda d: d.update(model_version="regional_2099"),
        ("que ningún modelo tiene", "which no model has"),
    ),
    "a rung nobody can reach": (
        "instrument_levels",
        lambda d: d["tools"][7]["questions"][0].update(
            maturity={"process": "ta", "rung": "automated"}
        ),
        ("su escala nunca alcanza el peldaño", "its scale never reaches the rung"),
    ),
    "an unknown key": (
        "bad_instrument",
        lambda d: d.update(pesos=1),
        ("la clave `pesos` no se conoce", "the key `pesos` is unknown"),
    ),
    "an unknown base": (
        "instrument_unknown",
        lambda d: d.update(extends="mgtm2_2016_v1"),
        ("`extends` nombra «mgtm2_2016_v1»", "`extends` names «mgtm2_2016_v1»"),
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_instrument_is_said_in_one_sentence_with_its_place_and_fix(folder, name):
    code, edit, (es, en) = BAD[name]
    change(folder, "regional.yml", edit)
    with pytest.raises(FaroError) as raised:
        load(folder)
    error = raised.value
    assert error.code == code and error.fix
    assert error.where.startswith("regional.yml")
    assert en in error.in_language("en") and es in error.in_language("es")
    assert "\n" not in str(error)


def test_levels_out_of_order_are_said_with_the_scale(folder):
    change(folder, "_scales.yml", lambda d: d["document"].reverse())
    with pytest.raises(FaroError, match="its levels run 3, 2, 1, 0") as raised:
        load(folder)
    assert "_scales.yml › «document»" in str(raised.value)
    assert "Escríbalos desde 0" in raised.value.in_language("es")


def test_a_new_version_is_a_new_file_and_the_latest_of_its_model_is_the_one_asked_for(folder):
    def renew(data):
        data |= {"version": "regional_2022_v2"}
        data["valid_from"] = "2024-01-01"
        first, second = data["tools"][:2]
        first["weight"], second["weight"] = 6, 4

    shutil.copy(folder / "regional.yml", folder / "regional_v2.yml")
    change(folder, "regional_v2.yml", renew)
    versions = [instrument.version for instrument in load(folder)]
    assert versions[-2:] == ["regional_2022_v1", "regional_2022_v2"]
    assert instruments.instrument("MGTM").version == "mgtm_2012_v1"
    with pytest.raises(FaroError, match="no diagnostic instrument for «zzz»") as raised:
        instruments.instrument("zzz")
    assert "Hay para: mgtm" in raised.value.in_language("es")
