"""Contracts, SQL and built tables say the same, both ways; a crashed check is no verdict."""

from __future__ import annotations

import duckdb
import pytest

from pipelines import quality, serving, specs, warehouse
from pipelines.build import PROVIDED
from pipelines.errors import FaroError
from pipelines.specs import Check, Contract


@pytest.fixture
def copy(built, tmp_path):
    """The tables of the shared build in a database that may be changed."""
    connection = warehouse.connect(tmp_path / "copy.duckdb")
    source = serving.open(root=built).folder / "tables"
    for path in source.glob("*.parquet"):
        connection.execute(f"create table \"{path.stem}\" as select * from '{path}'")
    yield connection
    connection.close()


def test_nothing_drifts_in_the_build(copy):
    assert warehouse.drift(copy, specs.contracts()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("alter table out_pilot__reading add column extra integer", "extra INTEGER"),
        ("alter table out_pilot__reading drop column value", "value DOUBLE"),
        ("alter table out_pilot__reading rename value to valor", "valor DOUBLE"),
        ("alter table out_pilot__reading alter value type varchar", "value VARCHAR"),
        ("create table out_stray__table as select 1 as one", "no contract describes it"),
        ("drop table out_pilot__reading", "described, but not built"),
    ],
)
def test_a_table_changed_without_its_contract_is_drift(copy, change, said):
    copy.execute(change)
    found = warehouse.drift(copy, specs.contracts())
    assert len(found) == 1 and said in found[0]


def test_a_contract_changed_without_its_table_is_drift(copy):
    contracts = specs.contracts()
    reading = contracts["out_pilot__reading"]
    shorter = reading.model_copy(update={"columns": reading.columns[:-1]})
    turned = reading.model_copy(update={"columns": reading.columns[::-1]})
    for changed in (shorter, turned):
        found = warehouse.drift(copy, {**contracts, changed.name: changed})
        assert len(found) == 1 and "out_pilot__reading" in found[0]


def test_drift_stops_a_build(raw, out, without_gx, monkeypatch, faro):
    changed = dict(specs.contracts())
    del changed["out_pilot__reading"]
    monkeypatch.setattr(specs, "contracts", lambda: changed)
    with (raw / "published" / "sources.csv").open("a") as handle:
        handle.write("S999,x,y,2026,,es\n")
    before = (out / "LATEST").read_bytes()
    code, _, said = faro("build", "--raw", raw, "--out", out, "--accept-changes")
    assert code == 1 and "out_pilot__reading: built, but no contract describes it" in said
    assert (out / "LATEST").read_bytes() == before


def test_every_sql_file_has_its_contract_and_every_contract_its_maker():
    assert set(warehouse.table_files()) | PROVIDED == set(specs.contracts())


def test_every_source_fills_a_core_table_and_every_metric_reads_a_contract():
    contracts = specs.contracts()
    assert {source.table for source in specs.sources().values()} <= set(contracts)
    for metric in specs.metrics().values():
        names = {column.name for column in contracts[metric.table].columns}
        assert set(metric.dimensions) <= names, metric.id


def test_keys_and_every_text_of_a_contract_are_there():
    for contract in specs.contracts().values():
        names = {column.name for column in contract.columns}
        assert set(contract.keys) <= names, contract.name
        for column in contract.columns:
            texts = (column.label.es, column.label.en, column.definition.es, column.definition.en)
            assert all(text.strip() for text in texts), (contract.name, column.name)


def test_units_are_suffixes_and_cut_is_text():
    for contract in specs.contracts().values():
        for column in contract.columns:
            if column.name in ("cut", "previous_cut"):
                assert column.type == "VARCHAR"
            if column.name.endswith("_pct"):
                assert column.unit == "percent", (contract.name, column.name)
            if column.name.startswith(("is_", "has_")):
                assert column.type == "BOOLEAN", (contract.name, column.name)


@pytest.fixture
def one_table(tmp_path):
    connection = duckdb.connect()
    connection.execute("create table out_a__b as select 1 as value union all select 2")
    text = {"es": "x", "en": "x"}
    contract = Contract.model_validate(
        {
            "name": "out_a__b",
            "label": text,
            "definition": text,
            "grain": text,
            "keys": ["value"],
            "columns": [
                {"name": "value", "type": "INTEGER", "label": text, "definition": text}
                | {"required": True, "maximum": 1}
            ],
        }
    )
    yield connection, {"out_a__b": contract}, tmp_path / "docs"
    connection.close()


def test_great_expectations_sees_what_is_wrong_and_what_is_right(one_table):
    verdicts = {result.check_id: result for result in quality.run(*one_table)}
    assert not verdicts["range:value"].success
    assert verdicts["range:value"].observed.startswith("1/2")
    assert verdicts["required:value"].success and verdicts["key:value"].success


@pytest.mark.parametrize("broken", ["raises", "empty", "half"])
def test_a_crash_of_great_expectations_is_an_error_never_a_verdict(one_table, monkeypatch, broken):
    gx = quality._import_gx()
    run = gx.ValidationDefinition.run

    def crash(self, **options):
        if broken == "raises":
            raise RuntimeError("no engine")
        found = run(self, **options)
        found.results = [] if broken == "empty" else found.results[:1]
        return found

    monkeypatch.setattr(gx.ValidationDefinition, "run", crash)
    with pytest.raises((FaroError, RuntimeError)):
        quality.run(*one_table)


@pytest.mark.parametrize("result", [{}, None])
def test_a_verdict_with_an_empty_result_is_a_crash(one_table, monkeypatch, result):
    gx = quality._import_gx()
    run = gx.ValidationDefinition.run

    def hollow(self, **options):
        found = run(self, **options)
        for verdict in found.results:
            verdict.success, verdict.result = False, result
        return found

    monkeypatch.setattr(gx.ValidationDefinition, "run", hollow)
    with pytest.raises(FaroError) as error:
        quality.run(*one_table)
    assert error.value.code == "check_crashed"


def test_an_expectation_on_a_column_that_is_not_there_is_a_crash(one_table):
    connection, contracts, docs = one_table
    connection.execute("alter table out_a__b rename value to other")
    with pytest.raises(FaroError) as error:
        quality.run(connection, contracts, docs)
    assert error.value.code == "check_crashed"


def test_a_check_whose_sql_fails_is_an_error(one_table):
    connection, contracts, _ = one_table
    check = Check(id="c", severity="warning", es="x", en="x", sql="select nothing from nowhere")
    contract = contracts["out_a__b"].model_copy(update={"checks": (check,)})
    with pytest.raises(FaroError) as error:
        list(quality._sql_checks(connection, contract))
    assert error.value.code == "bad_sql"
