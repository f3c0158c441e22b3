"""The data package: valid, whole, the same bytes again, and opened by the usual tools.

Frictionless judges every row. The standards' own rules judge the rest (``test_package_standards``);
the small schemas in ``fixtures/package`` are ours, and ask for what the standards leave open.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import socket
import subprocess
import zipfile
from pathlib import Path

import duckdb
import frictionless
import jsonschema
import pandas as pd
import pytest
import yaml

from exports.package import write_package
from exports.package.packs import pack
from exports.package.rows import as_csv
from pipelines import serving
from presentation.choices.packs import PACKS

pytestmark = pytest.mark.thorough  # what all of them share takes ten seconds

SCHEMAS = Path(__file__).resolve().parents[1] / "fixtures" / "package"
TABLE = "out_fiscalizacion__round_group"


@pytest.fixture(scope="module")
def build(built) -> serving.Build:
    return serving.open(root=built)


@pytest.fixture(scope="module")
def package(build, tmp_path_factory):
    return write_package(build, tmp_path_factory.mktemp("package"))


@pytest.fixture
def no_network(monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def read(package, name: str):
    return json.loads((package.folder / name).read_text(encoding="utf-8"))


def test_frictionless_finds_the_package_and_every_row_valid(package, build, no_network):
    report = frictionless.validate(str(package.folder / "datapackage.json"))
    wrong = [(task.name, error.message) for task in report.tasks for error in task.errors[:2]]
    assert report.valid, (report.errors, wrong[:5])
    assert len(report.tasks) == len(build.tables()) == package.tables
    described = read(package, "datapackage.json")
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert described["version"] == build.build_id and not described["simulated"]


def test_frictionless_would_find_a_wrong_cell(package, tmp_path):
    described = read(package, "datapackage.json")
    [resource] = [resource for resource in described["resources"] if resource["name"] == TABLE]
    text = (package.folder / resource["path"]).read_text(encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / resource["path"]).write_text(text.replace("30.26", "many"), encoding="utf-8")
    kept = {key: value for key, value in resource.items() if key not in ("hash", "bytes")}
    (tmp_path / "datapackage.json").write_text(json.dumps({**described, "resources": [kept]}))
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("dcat.jsonld", "dcat"),
        ("ckan.json", "ckan"),
        ("schema_org.jsonld", "schema_org"),
        ("CITATION.cff", "cff"),
    ],
)
def test_the_catalogues_say_what_we_ask_of_them(package, build, name, schema):
    rules = json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(rules)
    content = yaml.safe_load((package.folder / name).read_text(encoding="utf-8"))
    jsonschema.validate(content, rules)
    assert build.build_id in json.dumps(content)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**content, "@type": "x", "name": "X !", "authors": []}, rules)


def test_sizes_and_checksums_are_those_of_the_files(package):
    for resource in read(package, "datapackage.json")["resources"]:
        for about in (resource, resource["parquet"]):
            body = (package.folder / about["path"]).read_bytes()
            assert len(body) == about["bytes"]
            assert about["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"


def test_pandas_duckdb_and_python_read_the_same(package, build):
    whole = build.table(TABLE)
    parquet = pd.read_parquet(package.folder / "data" / f"{TABLE}.parquet")
    assert len(parquet) == len(whole) and list(parquet.columns) == list(whole.columns)
    text = pd.read_csv(package.folder / "data" / f"{TABLE}.csv")
    assert text.mean_pct.tolist() == pytest.approx(whole.mean_pct.tolist(), nan_ok=True)
    for ending in ("csv", "parquet"):
        path = str(package.folder / "data" / f"{TABLE}.{ending}")
        [row] = (
            duckdb.connect()
            .execute(f"select mean_pct from '{path}' where round_id = 'r2012' and group_id = 'all'")
            .fetchall()
        )
        assert row == (30.26,)


def test_the_dictionary_describes_every_column_in_both_languages(package, build):
    rows = list(csv.DictReader(io.StringIO((package.folder / "dictionary.csv").read_text("utf-8"))))
    expected = [(name, c.name) for name in build.tables() for c in build.describe(name).columns]
    assert [(row["table"], row["column"]) for row in rows] == expected
    for key in ("label_es", "label_en", "definition_es", "definition_en"):
        assert all(row[key] for row in rows)


def test_licence_and_provenance_of_each_table_are_said(package, build):
    resources = {
        resource["name"]: resource for resource in read(package, "datapackage.json")["resources"]
    }
    assert any(
        "S060" in licence["title"]
        for licence in resources["core_publicacion__month_count"]["licenses"]
    )
    assert resources[TABLE]["sources"]
    inputs = read(package, "provenance.json")["inputs"]
    assert {file["path"] for file in inputs} == {file["path"] for file in build.manifest["inputs"]}


def test_the_command_writes_the_package_and_the_same_bytes_again(package, served, faro, tmp_path):
    code, out, err = faro("export", "package", "--out", tmp_path)
    assert code == 0, err
    again = Path(out.strip())
    assert again.suffix == ".zip" and again.read_bytes() == package.archive.read_bytes()
    with zipfile.ZipFile(again) as archive:
        names = archive.namelist()
        assert {"datapackage.json", "CITATION.cff", "read_faro.R", f"data/{TABLE}.csv"} <= set(
            names
        )
        assert not any(b"built_at" in archive.read(n) for n in names if n.endswith("json"))


def test_the_script_for_r_knows_every_type_there_is(package):
    script = (package.folder / "read_faro.R").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO((package.folder / "dictionary.csv").read_text("utf-8")))
    for kind in {row["type"] for row in rows}:
        assert f"{kind} = " in script
    assert "@" not in script


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_reads_every_table_with_its_types(package, build):
    script = (
        'source("read_faro.R"); options(warn = 2); n <- 0;'
        "for (one in faro_tables()) n <- n + nrow(read_faro(one));"
        f'x <- read_faro("{TABLE}"); stopifnot(is.numeric(x$mean_pct), x$mean_pct[1] == 30.26);'
        'cat(length(faro_tables()), n, attr(x, "build_id"))'
    )
    ran = subprocess.run(
        ["Rscript", "--vanilla", "-e", script], cwd=package.folder, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    rows = sum(len(build.table(name)) for name in build.tables())
    assert ran.stdout.split() == [str(len(build.tables())), str(rows), build.build_id]


def test_addresses_are_those_of_the_site_when_it_is_known(build, package, monkeypatch):
    from exports.package import catalogues, facts

    assert read(package, "ckan.json")["resources"][0]["url"].startswith("data/")
    monkeypatch.setenv("FARO_ADDRESS", "https://faro.example")
    bodies = {
        f"data/{name}.{end}": facts.Body(f"data/{name}.{end}", 1, "0" * 64)
        for name in build.tables()
        for end in ("csv", "parquet")
    }
    address = catalogues.ckan(facts.gather(build, bodies))["resources"][0]["url"]
    assert address.startswith(f"https://faro.example/data/{build.build_id}/")


def test_simulated_figures_are_told_first(demo_built):
    from exports.package import descriptor, facts, papers

    build = serving.open(root=demo_built)
    bodies = {
        f"data/{name}.{end}": facts.Body(f"data/{name}.{end}", 1, "0" * 64)
        for name in build.tables()
        for end in ("csv", "parquet")
    }
    gathered = facts.gather(build, bodies)
    described = descriptor.data_package(gathered)
    assert described["simulated"] and described["description"].startswith("Simulado")
    marked = {resource["name"] for resource in described["resources"] if resource["simulated"]}
    assert marked == {n for n in build.tables() if build.origin_of(n) == "simulated"}
    assert b"**Simulado: " in papers.readme(gathered, [])


@pytest.mark.parametrize("of", ["package", *PACKS])
def test_the_readme_speaks_of_what_is_there_and_of_all_of_it(package, build, of):
    archive = package.archive if of == "package" else io.BytesIO(pack(build, of))
    with zipfile.ZipFile(archive) as opened:
        names = {name.removeprefix(f"{package.folder.name}/") for name in opened.namelist()}
        text = opened.read(next(n for n in opened.namelist() if n.endswith("README.md"))).decode()
    listed = set(re.findall(r"`([\w./]+\.\w+)`", text))
    assert listed == {name for name in names if "/" not in name} - {"README.md"}
    shown = set(re.findall(r"data/(\w+)\.parquet", text))
    assert shown and all(f"data/{name}.parquet" in names for name in shown)


def test_text_that_a_spreadsheet_would_run_is_inert(build):
    contract = build.describe("core_territory__region")
    rows = build.table("core_territory__region").head(1).assign(region="=1+1")
    assert b"'=1+1" in as_csv(rows, contract)
