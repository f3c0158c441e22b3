"""The door for readers: parameters are bound, everything else is shut, metrics are not averaged."""

from __future__ import annotations

import threading

import pandas as pd
import pytest

from pipelines import origins, serving, specs
from pipelines.errors import FaroError

OUT = "out_fiscalizacion__round_group"


@pytest.fixture
def build(built) -> serving.Build:
    return serving.open(root=built)


@pytest.mark.parametrize("name", ["2012", "x' or '1'='1", '"; drop table x; --', "%", "r2012'--"])
def test_values_are_bound_never_pasted(build, name):
    assert build.table(OUT, {"round_id": name}).empty
    assert build.table(OUT, {"round_id": [name]}).empty
    assert len(build.table(OUT)) == 11


@pytest.mark.parametrize(
    "where", [{"1=1 or round_id": "x"}, {'round_id" or 1=1 --': "x"}, {"source_file": "x"}]
)
def test_names_must_be_columns(build, where):
    with pytest.raises(FaroError) as error:
        build.table(OUT, where)
    assert error.value.code == "no_dimension"


@pytest.mark.few(4)
@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/hostname')",
        "from '/etc/passwd'",
        "select * from glob('/*')",
        "attach '/tmp/other.duckdb' as other",
        "attach ':memory:' as other",
        "copy (select 1) to '/tmp/stolen.csv'",
        "copy (select 1) to '{folder}/stolen.csv'",
        "export database '/tmp/stolen'",
        "set memory_limit = '90GB'",
        "set enable_external_access = true",
        "reset enable_external_access",
        "pragma threads = 64",
        "install httpfs",
        "load httpfs",
        "create table t as select 1",
        "create or replace view v as select 1",
        "insert into core_territory__comuna select * from core_territory__comuna",
        "update core_territory__comuna set comuna = 'x'",
        "delete from core_territory__comuna",
        "drop table core_territory__comuna",
        "alter table core_territory__comuna add column x integer",
        "select 1; drop table core_territory__comuna",
        "select getenv('HOME')",
        "",
        "select",
        "select * from nowhere",
        "select ?",
    ],
)
def test_a_query_can_only_read_tables(served, build, faro, sql):
    code, out, err = faro("query", sql.format(folder=build.folder))
    assert code == 1 and out == ""
    assert err.startswith("faro:") and "Traceback" not in err
    assert len(err.strip().splitlines()) == 1
    assert not list(build.folder.rglob("stolen*"))
    [count] = build.query("select count(*) as n from core_territory__comuna").n
    assert count == 346


def test_ambiguous_metrics_are_refused_not_averaged(build):
    for by in ([], ["round_id"], ["group_id"]):
        with pytest.raises(FaroError) as error:
            build.metric("ta_score", by=by)
        assert error.value.code == "ambiguous_metric"
    rows = build.metric("ta_score", by=["round_id", "group_id"])
    assert len(rows) == len(build.table(OUT))


def test_a_metric_says_its_unit_its_n_and_its_origin(build):
    row = build.metric("ta_score", where={"round_id": "r2012", "group_id": "non_pilot"})
    assert row.value[0] == pytest.approx(29.42, abs=0.005)
    assert row.n[0] == 309 and row.origin[0] == "computed"
    assert row.attrs["unit"] == "percent" and row.attrs["build_id"] == build.build_id


def test_a_metric_can_be_asked_for_one_origin(build):
    where = {"round_id": "r2012", "group_id": "non_pilot"}
    assert len(build.metric("ta_score", where={**where, "origin": "computed"})) == 1
    assert build.metric("ta_score", where={**where, "origin": "simulated"}).empty


def test_small_groups_show_n_and_no_value(build):
    table = build.table("out_publicacion__year_region_file")
    rows = build.metric("months_published", by=["year", "geography", "ta_file"])
    small = rows[rows.n < specs.metrics()["months_published"].min_group]
    assert len(small) == (table.municipalities < 5).sum() > 0
    assert small.value.isna().all() and small.n.notna().all()
    assert rows[rows.n >= 5].value.notna().all()


@pytest.mark.few(82)
@pytest.mark.parametrize("metric_id", list(specs.metrics()))
def test_every_metric_can_be_read_by_all_its_dimensions(build, demo_built, metric_id):
    metric = specs.metrics()[metric_id]
    rows = build.metric(metric_id, by=metric.dimensions)
    if rows.value.isna().all():
        rows = serving.open(root=demo_built).metric(metric_id, by=metric.dimensions)
    assert list(rows.columns) == [*metric.dimensions, "value", "n", "origin"]
    is_awaited = serving.open(root=demo_built).manifest["row_counts"][metric.table] == 0
    assert rows.value.notna().any() != is_awaited
    assert set(rows.origin.dropna()) <= set(origins.LEVELS)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda b: b.metric("no_such"), "no_metric"),
        (lambda b: b.metric("ta_score", by=["tool_id"]), "no_dimension"),
        (lambda b: b.metric("ta_score", where={"tool_id": "1"}), "no_dimension"),
        (lambda b: b.describe("out_no__such"), "no_table"),
        (lambda b: b.table("raw_stray"), "no_table"),
    ],
)
def test_unknown_names_are_clear_errors(build, call, code):
    with pytest.raises(FaroError) as error:
        call(build)
    assert error.value.code == code and "\n" not in str(error.value)


@pytest.mark.parametrize("build_id", ["nope", "../..", "/etc", ".", ""])
def test_only_builds_can_be_opened(built, tmp_path, build_id):
    root = built if build_id else tmp_path
    with pytest.raises(FaroError) as error:
        serving.open(build_id, root)
    assert error.value.code == "no_build"


def test_a_build_made_before_a_column_or_after_a_table_is_still_read(build, monkeypatch):
    newer = dict(specs.contracts())
    added = newer[OUT].columns[0].model_copy(update={"name": "added_since"})
    keys = {"columns": (*newer[OUT].columns, added), "keys": (*newer[OUT].keys, "added_since")}
    newer[OUT] = newer[OUT].model_copy(update=keys)
    gone = newer.pop("out_pilot__reading")
    monkeypatch.setattr(specs, "contracts", lambda: newer)
    monkeypatch.setattr(specs, "kept", lambda folder: None)  # it kept no words of its own
    old = serving.Build(build.folder)
    assert len(old.table(OUT)) == 11
    assert "added_since" not in {column.name for column in old.describe(OUT).columns}
    assert gone.name not in old.tables() and OUT in old.tables()


@pytest.mark.thorough
def test_tables_come_in_the_order_of_their_keys(build):
    for name in build.tables():
        keys = list(build.describe(name).keys)
        if keys:
            frame = build.table(name)
            assert not frame.duplicated(keys).any(), name


def test_threads_share_a_build(build):
    frames: list[pd.DataFrame] = []

    def read() -> None:
        frames.extend(build.table(OUT) for _ in range(5))

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(frames) == 30 and all(frame.equals(frames[0]) for frame in frames)


def test_missing_and_zero_stay_apart(build):
    coverage = build.table("out_convenios__year_coverage").set_index("year")
    assert pd.isna(coverage.signed_new[2019]) and 0 not in set(coverage.signed_new.dropna())
