"""What holds for whatever ``data/raw`` says: nothing lost, everything cited, sealed, in its place.

No figure of ``data/raw`` stands here: a test that knows one belongs to the frozen copy.
"""

from __future__ import annotations

import csv
import itertools
import json

import pytest
from builds_for_tests import LIVE, RAW

from pipelines import serving, specs
from pipelines.ingest import inventory


def rows(file: str, folder=LIVE) -> list[list[str]]:
    with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_every_registered_file_is_sealed():
    assert all(item.sealed for item in inventory.take_inventory(LIVE, specs.sources()))


@pytest.mark.parametrize("file", [f for s in specs.sources().values() for f in s.files])
def test_the_frozen_copy_has_the_shape_of_the_live_data(file):
    same = (RAW / file).is_file() and rows(file)[0] == rows(file, RAW)[0]
    assert same, f"bring it over: python tests/fixtures/freeze.py {file}"


def test_nothing_is_lost_refused_or_critical(live):
    manifest = live.manifest
    assert manifest["sealed"] and not manifest["refused"] and not manifest["simulated"]
    assert manifest["checks"]["critical_failed"] == 0
    for row in manifest["conservation"]:
        assert row["rows_delivered"] == row["rows_curated"] + row["rows_quarantined"], row
        assert row["rows_quarantined"] == 0, row


def test_every_published_mean_is_in_the_series_with_its_sources(live):
    printed = live.query(
        "select distinct year, source_id from core_published__figure where group_id is null "
        "and indicator = 'ta_compliance_average' and sector = 'municipality' "
        "and geography_level = 'country' and matter is null"
    )
    series = live.query(
        "select year, source_ids from out_fiscalizacion__round_group where group_id = 'all'"
    ).set_index("year")
    assert set(series.index) == set(printed["year"])
    for row in printed.itertuples():
        assert row.source_id in series.source_ids[row.year]


def test_every_source_that_is_cited_is_in_the_ledger(live):
    ledger = set(live.table("core_published__source")["source_id"])
    for table in live.tables():
        columns = {column.name for column in live.describe(table).columns}
        if table.startswith("out_") and "source_ids" in columns:
            cited = live.query(f"select distinct source_ids from {table}")["source_ids"].dropna()
            named = {source for text in cited for source in str(text).split(", ") if source}
            assert named <= ledger, table


def test_rounds_run_in_order_and_a_change_of_method_is_a_break(live):
    rounds = live.query(
        "select round_id, year, coalesce(method_id, '') as method_id "
        "from core_fiscalizacion__round order by year"
    )
    breaks = live.query("select * from core_fiscalizacion__method_break")
    drawn = set(zip(breaks["after_round_id"], breaks["before_round_id"], strict=True))
    assert rounds["year"].is_unique
    listed = rounds.to_dict("records")
    for before, after in itertools.pairwise(listed):
        known = before["method_id"] and after["method_id"]
        if known and before["method_id"] != after["method_id"]:
            assert (before["round_id"], after["round_id"]) in drawn


def test_every_metric_is_served_with_words_in_both_languages(live):
    for name, metric in serving.metrics().items():
        assert json.loads(live.endpoint(f"{name}.json"))["metadata"]["id"] == name
        assert metric.name.es and metric.name.en
