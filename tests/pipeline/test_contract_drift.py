"""Contracts, SQL and built tables say the same, both ways; a crashed check is no verdict."""

from __future__ import annotations

import pytest

from pipelines import serving, specs
from pipelines.build import PROVIDED, reuse, warehouse
from pipelines.specs import lineage


@pytest.fixture
def copy(built, tmp_path):
    """The tables of the shared build in a database that may be changed."""
    connection = warehouse.connect(tmp_path / "copy.duckdb")
    source = serving.open(root=built).folder / "curated.duckdb"
    connection.execute(f"attach '{source}' as built (read_only)")
    for name in specs.contracts():
        connection.execute(f'create table "{name}" as from built."{name}"')
    yield connection
    connection.close()


@pytest.mark.thorough
def test_nothing_drifts_in_the_build(copy):
    assert warehouse.drift(copy, specs.contracts()) == []


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("change", "remark"),
    [
        ("alter table out_pilot__reading add column extra integer", "extra INTEGER"),
        ("alter table out_pilot__reading drop column value", "value DOUBLE"),
        ("alter table out_pilot__reading rename value to valor", "valor DOUBLE"),
        ("alter table out_pilot__reading alter value type varchar", "value VARCHAR"),
        ("create table out_stray__table as select 1 as one", "contract has no such table"),
        ("drop table out_pilot__reading", "described, but not built"),
    ],
)
def test_a_table_changed_without_its_contract_is_drift(copy, change, remark):
    copy.execute(change)
    drifts = warehouse.drift(copy, specs.contracts())
    assert len(drifts) == 1 and remark in drifts[0]


@pytest.mark.thorough
def test_a_contract_changed_without_its_table_is_drift(copy):
    contracts = specs.contracts()
    reading = contracts["out_pilot__reading"]
    shorter = reading.model_copy(update={"columns": reading.columns[:-1]})
    turned = reading.model_copy(update={"columns": reading.columns[::-1]})
    for changed in (shorter, turned):
        drifts = warehouse.drift(copy, {**contracts, changed.name: changed})
        assert len(drifts) == 1 and "out_pilot__reading" in drifts[0]


@pytest.mark.thorough
def test_drift_stops_a_build(raw, out, without_gx, monkeypatch, faro):
    changed = dict(specs.contracts())
    del changed["out_pilot__reading"]
    without = specs.definitions().model_copy(update={"contracts": changed})
    monkeypatch.setattr(reuse, "definitions", lambda before, rules: without)
    with (raw / "published" / "sources.csv").open("a") as handle:
        handle.write("S999,x,y,2026,,es\n")
    before = (out / "LATEST").read_bytes()
    code, _, refusal = faro("build", "--raw", raw, "--out", out, "--accept-changes")
    assert code == 1 and "out_pilot__reading: built, contract has no such table" in refusal
    assert (out / "LATEST").read_bytes() == before


def test_every_sql_file_has_its_contract_and_every_contract_its_maker():
    assert set(lineage.table_files()) | PROVIDED == set(specs.contracts())


def test_every_source_fills_a_core_table_and_every_metric_reads_a_contract():
    contracts = specs.contracts()
    assert {source.table for source in specs.sources().values()} <= set(contracts)
    for metric in specs.metrics().values():
        names = {column.name for column in contracts[metric.table].columns}
        assert set(metric.dimensions) <= names, metric.id
        # With a key left out, two rows of one delivery would be two values of one figure.
        assert set(contracts[metric.table].keys) <= set(metric.dimensions), metric.id


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


def test_only_tables_that_no_delivery_can_empty_ask_for_rows():
    """A derived table without rows is no data, never a failure."""
    delivered = {kind.table for kind in specs.kinds().values()}
    registered = {source.table for source in specs.sources().values()}
    asking = {name for name, contract in specs.contracts().items() if contract.min_rows}
    assert not {name for name in asking if name.startswith("out_")}
    assert not asking & (delivered - registered)
