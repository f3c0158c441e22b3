"""The management models: complete, in both languages, traced, and judged on loading."""

from __future__ import annotations

import csv
import json

import jsonschema
import pytest
from builds_for_tests import LIVE, RAW
from models_for_tests import given

from pipelines import paths, specs
from pipelines.errors import FaroError
from pipelines.methods import models
from pipelines.methods.models import schema

FILES = sorted(p for p in paths.MODELS.glob("*.yml") if p.name != models.CROSSWALK)


@pytest.fixture(scope="module")
def tables():
    return {name: table.to_pylist() for name, table in models.tables(models.library()).items()}


def of(tables, name, **where):
    return [
        row
        for row in tables[f"core_model__{name}"]
        if all(row[key] == value for key, value in where.items())
    ]


def test_the_schema_beside_the_files_is_that_of_the_code():
    assert schema.FILE.read_text(encoding="utf-8") == schema.text(), (
        "run `python -m pipelines.methods.models.schema`"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_file_meets_the_schema(path):
    data = json.loads(json.dumps(specs.read_yaml(path), default=str))
    rules = json.loads(schema.FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(rules)
    jsonschema.validate(data, rules)


def test_the_models_have_their_lists_complete(tables):
    assert [m["model_id"] for m in tables["core_model__model"]][:5] == [
        *("mgtm", "mgtm2", "ig11_pmg", "gam", "regional"),
    ]
    counts = {v["version_id"]: 0 for v in tables["core_model__version"]}
    for tool in tables["core_model__tool"]:
        counts[tool["version_id"]] += 1
    assert counts["mgtm_2012"] == 12 and counts["mgtm2_2016"] == 4
    assert counts["regional_2022"] == 17 and counts["mgtm_2014"] == 14
    items = of(tables, "tool", version_id="ig11_pmg_2014", dimension_id="ig11_items")
    assert [i["name_es"].split()[0] for i in items] == [f"1.{n}" for n in range(1, 15)]
    assert len(of(tables, "dimension", version_id="regional_2022")) == 5


def test_the_counts_are_those_published(tables):
    path = RAW / "published" / "published_figures.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        figures = {row["figure_id"]: int(row["value"]) for row in csv.DictReader(handle)
                   if row["figure_id"] in ("F078", "F079")}  # fmt: skip
    assert len(of(tables, "tool", version_id="mgtm_2012")) == figures["F078"]
    assert len(of(tables, "tool", version_id="mgtm2_2016")) == figures["F079"]


def test_the_lists_of_2012_and_2014_are_kept_apart_and_linked(tables):
    old = {t["tool_id"]: t for t in of(tables, "tool", version_id="mgtm_2012")}
    new = {t["tool_id"]: t for t in of(tables, "tool", version_id="mgtm_2014")}
    assert set(new) - set(old) == {"collaboration_agreement", "accreditation"}
    assert not set(old) - set(new)
    assert {t["predecessor_id"] for t in new.values()} == {*old, None}
    assert new["document_management"]["name_es"] == "Recomendaciones de gestión documental"
    assert len(of(tables, "challenge", version_id="mgtm_2014")) == 16


def test_times_are_those_printed_and_never_a_guess(tables):
    months = {t["tool_id"]: t["time_months"] for t in of(tables, "tool", model_id="regional")}
    assert list(months.values()) == [1, 3, 6, None, 3, None, 3, 6, 3, 3, 3, 4, 5, None, 3, None, 3]
    kinds = {t["tool_id"]: t["time_kind"] for t in of(tables, "tool", model_id="regional")}
    assert {k for k, v in kinds.items() if v == "annual"} == {
        *("regional_staff_training", "regional_satisfaction", "regional_accounts"),
    }
    assert {k for k, v in kinds.items() if v == "depends"} == {"regional_projects"}
    others = ("mgtm", "mgtm2", "ig11_pmg", "gam")
    tools = [tool for model_id in others for tool in of(tables, "tool", model_id=model_id)]
    assert {(t["version_id"], t["tool_id"]) for t in tools if t["time_months"]} == {
        ("mgtm_2014", "improvement_mechanisms"),
        ("ig11_pmg_2014", "pmg_programme"),
    }


@pytest.mark.live
def test_everything_is_in_both_languages_and_traced(tables):
    ledger = (LIVE / "published" / "sources.csv").read_text(encoding="utf-8")
    known = {line.split(",")[0] for line in ledger.splitlines()}
    for name, rows in tables.items():
        for row in rows:
            for key in (k for k in row if k.endswith("_es")):
                assert bool(row[key]) == bool(row[key[:-3] + "_en"]), (name, row)
            assert row.get("source_id", "S001") in known, (name, row)
    for tool in tables["core_model__tool"]:
        assert tool["purpose_es"] != tool["purpose_en"], tool


def test_the_crosswalk_has_a_reason_for_every_link(tables):
    home = {t["tool_id"]: t["model_id"] for t in tables["core_model__tool"]}
    links = tables["core_model__link"]
    assert len(links) >= 20
    for link in links:
        assert home[link["from_id"]] != home[link["to_id"]]
        assert len(link["reason_es"]) > 20 and len(link["reason_en"]) > 20
    pairs = {(x["from_id"], x["to_id"]): x["relation"] for x in links}
    assert pairs["regional_service_channels", "service_channels"] == "same"


def test_a_name_two_tools_share_stands_for_neither(tmp_path):
    sixth = given(tmp_path, lambda m: m["versions"][0]["dimensions"][0]["tools"][0])
    library = models.load(sixth)
    rows = {row["name_es"]: row["tool_id"] for row in models.tool_rows(library)}
    assert rows["Gestión documental"] == "document_management"
    twin = given(
        tmp_path,
        lambda m: m["versions"][0]["dimensions"][0]["tools"][0]["name"].update(
            es="Gestión documental"
        ),
    )
    rows = {row["name_es"]: row["tool_id"] for row in models.tool_rows(models.load(twin))}
    assert "Gestión documental" not in rows
    assert rows["sixth_one"] == "sixth_one" and rows["document_management"] == "document_management"


def tools(model):
    return model["versions"][0]["dimensions"][0]["tools"]


WRONG = {
    "missing time": (
        lambda m: tools(m)[0].pop("time"),
        *("bad_model", "has no time", "no tiene tiempo"),
    ),
    "cycle": (
        lambda m: tools(m)[0].update(after=["sixth_two"]),
        *("model_cycle", "circle", "da la vuelta"),
    ),
    "tool without dimension": (
        lambda m: m["versions"][0].update(tools=[tools(m).pop()]),
        *("bad_model", "outside a dimension", "fuera de una dimensión"),
    ),
    "unknown predecessor": (
        lambda m: tools(m)[0].update(predecessor="nobody"),
        *("model_unknown", "`predecessor` names «nobody»", "`predecessor` nombra «nobody»"),
    ),
    "duplicate id": (
        lambda m: tools(m)[1].update(id="sixth_one"),
        *("model_duplicate", "more than once", "más de una vez"),
    ),
    "id of another model": (
        lambda m: tools(m)[1].update(id="open_data"),
        *("model_duplicate", "mgtm2.yml", "mgtm2.yml"),
    ),
    "unknown key": (
        lambda m: tools(m)[0].update(colour="blue"),
        *("bad_model", "the key `colour` is unknown", "la clave `colour` no se conoce"),
    ),
    "unknown order": (
        lambda m: tools(m)[0].update(after=["nobody"]),
        *("model_unknown", "`after` names «nobody»", "`after` nombra «nobody»"),
    ),
    "months of no number": (
        lambda m: tools(m)[0].update(time={"kind": "months"}),
        *("bad_model", "`months` goes with", "no es como se espera"),
    ),
    "one language": (
        lambda m: tools(m)[0]["name"].pop("en"),
        *("bad_model", "lacks `en`", "le falta `en`"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_gets_one_sentence_with_place_and_fix(tmp_path, name):
    change, code, english, spanish = WRONG[name]
    with pytest.raises(FaroError) as caught:
        models.load(given(tmp_path, change))
    error = caught.value
    assert error.code == code
    assert english in str(error) and "sixth.yml" in str(error) and error.fix
    assert spanish in error.in_language("es") and "sixth.yml" in error.in_language("es")


def test_a_file_that_is_no_yaml_or_no_model_is_named(tmp_path):
    folder = given(tmp_path)
    for text in ("a: [", "- just\n- a list\n", ""):
        (folder / "sixth.yml").write_text(text, encoding="utf-8")
        with pytest.raises(FaroError) as caught:
            models.load(folder)
        assert "sixth.yml" in str(caught.value)


def test_a_sixth_model_is_a_file_and_nothing_else(tmp_path):
    made = models.tables(models.load(given(tmp_path)))
    tool = [r for r in made["core_model__tool"].to_pylist() if r["model_id"] == "sixth"]
    assert [(t["tool_id"], t["time_months"]) for t in tool] == [
        ("sixth_one", 2),
        ("sixth_two", None),
    ]
    order = [r for r in made["core_model__order"].to_pylist() if r["version_id"] == "sixth_2026"]
    assert order == [{"version_id": "sixth_2026", "tool_id": "sixth_two", "after_id": "sixth_one"}]


def test_the_command_lists_the_models_and_says_what_is_wrong(faro, tmp_path):
    code, listed, _ = faro("models", "--lang", "en")
    n, links = len(models.library().models), len(models.library().links)
    assert code == 0 and f"{n} models, {links} links" in listed and "regional_2022" in listed
    folder = given(tmp_path, lambda m: tools(m)[0].pop("time"))
    code, _, refusal = faro("models", folder)
    assert code == 1 and "tools «sixth_one»: no tiene tiempo. Escriba" in " ".join(refusal.split())


def test_while_a_model_is_wrong_no_build_is_made(faro, tmp_path, monkeypatch):
    served = tmp_path / "curated"
    served.mkdir()
    (served / "LATEST").write_text("0123456789ab")
    folder = given(tmp_path, lambda m: tools(m)[0].update(after=["sixth_two"]))
    monkeypatch.setattr(paths, "MODELS", folder)
    models.library.cache_clear()
    try:
        code, _, refusal = faro("build", "--out", served)
    finally:
        models.library.cache_clear()
    assert (
        code == 1
        and "sixth_one → sixth_two" in " ".join(refusal.split())
        and "sixth.yml" in refusal
    )
    assert (served / "LATEST").read_text() == "0123456789ab"
